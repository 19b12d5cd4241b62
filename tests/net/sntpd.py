# SPDX-License-Identifier: MIT
"""A time server that says what a test wants."""

import struct
import threading

SERVER = "10.9.0.1"


class TimeServer:
    """Answers one port of the server by SNTP, as `reply` makes it of a query."""

    def __init__(self, netns, reply):
        self.sock = netns.udp(SERVER, 123)
        self.reply, self.asked = reply, 0
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                query, peer = self.sock.recvfrom(512)
            except OSError:
                return
            self.asked += 1
            assert len(query) == 48 and query[0] == 0x23
            for packet in self.reply(query, self.asked):
                self.sock.sendto(packet, peer)


def sntp(query, seconds, stratum=2):
    return bytes([0x24, stratum]) + bytes(22) + query[40:48] + bytes(8) + struct.pack(">II", seconds, 0)
