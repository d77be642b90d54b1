# SPDX-License-Identifier: GPL-2.0-only
"""
apart.py FILE: writes FILE, a program of 64 bits, with its table of program headers in a
page of its own behind everything else, and nothing where it was.
"""
import struct
import sys

PAGE = 4096
PHOFF, PHENTSIZE = 32, 54

with open(sys.argv[1], "rb") as file:
    whole = bytearray(file.read())
start, = struct.unpack_from("<Q", whole, PHOFF)
size, count = struct.unpack_from("<HH", whole, PHENTSIZE)
table = bytes(whole[start:start + size * count])
whole[start:start + len(table)] = bytes(len(table))
whole += bytes(-len(whole) % PAGE)
struct.pack_into("<Q", whole, PHOFF, len(whole))
sys.stdout.buffer.write(whole + table)
