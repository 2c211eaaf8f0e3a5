"""Windows of the plugin without the rest of it, for tests."""

from __future__ import annotations

from typing import Any

from mosaic_qgis.gui.services import GuiServices


def services_with(**parts: Any) -> GuiServices:
    """Services of which only the given parts are there."""
    missing: dict[str, Any] = dict.fromkeys(("iface", "engine", "opener", "adding", "notes", "add", "set_up"))
    return GuiServices(**{**missing, **parts})
