"""The layer whose search the STAC panel shows: what of it is kept, whether it is changed, and what came since. QGIS side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from qgis.core import QgsMapLayer, QgsProject

from ..provider.uri import LayerUri
from . import stac_news
from .stac_actions import layer_of_uri
from .stac_query import Search, is_same
from .stac_refresh import news_of
from .stac_selection import ImageOrder
from .stac_uri import StacLayer, layer_of, shown_search, uri_of


class StacEdited:
    """Nothing, until a layer is shown."""

    def __init__(self) -> None:
        self._layer: StacLayer | None = None
        self._uri: LayerUri | None = None
        self._changed_id: str | None = None

    def show(self, uri: LayerUri) -> StacLayer:
        """A layer is shown. Raises SearchTextError or ValueError where it is no search."""
        self._layer, self._uri = layer_of(uri), uri
        return self._layer

    def change(self, layer: QgsMapLayer | None) -> None:
        """This layer of the project is changed from now on; None: new ones are added."""
        self._changed_id = None if layer is None else layer.id()

    def changed(self, layer: StacLayer) -> None:
        """The changed layer shows this now."""
        self._layer, self._uri = layer, uri_of(layer)

    @property
    def is_changed(self) -> bool:
        """Whether a layer of the project is to be changed."""
        return self._changed_id is not None

    @property
    def target(self) -> QgsMapLayer | None:
        """The layer that is changed, if it is there."""
        return None if self._changed_id is None else QgsProject.instance().mapLayer(self._changed_id)

    def at(self, address: str) -> StacLayer | None:
        """The shown layer, where it is one of this address."""
        return self._layer if self._layer is not None and self._layer.address == address else None

    def completed(self, layer: StacLayer) -> StacLayer:
        """What the panel describes, as the shown layer asks it where the question is the same."""
        base = self.at(layer.address)
        if base is None or not is_same(shown_search(base), layer.search):
            return layer
        return replace(layer, search=base.search, where=base.where, sort=base.sort)

    @property
    def order(self) -> ImageOrder:
        """Which images the shown layer leaves out and puts on top."""
        if self._layer is None:
            return ImageOrder()
        return ImageOrder(excluded=self._layer.exclude, first=self._layer.first)

    def news(self, search: Search, value: Mapping[str, Any]) -> str:
        """What came since the shown layer was last looked at; empty where its search is another, or nothing is known."""
        if self._layer is None or self._uri is None or not is_same(search, shown_search(self._layer)):
            return ""
        layer = layer_of_uri(self._uri)
        if layer is None or stac_news.of_text(layer.customProperty(stac_news.PROPERTY)) is None:
            return ""
        return news_of(layer, value)
