/* SPDX-License-Identifier: MIT */
#include "pxe/handover.h"

bool pxe_handover_kind(struct view v, enum pxe_handover *ret)
{
	static const char names[][7] = {"none", "dracut", "debian", "casper", "kernel"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (!view_is(v, names[i]))
			continue;
		*ret = (enum pxe_handover)i;
		return true;
	}
	return false;
}
