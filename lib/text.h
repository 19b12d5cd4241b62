/* SPDX-License-Identifier: MIT
 * lib/text.h - counted strings, a bounded string builder, numbers and addresses as text.
 * Layer: lib (leaf). Pure: no heap, no locale, no errno.
 */
#ifndef LIB_TEXT_H
#define LIB_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** struct view - borrowed text, not terminated; lives as long as what it was made from */
struct view {
	const char *p;
	size_t n;
};

/** view_of() - the view of a C string; NULL gives an empty view */
struct view view_of(const char *s);

bool view_eq(struct view a, struct view b);

/** view_ieq() - equal but for the case of ASCII letters */
bool view_ieq(struct view a, struct view b);

/** view_is() - @v reads exactly @s */
bool view_is(struct view v, const char *s);

/** view_starts() - @v begins with @s */
bool view_starts(struct view v, const char *s);

/** view_trim() - without bytes <= 0x20 at both ends */
struct view view_trim(struct view v);

/** view_skip_blanks() - without bytes <= 0x20 at the front */
struct view view_skip_blanks(struct view v);

/** view_word() - cut the next word (bytes > 0x20) off the front of @v; empty at the end */
struct view view_word(struct view *v);

/** view_until() - cut what stands before the next @c off the front of @v, and the @c itself;
 *  all of it when there is no @c. Returns false once @v is used up, so that "a,,b" gives three. */
bool view_until(struct view *v, char c, struct view *ret);

/** struct str - a C string built in a caller's buffer, always terminated. Once something did not
 *  fit, cut is set and nothing more is added: no half names, no half numbers. */
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

/** str_fmt() - append as printf would, as far as lib/format.h goes; all or none */
void str_fmt(struct str *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/** str_ip4() - append @addr (host byte order) as a dotted quad */
void str_ip4(struct str *s, uint32_t addr);

/** str_hex() - append @n bytes as lower-case hex pairs with @sep between them (0 = nothing) */
void str_hex(struct str *s, const uint8_t *bytes, size_t n, char sep);

/** str_printable() - append bytes from outside so that no terminal acts on them: 0x20..0x7e stay,
 *  all others (and the backslash) become \xHH. At most @max characters, "..." if longer. */
void str_printable(struct str *s, struct view v, size_t max);

/** str_inert() - the same of a whole line, parts of which went through str_printable() already: a
 *  backslash stays one. Cut between bytes once no \xHH fits. */
void str_inert(struct str *s, struct view v);

/** text_u64() - decimal digits only, all of @v, @min..@max; @ret is written on success only */
bool text_u64(struct view v, uint64_t min, uint64_t max, uint64_t *ret);
bool text_u32(struct view v, uint32_t min, uint32_t max, uint32_t *ret);

/** text_ip4() - a dotted quad, four decimal numbers without leading zeroes; host byte order */
bool text_ip4(struct view v, uint32_t *ret);

/** text_hex() - @n bytes from 2 * @n hex digits, single separators (':' or '-') between pairs
 *  allowed; all of @v. Reads MAC addresses and UUIDs. */
bool text_hex(struct view v, uint8_t *ret, size_t n);

/** text_hex_digit() - the value of a hex digit in either case, -1 when @c is none */
int text_hex_digit(char c);

/** text_hex_u64() - 1 to 16 hex digits in either case, all of @v; @ret is written on success
 *  only */
bool text_hex_u64(struct view v, uint64_t *ret);

/** text_lower() - ASCII only */
char text_lower(char c);

/** text_copy() - @v as a C string into @dst; false (and @dst empty) when it does not fit or has a
 *  NUL inside */
bool text_copy(char *dst, size_t size, struct view v);

#endif
