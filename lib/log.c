/* SPDX-License-Identifier: MIT */
#include "lib/log.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

static const char *program = "pxehop";
static log_sink_fn *sink;
static enum log_level max_level = LOG_INFO;

void log_program(const char *name)
{
	program = name;
}

void log_set(log_sink_fn *to, enum log_level max)
{
	sink = to;
	max_level = max;
}

void log_at(enum log_level level, const char *fmt, ...)
{
	char line[LOG_LINE_MAX];
	va_list ap;
	int n;

	if (level > max_level)
		return;
	va_start(ap, fmt);
	n = vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	if ((size_t)n >= sizeof line)
		memcpy(line + sizeof line - 4, "...", 4);
	if (sink)
		sink(level, line);
	else
		fprintf(stderr, "%s: %s\n", program, line);
}
