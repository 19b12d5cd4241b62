/* SPDX-License-Identifier: MIT
 * Any bytes as a message from the worker: what passes the gate is in the range that PID 1 acts on.
 */
#include "lib/log.h"
#include "lib/text.h"
#include "pxe/chan.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool ok)
{
	if (!ok)
		abort();
}

static void need_text(const char *text, size_t size)
{
	need(memchr(text, 0, size) != NULL);
	need(view_printable(view_of(text)));
	for (; *text; text++)
		need((unsigned char)*text >= 0x20 && *text != 0x7f);
}

static void need_ascii(const char *text, size_t size)
{
	need_text(text, size);
	for (; *text; text++)
		need(*text <= 0x7e && *text > 0);
}

static void need_addr6(const struct chan_addr6 *a)
{
	need(a->valid_s && a->addr[0] && a->addr[0] != 0xff);
	need(a->addr[0] != 0xfe || (a->addr[1] & 0xc0) != 0x80);
}

static void need_addr(const struct chan_addr *a)
{
	need(a->addr >> 24 && a->addr >> 24 != 127 && a->addr < 0xe0000000u);
	need(a->prefix_len >= 1 && a->prefix_len <= 32 && a->valid_s);
	need(a->routes <= CHAN_ROUTES_MAX && (!a->mtu || a->mtu >= 576));
	for (unsigned i = 0; i < a->routes; i++)
		need(a->route[i].prefix_len <= 32);
}

static void need_menu(const struct chan_menu *m)
{
	need(m->screen < CHAN_SCREENS && !(m->flags & ~(uint32_t)CHAN_M_ALL));
	need(m->menus >= 1 && m->menus <= CHAN_MENUS && m->start < m->menus);
	need(m->entries <= CHAN_ENTRIES);
	need_text(m->autoboot, sizeof m->autoboot);
	need_ascii(m->ask, sizeof m->ask);
	need_ascii(m->line, sizeof m->line);
}

static void need_submenu(const struct chan_submenu *s)
{
	need(s->menu < CHAN_MENUS && s->parent < CHAN_MENUS);
	need(s->chosen < CHAN_ENTRIES || s->chosen == CHAN_NO_ENTRY);
	need_text(s->title, sizeof s->title);
}

static void need_entry(const struct chan_entry *e)
{
	need(e->entry < CHAN_ENTRIES && e->menu < CHAN_MENUS && e->target < CHAN_MENUS);
	need(e->kind < CHAN_E_KINDS && e->indent < CHAN_TITLE_MAX);
	need(e->locked <= 1 && e->immediate <= 1 && e->hotkey <= 0x7e);
	need_text(e->text, sizeof e->text);
	need_ascii(e->name, sizeof e->name);
}

static void need_sane(const struct chan_msg *m)
{
	switch (m->kind) {
	case CHAN_ALIVE:
	case CHAN_SHOW:
	case CHAN_MENU_GONE:
	case CHAN_SHELL:
	case CHAN_BOOT: break;
	case CHAN_VLAN: need(m->ifindex > 0 && m->u.vlan >= 1 && m->u.vlan <= CHAN_VLAN_MAX); break;
	case CHAN_CLOCK:
		need(m->u.clock_ms >= CHAN_CLOCK_MIN_MS && m->u.clock_ms <= CHAN_CLOCK_MAX_MS);
		break;
	case CHAN_KEYS: need(m->u.wanted <= 1); break;
	case CHAN_MENU: need_menu(&m->u.menu); break;
	case CHAN_SUBMENU: need_submenu(&m->u.submenu); break;
	case CHAN_ENTRY: need_entry(&m->u.entry); break;
	case CHAN_HELP:
		need(m->u.help.entry < CHAN_ENTRIES);
		need_text(m->u.help.text, sizeof m->u.help.text);
		break;
	case CHAN_CMDLINE_IS:
		need(m->u.choice.entry < CHAN_ENTRIES && m->u.choice.edited <= 1);
		need_ascii(m->u.choice.passwd, sizeof m->u.choice.passwd);
		need_ascii(m->u.choice.line, sizeof m->u.choice.line);
		break;
	case CHAN_GRANTED:
		need(m->u.choice.entry < CHAN_ENTRIES || m->u.choice.entry == CHAN_NO_ENTRY);
		break;
	case CHAN_LOG:
	case CHAN_PROGRESS:
	case CHAN_REBOOT:
	case CHAN_POWEROFF:
	case CHAN_LOCALBOOT:
	case CHAN_DENIED:
	case CHAN_LINE:
		need(m->u.log.level <= LOG_DEBUG);
		need_text(m->u.log.text, sizeof m->u.log.text);
		break;
	case CHAN_ADDR:
		need_addr(&m->u.addr);
		need(m->ifindex > 0);
		break;
	case CHAN_ADDR6:
		need_addr6(&m->u.addr6);
		need(m->ifindex > 0);
		break;
	case CHAN_AWAIT:
	case CHAN_ADDR_GONE: need(m->ifindex > 0); break;
	case CHAN_FILE:
		need(m->u.file.which < CHAN_PARTS);
		need_text(m->u.file.name, sizeof m->u.file.name);
		break;
	case CHAN_STAGE:
		need(m->u.stage.kind < CHAN_STAGES && m->u.stage.from_ms <= m->u.stage.to_ms);
		need_text(m->u.stage.text, sizeof m->u.stage.text);
		break;
	case CHAN_PART: need(m->u.part.which < CHAN_PARTS); break;
	default: abort();
	}
}

/* The first byte is the number of descriptors, the second the kind, so that few inputs are wasted
 * on numbers far outside. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct chan_msg m;
	unsigned fds;

	if (size < 2)
		return 0;
	memset(&m, 0, sizeof m);
	fds = data[0] % (CHAN_FDS_MAX + 1);
	m.kind = data[1] % (CHAN_KIND_END + 2);
	data += 2;
	size -= 2;
	if (size > sizeof m - offsetof(struct chan_msg, ifindex))
		size = sizeof m - offsetof(struct chan_msg, ifindex);
	memcpy((char *)&m + offsetof(struct chan_msg, ifindex), data, size);
	if (chan_check(&m, fds)) {
		need((fds == 1) == (m.kind == CHAN_PART) && fds <= 1);
		need_sane(&m);
	}
	return 0;
}
