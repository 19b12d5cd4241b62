/* SPDX-License-Identifier: MIT
 * tests/unit/check.h - the test kit: a TEST() registers itself, check.c runs them all.
 *
 * Each test prints "PASS file: name", "FAIL file: name" or "SKIP file: name", the lines that
 * tests/tally counts. A failed CHECK says where and what, marks the test and goes on.
 */
#ifndef TESTS_UNIT_CHECK_H
#define TESTS_UNIT_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct check_test {
	const char *name;
	int line;
	void (*run)(void);
	struct check_test *next;
};

void check_register(struct check_test *t, const char *file);
bool check_true(bool ok, const char *file, int line, const char *what);
bool check_int(long long got, long long want, const char *file, int line, const char *what);
bool check_str(const char *got, const char *want, const char *file, int line, const char *what);
bool check_mem(const void *got, const void *want, size_t n, const char *file, int line,
	       const char *what);

#define TEST(fn)                                                                         \
	static void fn(void);                                                            \
	__attribute__((constructor)) static void register_##fn(void)                     \
	{                                                                                \
		static struct check_test t = {.name = #fn, .line = __LINE__, .run = fn}; \
		check_register(&t, __FILE__);                                            \
	}                                                                                \
	static void fn(void)

/* Each is true when the check held, so that a test can stop early: if (!CHECK(p)) return; */
#define CHECK(x) check_true((x), __FILE__, __LINE__, #x)
#define CHECK_INT(got, want) \
	check_int((long long)(got), (long long)(want), __FILE__, __LINE__, #got)
#define CHECK_STR(got, want)	check_str((got), (want), __FILE__, __LINE__, #got)
#define CHECK_MEM(got, want, n) check_mem((got), (want), (n), __FILE__, __LINE__, #got)

/* How long to wait, in real time, for what comes at once on an idle machine; what fails takes so
 * long, nothing else does. */
#define CHECK_PATIENCE_MS 30000

/** check_skip() - this machine's kernel, or the emulator in place of one, lacks what the test needs; not
 *  for missing tools or rights */
void check_skip(const char *why);

/** check_root() - is this root? Else the test has failed: make runs it as root */
bool check_root(void);

/** check_own_network() - go into a new network namespace; false when there is none: then the test is
 *  skipped if that is the kernel's doing, and has failed otherwise */
bool check_own_network(void);

/** check_mutations() - call @fn with @golden cut at every length and with every bit flipped, each
 *  time in a heap block of exactly that size, so that a sanitizer sees one byte too far */
void check_mutations(const uint8_t *golden, size_t len,
		     void (*fn)(const uint8_t *data, size_t len));

#endif
