"""The images of a mosaic as a table: what is on top, left out, or could not be read. QGIS side, main thread.

Holds what the engine has told and what a person has chosen; asks nothing and changes no layer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qgis.PyQt.QtCore import QAbstractTableModel, QModelIndex, QObject, QSortFilterProxyModel, Qt
from qgis.PyQt.QtGui import QFont

from ..host.guard import answer, guarded
from ..host.redaction import redacted
from ..host.translation import tr
from ..provider.chosen_images import ChosenImages

RANK, NAME, STATE, PLACE = range(4)
SORT_ROLE = Qt.ItemDataRole.UserRole
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
    """The table."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._images: list[ListedImage] = []
        self._failures: dict[str, str] = {}
        self._chosen = ChosenImages()
        self._excluded: frozenset[str] = frozenset()
        self._first: dict[str, int] = {}

    def show(self, images: Sequence[ListedImage], chosen: ChosenImages) -> None:
        """Replace everything."""
        self.beginResetModel()
        self._images = list(images)
        self._take(chosen)
        self.endResetModel()

    def show_failures(self, skipped: Sequence[Mapping[str, Any]]) -> None:
        """What the engine could not read lately."""
        self._failures = {str(each["asset"]): str(each["message"]) for each in skipped if each.get("asset")}
        self._tell()

    @property
    def chosen(self) -> ChosenImages:
        """What is left out and on top."""
        return self._chosen

    def choose(self, chosen: ChosenImages) -> None:
        """Leave other images out or put them on top."""
        self._take(chosen)
        self._tell()

    def image(self, row: int) -> ListedImage:
        """The image of a row."""
        return self._images[row]

    def _take(self, chosen: ChosenImages) -> None:
        self._chosen = chosen
        self._excluded = frozenset(chosen.excluded)
        self._first = {key: place for place, key in enumerate(chosen.first, start=1)}

    def _tell(self) -> None:
        if self._images:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._images) - 1, PLACE))

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
        return 0 if parent.isValid() else len(self._images)

    @guarded(answer(0))
    def columnCount(self, parent: QModelIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else PLACE + 1

    @guarded(answer(None))
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (tr("Rank"), tr("Image"), tr("State"), tr("Address"))[section]

    @guarded(answer(None))
    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        image, column = self._images[index.row()], index.column()
        if role == SORT_ROLE:
            return self._sorted_by(image, column)
        if role == Qt.ItemDataRole.DisplayRole:
            shown = (str(image.rank) if image.rank else "", image.name, self.state(image), image.href)
            return shown[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._failures.get(image.href, image.href) if column == STATE else image.href
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

    def _sorted_by(self, image: ListedImage, column: int) -> object:
        if column == RANK:
            place = self._first.get(image.key)
            if place is not None:
                return place - 1_000_000
            return 1_000_000 if image.key in self._excluded else image.rank
        return (0, image.name.casefold(), self.state(image), image.href)[column]

    def has_problem(self, row: int) -> bool:
        """Whether the image of a row could not be read."""
        return self._images[row].href in self._failures

    def is_chosen(self, row: int) -> bool:
        """Whether the image of a row is left out or on top."""
        key = self._images[row].key
        return key in self._excluded or key in self._first


class ImagesFilter(QSortFilterProxyModel):
    """The rows that a person wants to see, in their order."""

    ALL, CHOSEN, PROBLEMS = range(3)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kind = self.ALL
        self._text = ""
        self.setSortRole(SORT_ROLE)
        self.setDynamicSortFilter(True)

    def narrow(self, text: str, kind: int) -> None:
        """Show rows with `text` in name or address, of a kind."""
        self._text, self._kind = text.strip().casefold(), kind
        self.invalidateFilter()

    # QSortFilterProxyModel interface

    @guarded(answer(True))
    def filterAcceptsRow(self, source_row: int, source_parent: QModelIndex) -> bool:
        model = self.sourceModel()
        if not isinstance(model, ImagesModel):
            return True
        if self._kind == self.CHOSEN and not model.is_chosen(source_row):
            return False
        if self._kind == self.PROBLEMS and not model.has_problem(source_row):
            return False
        image = model.image(source_row)
        return not self._text or self._text in image.name.casefold() or self._text in image.href.casefold()


def _short(key: str) -> str:
    return key.split("?")[0].replace("\\", "/").rstrip("/").rsplit("/", 1)[-1] or key
