/* SPDX-License-Identifier: MIT */
#include "init/firmware.h"

#include "lib/clock.h"
#include "lib/sysfile.h"
#include "lib/text.h"

/* Of ACPI's Firmware Performance Data Table (ACPI 6.5, 5.2.24): ns from the reset to the end of
 * UEFI's ExitBootServices(), by which the kernel's first code takes the machine over. */
#define FPDT_EXIT "/sys/firmware/acpi/fpdt/boot/exitbootservice_end_ns"

#define DIGITS_MS 6 /* digits that a ms has in ns */

static uint64_t fpdt_ms(void)
{
	char text[32];
	int n = sysfile_read(FPDT_EXIT, text, sizeof text);
	struct view v = {.p = text, .n = n > 0 ? (size_t)n : 0};
	uint32_t ms;

	v = view_trim(v);
	if (v.n <= DIGITS_MS)
		return 0;
	v.n -= DIGITS_MS;
	return text_u32(v, 0, UINT32_MAX, &ms) ? ms : 0;
}

#ifdef __aarch64__
/* The generic timer counts from the machine's reset on (Arm ARM, D11): what it shows beyond the
 * kernel's own clock went by before. */
static uint64_t counter_ms(void)
{
	uint64_t count, hz, ms, now = clock_ms();

	__asm__ volatile("mrs %0, cntvct_el0" : "=r"(count));
	__asm__ volatile("mrs %0, cntfrq_el0" : "=r"(hz));
	if (!hz)
		return 0;
	ms = count / hz * 1000 + count % hz * 1000 / hz;
	return ms > now ? ms - now : 0;
}
#else
static uint64_t counter_ms(void)
{
	return 0;
}
#endif

uint64_t firmware_ms(void)
{
	uint64_t ms = fpdt_ms();

	return ms ? ms : counter_ms();
}
