/* SPDX-License-Identifier: MIT */
#include "cmd/cmd.h"

#include "lib/cli.h"
#include "lib/clock.h"
#include "lib/log.h"
#include "lib/outfile.h"
#include "pxe/fetch/fetch.h"
#include "cmd/resolver.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PROGRESS_MS = 200 };

struct job {
	const char *output; /* NULL = last part of the path, "-" = standard output */
	bool stats;
	const char *cacert, *pin; /* NULL = the defaults of fetch_trust() */
	struct fetch_conf conf;
	struct pxe_target target;
	bool copy; /* the output is a pipe or device, which no rename may replace */
	struct outfile out;
	int fd; /* descriptor of @out, or of a memfd that is copied to the output */
	char mirrors[PXE_PATH_MAX];
	struct fetch fetch;
	uint64_t began, ended;
};

static struct job job;
static uint32_t blksize, windowsize; /* 0 = not given */

static const char usage[] =
	"usage: pxe get [-o FILE] [--stats] [OPTIONS] URL...\n"
	"  -o FILE         where to; - is standard output; default: the last part of the "
	"name\n"
	"  --stats         print figures as JSON when done\n"
	"  --blksize N     ask for blocks of N bytes, 8..65464; default: what the way takes\n"
	"  --windowsize N  ask for N blocks between acknowledgements, 1..256; default: what "
	"the\n"
	"                  way takes\n"
	"  --proxy H:P     fetch http and https through this proxy\n"
	"  --cacert FILE   trust these CAs for https (PEM)\n"
	"  --pin KEYS      trust these public keys for https (sha256//BASE64[;...])\n"
	"  URL             tftp, http, https or ftp://HOST[:PORT]/PATH, or HOST::PATH;\n"
	"                  others are asked in turn when the first is silent or cannot "
	"serve\n";

static const struct cli_option options[] = {
	{'o', NULL, CLI_TEXT, .text = &job.output},
	{0, "stats", CLI_ON, .flag = &job.stats},
	{0, "blksize", CLI_NUMBER, .number = &blksize, .min = TFTP_BLKSIZE_MIN,
	 .max = TFTP_BLKSIZE_MAX},
	{0, "windowsize", CLI_NUMBER, .number = &windowsize, .min = 1, .max = TFTP_WINDOW_MAX},
	{0, "proxy", CLI_TEXT, .text = &job.conf.proxy},
	{0, "cacert", CLI_TEXT, .text = &job.cacert},
	{0, "pin", CLI_TEXT, .text = &job.pin},
	{0},
};

/* Join the URLs at @url to one list of mirrors. Return: false = the list is too long */
static bool join_mirrors(struct job *j, char **url)
{
	struct str s = str_of(j->mirrors, sizeof j->mirrors);

	for (; *url; url++) {
		str_puts(&s, *url);
		str_putc(&s, ' ');
	}
	j->conf.mirrors = j->mirrors;
	return !s.cut;
}

static bool name_output(struct job *j)
{
	const char *slash = strrchr(j->target.path, '/');

	if (!j->output)
		j->output = slash ? slash + 1 : j->target.path;
	if (!*j->output || strcmp(j->output, ".") == 0 || strcmp(j->output, "..") == 0) {
		log_err("get: the name ends without a file name, use -o");
		return false;
	}
	return true;
}

static bool is_stdout(const struct job *j)
{
	return strcmp(j->output, "-") == 0;
}

/* The download goes to a memfd or to a file beside the output: a failure keeps the old output. */
static bool open_output(struct job *j)
{
	int err = is_stdout(j) ? -EINVAL : outfile_open(&j->out, j->output);

	j->fd = j->out.fd;
	j->copy = err == -EINVAL;
	if (j->copy) {
		j->fd = memfd_create("pxe-get", MFD_CLOEXEC);
		err = j->fd < 0 ? -errno : 0;
	}
	if (err)
		log_err("get: %s: %s", j->output, strerror(-err));
	return !err;
}

static int copy_out(const struct job *j)
{
	static char chunk[65536];
	FILE *to = is_stdout(j) ? stdout : fopen(j->output, "we");
	off_t at = 0;
	ssize_t n;
	int error = 0;

	if (!to)
		return -errno;
	while (!error && (n = pread(j->fd, chunk, sizeof chunk, at)) != 0) {
		if (n < 0)
			error = -errno;
		else if (fwrite(chunk, 1, (size_t)n, to) != (size_t)n)
			error = -EIO;
		at += n;
	}
	if ((is_stdout(j) ? fflush(to) : fclose(to)) && !error)
		error = -EIO;
	return error;
}

static int finish_output(struct job *j, bool good)
{
	int error = 0;

	if (j->copy) {
		error = good ? copy_out(j) : 0;
		close(j->fd);
	} else if (good) {
		error = outfile_keep(&j->out);
	} else {
		outfile_drop(&j->out);
	}
	if (!error)
		return good ? 0 : 1;
	log_err("get: %s: %s", j->output, strerror(-error));
	return 1;
}

static void print_get_progress(const struct fetch *f, uint64_t began, uint64_t now, bool last)
{
	uint64_t bytes = fetch_bytes(f), size = fetch_size(f), ms = now - began;

	fprintf(stderr, "\r%llu KiB", (unsigned long long)(bytes / 1024));
	if (size && bytes <= size) /* a server may send more than it announced */
		fprintf(stderr, " of %llu KiB (%llu %%)", (unsigned long long)(size / 1024),
			(unsigned long long)(bytes * 100 / size));
	if (ms)
		fprintf(stderr, ", %llu KiB/s", (unsigned long long)(bytes * 1000 / 1024 / ms));
	fputs(last ? "   \n" : "   ", stderr);
}

static void run_get_fetch(struct job *j)
{
	bool terminal = isatty(STDERR_FILENO);
	uint64_t now = j->began, shown = now;
	struct pollfd p[FETCH_POLLFDS];

	while (fetch_state(&j->fetch) == FETCH_RUNNING) {
		unsigned n = fetch_pollfds(&j->fetch, p);
		uint64_t until = fetch_deadline(&j->fetch);

		if (terminal)
			until = clock_min(until, shown + PROGRESS_MS);
		poll(p, n, clock_wait(now, until));
		now = clock_ms();
		fetch_step(&j->fetch, now);
		if (terminal && now - shown >= PROGRESS_MS) {
			print_get_progress(&j->fetch, j->began, now, false);
			shown = now;
		}
	}
	j->ended = now;
	if (terminal && fetch_state(&j->fetch) == FETCH_DONE)
		print_get_progress(&j->fetch, j->began, now, true);
}

static void print_stats(const struct job *j)
{
	const struct fetch_stats *s = fetch_stats(&j->fetch);
	uint64_t ms = j->ended - j->began;

	fprintf(is_stdout(j) ? stderr : stdout,
		"{\"bytes\":%llu,\"seconds\":%llu.%03llu,\"transport\":\"%s\",\"blksize\":%u,"
		"\"windowsize\":%u,\"packets\":%llu,\"retransmits\":%llu}\n",
		(unsigned long long)fetch_bytes(&j->fetch), (unsigned long long)(ms / 1000),
		(unsigned long long)(ms % 1000), fetch_transport(&j->fetch), s->blksize,
		s->windowsize, (unsigned long long)s->packets, (unsigned long long)s->retransmits);
}

static int download_to_output(struct job *j)
{
	bool good;
	int error;

	if (!open_output(j))
		return 1;
	j->began = clock_ms();
	error = fetch_start(&j->fetch, &j->conf, &j->target, j->fd, INT64_MAX, j->began);
	if (!error)
		run_get_fetch(j);
	good = !error && fetch_state(&j->fetch) == FETCH_DONE;
	if (!good && access(j->output, F_OK) == 0)
		log_err("%s, %s stays as it was", fetch_why(&j->fetch), j->output);
	else if (!good)
		log_err("%s, nothing is written", fetch_why(&j->fetch));
	error = finish_output(j, good);
	if (!error && j->stats)
		print_stats(j);
	fetch_abort(&j->fetch);
	return error;
}

int cmd_get(int argc, char **argv)
{
	static const struct cli cli = {
		.usage = usage, .options = options, .least = 1, .most = INT_MAX};
	struct job *j = &job;
	int status, bad;

	if (!cli_parse(&cli, argc, argv, &status))
		return status;
	j->conf.blksize = blksize;
	j->conf.windowsize = windowsize;
	bad = pxe_url_resolve(view_of(""), view_of(argv[optind]), &j->target);
	if (bad) {
		log_err("get: %s: %s", argv[optind], pxe_url_str(bad));
		return 2;
	}
	if (!join_mirrors(j, argv + optind + 1)) {
		log_err("get: more or longer URLs than are taken");
		return 2;
	}
	bad = fetch_trust(j->cacert, j->pin);
	if (bad) {
		log_err("get: %s: %s", j->cacert ? j->cacert : "--pin", strerror(-bad));
		return 1;
	}
	j->conf.seed = random_seed((uint64_t)getpid());
	resolver_read(&j->conf);
	return name_output(j) ? download_to_output(j) : 1;
}
