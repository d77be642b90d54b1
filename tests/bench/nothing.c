// SPDX-License-Identifier: GPL-2.0-only
/* The program whose execution is measured. */
int main(void)
{
	return 0;
}
