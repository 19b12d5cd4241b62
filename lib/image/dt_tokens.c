/* SPDX-License-Identifier: MIT */
#include "lib/image/dt_tokens.h"

enum token { BEGIN_NODE = 1, END_NODE = 2, PROP = 3, NOP = 4, END = 9 };

/* What follows a name or a value begins on a multiple of 4 of the block. */
static void skip_padding(struct rd *block, size_t left_at_start)
{
	rd_skip(block, (0 - (left_at_start - rd_left(block))) % 4);
}

bool dt_tokens(struct rd tree)
{
	struct rd block = tree;
	size_t all;

	rd_skip(&tree, 8); /* magic, totalsize */
	rd_skip(&block, rd_be32(&tree));
	all = rd_left(&block);
	while (!block.bad && !tree.bad) {
		switch (rd_be32(&block)) {
		case BEGIN_NODE: rd_cstr(&block); break;
		case PROP: {
			uint32_t len = rd_be32(&block);

			rd_skip(&block, 4); /* where its name is */
			rd_skip(&block, len);
			break;
		}
		case END_NODE:
		case NOP: break;
		case END: return !block.bad;
		default: return false;
		}
		skip_padding(&block, all);
	}
	return false;
}
