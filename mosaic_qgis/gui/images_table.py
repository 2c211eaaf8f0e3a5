"""The images of a mosaic as a table: what is on top, left out, or could not be read. QGIS side, main thread.

Holds what the engine has told and what a person has chosen; asks nothing and changes no layer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qgis.PyQt.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from qgis.PyQt.QtGui import QFont

from ..host.guard import answer, guarded
from ..host.markup import tip
from ..host.redaction import redacted
from ..host.translation import tr
from ..provider.chosen_images import ChosenImages

RANK, NAME, STATE, PLACE = range(4)
ALL, CHOSEN, PROBLEMS = range(3)
"""Which images are listed."""
_NO_INDEX = QModelIndex()


@dataclass(frozen=True, kw_only=True)
class ListedImage:
    """One image, as the engine tells of it."""

    key: str
    """What the layer's URI calls it."""
    name: str
    href: str
    """Without secrets."""
    rank: int
    """In the mosaic's order, from 1; 0 where that is not known, since it is left out."""


def listed(assets: Sequence[Mapping[str, Any]], chosen: ChosenImages) -> list[ListedImage]:
    """The images of the engine's answer, and those that it does not name because they are left out."""
    found = [
        ListedImage(key=each["key"], name=each["name"], href=each["href"], rank=int(each["rank"])) for each in assets
    ]
    keys = {image.key for image in found}
    missing = (key for key in chosen.excluded if key not in keys)
    return [*found, *(ListedImage(key=key, name=_short(key), href=redacted(key), rank=0) for key in missing)]


class ImagesModel(QAbstractTableModel):
    """The table: rows that a person wants to see, in their order. Sorts by itself, which takes Qt seconds for thousands."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._images: list[ListedImage] = []
        self._rows: list[ListedImage] = []
        self._text = ""
        self._kind = ALL
        self._sorting = (RANK, Qt.SortOrder.AscendingOrder)
        self._failures: dict[str, str] = {}
        self._chosen = ChosenImages()
        self._excluded: frozenset[str] = frozenset()
        self._first: dict[str, int] = {}

    def show(self, images: Sequence[ListedImage], chosen: ChosenImages) -> None:
        """Replace everything."""
        self._images = list(images)
        self._take(chosen)
        self._arrange()

    def show_failures(self, skipped: Sequence[Mapping[str, Any]]) -> None:
        """What the engine could not read lately."""
        self._failures = {str(each["asset"]): str(each["message"]) for each in skipped if each.get("asset")}
        if self._kind == PROBLEMS:
            self._arrange()
        else:
            self._tell()

    @property
    def chosen(self) -> ChosenImages:
        """What is left out and on top."""
        return self._chosen

    def choose(self, chosen: ChosenImages) -> None:
        """Leave other images out or put them on top; rows stay where they are until they are sorted."""
        self._take(chosen)
        self._tell()

    def image(self, row: int) -> ListedImage:
        """The image of a row."""
        return self._rows[row]

    def narrow(self, text: str, kind: int) -> None:
        """List only images of a kind, with `text` in their name or address."""
        self._text, self._kind = text.strip().casefold(), kind
        self._arrange()

    def _arrange(self) -> None:
        column, order = self._sorting
        self.beginResetModel()
        wanted = (image for image in self._images if self._is_wanted(image))
        is_down = order == Qt.SortOrder.DescendingOrder
        self._rows = sorted(wanted, key=lambda image: self._sorted_by(image, column), reverse=is_down)
        self.endResetModel()

    def _is_wanted(self, image: ListedImage) -> bool:
        if self._kind == CHOSEN and not (image.key in self._excluded or image.key in self._first):
            return False
        if self._kind == PROBLEMS and image.href not in self._failures:
            return False
        return not self._text or self._text in image.name.casefold() or self._text in image.href.casefold()

    def _take(self, chosen: ChosenImages) -> None:
        self._chosen = chosen
        self._excluded = frozenset(chosen.excluded)
        self._first = {key: place for place, key in enumerate(chosen.first, start=1)}

    def _tell(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, PLACE))

    @property
    def has_images(self) -> bool:
        """Whether there is anything to list, wanted or not."""
        return bool(self._images)

    @property
    def summary(self) -> str:
        """How many there are of which kind."""
        failed = sum(image.href in self._failures for image in self._images)
        parts = [tr("{count} images").format(count=len(self._images))]
        if self._first:
            parts.append(tr("{count} on top").format(count=len(self._first)))
        if self._excluded:
            parts.append(tr("{count} left out").format(count=len(self._excluded)))
        if failed:
            parts.append(tr("{count} could not be read").format(count=failed))
        return ", ".join(parts)

    # QAbstractItemModel interface

    @guarded(answer(0))
    def rowCount(self, parent: QModelIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @guarded(answer(0))
    def columnCount(self, parent: QModelIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else PLACE + 1

    @guarded(answer(None))
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (tr("Rank"), tr("Image"), tr("State"), tr("Address"))[section]

    @guarded(answer(None))
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._sorting = (column, order)
        self._arrange()

    @guarded(answer(None))
    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        image, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            shown = (str(image.rank) if image.rank else "", image.name, self.state(image), image.href)
            return shown[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(self._failures.get(image.href, image.href) if column == STATE else image.href)
        if role == Qt.ItemDataRole.FontRole and (image.key in self._excluded or image.key in self._first):
            font = QFont()
            font.setStrikeOut(image.key in self._excluded and column == NAME)
            font.setBold(image.key in self._first)
            return font
        return None

    def state(self, image: ListedImage) -> str:
        """In words."""
        if image.key in self._excluded:
            return tr("left out")
        place = self._first.get(image.key)
        words = [] if place is None else [tr("on top ({place})").format(place=place)]
        if image.href in self._failures:
            words.append(tr("not read: {message}").format(message=" ".join(self._failures[image.href].split())))
        return ", ".join(words) or tr("ok")

    def _sorted_by(self, image: ListedImage, column: int) -> Any:
        if column == RANK:
            place = self._first.get(image.key)
            if place is not None:
                return place - 1_000_000
            return 1_000_000 if image.key in self._excluded else image.rank
        if column == STATE:
            return self.state(image)
        return image.name.casefold() if column == NAME else image.href


def _short(key: str) -> str:
    return key.split("?")[0].replace("\\", "/").rstrip("/").rsplit("/", 1)[-1] or key
