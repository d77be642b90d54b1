// SPDX-License-Identifier: GPL-2.0-only
/*
 * In which state the host is, as far as it can tell. What it cannot tell is
 * unknown, and no artifact that demands it holds.
 */
#include <linux/efi.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/security.h>
#include <linux/seq_file.h>
#include <linux/tpm.h>
#include <linux/utsname.h>

#include "events.h"
#include "terms.h"

static struct writ_state_of_host state = {
	.lockdown = -1,
	.secure_boot = -1,
	.module_signatures = -1,
};

static u8 pcrs[WRIT_PCRS_MAX][WRIT_DIGEST_SIZE];
static DEFINE_MUTEX(pcrs_lock);

/*
 * Lockdown only ever rises, so that what was seen at load may be too little and
 * is never too much. Asking leaves a line in the kernel log, so it is asked once.
 */
static int lockdown(void)
{
	/* The greatest reason of each level stands for it (security/lockdown/lockdown.c). */
	if (security_locked_down(LOCKDOWN_CONFIDENTIALITY_MAX - 1))
		return WRIT_LOCKDOWN_CONFIDENTIALITY;
	return security_locked_down(LOCKDOWN_INTEGRITY_MAX) ? WRIT_LOCKDOWN_INTEGRITY :
							       WRIT_LOCKDOWN_NONE;
}

/* Debian and others that lock down under Secure Boot keep a flag of it. */
static int secure_boot(void)
{
#if defined(CONFIG_EFI) && defined(EFI_SECURE_BOOT)
	return efi_enabled(EFI_SECURE_BOOT);
#else
	return -1;
#endif
}

void writ_host_state_init(void)
{
	const char *release = init_uts_ns.name.release;

	state.boot = writ_boot;
	state.kernel = writ_bytes_of(release);
	state.lockdown = lockdown();
	state.secure_boot = secure_boot();
	state.module_signatures = is_module_sig_enforced();
	state.pcrs = (const u8 (*)[WRIT_DIGEST_SIZE])pcrs;
}

const struct writ_state_of_host *writ_host_state(void)
{
	return &state;
}

#if IS_BUILTIN(CONFIG_TCG_TPM)
static u32 read_pcrs(u8 (*out)[WRIT_DIGEST_SIZE], u32 mask)
{
	struct tpm_chip *chip = tpm_default_chip();
	u32 known = 0, i;

	if (!chip)
		return 0;
	/* Version 1.2 has no SHA-256 bank, and would answer with what it has. */
	if (!(chip->flags & TPM_CHIP_FLAG_TPM2))
		mask = 0;
	for (i = 0; i < WRIT_PCRS_MAX; i++) {
		struct tpm_digest digest = { .alg_id = TPM_ALG_SHA256 };
		int ret;

		if (!(mask & BIT(i)))
			continue;
		ret = tpm_pcr_read(chip, i, &digest);
		/* The kernel waits minutes for one that does not answer: once is enough. */
		if (ret < 0 && ret != -EINVAL)
			break;
		if (ret)
			continue;
		memcpy(out[i], digest.digest, WRIT_DIGEST_SIZE);
		known |= BIT(i);
	}
	put_device(&chip->dev);
	return known;
}
#else
static u32 read_pcrs(u8 (*out)[WRIT_DIGEST_SIZE], u32 mask)
{
	return 0;
}
#endif

/*
 * Registers are extended, never set back, while the host runs: whoever reads a
 * value here in the moment of its change fits neither the old one nor the new.
 */
void writ_host_state_pcrs(u32 mask)
{
	u32 known;

	mutex_lock(&pcrs_lock);
	known = read_pcrs(pcrs, mask);
	/* What could not be read now is not known any more. */
	smp_store_release(&state.pcrs_known, (state.pcrs_known & ~mask) | known);
	mutex_unlock(&pcrs_lock);
}

static const char *told(int value)
{
	return value < 0 ? "unknown" : value ? "yes" : "no";
}

void writ_host_state_show(struct seq_file *m)
{
	static const char *const levels[] = { "none", "integrity", "confidentiality" };

	seq_printf(m, "lockdown: %s\n", state.lockdown < 0 ? "unknown" : levels[state.lockdown]);
	seq_printf(m, "secure_boot: %s\n", told(state.secure_boot));
	seq_printf(m, "module_signatures: %s\n", told(state.module_signatures));
	seq_printf(m, "tpm_registers: %u\n", hweight32(READ_ONCE(state.pcrs_known)));
}
