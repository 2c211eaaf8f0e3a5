"""Mosaics that are dropped on QGIS's window: local documents, links, items of QGIS's Browser. QGIS side.

QGIS would recognise most of them through the provider, but it would open them on its main thread, and refuse a layer
whose engine is not set up yet. A drop that holds anything else as well is left to QGIS.
"""

from __future__ import annotations

from typing import Any

from qgis.core import QgsMimeDataUtils
from qgis.gui import QgsCustomDropHandler
from qgis.PyQt.QtCore import QMimeData

from ..host.about import PROVIDER_KEY
from ..host.guard import answer, guarded
from ..provider import sniff
from ..provider import uri as uris
from .source_select import Add

_SUFFIXES = (".mosaicjson", ".mosaicjson.gz")


class MosaicDropHandler(QgsCustomDropHandler):
    """Adds dropped mosaics."""

    def __init__(self, add: Add) -> None:
        super().__init__()
        self._add = add

    # QgsCustomDropHandler interface

    @guarded(answer(False))
    def canHandleMimeData(self, data: QMimeData) -> bool:
        return bool(_mosaics(data))

    @guarded(answer(False))
    def handleMimeDataV2(self, data: QMimeData) -> bool:
        mosaics = _mosaics(data)
        for mosaic, name in mosaics:
            self._add(mosaic, name)
        return bool(mosaics)

    @guarded(answer(False))
    def handleFileDrop(self, file: str) -> bool:
        if not sniff.is_mosaicjson(file):
            return False
        self._add(uris.LayerUri(mosaic=file), "")
        return True


def _mosaics(data: QMimeData) -> list[tuple[uris.LayerUri, str]]:
    """The dropped mosaics and their names; nothing where anything else is among them."""
    if QgsMimeDataUtils.isUriList(data):
        items = QgsMimeDataUtils.decodeUriList(data)
        ours = [(uris.decode(item.uri), item.name) for item in items if item.providerKey == PROVIDER_KEY]
        return ours if len(ours) == len(items) else []
    links: list[Any] = data.urls() if data.hasUrls() else []
    texts = [link.toString() for link in links if link.scheme() in ("http", "https")]
    mosaics = [text for text in texts if text.split("?")[0].split("#")[0].lower().endswith(_SUFFIXES)]
    return [(uris.LayerUri(mosaic=text), "") for text in mosaics] if len(mosaics) == len(links) else []
