/* SPDX-License-Identifier: MIT */
#include "pxe/plan/dtb.h"

#include "lib/bytes.h"

#define TREE_MAGIC 0xd00dfeedu /* Devicetree Specification 0.4, 5.2 */
#define FORMS	   4

struct maker {
	struct view vendor, name;
};

bool plan_dtb_is_tree(const uint8_t *head, size_t len)
{
	struct rd r = rd_of(head, len);

	return rd_be32(&r) == TREE_MAGIC;
}

/* "vendor,name"; what has no comma is all name. A slash would lead somewhere else. */
static bool split_maker(struct view word, struct maker *ret)
{
	struct view rest = word;

	for (size_t i = 0; i < word.n; i++)
		if (word.p[i] == '/')
			return false;
	*ret = (struct maker){.name = word};
	view_until(&rest, ',', &ret->vendor);
	if (!rest.p)
		ret->vendor.n = 0;
	else
		ret->name = rest;
	return ret->name.n > 0;
}

static struct view last_word(struct view v)
{
	struct view last = {0};

	for (struct view w = view_word(&v); w.n; w = view_word(&v))
		last = w;
	return last;
}

/* Number @n of the words before the chip's. */
static bool nth_board(struct view compatible, struct view chip, unsigned n, struct maker *ret)
{
	for (struct view w = view_word(&compatible); w.p != chip.p; w = view_word(&compatible))
		if (split_maker(w, ret) && !n--)
			return true;
	return false;
}

static void put_dtb_file(struct str *s, struct view vendor, struct view chip, struct view name)
{
	if (vendor.n) {
		str_put(s, vendor);
		str_putc(s, '/');
	}
	if (chip.n) {
		str_put(s, chip);
		str_putc(s, '-');
	}
	str_put(s, name);
	str_puts(s, ".dtb");
}

bool plan_dtb_name(struct view dir, struct view compatible, unsigned n, struct str *ret)
{
	struct view last = last_word(compatible), none = {0};
	struct maker chip, this;

	if (!split_maker(last, &chip))
		return false;
	if (view_eq(last, view_trim(compatible))) { /* one word, the board's and the chip's */
		if (n > 1)
			return false;
		this = chip;
		n = 2 * n + 1;
	} else if (!nth_board(compatible, last, n / FORMS, &this)) {
		return false;
	}
	str_put(ret, dir);
	if (dir.n && dir.p[dir.n - 1] != '/')
		str_putc(ret, '/');
	switch (n % FORMS) {
	case 0: put_dtb_file(ret, chip.vendor, chip.name, this.name); break;
	case 1: put_dtb_file(ret, this.vendor, none, this.name); break;
	case 2: put_dtb_file(ret, none, chip.name, this.name); break;
	default: put_dtb_file(ret, none, none, this.name); break;
	}
	return !ret->cut;
}
