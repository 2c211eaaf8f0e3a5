"""The STAC search: catalog, collections and fields; what was found; a live layer, a document or outlines of it. QGIS side.

Puts its parts together: each has its own widgets, this has the state between them. Everything that takes time is a task
of stac_client.py; what it brings is dropped when somebody has asked for something else meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import QgsMapLayer
from qgis.PyQt import uic
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtGui import QHideEvent, QShowEvent
from qgis.PyQt.QtWidgets import (
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ..engine.client.terms import EngineFailure
from ..host.guard import answer, guarded
from ..host.redaction import redacted
from ..host.translation import tr
from ..provider.uri import LayerUri, decode
from . import stac_failures
from .stac_actions import StacActions
from .stac_client import StacClient
from .stac_collections import StacCollections, title_of
from .stac_connections import StacConnections
from .stac_edited import StacEdited
from .stac_filters import StacFilters
from .stac_found import Asked, Found
from .stac_json import StacJson
from .stac_messages import StacMessages
from .stac_progress import StacProgress
from .stac_query import Search, SearchTextError, with_dialect
from .stac_results_view import StacResultsView, sentence_of
from .stac_selection import ImageOrder
from .stac_uri import StacLayer, address_of, shown_search, uri_of, with_found

if TYPE_CHECKING:
    from .services import GuiServices
    from .stac_news import Seen

_FORM, _ = uic.loadUiType(str(Path(__file__).with_suffix(".ui")))


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
    filters_area: QScrollArea
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
        self._client = StacClient(services, self)
        self._search = Search()
        """What the fields say."""
        self._edited = StacEdited()
        self._connected = ""
        """The address whose collections are listed."""
        self._api_uri = ""
        """Where that API is searched, as a layer has it."""
        self._found: Found | None = None
        self.bar = StacMessages(self)
        self.progress = StacProgress(self, self.status_label, self.progress_bar, self.cancel_button, self.search_button)
        self.connections = StacConnections(self)
        self.collections = StacCollections(self)
        self.filters = StacFilters(self, services.iface.mapCanvas() if services.iface is not None else None)
        self.results = StacResultsView(self, services)
        self.json = StacJson(self)
        self.actions_of_results = StacActions(services, self._client, self.tell, self)
        for place, widget in (
            (self.message_place, self.bar), (self.connections_place, self.connections),
            (self.collections_place, self.collections), (self.filters_place, self.filters),
            (self.results_place, self.results), (self.json_place, self.json),
        ):  # fmt: skip
            place.addWidget(widget)
        self.setTabOrder(self.connections, self.tabs)
        self._share_space()
        # A scroll area has a background of its own, which is not that of a tab.
        for widget in (self.filters_area.viewport(), self.filters_area.widget()):
            widget.setAutoFillBackground(False)
        self._connect_signals()
        self._search = self.filters.search(self._search)
        self.json.set_search(self._search)
        self._show_results_state()

    def _share_space(self) -> None:
        """The fields have the width that they need, the collections have the rest."""
        needed = self.filters.minimumSizeHint().width()
        scroll_bar = self.filters_area.verticalScrollBar().sizeHint().width()
        self.filters_area.setMinimumWidth(needed + scroll_bar)
        self.search_splitter.setStretchFactor(0, 3)
        self.search_splitter.setStretchFactor(1, 2)
        self.search_splitter.setSizes([needed, needed + scroll_bar])

    def _connect_signals(self) -> None:
        self.connections.connect_wanted.connect(self.connect_catalog)
        self.connections.changed.connect(self._address_changed)
        self.collections.chosen.connect(self._collections_chosen)
        self.filters.changed.connect(self._fields_changed)
        self.json.written.connect(self._json_written)
        self.json.judged.connect(self._show_results_state)
        self.search_button.clicked.connect(self.search)
        self.tabs.currentChanged.connect(self._tab_shown)
        self.results.add_wanted.connect(self.add)
        self.results.save_wanted.connect(self._save)
        self.results.footprints_wanted.connect(self._add_footprints)
        self.results.copy_wanted.connect(self._copy)

    # For the page that holds the panel

    def set_uri(self, uri: LayerUri) -> None:
        """Show the search of a layer, and ask its catalog."""
        try:
            layer = self._edited.show(uri)
        except (SearchTextError, ValueError) as error:
            self.tell(str(error), "error")
            return
        self.connections.set_catalog(layer.address, layer.authcfg, layer.assets_authcfg)
        self.filters.set_max_items(layer.max_items)
        self._set_search(shown_search(layer))
        self.results.chooser.set_shown(layer.assets, layer.expression)
        self._forget_results()
        self.connect_catalog()

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
        layer = self.layer() if self._is_settled() else None
        if layer is None:
            return
        edited = self._edited.target
        if edited is None:
            self.actions_of_results.add(layer, self._name(), self._seen())
        else:
            self.actions_of_results.change(edited, layer, self._seen())
            self._edited.changed(layer)

    def can_add(self) -> bool:
        """Whether there is something to add."""
        return bool(self.connections.address) and not self.json.error

    # State

    def search_shown(self) -> Search:
        """What the fields say now."""
        return self._search

    def layer(self) -> StacLayer | None:
        """The live layer that the panel describes; None where there is no catalog."""
        address = self.connections.address
        if not address:
            return None
        base = self._edited.at(address)
        searched_at = self._api_uri if self._api_uri and self._connected == address else address
        order = self._order()
        layer = StacLayer(
            address=address_of(searched_at),
            search=self._search,
            assets=self.results.chooser.assets,
            expression=self.results.chooser.expression,
            max_items=self.filters.max_items(),
            exclude=order.excluded,
            first=order.first,
            authcfg=self.connections.authcfg,
            assets_authcfg=self.connections.assets_authcfg,
            options={**self.connections.layer_options(), **(base.options if base is not None else {})},
        )
        if self._found is not None and self._is_fresh():
            # The API has shown that it understands this.
            return with_found(layer, self._found.value["query"], self._found.value["filtered_here"])
        return self._edited.completed(layer)

    def _order(self) -> ImageOrder:
        return self._edited.order if self._found is None else self.results.model.order

    def _asked(self) -> Asked:
        return Asked(address=self.connections.address, search=self._search, max_items=self.filters.max_items())

    def _is_fresh(self) -> bool:
        return self._found is not None and self._found.asked.is_same(self._asked())

    def _seen(self) -> Seen | None:
        return self._found.seen if self._found is not None and self._is_fresh() else None

    def _name(self) -> str:
        titles = {each["id"]: title_of(each) for each in self.collections.collections()}
        names = [titles.get(name, name) for name in self._search.collections]
        return ", ".join(names[:2]) + (", …" if len(names) > 2 else "")

    # Asking

    @guarded(answer(None))
    def connect_catalog(self, *_checked: Any) -> None:
        """Ask the catalog for its collections."""
        address = self.connections.address
        if not address:
            return
        self._begin(tr("Asking the catalog for its collections…"))
        self.progress.follow(
            self._client.collections(
                address, self.connections.authcfg, lambda value: self._connected_to(address, value), self._failed
            )
        )

    def _connected_to(self, address: str, value: Mapping[str, Any]) -> None:
        self.progress.end()
        if address != self.connections.address:
            return
        self._connected, self._api_uri = address, str(value["search_uri"] or "")
        preset = self.connections.preset()
        self.collections.set_collections(value["collections"], () if preset is None else preset.collections)
        self.filters.set_dialect(
            with_dialect(self._search, has_filter=value["has_filter"], has_query=value["has_query"]).dialect
        )
        count = len(value["collections"])
        name = str(value["title"] or "").strip() or redacted(address)
        text = tr("{name}: {count} collections.").format(name=name, count=count)
        if value["truncated"]:
            text = tr("{name}: the first {count} collections; there are more.").format(name=name, count=count)
        if value["search_uri"] is None:
            self.tell(tr("This catalog has no search. Open one of its lists of items as a layer instead."), "warning")
        self.progress.say(text)
        self._ask_queryables()

    def _ask_queryables(self) -> None:
        """What rows can be about: good to have, so a failure is nobody's trouble."""
        address = self._connected
        if not address or address != self.connections.address:
            return
        chosen = self._search.collections

        def came(value: Mapping[str, Any]) -> None:
            if chosen == self._search.collections and address == self._connected:
                self.filters.set_queryables(value["properties"])

        self._client.queryables(address, self.connections.authcfg, chosen, came, lambda _failure: None)

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
        if not self._is_settled():
            return
        asked = self._asked()
        if not asked.address:
            self.tell(tr("Choose a catalog first, or type the address of one."), "warning")
            return
        self._begin(tr("Searching…"))
        self.progress.follow(
            self._client.search(
                asked.address,
                self.connections.authcfg,
                asked.search,
                asked.max_items,
                lambda value: self._found_items(Found(asked=asked, value=value)),
                self._failed,
            )
        )

    def _found_items(self, found: Found) -> None:
        self.progress.end()
        order = self._order()
        if self._found is not None and self._found.asked.address != found.asked.address:
            order = ImageOrder()
        self._found, asked = found, found.asked
        self.results.thumbnails.set_home(
            asked.address, {"authcfg": self.connections.authcfg, "assets_authcfg": self.connections.assets_authcfg}
        )
        self.results.set_items(found.value["items"], order, self.connections.assets_of(asked.search.collections))
        self.progress.say("")
        self._show_results_state()
        self.tabs.setCurrentWidget(self.results_tab)
        if not self._connected:
            # Whoever searched at once still gets the list of collections.
            self.connect_catalog()
        news = self._edited.news(asked.search, found.value)
        if news:
            self.tell(news, "info")

    def _failed(self, failure: EngineFailure) -> None:
        self.progress.end()
        text = stac_failures.sentence(failure, redacted(self.connections.address))
        self.tell(text, "error", detail=failure.message)

    def _begin(self, text: str) -> None:
        self.progress.cancel()
        self.bar.clearWidgets()
        self.progress.say(text)

    # Fields

    @guarded(answer(None))
    def _address_changed(self) -> None:
        if self._connected and self._connected != self.connections.address:
            self._connected = self._api_uri = ""
            self.collections.set_collections(())
            self.filters.set_queryables(())
        self._show_results_state()

    @guarded(answer(None))
    def _collections_chosen(self) -> None:
        self._search = replace(self._search, collections=self.collections.ids())
        self.json.set_search(self._search)
        self._show_results_state()
        self._ask_queryables()

    @guarded(answer(None))
    def _fields_changed(self) -> None:
        self._search = self.filters.search(self._search)
        self.json.set_search(self._search)
        self._show_results_state()

    @guarded(answer(None))
    def _json_written(self, search: Search) -> None:
        self._set_search(search, but_json=True)

    def _set_search(self, search: Search, *, but_json: bool = False) -> None:
        self._search = search
        self.collections.set_ids(search.collections)
        self.filters.set_search(search)
        if not but_json:
            self.json.set_search(search)
        self._show_results_state()

    @guarded(answer(None))
    def _tab_shown(self, _index: int) -> None:
        if self.tabs.currentWidget() is self.json_tab and not self.json.error:
            self.json.set_search(self._search)

    def _forget_results(self) -> None:
        self._found = None
        self.results.set_items(())
        self._show_results_state()

    @guarded(answer(None))
    def _show_results_state(self) -> None:
        found = self._found
        if found is None:
            text = tr("Nothing was searched yet. Choose a catalog, a collection and a place, then press Search.")
            title = tr("Results")
        else:
            count = len(found.value["items"])
            text = sentence_of(
                count,
                found.matched,
                truncated=bool(found.value["truncated"]),
                filtered_here=found.value["filtered_here"],
                sort=found.asked.search.sort,
            )
            if not self._is_fresh():
                text += " " + tr("The search was changed since: press Search to see what it finds now.")
            title = tr("Results ({count})").format(count=count)
        self.results.set_sentence(text)
        self.tabs.setTabText(self.tabs.indexOf(self.results_tab), title)
        self.add_enabled.emit(self.can_add())

    # Actions

    @guarded(answer(None))
    def _save(self) -> None:
        layer = self.layer()
        if layer is not None:
            preset = self.connections.preset()
            self.actions_of_results.save(layer, self._name(), "" if preset is None else preset.attribution)

    @guarded(answer(None))
    def _add_footprints(self) -> None:
        layer = self.layer()
        if layer is not None:
            uri = uri_of(layer)
            self.actions_of_results.add_footprints(self.results.model.kept(), self._name() or uri.name, uri)

    @guarded(answer(None))
    def _copy(self) -> None:
        layer = self.layer()
        if layer is not None:
            self.actions_of_results.copy(uri_of(layer))

    # Messages

    def tell(self, text: str, level: str = "warning", *, detail: str = "", button: QPushButton | None = None) -> None:
        """Say something in the panel; in QGIS's message bar where the panel is not in view."""
        if not self.isVisible():
            self._services.notes.post(text, level if level in ("info", "warning", "error") else "info", detail=detail)
            return
        # Below the sentence for everybody, the engine's own words for whoever wants to know.
        self.progress.say(redacted(detail))
        self.bar.tell(text, level, detail=detail, button=button)

    # QWidget interface

    @guarded(answer(None))
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_outlines(is_visible=True)

    @guarded(answer(None))
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        # A minimized window is not closed: its outlines stay.
        if not event.spontaneous() and not self.is_drawing:
            self._show_outlines(is_visible=False)

    def _show_outlines(self, *, is_visible: bool) -> None:
        if self.results.footprints is not None:
            self.results.footprints.set_visible(is_visible)
