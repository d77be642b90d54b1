// SPDX-License-Identifier: GPL-2.0-only
/*
 * Between the verification of a script and the interpreter's own open() its name
 * can be made to lead elsewhere: by a rename, by a link, by a mount. So the open is
 * asked about: until the interpreter has met the content that was verified, that
 * very file, one of that name, and whatever it asks for by that name must have it.
 * Afterwards other files that are called so are none of writ's business, as long as
 * they are not asked for by the whole name that the script was given by: there are
 * interpreters that open their script twice, and run what they get the second time.
 */
#include <linux/atomic.h>
#include <linux/dcache.h>
#include <linux/slab.h>
#include <linux/stringhash.h>
#include <linux/uaccess.h>

#include "judge.h"
#include "lineage.h"
#include "script.h"
#include "terms.h"

static atomic_t alive = ATOMIC_INIT(0);

struct writ_scripts *writ_scripts_new(void)
{
	struct writ_scripts *scripts = kzalloc(sizeof(*scripts), GFP_KERNEL);

	if (scripts) {
		refcount_set(&scripts->users, 1);
		atomic_inc(&alive);
	}
	return scripts;
}

void writ_scripts_put(struct writ_scripts *scripts)
{
	if (!scripts || !refcount_dec_and_test(&scripts->users))
		return;
	kfree(scripts);
	atomic_dec(&alive);
}

bool writ_scripts_any(void)
{
	return atomic_read(&alive);
}

/* Of a whole name; what differs here differs there. */
static u32 hash_of(const char *name)
{
	unsigned long hash = init_name_hash(NULL);

	while (*name)
		hash = partial_name_hash(*name++, hash);
	return end_name_hash(hash);
}

int writ_scripts_add(struct writ_scripts *scripts, const u8 *digest, const struct inode *inode,
		     const char *name)
{
	struct writ_script *script;
	const char *base = kbasename(name);

	if (scripts->n == WRIT_SCRIPTS_MAX)
		return -E2BIG;
	script = &scripts->script[scripts->n];
	if (strscpy(script->name, base, sizeof(script->name)) < 0)
		return -ENAMETOOLONG;
	memcpy(script->digest, digest, WRIT_DIGEST_SIZE);
	script->whole = hash_of(name);
	script->dev = inode->i_sb->s_dev;
	script->ino = inode->i_ino;
	scripts->n++;
	return 0;
}

bool writ_scripts_join(struct writ_scripts **to, struct writ_scripts *more)
{
	struct writ_scripts *scripts = *to;
	u32 i;

	if (!scripts) {
		refcount_inc(&more->users);
		*to = more;
		return true;
	}
	for (i = 0; i < more->n; i++) {
		if (scripts->n == WRIT_SCRIPTS_MAX)
			return false;
		scripts->script[scripts->n++] = more->script[i];
	}
	return true;
}

/* The scripts of current's execution, with a reference, or NULL. */
static struct writ_scripts *scripts_of_current(void)
{
	const struct writ_lineage *lineage;
	struct writ_scripts *scripts = NULL;

	rcu_read_lock();
	lineage = writ_lineage_of(current);
	if (lineage && lineage->scripts && refcount_inc_not_zero(&lineage->scripts->users))
		scripts = lineage->scripts;
	rcu_read_unlock();
	return scripts;
}

static bool has_name(const struct dentry *dentry, const char *name)
{
	struct name_snapshot snapshot;
	bool has;

	take_dentry_name_snapshot(&snapshot, (struct dentry *)dentry);
	has = !strcmp(snapshot.name.name, name);
	release_dentry_name_snapshot(&snapshot);
	return has;
}

/**
 * asked_for() - the name by which a file is opened
 * @asked: address of the name, or 0
 * @base: receives its last component; empty for no name, and for one longer than
 *	any that is noted
 * @whole: receives its hash; of no name, that of an empty one
 *
 * From the end of the name, which is found piece by piece: it has up to PATH_MAX.
 * Return: 0, or -EFAULT if it cannot be read.
 */
static int asked_for(unsigned long asked, char base[WRIT_SCRIPT_NAME_MAX], u32 *whole)
{
	const char *at = (const char *)asked;
	unsigned long hash = init_name_hash(NULL);
	size_t len = 0;
	unsigned int n;
	char c;

	base[0] = 0;
	for (n = 0; asked && n < PATH_MAX; n++) {
		if (get_kernel_nofault(c, at + n))
			return -EFAULT;
		if (!c)
			break;
		if (c == '/')
			len = 0;
		else if (len < WRIT_SCRIPT_NAME_MAX)
			base[len++] = c;
		hash = partial_name_hash(c, hash);
	}
	*whole = end_name_hash(hash);
	base[len < WRIT_SCRIPT_NAME_MAX ? len : 0] = 0;
	return 0;
}

/*
 * Bits of the scripts that this could be meant to be. Who writes to a script that was
 * met does not read it.
 */
static unsigned long candidates(const struct writ_scripts *scripts, const struct file *file,
				const struct inode *inode, const char *asked, u32 whole)
{
	unsigned long found = 0;
	u32 i;

	for (i = 0; i < scripts->n; i++) {
		const struct writ_script *script = &scripts->script[i];

		if (test_bit(i, &scripts->met)) {
			if (whole == script->whole && !(file->f_mode & FMODE_WRITE))
				found |= BIT(i);
			continue;
		}
		if ((script->ino == inode->i_ino && script->dev == inode->i_sb->s_dev) ||
		    !strcmp(asked, script->name) || has_name(file->f_path.dentry, script->name))
			found |= BIT(i);
	}
	return found;
}

/* Does the file that is being opened hold the content of one of these? Marks it as met. */
static bool meets(struct writ_scripts *scripts, unsigned long which, const u8 *digest)
{
	u32 i;

	for (i = 0; i < scripts->n; i++) {
		if (!(which & BIT(i)) ||
		    memcmp(digest, scripts->script[i].digest, WRIT_DIGEST_SIZE))
			continue;
		set_bit(i, &scripts->met);
		return true;
	}
	return false;
}

static int judge_candidate(struct file *file, struct writ_scripts *scripts, unsigned long which)
{
	u8 digest[WRIT_DIGEST_SIZE];
	int ret;

	/* Who may write it reads what he likes. */
	if (file->f_mode & FMODE_WRITE)
		return writ_judge_replaced(file, WRIT_FILE_BEING_WRITTEN);
	ret = writ_digest_of_path(&file->f_path, digest);
	if (!ret && meets(scripts, which, digest))
		return 0;
	return writ_judge_replaced(file, ret == -ENOMEM || ret == -EINTR ? WRIT_INTERNAL_ERROR :
							     WRIT_UNVERIFIED_CONTENT);
}

int writ_judge_reading(struct file *file, unsigned long asked)
{
	struct inode *inode = file_inode(file);
	struct writ_scripts *scripts;
	char name[WRIT_SCRIPT_NAME_MAX];
	unsigned long which;
	u32 whole;
	int ret = 0;

	if (!S_ISREG(inode->i_mode) || writ_opens_itself())
		return 0;
	scripts = scripts_of_current();
	if (!scripts)
		return 0;
	/* A name that cannot be read could be any of them. */
	which = asked_for(asked, name, &whole) ? ~0UL :
						 candidates(scripts, file, inode, name, whole);
	if (which)
		ret = judge_candidate(file, scripts, which);
	writ_scripts_put(scripts);
	return ret;
}
