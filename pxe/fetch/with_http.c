/* SPDX-License-Identifier: MIT
 * Builds with TLS=no: TFTP, HTTP and FTP. */
#include "pxe/fetch/transport.h"

const struct fetch_transport_ops *const fetch_transports[PXE_UNKNOWN_SCHEME] = {
	[PXE_TFTP] = &fetch_tftp_ops,
	[PXE_HTTP] = &fetch_http_ops,
	[PXE_FTP] = &fetch_http_ops,
};
