/* SPDX-License-Identifier: MIT
 * Which modules load for a device, and in which order. Hazard 104: chains of a thousand
 * dependencies and cycles in modules.dep. */
#include "tests/unit/check.h"

#include "init/modalias.h"
#include "init/uevent.h"
#include "lib/random.h"

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

static bool match(const char *pattern, const char *text)
{
	return modalias_match(view_of(pattern), view_of(text));
}

TEST(modalias_patterns_of_real_drivers)
{
	CHECK(match("virtio:d00000001v*", "virtio:d00000001v00001AF4"));
	CHECK(!match("virtio:d00000001v*", "virtio:d00000002v00001AF4"));
	CHECK(match("ccw:t3832m*", "ccw:t3832m01"));
	CHECK(match("ccw:t1731m01dt1732m01*", "ccw:t1731m01dt1732m01"));
	CHECK(match("pci:v00008086d*sv*sd*bc0Csc03i30*",
		    "pci:v00008086d00009D2Fsv0000sd00bc0Csc03i30"));
	CHECK(match("of:N*T*Cbrcm,bcm2835-usbC*", "of:NusbT(null)Cbrcm,bcm2835-usbCx"));
	CHECK(match("usb:v0BDAp815[0-3]d*dc*", "usb:v0BDAp8152d2000dc00"));
	CHECK(!match("usb:v0BDAp815[0-3]d*dc*", "usb:v0BDAp8154d2000dc00"));
	CHECK(!match("", "x") && match("", "") && match("*", "") && !match("?", ""));
	CHECK(!match("abc", "ab") && !match("ab", "abc"));
}

/* Random patterns over a small alphabet, judged by the C library. */
TEST(modalias_match_agrees_with_fnmatch)
{
	static const char letters[] = "ab*?[]!^-\\c";
	struct random r = {.state = 42};
	char p[10], t[10];

	for (int i = 0; i < 300000; i++) {
		size_t np = random_below(&r, 9), nt = random_below(&r, 9);
		const char *open;

		for (size_t k = 0; k < np; k++)
			p[k] = letters[random_below(&r, sizeof letters - 1)];
		for (size_t k = 0; k < nt; k++)
			t[k] = "abc"[random_below(&r, 3)];
		p[np] = t[nt] = '\0';
		/* Where libraries differ among themselves: odd brackets, a backslash at the end. */
		open = strchr(p, '[');
		if (strchr(p, '\\') || (open && (strpbrk(open, "-^") || strchr(open + 1, '[') ||
						 strstr(p, "[!]") || strstr(p, "[]"))))
			continue;
		if (!CHECK_INT(match(p, t), fnmatch(p, t, 0) == 0)) {
			fprintf(stderr, "pattern %s text %s\n", p, t);
			return;
		}
	}
}

TEST(modalias_stars_do_not_explode)
{
	char p[401], t[2000];

	memset(t, 'a', sizeof t);
	for (int i = 0; i < 400; i++)
		p[i] = i % 2 ? '*' : 'a';
	p[400] = '\0';
	p[398] = 'b';
	CHECK(!modalias_match(view_of(p), (struct view){.p = t, .n = sizeof t}));
}

TEST(modalias_finds_all_modules_of_an_alias)
{
	struct view file = view_of("# Aliases\nalias virtio:d00000001v* virtio_net\n\nalias\n"
				   "alias x\nsoftdep virtio:* y\n"
				   "alias virtio:* second\nalias pci:* third");
	struct view alias = view_of("virtio:d00000001v1"), m;

	CHECK(modalias_next(&file, alias, &m) && view_is(m, "virtio_net"));
	CHECK(modalias_next(&file, alias, &m) && view_is(m, "second"));
	CHECK(!modalias_next(&file, alias, &m));
	CHECK(!modalias_next(&file, alias, &m));
}

TEST(modalias_names_from_paths)
{
	CHECK(view_is(modalias_name(view_of("kernel/net/8021q/8021q.ko")), "8021q"));
	CHECK(view_is(modalias_name(view_of("a/b-c.ko.xz")), "b-c"));
	CHECK(view_is(modalias_name(view_of("x.kode.ko")), "x.kode"));
	CHECK(view_is(modalias_name(view_of("plain")), "plain"));
	CHECK_INT(modalias_name(view_of("dir/")).n, 0);
	CHECK(modalias_name_eq(view_of("net-failover_x"), view_of("net_failover-x")));
}

static char order_text[4096];

static int order(const char *file, const char *name)
{
	struct modalias_order o = {.n = 0};
	struct str s = str_of(order_text, sizeof order_text);
	int err = modalias_order(view_of(file), view_of(name), &o);

	for (unsigned i = 0; !err && i < o.n; i++) {
		str_put(&s, o.path[i]);
		str_putc(&s, ' ');
	}
	return err;
}

TEST(modalias_order_puts_needs_first)
{
	static const char file[] =
		"kernel/net_failover.ko: kernel/failover.ko\n"
		"kernel/virtio-net.ko.xz: kernel/net_failover.ko kernel/failover.ko\n"
		"kernel/failover.ko:\n"
		"kernel/top.ko: kernel/virtio-net.ko.xz kernel/failover.ko";

	CHECK_INT(order(file, "virtio_net"), 0);
	CHECK_STR(order_text, "kernel/failover.ko kernel/net_failover.ko kernel/virtio-net.ko.xz ");
	CHECK_INT(order(file, "top"), 0);
	CHECK_STR(order_text, "kernel/failover.ko kernel/net_failover.ko kernel/virtio-net.ko.xz "
			      "kernel/top.ko ");
	CHECK_INT(order(file, "failover"), 0);
	CHECK_STR(order_text, "kernel/failover.ko ");
	CHECK_INT(order(file, "none"), MODALIAS_NOT_LISTED);
	CHECK_INT(order(file, ""), MODALIAS_NOT_LISTED);
	CHECK_INT(order("", "x"), MODALIAS_NOT_LISTED);
	CHECK_INT(order("a.ko: b.ko\n", "a"), MODALIAS_NOT_LISTED);
}

TEST(hazard_104_dependency_cycles)
{
	CHECK_INT(order("a.ko: a.ko\n", "a"), MODALIAS_CYCLE);
	CHECK_INT(order("a.ko: b.ko\nb.ko: a.ko\n", "a"), MODALIAS_CYCLE);
	CHECK_INT(order("a.ko: b.ko\nb.ko: c.ko\nc.ko: b.ko\n", "a"), MODALIAS_CYCLE);
	CHECK_INT(order("a.ko: b.ko c.ko\nb.ko: d.ko\nc.ko: d.ko\nd.ko:\n", "a"), 0);
	CHECK_STR(order_text, "d.ko b.ko c.ko a.ko ");
}

/* m0 needs m1 needs m2 ... up to @n modules */
static const char *chain(int n)
{
	static char file[32768];
	struct str s = str_of(file, sizeof file);

	for (int i = 0; i < n - 1; i++)
		str_fmt(&s, "m%d.ko: m%d.ko\n", i, i + 1);
	str_fmt(&s, "m%d.ko:\n", n - 1);
	return file;
}

TEST(hazard_104_dependencies_1000_deep)
{
	CHECK_INT(order(chain(MODALIAS_MAX_DEPTH), "m0"), 0);
	CHECK_INT(order(chain(MODALIAS_MAX_DEPTH + 1), "m0"), MODALIAS_TOO_DEEP);
	CHECK_INT(order(chain(1000), "m0"), MODALIAS_TOO_DEEP);
}

/* m needs @n - 1 modules that need nothing */
static const char *broom(int n)
{
	static char file[4096];
	struct str s = str_of(file, sizeof file);

	str_puts(&s, "m.ko:");
	for (int i = 1; i < n; i++)
		str_fmt(&s, " d%d.ko", i);
	for (int i = 1; i < n; i++)
		str_fmt(&s, "\nd%d.ko:", i);
	return file;
}

TEST(modalias_order_at_its_cap)
{
	CHECK_INT(order(broom(MODALIAS_MAX_ORDER), "m"), 0);
	CHECK_INT(order(broom(MODALIAS_MAX_ORDER + 1), "m"), MODALIAS_TOO_MANY);
}

static void swallow(const uint8_t *data, size_t len)
{
	struct view v = {.p = (const char *)data, .n = len}, file = v, m;
	struct modalias_order o = {.n = 0};
	struct uevent e;

	modalias_order(v, view_of("virtio_net"), &o);
	while (modalias_next(&file, view_of("virtio:d00000001v1"), &m))
		modalias_order(v, m, &o);
	modalias_match(v, v);
	uevent_parse(v, &e);
}

TEST(modalias_mutations)
{
	static const char golden[] = "alias virtio:d0000000[1-2]v* virtio_net\n"
				     "k/net_failover.ko: k/failover.ko\n"
				     "k/virtio_net.ko: k/net_failover.ko k/failover.ko\n"
				     "k/failover.ko:\n";

	check_mutations((const uint8_t *)golden, sizeof golden - 1, swallow);
}

static const char uevent[] = "add@/devices/css0/0.0.0001/virtio1\0ACTION=add\0"
			     "DEVPATH=/devices/css0/0.0.0001/virtio1\0SUBSYSTEM=virtio\0"
			     "MODALIAS=virtio:d00000001v1AF4\0SEQNUM=5";

TEST(uevent_fields)
{
	struct uevent e;

	if (!CHECK(uevent_parse((struct view){.p = uevent, .n = sizeof uevent}, &e)))
		return;
	CHECK(view_is(e.action, "add"));
	CHECK(view_is(e.devpath, "/devices/css0/0.0.0001/virtio1"));
	CHECK(view_is(e.subsystem, "virtio"));
	CHECK(view_is(e.modalias, "virtio:d00000001v1AF4"));
}

TEST(uevent_refuses_other_shapes)
{
	static const char *const bad[] = {"", "libudev", "add", "add@", "@/devices/x", "add@x"};
	struct uevent e;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK(!uevent_parse(view_of(bad[i]), &e));
}

TEST(uevent_mutations)
{
	check_mutations((const uint8_t *)uevent, sizeof uevent, swallow);
}
