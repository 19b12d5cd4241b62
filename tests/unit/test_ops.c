/* SPDX-License-Identifier: MIT
 * The tables of functions that the programs themselves hand out, as shipped: no rig of a test fills
 * in what the product leaves out. */
#include "tests/unit/check.h"

#include "cmd/cmd.h"
#include "init/pid1.h"
#include "pxe/session/session.h"
#include "pxe/worker/nic.h"
#include "pxe/worker/worker.h"

/* The slots that init/supervise.h lets nobody leave out. */
static void check_supervise_ops(const struct supervise_ops *o)
{
	CHECK(o->log);
	CHECK(o->progress);
	CHECK(o->addr_set);
	CHECK(o->addr6_set);
	CHECK(o->addr_gone);
	CHECK(o->clock_set);
	CHECK(o->vlan);
	CHECK(o->boot);
	CHECK(o->reboot);
	CHECK(o->poweroff);
	CHECK(o->localboot);
}

TEST(pid1_does_all_that_a_worker_asks)
{
	check_supervise_ops(&pid1_ops);
	CHECK(pid1_ops.relink);
	CHECK(pid1_ops.received);
	CHECK(pid1_ops.menu);
}

/* A workstation's links are not switched, and a dry run has nobody to show a menu to. */
TEST(dry_run_leaves_out_what_it_may)
{
	check_supervise_ops(&cmd_boot_ops);
	CHECK(!cmd_boot_ops.relink);
	CHECK(!cmd_boot_ops.menu);
}

TEST(worker_serves_its_nics_and_its_session)
{
	CHECK(worker_nic_ops.addr);
	CHECK(worker_nic_ops.addr6);
	CHECK(worker_nic_ops.addr_gone);
	CHECK(worker_nic_ops.await);
	CHECK(worker_session_ops.progress);
	CHECK(worker_session_ops.file);
	CHECK(worker_session_ops.part);
	CHECK(worker_session_ops.boot);
	CHECK(worker_session_ops.addr);
	CHECK(worker_session_ops.lease);
	CHECK(worker_session_ops.menu);
	CHECK(worker_session_ops.end);
}
