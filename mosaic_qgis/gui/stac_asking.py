"""What the STAC panel asks of a catalog: its collections, what can be searched by, what matches. QGIS side, main thread.

One question at a time, each a task of stac_client.py; what it brings is dropped when somebody has asked for something
else meanwhile. Knows which catalog is connected; keeps no results.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from qgis.PyQt.QtCore import QObject, pyqtSignal

from ..engine.client.terms import EngineFailure
from ..host.guard import answer, guarded
from ..host.redaction import redacted
from ..host.translation import tr
from . import stac_failures
from .stac_found import Asked, Found
from .stac_outlines import outlines_of
from .stac_query import Search, with_dialect

if TYPE_CHECKING:
    from .stac_actions import Tell
    from .stac_client import StacClient
    from .stac_parts import StacParts


class StacAsking(QObject):
    """Asks for one panel."""

    found = pyqtSignal(object)
    """What a search has brought, a `Found`; `taken` is to be called when it is shown."""

    def __init__(
        self, client: StacClient, parts: StacParts, search: Callable[[], Search], tell: Tell, parent: QObject
    ) -> None:
        """`search`: what the fields say now."""
        super().__init__(parent)
        self._client = client
        self._parts = parts
        self._search = search
        self._tell = tell
        self._connected = ""
        self._api_uri = ""
        self._title = ""

    @property
    def is_connected(self) -> bool:
        """Whether the collections of a catalog are listed."""
        return bool(self._connected)

    def searched_at(self, address: str) -> str:
        """Where a catalog is searched, as a layer has it; its own address where that is not known."""
        return self._api_uri if self._api_uri and self._connected == address else address

    def title_of(self, address: str) -> str:
        """What a catalog calls itself; empty where it is not connected, or has no title."""
        return self._title if self._connected == address else ""

    # Questions

    def connect_catalog(self) -> None:
        """Ask the chosen catalog for its collections."""
        address, authcfg = self._parts.connections.address, self._parts.connections.authcfg
        if not address:
            return
        self._begin(tr("Asking the catalog for its collections…"))
        self._parts.progress.follow(
            self._client.collections(address, authcfg, lambda value: self._listed(address, value), self._failed)
        )

    @guarded(answer(None))
    def ask_queryables(self) -> None:
        """What rows can be about: good to have, so a failure is nobody's trouble."""
        address, chosen = self._connected, self._search().collections
        if not address or address != self._parts.connections.address:
            return

        def came(value: Mapping[str, Any]) -> None:
            if chosen == self._search().collections and address == self._connected:
                self._parts.filters.set_queryables(value["properties"])

        self._client.queryables(address, self._parts.connections.authcfg, chosen, came, lambda _failure: None)

    def search(self, asked: Asked) -> None:
        """Ask the catalog for what matches."""
        if not asked.address:
            self._tell(tr("Choose a catalog first, or type the address of one."), "warning")
            return

        def found_of(value: Mapping[str, Any]) -> Found:
            # On the task's thread: thousands of outlines take a while.
            return Found(asked=asked, value=value, outlines=outlines_of(value["items"]))

        self._begin(tr("Searching…"))
        self._parts.progress.follow(
            self._client.search(
                asked.address,
                self._parts.connections.authcfg,
                asked.search,
                asked.max_items,
                self._found_items,
                self._failed,
                convert=found_of,
            )
        )

    def taken(self) -> None:
        """What was found is shown: the question is answered."""
        self._parts.progress.end()
        self._parts.progress.say("")

    def forget_other(self) -> None:
        """Where another catalog is chosen than is connected, nothing is known of it."""
        if self._connected and self._connected != self._parts.connections.address:
            self._connected = self._api_uri = self._title = ""
            self._parts.collections.forget()
            self._parts.filters.set_queryables(())

    # Answers

    def _listed(self, address: str, value: Mapping[str, Any]) -> None:
        self._parts.progress.end()
        if address != self._parts.connections.address:
            return
        self._connected, self._api_uri = address, str(value["search_uri"] or "")
        preset = self._parts.connections.preset()
        self._parts.collections.set_collections(value["collections"], () if preset is None else preset.collections)
        written = with_dialect(self._search(), has_filter=value["has_filter"], has_query=value["has_query"])
        self._parts.filters.set_dialect(written.dialect)
        count = len(value["collections"])
        self._title = redacted(str(value["title"] or "").strip())
        name = self._title or redacted(address)
        text = tr("{name}: {count} collections.").format(name=name, count=count)
        if value["truncated"]:
            text = tr("{name}: the first {count} collections; there are more.").format(name=name, count=count)
        if value["search_uri"] is None:
            self._tell(tr("This catalog has no search. Open one of its lists of items as a layer instead."), "warning")
        self._parts.progress.say(text)
        self.ask_queryables()

    def _found_items(self, found: Found) -> None:
        self.found.emit(found)

    def _failed(self, failure: EngineFailure) -> None:
        self._parts.progress.end()
        text = stac_failures.sentence(failure, redacted(self._parts.connections.address))
        self._tell(text, "error", detail=failure.message)

    def _begin(self, text: str) -> None:
        self._parts.progress.cancel()
        self._parts.bar.clearWidgets()
        self._parts.progress.say(text)
