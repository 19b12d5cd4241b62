/* SPDX-License-Identifier: MIT
 * mkimage/option.h - options as a table, and the one walk over a command line. Layer: main (log,
 * getopt).
 */
#ifndef MKIMAGE_OPTION_H
#define MKIMAGE_OPTION_H

#include "mkimage/compress.h"
#include "mkimage/uimage_names.h"

#define MKIMAGE_LIST_MAX 64

/** struct mkimage_list - the values of an option that may be given several times, in order */
struct mkimage_list {
	const char *items[MKIMAGE_LIST_MAX];
	size_t n;
};

/* What an option takes, and which pointer of struct mkimage_option it is stored through. */
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

/** struct mkimage_option - one option; what it writes through must not be NULL */
struct mkimage_option {
	char letter;	  /* 0 = it has a long name alone */
	const char *name; /* NULL = it has a letter alone */
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
	/* MKIMAGE_OPTION_LIST: at most so many, MKIMAGE_LIST_MAX where it is 0; what they are, NULL =
	 * "of this option" */
	size_t max;
	const char *what;
	bool *given; /* set when the option is given; may be NULL */
};

/**
 * mkimage_option_parse() - take all options there are, and nothing else
 * @table: ends with an entry that has neither letter nor name; --help and -h are added to it
 * @operand: takes one value behind the options, unless it has one by then; NULL = none may stand
 *           there
 * @ret_help: set by --help and -h; what comes behind the options is not looked at then
 *
 * Return: false when an option, its value or what is behind them is not good, which has been said.
 */
bool mkimage_option_parse(int argc, char **argv, const struct mkimage_option *table,
			  const char **operand, bool *ret_help);

#endif
