/* SPDX-License-Identifier: MIT
 * What a set of segments holds of memory; apart from kexec.c, which a test stands in for. */
#include "init/kexec/kexec.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

int kexec_set_map(struct kexec_set *set, int fd, int prot, struct rd *ret)
{
	off_t size = lseek(fd, 0, SEEK_END);
	void *p;

	if (size < 0)
		return -errno;
	if ((uint64_t)size > SIZE_MAX || set->maps >= KEXEC_MAPS)
		return -EFBIG;
	*ret = rd_of(NULL, 0);
	if (!size)
		return 0;
	p = mmap(NULL, (size_t)size, prot, MAP_PRIVATE, fd, 0);
	if (p == MAP_FAILED)
		return -errno;
	set->map[set->maps].p = p;
	set->map[set->maps].n = (size_t)size;
	set->map[set->maps++].fd = -1;
	*ret = rd_of(p, (size_t)size);
	return 0;
}

int kexec_set_room(struct kexec_set *set, size_t len, void **ret_p, int *ret_fd)
{
	int fd = set->maps < KEXEC_MAPS ? memfd_create("room", MFD_CLOEXEC) : -1;
	void *p = MAP_FAILED;
	int err;

	if (fd >= 0 && !ftruncate(fd, (off_t)len))
		p = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (p == MAP_FAILED) {
		err = set->maps < KEXEC_MAPS ? -errno : -EMFILE;
		if (fd >= 0)
			close(fd);
		return err;
	}
	set->map[set->maps].p = p;
	set->map[set->maps].n = len;
	set->map[set->maps++].fd = fd;
	*ret_p = p;
	*ret_fd = fd;
	return 0;
}

void kexec_set_drop(struct kexec_set *set)
{
	for (size_t i = 0; i < set->maps; i++) {
		munmap(set->map[i].p, set->map[i].n);
		if (set->map[i].fd >= 0)
			close(set->map[i].fd);
	}
	set->maps = 0;
	set->segs = 0;
	set->by_file = false;
}
