// SPDX-License-Identifier: GPL-2.0-only
#include "cmd.h"
static int run(int argc, char **argv) { (void)argc; (void)argv; return EXIT_REFUSED; }
const struct cmd cmd_verify = { "verify", "", "", run };
