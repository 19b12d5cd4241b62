/* SPDX-License-Identifier: MIT
 * One datagram: whatever decodes is within what was asked for.
 */
#include "pxe/tftp/msg.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct tftp_opts asked = {
		.blksize = 1468, .windowsize = 16, .timeout_s = 2, .tsize = true};
	struct tftp_msg m;

	if (tftp_msg_decode(rd_of(data, size), &asked, &m) != 0)
		return 0;
	if (m.data.n > size || m.text.n > size)
		abort();
	if (m.op == TFTP_OP_OACK &&
	    (m.grant.blksize < 8 || m.grant.blksize > 1468 || m.grant.windowsize < 1 ||
	     m.grant.windowsize > 16 || m.grant.tsize > TFTP_TSIZE_MAX))
		abort();
	return 0;
}
