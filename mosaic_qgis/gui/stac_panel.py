"""The STAC search: catalog, collections and fields; what was found; a live layer, a document or outlines of it. QGIS side.

Puts its parts together; each has its own widgets. What is searched, asked, described and done is theirs: stac_fields.py,
stac_asking.py, stac_description.py, stac_actions.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import QgsMapLayer
from qgis.gui import QgsScrollArea
from qgis.PyQt import uic
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtGui import QHideEvent, QResizeEvent, QShowEvent
from qgis.PyQt.QtWidgets import (
    QLabel,
    QProgressBar,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ..host.guard import answer, guarded
from ..host.redaction import redacted
from ..host.translation import tr
from ..provider.uri import LayerUri, decode
from .stac_actions import StacActions
from .stac_asking import StacAsking
from .stac_client import StacClient
from .stac_collections import StacCollections
from .stac_connections import StacConnections
from .stac_description import StacDescription
from .stac_edited import StacEdited
from .stac_fields import StacFields
from .stac_filters import StacFilters
from .stac_found import Found
from .stac_json import StacJson
from .stac_messages import StacMessages
from .stac_parts import StacParts
from .stac_progress import StacProgress
from .stac_query import Search, SearchTextError
from .stac_results_view import StacResultsView
from .stac_selection import ImageOrder
from .stac_sentence import state_of
from .stac_uri import StacLayer, shown_search, uri_of
from .tab_order import set_order
from .turns import Turns

if TYPE_CHECKING:
    from .services import GuiServices

_FORM, _ = uic.loadUiType(str(Path(__file__).with_suffix(".ui")))
_LEAST_LETTERS = 20
"""Of the collections' names."""


class StacSearchPanel(QWidget, _FORM):
    """The panel."""

    add_enabled = pyqtSignal(bool)
    """Whether `add` makes sense."""

    message_place: QVBoxLayout
    connections_place: QVBoxLayout
    tabs: QTabWidget
    search_tab: QWidget
    results_tab: QWidget
    json_tab: QWidget
    search_splitter: QSplitter
    collections_place: QVBoxLayout
    filters_area: QgsScrollArea
    filters_place: QVBoxLayout
    results_place: QVBoxLayout
    json_place: QVBoxLayout
    search_button: QPushButton
    status_label: QLabel
    progress_bar: QProgressBar
    cancel_button: QPushButton

    def __init__(self, services: GuiServices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setupUi(self)
        self._services = services
        self._edited = StacEdited()
        self._is_shared_by_person = False
        """Whether somebody has moved the border between collections and fields."""
        self.bar = StacMessages(self)
        self.progress = StacProgress(self, self.status_label, self.progress_bar, self.cancel_button, self.search_button)
        self.connections = StacConnections(self)
        self.collections = StacCollections(self)
        self.filters = StacFilters(self, services.iface.mapCanvas() if services.iface is not None else None)
        self.results = StacResultsView(self, services)
        self.json = StacJson(self)
        self.fields = StacFields(self.collections, self.filters, self.json, self)
        client = StacClient(services, self)
        self.actions_of_results = StacActions(services, client, self.tell, self)
        parts = StacParts(
            bar=self.bar, progress=self.progress, connections=self.connections, collections=self.collections,
            filters=self.filters, results=self.results,
        )  # fmt: skip
        self._asking = StacAsking(client, parts, self.search_shown, self.tell, self)
        self._description = StacDescription(parts, self._asking, self._edited, self.search_shown)
        self._arrival = Turns(self)
        """What was found is shown step by step."""
        for place, widget in (
            (self.message_place, self.bar), (self.connections_place, self.connections),
            (self.collections_place, self.collections), (self.filters_place, self.filters),
            (self.results_place, self.results), (self.json_place, self.json),
        ):  # fmt: skip
            place.addWidget(widget)
        set_order([
            self.connections, self.tabs.tabBar(), self.collections, self.filters, self.results, self.json,
            self.search_button, self.cancel_button,
        ])  # fmt: skip
        # A scroll area has a background of its own, which is not that of a tab.
        for widget in (self.filters_area.viewport(), self.filters_area.widget()):
            widget.setAutoFillBackground(False)
        self._connect_signals()
        self._show_results_state()
        self.search_splitter.splitterMoved.connect(self._shared_by_person)

    def _share_space(self) -> None:
        """The fields have the width that they need, the collections have the rest, which is never nothing."""
        if self._is_shared_by_person:
            return
        needed = self.filters.minimumSizeHint().width() + self.filters_area.verticalScrollBar().sizeHint().width()
        least = _LEAST_LETTERS * self.fontMetrics().averageCharWidth()
        whole = self.search_splitter.width() - self.search_splitter.handleWidth()
        self.collections.setMinimumWidth(least)
        fields = max(needed, whole * 2 // 5) if whole - needed > least else whole - least
        self.search_splitter.setSizes([whole - fields, fields])

    def _connect_signals(self) -> None:
        self.connections.connect_wanted.connect(self.connect_catalog)
        self.connections.changed.connect(self._address_changed)
        self._asking.found.connect(self._found_items)
        self.fields.changed.connect(self._show_results_state)
        self.fields.collections_changed.connect(self._asking.ask_queryables)
        self.search_button.clicked.connect(self.search)
        self.tabs.currentChanged.connect(self._tab_shown)
        self.results.add_wanted.connect(self.add)
        self.results.save_wanted.connect(self._save)
        self.results.footprints_wanted.connect(self._add_footprints)
        self.results.copy_wanted.connect(self._copy)

    # For the page that holds the panel

    def set_uri(self, uri: LayerUri) -> None:
        """Show the search of a layer, and ask its catalog."""
        self._arrival.finish()
        try:
            layer = self._edited.show(uri)
        except (SearchTextError, ValueError) as error:
            self.tell(str(error), "error")
            return
        self.connections.set_catalog(layer.address, layer.authcfg, layer.assets_authcfg)
        self.filters.set_max_items(layer.max_items)
        self.fields.set_search(shown_search(layer))
        self.results.chooser.set_shown(layer.assets, layer.expression)
        self._description.found = None
        self.results.set_items(())
        self._show_results_state()
        self.tabs.setCurrentWidget(self.search_tab)
        self.connect_catalog()

    def enter_pressed(self, focused: QWidget | None) -> bool:
        """A person has pressed Enter there: in a field of the search it searches. Whether it meant something."""
        if focused is None or not self.filters_area.isAncestorOf(focused):
            return False
        if self.search_button.isEnabled():
            self.search()
        return True

    @property
    def is_drawing(self) -> bool:
        """Whether the window is hidden only while a person draws the extent on the map."""
        return self.filters.is_drawing

    def edit(self, layer: QgsMapLayer) -> None:
        """Show the search of a layer of the project; `add` changes that layer from now on."""
        self._edited.change(layer)
        self.results.add_button.setText(tr("&Apply to Layer"))
        self.set_uri(decode(layer.source()))

    def stop_editing(self) -> None:
        """`add` adds a new layer again."""
        if self._edited.is_changed:
            self._edited.change(None)
            self.results.add_button.setText(tr("&Add as Mosaic"))

    @guarded(answer(None))
    def add(self, *_checked: Any) -> None:
        """Add what the search finds as a live layer, or have the edited layer show it."""
        self._arrival.finish()
        layer = self.layer() if self._is_settled() else None
        if layer is None:
            return
        edited, described = self._edited.target, self._description
        if edited is None:
            self.actions_of_results.add(layer, described.name, described.seen, described.stretch)
        elif self.actions_of_results.change(edited, layer, described.seen):
            self._edited.changed(layer)

    def can_add(self) -> bool:
        """Whether there is something to add."""
        return bool(self.connections.address) and not self.json.error

    def search_shown(self) -> Search:
        """What the fields say now."""
        return self.fields.search

    def layer(self) -> StacLayer | None:
        """The live layer that the panel describes; None where there is no catalog."""
        return self._description.layer()

    # Asking

    @guarded(answer(None))
    def connect_catalog(self, *_checked: Any) -> None:
        """Ask the catalog for its collections."""
        self._arrival.finish()
        found = self._description.found
        if found is not None and found.asked.address != self.connections.address:
            # Images of another catalog are nothing that could be added now.
            self._description.found = None
            self.results.forget()
            self._show_results_state()
        self._asking.connect_catalog()

    def _is_settled(self) -> bool:
        """Whether the JSON is a search; where it is not, that is said."""
        self.json.settle()
        if self.json.error:
            self.tabs.setCurrentWidget(self.json_tab)
            self.tell(tr("The JSON of the search has a fault. Correct it, or change a field to have it written anew."))
        return not self.json.error

    @guarded(answer(None))
    def search(self, *_checked: Any) -> None:
        """Ask the catalog for what matches."""
        self._arrival.finish()
        if self._is_settled():
            self._asking.search(self._description.asked)

    @guarded(answer(None))
    def _found_items(self, found: Found) -> None:
        # Thousands of images at once would hold the window up.
        self._arrival.begin([lambda: self._take(found), self._show_results, lambda: self._taken(found)])

    def _take(self, found: Found) -> None:
        before, asked, order = self._description.found, found.asked, self._description.order
        if before is not None and before.asked.address != asked.address:
            order = ImageOrder()
        self._description.found = found
        self.results.thumbnails.set_home(
            asked.address, {"authcfg": self.connections.authcfg, "assets_authcfg": self.connections.assets_authcfg}
        )
        preferred = self.connections.look_of(asked.search.collections).assets
        self.results.set_items(found.value["items"], found.outlines, order, preferred)
        self._show_results_state()

    def _taken(self, found: Found) -> None:
        self._asking.taken()
        if not self._asking.is_connected:
            # Whoever searched at once still gets the list of collections.
            self.connect_catalog()
        news = self._edited.news(found.asked.search, found.value)
        if news:
            self.tell(news, "info")

    def _show_results(self) -> None:
        """The keyboard goes along with whoever was in what is hidden now."""
        focused = self.focusWidget()
        has_asked = (
            focused is None or focused in (self.search_button, self.cancel_button) or self.tabs.isAncestorOf(focused)
        )
        self.tabs.setCurrentWidget(self.results_tab)
        if has_asked and self.results.model.items:
            self.results.table_view.setFocus()

    # Fields

    @guarded(answer(None))
    def _address_changed(self) -> None:
        self._asking.forget_other()
        self._show_results_state()

    @guarded(answer(None))
    def _tab_shown(self, _index: int) -> None:
        if self.tabs.currentWidget() is self.json_tab:
            self.fields.show_json()

    @guarded(answer(None))
    def _show_results_state(self) -> None:
        title, text = state_of(self._description.found, is_fresh=self._description.is_fresh)
        self.results.set_sentence(text)
        self.tabs.setTabText(self.tabs.indexOf(self.results_tab), title)
        self.add_enabled.emit(self.can_add())

    # Actions

    @guarded(answer(None))
    def _save(self) -> None:
        layer = self.layer()
        if layer is not None:
            self.actions_of_results.save(layer, self._description.name, self._description.attribution)

    @guarded(answer(None))
    def _add_footprints(self) -> None:
        layer = self.layer()
        if layer is not None:
            uri = uri_of(layer)
            self.actions_of_results.add_footprints(self.results.model.kept(), self._description.name or uri.name, uri)

    @guarded(answer(None))
    def _copy(self) -> None:
        layer = self.layer()
        if layer is not None:
            self.actions_of_results.copy(layer)

    def tell(self, text: str, level: str = "warning", *, detail: str = "", button: QPushButton | None = None) -> None:
        """Say something in the panel; in QGIS's message bar where the panel is not in view."""
        if not self.isVisible():
            self._services.notes.post(text, level if level in ("info", "warning", "error") else "info", detail=detail)
            return
        # Below the sentence for everybody, the engine's own words for whoever wants to know.
        self.progress.say(redacted(detail))
        self.bar.tell(text, level, detail=detail, button=button)

    @guarded(answer(None))
    def _shared_by_person(self, *_place: int) -> None:
        self._is_shared_by_person = True

    # QWidget interface

    @guarded(answer(None))
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_space()

    @guarded(answer(None))
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.results.show_outlines(is_visible=True)

    @guarded(answer(None))
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        # A minimized window is not closed: its outlines stay.
        if not event.spontaneous() and not self.is_drawing:
            self.results.show_outlines(is_visible=False)
