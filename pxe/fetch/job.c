/* SPDX-License-Identifier: MIT */
#include "pxe/fetch/job.h"

#include "lib/error.h"

static const char *fetch_fail_words(enum fetch_fail fail)
{
	switch (fail) {
	case FETCH_FINE: return "fine";
	case FETCH_NOT_FOUND: return "no such file";
	case FETCH_REFUSED: return "refused";
	case FETCH_TIMEOUT: return "no answer";
	case FETCH_TOO_BIG: return "too big";
	case FETCH_NO_SERVER: return "no server known";
	case FETCH_NO_TRANSPORT: return "transport not built in";
	case FETCH_UNTRUSTED: return "server not trusted";
	case FETCH_NAME: return "bad name";
	case FETCH_LOCAL:
	default: return "local error";
	}
}

struct str fetch_job_why(struct fetch_job *j)
{
	struct str s = str_of(j->why, sizeof j->why);

	pxe_url_text(&s, &j->target, FETCH_PATH_SHOWN);
	str_puts(&s, ": ");
	return s;
}

enum fetch_end fetch_job_failed_why(struct fetch_job *j, enum fetch_fail fail)
{
	j->fail = fail;
	return FETCH_END_FAILED;
}

enum fetch_end fetch_job_failed(struct fetch_job *j, enum fetch_fail fail, const char *text)
{
	struct str s = fetch_job_why(j);

	str_puts(&s, text ? text : fetch_fail_words(fail));
	return fetch_job_failed_why(j, fail);
}

enum fetch_end fetch_job_failed_local(struct fetch_job *j, int error)
{
	j->error = error;
	return fetch_job_failed(j, FETCH_LOCAL, error_str(-error));
}
