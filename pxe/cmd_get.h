/* SPDX-License-Identifier: MIT
 * pxe/cmd_get.h - `pxe get`: download one file as the loader would. Layer: main.
 */
#ifndef PXE_CMD_GET_H
#define PXE_CMD_GET_H

/** pxe_cmd_get() - exit status: 0 done, 1 failed, 2 wrong usage */
int pxe_cmd_get(int argc, char **argv);

#endif
