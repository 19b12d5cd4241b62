/* SPDX-License-Identifier: MIT */
#include "lib/image/whole.h"

#include "lib/image/arm.h"
#include "lib/image/dt_tokens.h"
#include "lib/image/packed.h"
#include "lib/image/s390.h"
#include "lib/image/x86.h"

#include <string.h>

/* What lies before the payload, the decompressor and its tables, has 100 KB in Linux 6.1 and 1.02 MiB
 * in Debian's 7.2. */
#define PAYLOAD_WITHIN (4u << 20)
#define PAYLOAD_TRIES  4u /* streams that may begin there, each walked to its end */

static enum whole_state state_of(enum packed_state state)
{
	switch (state) {
	case PACKED_WHOLE: return WHOLE_YES;
	case PACKED_CUT: return WHOLE_CUT;
	default: return WHOLE_UNKNOWN;
	}
}

/* Judge the stream that @file begins with. */
static enum whole_state walk_stream(struct rd file, struct initrd_check *walk)
{
	char text[256]; /* about initrds */
	struct str why = str_of(text, sizeof text);

	rd_skip(&file, (size_t)walk->fed);
	initrd_check_feed(walk, file);
	switch (initrd_check_end(walk, 0, &why)) {
	case INITRD_CUT: return WHOLE_CUT;
	case INITRD_DAMAGED: return WHOLE_DAMAGED;
	default: return WHOLE_YES;
	}
}

/* --- s390x ----------------------------------------------------------------------------------- */

/* A kernel that is compressed by gzip, lz4, lzo, bzip2 or lzma has all these bytes at the start of its stream.
 * Where they stand for something else, the walk finds damage soon. */
static bool begins_payload(struct rd file)
{
	static const struct {
		uint8_t n, bytes[13];
	} starts[] = {
		{10, {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 3}},
		{10, {'B', 'Z', 'h', '9', '1', 'A', 'Y', '&', 'S', 'Y'}},
		{9, {0x89, 'L', 'Z', 'O', 0, 13, 10, 26, 10}},
		{4, {0x02, 0x21, 0x4c, 0x18}},
		/* `lzma -9` of a pipe: 64 MiB of dictionary, a length that is not known */
		{13, {0x5d, 0, 0, 0, 4, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}},
	};

	struct rd head = file;
	uint8_t first = rd_u8(&head); /* most bytes of code are none of these */

	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		if (first == starts[i].bytes[0] && rd_has(file, 0, starts[i].bytes, starts[i].n))
			return true;
	return false;
}

enum whole_state whole_s390(struct rd file, struct initrd_check *walk)
{
	enum whole_state state;
	unsigned tries = 0;

	rd_skip(&file, S390_ENTRY);
	state = state_of(packed_find(file, PAYLOAD_WITHIN));
	for (size_t i = 0; !state && tries < PAYLOAD_TRIES && i < PAYLOAD_WITHIN && rd_left(&file);
	     i++) {
		if (begins_payload(file)) {
			initrd_check_start(walk);
			state = walk_stream(file, walk);
			state = state == WHOLE_DAMAGED ? WHOLE_UNKNOWN : state;
			tries++;
		}
		rd_skip(&file, 1);
	}
	return state;
}

/* --- ARM ------------------------------------------------------------------------------------- */

bool whole_arm_walks(struct rd head)
{
	struct arm_image image;

	return !arm_image_read(head, 0, &image) && image.form == ARM_FORM_GZIP;
}

/* A gzip stream, and what the kernel in it says of itself. */
static enum whole_state whole_gzip(struct rd file, struct initrd_check *walk)
{
	enum whole_state state = walk_stream(file, walk);
	struct arm_image image;
	struct rd head;
	uint64_t len;

	head = initrd_check_content(walk, &len);
	if (state == WHOLE_YES && rd_left(&head) &&
	    arm_image_read(head, len, &image) == ARM_IMAGE_CUT)
		return WHOLE_CONTENT_CUT;
	return state;
}

static enum whole_state whole_fit(struct rd file)
{
	if (!dt_tokens(file))
		return WHOLE_NO_TREE;
	return dt_tokens_data_end(file) > rd_left(&file) ? WHOLE_CUT : WHOLE_UNKNOWN;
}

/* Look through uImage and zboot at what they hold. The loader verifies their sums, and those of a FIT.
 * What a zImage or an ELF program announces was compared with its head. */
enum whole_state whole_arm(struct rd file, struct initrd_check *walk)
{
	struct arm_image image;

	if (!whole_arm_walks(file))
		initrd_check_start(walk);
	for (unsigned layer = 0; layer < ARM_IMAGE_LAYERS; layer++) {
		int reason = arm_image_read(file, rd_left(&file), &image);

		if (reason)
			return reason == ARM_IMAGE_CUT ? WHOLE_CUT : WHOLE_UNKNOWN;
		switch (image.form) {
		case ARM_FORM_GZIP: return whole_gzip(file, walk);
		case ARM_FORM_XZ: return state_of(packed_xz(file));
		case ARM_FORM_ZSTD: return state_of(packed_zstd(file));
		case ARM_FORM_FIT: return whole_fit(file);
		case ARM_FORM_UIMAGE:
		case ARM_FORM_ZBOOT:
			rd_skip(&file, (size_t)image.start);
			if (image.len)
				file = rd_sub(&file, (size_t)image.len);
			break;
		default: return WHOLE_UNKNOWN;
		}
	}
	return WHOLE_UNKNOWN;
}

/* --- x86 ------------------------------------------------------------------------------------- */

/* The compressed kernel lies where the head says, and its length is known. */
enum whole_state whole_x86(struct rd file)
{
	struct x86_image image;
	enum packed_state state;
	int reason = x86_image_read(file, rd_left(&file), &image);

	if (reason)
		return reason == X86_IMAGE_CUT ? WHOLE_CUT : WHOLE_UNKNOWN;
	rd_skip(&file, (size_t)image.payload_start);
	file = rd_sub(&file, image.payload_len);
	state = packed_xz(file);
	return state_of(state == PACKED_UNKNOWN ? packed_zstd(file) : state);
}

const char *whole_str(int state)
{
	static const char *const text[WHOLE_STATES] = {
		[WHOLE_UNKNOWN] = "whole as far as known",
		[WHOLE_YES] = "whole",
		[WHOLE_CUT] =
			"the file is cut off, its compressed kernel does not end; copy it to the "
			"server again",
		[WHOLE_DAMAGED] =
			"the file is damaged, its compressed kernel cannot be unpacked; copy "
			"it to the server again",
		[WHOLE_CONTENT_CUT] =
			"the kernel that is compressed in it is cut off; make the file anew",
		[WHOLE_NO_TREE] = "a damaged FIT or device tree; copy it to the server again",
	};

	return state < 0 || state >= WHOLE_STATES ? "unknown" : text[state];
}
