// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counts what operations cost, before and after the module is loaded, in one
 * process, so that nothing else has to be executed in between.
 *
 *	measure DIR SAMPLES [MODULE PARAMETERS]
 *
 * Below DIR lie the programs that are executed: static, dynamic, and cold-SIZE
 * for each size. Without MODULE both halves are measured all the same, which
 * shows what the measuring itself is worth. In a guest whose clock advances by a nanosecond for each
 * instruction (see tests/bench/run) a nanosecond is an instruction.
 *
 * Prints lines of tab-separated fields:
 *	sample PHASE OPERATION COUNT MEDIAN P10 P90	instructions per operation
 *	load NS						what finit_module() took
 *	memory PHASE KEY KIB				from /proc/meminfo
 *	status KEY VALUE				from the module's status
 * PHASE is warm-up (to be ignored), without or with. On failure one line on stderr, and status 1.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if_alg.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PAGE		4096
#define CHUNK		65536		/* as the module reads files */
#define SAMPLES_MAX	10000
#define STATUS		"/sys/kernel/security/writ/status"

static const char *dir;
static unsigned int samples;
static bool loaded;			/* hashing has been measured before that */
static const char *phase;
static bool warming;
static uint64_t clock_cost;		/* of reading the clock once */
static uint64_t taken[SAMPLES_MAX];
static uint64_t forget[SAMPLES_MAX];
static uint8_t chunk[CHUNK];

__attribute__((noreturn, format(printf, 1, 2)))
static void fail(const char *fmt, ...)
{
	int error = errno;
	va_list ap;

	fprintf(stderr, "measure: %s: ", phase);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, ": %s\n", strerror(error));
	exit(1);
}

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static const char *below(const char *name)
{
	static char path[256];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

/* ---- samples */

static int compare(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static double per_op(uint64_t ns, unsigned int batch)
{
	return (ns > clock_cost ? (double)(ns - clock_cost) : 0) / batch;
}

static void tell(const char *operation, uint64_t *ns, unsigned int n, unsigned int batch)
{
	qsort(ns, n, sizeof(*ns), compare);
	printf("sample\t%s\t%s\t%u\t%.1f\t%.1f\t%.1f\n", phase, operation, n,
	       per_op(ns[n / 2], batch), per_op(ns[n / 10], batch),
	       per_op(ns[n - 1 - n / 10], batch));
	fflush(stdout);
}

/*
 * Small operations are timed in batches, so that neither the clock's own cost
 * nor its grain of ten nanoseconds shows.
 */
static void measure(const char *operation, unsigned int n, unsigned int batch,
		    void (*op)(const void *), const void *arg)
{
	if (batch > 1)
		op(arg);
	for (unsigned int i = 0; i < n; i++) {
		uint64_t start = now();

		for (unsigned int j = 0; j < batch; j++)
			op(arg);
		taken[i] = now() - start;
	}
	tell(operation, taken, n, batch);
}

static void op_nothing(const void *arg)
{
	(void)arg;
}

static void measure_clock(void)
{
	clock_cost = 0;
	for (unsigned int i = 0; i < 101; i++) {
		uint64_t start = now();

		op_nothing(NULL);
		taken[i] = now() - start;
	}
	qsort(taken, 101, sizeof(taken[0]), compare);
	clock_cost = taken[50];
}

/* ---- operations */

/* path: NULL for none, only the fork */
static void op_spawn(const void *arg)
{
	char *argv[] = { (char *)arg, NULL };
	char *envp[] = { NULL };
	int status;
	pid_t pid = fork();

	if (pid < 0)
		fail("fork");
	if (pid == 0) {
		if (arg)
			execve(arg, argv, envp);
		_exit(arg ? errno : 0);
	}
	if (waitpid(pid, &status, 0) != pid)
		fail("waitpid");
	if (status) {
		errno = WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
		fail("executing %s", arg ? (const char *)arg : "nothing");
	}
}

static int open_or_fail(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC, 0644);

	if (fd < 0)
		fail("opening %s", path);
	return fd;
}

static void op_open_read(const void *path)
{
	close(open_or_fail(path, O_RDONLY));
}

static void op_open_write(const void *path)
{
	close(open_or_fail(path, O_WRONLY));
}

static void op_create(const void *path)
{
	close(open_or_fail(path, O_WRONLY | O_CREAT | O_EXCL));
	if (unlink(path))
		fail("unlinking %s", (const char *)path);
}

struct mapped {
	int fd;
	int prot;
	void *at;
};

static void op_mmap(const void *arg)
{
	const struct mapped *m = arg;
	void *at = mmap(NULL, PAGE, m->prot, MAP_PRIVATE, m->fd, 0);

	if (at == MAP_FAILED)
		fail("mapping a file, protection %d", m->prot);
	munmap(at, PAGE);
}

static void op_mprotect(const void *arg)
{
	const struct mapped *m = arg;

	if (mprotect(m->at, PAGE, m->prot) || mprotect(m->at, PAGE, PROT_READ))
		fail("mprotect, protection %d", m->prot);
}

/* ---- hashing and reading, to compare first executions with */

struct content {
	const char *path;
	const uint8_t *data;
	size_t size;
	int alg;
};

static void op_hash(const void *arg)
{
	const struct content *c = arg;
	uint8_t digest[32];
	int fd = accept4(c->alg, NULL, NULL, SOCK_CLOEXEC);

	if (fd < 0)
		fail("accepting a hash operation");
	for (size_t at = 0; at < c->size; at += CHUNK) {
		size_t len = c->size - at < CHUNK ? c->size - at : CHUNK;

		if (send(fd, c->data + at, len, MSG_MORE) != (ssize_t)len)
			fail("hashing");
	}
	if (send(fd, NULL, 0, 0) < 0 || read(fd, digest, sizeof(digest)) != sizeof(digest))
		fail("reading a digest");
	close(fd);
}

static void op_read(const void *arg)
{
	const struct content *c = arg;
	int fd = open_or_fail(c->path, O_RDONLY);
	ssize_t got;

	while ((got = read(fd, chunk, sizeof(chunk))) > 0)
		;
	if (got < 0)
		fail("reading %s", c->path);
	close(fd);
}

static int hash_socket(void)
{
	struct sockaddr_alg sa = { .salg_family = AF_ALG, .salg_type = "hash",
				   .salg_name = "sha256" };
	int fd = socket(AF_ALG, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&sa, sizeof(sa)))
		fail("AF_ALG");
	return fd;
}

/* ---- first executions */

/* Opening a file for writing has the module forget what it knows of it. */
static void measure_cold(const char *size, unsigned int n)
{
	struct content c = { .alg = hash_socket() };
	char name[64], path[256];
	struct stat st;
	void *data;
	int fd;

	snprintf(name, sizeof(name), "cold-%s", size);
	snprintf(path, sizeof(path), "%s", below(name));
	for (unsigned int i = 0; i < n + 1; i++) {
		uint64_t a = now(), b;

		op_open_write(path);
		b = now();
		op_spawn(path);
		if (i == 0)
			continue;
		forget[i - 1] = b - a;
		taken[i - 1] = now() - b;
	}
	snprintf(name, sizeof(name), "exec-cold-%s", size);
	tell(name, taken, n, 1);
	snprintf(name, sizeof(name), "forget-%s", size);
	tell(name, forget, n, 1);
	snprintf(name, sizeof(name), "exec-warm-%s", size);
	measure(name, n, 1, op_spawn, path);

	fd = open_or_fail(path, O_RDONLY);
	if (fstat(fd, &st))
		fail("fstat");
	data = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
	if (data == MAP_FAILED)
		fail("mapping %s", path);
	close(fd);
	c.path = path;
	c.data = data;
	c.size = st.st_size;
	snprintf(name, sizeof(name), "read-%s", size);
	measure(name, n, 1, op_read, &c);
	snprintf(name, sizeof(name), "hash-%s", size);
	if (!loaded)
		measure(name, n, 1, op_hash, &c);
	munmap(data, st.st_size);
	close(c.alg);
}

static unsigned int at_most(unsigned int n)
{
	return samples < n ? samples : n;
}

static void measure_all(void)
{
	struct mapped m = { .fd = open_or_fail(below("dynamic"), O_RDONLY) };
	char path[256];

	measure_clock();
	snprintf(path, sizeof(path), "%s", below("static"));
	measure("exec-static", samples, 1, op_spawn, path);
	snprintf(path, sizeof(path), "%s", below("dynamic"));
	measure("exec-dynamic", samples, 1, op_spawn, path);
	measure("fork-exit", samples, 1, op_spawn, NULL);

	snprintf(path, sizeof(path), "%s", below("data"));
	measure("open-read", samples, 20, op_open_read, path);
	measure("open-write", samples, 20, op_open_write, path);
	snprintf(path, sizeof(path), "%s", below("created"));
	measure("create-unlink", samples, 20, op_create, path);

	m.prot = PROT_READ | PROT_EXEC;
	measure("mmap-exec", samples, 20, op_mmap, &m);
	m.prot = PROT_READ;
	measure("mmap-read", samples, 20, op_mmap, &m);
	m.at = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, m.fd, 0);
	if (m.at == MAP_FAILED)
		fail("mapping a file");
	m.prot = PROT_READ | PROT_EXEC;
	measure("mprotect-exec", samples, 20, op_mprotect, &m);
	munmap(m.at, PAGE);
	close(m.fd);

	measure_cold("16k", samples);
	if (warming)
		return;
	measure_cold("1m", at_most(11));
	measure_cold("16m", at_most(3));
}

/* ---- loading */

static void tell_memory(void)
{
	static const char * const keys[] = { "MemFree", "Slab", "SUnreclaim", "VmallocUsed",
					     "Percpu" };
	char line[128], key[64];
	FILE *f;
	long kib;

	/* What is freed later (RCU, work queues) shall be free by now. */
	sleep(3);
	f = fopen("/proc/meminfo", "re");
	if (!f)
		fail("/proc/meminfo");
	while (fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%63[^:]: %ld", key, &kib) != 2)
			continue;
		for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
			if (!strcmp(key, keys[i]))
				printf("memory\t%s\t%s\t%ld\n", phase, key, kib);
	}
	fclose(f);
}

static void tell_status(void)
{
	bool enforcing = false;
	char line[1024], *value;
	FILE *f = fopen(STATUS, "re");

	if (!f)
		fail(STATUS);
	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		value = strstr(line, ": ");
		if (!value)
			continue;
		*value = '\0';
		value += 2;
		printf("status\t%s\t%s\n", line, value);
		if (!strcmp(line, "state"))
			enforcing = !strcmp(value, "enforcing");
	}
	fclose(f);
	if (!enforcing) {
		errno = EPERM;
		fail("the module does not enforce");
	}
}

static void load(const char *module, const char *parameters)
{
	int fd = open_or_fail(module, O_RDONLY);
	uint64_t start = now();

	if (syscall(SYS_finit_module, fd, parameters, 0))
		fail("loading %s", module);
	printf("load\t%llu\n", (unsigned long long)(now() - start));
	close(fd);
}

/*
 * A fork costs what the forking process has in memory, so that everything it
 * will ever touch is touched before anything counts.
 */
static void warm_up(void)
{
	unsigned int n = samples;

	memset(taken, 1, sizeof(taken));
	memset(forget, 1, sizeof(forget));
	memset(chunk, 1, sizeof(chunk));
	samples = 40;
	qsort(forget, SAMPLES_MAX, sizeof(forget[0]), compare);
	phase = "warm-up";
	warming = true;
	measure_all();
	tell_memory();
	samples = n;
	warming = false;
}

int main(int argc, char **argv)
{
	if (argc != 3 && argc != 5) {
		fprintf(stderr, "usage: measure DIR SAMPLES [MODULE PARAMETERS]\n");
		return 2;
	}
	dir = argv[1];
	samples = strtoul(argv[2], NULL, 10);
	if (samples < 1 || samples > SAMPLES_MAX) {
		fprintf(stderr, "measure: 1 to %d samples, not '%s'\n", SAMPLES_MAX, argv[2]);
		return 2;
	}
	close(open_or_fail(below("data"), O_WRONLY | O_CREAT));
	warm_up();
	phase = "without";
	measure_all();
	tell_memory();
	if (argc == 5)
		load(argv[3], argv[4]);
	phase = "with";
	loaded = true;
	tell_memory();
	measure_all();
	if (argc == 5)
		tell_status();
	return 0;
}
