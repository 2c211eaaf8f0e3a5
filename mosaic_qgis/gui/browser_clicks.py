"""Double clicks on mosaics that QGIS lists by itself in the file trees of its Browser panels. QGIS side, main thread.

QGIS opens layers of its own items before it asks any plugin: while its window takes no input, and also what cannot be
opened. What is clicked is added in the background instead. Items of ours, and archives, are left to browser.py.
"""

from __future__ import annotations

from qgis.core import QgsDataItem, QgsLayerItem
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QAbstractProxyModel, QEvent, QObject, QPoint, Qt
from qgis.PyQt.QtGui import QMouseEvent
from qgis.PyQt.QtWidgets import QDockWidget, QTreeView, QWidget

from ..host.guard import answer, guarded
from .browser import layer_name, mosaic_of
from .services import GuiServices

_PANELS = ("Browser", "Browser2")
"""QGIS's names of them."""


class BrowserClicks(QObject):
    """Sees the double clicks first. Lives as long as the plugin is loaded."""

    def __init__(self, services: GuiServices) -> None:
        super().__init__()
        self._services = services
        self._views: dict[QWidget, QTreeView] = {}
        window = services.iface.mainWindow()
        for panel in (each for name in _PANELS for each in window.findChildren(QDockWidget, name)):
            for view in panel.findChildren(QTreeView):
                self._views[view.viewport()] = view
                view.viewport().installEventFilter(self)

    def close(self) -> None:
        """See nothing any more."""
        for viewport in self._views:
            if not sip.isdeleted(viewport):
                viewport.removeEventFilter(self)
        self._views.clear()

    # QObject interface

    @guarded(answer(False))
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.MouseButtonDblClick or not isinstance(event, QMouseEvent):
            return False
        view = self._views.get(watched)
        if view is None or event.button() != Qt.MouseButton.LeftButton:
            return False
        item = self._item_at(view, event.pos())
        mosaic = mosaic_of(item) if isinstance(item, QgsLayerItem) else None
        if item is None or mosaic is None:
            return False
        self._services.add(mosaic, layer_name(item, mosaic))
        return True

    # Own

    def _item_at(self, view: QTreeView, place: QPoint) -> QgsDataItem | None:
        index, model = view.indexAt(place), view.model()
        while isinstance(model, QAbstractProxyModel):
            index, model = model.mapToSource(index), model.sourceModel()
        return self._services.iface.browserModel().dataItem(index) if index.isValid() else None
