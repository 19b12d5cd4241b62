# SPDX-License-Identifier: MIT
"""A DHCP server for what real ones will not do: short leases, NAKs on request, options that change
while it runs, silence."""

import socket
import struct
import threading
import time

IP_PKTINFO = 8
DISCOVER, OFFER, REQUEST, DECLINE, ACK, NAK = 1, 2, 3, 4, 5, 6


def options_of(packet):
    found, at = {}, 240
    while at < len(packet) and packet[at] != 255:
        if packet[at] == 0:
            at += 1
            continue
        n = packet[at + 1]
        found[packet[at]] = found.get(packet[at], b"") + packet[at + 2:at + 2 + n]
        at += 2 + n
    return found


class Dhcpd:
    """Serves one address on eth0 of a namespace until stop(). All fields may change at any time.

    nak = how many of the next requests to refuse; silent = answer nothing; late = seconds that an
    offer takes; seen = what came, as (message type, ciaddr); to = the address that each was sent to; options
    = the options of each; deaf = a function that says of these which to pass over; bootp = answer DISCOVERs
    alone, as a BOOTP server does. Several may serve one link."""

    def __init__(self, ns, server="10.9.0.1", client="10.9.0.42", lease=30, boot="pxelinux.0",
                 extra=(), late=0, bootp=False):
        self.server, self.client, self.lease, self.boot = server, client, lease, boot
        self.extra, self.nak, self.silent, self.seen = dict(extra), 0, False, []
        self.to, self.options, self.deaf = [], [], lambda options: False
        self.late, self.due, self.bootp = late, [], bootp
        self.socket = ns.udp(port=67)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"eth0")
        self.socket.setsockopt(socket.IPPROTO_IP, IP_PKTINFO, 1)
        self.socket.settimeout(0.1)
        self.over = False
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def stop(self):
        self.over = True
        self.thread.join()
        self.socket.close()

    def renewed_by(self):
        """The addresses that renewals were sent to."""
        return {to for to, (kind, ciaddr) in zip(self.to, self.seen) if kind == REQUEST and ciaddr != "0.0.0.0"}

    def renewals(self):
        return sum(kind == REQUEST and ciaddr != "0.0.0.0" for kind, ciaddr in self.seen)

    def _run(self):
        while not self.over:
            while self.due and self.due[0][0] <= time.monotonic():
                self.socket.sendto(self.due.pop(0)[1], ("255.255.255.255", 68))
            try:
                packet, (info, *_), *_ = self.socket.recvmsg(2048, 64)
            except TimeoutError:
                continue
            options = options_of(packet)
            kind = options.get(53, b"\0")[0]
            if options.get(54, socket.inet_aton(self.server)) != socket.inet_aton(self.server):
                continue  # another server's lease
            self.options.append(options)
            self.to.append(socket.inet_ntoa(info[2][8:12]))  # in_pktinfo.ipi_addr
            self.seen.append((kind, socket.inet_ntoa(packet[12:16])))
            if self.silent or self.deaf(options) or kind not in (DISCOVER, REQUEST) or \
                    (self.bootp and kind != DISCOVER):
                continue
            wait = self.late if kind == DISCOVER else 0
            self.due.append((time.monotonic() + wait, self._reply(packet, kind)))
            self.due.sort()

    def _reply(self, packet, kind):
        answer = OFFER if kind == DISCOVER else ACK
        if answer == ACK and self.nak:
            self.nak -= 1
            answer = NAK
        me = socket.inet_aton(self.server)
        given = {53: bytes([answer]), 54: me}
        if answer != NAK:
            given |= {51: struct.pack(">I", self.lease), 1: b"\xff\xff\xff\0", **self.extra}
        if self.bootp:
            given = {code: value for code, value in given.items() if code not in (51, 53, 54)}
        text = b"".join(bytes([code, len(value)]) + value for code, value in given.items())
        addr = socket.inet_aton(self.client) if answer != NAK else bytes(4)
        return (b"\x02" + packet[1:3] + b"\0" + packet[4:8] + bytes(2) + packet[10:12] +
                packet[12:16] + addr + me + bytes(4) + packet[28:44] + bytes(64) +
                self.boot.encode().ljust(128, b"\0") + b"\x63\x82\x53\x63" + text + b"\xff")
