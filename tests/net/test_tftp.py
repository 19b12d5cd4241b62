# SPDX-License-Identifier: MIT
"""`pxe get` against real servers."""

import os
import stat

import pytest

from tftp_fixtures import SERVER, get, noise  # noqa: F401


# A size on each side of the borders of blocks and windows at the block size of a plain Ethernet.
SIZES = {f"s{n}": noise(n, n) for n in (0, 1, 511, 512, 513, 1467, 1468, 1469, 16 * 1468,
                                        16 * 1468 + 1, 100000)}


@pytest.fixture(params=["dnsmasq", "tftpd_hpa", "atftpd"])
def real(request, lab):
    """A link with one of the real servers at its end: (its name, client)."""
    client, server = lab.pair()
    root = lab.tree({**SIZES, "dir/deep": b"deep", "big": noise(3_000_000)})
    if request.param == "dnsmasq":
        lab.dnsmasq(server, tftp_root=root)
    else:
        getattr(lab, request.param)(server, root)
    return request.param, client


def test_sizes(real, get):
    _, client = real
    for name, want in SIZES.items():
        p, data, _ = get(client, name)
        assert p.returncode == 0, p.stderr
        assert data == want, name


def test_options_granted(real, get):
    name, client = real
    p, data, stats = get(client, "big")
    assert p.returncode == 0, p.stderr
    assert data == noise(3_000_000)
    assert stats["bytes"] == 3_000_000 and stats["transport"] == "tftp"
    assert stats["blksize"] == (1468 if name == "dnsmasq" else 65464)
    assert stats["windowsize"] == (16 if name == "atftpd" else 1)
    # A server that gets no processor for a while is asked once more.
    assert stats["retransmits"] <= 5 + stats["bytes"] // stats["blksize"] // 100


def test_not_found_keeps_old_file(real, get, tmp_path, tool):
    _, client = real
    out = tmp_path / "kept"
    out.write_text("old")
    p = client.run(tool("pxe"), "get", "-o", out, f"tftp://{SERVER}/missing")
    assert p.returncode == 1
    assert "missing" in p.stderr and "error 1" in p.stderr
    assert out.read_text() == "old"
    assert [f.name for f in tmp_path.iterdir()] == ["kept"]


@pytest.mark.seconds(10)
def test_more_than_65535_blocks(real, lab, get):
    """Past the roll-over of block numbers, with a small block size."""
    name, client = real
    size = 64 if name == "atftpd" else 8
    want = noise(70_000 * size + 3)
    lab.tree({"wrap": want})
    p, data, stats = get(client, "wrap", "--blksize", size, timeout=120)
    assert p.returncode == 0, p.stderr
    assert stats["blksize"] == size
    assert data == want


def test_to_standard_output(real, tool):
    _, client = real
    p = client.run(tool("pxe"), "get", "-o", "-", f"tftp://{SERVER}/dir/deep")
    assert (p.returncode, p.stdout) == (0, "deep")


def test_old_form_of_names(real, tool, tmp_path):
    _, client = real
    p = client.run(tool("pxe"), "get", f"{SERVER}::dir/deep", cwd=tmp_path)
    assert p.returncode == 0, p.stderr
    assert (tmp_path / "deep").read_bytes() == b"deep"
    assert (tmp_path / "deep").stat().st_mode & 0o777 == 0o644


def test_device_as_output_stays_a_device(real, tool, tmp_path):
    """As root a rename over /dev/null would break the machine."""
    _, client = real
    p = client.run("sh", "-c", 'mknod "$1" c 1 3 && shift && exec "$@"', "sh", tmp_path / "null",
                   tool("pxe"), "get", "-o", tmp_path / "null", f"tftp://{SERVER}/dir/deep")
    assert p.returncode == 0, p.stderr
    assert stat.S_ISCHR(os.stat(tmp_path / "null").st_mode)
