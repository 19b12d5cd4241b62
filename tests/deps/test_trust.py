# SPDX-License-Identifier: MIT
"""deps/trust.sh: whom https believes, as files of the image."""

import ssl

from http_ca import Ca

PINS = "sha256//YhKJKSzoTt2b5FP18fvpHo7fJYqQCjAa3HWY3tvRMwE="


def test_certificates_go_into_the_image_in_der(script, tmp_path):
    one, two = (Ca(tmp_path / n, n) for n in ("one", "two"))
    want = [ssl.PEM_cert_to_DER_cert(c.pem.read_text()) for c in (one, two)]
    file = tmp_path / "cas"
    file.write_text(f"words in front\n{one.pem.read_text()}\nwords between\n{two.pem.read_text()}")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.crt").write_text(one.pem.read_text())
    (folder / "b.crt").write_text(two.pem.read_text().rstrip())
    (folder / "README").write_text("no certificate")
    out, manifest = tmp_path / "trust", tmp_path / "manifest"
    for ca in (file, folder):
        p = script("trust.sh", out, manifest, ca, "")
        assert p.returncode == 0, p.stdout
        assert (out / "ca.der").read_bytes() == b"".join(want)
        assert manifest.read_text() == ("dir  /etc/pxehop 0755 0 0\n"
                                        "file /etc/pxehop/ca.der trust/ca.der 0644 0 0\n")


def test_pins_alone(script, tmp_path):
    out, manifest = tmp_path / "trust", tmp_path / "manifest"
    assert script("trust.sh", out, manifest, "", PINS).returncode == 0
    assert [f.name for f in out.iterdir()] == ["pin"] and "ca.der" not in manifest.read_text()


def test_nothing_that_could_be_believed(script, tmp_path):
    (tmp_path / "x.pem").write_text("hello\n")
    for ca, pins, why in ((tmp_path / "x.pem", "", "no PEM certificate"), ("", "md5//x", "not sha256//BASE64")):
        p = script("trust.sh", tmp_path / "trust", tmp_path / "manifest", ca, pins)
        assert p.returncode == 1 and why in p.stdout, p.stdout
        assert not (tmp_path / "manifest").exists()
