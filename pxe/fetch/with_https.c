/* SPDX-License-Identifier: MIT
 * Whole builds: TFTP, HTTP, HTTPS and FTP. */
#include "pxe/fetch/transport.h"

const struct fetch_transport_ops *const fetch_transports[PXE_UNKNOWN_SCHEME] = {
	[PXE_TFTP] = &fetch_tftp_ops,
	[PXE_HTTP] = &fetch_http_ops,
	[PXE_HTTPS] = &fetch_https_ops,
	[PXE_FTP] = &fetch_http_ops,
};
