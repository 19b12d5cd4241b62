/* SPDX-License-Identifier: MIT
 * Words that are in no table: which of them to keep quiet about, and what was meant by the others.
 * Each is looked at once; a hostile megabyte of them must not take long. */
#include "pxe/conf/internal.h"

static bool in_list(const char *list, struct view word)
{
	struct view rest = view_of(list);

	for (struct view w = view_word(&rest); w.n; w = view_word(&rest))
		if (view_ieq(w, word))
			return true;
	return false;
}

/* Whether @a becomes @b when one letter is added, dropped, changed or swapped with the next. */
static bool one_slip(struct view a, struct view b)
{
	size_t head = 0, tail = 0;
	size_t longer = a.n > b.n ? a.n : b.n, shorter = a.n > b.n ? b.n : a.n;

	while (head < shorter && text_lower(a.p[head]) == text_lower(b.p[head]))
		head++;
	while (tail < shorter - head &&
	       text_lower(a.p[a.n - 1 - tail]) == text_lower(b.p[b.n - 1 - tail]))
		tail++;
	if (longer - head - tail <= 1)
		return true;
	return a.n == b.n && a.n - head - tail == 2 &&
	       text_lower(a.p[head]) == text_lower(b.p[head + 1]) &&
	       text_lower(a.p[head + 1]) == text_lower(b.p[head]);
}

/* The keyword that @word most likely was meant to be, empty if there is none; words of three
 * letters are too close to one another to guess. */
static struct view suggest(const struct conf_words *words, struct view word)
{
	struct view rest = view_of(words->quiet), w;

	if (word.n <= 3)
		return view_of("");
	for (const struct conf_word *t = words->table; t->name[0]; t++)
		if (one_slip(word, view_of(t->name)))
			return view_of(t->name);
	w = view_word(&rest);
	while (w.n && !one_slip(word, w))
		w = view_word(&rest);
	return w;
}

/* FNV-1a over lower-case letters. */
static uint32_t hash(struct view word)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < word.n; i++)
		h = (h ^ (unsigned char)text_lower(word.p[i])) * 16777619u;
	return h;
}

/* Whether @word was not met before. There are half as many words as
 * slots, so each search meets a free one. */
static bool first_time(struct conf *c, struct view word)
{
	uint32_t at = hash(word) % CONF_SEEN_SLOTS;

	for (; c->seen_at[at]; at = (at + 1) % CONF_SEEN_SLOTS)
		if (view_ieq(c->seen[c->seen_at[at] - 1], word))
			return false;
	if (c->seen_count == CONF_NOTES_MAX) { /* a file of nothing else: stop remembering */
		c->notes_lost++;
		return false;
	}
	c->seen[c->seen_count++] = word;
	c->seen_at[at] = (uint16_t)c->seen_count;
	return true;
}

void conf_word_other(struct conf *c, const struct conf_words *words, struct view word)
{
	char name[64], text[80];
	struct str n = str_of(name, sizeof name), s = str_of(text, sizeof text);
	struct view meant;

	if (!first_time(c, word) || in_list(words->quiet, word))
		return;
	str_puts(&n, words->prefix);
	str_put(&n, (struct view){.p = word.p, .n = word.n < 50 ? word.n : 50});
	str_puts(&s, "unknown word, the line is ignored");
	meant = suggest(words, word);
	if (meant.n) {
		str_puts(&s, "; is it ");
		str_put(&s, meant);
		str_putc(&s, '?');
	}
	conf_note(c, CONF_WARNING, view_of(name), text);
}
