// SPDX-License-Identifier: GPL-2.0-only
/*
 * What terms and rules ask of a request: who asks, from which control group,
 * with which arguments. All of it is gathered from what the asker cannot change
 * any more, or, for the files that arguments name, from a content that is held
 * still while it is read.
 */
#include <linux/audit.h>
#include <linux/binfmts.h>
#include <linux/cgroup.h>
#include <linux/cred.h>
#include <linux/file.h>
#include <linux/namei.h>
#include <linux/slab.h>

#include "argv.h"
#include "authority.h"
#include "content.h"
#include "inquiry.h"
#include "lineage.h"
#include "script.h"
#include "terms.h"

struct writ_bytes writ_cgroup_of(struct task_struct *task, char room[WRIT_CGROUP_MAX])
{
	int len;

	rcu_read_lock();
	len = cgroup_path(task_dfl_cgroup(task), room, WRIT_CGROUP_MAX);
	rcu_read_unlock();
	/*
	 * A path that does not fit is an error, or the length that it would have
	 * needed, or is cut to what fits, depending on the kernel's version.
	 */
	if (len <= 0 || len >= WRIT_CGROUP_MAX - 1)
		return (struct writ_bytes){};
	return (struct writ_bytes){ (const u8 *)room, len };
}

/* Under RCU. */
static void put_lineage(struct writ_facts_room *room, const struct writ_lineage *lineage)
{
	struct writ_asker *asker = &room->asker;

	if (lineage && lineage->has_digest) {
		memcpy(room->program, lineage->digest, WRIT_DIGEST_SIZE);
		asker->program = (struct writ_bytes){ room->program, WRIT_DIGEST_SIZE };
	}
	if (lineage && lineage->id_len) {
		memcpy(room->artifact, lineage->artifact, lineage->id_len);
		memcpy(room->key, lineage->key, WRIT_KID_SIZE);
		asker->artifact = (struct writ_bytes){ room->artifact, lineage->id_len };
		asker->key = room->key;
		asker->depth_left = lineage->depth_left;
	}
}

static void begin(struct writ_facts_room *room, struct writ_request *req, bool parent)
{
	struct writ_asker *asker = &room->asker;
	const struct task_struct *task = current;

	memset(asker, 0, sizeof(*asker));
	room->arguments = NULL;
	room->variables = NULL;
	room->contents = NULL;
	room->named = NULL;
	asker->gid = __kgid_val(current_gid());
	asker->login_uid = __kuid_val(audit_get_loginuid(current));
	rcu_read_lock();
	if (parent)
		task = rcu_dereference(current->real_parent);
	put_lineage(room, writ_lineage_of(task));
	rcu_read_unlock();
	req->asker = asker;
	req->state = writ_host_state();
}

void writ_facts_begin(struct writ_facts_room *room, struct writ_request *req)
{
	begin(room, req, false);
}

void writ_facts_of_parent(struct writ_facts_room *room, struct writ_request *req)
{
	begin(room, req, true);
}

/*
 * Does this say of the machine, and not of what is asked? For want of memory or
 * time nobody is told that his arguments do not fit.
 */
static bool is_internal(int error)
{
	return error == -ENOMEM || error == -EINTR || error == -EFAULT;
}

/* *@buf stays NULL if they cannot be read. Return: their length, or an error. */
static ssize_t read_strings(struct linux_binprm *bprm, enum writ_strings which, u8 **buf)
{
	u8 *room = kvmalloc(WRIT_STRINGS_MAX, GFP_KERNEL);
	ssize_t len;

	if (!room)
		return -ENOMEM;
	len = writ_strings_read(bprm, which, room, WRIT_STRINGS_MAX);
	if (len < 0)
		kvfree(room);
	else
		*buf = room;
	return len;
}

static int gather_arguments(struct writ_facts_room *room, struct writ_request *req,
			    struct linux_binprm *bprm)
{
	ssize_t len;

	req->arguments = (struct writ_bytes){};
	if (!bprm)
		return 0;
	len = read_strings(bprm, WRIT_STRINGS_ARGUMENTS, &room->arguments);
	if (len < 0)
		return is_internal(len) ? len : 0;
	req->arguments = (struct writ_bytes){ room->arguments, len };
	return 0;
}

static int gather_variables(struct writ_facts_room *room, struct writ_request *req,
			    struct linux_binprm *bprm)
{
	ssize_t len;

	req->variables = (struct writ_bytes){};
	req->variables_known = false;
	if (!bprm)
		return 0;
	len = read_strings(bprm, WRIT_STRINGS_VARIABLES, &room->variables);
	if (len < 0)
		return is_internal(len) ? len : 0;
	req->variables = (struct writ_bytes){ room->variables, len };
	req->variables_known = true;
	return 0;
}

/* Tasks that are opening a file for writ itself: nobody asks about that open. */
struct opener {
	struct hlist_node node;
	const struct task_struct *task;
};

static HLIST_HEAD(openers);
static DEFINE_SPINLOCK(openers_lock);

bool writ_opens_itself(void)
{
	const struct opener *opener;
	bool does = false;

	spin_lock(&openers_lock);
	hlist_for_each_entry(opener, &openers, node)
		does = does || opener->task == current;
	spin_unlock(&openers_lock);
	return does;
}

static struct file *open_unasked(const struct path *path)
{
	struct opener opener = { .task = current };
	struct file *file;

	spin_lock(&openers_lock);
	hlist_add_head(&opener.node, &openers);
	spin_unlock(&openers_lock);
	/* Nor does it wait for whoever holds a lease on it. */
	file = dentry_open(path, O_RDONLY | O_LARGEFILE | O_NONBLOCK, current_cred());
	spin_lock(&openers_lock);
	hlist_del(&opener.node);
	spin_unlock(&openers_lock);
	return file;
}

static bool trusted(const struct inode *inode)
{
	bool is;

	rcu_read_lock();
	is = writ_content_trusted(writ_policy_rcu(), inode) == WRIT_AUTHORIZED;
	rcu_read_unlock();
	return is;
}

static bool digest_known(const struct inode *inode, u8 digest[WRIT_DIGEST_SIZE])
{
	const struct writ_content *content;
	bool known;

	rcu_read_lock();
	content = writ_cache_lookup(inode);
	known = content && (content->known & BIT(WRIT_DIGEST_SHA256));
	if (known)
		memcpy(digest, content->digest[WRIT_DIGEST_SHA256], WRIT_DIGEST_SIZE);
	rcu_read_unlock();
	return known;
}

static int digest_of_file(struct file *file, u8 digest[WRIT_DIGEST_SIZE])
{
	struct file *below = writ_content_file(file);
	struct writ_content content = {};
	int ret = 0;

	if (!trusted(file_inode(below)) || !writ_content_hold(file_inode(below)))
		return -EACCES;
	if (!digest_known(file_inode(below), digest)) {
		ret = writ_content_learn(below, &content);
		ret = ret ?: writ_cache_insert(file_inode(below), &content);
		if (!ret)
			memcpy(digest, content.digest[WRIT_DIGEST_SHA256], WRIT_DIGEST_SIZE);
	}
	writ_content_release(file_inode(below));
	return ret;
}

int writ_digest_of_path(const struct path *path, u8 digest[WRIT_DIGEST_SIZE])
{
	struct file *file;
	int ret;

	/* Before it is opened, which a server behind the filesystem could let wait. */
	if (!trusted(d_real_inode(path->dentry)))
		return -EACCES;
	file = open_unasked(path);
	if (IS_ERR(file))
		return PTR_ERR(file);
	ret = digest_of_file(file, digest);
	fput(file);
	return ret;
}

/*
 * As the asker would open them: from his own root and working directory, but a
 * name whose last component is a symbolic link is nobody's content, since who
 * owns the link decides what the program will read. That the program opens the
 * same content is seen to when it does (script.c).
 */
static int gather_content(struct writ_facts_room *room, struct writ_request *req,
			  const char *name, u32 i)
{
	struct path path;
	int ret = kern_path(name, 0, &path);

	if (ret)
		return ret;
	ret = d_is_reg(path.dentry) ? writ_digest_of_path(&path, room->contents[i]) : -EACCES;
	if (!ret) {
		req->contents_known |= 1ULL << i;
		room->named[i].name = name;
		room->named[i].inode = igrab(d_inode(path.dentry));
	}
	path_put(&path);
	return ret;
}

static int gather_contents(struct writ_facts_room *room, struct writ_request *req, u64 wanted)
{
	const u8 *at = req->arguments.data;
	const u8 *end = at + req->arguments.len;
	int ret;
	u32 i;

	req->contents = NULL;
	req->contents_known = 0;
	if (!at || !wanted)
		return 0;
	room->contents = kcalloc(WRIT_ARGUMENTS_MAX, WRIT_DIGEST_SIZE, GFP_KERNEL);
	room->named = kcalloc(WRIT_ARGUMENTS_MAX, sizeof(*room->named), GFP_KERNEL);
	if (!room->contents || !room->named)
		return -ENOMEM;
	req->contents = (const u8 (*)[WRIT_DIGEST_SIZE])room->contents;
	for (i = 0; at < end && i < WRIT_ARGUMENTS_MAX; i++) {
		ret = wanted >> i & 1 ? gather_content(room, req, at, i) : 0;
		if (is_internal(ret))
			return ret;
		at += strnlen(at, end - at) + 1;
	}
	return 0;
}

int writ_facts_gather(struct writ_facts_room *room, struct writ_request *req,
		      const struct writ_inquiry *q, const struct writ_verdict *v)
{
	u32 need = v->need & ~req->have;
	int ret = 0;

	if (need & WRIT_FACT_CGROUP)
		req->cgroup = writ_cgroup_of(current, room->cgroup);
	if (need & WRIT_FACT_ARGUMENTS)
		ret = gather_arguments(room, req, q->bprm);
	if (!ret && (need & WRIT_FACT_VARIABLES))
		ret = gather_variables(room, req, q->bprm);
	if (!ret && (need & WRIT_FACT_CONTENTS))
		ret = gather_contents(room, req, v->contents);
	/* A TPM takes its time: who may not wait for it does not know its state. */
	if ((need & WRIT_FACT_PCRS) && q->may_sleep)
		writ_host_state_pcrs(v->pcrs);
	else if (need & WRIT_FACT_PCRS)
		req->state = NULL;
	req->have |= need;
	return ret;
}

int writ_facts_scripts(const struct writ_facts_room *room, u64 mask, struct writ_scripts *scripts)
{
	int ret;
	u32 i;

	for (i = 0; i < WRIT_ARGUMENTS_MAX; i++) {
		if (!(mask >> i & 1))
			continue;
		if (!room->named || !room->named[i].inode)
			return -ESTALE;
		ret = writ_scripts_add(scripts, room->contents[i], room->named[i].inode,
				       room->named[i].name);
		if (ret)
			return ret;
	}
	return 0;
}

void writ_facts_end(struct writ_facts_room *room)
{
	u32 i;

	kvfree(room->arguments);
	kvfree(room->variables);
	kfree(room->contents);
	for (i = 0; room->named && i < WRIT_ARGUMENTS_MAX; i++)
		iput(room->named[i].inode);
	kfree(room->named);
}
