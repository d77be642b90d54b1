// SPDX-License-Identifier: GPL-2.0-only
/*
 * Known answers. Verifying them in init shows that an algorithm works, and that
 * it can say no; and it makes the algorithm resident.
 */
#include "crypto.h"

#include "known_answer.h"

#define BYTES(array) { (array), sizeof(array) }

struct vector {
	enum writ_alg alg;
	struct writ_key key;
	struct writ_bytes signature;
};

static const struct vector vectors[] = {
	{
		.alg = WRIT_ALG_RS256,
		.key = { .kty = WRIT_KTY_RSA, .n = BYTES(rs256_n), .e = BYTES(rs256_e) },
		.signature = BYTES(rs256_signature),
	}, {
		.alg = WRIT_ALG_ESP256,
		.key = { .kty = WRIT_KTY_EC2, .x = BYTES(esp256_x), .y = BYTES(esp256_y) },
		.signature = BYTES(esp256_signature),
	},
};

static int answer(const struct vector *v, size_t message_len)
{
	struct writ_bytes head = { (const u8 *)message, message_len };
	struct writ_bytes none = { (const u8 *)message, 0 };

	return writ_signature_check(v->alg, &v->key, head, none, v->signature);
}

/**
 * writ_known_answer() - verify the vector of an algorithm, and a forgery of it
 * @alg: one of the profile
 *
 * Return: 0; -ENOENT without a vector; -EBADMSG if the algorithm exists but
 * refuses the good signature or takes the bad one; otherwise what the kernel
 * said, usually -ENOENT or -ENOPKG for an algorithm that it does not have.
 */
int writ_known_answer(enum writ_alg alg)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(vectors); i++) {
		int ret;

		if (vectors[i].alg != alg)
			continue;
		ret = answer(&vectors[i], sizeof(message) - 1);
		if (ret)
			return ret == -EKEYREJECTED ? -EBADMSG : ret;
		return answer(&vectors[i], sizeof(message) - 2) ? 0 : -EBADMSG;
	}
	return -ENOENT;
}
