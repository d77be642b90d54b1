// SPDX-License-Identifier: GPL-2.0-only
/*
 * What becomes part of the kernel or of the machine: modules, kernels for kexec,
 * firmware. The kernel denies writers from before this question until it has read
 * the last byte (kernel_read_file()), so what is verified is what is loaded.
 */
#include <linux/fs.h>
#include <linux/kernel_read_file.h>
#include <linux/security.h>

#include "admission.h"
#include "authority.h"
#include "clock.h"
#include "crypto.h"
#include "inquiry.h"
#include "judge.h"
#include "matter.h"
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

/* What the rules say of an operation whose bytes come without a file. Under RCU. */
static enum writ_reason ask_rules(enum writ_op op, const struct writ_request *req)
{
	switch (writ_answer_of(writ_policy_rcu(), req)) {
	case WRIT_ANSWER_ALLOW:
		return WRIT_UNGOVERNED;
	case WRIT_ANSWER_REQUIRE:
		return WRIT_UNVERIFIED_CONTENT;
	default:
		return WRIT_POLICY_DENIED;
	}
}

/*
 * Does an artifact name these very bytes, which nobody else can reach any more?
 * One that demands a path or a fact about who asks does not serve. Under RCU.
 */
static enum writ_reason ask_store(struct writ_inquiry *q, const struct writ_request *req)
{
	const struct writ_force *force = writ_force_rcu();
	struct writ_verdict v = WRIT_VERDICT_INIT;
	bool wants_path = false;

	if (writ_revoked_digest(&force->authority.revocations, q->digest))
		return WRIT_REVOKED;
	if (writ_store_consider(&v, WRIT_DIGEST_SHA256, q->digest, req, &wants_path))
		writ_note_identity(q, v.grant);
	return v.reason;
}

/*
 * Atomic. @data: the bytes, or NULL where the kernel does not show them: then
 * nobody can verify them.
 */
static int judge_bytes(enum writ_op op, const char *what, const void *data, size_t size)
{
	struct writ_inquiry q = { .op = op, .what = what, .governed = true };
	const struct writ_request req = {
		.op = op, .uid = writ_asking_uid(), .memory = true, .now = writ_now(),
	};

	rcu_read_lock();
	q.reason = ask_rules(op, &req);
	if (data && q.reason == WRIT_UNVERIFIED_CONTENT) {
		const struct writ_bytes bytes = { data, size }, none = {};

		q.has_digest = !writ_digest_parts(bytes, none, q.digest);
		q.reason = q.has_digest ? ask_store(&q, &req) : WRIT_INTERNAL_ERROR;
		q.record = q.reason == WRIT_AUTHORIZED;
	}
	rcu_read_unlock();
	return writ_conclude(&q);
}

/* What it is that comes without a file, or NULL if it is not code. */
static const char *kind_of(unsigned int id, enum writ_op *op)
{
	switch (id) {
	case LOADING_POLICY:
	case LOADING_X509_CERTIFICATE:
		return NULL;
	case LOADING_FIRMWARE:
		*op = WRIT_OP_FIRMWARE;
		return "firmware without a file";
	case LOADING_KEXEC_IMAGE:
	case LOADING_KEXEC_INITRAMFS:
		*op = WRIT_OP_KEXEC;
		return "a kernel without a file";
	default:
		*op = WRIT_OP_MODULE;
		return "a module without a file";
	}
}

/* Before the bytes are there. @contents: they will be shown when they are. Atomic. */
int writ_on_kernel_load_data(unsigned int id, bool contents)
{
	enum writ_op op;
	const char *what = kind_of(id, &op);

	return what && !contents ? judge_bytes(op, what, NULL, 0) : 0;
}

/* The kernel's own copy, from which it will load: @buf is its address. Atomic. */
int writ_on_kernel_post_load_data(unsigned long buf, long size, unsigned int id)
{
	enum writ_op op;
	const char *what = kind_of(id, &op);

	if (!what)
		return 0;
	if (size <= 0 || size > U32_MAX)
		return judge_bytes(op, what, NULL, 0);
	return judge_bytes(op, what, (const void *)buf, size);
}
