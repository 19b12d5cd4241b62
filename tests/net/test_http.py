# SPDX-License-Identifier: MIT
"""`pxe get` by HTTP against a real server, and against one that breaks off, moves and refuses."""

import re
import time

import pytest

from http_fixtures import SERVER, get, noise, scripted  # noqa: F401

BIG = noise(3_000_000)


@pytest.fixture
def real(lab):
    client, server = lab.pair()
    root = lab.tree({"empty": b"", "one": b"1", "dir/deep": b"deep", "big": BIG,
                     "blank and 100%": b"odd", "q": b"query"})
    p = lab.nginx(server, root, server="location = /moved { return 302 /dir/deep; } "
                  "location = /shut { return 403; } location = /busy { return 503; }")
    return p, client


def test_files(real, get):
    _, client = real
    for name, want in (("empty", b""), ("one", b"1"), ("dir/deep", b"deep"), ("big", BIG),
                       ("q?a=b&c=%2f", b"query"), ("blank%20and%20100%25", b"odd"),
                       ("blank and 100%", b"odd"), ("moved", b"deep"), ("q#part", b"query")):
        p, data, stats = get(client, name)
        assert p.returncode == 0, p.stderr
        assert data == want, name
        assert stats["bytes"] == len(want) and stats["transport"] == "http"


def test_requests_say_what_was_typed(real, get):
    p, client = real
    get(client, "q?a=b&c=%2f d#frag")
    line = p.access.read_text().splitlines()[-1]
    assert "GET /q?a=b&c=%2f%20d HTTP/1.1" in line and "pxehop/" in line


def test_errors_keep_old_file(real, tool, tmp_path):
    _, client = real
    out = tmp_path / "kept"
    out.write_text("old")
    for name, words in (("none", "not found (404"), ("shut", "refused (403")):
        p = client.run(tool("pxe"), "get", "-o", out, f"http://{SERVER}/{name}")
        assert p.returncode == 1 and words in p.stderr and len(p.stderr.splitlines()) == 1
        assert out.read_text() == "old"
    assert [f.name for f in tmp_path.iterdir()] == ["kept"]


def test_login_by_nginx(lab, get):
    """Sent when asked for, and in no message."""
    client, server = lab.pair()
    root = lab.tree({"one": b"1"})
    users = root / "users"
    users.write_text("me:{PLAIN}pa@s%s\n")
    p = lab.nginx(server, root, server=f"auth_basic x; auth_basic_user_file {users};")
    r, data, _ = get(client, f"http://me:pa%40s%25s@{SERVER}/one")
    assert (r.returncode, data) == (0, b"1"), r.stderr
    assert "travels in the clear" in r.stderr and "pa" not in r.stderr.replace("password", "")
    assert [line.split()[8] for line in p.access.read_text().splitlines()] == ["401", "200"]
    r, _, _ = get(client, f"http://me:wrong@{SERVER}/one")
    assert r.returncode == 1 and "refused (401" in r.stderr and "wrong" not in r.stderr


def test_nobody_asks_for_the_login(scripted, get):
    """Over an open connection it is not sent then, nor to the server of a redirect."""
    def script(r):
        if r.path == "/moved":
            return r.reply("302 Found", b"", f"Location: http://{SERVER}:80/here")
        if r.path == "/away":
            return r.reply("302 Found", b"", "Location: http://10.9.9.9/x")
        return r.reply(body=b"yes")

    server, client = scripted(script)
    for path in ("x", "moved"):
        p, data, _ = get(client, f"http://me:secret@{SERVER}/{path}")
        assert (p.returncode, data) == (0, b"yes"), p.stderr
    p, _, _ = get(client, f"http://me:secret@{SERVER}/away")
    assert p.returncode == 1 and "secret" not in p.stderr
    assert not any("authorization" in r.headers for r in server.requests)


def test_nobody_there(real, get):
    _, client = real
    began = time.monotonic()
    p, _, _ = get(client, f"http://{SERVER}:81/x")
    assert p.returncode == 1 and "Connection refused" in p.stderr
    assert time.monotonic() - began < 9, "it waited for an answer"


@pytest.mark.seconds(10)
def test_silent_host_is_given_up(real, get):
    _, client = real
    client.ip("route", "add", "10.8.0.0/24", "via", SERVER)
    client.ip("neigh", "add", "10.9.0.9", "lladdr", "02:00:00:00:00:01", "dev", "eth0")
    began = time.monotonic()
    p, _, _ = get(client, "http://10.9.0.9/x")
    assert p.returncode == 1 and "no connection in time (10 s)" in p.stderr
    assert 9 < time.monotonic() - began < 30


def test_environment_is_not_asked(real, get):
    """http_proxy and the like are for other programs: a loader has no such environment."""
    import os
    _, client = real
    p, data, _ = get(client, "one", env=dict(os.environ, http_proxy="http://10.9.0.9:1/"))
    assert (p.returncode, data) == (0, b"1"), p.stderr


# --- connections that break off ---------------------------------------------------------------


def cut_at(*places, etag='"v1"', change=None, accept_ranges=True):
    """A server whose n-th connection breaks off after places[n] bytes of the file. Other versions
    of it come with @change (attempt: (body, etag))."""

    def script(r):
        body, tag = (change or {}).get(r.number, (BIG, etag))
        first = r.range() if accept_ranges else None
        if first is not None and r.headers.get("if-range") != tag:
            first = None
        head = f"HTTP/1.1 {'200 OK' if first is None else '206 Partial Content'}\r\n"
        if tag:
            head += f"ETag: {tag}\r\n"
        if first is not None:
            head += f"Content-Range: bytes {first}-{len(body) - 1}/{len(body)}\r\n"
        part = body[first or 0:]
        r.send(head, f"Content-Length: {len(part)}\r\n\r\n")
        if r.number < len(places):
            r.send(part[:places[r.number]])
            r.cut()
            return False
        r.send(part)

    return script


def test_hazard_80_resumes_where_it_broke(scripted, get):
    server, client = scripted(cut_at(1_000_000, 500_000))
    p, data, _ = get(client, "big")
    assert p.returncode == 0 and data == BIG, p.stderr
    starts = [r.range() for r in server.requests]
    assert starts[0] is None and 0 < starts[1] <= 1_000_000 and starts[1] < starts[2] <= 1_500_000
    assert server.requests[1].headers["if-range"] == '"v1"'


def test_hazard_80_changed_file_is_never_joined(scripted, get):
    other = noise(2_500_000, 2)
    change = {1: (other, '"v2"'), 2: (other, '"v2"')}
    server, client = scripted(cut_at(1_000_000, 600_000, change=change))
    p, data, _ = get(client, "big")
    assert p.returncode == 0, p.stderr
    assert data == other
    assert [r.range() is None for r in server.requests] == [True, False, False]


@pytest.mark.parametrize("etag", ['W/"weak"', ""])
def test_hazard_80_nothing_to_vouch_for_it_starts_over(scripted, get, etag):
    server, client = scripted(cut_at(1_000_000, etag=etag))
    p, data, _ = get(client, "big")
    assert p.returncode == 0 and data == BIG, p.stderr
    assert [r.range() for r in server.requests] == [None, None]


def test_hazard_80_server_without_ranges(scripted, get):
    server, client = scripted(cut_at(1_000_000, accept_ranges=False))
    p, data, _ = get(client, "big")
    assert p.returncode == 0 and data == BIG, p.stderr
    assert server.requests[1].range()


def test_hazard_80_server_that_always_breaks_off_is_given_up(scripted, get):
    server, client = scripted(cut_at(*[100] * 50))
    p, data, _ = get(client, "big")
    assert p.returncode == 1 and data is None
    assert "the connection ended early (300 bytes received)" in p.stderr
    assert len(server.requests) == 3


@pytest.mark.seconds(60)
def test_hazard_80_stall_and_drip(scripted, get):
    """All but the last byte is there; then it drips, with bytes enough to keep TCP happy."""
    def script(r):
        if r.range() is None:
            r.send(f'HTTP/1.1 200 OK\r\nETag: "v"\r\nContent-Length: {len(BIG)}\r\n\r\n')
            r.send(BIG[:-1000])
            for i in range(60):
                r.send(BIG[len(BIG) - 1000 + i:][:1])
                time.sleep(1)
        else:
            r.reply("206 Partial Content", BIG[r.range():],
                    f"Content-Range: bytes {r.range()}-{len(BIG) - 1}/{len(BIG)}")

    server, client = scripted(script)
    began = time.monotonic()
    p, data, _ = get(client, "big")
    assert p.returncode == 0 and data == BIG, p.stderr
    assert 990 > len(BIG) - server.requests[1].range() > 900
    assert 28 < time.monotonic() - began < 70


# --- replies that lie or make no sense --------------------------------------------------------

NONSENSE = {
    "length_negative": ("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nabc", "Content-Length"),
    "length_plus": ("HTTP/1.1 200 OK\r\nContent-Length: +3\r\n\r\nabc", "Content-Length"),
    "length_two": ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
                   "Content-Length"),
    "length_2_64": ("HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551616\r\n\r\nabc", None),
    "length_2_63": ("HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\n\r\nabc",
                    None),
    "length_words": ("HTTP/1.1 200 OK\r\nContent-Length: 3x\r\n\r\nabc", "Content-Length"),
    "status_junk": ("HTTP/1.1 2OO OK\r\n\r\nabc", None),
    "no_http": ("hello\r\n\r\nabc", None),
    "nul": ("HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 3\r\n\r\nabc", None),
    "no_colon": ("HTTP/1.1 200 OK\r\nfoo bar\r\nContent-Length: 3\r\n\r\nabc", None),
    "head_long": ("HTTP/1.1 200 OK\r\n" + "X: " + "a" * 1_000_000 + "\r\n\r\n", None),
    "head_many": ("HTTP/1.1 200 OK\r\n" + "A: b\r\n" * 20000 + "\r\n", None),
    "continue_1000": ("HTTP/1.1 100 Continue\r\n\r\n" * 3000 + "HTTP/1.1 200 OK\r\n\r\n", None),
    "gzip": ("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
             "compressed it, unasked"),
    "part_unasked": ("HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-2/9\r\n"
                     "Content-Length: 3\r\n\r\nabc", "refused (206"),
    "no_content": ("HTTP/1.1 204 No Content\r\n\r\n", "refused (204"),
    "not_modified": ("HTTP/1.1 304 Not Modified\r\n\r\n", "refused (304"),
    "unauthorized": ("HTTP/1.1 401 a\x1b[31mred\r\nContent-Length: 0\r\n\r\n",
                     r"refused (401 a\x1b[31mred)"),
    "range_416": ("HTTP/1.1 416 No\r\nContent-Length: 0\r\n\r\n", "refused (416"),
    "chunk_minus": ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n", None),
    "chunk_17_digits": ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                        "10000000000000000\r\nabc\r\n", None),
    "chunk_no_crlf": ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcX0\r\n\r\n",
                      None),
}


@pytest.mark.parametrize("name", NONSENSE)
def test_hazard_72_74_77_78_79_nonsense_is_refused(scripted, get, name):
    text, words = NONSENSE[name]

    def script(r):
        r.send(text)
        return False

    _, client = scripted(script)
    p, data, _ = get(client, "x")
    assert p.returncode == 1 and data is None
    assert p.stderr[:-1].isprintable()
    if words:
        assert words in p.stderr, p.stderr


def test_hazard_72_short_body(scripted, get):
    def script(r):
        r.reply(body=b"abc", length=5)
        return False

    server, client = scripted(script)
    p, data, _ = get(client, "x")
    assert p.returncode == 1 and data is None and "ended early (3 bytes" in p.stderr
    assert len(server.requests) == 3


def test_hazard_73_long_body_is_cut(scripted, get):
    def script(r):
        r.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdefgh")

    _, client = scripted(script)
    p, data, _ = get(client, "x")
    assert (p.returncode, data) == (0, b"abc")


GOOD = {
    "until_close": b"HTTP/1.0 200 OK\r\n\r\n" + BIG[:5000],
    "lf_only": b"HTTP/1.1 200 OK\nContent-Length: 5000\n\n" + BIG[:5000],
    "chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" +
              b"".join(b"1\r\n" + BIG[i:i + 1] + b"\r\n" for i in range(5000)) + b"0\r\n\r\n",
    "chunks_and_length": b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\nTransfer-Encoding: chunked"
                         b"\r\n\r\n1388;x=" + b"y" * 2000 + b"\r\n" + BIG[:5000] +
                         b"\r\n0\r\nTrailer: t\r\n\r\n",
    "early_hints": b"HTTP/1.1 103 Early Hints\r\nContent-Length: 9\r\n\r\nHTTP/1.1 200 OK\r\n"
                   b"Content-Length: 5000\r\n\r\n" + BIG[:5000],
    "folded": b"HTTP/1.1 200 OK\r\nX: a\r\n Content-Length: 3\r\nContent-Length: 5000\r\n\r\n" +
              BIG[:5000],
    "twice_the_same": b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\nContent-Length: 5000\r\n\r\n" +
                      BIG[:5000],
}


@pytest.mark.parametrize("name", GOOD)
def test_hazard_74_75_77_odd_but_right(scripted, get, name):
    def script(r):
        r.send(GOOD[name])
        return False

    _, client = scripted(script)
    p, data, _ = get(client, "x")
    assert p.returncode == 0, p.stderr
    assert data == BIG[:5000]
    assert ("does not say how long it is" in p.stderr) == (name == "until_close"), p.stderr


def test_hazard_74_last_chunk_missing(scripted, get):
    def script(r):
        r.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
        return False

    _, client = scripted(script)
    p, data, _ = get(client, "x")
    assert p.returncode == 1 and data is None


def test_hazard_77_one_byte_per_segment(scripted, get):
    import socket

    def script(r):
        r.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for b in b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc":
            r.send(bytes([b]))
            r.delivered()

    _, client = scripted(script)
    p, data, _ = get(client, "x")
    assert (p.returncode, data) == (0, b"abc"), p.stderr


def test_hazard_79_packed_file_called_an_encoding(scripted, get):
    """Apache's mod_mime calls initrd.gz "Content-Encoding: x-gzip": its bytes are what is wanted."""
    def script(r):
        r.reply("200 OK", b"\x1f\x8bxyz", "Content-Encoding: x-gzip")

    _, client = scripted(script)
    p, data, _ = get(client, "initrd.gz")
    assert (p.returncode, data) == (0, b"\x1f\x8bxyz"), p.stderr


# --- redirects, patience ----------------------------------------------------------------------


def test_hazard_76_redirect_loop(scripted, get):
    server, client = scripted(lambda r: r.reply("302 Found", b"", "Location: /again"))
    p, _, _ = get(client, "x")
    assert p.returncode == 1 and "more than 5 redirects" in p.stderr
    assert len(server.requests) == 6 and server.connections == 1


@pytest.mark.parametrize("to,words", [
    ("file:///etc/passwd", "leads nowhere"), ("tftp://10.9.0.1/x", "not followed"),
    ("ftp://10.9.0.1/x", "not followed"), ("gopher://h/", "not followed"),
    ("http://127.0.0.1/x", "inner address"), ("http://169.254.169.254/latest", "inner address"),
    ("http://", "leads nowhere"), ("http://h h/", "leads nowhere"),
    ("/" + "a" * 64000, "refused (302"), ("/" + "a" * 5000, "refused (302"), (None, "refused (302"),
], ids=range(11))
def test_hazard_76_redirects_not_followed(scripted, get, to, words):
    server, client = scripted(lambda r: r.reply("302 Found", b"", *([f"Location: {to}"] if to else [])))
    p, _, _ = get(client, "dir/x")
    assert p.returncode == 1 and words in p.stderr, p.stderr
    assert len(server.requests) == 1


@pytest.mark.parametrize("to,path", [
    ("y", "/dir/y"), ("/y", "/y"), ("//10.9.0.1/y", "/y"), ("?z", "/dir/x?z"),
    ("http://10.9.0.1:80/%2fy#f", "/%2fy"), ("../y", "/dir/../y"),
])
def test_hazard_76_redirects_followed(scripted, get, to, path):
    def script(r):
        if r.number == 0:
            r.reply("301 Moved", b"elsewhere" * 100, f"Location: {to}")
        else:
            r.reply(body=b"here")

    server, client = scripted(script)
    p, data, _ = get(client, "dir/x?a=b")
    assert (p.returncode, data) == (0, b"here"), p.stderr
    assert server.requests[1].path == path and server.connections == 1


@pytest.mark.parametrize("retry,least", [("2", 2), ("0", 1), ("Fri, 31 Dec 1999 23:59:59 GMT", 0.4),
                                         ("garbage", 0.4)])
def test_hazard_78_waits_as_long_as_told(scripted, get, retry, least):
    times = []

    def script(r):
        times.append(time.monotonic())
        if r.number == 0:
            r.reply("503 Busy", b"later", f"Retry-After: {retry}")
        else:
            r.reply(body=b"now")

    _, client = scripted(script)
    p, data, _ = get(client, "x")
    assert (p.returncode, data) == (0, b"now"), p.stderr
    assert least <= times[1] - times[0] < least + 2


@pytest.mark.seconds(12)
def test_a_long_wait_is_said_with_its_reason(scripted, get):
    """Minutes without a line look like a loader that hangs."""
    def script(r):
        if r.number == 0:
            r.reply("503 Busy", b"later", "Retry-After: 11")
        else:
            r.reply(body=b"now")

    _, client = scripted(script)
    p, data, _ = get(client, "x")
    assert (p.returncode, data) == (0, b"now"), p.stderr
    assert re.search(r"/x: the server asks to come back later \(503 Busy\), next try in 1[12] s$",
                     p.stderr, re.M), p.stderr


def test_hazard_78_server_error_in_the_end(scripted, get):
    server, client = scripted(lambda r: r.reply("500 Oops", b"sorry"))
    p, _, _ = get(client, "x")
    assert p.returncode == 1 and "cannot serve it now (500 Oops)" in p.stderr
    assert len(server.requests) == 3


@pytest.mark.seconds(45)
def test_path_that_swallows_large_packets(lab, get):
    """No ICMP, larger frames just vanish, and the server does not look for that: small ones in the end."""
    client, server, _ = lab.lossy_pair("--max-size", 1350)
    lab.nginx(server, lab.tree({"big": BIG}))
    p, data, _ = get(client, "big")
    assert (p.returncode, data) == (0, BIG), p.stderr
    assert p.stderr.count("large packets may get lost on the way") == 1, p.stderr


# --- proxies, FTP -----------------------------------------------------------------------------


def test_proxy_is_asked_for_all_of_the_url(scripted, get):
    server, client = scripted(lambda r: r.reply(body=b"by proxy"), port=3128)
    p, data, _ = get(client, "http://elsewhere.example:8080/a?b", "--proxy", f"{SERVER}:3128")
    assert (p.returncode, data) == (0, b"by proxy"), p.stderr
    assert server.requests[0].line == "GET http://elsewhere.example:8080/a?b HTTP/1.1"


def test_proxy_refuses_a_tunnel(scripted, get):
    server, client = scripted(lambda r: r.reply("403 Forbidden"), port=3128)
    p, _, _ = get(client, "https://elsewhere.example/x", "--proxy", f"http://{SERVER}:3128/")
    assert p.returncode == 1 and "the proxy refused" in p.stderr and "403" in p.stderr
    assert server.requests[0].line == "CONNECT elsewhere.example:443 HTTP/1.1"


def test_proxy_that_is_none(real, get):
    _, client = real
    p, _, _ = get(client, "one", "--proxy", f"{SERVER}:x")
    assert p.returncode == 1 and "the proxy is not HOST:PORT" in p.stderr


FTPD = """
import sys
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler
from pyftpdlib.servers import FTPServer
a = DummyAuthorizer()
a.add_anonymous(sys.argv[1])
FTPHandler.authorizer = a
if len(sys.argv) > 2:
    FTPHandler.masquerade_address = sys.argv[2]
FTPServer(("10.9.0.1", 21), FTPHandler).serve_forever()
"""


@pytest.mark.parametrize("lie", [None, "10.9.0.99"])
def test_ftp(lab, get, lie):
    """Passive; an address that the server makes up for its data is not believed."""
    client, server = lab.pair()
    root = lab.tree({"one": b"1", "dir/deep": b"deep", "big": BIG})
    p = server.start("/usr/bin/python3", "-c", FTPD, root, *([lie] if lie else []))
    server.wait_tcp(21, p)
    for name, want in (("one", b"1"), ("dir/deep", b"deep"), ("big", BIG)):
        p, data, stats = get(client, f"ftp://{SERVER}/{name}")
        assert p.returncode == 0 and data == want, p.stderr
        assert stats["transport"] == "ftp"
    p, _, _ = get(client, f"ftp://{SERVER}/none")
    assert p.returncode == 1 and "not found" in p.stderr


def test_real_23_a_head_without_end_is_no_want_of_memory(scripted, get):
    def endless(r):
        try:
            r.send("HTTP/1.1 200 OK\r\nX: ", "a" * 8_000_000)
        except OSError:
            pass
        return False

    _, client = scripted(endless)
    p, data, _ = get(client, "f")
    assert p.returncode and data is None
    assert "the head of the server's reply is longer than 64 KiB" in p.stderr, p.stderr
    assert "memory" not in p.stderr
