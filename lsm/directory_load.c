// SPDX-License-Identifier: GPL-2.0-only
/*
 * Loading what stands beside the policy from directories, in init: delegations,
 * then revocations, so that nothing revoked is ever in force, then artifacts.
 */
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kernel_read_file.h>
#include <linux/list.h>
#include <linux/list_sort.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "authority.h"
#include "writ.h"

#define FILES_MAX 65536

struct name {
	struct list_head list;
	char text[];
};

struct names {
	struct dir_context ctx;
	struct list_head list;
	unsigned int count;
	int error;
};

/* Names that begin with a dot are somebody's temporary files. */
static bool take_name(struct dir_context *ctx, const char *text, int len, loff_t offset,
		      u64 ino, unsigned int type)
{
	struct names *names = container_of(ctx, struct names, ctx);
	struct name *name;

	if (text[0] == '.' || type == DT_DIR)
		return true;
	if (names->count == FILES_MAX) {
		names->error = -E2BIG;
		return false;
	}
	name = kmalloc(struct_size(name, text, len + 1), GFP_KERNEL);
	if (!name) {
		names->error = -ENOMEM;
		return false;
	}
	memcpy(name->text, text, len);
	name->text[len] = '\0';
	list_add_tail(&name->list, &names->list);
	names->count++;
	return true;
}

static int by_name(void *unused, const struct list_head *a, const struct list_head *b)
{
	return strcmp(list_entry(a, struct name, list)->text,
		      list_entry(b, struct name, list)->text);
}

static int read_names(const char *dir, struct names *names)
{
	struct file *file = filp_open(dir, O_RDONLY | O_DIRECTORY, 0);
	int ret;

	if (IS_ERR(file))
		return PTR_ERR(file);
	ret = iterate_dir(file, &names->ctx);
	filp_close(file, NULL);
	/* By name, so that who writes them can put a delegation before what hangs on it. */
	list_sort(NULL, &names->list, by_name);
	return ret ?: names->error;
}

/**
 * struct directory - one of the directories
 * @object: what it holds
 * @what: the same in words
 * @max: bytes of one file
 * @path: of the directory; NULL if there is none
 */
struct directory {
	enum writ_object object;
	const char *what;
	size_t max;
	const char *path;
};

static void tell_skipped(const struct directory *dir, const char *path,
			 const struct writ_change *change)
{
	if (change->message)
		pr_warn("skipped %s %s: %s\n", dir->what, path, change->message);
	else if (change->error.code)
		pr_warn("skipped %s %s: %s: %s at byte %zu: %s\n", dir->what, path,
			writ_reason_name(change->reason), change->error.field,
			change->error.offset, writ_err_text(change->error.code));
	else
		pr_warn("skipped %s %s: %s\n", dir->what, path,
			writ_reason_name(change->reason));
}

/*
 * Returns 0 when loaded or skipped with its line, otherwise nothing further makes
 * sense. An authorization that cannot be read is one less; a revocation that
 * cannot be read may be the one that counts.
 */
static int load_one(const struct directory *dir, const char *path, unsigned int *loaded)
{
	struct writ_change change;
	void *bytes = NULL;
	ssize_t size;
	int ret;

	size = kernel_read_file_from_path(path, 0, &bytes, dir->max, NULL, READING_POLICY);
	if (size < 0 && dir->object == WRIT_OBJECT_REVOCATION) {
		pr_err("refused to load: revocation %s cannot be read (%zd)\n", path, size);
		return size;
	}
	if (size == -ENOMEM)
		return size;
	if (size < 0) {
		pr_warn("skipped %s %s: it cannot be read (%zd)\n", dir->what, path, size);
		return 0;
	}
	ret = writ_change_add(dir->object, (struct writ_bytes){ bytes, size }, 0, &change);
	vfree(bytes);
	if (!ret)
		(*loaded)++;
	else if (ret != -ENOMEM)
		tell_skipped(dir, path, &change);
	return ret == -ENOMEM ? ret : 0;
}

static int load(const struct directory *dir)
{
	struct names names = {
		.ctx.actor = take_name,
		.list = LIST_HEAD_INIT(names.list),
	};
	struct name *name, *next;
	unsigned int loaded = 0;
	int ret;

	if (!dir->path)
		return 0;
	ret = read_names(dir->path, &names);
	if (ret)
		pr_err("refused to load: the %ss in %s cannot be listed (%d)\n", dir->what,
		       dir->path, ret);
	list_for_each_entry_safe(name, next, &names.list, list) {
		char *path = ret ? NULL : kasprintf(GFP_KERNEL, "%s/%s", dir->path, name->text);

		if (!ret)
			ret = path ? load_one(dir, path, &loaded) : -ENOMEM;
		kfree(path);
		kfree(name);
	}
	if (!ret)
		pr_info("loaded %u of %u %ss from %s\n", loaded, names.count, dir->what,
			dir->path);
	return ret;
}

int writ_directories_load(void)
{
	const struct directory dirs[] = {
		{ WRIT_OBJECT_DELEGATION, "delegation", WRIT_DELEGATION_MAX,
		  writ_params.delegations },
		{ WRIT_OBJECT_REVOCATION, "revocation", WRIT_REVOCATION_MAX,
		  writ_params.revocations },
		{ WRIT_OBJECT_ARTIFACT, "artifact", WRIT_ARTIFACT_MAX, writ_params.artifacts },
	};
	size_t i;
	int ret = 0;

	for (i = 0; i < ARRAY_SIZE(dirs) && !ret; i++)
		ret = load(&dirs[i]);
	return ret;
}
