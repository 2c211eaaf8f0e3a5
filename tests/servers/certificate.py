"""A self-signed certificate for the loopback address, made by the `openssl` program."""

from __future__ import annotations

import subprocess
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
