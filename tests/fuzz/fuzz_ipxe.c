/* SPDX-License-Identifier: MIT
 * A session of iPXE scripts. Input: files one behind the other, a byte 0xff between them; the first is the
 * script, the others answer what it asks for in turn: downloads, lines, contents. Where there are no
 * more, nothing is there.
 */
#include "pxe/ipxe/ipxe.h"
#include "pxe/ipxe/machine.h"
#include "pxe/ipxe/uri.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct ipxe x;

static enum ipxe_kind kind_of(struct view file)
{
	if (ipxe_is_script(file))
		return IPXE_KIND_SCRIPT;
	return file.n % 3 ? IPXE_KIND_KERNEL : IPXE_KIND_OTHER;
}

static void fetched(struct view file)
{
	uint32_t handle;

	if (!ipxe_uri_fetchable(x.need.uri) || memchr(x.need.uri.p, ' ', x.need.uri.n))
		abort();
	if (!file.p) {
		ipxe_done(&x, IPXE_ENOENT);
		return;
	}
	handle = ipxe_fetched(&x, (struct view){0}, kind_of(file), file.n, file);
	if (handle > x.handles)
		abort();
}

static void choose(void)
{
	if (x.need.item < 0 || (size_t)x.need.item >= x.item_count || !x.items[x.need.item].name)
		abort();
	ipxe_chosen(&x, x.item_count % 5 ? x.need.item : -1);
}

static void answer(enum ipxe_event event, struct view file)
{
	uint64_t steps = x.steps;

	switch (event) {
	case IPXE_SAY:
		if (!x.say.n || x.say.n > IPXE_SAY_BUF)
			abort();
		break;
	case IPXE_FETCH: fetched(file); return;
	case IPXE_EXTRACT: ipxe_fetched(&x, (struct view){0}, kind_of(file), file.n, file); break;
	case IPXE_SUM: ipxe_summed(&x, view_of("sum")); break;
	case IPXE_CONTENT: ipxe_content(&x, file); break;
	case IPXE_CHOOSE: choose(); break;
	case IPXE_FORM:
		for (unsigned i = 0; i < x.item_count; i++)
			ipxe_filled(&x, i, view_of("entered"));
		ipxe_done(&x, 0);
		break;
	case IPXE_LINE:
	case IPXE_RESOLVE:
		if (file.p)
			ipxe_typed(&x, file);
		else
			ipxe_done(&x, IPXE_ECANCELED);
		break;
	default: ipxe_done(&x, file.n % 2 ? 0 : IPXE_ETIMEDOUT); break;
	}
	x.steps = steps;
}

static void look_at_end(void)
{
	char text[256];
	struct str s = str_of(text, sizeof text);
	size_t n = 0;

	ipxe_where(&x, &s);
	while (ipxe_initrd(&x, n))
		n++;
	if (n > x.image_count || x.image_count > IPXE_IMAGES)
		abort();
	if (x.end == IPXE_END_BOOT &&
	    (!ipxe_kernel(&x) || ipxe_kernel(&x)->kind != IPXE_KIND_KERNEL))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view rest = {.p = (const char *)data, .n = size}, file = {0};
	enum ipxe_event event;

	ipxe_init(&x);
	x.steps_max = 3000;
	ipxe_machine(&x, "1");
	ipxe_machine_cpu(&x);
	ipxe_fact_text(&x, "net0.dhcp", "ip", "10.0.0.1");
	ipxe_use_net(&x, "net0");
	view_until(&rest, '\xff', &file);
	if (ipxe_start(&x, view_of("http://h/d/s"), file))
		return 0;
	for (unsigned events = 0; (event = ipxe_run(&x)) != IPXE_STOP && events < 5000; events++) {
		file = (struct view){0};
		if (event != IPXE_SAY)
			view_until(&rest, '\xff', &file);
		answer(event, file);
	}
	if (event == IPXE_STOP)
		look_at_end();
	return 0;
}
