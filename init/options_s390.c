/* SPDX-License-Identifier: MIT */
#include "init/options_s390.h"

bool options_zfcp_parse(struct view v, struct reipl_disk *ret)
{
	struct reipl_disk d = {.kind = REIPL_FCP};
	struct view device, wwpn, lun;

	if (!view_until(&v, ',', &device) || !view_until(&v, ',', &wwpn) ||
	    !view_until(&v, ',', &lun) || v.p)
		return false;
	if (!busid_parse(device, d.device) || !busid_hex(wwpn, &d.wwpn) || !busid_hex(lun, &d.lun))
		return false;
	*ret = d;
	return true;
}
