# SPDX-License-Identifier: MIT
"""Certificate authorities and certificates of tests, made by openssl."""

import datetime
import re
import subprocess
from pathlib import Path


def _run(*args):
    subprocess.run(["openssl", *map(str, args)], check=True, capture_output=True)


def _day(offset):
    when = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=offset)
    return when.strftime("%Y%m%d%H%M%SZ")


class Ca:
    """A CA in a folder of its own; .pem is its certificate."""

    def __init__(self, folder, name="Test CA"):
        self.dir, self.name = folder, name
        folder.mkdir(parents=True, exist_ok=True)
        self.pem, self.key = folder / "ca.pem", folder / "ca.key"
        _run("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
             "-keyout", self.key, "-out", self.pem, "-subj", f"/CN={name}", "-days", "3650")
        (folder / "index").write_text("")
        (folder / "serial").write_text("01\n")

    def issue(self, name, hosts=("10.9.0.1",), days=(-1, 365), key="ec", digest="sha256"):
        """A certificate valid for days[0]..days[1] from now; gives (certificate, key)."""
        cert, file, csr = (self.dir / f"{name}.{x}" for x in ("pem", "key", "csr"))
        alg = (["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"] if key == "ec"
               else ["-newkey", key])
        _run("req", *alg, "-nodes", "-keyout", file, "-out", csr, "-subj", f"/CN={hosts[0]}")
        san = ",".join(("IP:" if (":" in h or h.replace(".", "").isdigit()) else "DNS:") + h for h in hosts)
        conf = self.dir / f"{name}.cnf"
        conf.write_text(f"[ca]\ndefault_ca=d\n[d]\ndatabase={self.dir}/index\n"
                        f"serial={self.dir}/serial\nnew_certs_dir={self.dir}\npolicy=p\n"
                        "unique_subject=no\n"
                        f"x509_extensions=x\n[p]\ncommonName=supplied\n[x]\nsubjectAltName={san}\n")
        _run("ca", "-batch", "-config", conf, "-cert", self.pem, "-keyfile", self.key, "-in", csr,
             "-out", cert, "-startdate", _day(days[0]), "-enddate", _day(days[1]), "-md", digest,
             "-notext")
        return cert, file


def self_signed(folder, host="10.9.0.1"):
    folder.mkdir(parents=True, exist_ok=True)
    cert, key = folder / "self.pem", folder / "self.key"
    _run("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
         "-keyout", key, "-out", cert, "-subj", f"/CN={host}", "-days", "365", "-addext",
         f"subjectAltName=IP:{host}")
    return cert, key


def pin(cert):
    """The form of --pin."""
    return subprocess.run(
        ["sh", "-c", "openssl x509 -in \"$1\" -noout -pubkey | openssl pkey -pubin -outform der | "
         "openssl dgst -sha256 -binary | base64", "sh", str(cert)], check=True,
        capture_output=True, text=True).stdout.strip().join(("sha256//", ""))


def newest_tls(curl):
    """The newest protocol of the TLS library that was linked: 1.3 came with mbedTLS 3.6, as Debian 13 has it.
    @curl: the folder of the libcurl that was built with it"""
    settings = "".join(f.read_text() for f in Path(curl, "include/mbedtls").glob("*config.h"))
    return "TLSv1.3" if re.search(r"^#define MBEDTLS_SSL_PROTO_TLS1_3$", settings, re.M) else "TLSv1.2"


def tls(cert_key, protocols="TLSv1.2 TLSv1.3"):
    """The lines of nginx's configuration."""
    cert, key = cert_key
    return (f"listen 443 ssl; ssl_certificate {cert}; ssl_certificate_key {key}; "
            f"ssl_protocols {protocols};")
