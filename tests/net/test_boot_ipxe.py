# SPDX-License-Identifier: MIT
"""`pxe boot --dry-run` of iPXE scripts: the worker in its sandbox, real servers."""

from bootlab import DEFAULT, MAC, SERVER, CLIENT, sha

URL = f"http://{SERVER}/"
# As OpenShift's agent installer writes it for s390x.
AGENT = f"""#!ipxe
initrd --name initrd {URL}agent/agent.s390x-initrd.img
kernel {URL}agent/agent.s390x-vmlinuz initrd=initrd coreos.live.rootfs_url={URL}agent/rootfs.img  rw
boot
"""


def from_option_67(site, script, name="agent/agent.s390x.ipxe", **nginx):
    site.lab.nginx(site.server, site.root, **nginx)
    site.put({name: script.encode(), "agent/agent.s390x-vmlinuz": site.kernel,
              "agent/agent.s390x-initrd.img": site.initrd})
    site.dhcp(boot=(f"{URL}{name}",))


def test_agent_installer_by_option_67(site):
    from_option_67(site, AGENT)
    r = site.boot()
    assert r.status == 0, r
    assert r.report["cmdline"] == f"initrd=initrd coreos.live.rootfs_url={URL}agent/rootfs.img rw"
    assert {(f["url"], f["sha256"]) for f in r.report["files"]} == {
        (f"{URL}agent/agent.s390x-vmlinuz", sha(site.kernel)),
        (f"{URL}agent/agent.s390x-initrd.img", sha(site.initrd))}
    assert not r.count("worker:", "killed")


def test_menus_redirects_and_files(site):
    """A menu that nobody sees chooses by its time limit; names are relative to where a redirect led; an
    image with arguments is a file of the initramfs, and each begins on a page."""
    script = ("#!ipxe\nchain gone || echo gone, ${errno}\nmenu Which\nitem a A\nitem b B\n"
              "choose --default b --timeout 700 which && chain http://%s/moved || exit\n" % SERVER)
    from_option_67(site, script, server="location /moved { return 302 /agent/sub/next.ipxe; }")
    site.put({"agent/sub/next.ipxe": f"#!ipxe\nkernel ../agent.s390x-vmlinuz ${{which}} ${{net0/mac}} ${{ip}}\n"
              "initrd ../agent.s390x-initrd.img\ninitrd next.ipxe\ninitrd ../../kernel /etc/x mode=0600\n"
              "sha256sum agent.s390x-initrd.img\nsleep 1\nboot\n".encode()})
    r = site.boot()
    assert r.status == 0, r
    assert r.report["cmdline"] == f"b {MAC} {CLIENT}"
    assert r.count("iPXE: gone, 0x2d") == 1
    assert r.count(f"iPXE: {sha(site.initrd)}  agent.s390x-initrd.img") == 1
    files = {f["url"]: f for f in r.report["files"]}
    assert files[f"{URL}agent/agent.s390x-initrd.img"]["bytes"] == len(site.initrd)
    # header and name take 120 bytes
    assert files[f"{URL}kernel"]["bytes"] == len(site.kernel) + 120


def test_script_in_place_of_a_configuration_or_kernel(site):
    site.serve({DEFAULT: b"default x\nlabel x\n  linux x.ipxe\n", "x.ipxe": b"#!ipxe\nkernel kernel one\nboot\n"})
    r = site.boot()
    assert r.status == 0, r
    assert r.report["cmdline"] == "one"
    assert r.urls() == [f"tftp://{SERVER}/kernel"]


def test_what_goes_wrong_is_one_line(site):
    from_option_67(site, "#!ipxe\nkernel gone\n")
    r = site.boot("--once")
    assert r.status == 1
    assert r.count(f"{URL}agent/gone: not found (404 Not Found)", "the script is told") == 1
    assert r.count("the script failed") >= 1
