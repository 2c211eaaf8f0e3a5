"""QGIS's "Change Data Source…" of a mosaic layer leads to the page with the layer's settings. QGIS side, main thread.

QGIS's own opens a file browser, whatever the layer's provider is, and asks no provider. Its menu entry is replaced for our
layers only, while the menu is open.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from qgis.core import QgsMapLayer
from qgis.gui import QgsLayerTreeView
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QCoreApplication, QObject
from qgis.PyQt.QtWidgets import QAction, QMenu

from ..host.about import PROVIDER_KEY
from ..host.guard import answer, guarded

_MENU: Final = "QgsAppLayerTreeViewMenuProvider"
"""QGIS's name for the place of its own texts."""
_TEXTS: Final = ("C&hange Data Source…", "Repair Data Source…")
"""Of a layer that works, and of one that does not."""


class ChangeSource(QObject):
    """Lives as long as the plugin is loaded."""

    def __init__(self, view: QgsLayerTreeView, edit: Callable[[QgsMapLayer], Any]) -> None:
        """`edit` opens the page for a layer."""
        super().__init__()
        self._view = view
        self._edit = edit
        view.contextMenuAboutToShow.connect(self._lead)

    def close(self) -> None:
        """Leave QGIS's menu alone."""
        if not sip.isdeleted(self._view):
            self._view.contextMenuAboutToShow.disconnect(self._lead)

    @guarded(answer(None))
    def _lead(self, menu: QMenu) -> None:
        layer = self._view.currentLayer()
        if layer is None or layer.providerType() != PROVIDER_KEY or len(self._view.selectedLayers()) > 1:
            return
        theirs = entry_of(menu)
        if theirs is None:
            return
        ours = QAction(theirs.icon(), theirs.text(), menu)
        ours.setObjectName("mosaic_change_source")
        ours.triggered.connect(lambda: self._open(layer))
        menu.insertAction(theirs, ours)
        theirs.setVisible(False)

    @guarded(answer(None))
    def _open(self, layer: QgsMapLayer) -> None:
        if not sip.isdeleted(layer):
            self._edit(layer)


def entry_of(menu: QMenu) -> QAction | None:
    """QGIS's own entry in the menu of a layer; it has a text and no name."""
    texts = {_plain(QCoreApplication.translate(_MENU, text)) for text in _TEXTS}
    return next((action for action in menu.actions() if _plain(action.text()) in texts), None)


def _plain(text: str) -> str:
    return text.replace("&", "")
