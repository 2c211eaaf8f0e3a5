"""Double clicks on mosaics in QGIS's Browser panels and in its Data Source Manager's Browser. QGIS side, main thread.

QGIS opens the layers of the Browser before it asks any plugin: while its window takes no input, and also what cannot be
opened. What is clicked is added in the background instead. Archives are left to browser.py, the trees of dialogs in which a
layer is chosen to QGIS.
"""

from __future__ import annotations

from collections.abc import Iterator

from qgis.core import QgsDataItem, QgsLayerItem
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QAbstractProxyModel, QEvent, QObject, QPoint, Qt
from qgis.PyQt.QtGui import QMouseEvent
from qgis.PyQt.QtWidgets import QStackedWidget, QTreeView, QWidget

from ..host.guard import answer, guarded
from .browser import layer_name, mosaic_of
from .services import GuiServices

_TREE = "QgsDockBrowserTreeView"
"""QGIS's class of the trees in which a double click adds a layer."""
_PANEL = "QgsBrowserDockWidget"
_MANAGER = "QgsDataSourceManagerDialog"
_MANAGER_PAGES = "mOptionsStackedWidget"


class BrowserClicks(QObject):
    """Sees the double clicks first. Lives as long as the plugin is loaded."""

    def __init__(self, services: GuiServices) -> None:
        super().__init__()
        self._services = services
        self._views: dict[QWidget, QTreeView] = {}
        self.watch()

    @guarded(answer(None))
    def watch(self) -> None:
        """Look for trees anew: the Data Source Manager is made when it is first opened."""
        self._views = {viewport: view for viewport, view in self._views.items() if not sip.isdeleted(viewport)}
        for view in _trees(self._services.iface.mainWindow()):
            if view.viewport() not in self._views:
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


def _trees(window: QWidget) -> Iterator[QTreeView]:
    """The trees of the Browser panels, in the window and in its Data Source Manager.

    Looks only where those are: Qt gives Python an object for whatever it looks at, of which a window has thousands (31 ms).
    """
    parts = _inside(window)
    for manager in [part for part in parts if part.inherits(_MANAGER)]:
        pages = manager.findChild(QStackedWidget, _MANAGER_PAGES)
        for number in range(0 if pages is None else pages.count()):
            parts += _inside(pages.widget(number))
    for panel in parts:
        if panel.inherits(_PANEL):
            yield from (view for view in panel.findChildren(QTreeView) if view.inherits(_TREE))


def _inside(widget: QWidget) -> list[QWidget]:
    return widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)  # type: ignore[no-any-return]
