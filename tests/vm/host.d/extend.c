// SPDX-License-Identifier: GPL-2.0-only
/*
 * extend REGISTER HEX: extends this register of the TPM by this SHA-256 value, as
 * software does that measures what it starts: TPM2_PCR_Extend with an empty password.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static unsigned char command[] = {
	0x80, 0x02,			/* with sessions */
	0, 0, 0, 65,			/* bytes */
	0, 0, 0x01, 0x82,		/* TPM2_PCR_Extend */
	0, 0, 0, 0,			/* register */
	0, 0, 0, 9,			/* bytes of authorization */
	0x40, 0, 0, 9, 0, 0, 0, 0, 0,	/* a password, empty */
	0, 0, 0, 1, 0, 0x0b,		/* one digest: SHA-256 */
	[33 ... 64] = 0,
};

int main(int argc, char **argv)
{
	unsigned char answer[4096];
	unsigned int i, byte;
	ssize_t n;
	int fd;

	if (argc != 3 || strlen(argv[2]) != 64) {
		fprintf(stderr, "usage: extend REGISTER HEX\n");
		return 2;
	}
	command[13] = atoi(argv[1]);
	for (i = 0; i < 32; i++) {
		if (sscanf(argv[2] + 2 * i, "%2x", &byte) != 1)
			return 2;
		command[33 + i] = byte;
	}
	fd = open("/dev/tpm0", O_RDWR);
	if (fd < 0 || write(fd, command, sizeof(command)) != sizeof(command)) {
		perror("/dev/tpm0");
		return 1;
	}
	n = read(fd, answer, sizeof(answer));
	if (n < 10 || answer[6] | answer[7] | answer[8] | answer[9]) {
		fprintf(stderr, "the TPM answered %zd bytes, code %02x%02x\n", n,
			n < 10 ? 0 : answer[8], n < 10 ? 0 : answer[9]);
		return 1;
	}
	return 0;
}
