/* SPDX-License-Identifier: MIT
 * lib/log.h - one line per event. Layer: lib (leaf).
 *
 * Whoever decides what happens next logs, once: "object: what happened, what follows". Where the
 * line goes is the program's business: standard error by default, the console ring in PID 1, the
 * channel to PID 1 in the worker. Text from outside goes through str_printable() first.
 */
#ifndef LIB_LOG_H
#define LIB_LOG_H

enum log_level { LOG_ERR, LOG_WARN, LOG_INFO, LOG_DEBUG };

/* One line with its terminating NUL, longer ones end in "...". */
#define LOG_LINE_MAX 512

/** log_sink_fn - takes one finished line, without program name and newline */
typedef void log_sink_fn(enum log_level level, const char *line);

/** log_program() - the name before every line on standard error; @name must stay valid */
void log_program(const char *name);

/** log_set() - lines up to @max go to @sink; NULL = standard error */
void log_set(log_sink_fn *sink, enum log_level max);

/** log_at() - the macros below are the way to call it */
void log_at(enum log_level level, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#define log_err(...)   log_at(LOG_ERR, __VA_ARGS__)
#define log_warn(...)  log_at(LOG_WARN, __VA_ARGS__)
#define log_info(...)  log_at(LOG_INFO, __VA_ARGS__)
#define log_debug(...) log_at(LOG_DEBUG, __VA_ARGS__)

#endif
