/* SPDX-License-Identifier: MIT */
#include "pxe/fetch/fetch.h"
#include "pxe/fetch/transport.h"

#include <errno.h>

const struct fetch_transport_ops *fetch_transport_of(enum pxe_scheme scheme)
{
	return scheme < PXE_UNKNOWN_SCHEME ? fetch_transports[scheme] : NULL;
}

int fetch_trust(const char *ca, const char *pin)
{
	for (int i = 0; i < PXE_UNKNOWN_SCHEME; i++)
		if (fetch_transports[i] && fetch_transports[i]->trust)
			return fetch_transports[i]->trust(ca, pin);
	return ca || pin ? -EPROTONOSUPPORT : 0;
}
