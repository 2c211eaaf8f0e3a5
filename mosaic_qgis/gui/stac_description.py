"""The live layer that the STAC panel describes: by its fields, by what was found, by the layer that is edited. QGIS side.

Reads the panel's parts and changes none of them; asks nobody.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..host.stac_catalogs import Look
from .stac_collections import title_of
from .stac_found import Asked, Found
from .stac_query import Search
from .stac_selection import ImageOrder
from .stac_uri import StacLayer, address_of, with_found

if TYPE_CHECKING:
    from .stac_asking import StacAsking
    from .stac_edited import StacEdited
    from .stac_news import Seen
    from .stac_parts import StacParts


class StacDescription:
    """Of one panel."""

    def __init__(self, parts: StacParts, asking: StacAsking, edited: StacEdited, search: Callable[[], Search]) -> None:
        """`search`: what the fields say now."""
        self._parts = parts
        self._asking = asking
        self._edited = edited
        self._search = search
        self.found: Found | None = None
        """What was found last, if anything was searched."""

    @property
    def asked(self) -> Asked:
        """What a search would ask now."""
        parts = self._parts
        return Asked(address=parts.connections.address, search=self._search(), max_items=parts.filters.max_items())

    @property
    def is_fresh(self) -> bool:
        """Whether the fields still say what was asked."""
        return self.found is not None and self.found.asked.is_same(self.asked)

    @property
    def order(self) -> ImageOrder:
        """Which images are left out and which lie on top."""
        if self.found is None:
            return self._edited.order
        is_of_another = self.found.asked.address != self._parts.connections.address
        return ImageOrder() if is_of_another else self._parts.results.model.order

    @property
    def seen(self) -> Seen | None:
        """What a layer remembers of the search; None where this one was not made."""
        return self.found.seen if self.found is not None and self.is_fresh else None

    @property
    def name(self) -> str:
        """What a layer is called: like its collections, or like the catalog; empty where nothing has a name."""
        if not self._search().collections:
            return self._asking.title_of(self._parts.connections.address)
        titles = {each["id"]: title_of(each) for each in self._parts.collections.collections()}
        names = [titles.get(name, name) for name in self._search().collections]
        return ", ".join(names[:2]) + (", …" if len(names) > 2 else "")

    @property
    def attribution(self) -> str:
        """Who is to be named for the images; may be empty."""
        preset = self._parts.connections.preset()
        return "" if preset is None else preset.attribution

    @property
    def stretch(self) -> tuple[float, float] | None:
        """Values that a new layer shows from black to white; None: QGIS finds them."""
        look, chooser = self._look(), self._parts.results.chooser
        return look.stretch if look.assets == chooser.assets and not chooser.expression else None

    def layer(self) -> StacLayer | None:
        """The layer; None where there is no catalog."""
        parts, search = self._parts, self._search()
        address = parts.connections.address
        if not address:
            return None
        base, order = self._edited.at(address), self.order
        # A layer of one's own keeps the zooms that it has.
        own = {name: str(zoom) for name, zoom in self._look().zooms.items()} if base is None else base.options
        layer = StacLayer(
            address=address_of(self._asking.searched_at(address)),
            search=search,
            assets=parts.results.chooser.assets,
            expression=parts.results.chooser.expression,
            max_items=parts.filters.max_items(),
            exclude=order.excluded,
            first=order.first,
            authcfg=parts.connections.authcfg,
            assets_authcfg=parts.connections.assets_authcfg,
            options={**parts.connections.layer_options(), **own},
        )
        if self.found is not None and self.is_fresh:
            # The API has shown that it understands this.
            return with_found(layer, self.found.value["query"], self.found.value["filtered_here"])
        return self._edited.completed(layer)

    def _look(self) -> Look:
        return self._parts.connections.look_of(self._search().collections)
