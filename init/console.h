/* SPDX-License-Identifier: MIT
 * init/console.h - every console gets every line, and none of them can hold up PID 1.
 * Layer: adapter. One instance; for PID 1's loop.
 *
 * Lines go into one ring (init/ring.h); console_step() writes to each console what it takes. A
 * console that is stuck or gone loses the oldest lines, is told how many, and is opened again with
 * growing pauses. Lines put before console_open() are not lost.
 *
 * The loop:  n = console_fds(p, max); poll(p, ..., console_deadline()); console_step(now);
 *            n = console_input(keys, max);
 */
#ifndef INIT_CONSOLE_H
#define INIT_CONSOLE_H

#include "init/options.h"
#include "lib/log.h"

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#define CONSOLE_MAX	 8
#define CONSOLE_PROGRESS 320 /* bytes of a progress line of 79 columns, its NUL included */

/** struct console_key - one byte typed; Enter is '\n' everywhere */
struct console_key {
	uint8_t which; /* the console, for console_lend() and console_path() */
	uint8_t byte;
};

/** console_open() - the kernel's active consoles and those of console= words; /dev/console if there
 *  are none. Those that cannot be opened yet are tried again. */
void console_open(const struct options *o, uint64_t now);

/** console_add() - one more, by the path of its device; nothing happens when it is known or there
 *  are CONSOLE_MAX. A @line_mode console has no cursor: progress becomes a line now and then. One
 *  that is not @utf8 gets escapes for all that is not ASCII. */
void console_add(const char *path, bool line_mode, bool utf8, uint64_t now);

/** console_is_line_mode() - by the name of its device; @s390: on that architecture ttyS0 is the
 *  operator's line-mode console and not a serial port. Pure. */
bool console_is_line_mode(const char *name, bool s390);

/** console_is_utf8() - likewise: what shows its bytes knows UTF-8. Terminal emulators behind serial
 *  and virtual consoles do, and the kernel's own screens; s390's line mode, 3215 and 3270 get
 *  EBCDIC. Pure. */
bool console_is_utf8(const char *name, bool s390);

/** console_put() - one line for all consoles */
void console_put(const char *line);

/** console_log() - a sink for log_set() */
void console_log(enum log_level level, const char *line);

/** console_progress() - show @text in place of the last progress text; "" ends the progress line.
 *  @text must be printable. Cheap enough to call at every change. */
void console_progress(const char *text);

/** console_menu() - show @m on all consoles from now on, NULL = log lines again. It is read at each
 *  console_step() and must stay valid. On a screen log lines wait until it is gone; on a line-mode
 *  console they come between its lines. */
struct menu;
void console_menu(const struct menu *m);

/** console_mode() - whether console @which takes whole lines; false when there is no such console
 */
bool console_mode(unsigned which, bool *ret_line_mode);

/** console_knows_utf8() - console @which shows UTF-8; false when there is no such console */
bool console_knows_utf8(unsigned which);

/** console_width() - columns of the narrowest screen that a line may use; 0 = there is none.
 *  @ret_utf8: all screens know UTF-8 */
unsigned console_width(bool *ret_utf8);

/** console_fds() - what to poll; returns how many of @max were filled */
unsigned console_fds(struct pollfd *ret, unsigned max);

/** console_step() - write what the consoles take, open again what is due. Needs no revents. */
void console_step(uint64_t now);

/** console_deadline() - when console_step() is next due without any event */
uint64_t console_deadline(void);

/** console_idle() - nothing is left to write on any console that takes anything */
bool console_idle(void);

/** console_flush() - write and let the drivers drain, for at most @ms, before a jump or a reboot;
 * the one function here that waits */
void console_flush(uint32_t ms);

/** console_input() - keys typed since the last call, at most @max; 0 when there are none */
unsigned console_input(struct console_key *ret, unsigned max, uint64_t now);

/** console_path() - the device of console @which; valid for ever */
const char *console_path(unsigned which);

/** console_lend() - leave console @which to a shell: line editing on, no reading, no writing */
void console_lend(unsigned which);

/** console_return() - take it back and write what came meanwhile */
void console_return(unsigned which, uint64_t now);

#endif
