/* SPDX-License-Identifier: MIT
 * The .ins format of s390: one file and its load address a line, after a comment that starts with
 * '*'. QEMU's firmware, the HMC and the installers' media have it. */
#include "lib/image/s390.h"
#include "pxe/conf/internal.h"

#include <string.h>

/* Cut "FILE ADDRESS", the address decimal or with 0x; false if the line says more or less. */
static bool ins_segment(struct view line, struct view *file, uint64_t *address)
{
	struct view number;

	*file = view_word(&line);
	number = view_word(&line);
	if (!number.n || view_trim(line).n)
		return false;
	if (!view_starts(number, "0x") && !view_starts(number, "0X"))
		return text_u64(number, 0, UINT32_MAX, address);
	return text_hex_u64(view_from(number, 2), address);
}

/* Addresses without 0x are decimal to QEMU's firmware. Said where that is not what is meant: digits
 * beyond 9, or the place of a parameter file or number if only it were hexadecimal. */
static bool ins_lacks_0x(struct view line)
{
	struct view number;
	uint64_t hex;

	view_word(&line);
	number = view_word(&line);
	if (view_trim(line).n || view_starts(number, "0x") || view_starts(number, "0X") ||
	    !number.n || !text_hex_u64(number, &hex))
		return false;
	for (size_t i = 0; i < number.n; i++)
		if (number.p[i] > '9')
			return true;
	return hex == S390_CMDLINE || (hex >= S390_INITRD_START && hex < S390_OLDMEM_BASE);
}

/* Whether the second word is an address with 0x. */
static bool ins_has_hex(struct view line)
{
	view_word(&line);
	line = view_skip_blanks(line);
	return view_starts(line, "0x") || view_starts(line, "0X");
}

/* The next line that is not empty, and with @skip_comments no comment. */
static struct view ins_next_line(struct view *text, bool skip_comments)
{
	struct view line = {0};

	while (text->n && (!view_trim(line).n || (skip_comments && line.p[0] == '*')))
		line = conf_cut_line(text);
	return line;
}

/* An .ins file begins with a comment "* ..." and a segment behind it. Without a comment there must
 * be two segments, the first of them the kernel at 0x0. No other configuration looks like that. */
static bool ins_looks_like(struct view text)
{
	struct view rest = text, line = ins_next_line(&rest, false), file;
	uint64_t address;

	if (view_is(line, "*") || view_starts(line, "* "))
		return ins_segment(ins_next_line(&text, true), &file, &address);
	if (!ins_has_hex(line) || !ins_segment(line, &file, &address) || address)
		return false;
	line = conf_cut_line(&rest);
	return ins_has_hex(line) && ins_segment(line, &file, &address);
}

/* At 0 lies the kernel, at 0x10480 its command line, elsewhere the initrd. Files for 0x10408 hold
 * the initrd's address and size, 8 bytes each (older ones only the lower half): the loader knows
 * better. */
static void ins_put(struct conf *c, struct conf_label *l, struct view file, uint64_t address)
{
	struct view *slot = address == 0	      ? &l->kernel
			    : address == S390_CMDLINE ? &l->parmfile
						      : &l->initrd;

	if (address >= S390_INITRD_START && address < S390_OLDMEM_BASE)
		return;
	if (slot->n)
		conf_note(c, CONF_WARNING, file, "another file for the same place, ignored");
	else
		*slot = file;
}

bool conf_ins_without_0x(struct view text)
{
	struct view line = ins_next_line(&text, true), name = line, file;
	uint64_t address;

	name = view_word(&name);
	if (!name.n || !(memchr(name.p, '.', name.n) || memchr(name.p, '/', name.n)) ||
	    !ins_segment(line, &file, &address) || address)
		return false;
	line = ins_next_line(&text, true);
	return ins_segment(line, &file, &address) || ins_lacks_0x(line);
}

bool conf_ins(struct conf *c, struct view text)
{
	struct conf_frame *f = &c->frames[0];
	struct conf_label l = {.type = CONF_LINUX, .has_kernel = true};
	struct view line, file;
	uint64_t address;

	if (!ins_looks_like(text))
		return false;
	while (text.n) {
		line = conf_cut_line(&text);
		f->line++;
		if (!view_trim(line).n || line.p[0] == '*')
			continue;
		if (!l.where.line)
			l.where = conf_here(c);
		if (ins_lacks_0x(line))
			conf_note(c, CONF_ERROR, line,
				  "the address lacks 0x and would be decimal, ignored");
		else if (line.n > CONF_NAME_MAX || !ins_segment(line, &file, &address))
			conf_note(c, CONF_ERROR, line, "not \"file address\", ignored");
		else
			ins_put(c, &l, file, address);
	}
	c->ins = true;
	if (!l.kernel.n) {
		conf_note(c, CONF_ERROR, view_of(".ins"), "names no kernel at address 0");
		return true;
	}
	l.kernel_where = l.where;
	l.name = l.full_name = l.kernel;
	c->labels[c->label_count++] = l;
	return true;
}
