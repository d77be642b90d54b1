// SPDX-License-Identifier: GPL-2.0-only
/* Loading the directory of artifacts, in init. */
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kernel_read_file.h>
#include <linux/list.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

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

static int read_names(const char *dir, struct names *names)
{
	struct file *file = filp_open(dir, O_RDONLY | O_DIRECTORY, 0);
	int ret;

	if (IS_ERR(file))
		return PTR_ERR(file);
	ret = iterate_dir(file, &names->ctx);
	filp_close(file, NULL);
	return ret ?: names->error;
}

static void tell_skipped(const char *path, enum writ_reason reason, const struct writ_error *error)
{
	if (error->code)
		pr_warn("skipped artifact %s: %s: %s at byte %zu: %s\n", path,
			writ_reason_name(reason), error->field, error->offset,
			writ_err_text(error->code));
	else
		pr_warn("skipped artifact %s: %s\n", path, writ_reason_name(reason));
}

/* Returns 0 when loaded or skipped with its line, -ENOMEM when nothing further makes sense. */
static int load_one(const char *path, struct writ_admission *w, unsigned int *loaded)
{
	enum writ_reason reason;
	void *bytes = NULL;
	ssize_t size;
	int ret = 0;

	size = kernel_read_file_from_path(path, 0, &bytes, WRIT_ARTIFACT_MAX, NULL,
					  READING_POLICY);
	if (size == -ENOMEM)
		return size;
	if (size < 0) {
		pr_warn("skipped artifact %s: it cannot be read (%zd)\n", path, size);
		return 0;
	}
	reason = writ_admit((struct writ_bytes){ bytes, size }, w);
	if (reason == WRIT_AUTHORIZED) {
		ret = writ_store_add(&w->artifact, &w->grant);
		if (!ret)
			(*loaded)++;
	} else {
		tell_skipped(path, reason, &w->error);
	}
	vfree(bytes);
	return ret;
}

int writ_artifacts_load(void)
{
	struct names names = {
		.ctx.actor = take_name,
		.list = LIST_HEAD_INIT(names.list),
	};
	struct name *name, *next;
	unsigned int loaded = 0;
	struct writ_admission *w;
	int ret;

	if (!writ_params.artifacts)
		return 0;
	w = kmalloc(sizeof(*w), GFP_KERNEL);
	if (!w)
		return -ENOMEM;
	ret = read_names(writ_params.artifacts, &names);
	if (ret)
		pr_err("refused to load: the artifacts in %s cannot be listed (%d)\n",
		       writ_params.artifacts, ret);
	list_for_each_entry_safe(name, next, &names.list, list) {
		char *path = ret ? NULL : kasprintf(GFP_KERNEL, "%s/%s", writ_params.artifacts,
						    name->text);

		if (!ret)
			ret = path ? load_one(path, w, &loaded) : -ENOMEM;
		kfree(path);
		kfree(name);
	}
	kfree(w);
	if (!ret)
		pr_info("loaded %u of %u artifacts from %s\n", loaded, names.count,
			writ_params.artifacts);
	return ret;
}
