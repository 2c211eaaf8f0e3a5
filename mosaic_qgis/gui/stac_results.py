"""The found images as a table: picture, place in the order, date, clouds, platform, id, collection. QGIS side.

Holds the engine's answer as it came. Sorting a column orders the rows for the eye; what lies on top is the column "Order".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from qgis.PyQt.QtCore import QAbstractTableModel, QModelIndex, QObject, QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QFont, QImage, QPixmap

from ..host.compat import flags_number
from ..host.guard import answer, guarded
from ..host.translation import tr
from .stac_selection import ImageOrder, key_of

PICTURE, ORDER, DATE, CLOUDS, PLATFORM, ID, COLLECTION = range(7)
LAST = COLLECTION
PICTURE_PX: Final = 48
"""Of a picture's longer edge, in device-independent pixels."""
_KEPT_PICTURES: Final = 400

Item = Mapping[str, Any]


class StacResults(QAbstractTableModel):
    """One row per found image."""

    order_changed = pyqtSignal()
    """Other images are left out or lie on top."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.items: Sequence[Item] = ()
        """In the order of the search."""
        self.order = ImageOrder()
        self.keys: list[str] = []
        """Of the items, as the options of a layer have them."""
        self._ranks: list[int | None] = []
        self._rows: list[int] = []
        """Row -> number of the item."""
        self._row_of_item: list[int] = []
        self._pictures: dict[str, QPixmap] = {}
        self._with_picture: dict[str, list[int]] = {}
        """Address of a picture -> numbers of the items that have it."""

    def set_items(self, items: Sequence[Item], order: ImageOrder | None = None) -> None:
        """Show what a search found."""
        self.beginResetModel()
        self.items = tuple(items)
        self.keys = [key_of(item) for item in self.items]
        self.order = order or ImageOrder()
        self._ranks = self.order.ranks(self.keys)
        self._with_picture = {}
        for number, item in enumerate(self.items):
            if href := item.get("thumbnail"):
                self._with_picture.setdefault(str(href), []).append(number)
        self._arrange(list(range(len(self.items))))
        self.endResetModel()

    def number_at(self, row: int) -> int:
        """The item in a row, counted from 0 in the order of the search."""
        return self._rows[row]

    def row_of(self, number: int) -> int:
        """Where an item is shown."""
        return self._row_of_item[number]

    def kept(self) -> list[Item]:
        """The items that are not left out, topmost first."""
        ranked = [(rank, number) for number, rank in enumerate(self._ranks) if rank is not None]
        return [self.items[number] for _, number in sorted(ranked)]

    def left_out(self) -> list[int]:
        """Numbers of the items that are left out."""
        return [number for number, rank in enumerate(self._ranks) if rank is None]

    @property
    def has_kept(self) -> bool:
        """Whether any item is not left out."""
        return any(rank is not None for rank in self._ranks)

    def set_order(self, order: ImageOrder) -> None:
        """Leave others out, put others on top."""
        if order == self.order:
            return
        self.order = order
        self._ranks = order.ranks(self.keys)
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, LAST))
        self.order_changed.emit()

    def exclude(self, numbers: Sequence[int]) -> None:
        """Leave items out; take them in again where all of them are left out."""
        self.set_order(self.order.toggled(self.keys[number] for number in numbers))

    def raise_items(self, numbers: Sequence[int]) -> None:
        """Put items on top of all others, as they lie on each other now."""
        ranked = sorted(numbers, key=lambda number: self._ranks[number] or len(self._ranks) + 1)
        self.set_order(self.order.raised(self.keys[number] for number in ranked))

    def wants_picture(self, row: int) -> str | None:
        """The address of a row's picture, if it has one that is not there yet."""
        href = self.items[self._rows[row]].get("thumbnail")
        return None if not href or href in self._pictures else str(href)

    def set_picture(self, href: str, image: QImage) -> None:
        """A picture has come; an empty one stands for one that cannot be had."""
        self._pictures[href] = QPixmap.fromImage(image)
        while len(self._pictures) > _KEPT_PICTURES:
            del self._pictures[next(iter(self._pictures))]
        for number in self._with_picture.get(href, ()):
            place = self.index(self._row_of_item[number], PICTURE)
            self.dataChanged.emit(place, place, [Qt.ItemDataRole.DecorationRole])

    # QAbstractTableModel interface

    @guarded(answer(0))
    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else len(self._rows)

    @guarded(answer(0))
    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else LAST + 1

    @guarded(answer(None))
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.ToolTipRole and section == ORDER:
            return tr("1 lies on top; images that are left out have no place")
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            tr("Image"), tr("Order"), tr("Date"), tr("Clouds"), tr("Platform"), tr("Id"), tr("Collection"),
        )[section]  # fmt: skip

    @guarded(answer(None))
    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        number, column = self._rows[index.row()], index.column()
        item, rank = self.items[number], self._ranks[number]
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(item, rank, column)
        if role == Qt.ItemDataRole.DecorationRole and column == PICTURE:
            return self._pictures.get(str(item.get("thumbnail") or ""))
        if role == Qt.ItemDataRole.TextAlignmentRole and column in (ORDER, CLOUDS):
            return flags_number(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.FontRole and rank is None:
            font = QFont()
            font.setStrikeOut(True)
            return font
        if role == Qt.ItemDataRole.ToolTipRole:
            text = key_of(item)
            return text if rank is not None else tr("{image} (left out of the layer)").format(image=text)
        if role == Qt.ItemDataRole.SizeHintRole and column == PICTURE:
            return QSize(PICTURE_PX + 8, PICTURE_PX + 4)
        return None

    @guarded(answer(None))
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if not 0 <= column <= LAST:
            return
        falls = order == Qt.SortOrder.DescendingOrder
        keys = [_sort_key(item, self._ranks[number], column) for number, item in enumerate(self.items)]
        # What is not known comes last, whichever way the rest goes.
        known = sorted((n for n, key in enumerate(keys) if key is not None), key=lambda n: keys[n], reverse=falls)
        arranged = [*known, *(n for n, key in enumerate(keys) if key is None)]
        if arranged == self._rows:
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        numbers = [self._rows[index.row()] for index in before]
        self._arrange(arranged)
        after = [
            self.index(self._row_of_item[number], index.column()) for index, number in zip(before, numbers, strict=True)
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _arrange(self, rows: list[int]) -> None:
        self._rows = rows
        self._row_of_item = [0] * len(rows)
        for row, number in enumerate(rows):
            self._row_of_item[number] = row


def time_of(item: Item) -> str:
    """When an image was taken, ISO 8601; empty where it does not say."""
    return str(item.get("datetime") or item.get("begin") or "")


def _text(item: Item, rank: int | None, column: int) -> str | None:
    if column == ORDER:
        return "–" if rank is None else str(rank)
    if column == DATE:
        return time_of(item)[:16].replace("T", " ")
    if column == CLOUDS:
        clouds = item.get("cloud_cover")
        return "" if clouds is None else tr("{percent} %").format(percent=f"{clouds:.0f}")
    if column == PLATFORM:
        return str(item.get("platform") or "")
    if column == COLLECTION:
        return str(item.get("collection") or "")
    return str(item["id"]) if column == ID else None


def _sort_key(item: Item, rank: int | None, column: int) -> Any:
    if column in (ORDER, PICTURE):
        return rank
    if column == CLOUDS:
        return item.get("cloud_cover")
    return (time_of(item) if column == DATE else _text(item, rank, column)) or None
