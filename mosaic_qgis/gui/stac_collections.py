"""The collections of a catalog: a list that can be searched, and what is known of the chosen one. QGIS side.

Gets the engine's answer and shows it; asks nobody.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from qgis.gui import QgsFilterLineEdit
from qgis.PyQt import uic
from qgis.PyQt.QtCore import QAbstractListModel, QItemSelectionModel, QModelIndex, QSortFilterProxyModel, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QListView, QTextBrowser, QWidget

from ..host.guard import answer, guarded
from ..host.markup import tip
from ..host.stac_catalogs import CatalogCollection
from ..host.translation import tr
from .preview_map import words

_FORM, _ = uic.loadUiType(str(Path(__file__).with_suffix(".ui")))
_WORDS_ROLE = Qt.ItemDataRole.UserRole + 1

Collection = Mapping[str, Any]


class StacCollections(QWidget, _FORM):
    """The list and the details."""

    chosen = pyqtSignal()
    """Other collections are selected."""

    filter_edit: QgsFilterLineEdit
    list_view: QListView
    details_view: QTextBrowser

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setupUi(self)
        self._wanted: tuple[str, ...] = ()
        self._known: dict[str, CatalogCollection] = {}
        self._model = _CollectionModel(self)
        self._proxy = _WordsFilter(self)
        self._proxy.setSourceModel(self._model)
        self.list_view.setModel(self._proxy)
        self.filter_edit.setShowSearchIcon(True)
        self.filter_edit.textChanged.connect(self._proxy.set_text)
        self.list_view.selectionModel().selectionChanged.connect(self._selected)
        self.list_view.selectionModel().currentChanged.connect(self._show_details)
        self._show_details()

    def set_collections(self, collections: Sequence[Collection], of_interest: Sequence[CatalogCollection] = ()) -> None:
        """Show the collections of a catalog, those `of_interest` first; what was chosen stays chosen where it is there."""
        wanted = self.ids()
        self._known = {each.id: each for each in of_interest}
        places = {name: place for place, name in enumerate(self._known)}
        ordered = sorted(collections, key=lambda each: (places.get(each["id"], len(places)), title_of(each).lower()))
        self._model.set_collections(ordered)
        self.set_ids(wanted)

    def forget(self) -> None:
        """Another catalog is about to be asked: what was chosen in this one means nothing there."""
        self.set_collections(())
        if self._wanted:
            self.set_ids(())
            self.chosen.emit()

    def collections(self) -> Sequence[Collection]:
        """All that are listed."""
        return self._model.collections

    def ids(self) -> tuple[str, ...]:
        """The chosen ones, with those that are wanted but not listed here."""
        return self._wanted

    def set_ids(self, ids: Sequence[str]) -> None:
        """Choose collections."""
        self._wanted = tuple(dict.fromkeys(ids))
        selection = self.list_view.selectionModel()
        blocked = selection.blockSignals(True)
        try:
            selection.clear()
            rows = {each["id"]: row for row, each in enumerate(self._model.collections)}
            for number, name in enumerate(each for each in self._wanted if each in rows):
                index = self._proxy.mapFromSource(self._model.index(rows[name]))
                if index.isValid():
                    selection.select(index, QItemSelectionModel.SelectionFlag.Select)
                    if number == 0:
                        selection.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
                        self.list_view.scrollTo(index)
        finally:
            selection.blockSignals(blocked)
        self.list_view.viewport().update()
        self._show_details()

    @guarded(answer(None))
    def _selected(self, *_changes: Any) -> None:
        indexes = self.list_view.selectionModel().selectedIndexes()
        shown = [str(index.data(Qt.ItemDataRole.UserRole)) for index in indexes]
        listed = {each["id"] for each in self._model.collections}
        visible = {
            str(self._proxy.index(row, 0).data(Qt.ItemDataRole.UserRole)) for row in range(self._proxy.rowCount())
        }
        # What the filter hides, and what the catalog does not list, was not unchosen by a person.
        kept = [name for name in self._wanted if name not in visible and (name in listed or not listed)]
        wanted = tuple(dict.fromkeys([*kept, *sorted(shown)]))
        if wanted != self._wanted:
            self._wanted = wanted
            self.chosen.emit()
        self._show_details()

    @guarded(answer(None))
    def _show_details(self, *_indexes: Any) -> None:
        name = self.list_view.currentIndex().data(Qt.ItemDataRole.UserRole)
        collection = next((each for each in self._model.collections if each["id"] == name), None)
        if collection is not None:
            self.details_view.setHtml(details_of(collection, self._known.get(collection["id"])))
        elif self._model.collections:
            self.details_view.setPlainText(tr("Choose a collection to see what it has. None chosen: all are searched."))
        else:
            self.details_view.setPlainText(tr("Connect to a catalog to see its collections."))


def title_of(collection: Collection) -> str:
    """What a collection is called."""
    return str(collection["title"] or collection["id"])


def details_of(collection: Collection, known: CatalogCollection | None = None) -> str:
    """What is known of a collection, as a small page: by its catalog, and by the plugin."""
    lines = [(tr("Id"), collection["id"]), (tr("Time"), _time(collection)), (tr("Place"), _place(collection))]
    lines.append((tr("Licence"), collection["licence"]))
    lines.append((tr("Keywords"), ", ".join(collection["keywords"])))
    rows = "".join(
        f"<tr><td><b>{html.escape(name)}</b>&nbsp;&nbsp;</td><td>{html.escape(str(value))}</td></tr>"
        for name, value in lines
        if value
    )
    title, text = html.escape(title_of(collection)), html.escape(str(collection["description"] or ""))
    notes = [] if known is None else [known.note]
    if known is not None and known.is_paid:
        notes.append(tr("Reading these images is paid for by whoever reads them (requester pays)."))
    note = html.escape(" ".join(each for each in notes if each))
    return f"<p><b>{title}</b></p><table>{rows}</table><p>{note}</p><p>{text}</p>"


def _time(collection: Collection) -> str:
    begin, end = (str(collection[key] or "")[:10] for key in ("begin", "end"))
    if not begin and not end:
        return ""
    return tr("{begin} to {end}").format(begin=begin or "…", end=end or tr("today"))


def _place(collection: Collection) -> str:
    if collection["bbox"] is None:
        return ""
    west, south, east, north = (float(f"{each:.4g}") for each in collection["bbox"])
    return words((west, south, east, north))


class _CollectionModel(QAbstractListModel):
    """One row per collection."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.collections: Sequence[Collection] = ()

    def set_collections(self, collections: Sequence[Collection]) -> None:
        self.beginResetModel()
        self.collections = tuple(collections)
        self.endResetModel()

    # QAbstractListModel interface

    @guarded(answer(0))
    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else len(self.collections)

    @guarded(answer(None))
    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self.collections):
            return None
        collection = self.collections[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return title_of(collection)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(str(collection["id"]))
        if role == Qt.ItemDataRole.UserRole:
            return collection["id"]
        if role == _WORDS_ROLE:
            parts = (title_of(collection), collection["id"], collection["description"], *collection["keywords"])
            return " ".join(map(str, parts)).lower()
        return None


class _WordsFilter(QSortFilterProxyModel):
    """Keeps collections that have all words of a text."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._words: list[str] = []

    @guarded(answer(None))
    def set_text(self, text: str) -> None:
        self._words = text.lower().split()
        self.invalidateFilter()

    # QSortFilterProxyModel interface

    @guarded(answer(True))
    def filterAcceptsRow(self, source_row: int, source_parent: QModelIndex) -> bool:
        text = self.sourceModel().index(source_row, 0, source_parent).data(_WORDS_ROLE) or ""
        return all(word in text for word in self._words)
