# SPDX-License-Identifier: MIT
"""`pxe boot --dry-run` in a tree that serves a firmware too: configurations that start the loader itself
are passed over, in all the forms that the loader's image has."""

import gzip
import io
import struct

import pytest

from bootlab import DEFAULT, SERVER, BY_IP, config, kernel
from test_boot_initrd import ARCHIVE, multi, uimage

FIRST = BY_IP[2]


def gzipped(data, name):
    out = io.BytesIO()
    with gzip.GzipFile(name, "wb", mtime=0, fileobj=out) as f:
        f.write(data)
    return out.getvalue()


OWN = gzipped(ARCHIVE, "pxehop-loader.cpio")


def s390(ramdisk):
    image = bytearray(kernel(size=151_552))
    image[0x10408:0x10418] = struct.pack(">QQ", len(image), len(ramdisk))
    return bytes(image) + ramdisk


def efi(ramdisk):
    """A program whose ramdisk lies far behind its head, and as much again behind that."""
    at = 400_000
    section = struct.pack("<8sIIIIIIHHI", b".initrd", len(ramdisk), 0x1000, len(ramdisk), at, 0, 0, 0, 0, 0)
    head = b"MZ" + bytes(0x3a) + struct.pack("<I", 0x40)
    head += b"PE\0\0" + struct.pack("<HHIIIHH", 0xaa64, 1, 0, 0, 0, 0, 0) + section
    return head + bytes(at - len(head)) + ramdisk + bytes(at)


def fit(ramdisk):
    return b"\xd0\x0d\xfe\xed" + bytes(100_000) + ramdisk


@pytest.mark.parametrize("files", [
    {"own": s390(OWN)}, {"own": efi(OWN)}, {"own": multi(kernel(), OWN)},
    {"own": kernel(), "ramdisk": OWN}, {"own": kernel(), "ramdisk": uimage(OWN)},
], ids=["s390", "efi", "uimage", "initrd", "uinitrd"])
def test_real_15_the_next_name_is_tried(site, files):
    ramdisk = "initrd ramdisk\n" if "ramdisk" in files else ""
    site.serve({FIRST: f"label own\nkernel own\n{ramdisk}".encode(), DEFAULT: config(), **files})
    r = site.boot()
    r.booted(("kernel", site.kernel), ("initrd", site.initrd))
    which = "ramdisk" if ramdisk else "own"
    assert r.text.count("this loader itself") == 1
    assert (f"tftp://{SERVER}/{which}: this loader itself, which would only come here again; trying the next name "
            "for a configuration") in r.text


def test_real_15_all_names_start_the_loader(site):
    """An end like that of no configuration at all, and no loop."""
    site.serve({FIRST: b"label own\nkernel own\n", DEFAULT: b"label own\nkernel own\n", "own": s390(OWN)})
    r = site.boot("--once")
    assert r.status == 1 and r.text.count("this loader itself, which") == 2
    assert "no configuration under any of 10 names, but 2 that start this loader itself" in r.text


def test_real_15_a_fit_is_known_by_all_of_it(site):
    site.serve({FIRST: b"label own\nkernel own#conf-1\n", "own": fit(OWN)})
    r = site.boot("--once", "--arch", "22")
    assert r.status == 1 and "no configuration under any of 10 names, but 1 that starts this loader itself" in r.text


@pytest.mark.parametrize("own", [gzipped(ARCHIVE, "initrd"), gzip.compress(ARCHIVE)], ids=["named", "plain"])
def test_real_15_other_ramdisks_are_nobodys(site, own):
    site.serve({FIRST: config(kernel_name="own", initrd="initrd"), "own": s390(own)})
    r = site.boot()
    assert r.status == 0 and "this loader itself" not in r.text


URL = f"http://{SERVER}/"


def by_script(site, script, **files):
    """The firmware's script by an option 67 URL, and the loader's images over HTTP."""
    site.lab.nginx(site.server, site.root)
    site.put({"boot.ipxe": f"#!ipxe\n{script}boot\n".encode(), "own.efi": efi(OWN), "own": OWN, **files})
    site.dhcp(boot=(f"{URL}boot.ipxe",))


@pytest.mark.parametrize("loads", [f"kernel {URL}own.efi", "initrd own", "chain own.efi"], ids=["url", "plain", "chain"])
def test_ipxe_script_is_told_that_it_starts_the_loader(site, loads):
    by_script(site, f"{loads} || goto direct\n:direct\nkernel kernel script=1\ninitrd initrd\n")
    r = site.boot()
    assert r.report["cmdline"] == "script=1" and r.urls() == [f"{URL}kernel", f"{URL}initrd"]
    own = f"{URL}{loads.split()[1].removeprefix(URL)}"
    assert r.count(f"{own}: this loader itself, which would only come here again, the script is told") == 1


def test_ipxe_script_of_the_firmware_leads_to_a_configuration(site):
    by_script(site, "kernel own.efi\n", **{DEFAULT: config()})
    site.tftp()
    r = site.boot()
    assert r.report["cmdline"] == "BOOT_IMAGE=kernel a=1 initrd=initrd"
    assert r.count(f"{URL}boot.ipxe: the script starts this loader itself; trying the next name for a configuration") == 1
