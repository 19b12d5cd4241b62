/* SPDX-License-Identifier: MIT
 * cmd/get.h - `pxe get`: download one file as the loader would. Layer: main.
 */
#ifndef CMD_GET_H
#define CMD_GET_H

/** cmd_get() - exit status: 0 done, 1 failed, 2 wrong usage */
int cmd_get(int argc, char **argv);

#endif
