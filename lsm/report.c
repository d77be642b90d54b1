// SPDX-License-Identifier: GPL-2.0-only
/* Every verdict is counted, and every denial told, as far as the log can bear. */
#include <linux/cred.h>
#include <linux/dcache.h>
#include <linux/percpu.h>
#include <linux/ratelimit.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string_helpers.h>

#include "compat/compat.h"
#include "inquiry.h"
#include "location.h"
#include "writ.h"

DEFINE_PER_CPU(u64 [__WRIT_REASON_COUNT], writ_verdicts);

/* At most this many lines in five seconds; how many more there were is told by the kernel. */
static DEFINE_RATELIMIT_STATE(denials, 5 * HZ, 100);

/* Not kstrdup_quotable_file(), which sleeps whatever it is told. */
static char *quoted_path(struct file *file, gfp_t gfp)
{
	char *buffer = kmalloc(PATH_MAX, gfp);
	char *path, *quoted = NULL;

	if (!buffer)
		return NULL;
	path = d_path(writ_user_path(file), buffer, PATH_MAX);
	if (!IS_ERR(path))
		quoted = kstrdup_quotable(path, gfp);
	kfree(buffer);
	return quoted;
}

/*
 * One line, in which nothing that the asker chooses can break out of its
 * quotes: path and command are escaped. The path is the asker's own view of it,
 * which root=other warns of where that is not the host's. Without a path nothing
 * is asked of process 1: a tracer comes here under locks that forbid it.
 */
void writ_tell(const struct writ_inquiry *q, bool permitted)
{
	const gfp_t gfp = q->may_sleep ? GFP_KERNEL : GFP_ATOMIC;
	char digest[2 * WRIT_DIGEST_SIZE + 1] = "-";
	char comm[TASK_COMM_LEN], parent_comm[TASK_COMM_LEN];
	char *path = NULL;
	pid_t parent;

	if (!__ratelimit(&denials))
		return;
	if (q->file)
		path = quoted_path(q->file, gfp);
	if (q->has_digest)
		bin2hex(digest, q->digest, WRIT_DIGEST_SIZE);
	writ_task_comm(comm, current);
	rcu_read_lock();
	parent = task_tgid_nr(rcu_dereference(current->real_parent));
	writ_task_comm(parent_comm, rcu_dereference(current->real_parent));
	rcu_read_unlock();
	pr_notice("%s %s reason=%s path=\"%s\"%s%s%s%s sha256=%s uid=%u pid=%d comm=\"%*pE\" parent=%d parent_comm=\"%*pE\"\n",
		  writ_is_canary(current) ? "canary denied" : permitted ? "permitted" : "denied",
		  writ_op_name(q->op), writ_reason_name(q->reason),
		  path ? path : q->file ? "?" : q->what ? "-" : "(memory)",
		  !path || writ_file_at_home(q->file) ? "" : " root=other",
		  q->what ? " what=\"" : "", q->what ?: "", q->what ? "\"" : "", digest,
		  from_kuid(&init_user_ns, current_uid()), task_tgid_nr(current),
		  (int)strlen(comm), comm, parent, (int)strlen(parent_comm), parent_comm);
	kfree(path);
}

void writ_report_show(struct seq_file *m)
{
	int reason, cpu;

	for (reason = 0; reason < __WRIT_REASON_COUNT; reason++) {
		u64 sum = 0;

		for_each_possible_cpu(cpu)
			sum += READ_ONCE(per_cpu(writ_verdicts, cpu)[reason]);
		seq_printf(m, "%s %s: %llu\n", writ_reason_allows(reason) ? "allowed" : "denied",
			   writ_reason_name(reason), sum);
	}
}
