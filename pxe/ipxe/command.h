/* SPDX-License-Identifier: MIT
 * pxe/ipxe/command.h - the table of commands and what each has to work with. Layer: pure. Callers:
 * pxe/ipxe/, cmd/.
 *
 * A command that needs something sets ipxe.need, and returns ipxe_wait(). What it names there goes on
 * when the answer has come.
 */
#ifndef PXE_IPXE_COMMAND_H
#define PXE_IPXE_COMMAND_H

#include "pxe/ipxe/script.h"

#define IPXE_ANY       255u /* arguments */
#define IPXE_SUSPENDED (-1) /* the command waits for an answer */

/** struct ipxe_option - "--name" and "-letter" */
struct ipxe_option {
	const char *name; /* NULL ends a command's options */
	char letter;	  /* 0 = it has none */
	bool value;	  /* a value belongs to it */
};

/** enum ipxe_verdict - how much of a command there is, for tables and tools */
enum ipxe_verdict {
	IPXE_DONE,    /* as in iPXE */
	IPXE_IGNORED, /* succeeds and does nothing */
	IPXE_REFUSED, /* says why, and fails */
};

struct ipxe_command {
	const char *name;
	/* Return: 0, enum ipxe_error, what `exit` says, or IPXE_SUSPENDED. Never NULL */
	int (*run)(struct ipxe *x);
	uint8_t min, max; /* arguments; IPXE_ANY = no limit */
	uint8_t arg;	  /* what tells apart the commands that share @run */
	enum ipxe_verdict verdict;
	bool loose; /* its options are not looked at */
	/* NULL = it takes none */
	const struct ipxe_option *options;
	/* What stands behind its name in the line of usage; of a refused one, why. Never NULL */
	const char *usage;
};

/** ipxe_command_find() - the command that scripts call @name; NULL = there is none */
const struct ipxe_command *ipxe_command_find(struct view name);

/* --- pxe/ipxe/arguments.c --- */

/** ipxe_options() - take the options off the command's words. Return: 0, or IPXE_EINVAL after the
 *  usage was said */
int ipxe_options(struct ipxe *x);

/** ipxe_args() - how many arguments there are */
unsigned ipxe_args(const struct ipxe *x);

/** ipxe_arg() - argument number @i; empty when there are fewer */
struct view ipxe_arg(const struct ipxe *x, unsigned i);

/** ipxe_join() - the arguments from number @from on with a blank between them. Return: false = too
 *  long */
bool ipxe_join(struct ipxe *x, unsigned from, struct view *ret);

/** ipxe_given() - whether option number @i of the command was given; ipxe_option() is its value */
bool ipxe_given(const struct ipxe *x, unsigned i);
struct view ipxe_option(const struct ipxe *x, unsigned i);

/** ipxe_option_ms() - likewise as milliseconds; 0 unless given. Return: 0 or IPXE_EINVAL */
int ipxe_option_ms(const struct ipxe *x, unsigned i, uint32_t *ret);

/** ipxe_wait() - @event, whose need is set, is awaited; @resume goes on. Return: IPXE_SUSPENDED */
int ipxe_wait(struct ipxe *x, enum ipxe_event event, int (*resume)(struct ipxe *x, int rc));

/** ipxe_as_is() - what goes on where the answer is the command's status */
int ipxe_as_is(struct ipxe *x, int rc);

/** ipxe_acquire() - the image @word: the one of that name, else what its URI leads to. ipxe.fresh is
 *  it when @resume goes on with 0. Return: of @resume, IPXE_SUSPENDED, or enum ipxe_error */
int ipxe_acquire(struct ipxe *x, struct view word, int (*resume)(struct ipxe *x, int rc));

/** ipxe_download() - the same, always from its URI */
int ipxe_download(struct ipxe *x, struct view word, int (*resume)(struct ipxe *x, int rc));

/** ipxe_execute() - run or boot the image ipxe.fresh. Return: as of a command */
int ipxe_execute(struct ipxe *x, bool autofree, bool replace);

/* --- the commands, by family --- */

/* pxe/ipxe/cmd_flow.c */
int ipxe_do_accept(struct ipxe *x);
int ipxe_do_echo(struct ipxe *x);
int ipxe_do_exit(struct ipxe *x);
int ipxe_do_goto(struct ipxe *x);
int ipxe_do_iseq(struct ipxe *x);
int ipxe_do_isset(struct ipxe *x);
int ipxe_do_prompt(struct ipxe *x);
int ipxe_do_refuse(struct ipxe *x);
int ipxe_do_sleep(struct ipxe *x);

/* pxe/ipxe/cmd_setting.c */
int ipxe_do_clear(struct ipxe *x);
int ipxe_do_inc(struct ipxe *x);
int ipxe_do_login(struct ipxe *x);
int ipxe_do_read(struct ipxe *x);
int ipxe_do_set(struct ipxe *x);
int ipxe_do_show(struct ipxe *x);

/* pxe/ipxe/cmd_menu.c */
int ipxe_do_choose(struct ipxe *x);
int ipxe_do_item(struct ipxe *x);
int ipxe_do_menu(struct ipxe *x);
int ipxe_do_present(struct ipxe *x);

/* pxe/ipxe/cmd_params.c */
int ipxe_do_param(struct ipxe *x);
int ipxe_do_params(struct ipxe *x);

/* pxe/ipxe/cmd_image.c */
int ipxe_do_chain(struct ipxe *x);
int ipxe_do_fdt(struct ipxe *x);
int ipxe_do_imgargs(struct ipxe *x);
int ipxe_do_imgextract(struct ipxe *x);
int ipxe_do_imgfetch(struct ipxe *x);
int ipxe_do_imgfree(struct ipxe *x);
int ipxe_do_imgset(struct ipxe *x);
int ipxe_do_imgstat(struct ipxe *x);
int ipxe_do_kernel(struct ipxe *x);
int ipxe_do_sum(struct ipxe *x);

/* pxe/ipxe/cmd_net.c */
int ipxe_do_autoboot(struct ipxe *x);
int ipxe_do_ifstat(struct ipxe *x);
int ipxe_do_net(struct ipxe *x);
int ipxe_do_nslookup(struct ipxe *x);
int ipxe_do_ntp(struct ipxe *x);
int ipxe_do_ping(struct ipxe *x);
int ipxe_do_vcreate(struct ipxe *x);

/* pxe/ipxe/cmd_machine.c */
int ipxe_do_config(struct ipxe *x);
int ipxe_do_cpuid(struct ipxe *x);
int ipxe_do_end(struct ipxe *x);
int ipxe_do_sanboot(struct ipxe *x);
int ipxe_do_shell(struct ipxe *x);

#endif
