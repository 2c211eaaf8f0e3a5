"""What only QGIS can sign in with (OAuth2, client certificates), asked for on a thread of its own. QGIS side.

QGIS may wait for a service, or for a person in a browser, for minutes, and lets nobody else ask meanwhile. So nobody who
wants to sign in asks QGIS directly, least of all the window's thread. Who comes while the same is being asked for joins in.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypedDict

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QEventLoop, QUrl
from qgis.PyQt.QtNetwork import QNetworkRequest

from ..engine.client.terms import EngineFailure
from . import login_certificates, patience, window
from .log import log_exception
from .login_stores import SIGNING_EACH_ADDRESS, WITH_CERTIFICATE
from .translation import tr

TIMEOUT_S = 60.0
"""How long QGIS is waited for where nobody says otherwise."""


class Signature(TypedDict, total=False):
    """One of the two."""

    headers: dict[str, str]
    certificate: login_certificates.Certificate


class _Asking:
    """One question to QGIS. May be waited for by several threads."""

    def __init__(self, config_id: str, address: str) -> None:
        self._key = (config_id, address)
        self._ended = threading.Event()
        self.signature: Signature | None = None
        """None while it is not answered, and when QGIS cannot sign in."""
        self.failure: EngineFailure | None = None

    def start(self) -> None:
        """Ask in the background."""
        threading.Thread(target=self._run, name="mosaic-login", daemon=True).start()

    def wait(self, timeout_s: float, /) -> bool:
        return self._ended.wait(timeout_s)

    def _run(self) -> None:
        # Gives the thread a dispatcher of events: without one, the time limits of QGIS's network do not work.
        loop = QEventLoop()
        try:
            self.signature = _signature_of_qgis(*self._key)
        except EngineFailure as failure:
            self.failure = failure
        except Exception:  # noqa: BLE001 (a thread that raises tells nobody)
            log_exception("QGIS could not be asked to sign in.")
        finally:
            del loop
            with _lock:
                _under_way.pop(self._key, None)
            self._ended.set()


_under_way: dict[tuple[str, str], _Asking] = {}
_lock = threading.Lock()


def signature_for(
    config_id: str,
    method: str,
    address: str,
    timeout_s: float = TIMEOUT_S,
    is_cancelled: Callable[[], bool] = patience.never,
) -> Signature:
    """What QGIS would sign in with at an address. On the window's thread, the window stays alive meanwhile.

    Raises EngineFailure: "auth" when QGIS does not sign in, or in another way; "timeout", after which QGIS goes on, so
    that the next try may find it done; "cancelled".
    """
    if method in SIGNING_EACH_ADDRESS:
        raise _gives_nothing(method)
    address = login_certificates.ADDRESS if method in WITH_CERTIFICATE else address.removeprefix("stac+")
    with _lock:
        asking = _under_way.get((config_id, address))
        if asking is None:
            asking = _under_way[config_id, address] = _Asking(config_id, address)
            asking.start()
    if not window.wait(asking, timeout_s, is_cancelled):
        if is_cancelled():
            raise EngineFailure("cancelled", "Signing in was cancelled.")
        text = tr("QGIS was not signed in within {seconds} s; signing in goes on. Reload the layer afterwards.")
        raise EngineFailure("timeout", text.format(seconds=f"{timeout_s:g}"))
    if asking.failure is not None:
        raise asking.failure
    if asking.signature is None:
        text = tr("QGIS could not sign in with its authentication method {method}; the log messages panel says why.")
        raise EngineFailure("auth", text.format(method=repr(method)))
    if not any(asking.signature.values()):
        raise _gives_nothing(method)
    return asking.signature


def _gives_nothing(method: str) -> EngineFailure:
    text = tr("QGIS's authentication method {method} gives nothing that signs in at a web address.")
    return EngineFailure("auth", text.format(method=repr(method)))


def _signature_of_qgis(config_id: str, address: str) -> Signature | None:
    request = QNetworkRequest(QUrl(address))
    answered = QgsApplication.authManager().updateNetworkRequest(request, config_id)
    # In some versions PyQGIS gives only whether it was done, with the argument filled in.
    is_done, request = answered if isinstance(answered, tuple) else (answered, request)
    if not is_done:
        return None
    certificate = login_certificates.certificate_of(request)
    if certificate is not None:
        return {"certificate": certificate}
    return {
        "headers": {
            bytes(name).decode("latin-1"): bytes(request.rawHeader(name)).decode("latin-1")
            for name in request.rawHeaderList()
        }
    }
