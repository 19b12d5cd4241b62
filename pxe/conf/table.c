/* SPDX-License-Identifier: MIT
 * Words looked up in a table, and what was meant by a word that is in none. Such a word is warned
 * about once; a hostile megabyte of them must not take long. */
#include "pxe/conf/internal.h"

static void *member_at(struct conf *c, size_t offset)
{
	return (char *)c + offset;
}

void conf_word_flag(struct conf *c, const struct conf_said *said)
{
	*(bool *)member_at(c, said->arg) = true;
}

void conf_word_number(struct conf *c, const struct conf_said *said)
{
	*(struct conf_number *)member_at(c, said->arg) = conf_int(c, said->value);
}

void conf_word_rest(struct conf *c, const struct conf_said *said)
{
	*(struct view *)member_at(c, said->arg) = said->value;
}

void conf_word_quiet(struct conf *c, const struct conf_said *said)
{
	(void)c;
	(void)said;
}

/* Whether @a becomes @b when one letter is added, dropped, changed or swapped with the next. Of four
 * letters two are half the word, and a swap says nothing. */
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
	return a.n == b.n && a.n > 4 && a.n - head - tail == 2 &&
	       text_lower(a.p[head]) == text_lower(b.p[head + 1]) &&
	       text_lower(a.p[head + 1]) == text_lower(b.p[head]);
}

/* The keyword that @word most likely was meant to be, NULL if there is none; words of three letters
 * are too close to one another to guess. */
static const char *suggest_word(const struct conf_word *table, struct view word)
{
	if (word.n <= 3)
		return NULL;
	for (const struct conf_word *w = table; w->name; w++)
		if (one_slip(word, view_of(w->name)))
			return w->name;
	return NULL;
}

/* FNV-1a over lower-case letters. */
static uint32_t hash_word(struct view word)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < word.n; i++)
		h = (h ^ (unsigned char)text_lower(word.p[i])) * 16777619u;
	return h;
}

/* Whether @word was not met before. There are half as many words as slots, so that each search
 * meets a free slot. */
static bool first_time(struct conf *c, struct view word)
{
	uint32_t at = hash_word(word) % CONF_SEEN_SLOTS;

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

static void warn_of_unknown(struct conf *c, const struct conf_word *table, const char *prefix,
			    struct view word)
{
	char name[64], text[80];
	struct str n = str_of(name, sizeof name), s = str_of(text, sizeof text);
	const char *meant;

	if (!first_time(c, word))
		return;
	str_puts(&n, prefix);
	str_put(&n, (struct view){.p = word.p, .n = word.n < 50 ? word.n : 50});
	str_puts(&s, "unknown word, the line is ignored");
	meant = suggest_word(table, word);
	if (meant)
		str_fmt(&s, "; is it %s?", meant);
	conf_note(c, CONF_WARNING, view_of(name), text);
}

void conf_word_run(struct conf *c, const struct conf_word *table, const char *prefix,
		   struct view line)
{
	struct view rest = line, word = view_word(&rest);
	struct conf_said said = {.raw = rest, .value = view_skip_blanks(rest)};
	char first = text_lower(word.p[0]); /* no line gets here without a word */

	for (const struct conf_word *w = table; w->name; w++) {
		/* nearly all differ in the first letter */
		if (w->name[0] != first || !view_ieq(word, view_of(w->name)))
			continue;
		said.arg = w->arg;
		c->any_word = true;
		w->act(c, &said);
		return;
	}
	warn_of_unknown(c, table, prefix, word);
}
