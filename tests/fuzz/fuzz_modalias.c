/* SPDX-License-Identifier: MIT
 * Any bytes as modules.dep, modules.alias, pattern and uevent: ends, stays inside, and an order
 * never names a module twice. */
#include "init/modalias.h"
#include "init/uevent.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look(const struct modalias_order *o)
{
	if (o->n < 1 || o->n > MODALIAS_MAX_ORDER)
		abort();
	for (unsigned i = 0; i < o->n; i++)
		for (unsigned k = 0; k < i; k++)
			if (view_eq(o->path[i], o->path[k]))
				abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view v = {.p = (const char *)data, .n = size}, file = v, line, module;
	struct modalias_order o;
	struct uevent e;

	if (size > 4096)
		return 0;
	while (view_until(&file, '\n', &line))
		if (modalias_order(v, view_word(&line), &o) == 0)
			look(&o);
	file = v;
	while (modalias_next(&file, view_of("virtio:d00000001v00001AF4"), &module))
		if (modalias_order(v, modalias_name(module), &o) == 0)
			look(&o);
	uevent_parse(v, &e);
	return 0;
}
