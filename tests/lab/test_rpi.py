# SPDX-License-Identifier: MIT
"""A Raspberry Pi's folder: what its firmware reads there, and what the lab puts there."""
import pytest

import rpi
from lab import build, child, guest, tree

LINE = "console=ttyS1,115200 root=/dev/nfs nfsroot=10.0.2.2:/root,port=2,rw rw ip=dhcp"


@pytest.mark.parametrize("text, said", [
    ("", {}),
    ("# kernel=other\n kernel = a \r\nkernel=b\n", {"kernel": "b"}),
    ("arm_64bit=1\ninitramfs initrd.gz followkernel\n", {"arm_64bit": "1", "initramfs": "initrd.gz"}),
    ("[pi4]\nkernel=a\n[all]\ncmdline=c\n", {"cmdline": "c"}),
    ("[pi3]\nkernel=a\n[none]\nkernel=b\n", {"kernel": "a"}),
    ("dtparam=x=y\nnonsense\n", {"dtparam": "x=y"}),
])
def test_config_txt(text, said):
    assert rpi.config_txt(text) == said


@pytest.mark.parametrize("text, trees, options", [
    ("", [], "-kernel kernel8.img -dtb bcm2710-rpi-3-b.dtb -append one two"),
    ("", rpi.TREES, "-kernel kernel8.img -dtb bcm2710-rpi-3-b.dtb -append one two"),
    ("initramfs i followkernel", rpi.TREES[1:],
     "-kernel kernel8.img -initrd i -dtb bcm2837-rpi-3-b.dtb -append one two"),
    ("kernel=k\ndevice_tree=t\ncmdline=other.txt", rpi.TREES, "-kernel k -dtb t -append others"),
])
def test_what_the_firmware_starts(text, trees, options, tmp_path):
    (tmp_path / "config.txt").write_text(text)
    (tmp_path / "cmdline.txt").write_text("one two\nthree\n")
    (tmp_path / "other.txt").write_text("others")
    for name in trees:
        (tmp_path / name).touch()
    assert " ".join(rpi.start(tmp_path)).replace(f"{tmp_path}/", "") == options


def test_folder_of_a_board(tmp_path, monkeypatch):
    """mkimage makes it of the guest's kernel and initrd, the archive of the run, and a device tree."""
    asked = []
    monkeypatch.setattr(child, "run", lambda folder, args, **kw: asked.append(list(map(str, args))))
    (tmp_path / "rpi/9ffefdef").mkdir(parents=True)
    with pytest.raises(child.Failed, match="bcm2837-rpi-3-b.dtb: not there"):
        tree.make_board(str(tmp_path), "00000000", str(tmp_path), "/guest", LINE, b"key", build.MKIMAGE)
    (tmp_path / "rpi/9ffefdef/bcm2837-rpi-3-b.dtb").touch()
    tree.make_board(str(tmp_path), "00000000", str(tmp_path), "/guest", LINE, b"key", build.MKIMAGE)
    words = asked[-1]
    assert words[:4] == [build.MKIMAGE, "rpi", "--serial", "00000000"]
    assert [words[n + 1] for n, word in enumerate(words) if word == "-i"] == \
        ["/guest/initrd.img", f"{tmp_path}/run.cpio"]
    assert words[words.index("-c") + 1] == LINE and words[-1] == tree.root_of(tmp_path)


def test_stages_without_a_loader():
    at = guest.Stages(r"(?!)", loader=False)
    assert at.feed("[    0.000000] Linux version 6.1\n") == "the guest's kernel runs"
    assert at.feed("lab: usb0: 10.0.2.15\n") == "the guest has an address" and at.address == "10.0.2.15"
    assert at.feed("Server listening on 0.0.0.0 port 22.\n") == guest.LISTENS
