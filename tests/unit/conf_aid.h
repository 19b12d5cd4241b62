/* SPDX-License-Identifier: MIT
 * tests/unit/conf_aid.h - parse a configuration in a test.
 */
#ifndef TESTS_UNIT_CONF_AID_H
#define TESTS_UNIT_CONF_AID_H

#include "pxe/conf/conf.h"

/** The configuration that aid_parse() fills. */
extern struct conf aid_conf;

/** struct aid_file - a file that INCLUDE may ask for */
struct aid_file {
	const char *name, *text;
};

/** aid_parse() - parse @text as "default"; includes come from @files, ended by a NULL name */
int aid_parse(struct view text, const struct aid_file *files);

/** aid_str() - parse a C string that includes nothing */
int aid_str(const char *text);

/** aid_label() - the label called @name; fails the test and gives an empty one if there is none */
const struct conf_label *aid_label(const char *name);

/** aid_is() - whether @v reads @want; NULL = the word was not there */
bool aid_is(struct view v, const char *want);

/** aid_noted() - whether a warning at @line has @part in its text */
bool aid_noted(unsigned line, const char *part);

#endif
