/* SPDX-License-Identifier: MIT
 * lib/text.h - counted strings, a bounded string builder, numbers and addresses as text.
 * Layer: lib (leaf). Pure: no heap, no locale, no errno.
 */
#ifndef LIB_TEXT_H
#define LIB_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** struct view - borrowed text without a NUL; lives as long as the text it was made from */
struct view {
	const char *p;
	size_t n;
};

/** view_of() - the view of a C string; NULL gives an empty view */
struct view view_of(const char *s);

bool view_eq(struct view a, struct view b);

/** view_ieq() - @a and @b are equal but for the case of ASCII letters */
bool view_ieq(struct view a, struct view b);

/** view_is() - @v equals @s */
bool view_is(struct view v, const char *s);

/** view_starts() - @v begins with @s */
bool view_starts(struct view v, const char *s);

/** view_ends() - @v ends with @s */
bool view_ends(struct view v, const char *s);

/** view_iends() - the same but for the case of ASCII letters */
bool view_iends(struct view v, const char *s);

/** view_from() - @v without its first @n bytes, of which it has so many */
struct view view_from(struct view v, size_t n);

/** view_trim() - @v without the bytes <= 0x20 at both ends */
struct view view_trim(struct view v);

/** view_skip_blanks() - @v without the bytes <= 0x20 at its front */
struct view view_skip_blanks(struct view v);

/** view_word() - cut the next word (bytes > 0x20) off the front of @v. Return: the word; empty = @v
 *  has no more */
struct view view_word(struct view *v);

/** view_until() - cut the text before the next @c off the front of @v, and that @c; all of @v when
 *  there is no @c. @v->p is NULL once the last piece is cut off. Return: false = no piece is left;
 *  "a,,b" has three pieces */
bool view_until(struct view *v, char c, struct view *ret);

/** view_field() - what stands behind the colon in the first line "KEY: value" of @text, as files of /proc
 *  have them; blanks at its ends and in front of the colon do not count. Return: empty = none */
struct view view_field(struct view text, const char *key);

/** struct str - a C string in a caller's buffer, always terminated. A text that does not fit sets
 *  @cut, and nothing is added from then on: no half names, no half numbers. */
struct str {
	char *p;
	size_t n, size;
	bool cut;
};

/** str_of() - an empty builder over @buf of @size bytes, @size >= 1 */
struct str str_of(char *buf, size_t size);

void str_put(struct str *s, struct view v);
void str_puts(struct str *s, const char *text);
void str_putc(struct str *s, char c);

/** str_fmt() - append formatted text, with the conversions of lib/format.h; all or none */
void str_fmt(struct str *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/** str_ip4() - append @addr (host byte order) as a dotted quad */
void str_ip4(struct str *s, uint32_t addr);

/** str_hex() - append @n bytes as lower-case hex pairs with @sep between them (0 = nothing) */
void str_hex(struct str *s, const uint8_t *bytes, size_t n, char sep);

/*
 * The one gate between text from outside and terminals. str_printable() decides what a terminal may
 * get at all, once, where the text is put into words; which of it this terminal can show is decided
 * where it is written (lib/columns.h, str_shown(), lib/print.h).
 */

/** str_printable() - append text from outside so that no terminal acts on it: characters that
 *  utf8_columns() knows stay, the backslash, controls (of text direction too) and bytes that are no
 *  UTF-8 become \xHH. Logins of URLs are left out, as by str_public(). Text over @max bytes is cut
 *  between characters and ends in "...". */
void str_printable(struct str *s, struct view v, size_t max);

/** str_ascii() - the same where only ASCII will do: kernels' command lines */
void str_ascii(struct str *s, struct view v, size_t max);

/** str_shown() - append a line that went through str_printable(), for a terminal that knows UTF-8 or
 *  not; the backslash stays, what slipped by the gate becomes \xHH. It is cut between characters. */
void str_shown(struct str *s, struct view v, bool utf8);

/** str_printable_next() - append the next piece of @v, of view_public(), as str_printable() does, and
 *  cut it off. @s must have room for @max + 4. Return: false: @s would have more than @max bytes,
 *  "..." is appended instead */
bool str_printable_next(struct str *s, struct view *v, size_t max);

/** str_public() - append @v; of "scheme://user:password@host" in it (RFC 3986 3.2.1) user and password
 *  are left out: consoles and the next kernel's /proc/cmdline are read by others */
void str_public(struct str *s, struct view v);

/** view_public() - cut what is shown as one off the front of @v, which is not empty: "://" and the login
 *  behind it, which is left out; else a character. Return: what is to be shown of it */
struct view view_public(struct view *v);

/** view_char() - cut the next character, or the byte that is none, off the front of @v, which is
 *  not empty. Return: it */
struct view view_char(struct view *v);

/** view_front() - the front of @v of at most @max bytes, cut between characters */
struct view view_front(struct view v, size_t max);

/** view_printable() - nothing of @v would be changed by str_printable(), but for backslashes */
bool view_printable(struct view v);

/** text_u64() - read @v, all decimal digits, as a number @min..@max; @ret is written on success
 *  only. Return: @v is such a number */
bool text_u64(struct view v, uint64_t min, uint64_t max, uint64_t *ret);
bool text_u32(struct view v, uint32_t min, uint32_t max, uint32_t *ret);

/** text_ip4() - read @v, four decimal numbers without leading zeroes and with dots between; @ret is
 *  in host byte order and written on success only */
bool text_ip4(struct view v, uint32_t *ret);

/** text_hex() - read all of @v, 2 * @n hex digits, as @n bytes; a single ':' or '-' may stand
 *  between pairs, as in MAC addresses and UUIDs. @ret is undefined on failure. */
bool text_hex(struct view v, uint8_t *ret, size_t n);

/** text_hex_digit() - the value 0..15 of a hex digit in either case; -1 = @c is no hex digit */
int text_hex_digit(char c);

/** text_hex_u64() - read all of @v, 1 to 16 hex digits in either case; @ret is written on success
 *  only */
bool text_hex_u64(struct view v, uint64_t *ret);

/** text_is_setting() - @v is NAME=VALUE, and NAME can be that of a driver's file in sysfs: lower-case
 *  letters, digits and '_', so that it leads to no other folder. VALUE may be empty */
bool text_is_setting(struct view v);

/** text_lower() - @c in lower case, if it is an ASCII letter */
char text_lower(char c);

/** text_copy() - copy @v into @dst of @size bytes as a C string. Return: false, with @dst empty,
 *  when @v does not fit or has a NUL inside */
bool text_copy(char *dst, size_t size, struct view v);

#endif
