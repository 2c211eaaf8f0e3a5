"""Credentials of a layer: authentication configuration ids become what the engine gets. QGIS side.

Reads QGIS's authentication manager. A login that stays locked because nobody entered the master password is left out, and
that is said once (`on_locked`): what is public can still be seen. Secrets go from here to the engine's pipe and nowhere
else: never into a URI, a log, a repr or an error text.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from qgis.core import QgsApplication, QgsAuthMethodConfig

from ..engine.client.terms import EngineFailure
from . import login_manager
from .login_headers import TIMEOUT_S, Signature, signature_for
from .login_stores import OWN_METHODS
from .patience import never
from .translation import tr

DOCUMENT_OPTION = "authcfg"
ASSETS_OPTION = "assets_authcfg"
_KNOWN_TO_THE_ENGINE = frozenset({"AWSS3", "Basic", "APIHeader", "EsriToken", *OWN_METHODS})
_REFUSED_S = 20.0
"""Who refused the master password is not asked again for each of the other layers."""

Login = dict[str, object]


class _State:
    """What is remembered while QGIS runs."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.refused_s: float | None = None
        self.locked: set[str] = set()
        self.on_locked: Callable[[str], object] = lambda _text: None


_state = _State()


def on_locked(tell: Callable[[str], object]) -> None:
    """Who hears that a login stayed locked; called on any thread."""
    _state.on_locked = tell


def credentials_for(options: Mapping[str, str], *, may_ask: bool = True) -> dict[str, Login | None] | None:
    """`{"document": …, "assets": …}` for a layer's URI options, None when they name no configuration.

    `may_ask`: whether a person may be asked for the master password; where that is refused, the login is None. Each is
    `{"method": QGIS's name of the method, "config": {…}, "uri": what it is for}`. Raises EngineFailure("auth") with the
    reason when a configuration is missing, or locked and nobody may be asked.
    """
    document, assets = options.get(DOCUMENT_OPTION, ""), options.get(ASSETS_OPTION, "")
    if not document and not assets:
        return None
    return {
        "document": _configuration(document, may_ask=may_ask) if document else None,
        "assets": _configuration(assets, may_ask=may_ask) if assets else None,
    }


def stays_locked(options: Mapping[str, str]) -> bool:
    """Whether a layer with these options was opened without one of its logins."""
    return bool({options.get(DOCUMENT_OPTION, ""), options.get(ASSETS_OPTION, "")} & _state.locked)


def signed_in(
    login: Mapping[str, Any] | None,
    address: str,
    timeout_s: float = TIMEOUT_S,
    is_cancelled: Callable[[], bool] = never,
) -> Mapping[str, Any] | None:
    """A login as the engine takes it: for methods that only QGIS can follow with the headers that QGIS would send, or the
    certificate that it would present, in place of what they are made from.

    May wait for a service (OAuth2), or for a person in a browser. Raises EngineFailure, see `signature_for`.
    """
    if login is None or login["method"] in _KNOWN_TO_THE_ENGINE:
        return login
    signature = signature_for(str(login["id"]), str(login["method"]), address, timeout_s, is_cancelled)
    # What it signed in with before does not count any more: its method may be another one since.
    before = Signature.__annotations__
    return {**{name: value for name, value in login.items() if name not in before}, "config": {}, **signature}


def all_signed_in(
    credentials: Mapping[str, Any] | None,
    address: str,
    timeout_s: float = TIMEOUT_S,
    is_cancelled: Callable[[], bool] = never,
) -> dict[str, Any] | None:
    """`signed_in` for each login of a mosaic or API at an address."""
    if credentials is None:
        return None
    return {key: signed_in(login, address, timeout_s, is_cancelled) for key, login in credentials.items()}


def load(config_id: str, *, may_ask: bool = True) -> QgsAuthMethodConfig | None:
    """A whole configuration; None when it stays locked. Raises EngineFailure("auth") when it is missing or damaged."""
    login_manager.get_ready()
    manager = QgsApplication.authManager()
    if manager.isDisabled():
        raise EngineFailure("auth", tr("QGIS's authentication system is switched off on this machine."))
    if config_id not in manager.configIds():
        text = tr("There is no authentication configuration with the id {id} in this QGIS profile.")
        raise EngineFailure("auth", text.format(id=repr(config_id)))
    if not manager.masterPasswordIsSet():
        if not may_ask:
            raise EngineFailure("auth", tr("QGIS's master password was not entered, so the credentials stay locked."))
        if not unlocked():
            return None
    config = QgsAuthMethodConfig()
    loaded, config = _loaded(manager.loadAuthenticationConfig(config_id, config, True), config)
    if not loaded:
        text = tr("The authentication configuration {id} could not be unlocked with the master password.")
        raise EngineFailure("auth", text.format(id=repr(config_id)))
    return config


def unlocked(*, asks_again: bool = False) -> bool:
    """Whether QGIS's master password is set; asks a person for it, unless it was refused just now."""
    manager = QgsApplication.authManager()
    if manager.masterPasswordIsSet():
        return True
    with _state.lock:
        refused_s = _state.refused_s
    if not asks_again and refused_s is not None and time.monotonic() - refused_s < _REFUSED_S:
        return False
    is_set = bool(manager.setMasterPassword(True))
    with _state.lock:
        _state.refused_s = None if is_set else time.monotonic()
    return is_set


def _configuration(config_id: str, *, may_ask: bool) -> Login | None:
    config = load(config_id, may_ask=may_ask)
    with _state.lock:
        is_news = config is None and config_id not in _state.locked
        (_state.locked.add if config is None else _state.locked.discard)(config_id)
    if config is None:
        if is_news:
            _state.on_locked(
                tr(
                    "QGIS's master password was not entered, so the login stays locked: what needs it is not shown. Reload the layer to be asked again."
                )
            )
        return None
    # What is known of all kinds of logins takes long to load.
    from .login_storing import plain

    return {
        "method": config.method(),
        "config": plain(config.method(), config.configMap()),
        "uri": config.uri(),
        "id": config_id,
    }


def _loaded(answer: object, config: QgsAuthMethodConfig) -> tuple[bool, QgsAuthMethodConfig]:
    """PyQGIS gives (ok, config) or, in some versions, only ok with the argument filled in."""
    if isinstance(answer, tuple):
        return bool(answer[0]), answer[1]
    return bool(answer), config
