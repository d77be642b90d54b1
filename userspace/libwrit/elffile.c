// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading ELF by its program headers, as the kernel and the loader do: section
 * headers may be stripped off or lie.
 */
#include "elffile.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <gelf.h>

#define DYNAMIC_MAX	(1 << 20)
#define STRTAB_MAX	(64 << 20)

void writ_elf_free(struct writ_elf *elf)
{
	free(elf->interp);
	free(elf->soname);
	free(elf->rpath);
	free(elf->runpath);
	writ_strlist_free(&elf->needed);
	*elf = (struct writ_elf){ 0 };
}

/* Where in the file the bytes lie that will be at @addr in memory. */
static bool offset_of(Elf *e, size_t phnum, GElf_Addr addr, GElf_Off *off, GElf_Xword *left)
{
	GElf_Phdr ph;

	for (size_t i = 0; i < phnum; i++) {
		if (!gelf_getphdr(e, (int)i, &ph) || ph.p_type != PT_LOAD)
			continue;
		if (addr < ph.p_vaddr || addr - ph.p_vaddr >= ph.p_filesz)
			continue;
		*off = ph.p_offset + (addr - ph.p_vaddr);
		*left = ph.p_filesz - (addr - ph.p_vaddr);
		return true;
	}
	return false;
}

static char *string_at(const Elf_Data *strtab, GElf_Xword at)
{
	const char *s = strtab->d_buf;

	if (at >= strtab->d_size || !memchr(s + at, 0, strtab->d_size - at))
		return NULL;
	return strdup(s + at);
}

struct dynamic {
	GElf_Addr strtab;
	GElf_Xword strsz;
	bool pie;
};

static bool keep_string(struct writ_elf *out, const Elf_Data *strtab, const GElf_Dyn *dyn)
{
	char **where = dyn->d_tag == DT_SONAME ? &out->soname :
		       dyn->d_tag == DT_RPATH ? &out->rpath :
		       dyn->d_tag == DT_RUNPATH ? &out->runpath : NULL;
	char *s;
	bool ok;

	if (!where && dyn->d_tag != DT_NEEDED)
		return true;
	s = string_at(strtab, dyn->d_un.d_val);
	if (!s)
		return false;
	if (where) {
		free(*where);
		*where = s;
		return true;
	}
	ok = writ_strlist_add(&out->needed, s, strlen(s));
	free(s);
	return ok;
}

static bool read_dynamic(Elf *e, size_t phnum, const GElf_Phdr *ph, struct writ_elf *out,
			 bool *pie)
{
	struct dynamic d = { 0 };
	Elf_Data *data, *strtab;
	GElf_Xword left;
	GElf_Off off;
	GElf_Dyn dyn;
	int n = 0;

	if (ph->p_filesz > DYNAMIC_MAX)
		return false;
	data = elf_getdata_rawchunk(e, (int64_t)ph->p_offset, ph->p_filesz, ELF_T_DYN);
	if (!data)
		return false;
	for (; gelf_getdyn(data, n, &dyn) && dyn.d_tag != DT_NULL; n++) {
		if (dyn.d_tag == DT_STRTAB)
			d.strtab = dyn.d_un.d_ptr;
		else if (dyn.d_tag == DT_STRSZ)
			d.strsz = dyn.d_un.d_val;
		else if (dyn.d_tag == DT_FLAGS_1)
			*pie = dyn.d_un.d_val & DF_1_PIE;
	}
	/* a static-pie without any string has nothing more to say */
	if (!d.strsz)
		return true;
	if (d.strsz > STRTAB_MAX || !offset_of(e, phnum, d.strtab, &off, &left) || left < d.strsz)
		return false;
	strtab = elf_getdata_rawchunk(e, (int64_t)off, d.strsz, ELF_T_BYTE);
	if (!strtab)
		return false;
	for (int i = 0; i < n; i++) {
		if (!gelf_getdyn(data, i, &dyn) || !keep_string(out, strtab, &dyn))
			return false;
	}
	return true;
}

static bool read_interp(Elf *e, const GElf_Phdr *ph, struct writ_elf *out)
{
	Elf_Data *data;

	if (ph->p_filesz < 2 || ph->p_filesz > PATH_MAX)
		return false;
	data = elf_getdata_rawchunk(e, (int64_t)ph->p_offset, ph->p_filesz, ELF_T_BYTE);
	if (!data || !memchr(data->d_buf, 0, data->d_size))
		return false;
	free(out->interp);
	out->interp = strdup(data->d_buf);
	return out->interp;
}

/* Every module has this section, and nothing else has it (scripts/module.lds.S). */
static bool is_module(Elf *e)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr sh;
	size_t names;

	if (elf_getshdrstrndx(e, &names) != 0)
		return false;
	while ((scn = elf_nextscn(e, scn)) != NULL) {
		const char *name = gelf_getshdr(scn, &sh) ? elf_strptr(e, names, sh.sh_name) : NULL;

		if (name && !strcmp(name, ".gnu.linkonce.this_module"))
			return true;
	}
	return false;
}

/* NULL, or what is wrong with the file. */
static const char *read_elf(Elf *e, struct writ_elf *out)
{
	GElf_Ehdr eh;
	GElf_Phdr ph;
	size_t phnum;
	bool pie = false;

	if (!gelf_getehdr(e, &eh) || elf_getphdrnum(e, &phnum) != 0)
		return "its header cannot be read";
	out->class = eh.e_ident[EI_CLASS];
	out->machine = eh.e_machine;
	for (size_t i = 0; i < phnum; i++) {
		if (!gelf_getphdr(e, (int)i, &ph))
			return "a program header cannot be read";
		if (ph.p_type == PT_INTERP && !read_interp(e, &ph, out))
			return "its loader is named wrongly";
		if (ph.p_type == PT_DYNAMIC && !read_dynamic(e, phnum, &ph, out, &pie))
			return "its dynamic section cannot be read";
	}
	/* libc.so.6 and its like have an interpreter, to print their version when run */
	if (eh.e_type == ET_EXEC ||
	    (eh.e_type == ET_DYN && (pie || (out->interp && !out->soname))))
		out->kind = WRIT_KIND_PROGRAM;
	else if (eh.e_type == ET_DYN)
		out->kind = WRIT_KIND_LIBRARY;
	else if (eh.e_type == ET_REL && is_module(e))
		out->kind = WRIT_KIND_MODULE;
	return NULL;
}

/* "#!", blanks, the interpreter, and perhaps an argument that is of no interest. */
static bool read_script(const char *line, struct writ_elf *out)
{
	const char *p = line + 2, *end;

	while (*p == ' ' || *p == '\t')
		p++;
	end = p + strcspn(p, " \t\n");
	out->kind = WRIT_KIND_SCRIPT;
	out->interp = strndup(p, (size_t)(end - p));
	return out->interp;
}

static s64 read_fd(void *from, u64 offset, u8 *buf, size_t len)
{
	const int *fd = from;
	size_t done = 0;

	while (done < len) {
		ssize_t n = pread(*fd, buf + done, len - done, (off_t)(offset + done));

		if (n < 0)
			return -1;
		if (!n)
			break;
		done += (size_t)n;
	}
	return (s64)done;
}

const char *writ_elf_wish(const struct writ_elf *elf)
{
	if (elf->traits & WRIT_ELF_STACK)
		return "an executable stack";
	if (elf->traits & WRIT_ELF_MEMORY)
		return "executable memory beyond the bytes of the file";
	if (elf->traits & WRIT_ELF_DAMAGED)
		return "what cannot be read";
	return NULL;
}

bool writ_elf_read(int fd, const char *name, struct writ_elf *out, struct writ_msg *msg)
{
	const struct writ_elf_source source = { .read = read_fd, .from = &fd };
	u8 room[WRIT_ELF_TABLE_MAX];
	char head[257];
	ssize_t n = pread(fd, head, sizeof(head) - 1, 0);
	Elf *e;

	*out = (struct writ_elf){ 0 };
	if (n < 0)
		return writ_msg_errno(msg, "cannot read %s", name);
	head[n] = 0;
	if (n >= 2 && !memcmp(head, "#!", 2))
		return read_script(head, out) || writ_msgf(msg, "out of memory");
	if (n < SELFMAG || memcmp(head, ELFMAG, SELFMAG))
		return true;
	if (writ_elf_traits(&source, room, &out->traits))
		return writ_msg_errno(msg, "cannot read %s", name);
	if (elf_version(EV_CURRENT) == EV_NONE)
		return writ_msgf(msg, "libelf is too old: %s", elf_errmsg(-1));
	e = elf_begin(fd, ELF_C_READ, NULL);
	out->damage = e && elf_kind(e) == ELF_K_ELF ? read_elf(e, out) : "its header cannot be read";
	elf_end(e);
	return true;
}
