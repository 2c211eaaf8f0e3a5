"""Client certificates: what signs in while a connection is made, for Python's ssl and for GDAL. Runs in the ENGINE.

QGIS hands certificate and key over in memory, but OpenSSL and curl take a key from a file only. The file is encrypted with
a password that nobody but this process knows; on Linux it is one in memory, elsewhere it goes with its last user. Decides
nothing about hosts: who presents a certificate says where.
"""

from __future__ import annotations

import os
import secrets
import ssl
import tempfile
import threading
import weakref
from collections.abc import Mapping

from ..mosaic.errors import MosaicAuthError
from . import authorities
from .renewed_logins import Granted, RenewedLogin, shared


class PresentedCertificate(RenewedLogin):
    """A certificate and its key. Equal to another one with the same content; shows nothing of it. Thread-safe."""

    def __init__(self, *, chain: str, key: str, trusted: str = "") -> None:
        """``chain`` is the certificate, then those between it and its authority; ``key`` is not encrypted; ``trusted`` are
        authorities that its servers are trusted by, beside the usual ones. All PEM.

        They are looked at when they are needed.
        """
        super().__init__(chain, key, trusted)
        self._chain, self._secret_key, self._trusted = chain, key, trusted
        self._building = threading.RLock()
        self._password = secrets.token_urlsafe(32)
        self._file: _KeptFile | None = None
        self._bundle: _KeptFile | None = None
        self._context: ssl.SSLContext | None = None

    @classmethod
    def of_login(cls, given: Mapping[str, object]) -> PresentedCertificate:
        """As a login has it; the same one for the same login, as long as somebody uses it. Raises MosaicAuthError."""
        texts = {name: str(given.get(name) or "") for name in ("chain", "key", "trusted")}
        known = shared(cls(**texts))
        # What is wrong with it is said now.
        known.context()
        return known

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PresentedCertificate) and other.key == self.key

    def __hash__(self) -> int:
        return hash(self.key)

    def context(self) -> ssl.SSLContext:
        """For connections to the servers that it is for. Trusts the usual authorities of this machine, and its own.

        Raises:
            MosaicAuthError: certificate, key or authorities are no such thing, or do not belong together.
        """
        with self._building:
            if self._context is None:
                self._context = self._made_context()
            return self._context

    def _made_context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        # Some servers ask for the certificate only when they know what is wanted.
        context.post_handshake_auth = True
        file = _KeptFile(_encrypted(self._secret_key, self._password) + b"\n" + self._chain.encode())
        try:
            context.load_cert_chain(file.path, password=self._password)
        except (ssl.SSLError, OSError) as error:
            raise MosaicAuthError("The client certificate cannot be read, or its key is another one's") from error
        try:
            # QGIS trusts those of the machine, too.
            context.load_default_certs()
            context.load_verify_locations(authorities.bundle())
            if self._trusted:
                context.load_verify_locations(cadata=self._trusted)
        except (ssl.SSLError, OSError) as error:
            reason = getattr(error, "reason", None) or error.strerror
            raise MosaicAuthError(f"The authorities for a client certificate cannot be used ({reason})") from error
        self._file = file
        return context

    def _ask(self) -> Granted:
        """GDAL's options. Asks nobody."""
        with self._building:
            context = self.context()
            if self._bundle is None:
                found = context.get_ca_certs(binary_form=True)
                self._bundle = _KeptFile("".join(map(ssl.DER_cert_to_PEM_cert, found)).encode())
            file = self._file
        if file is None:
            raise AssertionError("whose context is made has a file")
        return Granted(
            options={
                "GDAL_HTTP_SSLCERT": file.path,
                "GDAL_HTTP_SSLKEY": file.path,
                "GDAL_HTTP_KEYPASSWD": self._password,
                "GDAL_CURL_CA_BUNDLE": self._bundle.path,
            },
            ends_s=float("inf"),
        )


class _KeptFile:
    """Bytes that libraries read by a path, for as long as this object lives. Readable for this user only."""

    def __init__(self, content: bytes) -> None:
        self.path = ""
        if hasattr(os, "memfd_create"):
            descriptor = os.memfd_create("mosaic")
            self.path = f"/proc/self/fd/{descriptor}"
            if os.path.exists(self.path):
                with open(descriptor, "wb", closefd=False) as file:
                    file.write(content)
                weakref.finalize(self, os.close, descriptor)
                return
            os.close(descriptor)
        descriptor, self.path = tempfile.mkstemp(prefix="mosaic", suffix=".pem")
        weakref.finalize(self, os.unlink, self.path)
        with open(descriptor, "wb") as file:
            file.write(content)


def _encrypted(key: str, password: str) -> bytes:
    # Here and not above: few logins need it.
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

    try:
        loaded = serialization.load_pem_private_key(key.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise MosaicAuthError("The key of a client certificate cannot be read") from error
    return loaded.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(password.encode()))
