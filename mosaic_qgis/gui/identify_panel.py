"""QGIS's own Identify panel shows for our layers which images lie there, with what can be done about each. QGIS side.

QGIS lets no plugin put anything there, so this finds the panel's tree by its name and adds rows of its own to our layers'
results, as QGIS does with its list of formats; nobody else's results are touched. Where the tree is not as it is known
from QGIS 3.40 and 3.44, nothing is added. Main thread; what the rows look like is identify_rows.py's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from qgis.core import QgsProject, QgsRasterLayer
from qgis.gui import QgsMapTool, QgsMapToolIdentify
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QEvent, QObject, Qt, QTimer
from qgis.PyQt.QtWidgets import QComboBox, QTreeWidget, QTreeWidgetItem, QWidget

from ..host.guard import answer, guarded
from . import mosaic_work
from .image_choices import Change, ImageChoices
from .services import GuiServices

if TYPE_CHECKING:
    from ..provider.chosen_images import ChosenImages

PANEL, TREE = "QgsIdentifyResultsBase", "lstResults"
_ROLE = Qt.ItemDataRole.UserRole
DERIVED = "derived"
"""How QGIS marks the rows that it has computed itself: the last ones of a result."""
OURS = "mosaic_images"


class IdentifyPanel(QObject):
    """Keeps the panel's results of our layers complete. Lives as long as the plugin is loaded."""

    def __init__(self, services: GuiServices, choices: ImageChoices) -> None:
        super().__init__()
        self._services = services
        self._choices = choices
        self._tree: QTreeWidget | None = None
        # Rows of QGIS's are seen when they are painted: a signal for each would slow down thousands of other layers' results.
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._look)
        self._canvas = services.iface.mapCanvas()
        self._canvas.mapToolSet.connect(self._tool_set)
        choices.changed.connect(self._ask_again)
        self._turn.start()

    def close(self) -> None:
        """Take our rows away and add no more."""
        self._turn.stop()
        self._choices.changed.disconnect(self._ask_again)
        if not sip.isdeleted(self._canvas):
            self._canvas.mapToolSet.disconnect(self._tool_set)
        tree, self._tree = self._there(), None
        if tree is not None:
            tree.viewport().removeEventFilter(self)
            for row in _results(tree):
                _drop(row)

    # QObject interface

    @guarded(answer(False))
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._turn.start()
        return False

    # Own

    def _there(self) -> QTreeWidget | None:
        return None if self._tree is None or sip.isdeleted(self._tree) else self._tree

    @guarded(answer(None))
    def _tool_set(self, tool: QgsMapTool | None, *_before: object) -> None:
        # QGIS makes the panel when it activates the tool, right after this.
        if isinstance(tool, QgsMapToolIdentify):
            self._turn.start()

    @guarded(answer(None))
    def _look(self) -> None:
        """Find the panel, and complete what it shows."""
        tree = self._there()
        if tree is None:
            panel = self._services.iface.mainWindow().findChild(QWidget, PANEL)
            tree = None if panel is None else panel.findChild(QTreeWidget, TREE)
            if tree is None:
                return
            self._tree = tree
            tree.viewport().installEventFilter(self)
        for layer, item in _layers(tree):
            for result in _results_of(item):
                if _place_of(result, OURS) is None:
                    self._complete(tree, layer, result)

    def _complete(self, tree: QTreeWidget, layer: QgsRasterLayer, result: QTreeWidgetItem) -> None:
        from .identify_rows import Acts, add_rows

        source = self._services.opener.known(mosaic_work.uri_of(layer))
        found = None if source is None else source.identified
        can_undo = self._choices.can_undo(layer)
        if found is None or not (found["assets"] or can_undo):
            return
        name = layer.id()
        acts = Acts(
            lock=lambda key, is_locked: self._choose(name, _lock(key) if is_locked else _release(key)),
            exclude=lambda key: self._choose(name, lambda chosen: chosen.excluding(key)),
            undo=(lambda: self._undo(name)) if can_undo else None,
        )
        place = _place_of(result, DERIVED)
        heading = QTreeWidgetItem()
        heading.setData(0, _ROLE, OURS)
        result.insertChild(result.childCount() if place is None else place, heading)
        add_rows(tree, heading, found, mosaic_work.uri_of(layer), acts)
        # QGIS leaves new results closed, and nobody would look for buttons in there.
        result.setExpanded(True)

    # What a person does

    def _choose(self, name: str, change: Change) -> None:
        layer = QgsProject.instance().mapLayer(name)
        if isinstance(layer, QgsRasterLayer) and mosaic_work.is_ours(layer):
            self._choices.change(layer, change)

    def _undo(self, name: str) -> None:
        layer = QgsProject.instance().mapLayer(name)
        if isinstance(layer, QgsRasterLayer) and mosaic_work.is_ours(layer):
            self._choices.undo(layer)

    @guarded(answer(None))
    def _ask_again(self, name: str) -> None:
        """Have QGIS identify the same point of a layer again, as it does when another format is chosen."""
        if not sip.isdeleted(self):
            QTimer.singleShot(0, lambda: self._identify_again(name))

    @guarded(answer(None))
    def _identify_again(self, name: str) -> None:
        tree = None if sip.isdeleted(self) else self._there()
        if tree is None:
            return
        item = next((item for layer, item in _layers(tree) if layer.id() == name), None)
        if item is None:
            return
        formats = _formats_of(tree, item)
        if formats is not None:
            formats.currentIndexChanged[int].emit(formats.currentIndex())
            return
        # What is listed is not so any more, and a click brings what is.
        for result in _results_of(item):
            _drop(result)


def _lock(key: str) -> Callable[[ChosenImages], ChosenImages]:
    return lambda chosen: chosen.raising(key)


def _release(key: str) -> Callable[[ChosenImages], ChosenImages]:
    return lambda chosen: chosen.releasing(key)


# Items belong to QGIS, which deletes them as it likes: none is kept from one turn of the event loop to the next.


def _layers(tree: QTreeWidget) -> Iterator[tuple[QgsRasterLayer, QTreeWidgetItem]]:
    """Our layers that have results, with their items."""
    for row in range(tree.topLevelItemCount()):
        item = tree.topLevelItem(row)
        layer = item.data(0, _ROLE)
        if isinstance(layer, QgsRasterLayer) and mosaic_work.is_ours(layer):
            yield layer, item


def _formats_of(tree: QTreeWidget, layer_item: QTreeWidgetItem) -> QComboBox | None:
    """The list of formats in a layer's item."""
    children = [layer_item.child(row) for row in range(layer_item.childCount())]
    widgets = [tree.itemWidget(child, column) for child in children for column in range(tree.columnCount())]
    return next((widget for widget in widgets if isinstance(widget, QComboBox)), None)


def _results_of(layer_item: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    """What a layer's item has besides the list of formats."""
    children = [layer_item.child(row) for row in range(layer_item.childCount())]
    return [child for child in children if child.childCount()]


def _results(tree: QTreeWidget) -> list[QTreeWidgetItem]:
    return [result for _layer, item in _layers(tree) for result in _results_of(item)]


def _place_of(result: QTreeWidgetItem, mark: str) -> int | None:
    """Which of a result's rows has a mark."""
    return next((row for row in range(result.childCount()) if result.child(row).data(0, _ROLE) == mark), None)


def _drop(result: QTreeWidgetItem) -> None:
    """Take our rows out of a result."""
    place = _place_of(result, OURS)
    if place is not None:
        result.takeChild(place)
