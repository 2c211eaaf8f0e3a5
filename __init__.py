"""The QGIS plugin's entry: QGIS calls `classFactory`, QGIS Server `serverClassFactory`. Imports nothing by itself."""

from __future__ import annotations

from typing import Any


def classFactory(iface: Any) -> Any:  # noqa: N802 (QGIS's name)
    """The plugin for QGIS Desktop and qgis_process (where `iface` is None)."""
    from .mosaic_qgis.plugin import MosaicPlugin

    return MosaicPlugin(iface)


def serverClassFactory(server_iface: Any) -> Any:  # noqa: N802 (QGIS's name)
    """The plugin for QGIS Server: the provider only."""
    from .mosaic_qgis.plugin import MosaicServerPlugin

    return MosaicServerPlugin(server_iface)
