/* SPDX-License-Identifier: MIT
 * A plugin for QEMU's TCG that counts the guest's instructions, for stages whose wall time is too
 * noisy to compare. The count stands in a file that whoever started QEMU reads while it runs: one
 * number of 64 bits in this machine's byte order.
 *
 * usage: qemu-system-... -plugin insns.so,out=FILE        FILE has 8 bytes already
 *
 * Debian ships no qemu-plugin.h, so what is used of it (QEMU: include/qemu/qemu-plugin.h, API
 * version 1, which QEMU still takes) is declared here.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

typedef uint64_t qemu_plugin_id_t;
struct qemu_plugin_tb;
struct qemu_info_t;
enum { QEMU_PLUGIN_CB_NO_REGS };
typedef void (*tb_trans_fn)(qemu_plugin_id_t id, struct qemu_plugin_tb *tb);
typedef void (*tb_exec_fn)(unsigned vcpu, void *data);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id, tb_trans_fn fn);
void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *tb, tb_exec_fn fn, int flags,
					  void *data);

#define EXPORT __attribute__((visibility("default")))

EXPORT int qemu_plugin_version = 1;
EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info_t *info, int argc,
			       char **argv);

static volatile uint64_t *count;

static void on_exec(unsigned vcpu, void *data)
{
	(void)vcpu;
	*count += (uintptr_t)data; /* one CPU, so nobody else adds */
}

static void on_translate(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	(void)id;
	qemu_plugin_register_vcpu_tb_exec_cb(tb, on_exec, QEMU_PLUGIN_CB_NO_REGS,
					     (void *)qemu_plugin_tb_n_insns(tb));
}

int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info_t *info, int argc, char **argv)
{
	void *page;
	int fd;

	(void)info;
	if (argc != 1 || strncmp(argv[0], "out=", 4) != 0)
		return -1;
	fd = open(argv[0] + 4, O_RDWR | O_CLOEXEC);
	page = fd < 0 ? MAP_FAILED
		      : mmap(NULL, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (page == MAP_FAILED)
		return -1;
	close(fd);
	count = page;
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_translate);
	return 0;
}
