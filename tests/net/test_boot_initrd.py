# SPDX-License-Identifier: MIT
"""`pxe boot --dry-run` with initrds of all kinds: what no kernel can unpack is refused while it is still
the loader that can say so, and U-Boot's header does not reach the kernel."""

import bz2
import gzip
import lzma
import struct
import zlib

import pytest

from bootlab import DEFAULT, SERVER, config, noise

END = b"070701" + b"00000000" * 11 + b"0000000b" + b"00000000" + b"TRAILER!!!" + bytes(4)


def entry(name, data):
    head = b"070701" + b"".join(b"%08x" % n for n in (1, 0o100644, 0, 0, 1, 0, len(data), 0, 0, 0, 0,
                                                      len(name) + 1, 0))
    text = head + name.encode() + b"\0"
    return text + bytes(-len(text) % 4) + data + bytes(-len(data) % 4)


ARCHIVE = entry("blob", noise(215_110)) + END


def uimage(data, kind=3):
    head = struct.pack(">7I4B32s", 0x27051956, 0, 0, len(data), 0, 0, zlib.crc32(data), 5, 8, kind, 0, b"x")
    return head[:4] + struct.pack(">I", zlib.crc32(head)) + head[8:] + data


def multi(*parts):
    table = b"".join(struct.pack(">I", len(p)) for p in parts) + bytes(4)
    padded = b"".join(p + bytes(-len(p) % 4) for p in parts[:-1]) + parts[-1]
    return uimage(table + padded, 4)


@pytest.mark.parametrize("data", [
    ARCHIVE, gzip.compress(ARCHIVE), bz2.compress(ARCHIVE), lzma.compress(ARCHIVE, check=lzma.CHECK_CRC32),
    lzma.compress(ARCHIVE, format=lzma.FORMAT_ALONE), END + gzip.compress(ARCHIVE), gzip.compress(ARCHIVE) + bytes(5) + bz2.compress(ARCHIVE),
], ids=["cpio", "gzip", "bzip2", "xz", "lzma", "early", "two"])
def test_real_11_a_good_one_is_said_nothing_about(site, data):
    site.serve({DEFAULT: config(), "initrd": data})
    r = site.boot()
    r.booted(("kernel", site.kernel), ("initrd", data))
    assert r.text.count("initrd: ") == 1 and "initrd: fetched" in r.text


@pytest.mark.parametrize("data,words", [
    (b"", "the file is empty"), (b"<!DOCTYPE html>\n<html><h1>404</h1></html>\n", "an HTML page"),
    (gzip.compress(ARCHIVE)[:100_000], "the file is cut off"),
    (gzip.compress(ARCHIVE)[:-4] + b"abcd", "the file is damaged"),
    (lzma.compress(ARCHIVE, format=lzma.FORMAT_ALONE)[:-100], "the file is cut off"),
    (lzma.compress(ARCHIVE), "compress it with xz --check=crc32"),
    (b"070707" * 1000, "cpio -H newc"),
], ids=["empty", "html", "cut", "damaged", "cut-lzma", "crc64", "odc"])
def test_real_11_what_no_kernel_can_unpack_is_refused(site, data, words):
    site.serve({DEFAULT: config(), "initrd": data})
    r = site.boot("--timeout", "6")
    assert r.status and f"tftp://{SERVER}/initrd: " in r.text and words in r.text, r
    assert ("fetching it once more" in r.text) == ("copy it to the server again" in r.text)


def test_real_11_an_unknown_one_is_a_warning(site):
    site.serve({DEFAULT: config(), "initrd": noise(5000)})
    r = site.boot()
    r.booted(("kernel", site.kernel), ("initrd", noise(5000)))
    assert "initrd: nothing that Linux is known to unpack" in r.text


@pytest.mark.parametrize("wrap", [uimage, lambda data: multi(noise(70_001), data)], ids=["one", "multi"])
def test_real_10_u_boots_header_stays_behind(site, wrap):
    packed = gzip.compress(ARCHIVE)
    site.serve({DEFAULT: config(initrd="first,wrapped,last"), "first": END, "wrapped": wrap(packed),
                "last": END})
    site.boot().booted(("kernel", site.kernel), ("first", END), ("wrapped", packed), ("last", END))
