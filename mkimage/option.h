/* SPDX-License-Identifier: MIT
 * mkimage/option.h - options as a table, and the one walk over a command line. Layer: main (log,
 * getopt).
 */
#ifndef MKIMAGE_OPTION_H
#define MKIMAGE_OPTION_H

#include "mkimage/compress.h"
#include "mkimage/uimage_names.h"

#define MKIMAGE_LIST_MAX 64

/** struct mkimage_list - the values of a repeatable option, in order; they point into argv */
struct mkimage_list {
	const char *items[MKIMAGE_LIST_MAX];
	size_t n;
};

/* The kinds of options; each names the pointer of struct mkimage_option that gets the value. */
enum mkimage_option_kind {
	MKIMAGE_OPTION_TEXT,	/* text: any value, the last one counts */
	MKIMAGE_OPTION_LIST,	/* list: any value, all of them count */
	MKIMAGE_OPTION_ON,	/* flag: no value; true */
	MKIMAGE_OPTION_OFF,	/* flag: no value; false */
	MKIMAGE_OPTION_ADDRESS, /* address: up to 8 hexadecimal digits, with 0x in front or without,
				  * as the documents of boards write addresses */
	MKIMAGE_OPTION_WORD,	/* number: one of U-Boot's names of a field */
	MKIMAGE_OPTION_COMPRESS, /* compress: none gzip zstd xz lzma */
};

/** struct mkimage_option - one option; the pointer of its kind must not be NULL */
struct mkimage_option {
	char letter;	  /* 0 = no short form */
	const char *name; /* NULL = no long form */
	enum mkimage_option_kind kind;
	union {
		const char **text;
		struct mkimage_list *list;
		bool *flag;
		uint32_t *address;
		uint8_t *number;
		enum mkimage_compress_kind *compress;
	};
	enum mkimage_uimage_field field; /* MKIMAGE_OPTION_WORD */
	/* MKIMAGE_OPTION_LIST: largest number of values, 0 = MKIMAGE_LIST_MAX; a word for the
	 * values in messages, NULL = "of this option" */
	size_t max;
	const char *what;
	bool *given; /* set when the option is given; may be NULL */
	bool needed; /* a command line without it is wrong */
};

/**
 * mkimage_option_parse() - parse a command line that consists of options and one operand at most
 * @argv: argv[0] is the name of the format
 * @table: ends with an entry that has neither letter nor name; --help and -h are added to it
 * @operand: gets the operand behind the options, if *@operand is still NULL; NULL = no operand is
 *           allowed
 * @ret_help: set by --help and -h; nothing else is checked then
 *
 * Return: false = an option, a value or the operand is wrong, or an option is missing, which is
 * printed.
 */
bool mkimage_option_parse(int argc, char **argv, const struct mkimage_option *table,
			  const char **operand, bool *ret_help);

#endif
