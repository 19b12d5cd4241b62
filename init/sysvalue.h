/* SPDX-License-Identifier: MIT
 * init/sysvalue.h - what the machine says of itself, for SYSAPPEND and FDTDIR. Layer: adapter; all
 * but sysvalue_read() are pure. Caller: init/pid1.c.
 *
 * SMBIOS has it on PCs and servers, /proc/sysinfo on s390, the device tree on boards. The worker,
 * which could not look there, gets it as printable text.
 */
#ifndef INIT_SYSVALUE_H
#define INIT_SYSVALUE_H

#include "lib/text.h"
#include "pxe/chan.h"

/** sysvalue_read() - everything; what is missing stays empty. Valid until the next call. */
const struct chan_system *sysvalue_read(void);

/** sysvalue_put() - value of SYSAPPEND's bit @bit, unless there is one already; printable, cut to
 *  its room, blanks at both ends dropped. The words with which makers fill empty fields stay. */
void sysvalue_put(struct chan_system *ret, unsigned bit, struct view text);

/** sysvalue_sysinfo() - from the text of /proc/sysinfo: Manufacturer, Type, Model, Sequence Code,
 *  and the CPC's name as its family */
void sysvalue_sysinfo(struct view text, struct chan_system *ret);

/** sysvalue_cpu() - CPU= as PXELINUX forms it, from the text of x86's /proc/cpuinfo: the family,
 *  never above 6, and a letter for each of PAE, VMX, SMX, NX, long mode, SVM */
void sysvalue_cpu(struct view text, struct chan_system *ret);

/** sysvalue_processor() - who made x86's processor, and its name, from the same text */
void sysvalue_processor(struct view text, struct chan_system *ret);

/** sysvalue_memory() - MiB of memory, from the text of /proc/meminfo */
void sysvalue_memory(struct view text, struct chan_system *ret);

/** sysvalue_compatible() - the device tree's strings, each ended by a NUL */
void sysvalue_compatible(struct view strings, struct chan_system *ret);

#endif
