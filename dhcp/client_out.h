/* SPDX-License-Identifier: MIT
 * dhcp/client_out.h - the client's queue of actions, and its lines for the log.
 * Layer: pure. Caller: dhcp/client.c only.
 */
#ifndef DHCP_CLIENT_OUT_H
#define DHCP_CLIENT_OUT_H

#include "dhcp/client.h"

/** dhcp_client_out_enqueue() - append an action, all zero but its kind. Return: NULL = the queue is
 *  full; for DHCP_LOG it is full earlier than for other actions */
struct dhcp_queued *dhcp_client_out_enqueue(struct dhcp_client *c, enum dhcp_action_kind kind);

/** dhcp_client_out_text() - enqueue DHCP_LOST or DHCP_LOG; @text is copied */
void dhcp_client_out_text(struct dhcp_client *c, enum dhcp_action_kind kind, const char *text);
void dhcp_client_out_log(struct dhcp_client *c, const char *text);

/** dhcp_client_out_request() - a message with the xid of the exchange and the seconds since its
 *  start, for the caller to complete */
struct dhcp_request dhcp_client_out_request(const struct dhcp_client *c, enum dhcp_type type,
					    uint64_t now);

/** dhcp_client_out_send() - enqueue DHCP_SEND; @dest 0 = broadcast */
void dhcp_client_out_send(struct dhcp_client *c, const struct dhcp_request *req, uint32_t dest,
			  uint16_t port);

/** dhcp_client_out_log_silence() - log that nobody offers, and for how long
 *  @then: ", " and what the client does next */
void dhcp_client_out_log_silence(struct dhcp_client *c, const char *then, uint64_t now);

/** dhcp_client_out_log_offer() - log the offer in c->msg, of a flood only DHCP_OFFERS_MAX */
void dhcp_client_out_log_offer(struct dhcp_client *c);

/** dhcp_client_out_log_lease() - log the lease and its boot server */
void dhcp_client_out_log_lease(struct dhcp_client *c);

#endif
