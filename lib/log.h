/* SPDX-License-Identifier: MIT
 * lib/log.h - one line for each event. Layer: lib (leaf).
 *
 * The code that decides what happens next logs, once: "object: what happened, what follows". The
 * program chooses the sink: standard error by default, the console ring in PID 1, the channel to
 * PID 1 in the worker. Text from outside must go through str_printable() first.
 */
#ifndef LIB_LOG_H
#define LIB_LOG_H

#include <stdbool.h>

enum log_level { LOG_ERR, LOG_WARN, LOG_INFO, LOG_DEBUG };

/* Bytes of a line with its NUL. Longer lines are cut and end in "...". */
#define LOG_LINE_MAX 512

/** log_sink_fn - take one finished line, without program name and newline; @line is valid during
 *  the call */
typedef void log_sink_fn(enum log_level level, const char *line);

/** log_program() - set the name in front of lines on standard error; @name must live for ever */
void log_program(const char *name);

/** log_utf8() - whether standard error knows UTF-8, locale_is_utf8() in the main() of a command; not
 *  before: PID 1 logs through its own sink, and reads no environment */
void log_utf8(bool known);

/** log_set() - send lines of level @max and more urgent ones to @sink; NULL = standard error */
void log_set(log_sink_fn *sink, enum log_level max);

/** log_at() - log one line; callers use the macros below */
void log_at(enum log_level level, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#define log_err(...)   log_at(LOG_ERR, __VA_ARGS__)
#define log_warn(...)  log_at(LOG_WARN, __VA_ARGS__)
#define log_info(...)  log_at(LOG_INFO, __VA_ARGS__)
#define log_debug(...) log_at(LOG_DEBUG, __VA_ARGS__)

#endif
