"""Authentication configurations for tests."""

from __future__ import annotations

from collections.abc import Mapping

from qgis.core import QgsApplication, QgsAuthMethodConfig

MASTER_PASSWORD = "a test's own"  # pragma: allowlist secret


def unlocked() -> None:
    """Set the master password of the tests' profile."""
    manager = QgsApplication.authManager()
    assert manager.masterPasswordIsSet() or manager.setMasterPassword(MASTER_PASSWORD, True)


def make_config(method: str, values: Mapping[str, str], *, name: str, uri: str = "") -> str:
    """Store a configuration; its id. `uri` names what it is for."""
    config = QgsAuthMethodConfig(method)
    config.setName(name)
    config.setUri(uri)
    config.setConfigMap(dict(values))
    stored = QgsApplication.authManager().storeAuthenticationConfig(config)
    assert stored[0] if isinstance(stored, tuple) else stored
    return str(config.id())
