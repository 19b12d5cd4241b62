/* SPDX-License-Identifier: MIT */
#include "cmd/resolver.h"

#include <stdio.h>

static char search[512];

static void read_line(struct fetch_conf *conf, struct view line, int *count)
{
	struct view word = view_word(&line), words = view_trim(line), value = view_word(&line);

	if (view_is(word, "nameserver") && *count < FETCH_DNS_MAX &&
	    netaddr_text(value, &conf->dns[*count]))
		(*count)++;
	if (view_is(word, "search") || view_is(word, "domain"))
		text_copy(search, sizeof search, words);
}

void resolver_read(struct fetch_conf *conf)
{
	FILE *f = fopen("/etc/resolv.conf", "re");
	char line[512];
	int count = 0;

	search[0] = '\0';
	while (f && fgets(line, sizeof line, f))
		read_line(conf, view_of(line), &count);
	if (f)
		fclose(f);
	conf->search = search;
}
