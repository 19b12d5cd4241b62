/* SPDX-License-Identifier: MIT
 * cmd/ipxe_dry.h - run a script without a network, against the answers of a case. Layer: adapter
 * (heap). Callers: cmd/ipxe.c.
 */
#ifndef CMD_IPXE_DRY_H
#define CMD_IPXE_DRY_H

#include "cmd/ipxe_case.h"

/** struct dry_item - a line of a menu as it was shown; texts on the heap */
struct dry_item {
	char *name; /* NULL = cannot be chosen */
	char *text;
	char *key; /* as the script writes it; NULL = it has none */
};

/** struct dry_menu - a menu that was shown */
struct dry_menu {
	char *title;
	uint32_t timeout_ms; /* 0 = it waits for ever */
	char *first;	     /* the item that is selected first */
	char *chosen;	     /* NULL = none */
	struct dry_item *items;
	size_t item_count;
};

/** enum dry_end - how the run ended, where the script did not end by itself */
enum dry_end {
	DRY_ENDED, /* it did: see ipxe.end */
	DRY_MENU,  /* a menu waits for a choice, and nobody makes one */
	DRY_SHELL, /* a shell was opened */
	DRY_LOOP,  /* it goes round in circles */
};

struct dry {
	const struct ipxe_case *c;
	/* what it says, as it says it; NULL = nobody wants to know */
	void (*say)(struct view text);
	enum dry_end end;
	struct dry_menu *menus;
	char **requests; /* URIs, in front of a POST's its method */
	size_t menu_count, request_count;
	size_t choice;	   /* those of the case that were made */
	unsigned answered; /* pauses, keys and menus so far */
	/* which answer of the case each image is, by its handle */
	const struct ipxe_answer **images;
	size_t image_count;
};

/** dry_run() - run @x, which ipxe_start() has begun, to its end. Return: false = no memory */
bool dry_run(struct dry *d, struct ipxe *x);

/** dry_initrd() - write what the kernel would get as its initrd to @fd: the bodies of the answers. Return:
 *  0 or negative errno */
int dry_initrd(const struct dry *d, const struct ipxe *x, int fd);

#endif
