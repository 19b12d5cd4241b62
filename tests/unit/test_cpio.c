/* SPDX-License-Identifier: MIT
 * The newc codec: the bytes of whole entries written out by hand, the same bytes read back, and
 * every way in which an archive can lie. */
#include "tests/unit/check.h"

#include "lib/image/newc.h"

#include <stdio.h>
#include <string.h>

/* One entry "dev/console", mode 020600, 5:1, dated 0x65000000, then the trailer. */
static const char golden[] = "070701"
			     "00000007"
			     "00002180"
			     "00000001"
			     "00000002"
			     "00000001"
			     "65000000"
			     "00000000"
			     "00000000"
			     "00000000"
			     "00000005"
			     "00000001"
			     "0000000c"
			     "00000000"
			     "dev/console\0"
			     "\0\0"
			     "070701"
			     "00000000"
			     "00000000"
			     "00000000"
			     "00000000"
			     "00000001"
			     "00000000"
			     "00000000"
			     "00000000"
			     "00000000"
			     "00000000"
			     "00000000"
			     "0000000b"
			     "00000000"
			     "TRAILER!!!\0"
			     "\0\0\0";
#define GOLDEN_LEN (sizeof golden - 1)

static const struct newc console = {
	.name = {.p = "dev/console", .n = 11},
	.ino = 7,
	.mode = NEWC_CHR | 0600,
	.uid = 1,
	.gid = 2,
	.nlink = 1,
	.mtime = 0x65000000,
	.major = 5,
	.minor = 1,
};

/* @name and @data of the given lengths after a header whose numbers are 0 but for these. */
static size_t make(uint8_t *buf, size_t size, const char *magic, uint32_t name_size,
		   uint32_t data_size, const char *name, size_t name_len)
{
	struct wr w = wr_of(buf, size);
	char header[111];

	snprintf(header, sizeof header, "%s%08x%08x%064d%08x%08x", magic, 1, 0100644, 0, 0, 0);
	snprintf(header + 54, 9, "%08x", data_size);
	snprintf(header + 62, 33, "%032d", 0);
	snprintf(header + 94, 17, "%08x%08x", name_size, 0);
	wr_bytes(&w, header, 110);
	wr_bytes(&w, name, name_len);
	while (wr_len(&w) & 3)
		wr_u8(&w, 0);
	return wr_len(&w);
}

static int read_one(const void *data, size_t n)
{
	struct rd r = rd_of(data, n);
	struct newc e;

	return newc_next(&r, &e);
}

TEST(writes_the_golden_bytes)
{
	struct newc end = newc_trailer();
	uint8_t buf[GOLDEN_LEN];
	struct wr w = wr_of(buf, sizeof buf);

	newc_put(&w, &console);
	CHECK_INT(wr_len(&w), newc_len(&console));
	newc_put(&w, &end);
	CHECK(!w.full);
	CHECK_INT(wr_len(&w), GOLDEN_LEN);
	CHECK_MEM(buf, golden, GOLDEN_LEN);
}

TEST(reads_the_golden_bytes)
{
	struct rd r = rd_of(golden, GOLDEN_LEN);
	struct newc e;

	if (!CHECK_INT(newc_next(&r, &e), 0))
		return;
	CHECK(view_is(e.name, "dev/console"));
	CHECK_INT(e.ino, 7);
	CHECK_INT(e.mode, 020600);
	CHECK_INT(e.uid, 1);
	CHECK_INT(e.gid, 2);
	CHECK_INT(e.nlink, 1);
	CHECK_INT(e.mtime, 0x65000000);
	CHECK_INT(e.major, 5);
	CHECK_INT(e.minor, 1);
	CHECK_INT(rd_left(&e.data), 0);
	CHECK_INT(newc_next(&r, &e), NEWC_END);
	CHECK(rd_done(&r));
}

/* Name and data of every length modulo 4: the length announced is the length written, and the
 * next entry is found. */
TEST(padding_of_every_length)
{
	static const char text[] = "abcdefgh";

	for (size_t name = 1; name <= 8; name++) {
		for (size_t data = 0; data <= 8; data++) {
			struct newc e = {.name = {.p = text, .n = name}, .data = rd_of(text, data)};
			struct newc got;
			uint8_t buf[400];
			struct wr w = wr_of(buf, sizeof buf);
			struct rd r;

			newc_put(&w, &e);
			CHECK_INT(wr_len(&w), newc_len(&e));
			CHECK_INT(wr_len(&w) % 4, 0);
			e = newc_trailer();
			newc_put(&w, &e);
			r = rd_of(buf, wr_len(&w));
			if (!CHECK_INT(newc_next(&r, &got), 0))
				return;
			CHECK_INT(got.name.n, name);
			CHECK_INT(rd_left(&got.data), data);
			CHECK_MEM(got.data.p, text, data);
			CHECK_INT(newc_next(&r, &got), NEWC_END);
		}
	}
}

TEST(writer_without_room_is_full)
{
	uint8_t buf[GOLDEN_LEN];

	for (size_t n = 0; n < newc_len(&console); n++) {
		struct wr w = wr_of(buf, n);

		newc_put(&w, &console);
		CHECK(w.full);
	}
}

TEST(checksum_variant_and_upper_case_are_read)
{
	uint8_t buf[200];
	size_t n = make(buf, sizeof buf, "070702", 2, 0, "a", 2);

	CHECK_INT(read_one(buf, n), 0);
	memcpy(buf + 14, "000081A4", 8);
	CHECK_INT(read_one(buf, n), 0);
}

TEST(hazard_102_name_sizes)
{
	static char name[5000];
	static uint8_t buf[6000];
	size_t n;

	memset(name, 'n', sizeof name);
	n = make(buf, sizeof buf, "070701", 0, 0, name, 4);
	CHECK_INT(read_one(buf, n), NEWC_BAD_NAME);
	n = make(buf, sizeof buf, "070701", 1, 0, "", 1);
	CHECK_INT(read_one(buf, n), NEWC_BAD_NAME);
	n = make(buf, sizeof buf, "070701", 4, 0, "nnnn", 4);
	CHECK_INT(read_one(buf, n), NEWC_BAD_NAME);
	n = make(buf, sizeof buf, "070701", 4, 0, "a\0b", 4);
	CHECK_INT(read_one(buf, n), NEWC_BAD_NAME);
	name[4095] = 0;
	n = make(buf, sizeof buf, "070701", 4096, 0, name, 4096);
	CHECK_INT(read_one(buf, n), 0);
	name[4095] = 'n';
	name[4096] = 0;
	n = make(buf, sizeof buf, "070701", 4097, 0, name, 4097);
	CHECK_INT(read_one(buf, n), NEWC_BAD_NAME);
	n = make(buf, sizeof buf, "070701", UINT32_MAX, 0, name, 4);
	CHECK_INT(read_one(buf, n), NEWC_BAD_NAME);
}

TEST(hazard_102_file_size_beyond_the_archive)
{
	uint8_t buf[200];
	size_t n = make(buf, sizeof buf, "070701", 2, UINT32_MAX, "a", 2);

	CHECK_INT(read_one(buf, n), NEWC_SHORT);
	n = make(buf, sizeof buf, "070701", 2, 1, "a", 2);
	CHECK_INT(read_one(buf, n), NEWC_SHORT);
	CHECK_INT(read_one(buf, n + 1), 0);
}

TEST(hazard_102_bad_numbers_and_magic)
{
	uint8_t buf[200];
	size_t n = make(buf, sizeof buf, "070701", 2, 0, "a", 2);

	for (size_t i = 6; i < 110; i++) {
		uint8_t was = buf[i];

		buf[i] = i & 1 ? 'g' : ' ';
		CHECK_INT(read_one(buf, n), NEWC_BAD_HEX);
		buf[i] = was;
	}
	CHECK_INT(read_one(buf, n), 0);
	buf[5] = '7';
	CHECK_INT(read_one(buf, n), NEWC_BAD_MAGIC);
}

TEST(hazard_102_no_trailer)
{
	struct rd r = rd_of(golden, 124);
	struct newc e;

	CHECK_INT(newc_next(&r, &e), 0);
	CHECK_INT(newc_next(&r, &e), NEWC_NO_END);
	CHECK_INT(read_one(golden, 0), NEWC_NO_END);
	CHECK_INT(read_one(golden, 5), NEWC_SHORT);
	CHECK_INT(read_one(golden, 109), NEWC_SHORT);
	CHECK_INT(read_one(golden, 121), NEWC_SHORT);
}

TEST(hazard_102_names_that_lead_elsewhere)
{
	static const struct {
		const char *name;
		bool safe;
	} names[] = {
		{"a", true},	 {"a/b/c", true},      {".", true},	{"...", true},
		{"a/..b", true}, {"..", false},	       {"../a", false}, {"a/..", false},
		{"", false},	 {"a/../../b", false}, {"/etc", false}, {"/", false},
		{"a//b", false}, {"a/", false},	       {"./a", false},
	};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (!CHECK_INT(newc_name_safe(view_of(names[i].name)), names[i].safe))
			printf("  name: %s\n", names[i].name);
}

TEST(ramdisks_by_their_first_bytes)
{
	CHECK(newc_unpackable(rd_of("070701", 6)));
	CHECK(newc_unpackable(rd_of("\x1f\x8b\x08", 3)));
	CHECK(newc_unpackable(rd_of("\x28\xb5\x2f\xfd", 4)));
	CHECK(!newc_unpackable(rd_of("07070", 5)));
	CHECK(!newc_unpackable(rd_of("<html>", 6)));
	CHECK(!newc_unpackable(rd_of(NULL, 0)));
}

TEST(every_reason_has_words)
{
	for (int i = 0; i < NEWC_REASONS; i++)
		CHECK(strlen(newc_str(i)) > 5);
	CHECK_STR(newc_str(NEWC_REASONS), "unknown reason");
}

static unsigned ended;

static void walk(const uint8_t *data, size_t len)
{
	struct rd r = rd_of(data, len);
	struct newc e;
	unsigned n = 0;
	int reason;

	while ((reason = newc_next(&r, &e)) == 0) {
		CHECK(e.name.n > 0 && e.name.n < NEWC_NAME_MAX);
		CHECK(e.name.p[e.name.n - 1] != 0);
		n++;
	}
	CHECK(n <= len / 110);
	ended += reason == NEWC_END;
}

TEST(mutations)
{
	uint8_t bytes[GOLDEN_LEN];

	memcpy(bytes, golden, GOLDEN_LEN);
	check_mutations(bytes, GOLDEN_LEN, walk);
	/* A flip in a name or in padding changes nothing that is checked; one in a magic must. */
	CHECK(ended > 0 && ended < GOLDEN_LEN * 8);
}
