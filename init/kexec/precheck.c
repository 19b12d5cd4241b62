/* SPDX-License-Identifier: MIT */
#include "init/kexec/precheck.h"

#include "lib/sysfile.h"

#include <errno.h>

/* --- judgement -------------------------------------------------------------------------------- */

bool kexec_lockdown(struct view text)
{
	struct view word;

	while ((word = view_word(&text)).n)
		if (word.p[0] == '[' && !view_is(word, "[none]"))
			return true;
	return false;
}

int kexec_judge(const struct kexec_state *state, struct str *why)
{
	if (state->disabled) {
		str_puts(why, "turned off: the sysctl kernel.kexec_load_disabled is set, which "
			      "only a reboot undoes");
		return KEXEC_TURNED_OFF;
	}
	if (!state->limit) {
		str_puts(why, "turned off: the sysctl kernel.kexec_load_limit_reboot is used up");
		return KEXEC_TURNED_OFF;
	}
	if (state->load == ENOSYS && state->file_load == ENOSYS) {
		str_puts(why, "not in this kernel: CONFIG_KEXEC and CONFIG_KEXEC_FILE are off");
		return KEXEC_NOT_BUILT_IN;
	}
	if ((state->load == EPERM || state->load == ENOSYS) &&
	    (state->file_load == EPERM || state->file_load == ENOSYS)) {
		str_puts(why, state->locked && state->file_load == ENOSYS
				      ? "turned off: kernel lockdown is on, and this kernel "
					"has no kexec_file_load"
				      : "not permitted: no CAP_SYS_BOOT, or kernel lockdown");
		return KEXEC_TURNED_OFF;
	}
	return 0;
}

/* --- asking ----------------------------------------------------------------------------------- */

static int read_limit(void)
{
	char text[32];
	uint32_t n;

	sysfile_read("/proc/sys/kernel/kexec_load_limit_reboot", text, sizeof text);
	return text_u32(view_of(text), 0, INT32_MAX, &n) ? (int)n : KEXEC_NO_LIMIT;
}

int kexec_ready(char *why, size_t size)
{
	struct kexec_state state = {.file_load = EBADF, .load = EINVAL};
	const struct kexec_calls *calls = &kexec_calls_real;
	struct str text = str_of(why, size);
	char buf[128];
	int r;

	sysfile_read("/proc/sys/kernel/kexec_load_disabled", buf, sizeof buf);
	state.disabled = view_is(view_of(buf), "1");
	sysfile_read("/sys/kernel/security/lockdown", buf, sizeof buf);
	state.locked = kexec_lockdown(view_of(buf));
	state.limit = read_limit();
	if (state.limit == KEXEC_NO_LIMIT) {
		state.file_load = -calls->file_load(-1, -1, 0, NULL, KEXEC_FILE_NO_INITRAMFS);
		state.load = -calls->load(0, KEXEC_SEGMENTS + 1, NULL, 0);
	}
	r = kexec_judge(&state, &text);
	if (!r && kexec_arch.cpus)
		r = kexec_arch.cpus(&text);
	return r;
}
