/* SPDX-License-Identifier: MIT */
#include "lib/image/parmfile.h"

#include "lib/image/s390.h"

#include <string.h>

/* EBCDIC letters and digits are above 0x80, and its blank, most of many a card, is 0x40. ASCII has
 * no byte above 0x80, and UTF-8 text has few. */
static bool looks_ebcdic(struct view text)
{
	size_t high = 0, all = 0;

	for (size_t i = 0; i < text.n; i++) {
		high += (uint8_t)text.p[i] >= 0x80;
		all += text.p[i] != 0x40;
	}
	return high > all / 2;
}

static bool is_parm_text(struct view text)
{
	for (size_t i = 0; i < text.n; i++) {
		uint8_t c = (uint8_t)text.p[i];

		if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f)
			return false;
	}
	return true;
}

static struct view next_card(struct view *text)
{
	struct view card = {.p = text->p, .n = text->n};

	if (card.n > PARMFILE_CARD)
		card.n = PARMFILE_CARD;
	text->p += card.n;
	text->n -= card.n;
	return card;
}

/* Append a card, or a line without its end. @runs_on: the card before fills all its columns; set
 * for the next card. */
static void fold_card(struct view card, struct str *s, bool *runs_on)
{
	struct view trimmed = view_trim(card);

	/* Leading blanks count when the card before runs on into this one. */
	if (*runs_on && trimmed.n) {
		trimmed.n += (size_t)(trimmed.p - card.p);
		trimmed.p = card.p;
	} else if (s->n && trimmed.n) {
		str_putc(s, ' ');
	}
	str_put(s, trimmed);
	*runs_on = card.n == PARMFILE_CARD && card.p[card.n - 1] != ' ';
}

static void fold_cards(struct view text, struct str *s)
{
	bool runs_on = false;

	while (text.n)
		fold_card(next_card(&text), s, &runs_on);
}

static bool next_line(struct view *text, struct view *line)
{
	if (!view_until(text, '\n', line))
		return false;
	if (line->n && line->p[line->n - 1] == '\r')
		line->n--;
	return true;
}

/* The lines are cards, unless one is longer than a card. */
static bool lines_are_cards(struct view text)
{
	struct view line;

	while (next_line(&text, &line))
		if (line.n > PARMFILE_CARD)
			return false;
	return true;
}

static void fold_lines(struct view text, struct str *s)
{
	bool cards = lines_are_cards(text), runs_on = false;
	struct view line;

	while (next_line(&text, &line)) {
		fold_card(line, s, &runs_on);
		runs_on = runs_on && cards;
	}
}

int parmfile_fold(struct rd file, struct str *s)
{
	struct view text = {.p = (const char *)file.p, .n = rd_left(&file)};
	bool cards = text.n && text.n % PARMFILE_CARD == 0 && !memchr(text.p, '\n', text.n);

	/* Trailing zeroes and blanks are padding; leading ones are columns of the first card. */
	text = view_trim(text);
	while (text.n && text.p > (const char *)file.p && (cards || text.p[-1] == ' ')) {
		text.p--;
		text.n++;
	}
	if (looks_ebcdic(text))
		return PARMFILE_EBCDIC;
	if (s390_image_is_page(file) || view_starts(view_trim(text), "<"))
		return PARMFILE_PAGE;
	if (!is_parm_text(text))
		return PARMFILE_BINARY;
	if (s390_cmdline_high(text) < text.n)
		return PARMFILE_HIGH;
	if (cards)
		fold_cards(text, s);
	else
		fold_lines(text, s);
	return s->cut ? PARMFILE_LONG : 0;
}

void parmfile_put_high(struct rd file, struct str *s)
{
	struct view text = {.p = (const char *)file.p, .n = rd_left(&file)};
	size_t at = s390_cmdline_high(text);
	unsigned line = 1, column = 1;

	for (size_t i = 0; i < at; i++) {
		column = text.p[i] == '\n' ? 1 : column + 1;
		line += text.p[i] == '\n';
	}
	if (at < text.n)
		str_fmt(s, "line %u, column %u: byte 0x%02x: ", line, column,
			(unsigned)(uint8_t)text.p[at]);
}

const char *parmfile_str(int reason)
{
	static const char *const names[PARMFILE_REASONS] = {
		[PARMFILE_OK] = "folded",
		[PARMFILE_EBCDIC] = "EBCDIC text; convert it first: iconv -f IBM1047 -t ASCII",
		[PARMFILE_PAGE] = "an HTML page and no parameter file",
		[PARMFILE_BINARY] = "not a text file: control characters inside",
		[PARMFILE_HIGH] = S390_CMDLINE_NOT_ASCII,
		[PARMFILE_LONG] = "longer than any kernel's command line",
	};

	if (reason < 0 || reason >= PARMFILE_REASONS)
		return "unknown reason";
	return names[reason];
}
