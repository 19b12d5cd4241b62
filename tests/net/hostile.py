# SPDX-License-Identifier: MIT
"""A TFTP server that does what a script says, well or badly.

A script is a function(transfer): it runs in a thread of its own for each request and talks through
the transfer, which has a port of its own like any real one.
"""

import socket
import struct
import threading

RRQ, WRQ, DATA, ACK, ERROR, OACK = 1, 2, 3, 4, 5, 6


def data(block, payload):
    return struct.pack("!HH", DATA, block & 0xFFFF) + payload


def error(code, text):
    return struct.pack("!HH", ERROR, code) + text + b"\0"


def oack(**options):
    out = struct.pack("!H", OACK)
    for name, value in options.items():
        out += name.encode() + b"\0" + str(value).encode() + b"\0"
    return out


class Transfer:
    """One request: name, options (text to text), peer, and a socket to answer from."""

    def __init__(self, server, packet, peer):
        fields = packet[2:].split(b"\0")
        self.name = fields[0].decode()
        rest = [f.decode() for f in fields[2:-1]]
        self.options = dict(zip(rest[::2], rest[1::2]))
        self.server, self.peer, self.packet = server, peer, packet
        self.socket = server.ns.udp(server.addr)
        self.socket.settimeout(10)
        self.number = len(server.requests)

    def send(self, packet, sock=None):
        (sock or self.socket).sendto(packet, self.peer)

    def receive(self, timeout=10):
        """(opcode, number, rest) of the next packet, or None when none comes."""
        self.socket.settimeout(timeout)
        try:
            packet, _ = self.socket.recvfrom(65536)
        except TimeoutError:
            return None
        return (*struct.unpack("!HH", packet[:4]), packet[4:])

    def wait_ack(self, block, timeout=10):
        """Wait for this ACK, reading over others; False if it does not come."""
        while True:
            got = self.receive(timeout)
            if got is None:
                return False
            if got[:2] == (ACK, block & 0xFFFF):
                return True

    def serve(self, content, blksize=512, first=1):
        """The rest of a transfer in lock-step, done well: repeats what is not acknowledged."""
        for i in range(first, len(content) // blksize + 2):
            packet = data(i, content[(i - 1) * blksize:i * blksize])
            for _ in range(8):
                self.send(packet)
                if self.wait_ack(i, 1):
                    break
            else:
                return


class Hostile:
    """Listens at port 69; use as a context."""

    def __init__(self, ns, script, addr="10.9.0.1"):
        self.ns, self.script, self.addr = ns, script, addr
        self.requests, self.failures, self.threads = [], [], []
        self.listener = ns.udp(addr, 69)
        self.listener.settimeout(0.1)
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._listen)

    @property
    def attempts(self):
        """Requests, but for repeats of the same one: on a busy machine the answer may come late."""
        return len({(t.peer, t.packet) for t in self.requests})

    def _run(self, transfer):
        try:
            self.script(transfer)
        except Exception as e:  # shown by __exit__
            self.failures.append(e)
        finally:
            transfer.socket.close()

    def _listen(self):
        while not self.over.is_set():
            try:
                packet, peer = self.listener.recvfrom(65536)
            except (TimeoutError, socket.timeout):
                continue
            if packet[:2] != b"\0\1":
                continue
            transfer = Transfer(self, packet, peer)
            self.requests.append(transfer)
            t = threading.Thread(target=self._run, args=(transfer,), daemon=True)
            self.threads.append(t)
            t.start()

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, kind, *_):
        self.over.set()
        self.thread.join()
        for t in self.threads:
            t.join(0.5)
        self.listener.close()
        if self.failures and kind is None:
            raise self.failures[0]
