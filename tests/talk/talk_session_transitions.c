/* SPDX-License-Identifier: MIT
 * The ways from phase to phase. All conversations of a session run once more, in one process, and
 * the ways that they went are held against SESSION_TRANSITIONS of pxe/session/session.h: neither
 * does a session go one that is not named there, nor is one named that no session goes.
 */
#include "tests/talk/session_rig.h"
#include "tests/unit/check.h"

#define CONVERSATIONS_MAX 200

static void (*conversations[CONVERSATIONS_MAX])(void);
static unsigned n_conversations;

/* The tests of the files below are conversations here. */
#pragma push_macro("TEST")
#undef TEST
#define TEST(fn)                                                \
	static void fn(void);                                   \
	__attribute__((constructor)) static void add_##fn(void) \
	{                                                       \
		if (CHECK(n_conversations < CONVERSATIONS_MAX)) \
			conversations[n_conversations++] = fn;  \
	}                                                       \
	static void fn(void)
#include "tests/talk/talk_session.c"
#include "tests/talk/talk_session_bootmenu.c"
#include "tests/talk/talk_session_chain.c"
#include "tests/talk/talk_session_files.c"
#include "tests/talk/talk_session_menu.c"
#include "tests/talk/talk_session_own.c"
#include "tests/talk/talk_session_script.c"
#pragma pop_macro("TEST")

TEST(every_way_is_in_the_table_and_gone)
{
	for (unsigned i = 0; i < n_conversations; i++)
		conversations[i]();
	rig_print_transitions();
	for (enum session_phase from = 0; from < PHASES; from++)
		for (enum session_phase to = 0; to < PHASES; to++)
			CHECK_INT(rig.went[from][to], session_may_go(from, to));
}
