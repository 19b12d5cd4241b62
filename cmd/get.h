/* SPDX-License-Identifier: MIT
 * cmd/get.h - `pxe get`: download one file with the code of the loader. Layer: main. Caller:
 * cmd/main.c.
 */
#ifndef CMD_GET_H
#define CMD_GET_H

/** cmd_get() - run the command. Return: exit status, 0 = done, 1 = failed, 2 = wrong usage */
int cmd_get(int argc, char **argv);

#endif
