/* SPDX-License-Identifier: MIT
 * A download from servers that redirect, break off, resume, lie and fall silent, with substitutes and
 * mirrors. It ends, no byte lies behind its limit, its failure is one printable sentence; and what
 * honest servers sent in pieces is one version of the file, from its first byte to its last.
 */
#include "tests/fuzz/wire_rig.h"

#include "lib/log.h"

#include <sys/mman.h>
#include <sys/stat.h>

#define LIMIT	  3000
#define BASE	  16
#define STEPS_MAX 20000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char content[4096];
static bool changes; /* every request meets another version */

static void make_version(void)
{
	size_t n = 700 + rig_version % 5 * 400;

	for (size_t i = 0; i < n; i++)
		content[i] = (char)(i * 7 + i / 256 + rig_version * 59);
	rig_file = (struct view){.p = content, .n = n};
}

static void rig_choose_file(void)
{
	rig_version += changes && rd_u8(&rig_in) & 1;
	make_version();
}

static void unheard(enum log_level level, const char *line)
{
	(void)level;
	need(view_printable(view_of(line)));
}

static void check_whole(const struct fetch *f, int out)
{
	static char got[sizeof content];
	struct stat st;
	uint64_t n = fetch_bytes(f);

	need(n <= LIMIT && fstat(out, &st) == 0 && (uint64_t)st.st_size == BASE + n);
	need(pread(out, got, (size_t)n, BASE) == (ssize_t)n);
	if (rig_honest)
		need(n == rig_file.n && memcmp(got, content, (size_t)n) == 0);
}

static void run_fetch(struct fetch *f, uint64_t now)
{
	struct pollfd fds[FETCH_POLLFDS];

	for (unsigned steps = 0; fetch_state(f) == FETCH_RUNNING; steps++) {
		uint64_t due = fetch_deadline(f);

		need(steps < STEPS_MAX && (due != CLOCK_NEVER || fetch_pollfds(f, fds)));
		now = due > now && due != CLOCK_NEVER ? due : now + 1;
		fetch_step(f, now);
		need(fetch_bytes(f) <= LIMIT);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = {
		"http://10.0.0.2/f", "http://host/f.gz",  "https://10.0.0.2/f",
		"ftp://10.0.0.2/f",  "tftp://10.0.0.2/f", "f",
		"host::f",	     "gopher://x/y",
	};
	static const char *const mirrors[] = {"", "http://10.0.0.8/m/", "tftp://10.0.0.9/",
					      "http://mirror/ tftp://10.0.0.9/x/ ftp://10.0.0.1/"};
	static struct fetch f;
	static int out = -1;
	struct fetch_conf conf = {.dns = {{{[10] = 0xff, 0xff, 10, 0, 0, 3}}},
				  .base = BASE,
				  .search = "",
				  .name = view_of("f")};
	struct pxe_target target;
	uint8_t how, where;

	if (out < 0) {
		out = memfd_create("fuzz", MFD_CLOEXEC);
		log_set(unheard, LOG_DEBUG);
	}
	need(ftruncate(out, 0) == 0);
	rig_in = rd_of(data, size);
	how = rd_u8(&rig_in);
	where = rd_u8(&rig_in);
	rig_honest = how & 1;
	changes = how & 2;
	rig_version = 0;
	conf.seed = how;
	conf.mirrors = mirrors[how >> 2 & 3];
	conf.servers[0] = netaddr_ip4(how & 16 ? 0 : 0x0a000002);
	conf.servers[1] = netaddr_ip4(how & 32 ? 0x0a000006 : 0);
	conf.proxy = how & 64 ? how & 128 ? "10.0.0.4:3128" : "bad:proxy:x" : "";
	need(pxe_url_resolve(view_of(""), view_of(names[where % 8]), &target) == 0);
	if (fetch_start(&f, &conf, &target, out, LIMIT, 1000) == 0) {
		if (where & 128) /* the caller may lose patience */
			fetch_step(&f, 2000);
		else
			run_fetch(&f, 1000);
		if (fetch_state(&f) == FETCH_DONE)
			check_whole(&f, out);
		else if (fetch_state(&f) == FETCH_FAILED)
			need(fetch_failure(&f) && fetch_why(&f)[0] &&
			     view_printable(view_of(fetch_why(&f))));
	}
	fetch_abort(&f);
	return 0;
}
