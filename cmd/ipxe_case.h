/* SPDX-License-Identifier: MIT
 * cmd/ipxe_case.h - what a script finds in a run without a network: settings, and the answers to what
 * it asks for. Layer: adapter (heap, files). Callers: cmd/ipxe*.c.
 */
#ifndef CMD_IPXE_CASE_H
#define CMD_IPXE_CASE_H

#include "pxe/ipxe/ipxe.h"

/** struct ipxe_answer - of a server */
struct ipxe_answer {
	struct view uri;
	unsigned status; /* as HTTP's; below 300 = the file is there */
	struct view body;
	bool has_body;	      /* else it is a file that nobody has looked into */
	struct view location; /* of a redirect; n 0 = none */
};

/** struct ipxe_choice - what somebody does at a menu */
struct ipxe_choice {
	bool leaves; /* as with Escape; else: */
	struct view item;
};

/* struct ipxe_put - a setting, "[scope/]name[:type]", and its value */
struct ipxe_put {
	struct view name, value;
	bool net; /* of the lease of net0 unless it has a scope */
};

/** struct ipxe_case - all views are of texts on the heap that live as long as the process */
struct ipxe_case {
	struct view uri; /* of the script; n 0 = it has none */
	struct ipxe_answer *answers, otherwise;
	struct ipxe_choice *choices;
	size_t answer_count, choice_count;
	struct ipxe_put *puts;
	size_t put_count;
};

/** ipxe_case_init() - one without settings, where every file is there */
void ipxe_case_init(struct ipxe_case *c);

/**
 * ipxe_case_read() - read the JSON file @path into @c
 * @why: gets the reason, printable, when it cannot be used
 * Return: false = it cannot be used.
 */
bool ipxe_case_read(struct ipxe_case *c, const char *path, struct str *why);

/** ipxe_case_settings() - put the settings of @c into @x, before its start. Return: false, with @why
 *  printable, when one of them is refused */
bool ipxe_case_settings(const struct ipxe_case *c, struct ipxe *x, struct str *why);

/** ipxe_case_answer() - what the server answers when @uri is asked for */
const struct ipxe_answer *ipxe_case_answer(const struct ipxe_case *c, struct view uri);

/** ipxe_case_file() - read all of the file @path, onto the heap; @max bytes. Return: false, with @why
 *  printable */
bool ipxe_case_file(const char *path, size_t max, struct view *ret, struct str *why);

#endif
