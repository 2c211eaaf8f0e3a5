"""Mosaics that are double-clicked in QGIS's Browser. QGIS side.

QGIS lists them through the provider; it would open them on its main thread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qgis.core import QgsDataItem, QgsLayerItem
from qgis.gui import QgsDataItemGuiContext, QgsDataItemGuiProvider

from ..host.about import PROVIDER_KEY
from ..host.guard import answer, guarded
from ..provider import uri as uris

if TYPE_CHECKING:
    from .source_select import Add


class MosaicItemGuiProvider(QgsDataItemGuiProvider):
    """What a double click on a mosaic does."""

    def __init__(self, add: Add) -> None:
        super().__init__()
        self._add = add

    # QgsDataItemGuiProvider interface

    @guarded(answer(PROVIDER_KEY))
    def name(self) -> str:
        return PROVIDER_KEY

    @guarded(answer(False))
    def handleDoubleClick(self, item: QgsDataItem | None, context: QgsDataItemGuiContext | Any) -> bool:
        if not isinstance(item, QgsLayerItem) or item.providerKey() != PROVIDER_KEY:
            return False
        self._add(uris.decode(item.uri()), item.name())
        return True
