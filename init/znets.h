/* SPDX-License-Identifier: MIT
 * init/znets.h - the network devices of s390 that must be made first: those of rd.znet=, else those
 * of the machine's configuration (HMC, DPM), else the first that can be found. Layer: adapter.
 * Caller: init/pid1.c, tests. On other machines there are none, and nothing is done.
 */
#ifndef INIT_ZNETS_H
#define INIT_ZNETS_H

#include "init/options.h"
#include "init/zdev.h"

#define ZNETS_SEARCH_MS 10000 /* how long one is looked for without any word */

/** struct znets_paths - where the kernel's files are; other ones in tests */
struct znets_paths {
	const char *sys;    /* "/sys" */
	const char *ignore; /* "/proc/cio_ignore" */
};

/** struct znets - those to be made, and those that are */
struct znets {
	struct znets_paths paths;
	struct znet net[ZDEV_NETS];
	unsigned n;
	uint32_t made;	   /* bits of 1 << index: made, or given up */
	bool search;	   /* nobody named one: the first that can be found */
	uint64_t began;	   /* ms */
	uint64_t step_at;  /* CLOCK_NEVER = nothing is to be done any more */
	bool said_waiting; /* that channel devices are waited for */
	struct zdev zdev;
};

/** znets_start() - read the words and the machine's configuration */
void znets_start(struct znets *z, const struct options *o, const struct znets_paths *paths,
		 uint64_t now);

/** znets_step() - make those whose channel devices have come. @load: loads a module, must not be
 *  NULL. Harmless before the deadline. */
void znets_step(struct znets *z, int (*load)(const char *module), uint64_t now);

/** znets_deadline() - ms; CLOCK_NEVER */
uint64_t znets_deadline(const struct znets *z);

/** znets_of() - the device that the interface @name is of, by its entry in sysfs; NULL = none of
 *  these */
const struct znet *znets_of(const struct znets *z, const char *name);

/** znets_name() - the name that udev would give the interface @name: "enc1000" for a channel device.
 *  Return: false: it is of none */
bool znets_name(const struct znets *z, const char *name, struct str *ret);

/** znets_is_layer3() - the interface @name carries IP packets without Ethernet headers: replies to it
 *  must be broadcast */
bool znets_is_layer3(const struct znets *z, const char *name);

#endif
