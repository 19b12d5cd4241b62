/* SPDX-License-Identifier: MIT
 * dhcp/client_out.h - what the client hands out: its queue of actions and its lines for the log.
 * Layer: pure. Caller: dhcp/client.c only.
 */
#ifndef DHCP_CLIENT_OUT_H
#define DHCP_CLIENT_OUT_H

#include "dhcp/client.h"

/** dhcp_out_enqueue() - a new action, all but its kind zero; NULL when the caller let the queue
 *  run full. Talk is refused earlier than deeds. */
struct dhcp_queued *dhcp_out_enqueue(struct dhcp_client *c, enum dhcp_action_kind kind);

/** dhcp_out_text() - enqueue DHCP_LOST or DHCP_SAY; @text is copied */
void dhcp_out_text(struct dhcp_client *c, enum dhcp_action_kind kind, const char *text);
void dhcp_out_say(struct dhcp_client *c, const char *text);

/** dhcp_out_request() - a message to be filled in: the exchange's id, the seconds since it began */
struct dhcp_request dhcp_out_request(const struct dhcp_client *c, enum dhcp_type type,
				     uint64_t now);

/** dhcp_out_send() - enqueue DHCP_SEND; @dest 0 = broadcast */
void dhcp_out_send(struct dhcp_client *c, const struct dhcp_request *req, uint32_t dest,
		   uint16_t port);

/** dhcp_out_silence() - say that nobody offers, and since when; @then: ", what follows" */
void dhcp_out_silence(struct dhcp_client *c, const char *then, uint64_t now);

/** dhcp_out_offer() - say what the message at hand offers; a flood is not repeated */
void dhcp_out_offer(struct dhcp_client *c);

/** dhcp_out_lease() - say what was leased and where to boot from */
void dhcp_out_lease(struct dhcp_client *c);

#endif
