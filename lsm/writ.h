/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the parts of the module offer each other.
 *
 * Life of the module: init checks everything that can be checked and reads the
 * signed policy; then its way in (way.h) attaches the hooks, and live.c arms them
 * all together and lets the canary prove them. From then on nothing here is
 * undone until the machine restarts.
 */
#ifndef WRIT_H
#define WRIT_H

#include <linux/fs.h>
#include <linux/magic.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/types.h>
#include <linux/xattr.h>

#include "core/elf_headers.h"
#include "core/evaluate.h"
#include "core/record.h"

struct bpf_prog;
struct dentry;
struct linux_binprm;
struct task_struct;
struct writ_force;
struct writ_home;
struct writ_inquiry;
struct writ_kept_terms;
struct writ_use;
struct seq_file;
struct vm_area_struct;

/* ---- params.c: what insmod was given */

/**
 * struct writ_params - what insmod, or the boot line, was given
 * @root: root=: thumbprint of the root key that is trusted (RFC 9679, SHA-256)
 * @policy: policy=: absolute path of the signed policy
 * @artifacts: artifacts=: absolute path of a directory, or NULL
 * @delegations: delegations=: likewise
 * @revocations: revocations=: likewise
 * @least_version: least_version=: a policy of a lower version is refused, at load and
 *	later; 0 if none was given
 * @host: host=, or the first line of /etc/machine-id: at most WRIT_NAME_MAX bytes;
 *	empty if there is neither
 * @panic_on_failure: on_attach_failure=panic: what fails when the load can no longer be
 *	refused ends in panic()
 *
 * events= and clock= are kept by those whom they concern. Filled by
 * writ_params_init(), and not changed after it: any context may read it.
 */
struct writ_params {
	u8 root[WRIT_KID_SIZE];
	const char *policy;
	const char *artifacts;
	const char *delegations;
	const char *revocations;
	u64 least_version;
	struct writ_bytes host;
	bool panic_on_failure;
};

extern struct writ_params writ_params;

/**
 * writ_params_init() - check and take over the load parameters
 *
 * Return: 0, or -EINVAL with one line in the kernel log.
 */
int writ_params_init(void);

/* ---- boot_word.c: what the boot line says */

/* Is @word among the space-separated words of the kernel command line? -errno if unreadable. */
int writ_boot_word(const char *word);

/**
 * writ_boot_off() - does the boot line switch writ off?
 *
 * Call once the policy is in force, which may say that it does not count.
 *
 * Return: 0 if not; -EPERM, or -errno if the boot line cannot be read, with one
 * line in the log.
 */
int writ_boot_off(void);

/* ---- main.c: all that comes before the hooks attach */

/**
 * writ_init() - check all that can be checked, and read what shall be in force
 *
 * Return: 0, and then the way in is arranged to call writ_live(); -errno with
 * one line in the log, and then nothing is left behind.
 */
int writ_init(void);

/* ---- live.c: the two states of the module, and the way between them */

/**
 * enum writ_state - how far the module has come
 * @WRIT_STATE_LOADING: init has not finished, or the module is not live yet
 * @WRIT_STATE_NOT_ENFORCING: attaching or the canary failed, see writ_state_cause();
 *	the hooks can be armed all the same, see writ_is_armed()
 * @WRIT_STATE_ENFORCING: every hook is attached and armed, and denials were seen to
 *	happen; whether they are let through for a time says writ_permissive()
 *
 * Begins as the first and changes once, to one of the others.
 */
enum writ_state {
	WRIT_STATE_LOADING,
	WRIT_STATE_NOT_ENFORCING,
	WRIT_STATE_ENFORCING,
};

/* All hooks act, or none does: written once, by live.c. */
extern bool writ_armed;

static inline bool writ_is_armed(void)
{
	/* Pairs with the release in live.c. */
	return smp_load_acquire(&writ_armed);
}

enum writ_state writ_state(void);
/* "loading", "not enforcing", "enforcing"; "permissive" where it could, and the policy does not */
const char *writ_state_name(void);
/* Why the state is WRIT_STATE_NOT_ENFORCING; NULL otherwise. */
const char *writ_state_cause(void);

/**
 * writ_live() - every hook is attached: arm them, and have the canary prove them
 *
 * Process context, may sleep. Ends in WRIT_STATE_ENFORCING or in writ_live_fail().
 */
void writ_live(void);

/**
 * writ_live_fail() - after init: record that nothing is enforced, then writ_not_enforcing()
 * @kind: WRIT_KIND_ATTACH or WRIT_KIND_CANARY
 * @cause: for people, a constant
 * @error: -errno
 */
void writ_live_fail(enum writ_kind kind, const char *cause, int error);

/**
 * writ_not_enforcing() - say so, loudly, and panic if that was wanted
 * @cause: for people, a constant
 * @error: -errno
 *
 * WRIT_STATE_NOT_ENFORCING from here on.
 */
void writ_not_enforcing(const char *cause, int error);

/* ---- kfunc.c: the module's functions as BPF programs may call them */

int writ_kfunc_register(void);

/* ---- hooks.c: gather, and ask the judge */

/**
 * enum writ_hook - the hooks: WRIT_HOOK_ and a name of hook_list.h, in its order
 *
 * How many there are differs by kernel: __WRIT_HOOK_COUNT. The numbers are no format;
 * outside of the module the names count, see writ_hook_name().
 */
enum writ_hook {
#define WRIT_HOOK(hook, context, proto, args) WRIT_HOOK_##hook,
#include "hook_list.h"
	__WRIT_HOOK_COUNT
};

/*
 * Say which program may call the function of @hook as a kfunc: it alone. Before the
 * hooks are armed.
 */
void writ_kfunc_bind(enum writ_hook hook, const struct bpf_prog *prog);

const char *writ_hook_name(enum writ_hook hook);

/* A flag rather than a counter: nothing is written once it is set. */
extern bool writ_fired[__WRIT_HOOK_COUNT];

/* Has a call of this hook been seen since arming? */
static inline bool writ_hook_fired(enum writ_hook hook)
{
	return READ_ONCE(writ_fired[hook]);
}

static __always_inline void writ_hook_note(enum writ_hook hook)
{
	if (unlikely(!READ_ONCE(writ_fired[hook])))
		WRITE_ONCE(writ_fired[hook], true);
}

#define WRIT_HOOK(hook, context, proto, args) int writ_on_##hook proto;
#include "hook_list.h"

/* ---- canary.c: the proof that denials happen */

/**
 * writ_canary_run() - have an execution and a mapping denied, for real
 * @cause: set on failure to what went wrong
 *
 * Process context, may sleep. Call when armed.
 *
 * Return: 0 if each was denied, -errno otherwise.
 */
int writ_canary_run(const char **cause);

/* Written and cleared by the one task that runs the canary. */
extern const struct task_struct *writ_canary;

/* Is @task the canary, for which every rule of the policy is replaced by "require"? */
static inline bool writ_is_canary(const struct task_struct *task)
{
	return READ_ONCE(writ_canary) == task;
}

/* ---- governed.c: who asks, and what the rules say of it */

/* Real uid of current in the initial user namespace. */
u32 writ_asking_uid(void);

/**
 * writ_request_init() - a request of current about a file
 * @req: filled, but for the path
 * @policy: whose rules it is for
 * @op: what is asked
 * @inode: of writ_content_file()
 */
void writ_request_init(struct writ_request *req, const struct writ_policy *policy,
		       enum writ_op op, const struct inode *inode);

/**
 * writ_answer_of() - the rules' answer for current, its lineage considered
 * @policy: in force
 * @req: a request of current
 *
 * Any context. Return: what writ_policy_answer() says for the uid that asks, or
 * for the one under which its lineage is governed, if that is stricter.
 */
enum writ_answer writ_answer_of(const struct writ_policy *policy, const struct writ_request *req);

/* The same for a request of @task, which cannot go away meanwhile. */
enum writ_answer writ_answer_of_task(const struct writ_policy *policy,
				     const struct writ_request *req, struct task_struct *task);

/* ---- judge.c: the verdict about one file and one operation */

/**
 * writ_judge_execution() - decide about one level of an execution, and record it
 * @bprm: of the execution
 * @op: WRIT_OP_SCRIPT for a level that names its interpreter, WRIT_OP_EXECUTE
 *	for the one that becomes the process
 *
 * May sleep. Return: 0 if it may happen, -EACCES if not.
 */
int writ_judge_execution(struct linux_binprm *bprm, enum writ_op op);

/**
 * writ_judge() - decide about a file
 * @op: what is asked
 * @file: the file
 * @may_sleep: the caller's context allows reading the file
 *
 * Records a denial, and the first time that a program maps a content. Return: 0
 * if it may happen, -EACCES if not.
 */
int writ_judge(enum writ_op op, struct file *file, bool may_sleep);

/**
 * writ_judge_opening() - refuse a file that is opened to be executed, unread
 * @file: being opened; the filesystem has not been asked for it yet
 *
 * execve() reads the first bytes before it asks any hook about the content, so
 * a filesystem that is not trusted is refused as early as this. Whatever is
 * not refused here is decided by the hooks that follow.
 *
 * May sleep. Return: 0 or -EACCES.
 */
int writ_judge_opening(struct file *file);

/**
 * writ_judge_memory() - decide about executable memory that no file vouches for
 * @file: what it was once mapped from, for the report, or NULL
 * @may_sleep: the caller's context allows sleeping
 * @what: what is asked, in words, where it is no mapping; or NULL
 *
 * Where the rules require an artifact and the policy does not allow writable code,
 * current's program must have been granted WRIT_OP_GENERATE_CODE. The first time
 * that an execution is served so is recorded.
 *
 * Return: 0 if it may happen, -EACCES if not.
 */
int writ_judge_memory(struct file *file, bool may_sleep, const char *what);

/*
 * Every verdict passes here: recorded, counted, told of if it denies. Lets go of
 * what the inquiry holds. 0 or -EACCES.
 */
int writ_conclude(struct writ_inquiry *q);

/**
 * writ_conclude_privilege() - the end of an inquiry about what a program does besides
 * @q: with the reason that writ_may() gave
 *
 * What was granted is recorded, unlike what is not governed. Any context that
 * @q->may_sleep tells. Return: 0 or -EACCES.
 */
int writ_conclude_privilege(struct writ_inquiry *q);

/* ---- tracing.c, kernel_access.c: more that hooks ask; 0 or -EACCES; may sleep */

/* May the execution go on although somebody traces it? */
int writ_judge_traced(struct linux_binprm *bprm);
/* May @file be opened for writing, if it is the memory of a process? */
int writ_judge_memory_file(struct file *file);
/* May @file be opened, if it is a device beneath filesystems? */
int writ_judge_device(struct file *file, bool writes);

/*
 * Deny the reading of a file that took the place of a verified one, or that may have:
 * @reason says which. -EACCES. May sleep.
 */
int writ_judge_replaced(struct file *file, enum writ_reason reason);

/* The last moment of an execution (bprm_creds_from_file): 0, or -EACCES if it is used up. */
int writ_judge_consumption(struct linux_binprm *bprm);

/**
 * writ_judge_headers() - was what an execution has read of its program what was verified?
 * @file: of the program, on an overlay; the execution is committed
 *
 * May sleep. Return: 0, or -EACCES: the program must not run.
 */
int writ_judge_headers(struct file *file);

/* An execution begins: 0, or -EACCES for a task whose lineage is not known. May sleep. */
int writ_judge_beginning(struct linux_binprm *bprm);

/* ---- location.c: where a file lies, in words that the asker cannot choose */

/**
 * struct writ_location - a path, if there is one that can be believed
 * @path: empty until writ_locate() succeeded
 * @ambiguous: the asker is not in the host's own mount namespace and root
 */
struct writ_location {
	struct writ_bytes path;
	bool ambiguous;
	char *buffer;
};

/*
 * Does current live in the mount namespace and the root of process 1? Takes the
 * alloc_lock of process 1: under no such lock, of whatever task, and not under
 * tasklist_lock held for writing, which rules out the hooks about tracing.
 */
bool writ_asker_at_home(void);

/* Returns 0 or -ENOMEM; writ_location_put() in any case. */
int writ_locate(const struct file *file, gfp_t gfp, struct writ_location *loc);

static inline void writ_location_put(struct writ_location *loc)
{
	if (loc->buffer)
		kfree(loc->buffer);
}

/* ---- filesystem.c: can this file's content be held still? */

static inline bool writ_on_overlay(const struct file *file)
{
	const struct inode *inode = file_inode(file);

	return inode->i_sb->s_magic == OVERLAYFS_SUPER_MAGIC && S_ISREG(inode->i_mode);
}

struct file *writ_content_below(struct file *file);

/* The file that @file really reads and maps: itself, or what lies below overlayfs. */
static inline struct file *writ_content_file(struct file *file)
{
	return unlikely(writ_on_overlay(file)) ? writ_content_below(file) : file;
}

/**
 * writ_overlay_settled() - does what is read from a file still lie where it is mapped from?
 * @file: open, on an overlay
 *
 * What overlayfs maps is what lay there when it was opened; what it reads is what
 * lies there now (fs/overlayfs/file.c). From a copy-up there is no way back, so who
 * asks after he has read learns of all his readings. Does not sleep for a file that
 * is open.
 *
 * Return: true if there was no copy-up since @file was opened.
 */
bool writ_overlay_settled(struct file *file);

/**
 * writ_content_read_trusted() - will the kernel read the bytes that are verified?
 * @q: what is asked
 *
 * Only on an overlay it might not: see writ_overlay_settled(). What an execution
 * reads of its files, it has read before it asks. What the kernel loads for itself
 * it is yet to read, and nothing keeps that where it is. Does not sleep.
 *
 * Return: WRIT_AUTHORIZED, WRIT_UNVERIFIED_CONTENT for an execution whose file was
 * copied up meanwhile, WRIT_UNTRUSTED_FILESYSTEM for what the kernel loads.
 */
enum writ_reason writ_content_read_trusted(const struct writ_inquiry *q);

/**
 * writ_content_trusted() - may content be judged at all?
 * @policy: in force
 * @inode: of writ_content_file()
 *
 * Reads nothing from the filesystem.
 *
 * Return: WRIT_AUTHORIZED, WRIT_NOT_REGULAR, WRIT_UNTRUSTED_FILESYSTEM or
 * WRIT_UNSEALED_MEMORY.
 */
enum writ_reason writ_content_trusted(const struct writ_policy *policy,
				      const struct inode *inode);

/* ---- digest.c: SHA-256, by the best implementation that the kernel has */

int writ_digest_init(void);
void writ_digest_exit(void);
const char *writ_digest_driver(void);

/**
 * writ_digest_parts() - SHA-256 over two pieces
 *
 * Return: 0 or -errno.
 */
int writ_digest_parts(struct writ_bytes a, struct writ_bytes b, u8 out[WRIT_DIGEST_SIZE]);

/**
 * writ_digest_file() - SHA-256 over a file's content
 * @file: readable; its size must hold still, which the caller sees to
 * @size: bytes to read
 * @out: the digest
 *
 * May sleep. Return: 0, -EINTR on a fatal signal, -EIO on a short read, or -errno.
 */
int writ_digest_file(struct file *file, loff_t size, u8 out[WRIT_DIGEST_SIZE]);

/* ---- signature.c, known_answer.c */

/* Verify the known answers; 0 if RS256 works, which is the least, -errno otherwise. */
int writ_signature_init(void);
bool writ_signature_supported(enum writ_alg alg);

/* For known_answer.c: the verification itself, whether or not @alg has been proven. */
int writ_signature_check(enum writ_alg alg, const struct writ_key *key,
			 struct writ_bytes head, struct writ_bytes payload,
			 struct writ_bytes signature);

/* Verify one built-in vector: 0, or what the verification returned. */
int writ_known_answer(enum writ_alg alg);

/* ---- policy_load.c, directory_load.c: what init reads; see authority.h for the rest */

int writ_policy_load(void);
/* Only when init fails. */
void writ_policy_unload(void);

/*
 * Load what the directories hold: delegations, revocations, artifacts. What is
 * refused is skipped with a line in the log; a revocation that cannot be read is
 * an error.
 */
int writ_directories_load(void);

/* ---- store.c, xattr.c */

/**
 * struct writ_admission - room for the admission of one artifact; too large for a stack
 * @artifact: filled when admitted; points into the bytes
 * @grant: filled when admitted
 * @error: what the decoder or a limit objects to
 * @scratch: for the signed bytes
 */
struct writ_admission {
	struct writ_artifact artifact;
	struct writ_grant grant;
	struct writ_error error;
	u8 scratch[WRIT_TBS_HEAD_MAX];
};

/* Admit an artifact for this host. May sleep. */
enum writ_reason writ_admit(struct writ_bytes bytes, const struct writ_authority *authority,
			    struct writ_admission *admission);

int writ_store_init(void);
void writ_store_exit(void);

/* Which artifact an envelope is, as a value of its own. */
void writ_identity_of(struct writ_identity *identity, const struct writ_sign1 *sign);

/**
 * writ_store_consider() - judge a request by every artifact that names a content
 * @v: the verdict in the making
 * @kind: which digest
 * @digest: of the content
 * @req: the request
 * @wants_path: set if some candidate demands a path, so that a request without
 *	one deserves another try with it
 *
 * Under rcu_read_lock(). Return: true once authorized.
 */
bool writ_store_consider(struct writ_verdict *v, enum writ_digest kind, const u8 *digest,
			 const struct writ_request *req, bool *wants_path);

/**
 * writ_store_show() - "artifacts:" and "subjects:", for the status file
 * @m: receives two lines, with how many are held
 *
 * Takes writ_change_lock, so that both are of one moment. May sleep.
 */
void writ_store_show(struct seq_file *m);

/**
 * struct writ_own - the artifact that a file carries itself
 * @grant: of it, admitted
 * @terms: what it demands besides, or NULL
 * @path: that it demands, or empty
 * @generation: of what was in force when it was admitted; under another it counts for nothing
 * @identity: of it
 * @path_data: room for it
 */
struct writ_own {
	struct writ_grant grant;
	struct writ_kept_terms *terms;
	struct writ_bytes path;
	u32 generation;
	struct writ_identity identity;
	struct rcu_head rcu;
	u8 path_data[];
};

struct writ_content;

/**
 * writ_own_read() - read and admit security.writ
 * @file: whose filesystem is trusted
 * @content: of @file: an artifact that does not name it is none
 * @path: of @file, to choose among subjects of the same content; may be empty
 * @force: under which it is admitted
 * @own: set to a new object, which the caller frees, or NULL
 *
 * May sleep. Return: WRIT_AUTHORIZED with @own set; WRIT_MISSING_AUTHORIZATION if
 * there is no such attribute, or it names other content; why it was not
 * admitted; or WRIT_INTERNAL_ERROR.
 */
enum writ_reason writ_own_read(struct file *file, const struct writ_content *content,
			       struct writ_bytes path, const struct writ_force *force,
			       struct writ_own **own);

/* One that nobody can see any more. Any context. */
void writ_own_free(struct writ_own *own);

/* Where a file carries its own artifact. */
#define WRIT_ATTRIBUTE XATTR_SECURITY_PREFIX "writ"

/* ---- content.c, cache.c: what is known of a file's content */

/**
 * struct writ_content - the digests of a content that holds still
 * @known: BIT() of each enum writ_digest that is in @digest
 * @traits: enum writ_elf_trait, of its headers
 * @digest: by kind
 * @own: the artifact in the file's attribute, once it was admitted
 * @served: the grant that last authorized this content from the store and
 *	demanded no path, to be tried first; see writ_cache_forget_served()
 */
struct writ_content {
	u8 known;
	u8 traits;
	u8 digest[__WRIT_DIGEST_COUNT][WRIT_DIGEST_SIZE];
	struct writ_own __rcu *own;
	const struct writ_grant *served;
};

int writ_cache_init(void);
void writ_cache_exit(void);

/**
 * writ_cache_lookup() - what is known of an inode's content, if it still holds
 * @inode: of writ_content_file()
 *
 * Call and use the result under rcu_read_lock().
 *
 * Return: the content, or NULL if nothing is known, it has changed since, or
 * someone has it open for writing.
 */
struct writ_content *writ_cache_lookup(const struct inode *inode);

/**
 * writ_cache_insert() - remember a content
 * @inode: held against writers by the caller
 * @content: copied; its @own passes to the cache, also on failure
 *
 * May sleep. Return: 0 or -ENOMEM.
 */
int writ_cache_insert(struct inode *inode, const struct writ_content *content);

/**
 * writ_cache_forget_served() - let nothing be served again unasked
 *
 * For whoever narrowed what the store grants. Between the change and this call
 * he must let all readers of before end (synchronize_rcu), since those may still
 * remember a grant as the one that served; and after it once more before he
 * frees a grant, since others may be looking at it. May sleep.
 */
void writ_cache_forget_served(void);

/* Forget an inode's content. Any context. */
void writ_cache_drop(const struct inode *inode);

void writ_cache_show(struct seq_file *m);

/**
 * writ_content_hold() - keep writers away from an inode
 *
 * Return: true, and then writ_content_release() is owed; false if somebody has
 * it open for writing.
 */
bool writ_content_hold(struct inode *inode);
void writ_content_release(struct inode *inode);

static inline bool writ_content_is_held(const struct inode *inode)
{
	return atomic_read(&inode->i_writecount) < 0;
}

/*
 * Is the name held that an overlay gives to a file? truncate() asks only the file
 * that lies there now (vfs_truncate()), which after a copy-up is not the one that is
 * held.
 */
static inline bool writ_content_held_above(const struct dentry *dentry)
{
	const struct inode *inode = d_inode(dentry);

	return inode->i_sb->s_magic == OVERLAYFS_SUPER_MAGIC && writ_content_is_held(inode);
}

/**
 * writ_content_learn() - find out a file's digests, and what its headers ask for
 * @file: from writ_content_file(); its inode is trusted and held
 * @out: filled
 *
 * May sleep, reads the file. Return: 0 or -errno.
 */
int writ_content_learn(struct file *file, struct writ_content *out);

/* Is @inode's content mapped executable by anyone? May sleep. */
bool writ_content_mapped_exec(struct inode *inode);
/* The same without sleeping: what cannot be found out at once counts as mapped. */
bool writ_content_mapped_exec_atomic(struct inode *inode);

/* ---- elf_headers.c: programs whose headers ask for executable memory */

/**
 * writ_elf_learn() - find out what a file's headers ask for
 * @file: readable, and held still
 * @traits: receives enum writ_elf_trait
 *
 * May sleep. Return: 0, -ENOMEM, or what reading returned.
 */
int writ_elf_learn(struct file *file, u8 *traits);

/**
 * writ_elf_asks() - would the kernel give executable memory that no hook sees?
 * @q: what is asked
 * @traits: of the content; not 0
 *
 * To the program of an execution: its stack and what exceeds its file, and all of
 * its memory if it is an i386 program and current has the personality
 * READ_IMPLIES_EXEC. To its loader: what exceeds that file.
 */
bool writ_elf_asks(const struct writ_inquiry *q, u8 traits);

/* ---- personality.c: the personality that makes readable memory executable */

/**
 * writ_personality_init() - take the place of personality()
 *
 * Return: 0, or -errno with a line in the log. Undone by writ_personality_exit(),
 * only before the hooks are armed.
 */
int writ_personality_init(void);
void writ_personality_exit(void);

/* ---- report.c: counting and telling */

DECLARE_PER_CPU(u64 [__WRIT_REASON_COUNT], writ_verdicts);

static __always_inline void writ_count(enum writ_reason reason)
{
	this_cpu_inc(writ_verdicts[reason]);
}

/**
 * struct writ_inquiry - what is asked, and what came of it
 * @op: what is asked
 * @reason: the verdict
 * @file: the file; NULL for memory without one
 * @bprm: the execution that it is a level of; NULL for anything else
 * @what: what it is, in words, where @op and @file do not say it; or NULL
 * @may_sleep: the caller's context allows sleeping
 * @governed: the rules require an artifact
 * @record: if allowed, it is to be recorded
 * @asks_for_code: its headers ask for executable memory that its artifact does not grant
 * @mark: of a mapping that is recorded once; see writ_mapping_mark()
 * @has_digest: @digest holds the content's SHA-256
 * @digest: of the content
 * @has_identity: @identity says which artifact authorized it, or came closest
 * @identity: only then filled
 * @use: account of which it takes a use; the inquiry has a reference to it
 * @scripts: what the program was verified to read; the inquiry has a reference to it
 * @home: the control group by which it was found to be governed; the inquiry has a
 *	reference to it
 * @iat: of the artifact, only if @has_identity
 * @exp: likewise
 * @contents: bits of the arguments that the artifact binds to a content
 * @granted: WRIT_OP_BIT() of what the artifact grants that authorized it; 0 if none did
 * @stored: that artifact is in the store, and not in an attribute
 * @depth: so many executions deep, descendants may run what the artifact lists
 */
struct writ_inquiry {
	enum writ_op op;
	enum writ_reason reason;
	struct file *file;
	struct linux_binprm *bprm;
	const char *what;
	bool may_sleep;
	bool governed;
	bool record;
	bool asks_for_code;
	u64 mark;
	bool has_digest;
	u8 digest[WRIT_DIGEST_SIZE];
	bool has_identity;
	struct writ_identity identity;
	struct writ_use *use;
	struct writ_scripts *scripts;
	struct writ_home *home;
	u64 iat;
	u64 exp;
	u64 contents;
	u32 granted;
	bool stored;
	u8 depth;
};

/*
 * A task's command, without its lock, which whoever asks may hold: a change in
 * that moment can mix both names.
 */
static inline void writ_task_comm(char comm[TASK_COMM_LEN], const struct task_struct *task)
{
	memcpy(comm, task->comm, TASK_COMM_LEN);
	comm[TASK_COMM_LEN - 1] = '\0';
}

/* Tell of a denial, which has been counted. @permitted: it is let through. */
void writ_tell(const struct writ_inquiry *q, bool permitted);
void writ_report_show(struct seq_file *m);

/* ---- evidence.c: verdicts as records of the lineage log */

/**
 * writ_evidence_allowed() - record that something was allowed
 * @q: with @record set
 *
 * Makes an execution the one that current will be. May sleep if q->may_sleep.
 *
 * Return: WRIT_AUTHORIZED, or why it may not happen after all:
 * WRIT_LINEAGE_DISCONTINUITY if the log cannot take the record and the policy
 * wants it strict, or the task has no lineage; WRIT_INTERNAL_ERROR.
 */
enum writ_reason writ_evidence_allowed(const struct writ_inquiry *q);

/* Record that something was denied; whatever does not fit is counted as lost. */
void writ_evidence_denied(const struct writ_inquiry *q, bool permitted);

/**
 * writ_evidence_tampering() - record that somebody tried what he may not
 * @detail: what, a constant
 * @file: on what, or NULL
 */
void writ_evidence_tampering(const char *detail, struct file *file);

/**
 * writ_evidence_state() - record what became of the module
 * @kind: WRIT_KIND_LOAD, WRIT_KIND_ATTACH or WRIT_KIND_CANARY
 * @reason: WRIT_AUTHORIZED if it went well
 * @detail: how, for people
 */
void writ_evidence_state(enum writ_kind kind, enum writ_reason reason, const char *detail);

/**
 * writ_mapping_mark() - has current's program mapped this content before?
 * @digest: of the content
 *
 * What has not been seen for long is forgotten. Any context.
 *
 * Return: 0 if that is recorded, or the mark by which writ_evidence_allowed() will
 * remember that it is.
 */
u64 writ_mapping_mark(const u8 digest[WRIT_DIGEST_SIZE]);
/* The same of memory that no file vouches for, and current's execution. */
u64 writ_memory_mark(void);

/* ---- pins.c: what the images of processes have pinned */

/**
 * writ_pinned() - is a content pinned already, or is it not to be?
 * @q: what current asks; of an execution, the image that is to be counts
 * @inode: of writ_content_file()
 *
 * Under rcu_read_lock(). Return: true if it has been held still since before this call and
 * will be until the image is gone, or if @q is about nothing that is pinned.
 */
bool writ_pinned(const struct writ_inquiry *q, const struct inode *inode);

/**
 * writ_pin() - let a hold last until the image is gone
 * @q: what current asks, with its file; it needs a pin
 * @inode: of writ_content_file(); held by the caller with writ_content_hold()
 * @gfp: for the pin
 *
 * Return: 0, and then the hold belongs to the pin; otherwise it stays the
 * caller's: -ENOMEM, also for a task without lineage; -ENOSPC if the image has
 * too many pins.
 */
int writ_pin(const struct writ_inquiry *q, struct inode *inode, gfp_t gfp);

/* "pins:", for the status file. */
void writ_pins_show(struct seq_file *m);

/* ---- status.c: /sys/kernel/security/writ/ */

int writ_status_init(void);
void writ_status_exit(void);

#endif
