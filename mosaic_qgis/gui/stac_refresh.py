"""Refreshing a live layer of a STAC search: the layer is opened anew, and how many images are new is told. QGIS side.

Main thread; what takes time is in the background. The layer's mark of what was seen is kept here and by the panel.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from qgis.core import QgsMapLayer
from qgis.PyQt import sip

from ..engine.client.terms import EngineFailure
from ..host import failures
from ..host.translation import tr
from ..provider.uri import decode
from . import stac_failures, stac_news
from .stac_client import StacClient
from .stac_query import SearchTextError
from .stac_uri import StacLayer, is_stac, layer_of, shown_search

if TYPE_CHECKING:
    from .services import GuiServices


def is_search(layer: QgsMapLayer) -> bool:
    """Whether a layer shows the result of a search that can be made again."""
    return is_stac(decode(layer.source()))


def has_fields(layer: QgsMapLayer) -> bool:
    """Whether a layer is best changed by the fields of a search; a list of items, such as a file of them, has none."""
    uri = decode(layer.source())
    if not is_stac(uri):
        return False
    is_narrowed = any(uri.options.get(name) for name in ("query", "where", "sort"))
    # A search for everything says nothing in the layer's source.
    is_api = uri.mosaic.partition("?")[0].rstrip("/").endswith("/search")
    return is_narrowed or is_api or stac_news.of_text(layer.customProperty(stac_news.PROPERTY)) is not None


def look_for_news(services: GuiServices, layer: QgsMapLayer) -> None:
    """Search again as the layer does, tell how many images are new since last time, and remember what was found."""
    try:
        searched = layer_of(decode(layer.source()))
    except (SearchTextError, ValueError) as error:
        services.notes.post(str(error), "warning", is_news=True)
        return

    def done(value: Mapping[str, Any]) -> None:
        if not sip.isdeleted(layer):
            services.notes.post(news_of(layer, value), "info", is_news=True)
            mark(layer, value)

    def failed(failure: EngineFailure) -> None:
        if failure.code == "unsupported":
            # A file of items: there is nothing to search, and it was just read anew.
            return
        services.notes.post(
            stac_failures.sentence(failure, searched.address), "warning", detail=failure.message, is_news=True
        )

    _ask(services, layer, searched, done, failed)


def news_of(layer: QgsMapLayer, value: Mapping[str, Any]) -> str:
    """What is to be said of a search's new answer."""
    seen = stac_news.of_text(layer.customProperty(stac_news.PROPERTY))
    subject = failures.quoted(layer.name())
    if seen is None:
        return tr("{subject}: {count} images. New ones are counted from now on.").format(
            subject=subject, count=len(value["items"])
        )
    count = stac_news.new_since(seen, value["items"], value["matched"])
    if not count:
        return tr("{subject}: no new images since last time.").format(subject=subject)
    if count == 1:
        return tr("{subject}: 1 new image since last time.").format(subject=subject)
    return tr("{subject}: {count} new images since last time.").format(subject=subject, count=count)


def mark(layer: QgsMapLayer, value: Mapping[str, Any]) -> None:
    """Have a layer remember what was found."""
    seen = stac_news.seen_of(value["items"], value["matched"])
    layer.setCustomProperty(stac_news.PROPERTY, stac_news.text_of(seen))


def _ask(services: GuiServices, layer: QgsMapLayer, searched: StacLayer, done: Any, failed: Any) -> None:
    client = StacClient(services, layer)
    client.search(searched.address, searched.authcfg, shown_search(searched), searched.max_items, done, failed)
