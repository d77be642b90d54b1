// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuse_toy DIRECTORY CONTENT COUNTS [stall | read GO | close GO]: a file system with one
 * executable file, "program", that holds what CONTENT holds. After each request it
 * writes into COUNTS how many times content and attributes were asked for. With
 * "stall" it never answers those questions. With "read" or "close" whoever reads or
 * closes the file waits until GO is there; GO.asked says that somebody does.
 *
 * It speaks to /dev/fuse itself (include/uapi/linux/fuse.h).
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define ROOT_NODE 1
#define FILE_NODE 2
#define REQUEST_MAX (1 << 20)
#define WRITE_MAX 4096
#define PATIENCE_MS 30000

static int dev;
static char *content;
static size_t content_size;
static const char *counts_path;
static unsigned int reads, attributes;
static int stall;
static const char *go_to_read, *go_to_close;

static void broken(const char *what)
{
	perror(what);
	exit(2);
}

static void reply(const struct fuse_in_header *in, int error, const void *data, size_t size)
{
	static char buf[REQUEST_MAX];
	struct fuse_out_header *out = (void *)buf;

	out->len = sizeof(*out) + (error ? 0 : size);
	out->error = error;
	out->unique = in->unique;
	if (!error && size)
		memcpy(buf + sizeof(*out), data, size);
	if (write(dev, buf, out->len) < 0 && errno != ENOENT)
		perror("reply");
}

static void fill_attr(struct fuse_attr *attr, unsigned long node)
{
	memset(attr, 0, sizeof(*attr));
	attr->ino = node;
	attr->nlink = 1;
	attr->blksize = 4096;
	if (node == ROOT_NODE) {
		attr->mode = S_IFDIR | 0755;
	} else {
		attr->mode = S_IFREG | 0755;
		attr->size = content_size;
	}
}

static void write_counts(void)
{
	int fd = open(counts_path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	if (fd < 0 || dprintf(fd, "reads %u attributes %u\n", reads, attributes) < 0)
		broken(counts_path);
	close(fd);
}

static void on_init(const struct fuse_in_header *in)
{
	struct fuse_init_out out = {
		.major = FUSE_KERNEL_VERSION, .minor = 31, .max_readahead = 65536,
		.max_write = WRITE_MAX, .max_background = 16, .congestion_threshold = 12,
		.time_gran = 1,
	};

	reply(in, 0, &out, sizeof(out));
}

static void on_lookup(const struct fuse_in_header *in, const char *name)
{
	struct fuse_entry_out out = { .nodeid = FILE_NODE, .entry_valid = 60, .attr_valid = 60 };

	if (strcmp(name, "program")) {
		reply(in, -ENOENT, NULL, 0);
		return;
	}
	fill_attr(&out.attr, FILE_NODE);
	reply(in, 0, &out, sizeof(out));
}

static void on_getattr(const struct fuse_in_header *in)
{
	struct fuse_attr_out out = { .attr_valid = 60 };

	fill_attr(&out.attr, in->nodeid);
	reply(in, 0, &out, sizeof(out));
}

/* Not for ever: what waits cannot be killed. */
static void await(const char *go)
{
	char asked[200];
	int ms;

	if (!go || !access(go, F_OK))
		return;
	snprintf(asked, sizeof(asked), "%s.asked", go);
	close(open(asked, O_WRONLY | O_CREAT, 0644));
	for (ms = 0; ms < PATIENCE_MS && access(go, F_OK); ms += 10)
		usleep(10000);
}

static void on_read(const struct fuse_in_header *in, const struct fuse_read_in *arg)
{
	size_t size = arg->size;

	reads++;
	write_counts();
	if (stall)
		return;
	await(go_to_read);
	if (arg->offset >= content_size)
		size = 0;
	else if (size > content_size - arg->offset)
		size = content_size - arg->offset;
	reply(in, 0, content + arg->offset, size);
}

static void on_attribute(const struct fuse_in_header *in)
{
	attributes++;
	write_counts();
	if (!stall)
		reply(in, -ENODATA, NULL, 0);
}

static void serve(const struct fuse_in_header *in)
{
	const void *arg = in + 1;
	struct fuse_open_out opened = {};

	switch (in->opcode) {
	case FUSE_INIT:
		on_init(in);
		break;
	case FUSE_LOOKUP:
		on_lookup(in, arg);
		break;
	case FUSE_GETATTR:
		on_getattr(in);
		break;
	case FUSE_OPEN:
	case FUSE_OPENDIR:
		reply(in, 0, &opened, sizeof(opened));
		break;
	case FUSE_READ:
		on_read(in, arg);
		break;
	case FUSE_GETXATTR:
		on_attribute(in);
		break;
	case FUSE_RELEASE:
	case FUSE_RELEASEDIR:
		reply(in, 0, NULL, 0);
		break;
	case FUSE_FLUSH:
		await(go_to_close);
		reply(in, 0, NULL, 0);
		break;
	case FUSE_FORGET:
	case FUSE_BATCH_FORGET:
	case FUSE_INTERRUPT:
		break;
	default:
		reply(in, -ENOSYS, NULL, 0);
	}
}

static void take_content(const char *path)
{
	struct stat st;
	int fd = open(path, O_RDONLY);

	if (fd < 0 || fstat(fd, &st))
		broken(path);
	content_size = st.st_size;
	content = malloc(content_size);
	if (!content || read(fd, content, content_size) != (ssize_t)content_size)
		broken(path);
	close(fd);
}

int main(int argc, char **argv)
{
	static char request[REQUEST_MAX];
	char options[100];
	ssize_t n;

	if (argc < 4)
		return 2;
	take_content(argv[2]);
	counts_path = argv[3];
	stall = argc > 4 && !strcmp(argv[4], "stall");
	go_to_read = argc > 5 && !strcmp(argv[4], "read") ? argv[5] : NULL;
	go_to_close = argc > 5 && !strcmp(argv[4], "close") ? argv[5] : NULL;
	write_counts();
	dev = open("/dev/fuse", O_RDWR | O_CLOEXEC);
	if (dev < 0)
		broken("/dev/fuse");
	snprintf(options, sizeof(options),
		 "fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other", dev);
	if (mount("toy", argv[1], "fuse", 0, options))
		broken("mount");
	for (;;) {
		n = read(dev, request, sizeof(request));
		if (n < 0 && errno == ENODEV)
			return 0;	/* unmounted */
		if (n < 0 && errno != EINTR && errno != ENOENT)
			broken("request");
		if (n >= (ssize_t)sizeof(struct fuse_in_header))
			serve((const void *)request);
	}
}
