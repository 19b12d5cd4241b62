/* SPDX-License-Identifier: MIT */
#include "init/menu/countdown.h"

#include "lib/clock.h"
#include "lib/text.h"

#define DS_MS 100 /* TIMEOUT counts tenths of a second */

/* "{one,many}" is what menu.c32 lets configurations write for a plural. */
static struct view choose_form(struct view *t, bool one)
{
	struct view inside, first = {0};

	view_until(t, '}', &inside);
	view_until(&inside, ',', &first);
	return one ? first : inside;
}

void menu_countdown_text(const struct menu *m, char buf[static MENU_COUNTDOWN_TEXT])
{
	struct view t =
		view_of(m->conf.autoboot[0] ? m->conf.autoboot : "Automatic boot in # second{,s}");
	struct str s = str_of(buf, MENU_COUNTDOWN_TEXT);

	if (m->left_s == UINT32_MAX)
		return;
	while (t.n) {
		char c = *t.p++;

		t.n--;
		if (c == '#')
			str_fmt(&s, "%u", m->left_s);
		else if (c == '{')
			str_put(&s, choose_form(&t, m->left_s == 1));
		else
			str_putc(&s, c);
	}
}

static uint64_t countdown_end(const struct menu *m)
{
	return clock_min(m->wait_at, m->total_at);
}

static void count_down(struct menu *m, uint64_t now)
{
	uint64_t end = countdown_end(m);
	uint32_t left = UINT32_MAX;

	if (end != CLOCK_NEVER)
		left = end > now ? (uint32_t)((end - now + 999) / 1000) : 0;
	m->change += left != m->left_s;
	m->left_s = left;
}

static uint64_t after_ds(uint32_t ds, uint64_t now)
{
	return ds ? now + (uint64_t)ds * DS_MS : CLOCK_NEVER;
}

void menu_countdown_start(struct menu *m, uint64_t now)
{
	m->wait_at = after_ds(m->conf.wait_ds, now);
	m->total_at = after_ds(m->conf.total_ds, now);
	count_down(m, now);
}

void menu_countdown_touched(struct menu *m, uint64_t now)
{
	m->wait_at = after_ds(m->conf.again_ds, now);
}

bool menu_countdown_tick(struct menu *m, uint64_t now)
{
	count_down(m, now);
	if (m->left_s || m->asked)
		return false;
	m->wait_at = CLOCK_NEVER;
	if (now >= m->total_at)
		m->total_at = CLOCK_NEVER;
	return true;
}

uint64_t menu_countdown_deadline(const struct menu *m, uint64_t now)
{
	uint64_t end = countdown_end(m);

	if (end == CLOCK_NEVER || (m->asked && end <= now))
		return CLOCK_NEVER;
	if (!m->left_s || m->left_s == UINT32_MAX)
		return end;
	return end - (m->left_s - 1) * 1000ull;
}
