# SPDX-License-Identifier: MIT
"""iPXE scripts on s390x, which no firmware can run."""

from guest import PROMPT, reached
from sntpd import TimeServer, sntp

ARCHS = ("s390x",)
URL = "http://10.9.0.1/"


def test_agent_installer_by_option_67(tree, boot, lab, wire):
    """The form that OpenShift's agent installer writes, by HTTP from DHCP's boot file on."""
    tree.put("agent/agent.s390x.ipxe", "#!ipxe\n"
             f"initrd --name initrd {URL}initrd\n"
             f"kernel {URL}kernel initrd=initrd coreos.live.rootfs_url={URL}rootfs.img console=ttysclp0\n"
             "boot\n")
    nginx = lab.nginx(wire.ns, tree.root)
    wire.serve(tree.root, bootfile=f"{URL}agent/agent.s390x.ipxe")
    line = reached(boot(tree, wire=wire, direct="console=ttysclp0"))
    assert line.split()[:2] == ["initrd=initrd", f"coreos.live.rootfs_url={URL}rootfs.img"]
    assert [request.split()[6] for request in nginx.access.read_text().splitlines()] == [
        "/agent/agent.s390x.ipxe", "/initrd", "/kernel"]


def test_menu_with_a_time_limit(tree, boot):
    tree.put("pxelinux.cfg/default", "#!ipxe\nmenu Which one?\nitem --gap -- Systems\nitem first The first\n"
             "item second The second\nchoose --default second --timeout 4000 which || exit\n"
             "kernel /kernel console=ttysclp0 entry=${which}\ninitrd /initrd\nboot\n")
    g = boot(tree, direct="console=ttysclp0")
    g.wait(r"Which one\?")
    g.wait(r"> The second")
    assert "entry=second" in reached(g)


def test_a_script_and_a_person(tree, boot):
    """Keys are the script's while it waits for one, the rescue shell's too; then a line, the shell, and Esc."""
    tree.put("pxelinux.cfg/default", "#!ipxe\nprompt --key x Not that one || echo another key\nprompt --key s That one && "
             "echo the key\nset name old\nread name\nlogin\nshell\necho shell is over\nmenu Leave it\nitem a A\n"
             "choose w || kernel /kernel console=ttysclp0 name=${name} user=${username}\ninitrd /initrd\nboot\n")
    g = boot(tree, direct="console=ttysclp0")
    g.wait(r"iPXE: Not that one")
    g.send("s")
    g.wait(r"iPXE: another key")
    g.wait(r"iPXE: That one")
    g.send("s")
    g.wait(r"iPXE: the key")
    g.wait(r"name: old")
    g.send("er\n")
    g.wait(r"username: ")
    g.send("me\n")
    g.wait(r"password: ")
    g.send("sesame\n")
    g.wait(r"rescue shell on .*\n")
    g.wait(PROMPT)
    assert g.run("echo here") == "here"
    g.send("exit\n")
    g.wait(r"iPXE: shell is over")
    g.wait(r"> A")
    g.send("\x1b")
    assert "name=older user=me" in reached(g)
    assert "sesame" not in g.text


def test_clock_and_ping(tree, boot, wire):
    """PID 1 sets the clock as the server says, and lets the worker ping."""
    then = 1924992000
    TimeServer(wire.ns, lambda query, n: [sntp(query, then + 2208988800)])
    tree.put("pxelinux.cfg/default", "#!ipxe\nntp 10.9.0.1 && set clock set\n"
             "ping --count 1 10.9.0.1 && set peer answers\nping --count 1 --timeout 500 10.9.0.200 || set other silent\n"
             "kernel /kernel console=ttysclp0 t=${unixtime} ${clock} ${peer} ${other}\ninitrd /initrd\nboot\n")
    wire.serve(tree.root)
    line = reached(boot(tree, wire=wire, direct="console=ttysclp0"))
    assert "set answers silent" in line
    told = int(line.split("t=")[1].split()[0], 16)
    assert then <= told < then + 60
