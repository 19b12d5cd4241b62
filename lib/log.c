/* SPDX-License-Identifier: MIT */
#include "lib/log.h"

#include "lib/format.h"
#include "lib/text.h"

#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#define PROGRAM_MAX 32

static const char *program = "pxehop";
static bool utf8;
static log_sink_fn *sink;
static enum log_level max_level = LOG_INFO;

void log_program(const char *name)
{
	program = name;
}

void log_utf8(bool known)
{
	utf8 = known;
}

void log_set(log_sink_fn *to, enum log_level max)
{
	sink = to;
	max_level = max;
}

/* One write() for each line keeps the lines of several processes apart. */
static void to_stderr(const char *line)
{
	char text[4 * LOG_LINE_MAX + PROGRAM_MAX];
	struct str s = str_of(text, sizeof text);

	str_fmt(&s, "%.*s: ", PROGRAM_MAX - 4, program);
	str_shown(&s, view_of(line), utf8);
	str_putc(&s, '\n');
	if (write(STDERR_FILENO, text, s.n) < 0)
		return; /* a log that cannot be written has nowhere to report it */
}

static void cut_line(char line[static LOG_LINE_MAX])
{
	size_t n = view_front((struct view){.p = line, .n = LOG_LINE_MAX - 1}, LOG_LINE_MAX - 4).n;

	memcpy(line + n, "...", 4);
}

void log_at(enum log_level level, const char *fmt, ...)
{
	char line[LOG_LINE_MAX];
	va_list ap;
	int n;

	if (level > max_level)
		return;
	va_start(ap, fmt);
	n = format_text(line, sizeof line, fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	if ((size_t)n >= sizeof line)
		cut_line(line);
	if (sink)
		sink(level, line);
	else
		to_stderr(line);
}
