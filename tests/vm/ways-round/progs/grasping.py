# SPDX-License-Identifier: GPL-2.0-only
"""
Writes a loader of which nothing executable is mapped: one segment to read, which is
the file's only page, and behind it a page of memory to write and execute that has no
bytes in the file. It begins there, among zeros, and so ends with signal 11.
"""
import struct
import sys

PAGE = 4096
PT_LOAD, X, W, R = 1, 1, 2, 4
ET_DYN, EM_X86_64 = 3, 62


def segment(flags, offset, address, in_file, in_memory):
    return struct.pack("<IIQQQQQQ", PT_LOAD, flags, offset, address, address, in_file, in_memory, PAGE)


header = b"\x7fELF" + bytes([2, 1, 1]) + bytes(9) + struct.pack(
    "<HHIQQQIHHHHHH", ET_DYN, EM_X86_64, 1, PAGE, 64, 0, 0, 64, 56, 2, 0, 0, 0)
whole = header + segment(R, 0, 0, PAGE, PAGE) + segment(R | W | X, PAGE, PAGE, 0, PAGE)
sys.stdout.buffer.write(whole.ljust(PAGE, b"\0"))
