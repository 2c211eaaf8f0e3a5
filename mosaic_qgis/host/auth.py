"""Credentials of a layer: authentication configuration ids become what the engine gets at open. QGIS side.

Reads QGIS's authentication manager, on the thread that opens the layer. Secrets go from here to the engine's pipe and
nowhere else: never into a URI, a log, a repr or an error text.
"""

from __future__ import annotations

from collections.abc import Mapping

from qgis.core import QgsApplication, QgsAuthMethodConfig

from ..engine.client.terms import EngineFailure
from .translation import tr

DOCUMENT_OPTION = "authcfg"
ASSETS_OPTION = "assets_authcfg"


def credentials_for(options: Mapping[str, str], *, may_ask: bool = True) -> dict[str, dict[str, object] | None] | None:
    """`{"document": …, "assets": …}` for a layer's URI options, None when they name no configuration.

    `may_ask`: whether a person may be asked for the master password. Each is `{"method": QGIS's name of the method, "config": {…}}`. Raises EngineFailure("auth") with the reason.
    """
    document, assets = options.get(DOCUMENT_OPTION, ""), options.get(ASSETS_OPTION, "")
    if not document and not assets:
        return None
    return {
        "document": _configuration(document, may_ask=may_ask) if document else None,
        "assets": _configuration(assets, may_ask=may_ask) if assets else None,
    }


def _configuration(config_id: str, *, may_ask: bool) -> dict[str, object]:
    manager = QgsApplication.authManager()
    if manager.isDisabled():
        raise EngineFailure("auth", tr("QGIS's authentication system is switched off on this machine."))
    if config_id not in manager.configIds():
        text = tr("There is no authentication configuration with the id {id} in this QGIS profile.")
        raise EngineFailure("auth", text.format(id=repr(config_id)))
    if not manager.masterPasswordIsSet() and not (may_ask and manager.setMasterPassword(True)):
        raise EngineFailure("auth", tr("QGIS's master password was not entered, so the credentials stay locked."))
    config = QgsAuthMethodConfig()
    loaded, config = _loaded(manager.loadAuthenticationConfig(config_id, config, True), config)
    if not loaded:
        text = tr("The authentication configuration {id} could not be unlocked with the master password.")
        raise EngineFailure("auth", text.format(id=repr(config_id)))
    return {"method": config.method(), "config": dict(config.configMap()), "uri": config.uri()}


def _loaded(answer: object, config: QgsAuthMethodConfig) -> tuple[bool, QgsAuthMethodConfig]:
    """PyQGIS gives (ok, config) or, in some versions, only ok with the argument filled in."""
    if isinstance(answer, tuple):
        return bool(answer[0]), answer[1]
    return bool(answer), config
