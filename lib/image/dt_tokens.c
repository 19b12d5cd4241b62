/* SPDX-License-Identifier: MIT */
#include "lib/image/dt_tokens.h"

#include "lib/text.h"

enum token { BEGIN_NODE = 1, END_NODE = 2, PROP = 3, NOP = 4, END = 9 };

/* What follows a name or a value begins on a multiple of 4 of the block. */
static void skip_padding(struct rd *block, size_t left_at_start)
{
	rd_skip(block, (0 - (left_at_start - rd_left(block))) % 4);
}

/** struct data_place - what a node says of its data behind the tree */
struct data_place {
	uint64_t tree_end; /* data-offset counts from here */
	uint64_t start, size;
	bool has_start, has_size, has_data;
	uint64_t end; /* the farthest end of all nodes so far */
};

static void place_ends(struct data_place *d)
{
	if (d->has_start && d->has_size && !d->has_data && d->start + d->size > d->end)
		d->end = d->start + d->size;
	d->has_start = d->has_size = d->has_data = false;
}

/* As lib/image/fit_part.c: data in the tree beats data behind it, data-position beats data-offset. */
static bool place_property(struct data_place *d, struct rd name, struct rd value)
{
	struct rd word = rd_cstr(&name);
	struct view v = {.p = (const char *)word.p, .n = rd_left(&word)};
	uint64_t number;

	if (name.bad || value.bad)
		return false;
	d->has_data = d->has_data || (view_is(v, "data") && rd_left(&value));
	number = rd_be32(&value);
	if (!rd_done(&value))
		return true;
	if (view_is(v, "data-size")) {
		d->size = number;
		d->has_size = true;
	} else if (view_is(v, "data-position")) {
		d->start = number;
		d->has_start = true;
	} else if (view_is(v, "data-offset") && !d->has_start) {
		d->start = d->tree_end + number;
		d->has_start = true;
	}
	return true;
}

/* @ret: where data behind the tree ends, written on success only */
static bool walk_tokens(struct rd tree, uint64_t *ret)
{
	struct data_place d = {0};
	struct rd block = tree, strings = tree;
	size_t all, depth = 0;

	rd_skip(&tree, 4); /* magic */
	d.tree_end = (rd_be32(&tree) + (uint64_t)3) & ~(uint64_t)3;
	rd_skip(&block, rd_be32(&tree));
	rd_skip(&strings, rd_be32(&tree));
	all = rd_left(&block);
	while (!block.bad && !tree.bad) {
		switch (rd_be32(&block)) {
		case BEGIN_NODE:
			place_ends(&d);
			rd_cstr(&block);
			depth++;
			break;
		case PROP: {
			uint32_t len = rd_be32(&block);
			struct rd name = strings;

			rd_skip(&name, rd_be32(&block));
			if (!place_property(&d, name, rd_sub(&block, len)))
				return false;
			break;
		}
		case END_NODE:
			if (!depth--)
				return false;
			place_ends(&d);
			break;
		case NOP: break;
		case END:
			if (depth || block.bad)
				return false;
			*ret = d.end;
			return true;
		default: return false;
		}
		skip_padding(&block, all);
	}
	return false;
}

bool dt_tokens(struct rd tree)
{
	uint64_t end;

	return walk_tokens(tree, &end);
}

uint64_t dt_tokens_data_end(struct rd file)
{
	uint64_t end;

	return walk_tokens(file, &end) ? end : 0;
}
