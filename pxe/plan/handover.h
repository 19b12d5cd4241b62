/* SPDX-License-Identifier: MIT
 * pxe/plan/handover.h - the booted system's command line tells it of the network that it was booted
 * over, in the words that its initrd reads. Layer: pure. Callers: pxe/plan/plan.c, tests.
 *
 * This is beyond SYSAPPEND, and only where pxehop.handover= asks for it.
 */
#ifndef PXE_PLAN_HANDOVER_H
#define PXE_PLAN_HANDOVER_H

#include "pxe/chan.h"
#include "pxe/plan/host.h"

/** plan_handover_cut() - take the next word pxehop.handover= out of @text
 *  @before: the text in front of it; all of @text, which is empty then, when there is none
 *  @kind:   its value
 *  Return: whether there was one */
bool plan_handover_cut(struct view *text, struct view *before, struct view *kind);

/** plan_handover() - append the words, each with a blank in front
 *  @said: the @n_said texts of the entry itself: a word whose name stands in them is left out, as is
 *         everything that is not known. Nothing at all without an address. */
void plan_handover(struct str *s, const struct plan_host *host, enum chan_handover kind,
		   const struct view *said, unsigned n_said);

/** plan_handover_line() - append @line, a command line, without its words pxehop.handover=, and with what the
 *  last of them or the loader's own asks for. Return: false: one has a value that is none */
bool plan_handover_line(struct view line, const struct plan_host *host, struct str *out);

#endif
