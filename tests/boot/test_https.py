# SPDX-License-Identifier: MIT
"""Boots by HTTP and HTTPS from nginx, with a private CA sealed into the image."""

import re
import ssl

import pytest

from guest import LOADER_STARTS, cpio, reached
from http_ca import Ca, newest_tls, self_signed, tls

SERVER = "10.9.0.1"


@pytest.fixture
def site(tree, wire, lab, built, tmp_path):
    """site(certificate and key) serves; the image trusts site.ca, by a file that was added or its own."""
    class Site:
        ca = Ca(tmp_path / "ca")

        def __call__(self, cert_key, added=True, protocols="TLSv1.2 TLSv1.3"):
            pem = self.ca.pem.read_text()
            trusted = ({"etc/pxehop/ca.pem": pem.encode()} if added else
                       {"etc/pxehop/ca.der": ssl.PEM_cert_to_DER_cert(pem)})
            ramfs = built("initramfs.cpio.gz").read_bytes()
            (tmp_path / "ramfs").write_bytes(
                ramfs + bytes(-len(ramfs) % 4) +
                cpio(trusted))
            tree.packed("image", "-k", built("vmlinuz"), "-i", tmp_path / "ramfs")
            self.nginx = lab.nginx(wire.ns, tree.root, server=tls(cert_key, protocols))
            wire.serve(tree.root, bootfile="image")

    return Site()


def config(tree, scheme):
    tree.config("console=ttysclp0", kernel=f"{scheme}://{SERVER}/kernel",
                initrd=f"{scheme}://{SERVER}/initrd")


def test_https_with_private_ca(tree, site, wire, boot, built):
    """By the newest protocol that the image has, and no other."""
    site(site.ca.issue("good"), protocols=newest_tls(built("curl-https")))
    config(tree, "https")
    g = boot(tree, wire=wire)
    g.wait(rf"https://{SERVER}/kernel: fetched", 120)
    reached(g)
    assert [line.split()[6] for line in site.nginx.access.read_text().splitlines()] == [
        "/kernel", "/initrd"]


def test_https_with_a_clock_at_1970(tree, site, wire, boot):
    """As on a board without a battery."""
    site(site.ca.issue("good"), added=False)
    config(tree, "https")
    g = boot(tree, wire=wire, extra=("-rtc", "base=1970-01-02T00:00:00"))
    reached(g)


@pytest.mark.parametrize("what,words", [
    ("other", 'its certificate comes from a CA not trusted here, "Mallory"'),
    ("host", 'its certificate is for "10.9.0.77", not for 10.9.0.1'),
    ("expired", r"its certificate expired on 20\d\d-"),
    ("early", r"its certificate is not valid before 20\d\d-.*; is this machine's clock right\?"),
    ("self", "its certificate is self-signed and not trusted here"),
])
def test_https_refused_in_one_line(tree, site, wire, boot, tmp_path, what, words):
    site({"other": lambda: Ca(tmp_path / "o", "Mallory").issue("x"),
          "host": lambda: site.ca.issue("x", hosts=("10.9.0.77",)),
          "expired": lambda: site.ca.issue("x", days=(-20, -1)),
          "early": lambda: site.ca.issue("x", days=(30, 60)),
          "self": lambda: self_signed(tmp_path / "s")}[what]())
    config(tree, "https")
    g = boot(tree, wire=wire)
    g.wait(LOADER_STARTS, 90)
    line = g.wait(rf"https://{SERVER}/kernel: no trusted connection: {words}.*next try in", 60)
    assert not re.search("worker: killed", g.text[:line.end()])


def test_http_all_the_way(tree, wire, boot, lab):
    """Only the image itself comes by TFTP, as the firmware can nothing else."""
    p = lab.nginx(wire.ns, tree.root)
    tree.config()
    wire.serve(tree.root, f"--dhcp-option-force=210,http://{SERVER}/")
    g = boot(tree, wire=wire)
    reached(g)
    asked = [line.split()[6] for line in p.access.read_text().splitlines()]
    assert "/pxelinux.cfg/default" in asked[:-2] and asked[-2:] == ["/kernel", "/initrd"]
