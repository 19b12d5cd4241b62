/* SPDX-License-Identifier: MIT
 * tests/unit/zlib_aid.h - memory for zlib, which has no allocator of its own in a target's build. */
#ifndef TESTS_UNIT_ZLIB_AID_H
#define TESTS_UNIT_ZLIB_AID_H

/** zlib_aid_take(), zlib_aid_give() - a z_stream's zalloc and zfree; its opaque does not matter */
void *zlib_aid_take(void *opaque, unsigned count, unsigned size);
void zlib_aid_give(void *opaque, void *block);

#endif
