# SPDX-License-Identifier: MIT
"""`pxe boot --dry-run` over HTTP: the worker in its sandbox, from DHCP to sealed memfds."""

import pytest

from bootlab import BY_MAC, DEFAULT, SERVER, config, sha
from http_ca import Ca, self_signed, tls

URL = f"http://{SERVER}/"


def booted(r, site, *urls):
    """It would have booted the site's kernel and initrd, from these URLs."""
    assert r.status == 0, r
    assert r.urls() == list(urls)
    assert [f["sha256"] for f in r.report["files"]] == [sha(site.kernel), sha(site.initrd)]


def test_whole_boot_by_http(site):
    """The boot file's directory is where the lookup goes."""
    p = site.lab.nginx(site.server, site.root, http="keepalive_requests 100;")
    site.put({DEFAULT: config()})
    site.dhcp(boot=(f"{URL}pxelinux.0",))
    r = site.boot()
    booted(r, site, URL + "kernel", URL + "initrd")
    lines = p.access.read_text().splitlines()
    asked = [line.split()[6] for line in lines]
    assert "/" + DEFAULT in asked[:-2] and asked[-2:] == ["/kernel", "/initrd"]
    assert any(f"GET /{BY_MAC} " in line and " 404 " in line for line in lines)
    assert not r.count("worker:", "killed")


def test_pythons_own_server(site):
    """HTTP/1.0: a connection for each file; and a name that only just fits its line."""
    p = site.server.start("/usr/bin/python3", "-m", "http.server", "--bind", SERVER, "--directory", site.root, 80)
    site.server.wait_tcp(80, p)
    long = "kernel?" + "x" * 2500
    site.put({DEFAULT: config(kernel_name=long)})
    site.dhcp(boot=(f"{URL}pxelinux.0",))
    r = site.boot("--once")
    assert r.status == 0, r
    assert [f["sha256"] for f in r.report["files"]] == [sha(site.kernel), sha(site.initrd)]
    assert f"GET /{long} " in p.log.read_text()


def test_more_than_the_memory_by_http(site):
    """The head of the reply says how much, and so does the refusal."""
    site.lab.nginx(site.server, site.root)
    site.put({DEFAULT: config(), "initrd": bytes(20_000_000)})
    site.dhcp(boot=(f"{URL}pxelinux.0",))
    run = site.start("--memory", 4096)
    run.wait_line("need 19678 KiB, this machine can load 4096 KiB", "next try in")
    site.put({"initrd": site.initrd})
    booted(run.end(), site, URL + "kernel", URL + "initrd")


def test_connections_are_kept(site):
    p = site.lab.nginx(site.server, site.root,
                       http="log_format c '$connection'; access_log %s c;" % (site.lab.dir / "c"))
    site.put({DEFAULT: config()})
    site.dhcp(boot=(f"{URL}pxelinux.0",))
    booted(site.boot(), site, URL + "kernel", URL + "initrd")
    assert p.poll() is None
    numbers = (site.lab.dir / "c").read_text().split()
    # The names of the lookup go side by side; the files behind them take a connection that is there.
    assert len(numbers) > 11 and len(set(numbers)) <= 10


@pytest.mark.parametrize("option", ["209", "210", "url"])
def test_urls_in_options(site, option):
    site.lab.nginx(site.server, site.root)
    site.put({"there/conf": config(kernel_name=f"{URL}kernel", initrd=f"{URL}initrd"),
              "there/" + DEFAULT: config(kernel_name=f"{URL}kernel", initrd=f"{URL}initrd")})
    site.tftp()
    if option == "url":
        site.dhcp()
        r = site.boot("--url", f"{URL}there/conf")
    else:
        value = f"{URL}there/conf" if option == "209" else f"{URL}there/"
        site.dhcp(f"--dhcp-option-force={option},{value}")
        r = site.boot()
    booted(r, site, URL + "kernel", URL + "initrd")


def test_names_are_relative_to_the_url_of_the_configuration(site):
    """A lease without boot data and a URL: nothing is asked of the DHCP server by TFTP."""
    site.lab.nginx(site.server, site.root)
    site.put({"d/" + DEFAULT: config(), "d/kernel": site.kernel, "d/initrd": site.initrd})
    site.dhcp()
    booted(site.boot("--url", f"{URL}d/{DEFAULT}"), site, URL + "d/kernel", URL + "d/initrd")
    booted(site.boot("--url", f"{URL}d/{DEFAULT}", "--prefix", URL), site, URL + "kernel",
           URL + "initrd")


def test_mixed_transports(site):
    """A configuration by TFTP that names its kernel by HTTP, as sites move over step by step."""
    site.lab.nginx(site.server, site.root)
    site.serve({DEFAULT: config(kernel_name=f"{URL}kernel")})
    booted(site.boot(), site, URL + "kernel", f"tftp://{SERVER}/initrd")


def test_missing_kernel_is_one_line(site):
    site.lab.nginx(site.server, site.root)
    site.serve({DEFAULT: config(kernel_name=f"{URL}gone")})
    r = site.boot(timeout=6)
    assert r.status == 1
    assert f"{URL}gone: not found (404 Not Found)" in r.text


def test_html_page_instead_of_a_kernel(site):
    """A server that answers every name with a page."""
    site.lab.nginx(site.server, site.root,
                   server="location /k { default_type text/html; return 200 '%s'; }" %
                   ("<html>" + "sorry " * 600))
    site.serve({DEFAULT: config(kernel_name=f"{URL}k")})
    r = site.boot(timeout=6)
    assert r.status == 1 and "HTML" in r.text


def test_https_in_the_sandbox(site, tmp_path):
    ca = Ca(tmp_path)
    site.lab.nginx(site.server, site.root, server=tls(ca.issue("good")))
    https = f"https://{SERVER}/"
    site.serve({DEFAULT: config(kernel_name=https + "kernel", initrd=https + "initrd")})
    booted(site.boot("--cacert", ca.pem), site, https + "kernel", https + "initrd")


def test_untrusted_server_ends_the_attempt(site, tmp_path):
    """Once, not once for each name."""
    site.lab.nginx(site.server, site.root, server=tls(self_signed(tmp_path)))
    site.dhcp(boot=(f"https://{SERVER}/pxelinux.0",))
    r = site.boot(timeout=1)
    assert r.status == 1 and r.count("self-signed") == 1, r


def test_proxy(site):
    """The proxy is asked for all of http, and resolves the names."""
    site.lab.nginx(site.server, site.root, port=3128)
    site.serve({DEFAULT: config(kernel_name="http://no.such.host/kernel",
                                initrd="http://no.such.host/initrd")})
    booted(site.boot("--proxy", f"{SERVER}:3128"), site, "http://no.such.host/kernel",
           "http://no.such.host/initrd")
