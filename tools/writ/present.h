/* SPDX-License-Identifier: GPL-2.0-only */
/* Handing the artifacts for a program to writd. */
#ifndef WRIT_PRESENT_H
#define WRIT_PRESENT_H

#include "msg.h"

/**
 * present_for() - present what names the content of a program or of its interpreter
 * @dir: where artifacts are; other files there are passed over
 * @program: its file; one that cannot be read is named by nothing
 * @msg: filled on failure
 *
 * What is refused is told, and gone on from. Return: false if @dir cannot be read.
 */
bool present_for(const char *dir, const char *program, struct writ_msg *msg);

#endif
