/* SPDX-License-Identifier: MIT */
#include "mkimage/ins.h"

#include "lib/image/s390.h"

#define MIB	  (1024u * 1024u)
#define INITRD_AT (32u * MIB)

static bool is_alnum(char c)
{
	c = text_lower(c);
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool mkimage_ins_name(struct view name)
{
	for (size_t i = 0; i < name.n; i++)
		if (!is_alnum(name.p[i]) && name.p[i] != '.' && name.p[i] != '_' &&
		    name.p[i] != '-')
			return false;
	return name.n && name.p[0] != '.' && name.p[0] != '-' && name.n < MKIMAGE_INS_NAME;
}

bool mkimage_ins_cms_name(struct view name)
{
	for (size_t i = 0; i < name.n; i++)
		if (!is_alnum(name.p[i]))
			return false;
	return name.n >= 1 && name.n <= 8;
}

uint64_t mkimage_ins_initrd_at(uint64_t kernel_len)
{
	uint64_t end = (kernel_len + MIB - 1) / MIB * MIB;

	return end > INITRD_AT ? end : INITRD_AT;
}

void mkimage_ins_list(const struct mkimage_ins *ins, struct str *out)
{
	str_fmt(out,
		"* pxehop: kernel, ramdisk and command line; names are relative to this file\n");
	str_fmt(out, "%s.img 0x00000000\n", ins->name);
	if (ins->initrd_size) {
		str_fmt(out, "%s.rd 0x%08llx\n", ins->name, (unsigned long long)ins->initrd_start);
		str_fmt(out, "%s.addrsize 0x%08x\n", ins->name, S390_INITRD_START);
	}
	str_fmt(out, "%s.prm 0x%08x\n", ins->name, S390_CMDLINE);
}

void mkimage_ins_addrsize(const struct mkimage_ins *ins, struct wr *w)
{
	wr_be64(w, ins->initrd_start);
	wr_be64(w, ins->initrd_size);
}

size_t mkimage_ins_cards_len(struct view cmdline, size_t old)
{
	size_t n = cmdline.n > old ? cmdline.n : old;

	return n ? (n + MKIMAGE_INS_CARD - 1) / MKIMAGE_INS_CARD * MKIMAGE_INS_CARD
		 : MKIMAGE_INS_CARD;
}

void mkimage_ins_cards(struct view cmdline, size_t old, struct wr *w)
{
	size_t all = mkimage_ins_cards_len(cmdline, old);

	wr_bytes(w, cmdline.p, cmdline.n);
	for (size_t i = cmdline.n; i < all; i++)
		wr_u8(w, ' ');
}

void mkimage_ins_exec(const struct mkimage_ins *ins, struct str *out)
{
	char upper[9];
	struct str name = str_of(upper, sizeof upper);

	for (const char *p = ins->name; *p; p++)
		str_putc(&name, *p >= 'a' && *p <= 'z' ? (char)(*p - 'a' + 'A') : *p);
	str_puts(out, "/* REXX: start pxehop from the virtual reader of this z/VM guest.\n"
		      "   Send the other files to CMS by FTP first: binary, locsite fix 80;\n"
		      "   this one as text. */\n"
		      "'CLOSE RDR'\n"
		      "'PURGE RDR ALL'\n"
		      "'SPOOL PUNCH * RDR'\n");
	str_fmt(out, "'PUNCH %s IMG A (NOH'\n'PUNCH %s PRM A (NOH'\n", upper, upper);
	if (ins->initrd_size)
		str_fmt(out, "'PUNCH %s RD A (NOH'\n", upper);
	str_puts(out, "'CHANGE RDR ALL KEEP NOHOLD'\n"
		      "'IPL 00C CLEAR'\n");
}
