/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef WRIT_LINEAGE_EXPORT_H
#define WRIT_LINEAGE_EXPORT_H

#include "index.h"

/* export_ocsf.c: one record as one line, for filter_run() */
bool export_ocsf(void *arg, const struct writ_log_entry *e);
/* export_prov.c: the whole document on standard output; false with @x->msg set */
bool export_prov(struct index *x, const struct filter *f);

#endif
