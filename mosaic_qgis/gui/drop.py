"""What QGIS cannot do by itself with something dropped on its window. QGIS side.

Local mosaics are recognised by QGIS through the provider; only two cases are handled here: links to remote mosaics,
and local ones while the engine is not set up, or not known to be (QGIS would refuse the layer and forget it).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qgis.gui import QgsCustomDropHandler
from qgis.PyQt.QtCore import QMimeData

from ..host.guard import answer, guarded
from ..provider import sniff
from ..provider import uri as uris

_SUFFIXES = (".mosaicjson", ".mosaicjson.gz")


class MosaicDropHandler(QgsCustomDropHandler):
    """Adds dropped mosaics."""

    def __init__(self, is_engine_there: Callable[[], bool | None], add: Callable[[uris.LayerUri], None]) -> None:
        """`add` adds a layer, setting the engine up first where that is needed."""
        super().__init__()
        self._is_engine_there = is_engine_there
        self._add = add

    # QgsCustomDropHandler interface

    @guarded(answer(False))
    def canHandleMimeData(self, data: QMimeData) -> bool:
        return bool(_remote_mosaics(data))

    @guarded(answer(False))
    def handleMimeDataV2(self, data: QMimeData) -> bool:
        mosaics = _remote_mosaics(data)
        for mosaic in mosaics:
            self._add(mosaic)
        return bool(mosaics)

    @guarded(answer(False))
    def handleFileDrop(self, file: str) -> bool:
        if not sniff.is_mosaicjson(file) or self._is_engine_there():
            return False
        self._add(uris.LayerUri(mosaic=file))
        return True


def _remote_mosaics(data: QMimeData) -> list[uris.LayerUri]:
    """The dropped links that end as only a mosaic does; a drop that holds anything else is left to QGIS."""
    links: list[Any] = data.urls() if data.hasUrls() else []
    texts = [link.toString() for link in links if link.scheme() in ("http", "https")]
    mosaics = [text for text in texts if text.split("?")[0].split("#")[0].lower().endswith(_SUFFIXES)]
    return [uris.LayerUri(mosaic=text) for text in mosaics] if len(mosaics) == len(links) else []
