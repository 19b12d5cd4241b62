/* SPDX-License-Identifier: MIT */
#include "init/kexec/layout.h"

#define MIB (1024u * 1024u)

/* What the kernel needs besides the pages themselves: its lists (one page per 512), and the
 * running system's own breathing space. */
#define SPARE	    (4u * MIB)
#define PER_LIST    512u
#define INITRD_STEP MIB

const char *kexec_reason_str(int reason)
{
	static const char *const text[] = {
		[KEXEC_OK] = "ready",
		[KEXEC_NOT_KERNEL] = "not a kernel for this machine",
		[KEXEC_CMDLINE_LONG] = "command line too long",
		[KEXEC_MUCH_FOR_MEMORY] = "too little memory available",
		[KEXEC_MUCH_FOR_RAM] = "more than half of RAM",
		[KEXEC_NO_PLACE] = "no place in RAM",
		[KEXEC_NO_RAM_MAP] = "memory map not readable",
		[KEXEC_NOT_BUILT_IN] = "kernel without kexec",
		[KEXEC_TURNED_OFF] = "kexec is turned off",
		[KEXEC_REFUSED] = "refused by the kernel",
		[KEXEC_BAD_TREE] = "no usable device tree",
		[KEXEC_CPUS_STAY] = "other CPUs cannot be stopped",
		[KEXEC_NO_LOADER] = "no loader for this architecture",
	};

	_Static_assert(sizeof text / sizeof *text == KEXEC_REASONS, "a text for each reason");
	return (unsigned)reason < KEXEC_REASONS ? text[reason] : "unknown";
}

/* A server announced the sizes, so sums saturate: UINT64_MAX is "too much", and stays so. */
static uint64_t sum_sizes(uint64_t a, uint64_t b)
{
	return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

static uint64_t pages(uint64_t len)
{
	return len > UINT64_MAX - KEXEC_PAGE ? UINT64_MAX
					     : (len + KEXEC_PAGE - 1) & ~(uint64_t)(KEXEC_PAGE - 1);
}

static uint64_t to_mib(uint64_t len)
{
	return len / MIB + (len % MIB != 0);
}

/* What the segments take: both parts and the entry page. */
static uint64_t load_len(struct kexec_sizes sizes)
{
	return sum_sizes(sum_sizes(pages(sizes.kernel), pages(sizes.initrd)), KEXEC_PAGE);
}

uint64_t layout_need(struct kexec_sizes sizes, bool fetched)
{
	uint64_t load = load_len(sizes);
	uint64_t need = sum_sizes(load, sum_sizes(load / PER_LIST, SPARE));

	return fetched ? need
		       : sum_sizes(need, sum_sizes(pages(sizes.kernel), pages(sizes.initrd)));
}

int layout_fits(const struct ram *ram, struct kexec_sizes sizes, bool fetched, struct str *why)
{
	uint64_t load = load_len(sizes), need = layout_need(sizes, fetched);

	if (load > ram->total / 2) {
		str_fmt(why,
			"kernel %llu MiB and initrd %llu MiB: more than half of the %llu MiB of "
			"usable RAM, which is as much as kexec takes",
			(unsigned long long)to_mib(sizes.kernel),
			(unsigned long long)to_mib(sizes.initrd),
			(unsigned long long)(ram->total / MIB));
		return KEXEC_MUCH_FOR_RAM;
	}
	if (need > ram->available) {
		str_fmt(why, "kernel %llu MiB and initrd %llu MiB need %llu MiB%s, %llu are free",
			(unsigned long long)to_mib(sizes.kernel),
			(unsigned long long)to_mib(sizes.initrd), (unsigned long long)to_mib(need),
			fetched ? " more" : " (each is held twice until the jump)",
			(unsigned long long)(ram->available / MIB));
		return KEXEC_MUCH_FOR_MEMORY;
	}
	return 0;
}

/* The inverse of layout_need(): room for twice the parts, a page of rounding for each and for the
 * entry, and the kernel's lists. */
uint64_t layout_budget(const struct ram *ram)
{
	uint64_t spare = SPARE + 8 * KEXEC_PAGE, half = ram->total / 2, most;

	if (ram->available < spare || half < 4 * KEXEC_PAGE)
		return 0;
	most = (ram->available - spare) / (2 * PER_LIST + 1) * PER_LIST;
	half -= 4 * KEXEC_PAGE;
	return most < half ? most : half;
}

int layout_cmdline(uint64_t len, uint64_t max, struct str *why)
{
	if (len < max)
		return 0;
	str_fmt(why, "command line of %llu characters: this kernel takes %llu",
		(unsigned long long)len, (unsigned long long)(max ? max - 1 : 0));
	return KEXEC_CMDLINE_LONG;
}

static const struct kexec_place *taken(const struct kexec_layout *layout, uint64_t start,
				       uint64_t len)
{
	for (size_t i = 0; i < layout->places; i++) {
		const struct kexec_place *p = &layout->place[i];

		if (start < p->start + p->len && p->start < start + len)
			return p;
	}
	return NULL;
}

/* The lowest address for @len bytes within [from, to), which is a piece of one RAM range. Every
 * turn but the last steps over one segment, so there are at most as many as segments. */
static bool lowest(const struct kexec_layout *layout, uint64_t len, uint64_t align, uint64_t from,
		   uint64_t to, uint64_t *ret)
{
	for (size_t turn = 0; turn <= layout->places; turn++) {
		const struct kexec_place *p;

		if (from > UINT64_MAX - (align - 1))
			return false;
		from = (from + align - 1) & ~(align - 1);
		if (from >= to || len > to - from)
			return false;
		p = taken(layout, from, len);
		if (!p) {
			*ret = from;
			return true;
		}
		from = p->start + p->len;
	}
	return false;
}

bool layout_add(struct kexec_layout *layout, const struct ram *ram, enum kexec_part part,
		uint64_t len, uint64_t align, uint64_t from, uint64_t to)
{
	uint64_t whole = pages(len), start;

	if (!len || whole == UINT64_MAX || layout->places >= KEXEC_SEGMENTS)
		return false;
	for (size_t i = 0; i < ram->ranges; i++) {
		const struct ram_range *r = &ram->range[i];
		uint64_t low = from > r->start ? from : r->start;
		uint64_t high = to < r->end ? to : r->end;

		if (!lowest(layout, whole, align, low, high, &start))
			continue;
		layout->place[layout->places++] = (struct kexec_place){
			.part = part, .start = start, .len = whole, .used = len};
		return true;
	}
	return false;
}

static bool place_valid(const struct kexec_place *p, const struct ram *ram)
{
	return p->start % KEXEC_PAGE == 0 && p->len % KEXEC_PAGE == 0 && p->used <= p->len &&
	       ram_has(ram, p->start, p->len);
}

bool layout_valid(const struct kexec_layout *layout, const struct ram *ram)
{
	struct kexec_layout before = {.places = 0};
	uint64_t all = 0;

	if (!layout->places || layout->places > KEXEC_SEGMENTS)
		return false;
	for (size_t i = 0; i < layout->places; i++) {
		const struct kexec_place *p = &layout->place[i];

		if (!place_valid(p, ram) || taken(&before, p->start, p->len))
			return false;
		all = sum_sizes(all, p->len);
		before.place[before.places++] = *p;
	}
	return all <= ram->total / 2;
}

const struct kexec_place *layout_find(const struct kexec_layout *layout, enum kexec_part part)
{
	for (size_t i = 0; i < layout->places; i++)
		if (layout->place[i].part == part)
			return &layout->place[i];
	return NULL;
}

/* Where the area behind the kernel should end, within the RAM range that the kernel ends in. */
static uint64_t s390x_area(const struct ram *ram, uint64_t file_len, uint64_t kernel_end)
{
	uint64_t want = file_len > UINT64_MAX >> 4 ? UINT64_MAX
						   : file_len * S390X_AREA_TIMES + S390X_AREA_EXTRA;

	want = want > S390X_AREA_MIN ? want : S390X_AREA_MIN;
	for (size_t i = 0; i < ram->ranges; i++) {
		const struct ram_range *r = &ram->range[i];

		if (kernel_end > r->start && kernel_end <= r->end && want > r->end)
			want = r->end;
	}
	return want > kernel_end ? want & ~(uint64_t)(KEXEC_PAGE - 1) : kernel_end;
}

/* Entry page and initrd, both at @from or above. */
static bool s390x_rest(struct kexec_layout *seg, const struct ram *ram, uint64_t initrd,
		       uint64_t from)
{
	struct kexec_layout l = *seg;

	if (!layout_add(&l, ram, KEXEC_ENTRY, KEXEC_PAGE, KEXEC_PAGE, from, S390X_ENTRY_MAX))
		return false;
	if (initrd && !layout_add(&l, ram, KEXEC_INITRD, initrd, INITRD_STEP, from, UINT64_MAX) &&
	    !layout_add(&l, ram, KEXEC_INITRD, initrd, KEXEC_PAGE, from, UINT64_MAX))
		return false;
	l.entry = layout_find(&l, KEXEC_ENTRY)->start;
	*seg = l;
	return true;
}

int layout_s390x(const struct ram *ram, struct kexec_sizes sizes, struct s390x_layout *ret,
		 struct str *why)
{
	uint64_t len = sizes.kernel > S390X_KERNEL_AT ? sizes.kernel - S390X_KERNEL_AT : 0;
	struct s390x_layout l = {.seg = {.places = 0}};
	uint64_t area;

	if (!layout_add(&l.seg, ram, KEXEC_KERNEL, len, KEXEC_PAGE, S390X_KERNEL_AT,
			sum_sizes(pages(len), S390X_KERNEL_AT))) {
		str_fmt(why, "kernel of %llu MiB: no RAM from 0x10000 on that holds it",
			(unsigned long long)to_mib(sizes.kernel));
		return KEXEC_NO_PLACE;
	}
	l.kernel_end = l.seg.place[0].start + l.seg.place[0].len;
	area = s390x_area(ram, sizes.kernel, l.kernel_end) - l.kernel_end;
	for (uint64_t given_up = 0; given_up <= 8; given_up++) {
		l.area_end = l.kernel_end + pages(area / 8 * (8 - given_up));
		if (s390x_rest(&l.seg, ram, sizes.initrd, l.area_end)) {
			*ret = l;
			return 0;
		}
	}
	str_fmt(why, "initrd of %llu MiB: no hole in RAM above %llu MiB holds it",
		(unsigned long long)to_mib(sizes.initrd), (unsigned long long)to_mib(l.kernel_end));
	return KEXEC_NO_PLACE;
}
