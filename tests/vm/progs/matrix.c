// SPDX-License-Identifier: GPL-2.0-only
/*
 * matrix cases FILE LAUNCHER: runs those cases of FILE that this launcher asks for.
 * matrix steps STEP...: see steps() below.
 *
 * A line of FILE, whose words are separated by single spaces:
 *
 *	subject PATH TEXT [ATTRIBUTE]
 *		the program SUBJECT with TEXT appended lies at PATH from here on; if TEXT
 *		begins with "=", the rest of it is all there is. ATTRIBUTE is a file that
 *		becomes security.writ
 *	launcher PATH TEXT
 *	file PATH TEXT
 *		this program, or as above, lies there from here on
 *	mode PATH OCTAL, folder PATH OCTAL, link TARGET PATH, rename PATH PATH
 *	case GROUP NAME LAUNCHER REASON [KEY=VALUE]...
 *		that subject is asked to run, see enum key, and what comes of it must be
 *		REASON
 *
 * "%" and two hexadecimal digits are one byte. A case has its reason when the caller
 * saw what belongs to it, and status counts exactly one denial more, which is for this
 * reason; or none, and an allowance for it. Failures are printed as they come, with
 * a "count GROUP PASSED FAILED SKIPPED" for each group at the end.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/sched.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

#define STATUS	"/sys/kernel/security/writ/status"
#define SUBJECT	"/mnt/bin/subject"
#define LAUNCHER "/mnt/bin/matrix"
#define FIRST	"free"	/* the launcher that comes before the others */
#define CGROUPS	"/sys/fs/cgroup"
#define LINK	"/tmp/f/link"

/* What a child says that did not get as far as asking. */
#define NOT_PREPARED	255
#define SECONDS_MAX	60

static void die(const char *what, const char *which)
{
	fprintf(stderr, "matrix: %s %s: %s\n", what, which, strerror(errno));
	_exit(NOT_PREPARED);
}

/* ---- a case */

enum key {
	ARGUMENT,	/* argv, one after the other; none is an empty argv */
	VARIABLE,	/* the environment, likewise */
	LONG_ARGUMENT,	/* so many bytes as the last argument */
	LONG_VARIABLE,
	UID,		/* real,effective,saved; likewise: */
	GID,
	GROUPS,		/* of which he is a member besides */
	LOGIN,		/* login uid */
	CGROUP,
	VIA,		/* how the file is named: path, link, relative, descriptor, proc, gone, thread */
	NAMESPACE,	/* the asker has one of his own: user, mount, cgroup; or another root: root */
	HOW,		/* exec, map, protect */
	HOLD,		/* this file is open for writing meanwhile */
	CLOCK,		/* it is that second */
	STORM,		/* N:M, so many at once, of which M may run */
	UNAME,		/* the asker sees another kernel release */
	MODE,		/* of the file, octal */
	PATH,		/* instead of the subject's */
	__KEYS
};

static const char *const keys[__KEYS] = {
	[ARGUMENT] = "arg", [VARIABLE] = "env", [LONG_ARGUMENT] = "longarg",
	[LONG_VARIABLE] = "longenv", [UID] = "uid", [GID] = "gid", [GROUPS] = "groups",
	[LOGIN] = "login", [CGROUP] = "cgroup", [VIA] = "via", [NAMESPACE] = "ns",
	[HOW] = "how", [HOLD] = "hold", [CLOCK] = "clock", [STORM] = "storm",
	[UNAME] = "uname", [MODE] = "mode", [PATH] = "path",
};

#define STRINGS 200

struct launch {
	char *argv[STRINGS + 2];
	char *envp[STRINGS + 2];
	int argc;
	int envc;
	const char *value[__KEYS];
};

static bool is(const struct launch *l, enum key key, const char *value)
{
	return l->value[key] && !strcmp(l->value[key], value);
}

/* In place; what it makes is never longer. */
static char *decode(char *text)
{
	char *to = text, *from = text, digits[3] = "";

	for (; *from; from++) {
		if (*from == '%' && from[1] && from[2]) {
			memcpy(digits, from + 1, 2);
			*to++ = strtoul(digits, NULL, 16);
			from += 2;
		} else {
			*to++ = *from;
		}
	}
	*to = '\0';
	return text;
}

static char *long_string(const char *prefix, const char *bytes)
{
	size_t len = strtoul(bytes, NULL, 10);
	char *text = malloc(len + 1);

	if (!text)
		die("memory", bytes);
	memset(text, 'x', len);
	text[len] = '\0';
	memcpy(text, prefix, strlen(prefix));
	return text;
}

static void read_pair(struct launch *l, char *word)
{
	char *value = strchr(word, '=');
	int key;

	if (!value)
		die("no value", word);
	*value++ = '\0';
	for (key = 0; key < __KEYS && strcmp(keys[key], word); key++)
		;
	if (key == __KEYS || l->argc >= STRINGS || l->envc >= STRINGS)
		die("not a key, or too many", word);
	l->value[key] = decode(value);
	if (key == ARGUMENT)
		l->argv[l->argc++] = value;
	else if (key == VARIABLE)
		l->envp[l->envc++] = value;
	else if (key == LONG_ARGUMENT)
		l->argv[l->argc++] = long_string("", value);
	else if (key == LONG_VARIABLE)
		l->envp[l->envc++] = long_string("LONG=", value);
}

/* ---- the counters of the module */

struct counter {
	char name[64];	/* "allowed authorized" */
	unsigned long long n;
};

struct counters {
	struct counter of[64];
	int n;
};

static void read_counters(struct counters *c)
{
	static char text[16384];
	int fd = open(STATUS, O_RDONLY | O_CLOEXEC);
	size_t len = 0;
	ssize_t got;
	char *line, *colon;

	if (fd < 0)
		die("cannot read", STATUS);
	while ((got = read(fd, text + len, sizeof(text) - 1 - len)) > 0)
		len += got;
	close(fd);
	text[len] = '\0';
	c->n = 0;
	for (line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		colon = strchr(line, ':');
		if (!colon || (strncmp(line, "allowed ", 8) && strncmp(line, "denied ", 7)))
			continue;
		*colon = '\0';
		snprintf(c->of[c->n].name, sizeof(c->of[c->n].name), "%s", line);
		c->of[c->n++].n = strtoull(colon + 1, NULL, 10);
	}
}

/* By how much one has grown; "denied " alone is all of those. */
static long grown(const struct counters *from, const struct counters *to, const char *what,
		  const char *reason)
{
	char name[80];
	long sum = 0;
	int i;

	snprintf(name, sizeof(name), "%s %s", what, reason);
	for (i = 0; i < to->n; i++)
		if (!strncmp(to->of[i].name, name, strlen(name)) &&
		    (!*reason || !strcmp(to->of[i].name, name)))
			sum += to->of[i].n - from->of[i].n;
	return sum;
}

/* ---- asking, in a child */

static void write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		die("cannot write", path);
	close(fd);
}

static void three(const char *value, unsigned int id[3])
{
	if (sscanf(value, "%u,%u,%u", &id[0], &id[1], &id[2]) != 3)
		die("not three ids", value);
}

static void enter_cgroup(const char *cgroup)
{
	char path[4096];

	snprintf(path, sizeof(path), CGROUPS "%s/cgroup.procs", cgroup);
	write_text(path, "0");
}

/* Root there is nobody special here. */
static void own_users(const unsigned int *uid, const unsigned int *gid)
{
	char text[64];

	/* Whoever changed his ids may no longer write there. */
	if (unshare(CLONE_NEWUSER) || prctl(PR_SET_DUMPABLE, 1))
		die("unshare", "user");
	write_text("/proc/self/setgroups", "deny");
	snprintf(text, sizeof(text), "0 %u 1", uid ? uid[1] : 0);
	write_text("/proc/self/uid_map", text);
	snprintf(text, sizeof(text), "0 %u 1", gid ? gid[1] : 0);
	write_text("/proc/self/gid_map", text);
}

static void become(const struct launch *l)
{
	unsigned int uid[3], gid[3];
	gid_t group;

	if (l->value[LOGIN])
		write_text("/proc/self/loginuid", l->value[LOGIN]);
	if (is(l, NAMESPACE, "mount") && unshare(CLONE_NEWNS))
		die("unshare", "mount");
	if (is(l, NAMESPACE, "cgroup") && unshare(CLONE_NEWCGROUP))
		die("unshare", "cgroup");
	if (is(l, NAMESPACE, "root") && chroot("/tmp"))
		die("chroot", "/tmp");
	if (l->value[UNAME] && personality(UNAME26) < 0)
		die("personality", "uname");
	if (l->value[GROUPS]) {
		group = strtoul(l->value[GROUPS], NULL, 10);
		if (setgroups(1, &group))
			die("setgroups", l->value[GROUPS]);
	}
	if (l->value[GID]) {
		three(l->value[GID], gid);
		if (setresgid(gid[0], gid[1], gid[2]))
			die("setresgid", l->value[GID]);
	}
	if (l->value[UID]) {
		three(l->value[UID], uid);
		if (setresuid(uid[0], uid[1], uid[2]))
			die("setresuid", l->value[UID]);
	}
	if (is(l, NAMESPACE, "user"))
		own_users(l->value[UID] ? uid : NULL, l->value[GID] ? gid : NULL);
}

static int map_file(const struct launch *l, const char *path)
{
	bool later = is(l, HOW, "protect");
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	void *at;

	if (fd < 0)
		die("cannot open", path);
	at = mmap(NULL, 4096, PROT_READ | (later ? 0 : PROT_EXEC), MAP_PRIVATE, fd, 0);
	if (at == MAP_FAILED)
		return errno;
	if (later && mprotect(at, 4096, PROT_READ | PROT_EXEC))
		return errno;
	return 0;
}

struct asked {
	const struct launch *launch;
	const char *path;
};

/* What the kernel is asked. Returns if the answer was no. */
static int ask(const struct launch *l, const char *path)
{
	const char *via = l->value[VIA] ? l->value[VIA] : "path";
	char name[64];
	int fd;

	if (l->value[HOW] && strcmp(l->value[HOW], "exec"))
		return map_file(l, path);
	if (!strcmp(via, "path") || !strcmp(via, "thread") || !strcmp(via, "link")) {
		execve(path, l->argv, l->envp);
	} else if (!strcmp(via, "relative")) {
		if (chdir("/tmp/m"))
			die("chdir", "/tmp/m");
		execve(path + strlen("/tmp/m/"), l->argv, l->envp);
	} else {
		fd = open(path, O_RDONLY | (strcmp(via, "proc") ? 0 : O_CLOEXEC));
		if (fd < 0)
			die("cannot open", path);
		if (!strcmp(via, "gone") && unlink(path))
			die("unlink", path);
		if (!strcmp(via, "proc")) {
			snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
			execve(name, l->argv, l->envp);
		} else {
			syscall(SYS_execveat, fd, "", l->argv, l->envp, AT_EMPTY_PATH);
		}
	}
	return errno;
}

static void *ask_in_thread(void *data)
{
	const struct asked *asked = data;

	_exit(ask(asked->launch, asked->path));
}

static void ask_as(const struct launch *l, const char *path)
{
	struct asked asked = { l, path };
	pthread_t thread;

	if (is(l, NAMESPACE, "root"))
		asked.path += strlen("/tmp");
	become(l);
	if (!is(l, VIA, "thread"))
		_exit(ask(l, asked.path));
	if (pthread_create(&thread, NULL, ask_in_thread, &asked))
		die("no thread", path);
	pthread_join(thread, NULL);
	_exit(NOT_PREPARED);
}

/* A child that begins in its control group, which moving there later takes long for. */
static pid_t fork_into(const char *cgroup)
{
	struct clone_args args = { .exit_signal = SIGCHLD, .flags = CLONE_INTO_CGROUP };
	char path[4096];
	pid_t pid;
	int fd;

	snprintf(path, sizeof(path), CGROUPS "%s", cgroup);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		die("no control group", path);
	args.cgroup = fd;
	pid = syscall(SYS_clone3, &args, sizeof(args));
	close(fd);
	return pid;
}

static pid_t start(const struct launch *l, const char *path)
{
	bool apart = l->value[CGROUP] && !is(l, VIA, "thread");
	pid_t pid = apart ? fork_into(l->value[CGROUP]) : fork();

	if (pid)
		return pid;
	if (l->value[CGROUP] && !apart)
		enter_cgroup(l->value[CGROUP]);
	ask_as(l, path);
	_exit(NOT_PREPARED);
}

static volatile pid_t running;
static volatile sig_atomic_t hung;

static void too_long(int unused)
{
	(void)unused;
	hung = 1;
	if (running > 0)
		kill(running, SIGKILL);
}

/* Its errno, 0 if it ran to its end, or more than 255. */
static int outcome_of(pid_t pid)
{
	int status;

	running = pid;
	hung = 0;
	alarm(SECONDS_MAX);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	alarm(0);
	if (hung)
		return 1000;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status);
}

static void tell_outcome(char *text, size_t size, int outcome)
{
	if (!outcome)
		snprintf(text, size, "ran");
	else if (outcome == NOT_PREPARED)
		snprintf(text, size, "could not be prepared");
	else if (outcome == 1000)
		snprintf(text, size, "hung");
	else if (outcome > 256)
		snprintf(text, size, "signal %d", outcome - 256);
	else
		snprintf(text, size, "%s", strerror(outcome));
}

/* ---- subjects */

static struct {
	char path[4096];
	char text[8192];
	char attribute[4096];
	bool made;
} subject;

/* A program that others are made of. */
struct base {
	char *data;
	size_t len;
};

static struct base program, launcher;

static char *slurp(const char *path, size_t *len)
{
	struct stat st;
	char *data;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &st))
		die("cannot open", path);
	data = malloc(st.st_size + 1);
	if (!data || read(fd, data, st.st_size) != st.st_size)
		die("cannot read", path);
	close(fd);
	*len = st.st_size;
	return data;
}

/* In place, if it is there. */
static void make_file(const char *path, const char *text, const struct base *base)
{
	bool whole = base == &program && text[0] == '=';
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);

	text += whole;
	if (fd < 0 || (!whole && write(fd, base->data, base->len) != (ssize_t)base->len) ||
	    write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		die("cannot make", path);
	close(fd);
}

static void make_subject(void)
{
	size_t len;
	char *data;

	if (subject.made)
		return;
	unlink(subject.path);
	make_file(subject.path, subject.text, &program);
	if (subject.attribute[0]) {
		data = slurp(subject.attribute, &len);
		if (setxattr(subject.path, "security.writ", data, len, 0))
			die("cannot attach to", subject.path);
		free(data);
	}
	subject.made = true;
}

static void next_subject(char **word, int n)
{
	if (subject.made)
		unlink(subject.path);
	subject.made = false;
	snprintf(subject.path, sizeof(subject.path), "%s", decode(word[1]));
	snprintf(subject.text, sizeof(subject.text), "%s", decode(word[2]));
	snprintf(subject.attribute, sizeof(subject.attribute), "%s", n > 3 ? decode(word[3]) : "");
}

/* ---- results */

static struct tally {
	char name[32];
	unsigned long passed, failed, skipped;
} tallies[32];

static struct tally *tally_of(const char *name)
{
	struct tally *g = tallies;

	while (g->name[0] && strcmp(g->name, name))
		if (++g == tallies + 31)
			die("too many groups", name);
	snprintf(g->name, sizeof(g->name), "%s", name);
	return g;
}

static void failed(struct tally *g, const char *name, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (g->failed++ < 40)
		printf("FAIL %s/%s: %s\n", g->name, name, text);
}

static void tell_groups(void)
{
	struct tally *g;

	for (g = tallies; g->name[0]; g++)
		printf("count %s %lu %lu %lu\n", g->name, g->passed, g->failed, g->skipped);
}

/* What was counted besides what should have been, in words. */
static void tell_counted(char *text, size_t size, const struct counters *from,
			 const struct counters *to)
{
	size_t len = 0;
	int i;

	text[0] = '\0';
	for (i = 0; i < to->n && len < size; i++)
		if (to->of[i].n != from->of[i].n)
			len += snprintf(text + len, size - len, ", %s +%llu", to->of[i].name,
					to->of[i].n - from->of[i].n);
}

static bool allows(const char *reason)
{
	return !strcmp(reason, "authorized") || !strcmp(reason, "ungoverned");
}

static struct counters before, after;

static void judge(struct tally *g, const char *name, const char *reason, int outcome)
{
	long denied = grown(&before, &after, "denied", "");
	char got[64], counted[300];
	bool good;

	if (allows(reason))
		good = !outcome && !denied && grown(&before, &after, "allowed", reason);
	else
		good = outcome == EACCES && denied == 1 &&
		       grown(&before, &after, "denied", reason) == 1;
	if (good) {
		g->passed++;
		return;
	}
	tell_outcome(got, sizeof(got), outcome);
	tell_counted(counted, sizeof(counted), &before, &after);
	failed(g, name, "wanted %s, got: %s%s", reason, got, counted);
}

/* So many at once: the children wait until all are there. */
static void storm(struct tally *g, const char *name, const struct launch *l, const char *path)
{
	int n, may, i, gate[2], ran = 0, other = 0, outcome;
	pid_t pid[64];
	char byte;

	if (sscanf(l->value[STORM], "%d:%d", &n, &may) != 2 || n > 64 || pipe(gate))
		die("not a storm", l->value[STORM]);
	read_counters(&before);
	for (i = 0; i < n; i++) {
		pid[i] = fork();
		if (pid[i])
			continue;
		close(gate[1]);
		if (read(gate[0], &byte, 1) < 0)
			_exit(NOT_PREPARED);
		close(gate[0]);
		ask_as(l, path);
	}
	close(gate[0]);
	close(gate[1]);
	for (i = 0; i < n; i++) {
		outcome = outcome_of(pid[i]);
		ran += !outcome;
		other += outcome && outcome != EACCES;
	}
	read_counters(&after);
	if (ran == may && !other && grown(&before, &after, "denied", "") == n - may &&
	    grown(&before, &after, "denied", "replay") == n - may)
		g->passed++;
	else
		failed(g, name, "%d of %d ran, not %d, %d ended otherwise", ran, n, may, other);
}

static void set_clock(const char *second)
{
	struct timespec at = { .tv_sec = strtoll(second, NULL, 10) };

	if (clock_settime(CLOCK_REALTIME, &at))
		die("cannot set the clock to", second);
}

static void run_case(char **word, int n, const char *name)
{
	static struct launch launch;
	struct launch *l = &launch;
	struct tally *g;
	const char *path;
	int i, outcome, held = -1;

	if (n < 5)
		die("too few words", "case");
	if (strcmp(word[3], name))
		return;
	memset(l, 0, sizeof(*l));
	for (i = 5; i < n; i++)
		read_pair(l, word[i]);
	g = tally_of(word[1]);
	decode(word[2]);
	make_subject();
	path = l->value[PATH] ? l->value[PATH] : subject.path;
	if (l->value[STORM]) {
		storm(g, word[2], l, path);
		return;
	}
	if (l->value[MODE] && chmod(path, strtoul(l->value[MODE], NULL, 8)))
		die("chmod", path);
	if (is(l, VIA, "link")) {
		unlink(LINK);
		if (symlink(path, LINK))
			die("symlink", LINK);
		path = LINK;
	}
	if (l->value[HOLD])
		held = open(l->value[HOLD], O_WRONLY | O_CLOEXEC);
	if (l->value[CLOCK])
		set_clock(l->value[CLOCK]);
	read_counters(&before);
	outcome = outcome_of(start(l, path));
	read_counters(&after);
	if (held >= 0)
		close(held);
	if (l->value[CLOCK] && time(NULL) != strtoll(l->value[CLOCK], NULL, 10))
		g->skipped++;
	else
		judge(g, word[2], word[4], outcome);
}

/* What one launcher does for all of them. */
static void prepare(const char *what, const char *path, const char *value)
{
	if (!strcmp(what, "launcher"))
		make_file(path, value, &launcher);
	else if (!strcmp(what, "file"))
		make_file(path, value, &program);
	else if (!strcmp(what, "mode") && chmod(path, strtoul(value, NULL, 8)))
		die("chmod", path);
	else if (!strcmp(what, "folder") && mkdir(path, strtoul(value, NULL, 8)))
		die("mkdir", path);
	else if (!strcmp(what, "link") && symlink(path, value))
		die("symlink", value);
	else if (!strcmp(what, "rename") && rename(path, value))
		die("rename", path);
}

static int run_cases(const char *file, const char *name)
{
	static char line[1 << 16];
	char *word[STRINGS + 32];
	FILE *f = fopen(file, "re");
	int n;

	if (!f)
		die("cannot open", file);
	program.data = slurp(SUBJECT, &program.len);
	launcher.data = slurp(LAUNCHER, &launcher.len);
	signal(SIGALRM, too_long);
	setlinebuf(stdout);
	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		n = 0;
		for (word[0] = strtok(line, " "); word[n]; word[n] = strtok(NULL, " "))
			if (++n == STRINGS + 31)
				die("too many words", line);
		if (n < 3)
			die("too few words", line);
		if (!strcmp(word[0], "subject"))
			next_subject(word, n);
		else if (!strcmp(word[0], "case"))
			run_case(word, n, name);
		else if (!strcmp(name, FIRST))
			prepare(word[0], decode(word[1]), decode(word[2]));
	}
	tell_groups();
	return 0;
}

/* ---- steps: what a program does before it executes another one */

/*
 * cPATH	move to this control group
 * uID		become this user for good
 * f		go on in a child, and end as it does
 * xPATH	execute this program, with nothing but its name
 * XPATH	execute this program of this kind, with the steps that are left
 * oPATH	open this file for reading
 * wPATH	write over this file
 * rOLD>NEW	rename; lTARGET>PATH: a symbolic link in place of what is there;
 *		mSOURCE>PATH: mount the one over the other
 * /...		nothing: it is the name of the script that this is the interpreter of
 *
 * Ends with the errno of the first step that failed.
 */
static int two_paths(char what, char *from)
{
	char *to = strchr(from, '>');

	if (!to)
		die("not two paths", from);
	*to++ = '\0';
	switch (what) {
	case 'r':
		return rename(from, to);
	case 'm':
		return mount(from, to, NULL, MS_BIND, NULL);
	default:
		return unlink(to) ?: symlink(from, to);
	}
}

static int open_file(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC);

	if (fd < 0)
		return -1;
	if (flags & O_WRONLY && write(fd, "evil", 4) != 4)
		die("cannot write", path);
	return close(fd);
}

/* In place of this process, so that it only comes back if that fails. */
static int replace(char **step, bool with_steps)
{
	char *path = *step + 1;
	char *alone[] = { path, NULL };
	char *envp[] = { NULL };

	if (!with_steps)
		return execve(path, alone, envp);
	/* This step and the word before it make room. */
	step[-1] = path;
	step[0] = "steps";
	return execve(path, step - 1, envp);
}

static int take_step(char **step)
{
	char *text = *step + 1;

	switch (**step) {
	case '/':
		return 0;
	case 'c':
		enter_cgroup(text);
		return 0;
	case 'u':
		return setresuid(atoi(text), atoi(text), atoi(text));
	case 'x':
	case 'X':
		return replace(step, **step == 'X');
	case 'o':
	case 'w':
		return open_file(text, **step == 'w' ? O_WRONLY : O_RDONLY);
	case 'r':
	case 'm':
	case 'l':
		return two_paths(**step, text);
	default:
		die("not a step", *step);
	}
	return -1;
}

static int steps(char **step)
{
	pid_t pid;

	for (; *step; step++) {
		if (**step == 'f') {
			pid = fork();
			if (pid)
				return outcome_of(pid);
		} else if (take_step(step)) {
			return errno;
		}
	}
	return 0;
}

int main(int argc, char **argv)
{
	if (argc >= 2 && !strcmp(argv[1], "steps"))
		return steps(argv + 2);
	/* A script puts its own name between. */
	if (argc >= 4 && !strcmp(argv[1], "cases"))
		return run_cases(argv[argc - 2], argv[argc - 1]);
	return 2;
}
