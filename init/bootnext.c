/* SPDX-License-Identifier: MIT
 * The files are opened as such: lib/sysfile.h is for text. */
#include "init/bootnext.h"

#include "lib/text.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define GLOBAL	   "8be4df61-93ca-11d2-aa0d-00e098032b8c" /* EFI_GLOBAL_VARIABLE */
#define VALUE_MAX  1024
#define NAME	   12
#define PATH	   128
#define ACTIVE	   1u
#define ATTRIBUTES 7u /* kept in flash, and for boot and run time */

/* Nodes of a device path (UEFI 10.3): types, and of each the subtypes that are no disk's. */
enum { PATH_MESSAGING = 3, PATH_MEDIA = 4, PATH_END = 0x7f };
enum { MSG_MAC = 11, MSG_IP4 = 12, MSG_IP6 = 13, MSG_URI = 24, MSG_WIFI = 28 };
enum { MEDIA_FIRMWARE_FILE = 6, MEDIA_FIRMWARE_VOLUME = 7 };

static bool is_no_disk(uint8_t type, uint8_t subtype)
{
	if (type == PATH_MESSAGING)
		return subtype == MSG_MAC || subtype == MSG_IP4 || subtype == MSG_IP6 ||
		       subtype == MSG_URI || subtype == MSG_WIFI;
	return type == PATH_MEDIA &&
	       (subtype == MEDIA_FIRMWARE_FILE || subtype == MEDIA_FIRMWARE_VOLUME);
}

bool bootnext_is_disk(struct rd option)
{
	uint32_t attributes = rd_le32(&option);
	uint16_t length = rd_le16(&option);
	struct rd path;

	while (rd_le16(&option)) /* the description ends in a NUL; past the end every number is 0 */
		;
	path = rd_sub(&option, length);
	if (!(attributes & ACTIVE) || path.bad)
		return false;
	for (;;) {
		uint8_t type = rd_u8(&path), subtype = rd_u8(&path);
		uint16_t size = rd_le16(&path);

		if (path.bad || size < 4)
			return false;
		if (type == PATH_END)
			return true;
		if (is_no_disk(type, subtype))
			return false;
		rd_skip(&path, size - 4u);
	}
}

static bool var_path(const char *vars, const char *name, char path[static PATH])
{
	struct str s = str_of(path, PATH);

	str_fmt(&s, "%s/%s-" GLOBAL, vars, name);
	return !s.cut;
}

/* The value behind its attributes, its first VALUE_MAX bytes at most: the rest of an entry is data for
 * what it starts.
 * Return: 0 or negative errno */
static int read_var(const char *vars, const char *name, uint8_t buf[static VALUE_MAX],
		    struct rd *ret)
{
	char path[PATH];
	ssize_t n;
	int fd;

	if (!var_path(vars, name, path))
		return -ENAMETOOLONG;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	n = read(fd, buf, VALUE_MAX);
	n = n < 0 ? -errno : n;
	close(fd);
	if (n < 0)
		return (int)n;
	*ret = rd_of(buf, (size_t)n);
	rd_skip(ret, 4);
	return ret->bad ? -EBADMSG : 0;
}

static bool is_disk(const char *vars, uint16_t number)
{
	uint8_t buf[VALUE_MAX];
	char name[NAME];
	struct str s = str_of(name, sizeof name);
	struct rd option;

	str_fmt(&s, "Boot%04X", number);
	return read_var(vars, name, buf, &option) == 0 && bootnext_is_disk(option);
}

/* Of the numbers in @order the first disk; -1 = none. @behind: only behind that number */
static int first_disk(const char *vars, struct rd order, int behind)
{
	bool there = behind < 0;

	while (rd_left(&order) >= 2) {
		uint16_t number = rd_le16(&order);

		if (there && is_disk(vars, number))
			return number;
		there |= number == behind;
	}
	return -1;
}

/* One write() is one value. */
static int write_next(const char *vars, uint16_t number)
{
	uint8_t buf[6];
	struct wr w = wr_of(buf, sizeof buf);
	char path[PATH];
	ssize_t put;
	int fd;

	if (!var_path(vars, "BootNext", path))
		return -ENAMETOOLONG;
	wr_le32(&w, ATTRIBUTES);
	wr_le16(&w, number);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0)
		return -errno;
	put = write(fd, buf, sizeof buf);
	put = put < 0 ? -errno : put == sizeof buf ? 0 : -EIO;
	close(fd);
	return (int)put;
}

int bootnext_set(const char *vars)
{
	uint8_t order_buf[VALUE_MAX], current_buf[VALUE_MAX];
	struct rd order, current;
	int number = -1, err = read_var(vars, "BootOrder", order_buf, &order);

	if (err)
		return err;
	if (read_var(vars, "BootCurrent", current_buf, &current) == 0 && rd_left(&current) == 2)
		number = first_disk(vars, order, rd_le16(&current));
	if (number < 0)
		number = first_disk(vars, order, -1);
	if (number < 0)
		return -ENODEV;
	err = write_next(vars, (uint16_t)number);
	return err ? err : number;
}
