"""Certificates for the loopback address and for people who sign in with one, made by the `openssl` program."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from .process import LOOPBACK


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """Write `certificate.pem` and `key.pem` into the folder; returns both paths. Valid for two days."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-days", "2", "-keyout", key, "-out", certificate,
            "-subj", "/CN=localhost", "-addext", f"subjectAltName=IP:{LOOPBACK},DNS:localhost",
        ],
        check=True, capture_output=True, timeout=30,
    )  # fmt: skip
    return certificate, key


@dataclass(frozen=True, kw_only=True)
class Issued:
    """A certificate and its key, in PEM files."""

    certificate: Path
    key: Path

    @property
    def login(self) -> dict[str, str]:
        """As QGIS hands them to the engine."""
        return {"chain": self.certificate.read_text(), "key": self.key.read_text(), "trusted": ""}


class Authority:
    """An authority of the test's own, known to nobody else."""

    def __init__(self, folder: Path) -> None:
        self.certificate = folder / "authority.pem"
        self._folder = folder
        self._key = folder / "authority-key.pem"
        self._run(
            "req", "-x509", *_NEW_KEY, "-days", "2", "-keyout", self._key, "-out", self.certificate,
            "-subj", "/CN=An authority of tests", "-addext", "basicConstraints=critical,CA:TRUE",
            "-addext", "keyUsage=critical,keyCertSign,cRLSign",
        )  # fmt: skip

    def issue(self, name: str, *, of_server: bool = False, is_rsa: bool = False) -> Issued:
        """A certificate for somebody, or for the server at the loopback address. RSA: QGIS's cryptography reads no
        other keys from bundles."""
        issued = Issued(certificate=self._folder / f"{name}.pem", key=self._folder / f"{name}-key.pem")
        request, extensions = self._folder / f"{name}.csr", self._folder / f"{name}.ext"
        names = f"subjectAltName=IP:{LOOPBACK},DNS:localhost\n" if of_server else ""
        extensions.write_text(f"{names}authorityKeyIdentifier=keyid\nbasicConstraints=CA:FALSE\n")
        kind = ("-newkey", "rsa:2048", "-nodes") if is_rsa else _NEW_KEY
        self._run("req", *kind, "-keyout", issued.key, "-out", request, "-subj", f"/CN={name}")
        self._run(
            "x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self._key, "-CAcreateserial",
            "-days", "2", "-extfile", extensions, "-out", issued.certificate,
        )  # fmt: skip
        return issued

    @staticmethod
    def _run(*arguments: str | Path) -> None:
        subprocess.run(["openssl", *arguments], check=True, capture_output=True, timeout=30)


_NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
