"""Windows of the plugin without the rest of it, for tests."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import QObject, pyqtSignal

from mosaic_qgis.gui.services import GuiServices


def services_with(**parts: Any) -> GuiServices:
    """Services of which only the given parts are there."""
    missing: dict[str, Any] = dict.fromkeys(("iface", "engine", "opener", "adding", "notes", "add", "set_up"))
    return GuiServices(**{**missing, **parts})


class UnseenEngine(QObject):
    """An engine of which nobody knows yet whether it could be started, so that no window asks it for anything."""

    environment_looked_at = pyqtSignal()
    environment_made = pyqtSignal()
    is_environment_there: bool | None = None
