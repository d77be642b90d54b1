/* SPDX-License-Identifier: GPL-2.0-only */
/* Authorizations that end while something runs under them. */
#ifndef WRIT_WATCH_H
#define WRIT_WATCH_H

struct seq_file;

/* Look every second from now on; once, when the hooks are armed. */
void writ_watch_begin(void);
/* Look at once, since what is in force became narrower. Any context. */
void writ_watch_now(void);
/* "ended:" and "killed:" for the status file. */
void writ_watch_show(struct seq_file *m);

#endif
