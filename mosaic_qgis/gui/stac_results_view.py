"""What a STAC search has found: the count, the table, the outlines on the map, what a layer shows, and what can be done.

QGIS side. Table and map are one selection. Says what a person wants by signals; searches and adds nothing itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import QgsGeometry, QgsPointXY
from qgis.gui import QgsMapToolEmitPoint
from qgis.PyQt import sip, uic
from qgis.PyQt.QtCore import QItemSelection, QItemSelectionModel, QSize, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QHideEvent, QShowEvent
from qgis.PyQt.QtWidgets import QHeaderView, QLabel, QPushButton, QTableView, QToolButton, QVBoxLayout, QWidget

from ..host.guard import answer, guarded
from ..host.translation import tr
from .stac_asset_chooser import StacAssetChooser
from .stac_footprints import StacFootprints
from .stac_results import COLLECTION, DATE, LAST, PICTURE, PICTURE_PX, StacResults
from .stac_selection import ImageOrder
from .stac_thumbnails import Thumbnails
from .tab_order import set_order

if TYPE_CHECKING:
    from .services import GuiServices

_FORM, _ = uic.loadUiType(str(Path(__file__).with_suffix(".ui")))
_SCROLLED_MS = 150
"""Rows that fly past while somebody scrolls need no pictures."""
_ROOM_PX = 8
"""Around a line of text."""


class StacResultsView(QWidget, _FORM):
    """The results."""

    add_wanted = pyqtSignal()
    save_wanted = pyqtSignal()
    footprints_wanted = pyqtSignal()
    copy_wanted = pyqtSignal()

    count_label: QLabel
    pick_button: QToolButton
    zoom_button: QToolButton
    exclude_button: QToolButton
    raise_button: QToolButton
    reset_button: QToolButton
    table_view: QTableView
    chooser_place: QVBoxLayout
    add_button: QPushButton
    save_button: QPushButton
    footprints_button: QPushButton
    copy_button: QPushButton

    def __init__(self, parent: QWidget | None, services: GuiServices) -> None:
        super().__init__(parent)
        self.setupUi(self)
        self._canvas = services.iface.mapCanvas() if services.iface is not None else None
        self.footprints = StacFootprints(self._canvas) if self._canvas is not None else None
        self.chooser = StacAssetChooser(self)
        self.chooser_place.addWidget(self.chooser)
        set_order([
            self.pick_button, self.zoom_button, self.exclude_button, self.raise_button, self.reset_button, self.table_view,
            self.chooser, self.add_button, self.save_button, self.footprints_button, self.copy_button,
        ])  # fmt: skip
        self.model = StacResults(self)
        self.thumbnails = Thumbnails(services, round(PICTURE_PX * self.devicePixelRatioF()), self)
        self.thumbnails.arrived.connect(self._picture_came)
        self._scrolled = QTimer(self)
        self._scrolled.setSingleShot(True)
        self._scrolled.setInterval(_SCROLLED_MS)
        self._scrolled.timeout.connect(self.fetch_pictures)
        self._pick_tool: QgsMapToolEmitPoint | None = None
        self._prepare_table()
        self.pick_button.toggled.connect(self._pick)
        self.zoom_button.clicked.connect(self._zoom)
        self.exclude_button.clicked.connect(self._exclude)
        self.raise_button.clicked.connect(self._raise)
        self.reset_button.clicked.connect(self._reset)
        for button, signal in (
            (self.add_button, self.add_wanted), (self.save_button, self.save_wanted),
            (self.footprints_button, self.footprints_wanted), (self.copy_button, self.copy_wanted),
        ):  # fmt: skip
            button.clicked.connect(signal)
        self.model.order_changed.connect(self._order_changed)
        self.destroyed.connect(_remover(self.footprints))
        self._enable()

    def _prepare_table(self) -> None:
        view = self.table_view
        view.setModel(self.model)
        view.setIconSize(QSize(PICTURE_PX, PICTURE_PX))
        view.setAccessibleName(tr("Found images"))
        rows, columns = view.verticalHeader(), view.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        columns.setStretchLastSection(True)
        columns.setHighlightSections(False)
        # A header asks for each row whether all of its column is selected, whenever it is painted; of none it need not ask.
        columns.setSelectionModel(QItemSelectionModel(self.model, self))
        columns.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        widest = self.fontMetrics().horizontalAdvance("0")
        for column, letters in enumerate((8, 7, 17, 8, 12, 12)):
            # The words of other languages may be longer than what stands below them.
            least_px = max(columns.sectionSizeHint(column), PICTURE_PX + 12 if column == PICTURE else 0)
            view.setColumnWidth(column, max(letters * widest, least_px))
        self._show_pictures(is_shown=True)
        view.selectionModel().selectionChanged.connect(self._selected)
        view.verticalScrollBar().valueChanged.connect(lambda _value: self._scrolled.start())
        self.model.layoutChanged.connect(self._scrolled.start)
        view.doubleClicked.connect(self._zoom)

    def set_items(
        self,
        items: Sequence[Mapping[str, Any]],
        outlines: Sequence[QgsGeometry] = (),
        order: ImageOrder | None = None,
        preferred: Sequence[str] = (),
    ) -> None:
        """Show what a search found; `outlines`: where these images lie, as stac_footprints.py makes them."""
        self.table_view.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.model.set_items(items, order)
        self.chooser.set_items(items, preferred)
        self.table_view.setColumnHidden(COLLECTION, len({item["collection"] for item in items}) < 2)
        self._show_pictures(is_shown=any(item.get("thumbnail") for item in items))
        self.table_view.scrollToTop()
        if self.footprints is not None:
            self.footprints.set_outlines(outlines)
            self._show_on_empty_map()
        self._order_changed()
        self._scrolled.start()

    def _show_pictures(self, *, is_shown: bool) -> None:
        """Rows are as high as pictures only where there are some."""
        view = self.table_view
        view.setColumnHidden(PICTURE, not is_shown)
        line_px = view.fontMetrics().height() + _ROOM_PX
        view.verticalHeader().setDefaultSectionSize(max(PICTURE_PX + 4, line_px) if is_shown else line_px)

    def forget(self) -> None:
        """Show nothing, and offer nothing of what was found before."""
        self.chooser.forget()
        self.set_items(())

    def set_sentence(self, text: str) -> None:
        """What is said above the table."""
        self.count_label.setText(text)

    def show_outlines(self, *, is_visible: bool) -> None:
        """Show or hide the outlines on the map, if there is one."""
        if self.footprints is not None:
            self.footprints.set_visible(is_visible)

    def selected(self) -> list[int]:
        """Numbers of the selected items, in the order of the rows."""
        # Thousands of rows are a few ranges; an index for each of them would take its time.
        ranges = self.table_view.selectionModel().selection()
        rows = {row for each in ranges for row in range(each.top(), each.bottom() + 1)}
        return [self.model.number_at(row) for row in sorted(rows)]

    def select(self, numbers: Sequence[int]) -> None:
        """Select items, and show the first of them."""
        selection, rows = QItemSelection(), sorted(self.model.row_of(number) for number in numbers)
        for row in rows:
            selection.select(self.model.index(row, 0), self.model.index(row, LAST))
        flags = QItemSelectionModel.SelectionFlag
        self.table_view.selectionModel().select(selection, flags.ClearAndSelect)
        if rows:
            self.table_view.scrollTo(self.model.index(rows[0], DATE))

    @guarded(answer(None))
    def fetch_pictures(self) -> None:
        """Fetch the pictures of the rows in view."""
        view, count = self.table_view, self.model.rowCount()
        if not self.isVisible() or not count:
            return
        first = max(view.rowAt(0), 0)
        last = view.rowAt(view.viewport().height() - 1)
        rows = range(first, (last if last >= 0 else count - 1) + 1)
        self.thumbnails.want([href for row in rows if (href := self.model.wants_picture(row))])

    # QWidget interface

    @guarded(answer(None))
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._scrolled.start()

    @guarded(answer(None))
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.thumbnails.cancel()

    # Own

    @guarded(answer(None))
    def _picture_came(self, href: str, image: Any) -> None:
        image.setDevicePixelRatio(self.devicePixelRatioF())
        self.model.set_picture(href, image)

    @guarded(answer(None))
    def _selected(self, *_changes: Any) -> None:
        if self.footprints is not None:
            self.footprints.select(self.selected())
        self._enable()

    @guarded(answer(None))
    def _order_changed(self) -> None:
        if self.footprints is not None:
            self.footprints.set_hidden(self.model.left_out())
        self._enable()

    def _enable(self) -> None:
        has_items, has_selected = bool(self.model.items), self.table_view.selectionModel().hasSelection()
        for button in (self.exclude_button, self.raise_button):
            button.setEnabled(has_selected)
        self.zoom_button.setEnabled(has_selected and self._canvas is not None)
        self.pick_button.setEnabled(has_items and self._canvas is not None)
        self.reset_button.setEnabled(self.model.order != ImageOrder())
        for button in (self.add_button, self.save_button, self.footprints_button, self.copy_button):
            button.setEnabled(self.model.has_kept)

    @guarded(answer(None))
    def _exclude(self, _checked: bool = False) -> None:
        self.model.exclude(self.selected())

    @guarded(answer(None))
    def _raise(self, _checked: bool = False) -> None:
        self.model.raise_items(self.selected())

    @guarded(answer(None))
    def _reset(self, _checked: bool = False) -> None:
        self.model.set_order(ImageOrder())

    @guarded(answer(None))
    def _zoom(self, *_arguments: Any) -> None:
        if self.footprints is None or self._canvas is None:
            return
        extent = self.footprints.extent_of(self.selected())
        if extent is not None:
            extent.scale(1.1)
            self._canvas.setExtent(extent)
            self._canvas.refresh()

    def _show_on_empty_map(self) -> None:
        """A map that shows nothing yet shows where the images are."""
        if self._canvas is None or self.footprints is None or self._canvas.layers():
            return
        extent = self.footprints.extent_of(range(len(self.model.items)))
        if extent is not None:
            extent.scale(1.1)
            self._canvas.setExtent(extent)
            self._canvas.refresh()

    @guarded(answer(None))
    def _pick(self, is_on: bool) -> None:
        if self._canvas is None:
            return
        if not is_on:
            if self._pick_tool is not None:
                self._canvas.unsetMapTool(self._pick_tool)
            return
        if self._pick_tool is None:
            self._pick_tool = QgsMapToolEmitPoint(self._canvas)
            self._pick_tool.setParent(self)
            self._pick_tool.canvasClicked.connect(self._clicked)
            self._pick_tool.deactivated.connect(self._picked_last)
        self._canvas.setMapTool(self._pick_tool)

    @guarded(answer(None))
    def _picked_last(self) -> None:
        if not sip.isdeleted(self.pick_button):
            self.pick_button.setChecked(False)

    @guarded(answer(None))
    def _clicked(self, point: QgsPointXY, _button: Any) -> None:
        if self.footprints is not None:
            self.select(self.footprints.at(point))


def _remover(footprints: StacFootprints | None) -> Any:
    """Takes the outlines off the canvas; holds no widget."""

    @guarded(answer(None))
    def remove(*_object: Any) -> None:
        if footprints is not None:
            footprints.remove()

    return remove
