"""The client certificate that QGIS would present, taken out of a request that it has signed. QGIS side; no I/O of its own.

The key goes to the engine's pipe as the other secrets do. Authorities go along that QGIS trusts and the machine does not:
a server that wants a certificate often has one of its own.
"""

from __future__ import annotations

from typing import TypedDict

from qgis.core import QgsApplication
from qgis.PyQt.QtNetwork import QNetworkRequest, QSslCertificate

from ..engine.client.terms import EngineFailure
from .translation import tr

ADDRESS = "https://localhost/"
"""QGIS signs encrypted requests only, and the certificate is the same for all of them."""


class Certificate(TypedDict):
    """What the engine presents. All PEM."""

    chain: str
    """The certificate, and those between it and its authority as far as QGIS has them."""
    key: str
    trusted: str
    """Authorities; may be empty."""


def certificate_of(request: QNetworkRequest) -> Certificate | None:
    """The certificate that a request presents; None when it presents none.

    Raises EngineFailure("auth") when its key stays with whoever keeps it, such as a smart card.
    """
    presented = request.sslConfiguration()
    chain = presented.localCertificateChain()
    key = presented.privateKey()
    if not chain or key.isNull():
        return None
    text = bytes(key.toPem()).decode("ascii")
    if not text:
        raise EngineFailure("auth", tr("The key of the client certificate cannot be taken out of where it is kept."))
    manager = QgsApplication.authManager()
    trusted = dict.fromkeys(map(_pem, (*presented.caCertificates(), *manager.trustedCaCertsCache())))
    of_machine = set(map(_pem, manager.systemRootCAs()))
    return Certificate(
        chain="".join(map(_pem, chain)),
        key=text,
        trusted="".join(each for each in trusted if each not in of_machine),
    )


def _pem(certificate: QSslCertificate) -> str:
    return bytes(certificate.toPem()).decode("ascii")
