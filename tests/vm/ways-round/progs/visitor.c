// SPDX-License-Identifier: GPL-2.0-only
/* A module that does nothing: whether it is there is all that is asked. */
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("does nothing");
