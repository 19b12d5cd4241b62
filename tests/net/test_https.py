# SPDX-License-Identifier: MIT
"""`pxe get` by HTTPS: who is believed, who is refused and in which words (hazard 81)."""

import os
import socket
import ssl
import subprocess
import threading
import time

import pytest

from netlab import HOST_BUILD
from http_ca import Ca, newest_tls, pin, self_signed, tls
from http_fixtures import SERVER, get, noise, scripted  # noqa: F401

URL = f"https://{SERVER}/"
BIG = noise(2_000_000)


@pytest.fixture(scope="module")
def ca(tmp_path_factory):
    return Ca(tmp_path_factory.mktemp("ca"))


@pytest.fixture
def serve(lab):
    """serve(certificate and key) gives a client of an nginx that has them."""
    def start(cert_key, **kw):
        client, server = lab.pair()
        root = lab.tree({"x": b"secret", "big": BIG})
        lab.nginx(server, root, server=tls(cert_key), **kw)
        return client

    return start


def refused(p, *words):
    """In one line, besides the one of a server's silence."""
    lines = [line for line in p.stderr.splitlines() if not line.endswith("still waiting")]
    assert p.returncode == 1 and len(lines) == 1, p.stderr
    for w in words:
        assert w in p.stderr, p.stderr


def test_private_ca(serve, get, ca):
    client = serve(ca.issue("good"))
    for name, want in (("x", b"secret"), ("big", BIG)):
        p, data, stats = get(client, URL + name, "--cacert", ca.pem)
        assert p.returncode == 0 and data == want, p.stderr
        assert stats["transport"] == "https"


@pytest.mark.parametrize("protocols", ["TLSv1.2", "TLSv1.2 TLSv1.3", "TLSv1.3"])
def test_newest_protocol(lab, get, ca, protocols):
    """What both have, at the first try; a server that has none that is known here is refused."""
    newest = newest_tls(HOST_BUILD / "curl")
    client, server = lab.pair()
    lab.nginx(server, lab.tree({}), server=tls(ca.issue("good"), protocols) +
              "location /protocol { return 200 $ssl_protocol; }")
    p, data, _ = get(client, URL + "protocol", "--cacert", ca.pem)
    if newest not in protocols and "TLSv1.2" not in protocols:
        refused(p, "no trusted connection")
    else:
        want = newest if newest in protocols else "TLSv1.2"
        assert (p.returncode, data, p.stderr.count("\n")) == (0, want.encode(), 0), p.stderr


def test_certificates_in_der(serve, get, ca, tmp_path):
    """One behind the other, as in the image; what is none of them is skipped, and a cut file refused."""
    client = serve(ca.issue("good"))
    good, other = (ssl.PEM_cert_to_DER_cert(c.pem.read_text()) for c in (ca, Ca(tmp_path / "other", "Other CA")))
    for n, data in enumerate((good, good + other, other + good, b"\x30\x00" + good,
                              b"\x30\x81\x80" + bytes(128) + good)):
        file = tmp_path / f"{n}.der"
        file.write_bytes(data)
        p, got, _ = get(client, URL + "x", "--cacert", file)
        assert p.returncode == 0 and got == b"secret", (n, p.stderr)
    for n, data in enumerate((b"", b"nothing", good[:-1], good[:1], good[:3], good + other[:-1], good + b"\n",
                              b"\x30\x80" + good, b"\x30\x84\0\0\0\0" + good, b"\x30\x83\xff\xff\xff" + good)):
        file = tmp_path / f"bad-{n}.der"
        file.write_bytes(data)
        assert get(client, URL + "x", "--cacert", file)[0].returncode == 1, n
    file = tmp_path / "other.der"
    file.write_bytes(other)
    refused(get(client, URL + "x", "--cacert", file)[0], 'a CA not trusted here, "Test CA"')


def test_rsa_chain_by_name(serve, get, ca, lab):
    """A name in DNS, an RSA key, the name in the certificate."""
    client = serve(ca.issue("rsa", hosts=("boot.example", "other.example"), key="rsa:2048"))
    lab.dnsmasq(lab.spaces[1], "-p53", "--no-resolv", "--no-hosts",
                f"--address=/boot.example/{SERVER}", f"--address=/wrong.example/{SERVER}", port=53)
    resolv = lab.dir / "resolv.conf"
    resolv.write_text(f"nameserver {SERVER}\n")

    run = ["unshare", "-m", "sh", "-c",
           'mount --bind "$1" /etc/resolv.conf && shift && exec "$@"', "sh", resolv]
    pxe = [HOST_BUILD / "pxe", "get", "-o", "-", "--cacert", ca.pem]
    p = client.run(*run, *pxe, "https://boot.example/x")
    assert (p.returncode, p.stdout) == (0, "secret"), p.stderr
    p = client.run(*run, *pxe, "https://wrong.example/x")
    refused(p, 'its certificate is for "boot.example", not for wrong.example')


def test_hazard_81_wrong_host(serve, get, ca):
    client = serve(ca.issue("host", hosts=("10.9.0.77",)))
    refused(get(client, URL + "x", "--cacert", ca.pem)[0],
            'its certificate is for "10.9.0.77", not for 10.9.0.1')


def test_hazard_81_expired(serve, get, ca):
    client = serve(ca.issue("old", days=(-30, -2)))
    refused(get(client, URL + "x", "--cacert", ca.pem)[0], "its certificate expired on 20")


def test_hazard_81_not_yet_valid(serve, get, ca):
    client = serve(ca.issue("new", days=(30, 60)))
    refused(get(client, URL + "x", "--cacert", ca.pem)[0], "its certificate is not valid before 20",
            "is this machine's clock right?")


def test_hazard_81_self_signed(serve, get, ca, tmp_path):
    client = serve(self_signed(tmp_path / "self"))
    refused(get(client, URL + "x", "--cacert", ca.pem)[0], "its certificate is self-signed")


def test_hazard_81_other_ca(serve, get, ca, tmp_path):
    other = Ca(tmp_path / "other", "Mallory CA")
    client = serve(other.issue("good"))
    refused(get(client, URL + "x", "--cacert", ca.pem)[0], 'a CA not trusted here, "Mallory CA"')
    refused(get(client, URL + "x")[0], "not trusted here")


def test_hazard_81_weak_key(serve, get, ca):
    client = serve(ca.issue("weak", key="rsa:1024"),
                   http="ssl_ciphers 'DEFAULT@SECLEVEL=0';")
    refused(get(client, URL + "x", "--cacert", ca.pem)[0], "too weak")


def test_hazard_81_old_protocol(serve, get, ca):
    client = serve(ca.issue("good"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.load_cert_chain(*ca.issue("good11"))
    s = client.lab.spaces[1].inside(lambda: socket.create_server((SERVER, 8443)))

    def run():
        try:
            c, _ = s.accept()
            context.wrap_socket(c, server_side=True)
        except OSError:
            pass

    threading.Thread(target=run, daemon=True).start()
    refused(get(client, f"https://{SERVER}:8443/x", "--cacert", ca.pem)[0],
            "no trusted connection")
    s.close()


def test_hazard_81_pinned_key(serve, get, ca, tmp_path):
    """The key alone: a self-signed certificate that has expired, for another host."""
    cert = ca.issue("pinned", hosts=("nobody",), days=(-30, -2))
    client = serve(cert)
    p, data, _ = get(client, URL + "x", "--pin", pin(cert[0]))
    assert (p.returncode, data) == (0, b"secret"), p.stderr
    other = pin(self_signed(tmp_path / "s")[0])
    refused(get(client, URL + "x", "--pin", other)[0], "its public key is not the pinned one")
    p, data, _ = get(client, URL + "x", "--pin", f"{other};{pin(cert[0])}")
    assert (p.returncode, data) == (0, b"secret"), p.stderr


def test_hazard_81_key_and_ca_must_both_be_right(serve, get, ca, tmp_path):
    cert = ca.issue("both")
    client = serve(cert)
    other = Ca(tmp_path / "other")
    assert get(client, URL + "x", "--pin", pin(cert[0]), "--cacert", ca.pem)[0].returncode == 0
    refused(get(client, URL + "x", "--pin", pin(cert[0]), "--cacert", other.pem)[0],
            "not trusted here")
    refused(get(client, URL + "x", "--pin", pin(other.pem), "--cacert", ca.pem)[0], "not the pinned")


@pytest.mark.seconds(20)
def test_hazard_81_handshake_stalls(scripted, get):
    """Nobody answers behind the TCP handshake."""
    _, client = scripted(lambda r: time.sleep(60), port=443)
    began = time.monotonic()
    p, _, _ = get(client, URL + "x")
    refused(p, "no answer for 4 s, still waiting", "no connection in time (20 s)")
    assert time.monotonic() - began < 50


def test_hazard_81_no_tls_at_that_port(serve, get, ca):
    client = serve(ca.issue("good"))
    refused(get(client, f"https://{SERVER}:80/x")[0], "no trusted connection")


def test_hazard_76_https_is_not_left_for_http(serve, get, ca, lab):
    client, server = lab.pair()
    root = lab.tree({"x": b"open"})
    lab.nginx(server, root, server=tls(ca.issue("good")) +
              f"location /down {{ return 302 http://{SERVER}/x; }} "
              f"location /up {{ return 302 https://{SERVER}/x; }}")
    refused(get(client, URL + "down", "--cacert", ca.pem)[0], "not followed")
    p, data, _ = get(client, f"http://{SERVER}/up", "--cacert", ca.pem)
    assert (p.returncode, data) == (0, b"open"), p.stderr


# --- the clock --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def old_clock(tmp_path_factory):
    """A preload that puts the wall clock to 1970."""
    where = tmp_path_factory.mktemp("clock")
    (where / "c.c").write_text("#include <time.h>\ntime_t time(time_t *t) "
                               "{ if (t) *t = 86400; return 86400; }\n")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", where / "c.so", where / "c.c"], check=True)
    return str(where / "c.so")


def test_clock_at_1970(serve, get, ca, old_clock):
    env = dict(os.environ, LD_PRELOAD=old_clock)
    client = serve(ca.issue("good"))
    p, data, _ = get(client, URL + "x", "--cacert", ca.pem, env=env)
    assert (p.returncode, data) == (0, b"secret"), p.stderr


def test_clock_at_1970_still_knows_what_had_expired(serve, get, ca, old_clock):
    """Expired before this version was made."""
    env = dict(os.environ, LD_PRELOAD=old_clock)
    client = serve(ca.issue("old", days=(-900, -600)))
    refused(get(client, URL + "x", "--cacert", ca.pem, env=env)[0], "expired on 20")
