/* SPDX-License-Identifier: MIT
 * tests/unit/uki_aid.h - unified kernel images put together from plain bytes. */
#ifndef TESTS_UNIT_UKI_AID_H
#define TESTS_UNIT_UKI_AID_H

#include <stddef.h>
#include <stdint.h>

/** struct uki_section - one of them; bytes NULL: @len zeroes that the file does not have */
struct uki_section {
	const char *name;
	const void *bytes;
	size_t len;
};

/** uki_make() - a program for @machine with the sections, up to one without a name, in @file of @size bytes.
 *  Return: its length */
size_t uki_make(uint8_t *file, size_t size, uint16_t machine, const struct uki_section *sections);

#endif
