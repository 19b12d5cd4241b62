/* SPDX-License-Identifier: MIT
 * What a session tells of a download on its way.
 */
#include "pxe/session/report.h"
#include "tests/unit/check.h"

#include <string.h>

static char shown[CHAN_TEXT_MAX];

static void on_progress(void *ctx, const char *text)
{
	struct str s = str_of(shown, sizeof shown);

	(void)ctx;
	str_puts(&s, text);
}

static const char *progress_of(uint64_t bytes, uint64_t announced)
{
	static const struct session_ops ops = {.progress = on_progress};
	static struct session_report report;
	static struct session_download download;

	memset(&report, 0, sizeof report);
	report.ops = &ops;
	download.slots[0].fetch.job.bytes = bytes;
	download.slots[0].fetch.job.size = announced;
	session_report_progress(&report, &download, 2000);
	return shown;
}

TEST(real_23_progress_stays_within_what_was_announced)
{
	CHECK(strstr(progress_of(1 << 20, 4 << 20), ": 1024 of 4096 KiB, 25 %, 512 KiB/s"));
	CHECK(strstr(progress_of(1 << 20, 1 << 20), ", 100 %"));
	CHECK(strstr(progress_of(40 << 20, 1), ": 40960 KiB, 20480 KiB/s"));
	CHECK(!strchr(shown, '%'));
}
