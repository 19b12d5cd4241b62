# SPDX-License-Identifier: MIT
"""What README tells its readers to type, and to give to libvirt, is taken by what it is for."""

import re
import shlex
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import netlab

README = (Path(__file__).resolve().parents[2] / "README.md").read_text()
# Indented blocks: commands and files.
BLOCKS = [re.sub(r"^    ", "", block, flags=re.M) for block in re.findall(r"(?:^    .*\n)+", README, re.M)]


def commands(start):
    """The command lines that begin so, continued lines joined, words as a shell has them."""
    lines = "\n".join(BLOCKS).replace("\\\n", " ").splitlines()
    found = [shlex.split(line, comments=True) for line in lines if line.startswith(start)]
    assert found, start
    return found


def test_real_17_dnsmasq_serves_one_network_and_no_names():
    for words in commands("dnsmasq "):
        assert "--port=0" in words and any(w.startswith("--interface=") for w in words)
        args = [w for w in words[1:] if not w.startswith("--tftp-root")]  # that folder is the reader's
        p = subprocess.run([netlab.need("dnsmasq"), "--test", *args], capture_output=True, text=True, timeout=20)
        assert p.returncode == 0, p.stderr


def test_real_17_libvirt_s_xml_has_its_boot_order_at_the_interface():
    parts = [ElementTree.fromstring(b) for b in BLOCKS if b.startswith("<")]
    names = [p.tag for p in parts]
    assert "network" in names and "interface" in names
    network, interface = parts[names.index("network")], parts[names.index("interface")]
    assert network.find("ip/tftp").get("root") and network.find("ip/dhcp/bootp").get("file") == "pxelinux.0"
    assert interface.find("boot").get("order") == "1" and interface.find("model").get("type") == "virtio"


def test_real_17_commands_are_there(tool):
    subs = {line[line.index("build/host/pxe") + 1] for line in commands("build/host/pxe ") +
            commands("sudo build/host/pxe ")}
    assert {"names", "show", "lint", "boot"} <= subs
    for sub in subs:
        p = subprocess.run([tool("pxe"), sub, "--help"], capture_output=True, text=True, timeout=20)
        assert p.returncode == 0 and sub in p.stdout
    for words in commands("sudo build/host/pxe boot"):
        text = subprocess.run([tool("pxe"), "boot", "--help"], capture_output=True, text=True, timeout=20).stdout
        assert all(w in text for w in words if w.startswith("--"))


def test_real_17_what_is_needed_is_said():
    assert "Secure Boot must be off" in README
    qemu = commands("timeout 300 qemu-system-s390x")[0]
    assert "-no-reboot" in qemu and any("bootindex=1" in w for w in qemu)
