/* SPDX-License-Identifier: MIT
 * Builds with HTTP=no speak TFTP alone. */
#include "pxe/fetch/transport.h"

const struct fetch_transport_ops *const fetch_transports[PXE_UNKNOWN_SCHEME] = {
	[PXE_TFTP] = &fetch_tftp_ops,
};
