"""Layers that QGIS's window wants, added or opened again without freezing it. QGIS side, main thread.

The mosaic is opened in the background first; QGIS makes the layer when that costs nothing any more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qgis.core import QgsDataProvider, QgsMapLayer, QgsProject

from ..engine.client.terms import EngineFailure
from ..host.about import PROVIDER_KEY
from ..host.connections import connections
from ..provider.opening import MosaicOpener
from ..provider.paths import absolute
from ..provider.uri import LayerUri, decode, encode
from .background import BackgroundOpenings


class Adding:
    """Adds layers to QGIS's project."""

    def __init__(self, iface: Any, opener: MosaicOpener, openings: BackgroundOpenings) -> None:
        self._iface = iface
        self._opener = opener
        self._openings = openings

    def add(self, uri: LayerUri, name: str = "") -> None:
        """Add a layer as soon as its mosaic is open; what fails is told in the message bar."""
        name = name or uri.name

        def add_it() -> None:
            if self._iface.addRasterLayer(encode(uri), name, PROVIDER_KEY) is not None:
                _remember(uri)

        self._openings.open(uri, add_it, self._telling(name), name)

    def change(self, layer: QgsMapLayer, uri: LayerUri, name: str = "") -> None:
        """Give a layer of the project another source as soon as that is open; its style stays where it fits."""
        layer_id = layer.id()

        def change_it() -> None:
            found = QgsProject.instance().mapLayer(layer_id)
            if found is not None:
                _set_source(found, encode(uri), name or found.name())
                _remember(uri)

        subject = name or layer.name()
        self._openings.open(uri, change_it, self._telling(subject), subject)

    def _telling(self, subject: str) -> Callable[[EngineFailure], object]:
        """What answers a person whose wish has failed, each time that it was made."""
        return lambda failure: self._opener.tell_failure(failure, subject, is_news=True)

    def reopen(self, is_wanted: Callable[[QgsMapLayer], bool]) -> None:
        """Open layers of the project again, such as those that were there before the plugin or its engine."""
        mosaics: dict[str, LayerUri] = {}
        for layer in layers():
            if is_wanted(layer):
                mosaics.setdefault(layer.source(), decode(layer.source()))
        for source, uri in mosaics.items():
            self._reopen_one(source, uri, is_wanted)

    def _reopen_one(self, source: str, uri: LayerUri, is_wanted: Callable[[QgsMapLayer], bool]) -> None:
        def is_it(layer: QgsMapLayer) -> bool:
            return layer.source() == source and is_wanted(layer)

        def fail(failure: EngineFailure) -> None:
            # A layer that looks as if it worked must not: trying it says what is wrong.
            if not reset(lambda layer: layer.isValid() and is_it(layer)):
                self._opener.tell_failure(failure, uri.name)

        self._openings.open(uri, lambda: reset(is_it), fail)


def layers() -> list[QgsMapLayer]:
    """The mosaic layers of the project."""
    return [layer for layer in QgsProject.instance().mapLayers().values() if layer.providerType() == PROVIDER_KEY]


def reset(is_wanted: Callable[[QgsMapLayer], bool]) -> int:
    """Give layers a new provider, with their style as it is. How many there are."""
    wanted = [layer for layer in layers() if is_wanted(layer)]
    for layer in wanted:
        layer.setDataSource(layer.source(), layer.name(), PROVIDER_KEY, QgsDataProvider.ProviderOptions())
    return len(wanted)


def _set_source(layer: QgsMapLayer, source: str, name: str) -> None:
    """Another source for a layer. A style about bands that are not there any more is replaced by that of a new layer."""
    options = QgsDataProvider.ProviderOptions()
    layer.setDataSource(source, name, PROVIDER_KEY, options)
    renderer = layer.renderer()
    if layer.isValid() and (renderer is None or any(band > layer.bandCount() for band in renderer.usesBands())):
        layer.setDataSource(source, name, PROVIDER_KEY, options, True)
    layer.triggerRepaint()
    QgsProject.instance().setDirty(True)


def _remember(uri: LayerUri) -> None:
    connections().remember(encode(uri.with_mosaic(absolute(uri.mosaic))))


def is_invalid_of(uri: LayerUri) -> Callable[[QgsMapLayer], bool]:
    """Whether a layer is one of a mosaic that could not be opened before."""

    def is_it(layer: QgsMapLayer) -> bool:
        of_layer = decode(layer.source())
        return not layer.isValid() and of_layer.with_mosaic(absolute(of_layer.mosaic)) == uri

    return is_it
