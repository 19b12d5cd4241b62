# SPDX-License-Identifier: MIT
"""What the HTTP tests share: a downloader, and a server that does what a script says."""

import fcntl
import json
import random
import socket
import termios
import threading
import time

import pytest

SERVER = "10.9.0.1"


def noise(n, seed=1):
    return random.Random(seed).randbytes(n)


@pytest.fixture
def get(tool, tmp_path):
    """get(client, url or path, options...) gives (process, bytes or None, figures or None)."""

    def run(client, url, *options, timeout=90, env=None):
        out = tmp_path / "out"
        out.unlink(missing_ok=True)
        if "://" not in url:
            url = f"http://{SERVER}/{url}"
        p = client.run(tool("pxe"), "get", "--stats", "-o", out, *options, url, timeout=timeout,
                       env=env)
        good = p.returncode == 0
        return p, out.read_bytes() if out.exists() else None, json.loads(p.stdout) if good else None

    return run


class Request:
    """One request: .line, .path, .headers (names in lower case), .body, and the way back."""

    def __init__(self, server, sock, head):
        lines = head.decode("latin-1").split("\r\n")
        self.server, self.socket, self.line = server, sock, lines[0]
        self.path = lines[0].split()[1]
        self.headers = {n.lower(): v.strip() for n, _, v in (x.partition(":") for x in lines[1:])}
        self.number = len(server.requests)

    def send(self, *parts):
        for p in parts:
            self.socket.sendall(p if isinstance(p, bytes) else p.encode("latin-1"))

    def reply(self, status="200 OK", body=b"", *headers, length=None):
        self.send(f"HTTP/1.1 {status}\r\n", *(h + "\r\n" for h in headers),
                  f"Content-Length: {len(body) if length is None else length}\r\n\r\n", body)

    def delivered(self):
        """Wait until the other side has acknowledged all that was sent."""
        while any(fcntl.ioctl(self.socket, termios.TIOCOUTQ, bytes(4))):  # SIOCOUTQ of tcp(7)
            time.sleep(0.001)

    def cut(self):
        """End the connection without a goodbye, but with all that was sent."""
        self.delivered()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.socket.close()

    def range(self):
        """Where a resumed request wants to begin; None = it asks for all."""
        value = self.headers.get("range")
        return int(value.removeprefix("bytes=").removesuffix("-")) if value else None


class Scripted:
    """Answers each request by script(request); closes the connection when that returns False."""

    def __init__(self, ns, script, port=80, addr=SERVER):
        self.script, self.requests, self.connections = script, [], 0

        def listen():
            s = socket.socket()
            s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            s.bind((addr, port))
            s.listen(64)
            return s

        self.socket = ns.inside(listen)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                s, _ = self.socket.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(s,), daemon=True).start()

    def _serve(self, s):
        rest = b""
        try:
            with s:
                while True:
                    while b"\r\n\r\n" not in rest:
                        more = s.recv(65536)
                        if not more:
                            return
                        rest += more
                    head, _, rest = rest.partition(b"\r\n\r\n")
                    r = Request(self, s, head)
                    size = int(r.headers.get("content-length", 0))
                    while len(rest) < size:
                        more = s.recv(65536)
                        if not more:
                            return
                        rest += more
                    r.body, rest = rest[:size], rest[size:]
                    self.requests.append(r)
                    if self.script(r) is False:
                        return
        except OSError:
            pass

    def close(self):
        self.socket.close()


@pytest.fixture
def scripted(lab):
    """scripted(script) gives (server, client) on one link."""
    servers = []

    def start(script, **kw):
        client, ns = lab.pair()
        servers.append(Scripted(ns, script, **kw))
        return servers[-1], client

    yield start
    for s in servers:
        s.close()
