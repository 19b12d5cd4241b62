# SPDX-License-Identifier: MIT
"""A name server that does what real ones only do on a bad day. It answers from a table: a name, and what
happens to a question for it. Run inside a namespace; what it was asked goes to standard output, each name
once: a question for the IPv6 address comes beside each for the other.

usage: dnsd.py ADDRESS TABLE      TABLE: JSON, {"boot.lan": ["A", "10.9.0.1", ...], "slow.lan": ["silent"]}
  ["A", ADDRESS...]     these addresses        ["tc", ADDRESS...]   the same, by TCP alone
  ["deaf", ADDRESS...]  the same, without an answer to questions for IPv6 addresses
  ["alias", NAME]       a CNAME to another name of the table, with its addresses
  ["loop"]              a CNAME to itself
  ["fail"] ["refuse"]   SERVFAIL, REFUSED      ["silent"]           no answer
  ["forge", ADDRESS...] first what a forger sends, another id and another question, then the answer
  ["rubbish"]           the question's head with an answer that is cut off
Any other name does not exist.
"""

import ipaddress
import json
import selectors
import socket
import struct
import sys

NOERROR, SERVFAIL, NXDOMAIN, REFUSED = 0, 2, 3, 5
A, CNAME, AAAA = 1, 5, 28
TRUNCATED = 0x0200


def name_of(packet):
    labels, at = [], 12
    while packet[at]:
        labels.append(packet[at + 1:at + 1 + packet[at]].decode("latin-1"))
        at += 1 + packet[at]
    return ".".join(labels).lower(), struct.unpack_from(">H", packet, at + 1)[0], at + 5


def wire(name):
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"


def record(owner, kind, data):
    return wire(owner) + struct.pack(">HHIH", kind, 1, 60, len(data)) + data


def records(owner, kind, addresses):
    addresses = [ipaddress.ip_address(a) for a in addresses]
    return [record(owner, kind, a.packed) for a in addresses if (a.version == 6) == (kind == AAAA)]


def reply(question, end, answers=(), rcode=NOERROR, flags=0):
    head = struct.pack(">2sHHHHH", question[:2], 0x8180 | flags | rcode, 1, len(answers), 0, 0)
    return head + question[12:end] + b"".join(answers)


def answers_to(packet, table, tcp):
    """The packets that follow a question."""
    name, kind, end = name_of(packet)
    what, *rest = table.get(name, ["none"])
    if kind != AAAA:
        print("tcp" if tcp else "udp", name, flush=True)
    if what == "silent" or (what == "deaf" and kind == AAAA):
        return []
    if what in ("fail", "refuse"):
        return [reply(packet, end, rcode=SERVFAIL if what == "fail" else REFUSED)]
    if what == "none":
        return [reply(packet, end, rcode=NXDOMAIN)]
    if what == "rubbish":
        return [reply(packet, end, [b"\xc0\xff\0\1"])]
    if what == "tc" and not tcp:
        return [reply(packet, end, records(name, kind, rest[:1]), flags=TRUNCATED)]
    if what == "alias":
        return [reply(packet, end, [record(name, CNAME, wire(rest[0])),
                                    *records(rest[0], kind, table[rest[0]][1:])])]
    if what == "loop":
        return [reply(packet, end, [record(name, CNAME, wire(name))])]
    right = reply(packet, end, records(name, kind, rest))
    if what != "forge":
        return [right]
    other = wire("other.lan") + packet[end - 4:end]
    lie = records(name, kind, ["10.9.0.66"])
    return [bytes([packet[0] ^ 1]) + reply(packet, end, lie)[1:],
            reply(packet[:12] + other, 12 + len(other), lie), right]


def serve(address, table):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    udp = socket.socket(family, socket.SOCK_DGRAM)
    tcp = socket.socket(family)
    tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    tcp.bind((address, 53))
    tcp.listen()
    udp.bind((address, 53))
    s = selectors.DefaultSelector()
    s.register(udp, selectors.EVENT_READ)
    s.register(tcp, selectors.EVENT_READ)
    print("ready", flush=True)
    while True:
        for key, _ in s.select():
            if key.fileobj is udp:
                packet, client = udp.recvfrom(4096)
                for answer in answers_to(packet, table, False):
                    udp.sendto(answer, client)
            else:
                c, _ = tcp.accept()
                c.settimeout(2)
                with c, c.makefile("rb") as f:
                    try:
                        size = struct.unpack(">H", f.read(2))[0]
                        for answer in answers_to(f.read(size), table, True):
                            c.sendall(struct.pack(">H", len(answer)) + answer)
                    except (OSError, struct.error):
                        pass


if __name__ == "__main__":
    serve(sys.argv[1], json.loads(sys.argv[2]))
