/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Worlds out of numbers: what is imagined mostly fits what is there already, and
 * now and then does not, in one field or in many.
 */
#ifndef WRIT_TEST_IMAGINE_H
#define WRIT_TEST_IMAGINE_H

#include "reference.h"

/** imagine_seed() - all that follows is determined by @seed */
void imagine_seed(u64 seed);
/** imagine_below() - 0 to @n - 1 */
u32 imagine_below(u32 n);
/** imagine_chance() - true in so many of a hundred cases */
bool imagine_chance(u32 percent);

void imagine_policy(struct world *w);
/** imagine_other_policy() - a later version, in which little is otherwise */
void imagine_other_policy(struct world *w);
struct link imagine_link(const struct world *w);
struct permit imagine_permit(const struct world *w);
struct recall imagine_recall(const struct world *w);
/** imagine_question() - about @p, mostly */
struct question imagine_question(const struct permit *p, const struct permit *other);

#endif
