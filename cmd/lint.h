/* SPDX-License-Identifier: MIT
 * cmd/lint.h - what an administrator should look at in configurations. Layer: main. Caller:
 * cmd/lint.c, the command. lint_list.c keeps the list of files, lint_walk.c finds those of a TFTP
 * root, lint_file.c checks one, lint_words.c the words of its labels, lint_initrd.c the initrds that
 * it names, lint_own.c whether it starts the loader itself, lint_findings.c keeps what was found.
 */
#ifndef CMD_LINT_H
#define CMD_LINT_H

#include "cmd/load.h"
#include "lib/image/initrd.h"

#include <stdbool.h>

#define LINT_LINE_BUF  1024u
#define LINT_CHAIN_MAX 8u /* configurations that lead from one to the next, as in the loader */

/** struct lint_file - a file to be read */
struct lint_file {
	char *name;
	char *prefix; /* of the file that named it, which goes on; NULL = by its own name */
	char *main;   /* not NULL: @name is a menu module's arguments, and this is "~" of them */
	unsigned chained; /* how many lead here */
	/* What CONFIG starts from it when nobody touches a key, with its prefix and the line to print
	 * if that leads back; NULL = nothing. */
	char *next, *next_prefix, *next_line;
};

/** struct lint_initrd - what became of a file that several labels may name */
struct lint_initrd {
	char *path;
	enum initrd_verdict verdict;
	char why[256]; /* unless the verdict is INITRD_OK */
};

/** struct lint - what is checked, and what was found */
struct lint {
	struct load *load; /* where files are; load->root NULL = they are not looked for */
	const char *arch;  /* s390x, armhf, arm64, x86_64; NULL = no limits, no kernels checked */
	struct conf *c;	   /* the configuration at hand */
	const char
		*main; /* what "~" means in it: its own name, unless it is a menu of another one */
	unsigned chained; /* how many configurations lead to it */
	unsigned errors;  /* of all files */
	/* To be read, on the heap; the first file_done of them are done. */
	struct lint_file *files;
	size_t file_count, file_done;
	/* Findings, and places that something leads to, on the heap. */
	struct lint_line *lines;
	char **reached;
	size_t line_count, reached_count;
	/* Initrds that were read, on the heap. */
	struct lint_initrd *initrds;
	size_t initrd_count;
};

/** lint_add() - read @file too, unless it is on the list already
 *  @prefix: what its relative names are under, NULL = by its own name */
void lint_add(struct lint *l, const char *file, const char *prefix);

/** lint_add_menu() - likewise the files that a menu module reads as one
 *  @files: its arguments, each "~" or "::" and a path under load->root */
void lint_add_menu(struct lint *l, const char *files, const char *prefix);

/** lint_prefix_known() - file number @at of the list was read by its own name, which gave
 *  load->prefix */
void lint_prefix_known(struct lint *l, size_t at);

/** lint_leads() - the configuration at hand starts the configuration @file by itself, under @prefix;
 *  @line is printed if that leads back to it */
void lint_leads(struct lint *l, const char *file, const char *prefix, const char *line);

/** lint_circles() - once all on the list were read: add a line and an error for each circle of
 *  configurations that nobody can leave */
void lint_circles(struct lint *l);

/** lint_forget() - empty the list */
void lint_forget(struct lint *l);

/** lint_walk() - put all configurations in pxelinux.cfg directories under load->root on the list,
 *  at most 8 directories deep */
void lint_walk(struct lint *l);

/** lint_line() - remember @text, a finding at @where in l->c, to be printed once */
void lint_line(struct lint *l, struct conf_where where, const char *text);

/** lint_line_everywhere() - likewise, unless lint_reached() says otherwise of that place, in this
 *  configuration or another one */
void lint_line_everywhere(struct lint *l, struct conf_where where, const char *text);

/** lint_reached() - something leads to the menu or label at @where, in an included file */
void lint_reached(struct lint *l, struct conf_where where);

/** lint_print() - print what was remembered, with who reads the file, and forget it */
void lint_print(struct lint *l);

/** lint_walk_name() - say so if no machine asks for @path, which lies in a pxelinux.cfg directory,
 *  but for a name near it. Return: whether it lies there and some machine asks for it */
bool lint_walk_name(struct lint *l, const char *path);

/** lint_arch() - whether @arch is one that lint knows */
bool lint_arch(const char *arch);

/** lint_initrd_read() - judge the initrd @name under load->root, once however often it is named.
 *  Return: NULL when it is not there or cannot be told */
const struct lint_initrd *lint_initrd_read(struct lint *l, struct view name);

/** lint_own() - is the file @name under load->root the loader's own image? */
bool lint_own(const struct lint *l, struct view name);

/** lint_initrd_forget() - empty the list of initrds, whose paths are those of one root */
void lint_initrd_forget(struct lint *l);

/** lint_report() - one finding: "file: line N: warning|error: @text"; an error is counted */
void lint_report(struct lint *l, struct conf_where where, enum conf_level level, const char *text);

/** lint_finding() - the same of @what, which is made printable */
void lint_finding(struct lint *l, struct conf_where where, enum conf_level level, struct view what,
		  const char *text);

/** lint_words() - check what stands behind the words of @label, a kernel's or a module's */
void lint_words(struct lint *l, const struct conf_label *label);

/** lint_words_command() - the same of @command, which DEFAULT has, or a word like it */
void lint_words_command(struct lint *l, struct view command);

/** lint_check() - check the configuration in l->c. For each finding there is a line of lint_print():
 *  "file: line N: warning|error: what". Errors are counted in l->errors; the configurations that it
 *  leads to under load->root are put on the list. */
void lint_check(struct lint *l);

#endif
