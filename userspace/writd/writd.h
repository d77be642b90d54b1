/* SPDX-License-Identifier: GPL-2.0-only */
/* The daemon: what its parts share. One thread, one poll loop. */
#ifndef WRITD_H
#define WRITD_H

#include <openssl/types.h>
#include <signal.h>
#include <time.h>

#include "checkpoint.h"
#include "nl.h"
#include "segment.h"

/** struct config - from the command line */
struct config {
	const char *config_dir;
	const char *state_dir;
	const char *run_dir;
	u64 checkpoint_records;
	u64 checkpoint_seconds;
	struct writ_segment_limits limits;
	bool foreground;
};

/** struct health - how it fares, for status */
struct health {
	u64 records;		/* written since the start */
	u64 acked;		/* last number that the kernel let go */
	u64 batches;
	u64 sync_us;		/* how long the last sync took */
	u64 checkpoints;
	u64 checkpoint_size;	/* of the last one */
	time_t checkpoint_time;	/* by the wall clock */
	u64 presented;
	u64 refused;		/* objects that the kernel refused, since the last look */
	char alarm[WRIT_MSG_MAX];	/* why the log does not go on; empty if it does */
};

/** struct writd - all of it */
struct writd {
	struct config config;
	struct health health;
	struct writ_nl *nl;
	int wake_fd;
	struct writ_nl_status kernel;
	struct writ_log_writer *log;
	char log_dir[4096];
	char origin[WRIT_ORIGIN_MAX];
	EVP_PKEY *key;
	struct {
		u8 boot[WRIT_BOOT_SIZE];
		u64 seq;
		u8 hash[WRIT_DIGEST_SIZE];
		bool owed;
	} before;		/* where the log ended that was there; not yet told */
	/* What lasts is measured by writ_uptime(). */
	time_t checkpointed;	/* when a checkpoint was signed last */
	time_t clock_kept;	/* when state_clock() last did */
	time_t tidied;		/* when provision_tidy() last did */
	int files;		/* says when they have changed, or -1 */
	time_t again;		/* when to look at them again in any case; 0 for never */
	bool stop;
	bool reload;
};

/* say.c: to the journal with its priorities, to a terminal without */
enum { SAY_ALERT = 1, SAY_ERR = 3, SAY_NOTICE = 5, SAY_INFO = 6 };
void say_init(bool foreground);
void say(int priority, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* What is wrong with the files: said at the first look that finds it, not at each. */
void complain(int priority, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* A look at the files begins. */
void complain_anew(void);
/* Say all that is wrong once more at the next look. */
void complain_again(void);
/* To the service manager, if one waits for it (sd_notify(3)). */
void notify(const char *state);

/* state.c: the directories, the key, and what must survive */
bool state_prepare(struct writd *w, struct writ_msg *msg);
/* Write, sync and move into place; @name below the state directory. */
bool state_write(const struct writd *w, const char *name, struct writ_bytes data,
		 struct writ_msg *msg);
/* The high-water mark of policies: false if there is none. */
bool state_mark(const struct writd *w, char *id, size_t size, u64 *version);
/* Sync a directory, so that what was made in it survives a crash. */
bool state_sync(const char *dir, struct writ_msg *msg);
/* The kernel's mark as it was kept for the next boot; 0 if it was not. */
u64 state_kept_clock(const struct writd *w);
/* The kernel's clock for the next boot, now and then; @now: in any case. */
void state_clock(struct writd *w, bool now);
/* A policy was accepted: keep it, then raise the mark. */
bool state_policy(const struct writd *w, struct writ_bytes policy, struct writ_msg *msg);

/* drain.c: from the kernel to the log */
/* How it is with the kernel, anew; false if it does not say. */
bool ask_kernel(struct writd *w, struct writ_msg *msg);
/* Take what there is; false if the log does not go on, which health.alarm tells. */
bool drain(struct writd *w);
/* Sign a checkpoint if one is due, or in any case if @now. */
void drain_checkpoint(struct writd *w, bool now);
bool drain_begin(struct writd *w, struct writ_msg *msg);

/* ledger.c: which artifacts with bounded uses were brought to the kernel, and in which boot */
bool ledger_open(struct writd *w, struct writ_msg *msg);
/*
 * Note durably that an artifact's uses count in this boot; true if it may be
 * brought to the kernel. False, with @msg set, if an earlier boot had it, or if
 * it cannot be noted. An artifact whose uses are not bounded always may.
 */
bool ledger_burn(struct writd *w, struct writ_bytes object, struct writ_msg *msg);

/* provision.c: from files to the kernel */
/* False if not all could be looked at: then it is to be called again. */
bool provision(struct writd *w);
/* Remove what was presented and has expired for good. */
void provision_tidy(struct writd *w);
/* Descriptor that says when files have changed, or -1. */
int provision_watch(struct writd *w);
/* An artifact that somebody presented: true if the kernel took it and it is kept. */
bool provision_present(struct writd *w, struct writ_bytes object, struct writ_msg *msg);

/* denials.c: the last denials, for those who ask why */
void denials_note(const struct writ_record *r, struct writ_bytes record);
/* The newest of @uid (any if U64_MAX) and @pid (any if 0); empty if none. */
struct writ_bytes denials_find(u64 uid, u64 pid);

/* socket.c */
#define CLIENTS_MAX 64
struct pollfd;
bool socket_open(struct writd *w, struct writ_msg *msg);
/* Fills @fds (room for CLIENTS_MAX + 1); returns how many. */
int socket_poll(struct pollfd *fds);
void socket_serve(struct writd *w, const struct pollfd *fds, int n);
void socket_close(void);

#endif
