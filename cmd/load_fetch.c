/* SPDX-License-Identifier: MIT */
#include "cmd/load_fetch.h"

#include "lib/clock.h"
#include "lib/random.h"
#include "pxe/fetch/fetch.h"
#include "cmd/resolver.h"

#include <errno.h>
#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

static struct fetch fetch;

static void run_load_fetch(void)
{
	uint64_t now = clock_ms();
	struct pollfd p[FETCH_POLLFDS];

	while (fetch_state(&fetch) == FETCH_RUNNING) {
		unsigned n = fetch_pollfds(&fetch, p);

		poll(p, n, clock_wait(now, fetch_deadline(&fetch)));
		now = clock_ms();
		fetch_step(&fetch, now);
	}
}

static int load_fetch_result(void)
{
	if (fetch_state(&fetch) == FETCH_DONE)
		return 0;
	switch (fetch_failure(&fetch)) {
	case FETCH_NOT_FOUND: return -ENOENT;
	case FETCH_LOCAL: return fetch_errno(&fetch);
	default: return -EIO;
	}
}

static int download_to_memfd(const struct fetch_conf *conf, const struct pxe_target *target, int fd,
			     size_t size, char *why)
{
	struct str s = str_of(why, LOAD_FETCH_WHY);
	int rc = fetch_start(&fetch, conf, target, fd, size, clock_ms());

	if (rc) {
		str_puts(&s, "no socket for the download");
		return rc;
	}
	run_load_fetch();
	rc = load_fetch_result();
	if (rc)
		str_puts(&s, fetch_why(&fetch));
	fetch_abort(&fetch);
	return rc;
}

int load_fetch(const struct pxe_target *target, uint32_t server, char *buf, size_t size,
	       struct view *ret, char *why)
{
	struct fetch_conf conf = {.server = server, .seed = random_seed((uint64_t)getpid())};
	int fd = memfd_create("pxe-config", MFD_CLOEXEC), rc;
	ssize_t n;

	if (fd < 0)
		return -errno;
	resolver_read(&conf);
	rc = download_to_memfd(&conf, target, fd, size, why);
	n = rc ? 0 : pread(fd, buf, size, 0);
	if (n < 0)
		rc = -errno;
	close(fd);
	if (!rc)
		*ret = (struct view){.p = buf, .n = (size_t)n};
	return rc;
}
