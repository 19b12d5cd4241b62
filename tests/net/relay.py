# SPDX-License-Identifier: MIT
"""Pass frames between two interfaces and spoil some, the same ones each time for one seed.

usage: relay.py [options] LEFT RIGHT      prints "ready", and at SIGTERM what it did, as JSON

The decisions about a frame depend on the seed, its direction and its index there, never on time:
each run with the same traffic loses the same frames. ARP passes unharmed. With --tag it is the port of a
switch: LEFT is a trunk, RIGHT a network that knows of no VLAN.
"""

import argparse
import heapq
import json
import random
import select
import signal
import socket
import struct
import sys
import time

ETH_P_ALL = 0x0003
PACKET_AUXDATA = 8
PACKET_IGNORE_OUTGOING = 23
VLAN_VALID = 1 << 4  # TP_STATUS_VLAN_VALID
ARP = b"\x08\x06"


def arguments():
    p = argparse.ArgumentParser()
    p.add_argument("left")
    p.add_argument("right")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--loss", type=float, default=0, help="per cent of frames, both ways")
    p.add_argument("--dup", type=float, default=0, help="per cent of frames sent twice")
    p.add_argument("--corrupt", type=float, default=0, help="per cent with one bit flipped")
    p.add_argument("--delay", type=float, default=0, help="milliseconds, each way")
    p.add_argument("--jitter", type=float, default=0, help="0..JITTER ms more, so that order breaks")
    p.add_argument("--max-size", type=int, default=0, help="drop longer frames in silence")
    p.add_argument("--no-fragments", action="store_true", help="drop parts of IP packets in silence")
    p.add_argument("--tag", type=int, default=0, help="LEFT's frames bear this VLAN's tag; others are dropped")
    return p.parse_args()


def raw(ifname):
    s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    s.setsockopt(263, PACKET_IGNORE_OUTGOING, 1)  # SOL_PACKET
    s.setsockopt(263, PACKET_AUXDATA, 1)
    s.bind((ifname, 0))
    s.setblocking(False)
    return s


def receive(s):
    """A frame and its VLAN; the kernel takes the tag out of the frame."""
    frame, said, _, _ = s.recvmsg(65536 + 64, 256)
    for level, kind, data in said:
        if (level, kind) == (263, PACKET_AUXDATA):
            status, *_, tci, _ = struct.unpack("=IIIHHHH", data[:20])
            return frame, tci & 0xFFF if status & VLAN_VALID else 0
    return frame, 0


class Direction:
    def __init__(self, args, source, target, salt):
        self.args, self.source, self.target = args, source, target
        self.dice = random.Random(f"{args.seed}/{salt}")
        self.count = dict.fromkeys(("seen", "dropped", "doubled", "corrupted", "oversize",
                                    "fragments"), 0)

    def judge(self, frame):
        """The copies to send, each as (delay in seconds, bytes)."""
        a, c = self.args, self.count
        if frame[12:14] == ARP:
            return [(0, frame)]
        c["seen"] += 1
        # always the same number of throws per frame, so that one option does not move another
        lost, twice, bad = (self.dice.uniform(0, 100) for _ in range(3))
        delays = [(a.delay + self.dice.uniform(0, a.jitter)) / 1000 for _ in range(2)]
        bit = self.dice.randrange(len(frame) * 8)
        if a.max_size and len(frame) > a.max_size:
            c["oversize"] += 1
            return []
        if a.no_fragments and int.from_bytes(frame[20:22], "big") & 0x3FFF:
            c["fragments"] += 1
            return []
        if lost < a.loss:
            c["dropped"] += 1
            return []
        if bad < a.corrupt:
            c["corrupted"] += 1
            spoiled = bytearray(frame)
            spoiled[bit // 8] ^= 1 << bit % 8
            frame = bytes(spoiled)
        if twice < a.dup:
            c["doubled"] += 1
            return [(delays[0], frame), (delays[1], frame)]
        return [(delays[0], frame)]


def main():
    args = arguments()
    left, right = raw(args.left), raw(args.right)
    ways = {left: Direction(args, left, right, "right"), right: Direction(args, right, left, "left")}
    due, order, over = [], 0, []
    signal.signal(signal.SIGTERM, lambda *_: over.append(True))
    print("ready", flush=True)
    while not over:
        wait = max(0, due[0][0] - time.monotonic()) if due else 0.2
        readable, _, _ = select.select([left, right], [], [], wait)
        for s in readable:
            for _ in range(64):
                try:
                    frame, vlan = receive(s)
                except BlockingIOError:
                    break
                if args.tag and s is left and vlan != args.tag:
                    continue
                if args.tag and s is right:
                    frame = frame[:12] + struct.pack("!HH", 0x8100, args.tag) + frame[12:]
                for delay, copy in ways[s].judge(frame):
                    order += 1
                    heapq.heappush(due, (time.monotonic() + delay, order, ways[s].target, copy))
        while due and due[0][0] <= time.monotonic():
            _, _, target, copy = heapq.heappop(due)
            try:
                target.send(copy)
            except OSError:
                pass
    print(json.dumps({"right": ways[left].count, "left": ways[right].count}), flush=True)


if __name__ == "__main__":
    sys.exit(main())
