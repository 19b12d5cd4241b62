/* SPDX-License-Identifier: MIT
 * lib/cli.h - the command line of a command: its options as a table, and the one walk over them.
 * Layer: lib, adapter (log, getopt, standard output). Callers: cmd/, mkimage/.
 */
#ifndef LIB_CLI_H
#define LIB_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** struct cli_list - the values of an option that may be repeated, in order; they point into argv */
#define CLI_LIST_MAX 64
struct cli_list {
	const char *items[CLI_LIST_MAX];
	size_t n;
};

/* The kinds of options; each names the member of struct cli_option that gets the value. */
enum cli_kind {
	CLI_TEXT,   /* text: any value, the last one counts */
	CLI_COPY,   /* copy: a text that fits into @size bytes with its NUL */
	CLI_HEX,    /* hex: exactly @size bytes, as text_hex() reads them */
	CLI_NUMBER, /* number: @min to @max */
	CLI_LIST,   /* list: any value, all of them count */
	CLI_CALL,   /* call: whatever else */
	CLI_ON,	    /* flag: no value; true */
	CLI_OFF,    /* flag: no value; false */
	CLI_SET,    /* number: no value; @min */
};

/** struct cli_option - one option; the pointer of its kind must not be NULL */
struct cli_option {
	char letter;	  /* 0 = no short form */
	const char *name; /* NULL = no long form */
	enum cli_kind kind;
	union {
		const char **text;
		char *copy;
		uint8_t *hex;
		uint32_t *number;
		struct cli_list *list;
		bool *flag;
		/* Take @value. Return: false = it is none for this option; cli_refuse() says so. */
		bool (*call)(const struct cli_option *o, const char *value);
	};
	void *to;	   /* CLI_CALL: the function's own */
	unsigned how;	   /* CLI_CALL: the function's own */
	size_t size;	   /* CLI_COPY, CLI_HEX */
	uint32_t min, max; /* CLI_NUMBER, CLI_SET */
	/* CLI_LIST: largest number of values, 0 = CLI_LIST_MAX; a word for the values in messages,
	 * NULL = "of this option" */
	size_t most;
	const char *what;
	bool *given; /* set when the option was given, with a value that was taken; may be NULL */
	bool needed; /* a command line without it is wrong */
};

/** struct cli - one command */
struct cli {
	const char *name;  /* in messages, in front of what is missing; NULL = nothing there */
	const char *usage; /* the help text; with wrong usage its first paragraph */
	const struct cli_option *options; /* ends with one that has neither letter nor name; --help
					   * and -h are added */
	int least, most;		  /* how many operands follow the options */
};

/**
 * cli_parse() - parse the command line @argv, whose first word is the command's name
 *
 * Return: true = the values are in their places, and the operands at argv[optind]; false = end with
 * the exit status @ret: 0 after --help, which has printed the help text, else 2: what is wrong has
 * been printed.
 */
bool cli_parse(const struct cli *c, int argc, char **argv, int *ret);

/** cli_usage() - print the usage of @c to standard error. Return: 2, the exit status for wrong usage */
int cli_usage(const struct cli *c);

/** cli_refuse() - say that @value is none for @o: it is "not @what". Return: false */
bool cli_refuse(const struct cli_option *o, const char *value, const char *what);

#endif
