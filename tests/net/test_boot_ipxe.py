# SPDX-License-Identifier: MIT
"""`pxe boot --dry-run` of iPXE scripts: the worker in its sandbox, real servers."""

from bootlab import DEFAULT, MAC, SERVER, CLIENT, sha
from http_fixtures import Scripted
from sntpd import TimeServer, sntp

URL = f"http://{SERVER}/"
# As OpenShift's agent installer writes it for s390x.
AGENT = f"""#!ipxe
initrd --name initrd {URL}agent/agent.s390x-initrd.img
kernel {URL}agent/agent.s390x-vmlinuz initrd=initrd coreos.live.rootfs_url={URL}agent/rootfs.img  rw
boot
"""


def from_option_67(site, script, name="agent/agent.s390x.ipxe", **nginx):
    site.nginx = site.lab.nginx(site.server, site.root, **nginx)
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


# nginx passes what it was sent on to itself, as headers, and puts those into a script.
ECHO = """location /api { proxy_pass http://127.0.0.1/echo; proxy_set_header X-Body $request_body;
 proxy_set_header X-Method $request_method; proxy_set_header X-Type $content_type; proxy_method GET;
 proxy_pass_request_body off; proxy_set_header Content-Length ""; }
location /echo { default_type text/plain;
 return 200 "#!ipxe\nkernel /agent/agent.s390x-vmlinuz $http_x_method [$http_x_body] [$http_x_type] [$http_token]\nboot\n"; }
"""


def test_parameters_are_posted(site):
    """Form parameters go as the body of a POST, headers as headers, and a list is used up."""
    from_option_67(site, "#!ipxe\nparams\nparam mac ${net0/mac}\nparam q a b&c=d\nparam --header Token t-1\n"
                   "chain /api##params\n", server=ECHO)
    r = site.boot()
    assert r.status == 0, r
    mac = MAC.replace(":", "%3A")
    assert r.report["cmdline"] == f"POST [mac={mac}&q=a%20b%26c%3Dd] [application/x-www-form-urlencoded] [t-1]"


def test_other_methods(site):
    from_option_67(site, "#!ipxe\nparams --name p --method PUT\nparam --params p --header Token x\n"
                   "imgfetch --name one /api##params=p\nparams\nparam --header Token y\nchain /api##params\n",
                   server=ECHO)
    r = site.boot()
    assert r.status == 0, r
    assert r.report["cmdline"] == "GET [] [] [y]"
    log = site.nginx.access.read_text()
    assert "PUT /api" in log and log.count("/api") == 2


def test_a_post_is_not_sent_twice(site):
    """What broke off may have been done: the script is told. A redirect is followed by a plain GET."""
    def script(r):
        if r.path == "/cut":
            r.cut()
            return False
        if r.path == "/moved":
            r.reply("302 Found", b"", "Location: /end")
        else:
            r.reply(body=f"#!ipxe\nkernel tftp://{SERVER}/kernel {r.line.split()[0]}\nboot\n".encode())
        return True

    scripted = Scripted(site.server, script, port=81)
    site.serve({DEFAULT: b"#!ipxe\nparams\nparam a b\nimgfetch http://%s:81/cut##params || echo told\nparams\n"
                b"param a b\nchain http://%s:81/moved##params\n" % (SERVER.encode(), SERVER.encode())})
    r = site.boot()
    scripted.close()
    assert r.status == 0, r
    assert r.report["cmdline"] == "GET" and r.count("iPXE: told") == 1
    assert [q.line.rpartition(" ")[0] for q in scripted.requests] == ["POST /cut", "POST /moved", "GET /end"]
    assert [q.body for q in scripted.requests] == [b"a=b", b"a=b", b""]


def test_an_address_of_the_script(site):
    """It takes the place of the lease's, for downloads too; the name server that is set is asked."""
    from_option_67(site, "#!ipxe\nifclose net0\nset net0/ip 10.9.0.77\nset net0/netmask 255.255.255.0\n"
                   "ifopen net0\nkernel agent.s390x-vmlinuz ${net0/ip} ${ip}\nboot\n")
    r = site.boot()
    assert r.status == 0, r
    assert r.report["cmdline"] == "10.9.0.77 10.9.0.77"
    assert r.only("iPXE: eth0: 10.9.0.77")
    asked = {line.split()[6]: line.split()[0] for line in site.nginx.access.read_text().splitlines()}
    assert asked == {"/agent/agent.s390x.ipxe": CLIENT, "/agent/agent.s390x-vmlinuz": "10.9.0.77"}
    assert "10.9.0" not in site.client.ip("-4", "addr", "show", "dev", "eth0")


def test_the_time_of_a_server(site):
    """A dry run leaves the clock alone; forged answers and a lost one do not matter, a refusal does."""
    def reply(query, n):
        if n == 1:
            return []
        good = sntp(query, 4005014400)
        return [b"", good[:47], good[:24] + bytes(8) + good[32:], good] if n == 2 else [sntp(query, 1, 0)]

    server = TimeServer(site.server, reply)
    from_option_67(site, f"#!ipxe\nntp {SERVER} && set a set\nntp {SERVER} || set b refused\n"
                   "kernel agent.s390x-vmlinuz ${a} ${b}\nboot\n")
    r = site.boot()
    assert r.status == 0, r
    assert r.report["cmdline"] == "set refused" and server.asked == 3
    assert r.only(f"iPXE: the clock is set as {SERVER} says") and r.only("this machine's clock is left as it is")
    assert r.only(f"iPXE: {SERVER}: the server refuses to tell the time, the script is told")
    assert not r.count("worker:")


def test_pings(site):
    """Through the kernel's ping socket, from inside the sandbox; refused where the kernel allows nobody one."""
    script = (f"#!ipxe\nping --count 2 --timeout 100 --size 3000 {SERVER} && set a answers ||\n"
              "ping --count 1 --timeout 100 10.9.0.200 || set b silent\nkernel agent.s390x-vmlinuz ${a} ${b}\nboot\n")
    from_option_67(site, script)
    r = site.boot()
    assert r.status == 0, r
    assert r.report["cmdline"].split() == ["silent"]
    assert r.count("this kernel lets nobody ping") == 2
    site.client.run("sysctl", "-qw", "net.ipv4.ping_group_range=65534 65534")
    r = site.boot()
    assert r.status == 0, r
    assert r.report["cmdline"] == "answers silent"
    assert r.count(f"iPXE: 3000 bytes from {SERVER}: seq=") == 2
    assert r.only("iPXE: no answer from 10.9.0.200: seq=1")
    assert not r.count("worker:")


def test_what_goes_wrong_is_one_line(site):
    from_option_67(site, "#!ipxe\nkernel gone\n")
    r = site.boot("--once")
    assert r.status == 1
    assert r.count(f"{URL}agent/gone: not found (404 Not Found)", "the script is told") == 1
    assert r.count("the script failed") >= 1


def test_settings_in_names_and_command_lines(site):
    """In option 209, in --url, and in an APPEND that asks for it."""
    hyphens = MAC.replace(":", "-")
    site.put({f"conf-{hyphens}": b"default x\nlabel x\nkernel kernel\n"
              b"append pxehop.expand h=${hostname} ip=${ip}::${gateway}:${netmask}\n"})
    site.tftp()
    site.dhcp("--dhcp-option=12,node-7", "--dhcp-option-force=209,conf-${net0/mac:hexhyp}")
    line = f"BOOT_IMAGE=kernel h=node-7 ip={CLIENT}::{SERVER}:255.255.255.0"
    for args in ((), ("--url", f"tftp://{SERVER}/conf-${{mac:hexhyp}}")):
        r = site.boot(*args)
        assert r.status == 0, r
        assert r.report["cmdline"] == line
        assert r.count(f"tftp://{SERVER}/conf-{hyphens}: configuration") == 1
