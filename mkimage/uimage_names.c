/* SPDX-License-Identifier: MIT */
#include "mkimage/uimage_names.h"

struct name {
	uint8_t number;
	const char *word, *title;
};

static const struct name systems[] = {
	{0, "invalid", "Invalid OS"},
	{1, "openbsd", "OpenBSD"},
	{2, "netbsd", "NetBSD"},
	{3, "freebsd", "FreeBSD"},
	{4, "4_4bsd", "4_4BSD"},
	{5, "linux", "Linux"},
	{6, "svr4", "SVR4"},
	{7, "esix", "Esix"},
	{8, "solaris", "Solaris"},
	{9, "irix", "Irix"},
	{10, "sco", "SCO"},
	{11, "dell", "Dell"},
	{12, "ncr", "NCR"},
	{14, "vxworks", "VxWorks"},
	{15, "psos", "pSOS"},
	{16, "qnx", "QNX"},
	{17, "u-boot", "U-Boot"},
	{18, "rtems", "RTEMS"},
	{21, "integrity", "INTEGRITY"},
	{22, "ose", "Enea OSE"},
	{23, "plan9", "Plan 9"},
	{24, "openrtos", "OpenRTOS"},
	{25, "arm-trusted-firmware", "ARM Trusted Firmware"},
	{26, "tee", "Trusted Execution Environment"},
	{27, "opensbi", "RISC-V OpenSBI"},
	{28, "efi", "EFI Firmware"},
};

static const struct name machines[] = {
	{0, "invalid", "Invalid ARCH"},
	{1, "alpha", "Alpha"},
	{2, "arm", "ARM"},
	{3, "x86", "Intel x86"},
	{4, "ia64", "IA64"},
	{5, "mips", "MIPS"},
	{6, "mips64", "MIPS 64 Bit"},
	{7, "powerpc", "PowerPC"},
	{8, "s390", "IBM S390"},
	{9, "sh", "SuperH"},
	{10, "sparc", "SPARC"},
	{11, "sparc64", "SPARC 64 Bit"},
	{12, "m68k", "M68K"},
	{14, "microblaze", "MicroBlaze"},
	{15, "nios2", "NIOS II"},
	{16, "blackfin", "Blackfin"},
	{17, "avr32", "AVR32"},
	{19, "sandbox", "Sandbox"},
	{20, "nds32", "NDS32"},
	{21, "or1k", "OpenRISC 1000"},
	{22, "arm64", "AArch64"},
	{23, "arc", "ARC"},
	{24, "x86_64", "AMD x86_64"},
	{25, "xtensa", "Xtensa"},
	{26, "riscv", "RISC-V"},
};

/* The types of legacy images. U-Boot's other types have formats of their own. */
static const struct name types[] = {
	{1, "standalone", "Standalone Program"},
	{2, "kernel", "Kernel Image"},
	{3, "ramdisk", "RAMDisk Image"},
	{4, "multi", "Multi-File Image"},
	{5, "firmware", "Firmware"},
	{6, "script", "Script"},
	{7, "filesystem", "Filesystem Image"},
	{8, "flat_dt", "Flat Device Tree"},
	{14, "kernel_noload", "Kernel Image (no loading done)"},
};

static const struct name compressions[] = {
	{0, "none", "uncompressed"},	  {1, "gzip", "gzip compressed"},
	{2, "bzip2", "bzip2 compressed"}, {3, "lzma", "lzma compressed"},
	{4, "lzo", "lzo compressed"},	  {5, "lz4", "lz4 compressed"},
	{6, "zstd", "zstd compressed"},
};

#define ALL(table) (table), sizeof(table) / sizeof(table)[0]

static const struct {
	const struct name *names;
	size_t n;
	const char *unknown;
} fields[MKIMAGE_UIMAGE_FIELDS] = {
	[MKIMAGE_UIMAGE_OS] = {ALL(systems), "Unknown OS"},
	[MKIMAGE_UIMAGE_ARCH] = {ALL(machines), "Unknown Architecture"},
	[MKIMAGE_UIMAGE_TYPE] = {ALL(types), "Unknown Image"},
	[MKIMAGE_UIMAGE_COMP] = {ALL(compressions), "Unknown Compression"},
};

bool mkimage_uimage_number(enum mkimage_uimage_field field, struct view word, uint8_t *ret)
{
	for (size_t i = 0; i < fields[field].n; i++)
		if (view_ieq(word, view_of(fields[field].names[i].word))) {
			*ret = fields[field].names[i].number;
			return true;
		}
	return false;
}

static const struct name *find_uimage_word(enum mkimage_uimage_field field, uint8_t number)
{
	for (size_t i = 0; i < fields[field].n; i++)
		if (fields[field].names[i].number == number)
			return &fields[field].names[i];
	return NULL;
}

const char *mkimage_uimage_word(enum mkimage_uimage_field field, uint8_t number)
{
	const struct name *name = find_uimage_word(field, number);

	return name ? name->word : NULL;
}

const char *mkimage_uimage_title(enum mkimage_uimage_field field, uint8_t number)
{
	const struct name *name = find_uimage_word(field, number);

	return name ? name->title : fields[field].unknown;
}

void mkimage_uimage_words(enum mkimage_uimage_field field, struct str *s)
{
	for (size_t i = 0; i < fields[field].n; i++)
		str_fmt(s, " %s", fields[field].names[i].word);
}
