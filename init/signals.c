/* SPDX-License-Identifier: MIT */
#include "init/signals.h"

#include <signal.h>
#include <stddef.h>

void signals_default(void)
{
	sigset_t none;

	for (int sig = 1; sig < NSIG; sig++)
		signal(sig, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}
