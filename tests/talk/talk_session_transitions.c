/* SPDX-License-Identifier: MIT
 * The ways from phase to phase. The conversations of all talk_session*.c run in this one program,
 * so that the table printed at its end is of them all: neither does a session go a way that
 * SESSION_TRANSITIONS of pxe/session/session.h lacks, nor does that name one that no session goes.
 */
#include "tests/talk/talk_session.c"
#include "tests/talk/talk_session_chain.c"
#include "tests/talk/talk_session_files.c"
#include "tests/talk/talk_session_menu.c"

#include <limits.h>

static void every_way_is_in_the_table_and_gone(void)
{
	rig_print_transitions();
	for (enum session_phase from = 0; from < PHASES; from++)
		for (enum session_phase to = 0; to < PHASES; to++)
			CHECK_INT(rig.went[from][to], session_may_go(from, to));
}

/* Not a TEST(): this one comes last, whatever line the others stand in. */
__attribute__((constructor)) static void register_last(void)
{
	static struct check_test t = {.name = "every_way_is_in_the_table_and_gone",
				      .line = INT_MAX,
				      .run = every_way_is_in_the_table_and_gone};

	check_register(&t, __FILE__);
}
