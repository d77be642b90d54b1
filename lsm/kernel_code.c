// SPDX-License-Identifier: GPL-2.0-only
/*
 * What becomes part of the kernel or of the machine: modules, kernels for kexec,
 * firmware. The kernel denies writers from before this question until it has read
 * the last byte (kernel_read_file()), so what is verified is what is loaded.
 */
#include <linux/fs.h>
#include <linux/kernel_read_file.h>
#include <linux/security.h>

#include "authority.h"
#include "clock.h"
#include "writ.h"

/* May sleep. What this version does not know may be code. */
int writ_on_kernel_read_file(struct file *file, unsigned int id)
{
	switch (id) {
	case READING_POLICY:
	case READING_X509_CERTIFICATE:
		return 0;
	case READING_FIRMWARE:
		return writ_judge(WRIT_OP_FIRMWARE, file, true);
	case READING_KEXEC_IMAGE:
	case READING_KEXEC_INITRAMFS:
		return writ_judge(WRIT_OP_KEXEC, file, true);
	default:
		return writ_judge(WRIT_OP_MODULE, file, true);
	}
}

/* Bytes that come without a file can be verified by nobody. Atomic. */
static int judge_bytes(enum writ_op op, const char *what)
{
	struct writ_inquiry q = { .op = op, .what = what };
	const struct writ_request req = {
		.op = op, .uid = writ_asking_uid(), .memory = true, .now = writ_now(),
	};

	rcu_read_lock();
	switch (writ_answer_of(writ_policy_rcu(), &req)) {
	case WRIT_ANSWER_ALLOW:
		q.reason = WRIT_UNGOVERNED;
		break;
	case WRIT_ANSWER_REQUIRE:
		q.reason = WRIT_UNVERIFIED_CONTENT;
		break;
	default:
		q.reason = WRIT_POLICY_DENIED;
		break;
	}
	rcu_read_unlock();
	return writ_conclude(&q);
}

int writ_on_kernel_load_data(unsigned int id)
{
	switch (id) {
	case LOADING_POLICY:
	case LOADING_X509_CERTIFICATE:
		return 0;
	case LOADING_FIRMWARE:
		return judge_bytes(WRIT_OP_FIRMWARE, "firmware without a file");
	case LOADING_KEXEC_IMAGE:
	case LOADING_KEXEC_INITRAMFS:
		return judge_bytes(WRIT_OP_KEXEC, "a kernel without a file");
	default:
		return judge_bytes(WRIT_OP_MODULE, "a module without a file");
	}
}
