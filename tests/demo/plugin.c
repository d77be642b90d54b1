// SPDX-License-Identifier: GPL-2.0-only
/* Code that a program loads while it runs. */
const char *plugin_says(void);

const char *plugin_says(void)
{
	return "the plugin's code has run";
}
