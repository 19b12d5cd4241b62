/* SPDX-License-Identifier: MIT */
#include "init/kexec/ram.h"

#include <string.h>

#define PAGE 4096u

/* "  00100000-00cfffff : Kernel code", without blanks around; the file names last bytes. */
static bool iomem_line(struct view line, struct ram_range *ret, struct view *name)
{
	struct view from, to;
	uint64_t first, last;

	line = view_trim(line);
	if (!view_until(&line, '-', &from) || !line.p || !view_until(&line, ' ', &to) || !line.p)
		return false;
	if (!text_hex_u64(from, &first) || !text_hex_u64(to, &last) || last < first ||
	    last == UINT64_MAX)
		return false;
	if (!view_starts(line, ": "))
		return false;
	*name = view_from(line, 2);
	*ret = (struct ram_range){.start = first, .end = last + 1};
	return true;
}

static void add_range(struct ram *ram, struct ram_range r)
{
	struct ram_range *last = ram->ranges ? &ram->range[ram->ranges - 1] : NULL;

	if (r.start > UINT64_MAX - (PAGE - 1))
		return;
	r.start = (r.start + PAGE - 1) & ~(uint64_t)(PAGE - 1);
	r.end &= ~(uint64_t)(PAGE - 1);
	if (r.start >= r.end || (last && r.start < last->end))
		return;
	if (last && r.start == last->end)
		last->end = r.end;
	else if (ram->ranges < RAM_RANGES)
		ram->range[ram->ranges++] = r;
}

static void drop_range(struct ram *ram, size_t i)
{
	ram->ranges--;
	memmove(&ram->range[i], &ram->range[i + 1], (ram->ranges - i) * sizeof *ram->range);
}

/* Take [start, end) out of range @i, which it overlaps. Return: how many ranges are left of it. */
static size_t cut_range(struct ram *ram, size_t i, uint64_t start, uint64_t end)
{
	struct ram_range *r = &ram->range[i], rest = {.start = end, .end = r->end};

	if (start <= r->start && end >= r->end) {
		drop_range(ram, i);
		return 0;
	}
	if (start <= r->start) {
		r->start = end;
		return 1;
	}
	r->end = start;
	if (rest.start >= rest.end || ram->ranges == RAM_RANGES)
		return 1;
	memmove(r + 2, r + 1, (ram->ranges - i - 1) * sizeof *r);
	r[1] = rest;
	ram->ranges++;
	return 2;
}

void ram_remove(struct ram *ram, uint64_t start, uint64_t len)
{
	uint64_t end = len > UINT64_MAX - start ? UINT64_MAX : start + len;

	end = end > UINT64_MAX - PAGE ? UINT64_MAX : (end + PAGE - 1) & ~(uint64_t)(PAGE - 1);
	start &= ~(uint64_t)(PAGE - 1);
	for (size_t i = 0; len && i < ram->ranges;) {
		struct ram_range *r = &ram->range[i];

		if (start < r->end && r->start < end)
			i += cut_range(ram, i, start, end);
		else
			i++;
	}
}

/* Lines inside "System RAM" where nothing may be loaded: EFI's tables, spin tables, reserved areas. */
static bool is_taken(struct view name)
{
	return view_is(name, "reserved") || view_is(name, "Crash kernel");
}

bool ram_parse_iomem(struct view text, struct ram *ret)
{
	struct view line, name;
	struct ram_range r;
	struct ram got = *ret;

	got.ranges = 0;
	memset(got.range, 0, sizeof got.range);
	got.kernel = (struct ram_range){0, 0};
	while (view_until(&text, '\n', &line) && text.p) {
		if (!iomem_line(line, &r, &name))
			continue;
		if (view_is(name, "System RAM"))
			add_range(&got, r);
		else if (view_is(name, "Kernel code"))
			got.kernel = r;
		else if (is_taken(name))
			ram_remove(&got, r.start, r.end - r.start);
	}
	if (!got.ranges)
		return false;
	if (got.kernel.end - got.kernel.start < PAGE)
		got.kernel = (struct ram_range){0, 0};
	*ret = got;
	return true;
}

static bool meminfo_bytes(struct view text, const char *key, uint64_t *ret)
{
	struct view v = view_field(text, key);
	uint64_t kb;

	if (!text_u64(view_word(&v), 0, UINT64_MAX / 1024, &kb) || !view_is(view_trim(v), "kB"))
		return false;
	*ret = kb * 1024;
	return true;
}

bool ram_parse_meminfo(struct view text, struct ram *ret)
{
	uint64_t total, available;

	if (!meminfo_bytes(text, "MemTotal", &total) ||
	    !meminfo_bytes(text, "MemAvailable", &available))
		return false;
	ret->total = total;
	ret->available = available;
	return true;
}

bool ram_has(const struct ram *ram, uint64_t start, uint64_t len)
{
	for (size_t i = 0; i < ram->ranges; i++) {
		const struct ram_range *r = &ram->range[i];

		if (start >= r->start && start < r->end && len && len <= r->end - start)
			return true;
	}
	return false;
}
