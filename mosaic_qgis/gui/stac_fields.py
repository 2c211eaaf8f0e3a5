"""The search that the panel's fields show: one value behind collections, filters and JSON, which say the same. QGIS side.

What one of them is given the others show. Asks nobody, and knows no results.
"""

from __future__ import annotations

from dataclasses import replace

from qgis.PyQt.QtCore import QObject, pyqtSignal

from ..host.guard import answer, guarded
from .stac_collections import StacCollections
from .stac_filters import StacFilters
from .stac_json import StacJson
from .stac_query import Search


class StacFields(QObject):
    """Keeps them the same."""

    changed = pyqtSignal()
    """The search is another, or it is known whether the JSON is one."""
    collections_changed = pyqtSignal()
    """A person has chosen other collections; comes after `changed`."""

    def __init__(self, collections: StacCollections, filters: StacFilters, text: StacJson, parent: QObject) -> None:
        super().__init__(parent)
        self._collections = collections
        self._filters = filters
        self._json = text
        self.search = filters.search(Search())
        """What the fields say."""
        text.set_search(self.search)
        collections.chosen.connect(self._collections_chosen)
        filters.changed.connect(self._filters_changed)
        text.written.connect(self._json_written)
        text.judged.connect(self.changed)

    def set_search(self, search: Search) -> None:
        """Show a search."""
        self._show(search)
        self._json.set_search(search)
        self.changed.emit()

    def show_json(self) -> None:
        """The text says what the fields say, unless it has a fault to be corrected."""
        if not self._json.error:
            self._json.set_search(self.search)

    def _show(self, search: Search) -> None:
        self.search = search
        self._collections.set_ids(search.collections)
        self._filters.set_search(search)

    @guarded(answer(None))
    def _collections_chosen(self) -> None:
        self.search = replace(self.search, collections=self._collections.ids())
        self._json.set_search(self.search)
        self.changed.emit()
        self.collections_changed.emit()

    @guarded(answer(None))
    def _filters_changed(self) -> None:
        self.search = self._filters.search(self.search)
        self._json.set_search(self.search)
        self.changed.emit()

    @guarded(answer(None))
    def _json_written(self, search: Search) -> None:
        self._show(search)
        self.changed.emit()
