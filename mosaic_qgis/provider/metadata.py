"""What QGIS asks about layer URIs before there is a layer: whose they are, their parts, relative paths. QGIS side.

No question here touches the network; local files are judged by `sniff`.
"""

from __future__ import annotations

import threading
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from qgis.core import Qgis, QgsDataProvider, QgsProviderSublayerDetails
from qgis.PyQt.QtGui import QIcon

from ..host import window
from ..host.about import PROVIDER_KEY, resource
from ..host.translation import tr
from . import paths, sniff
from . import uri as uris
from .ownership import keep

if TYPE_CHECKING:
    from qgis.core import QgsReadWriteContext

    from .opening import MosaicOpener
    from .provider import MosaicProvider

_CERTAIN = 100
_OWN_SCHEMES = ("stac+http://", "stac+https://", "stac+file://", "dynamodb://", "sqlite://")
_STORES = ("s3://", "gs://", "az://")
"""Nobody else in QGIS takes these; what has a suffix of its own there (an image, say) is not taken for a mosaic."""
_IN_MEMORY = ":memory:"
_OWN_SUFFIXES = (".mosaicjson", ".mosaicjson.gz")
_FILE_FILTER = "*.mosaicjson *.mosaicjson.gz *.json *.json.gz"


class MosaicMetadata:
    """The implementation behind the registered provider key."""

    def __init__(self, opener: MosaicOpener) -> None:
        self._opener = opener
        self._asked_for: uris.LayerUri | None = None
        """The URI that was encoded last, until it is asked about."""
        self._lock = threading.Lock()

    def create_provider(self, uri: str, options: QgsDataProvider.ProviderOptions, flags: Any) -> MosaicProvider:
        """A provider for a layer; an invalid one with an error when the mosaic cannot be opened."""
        from .provider import MosaicProvider

        flags = QgsDataProvider.ReadFlags() if flags is None else flags
        return keep(MosaicProvider(uri, options, flags, opener=self._opener))

    def opens_in_parallel(self) -> bool:
        """Whether QGIS may make the providers of a project on threads of its own while its window stays alive.

        Not where a Python program reads the project: it holds Python's lock meanwhile, and those threads need that.
        """
        return window.asks()

    def priority_for_uri(self, uri: str) -> int:
        """100 for what is certainly a mosaic, else 0."""
        return _CERTAIN if is_certain(parts_of(uri)) else 0

    def layer_types_for_uri(self, uri: str) -> list[Any]:
        """Raster for a mosaic, else nothing."""
        return [Qgis.LayerType.Raster] if is_certain(parts_of(uri)) else []

    def query_sublayers(self, uri: str) -> list[QgsProviderSublayerDetails]:
        """One raster layer for what is certainly a mosaic, and for whatever was just asked for as one.

        QGIS asks this of every provider about any file that it meets, and of the provider that somebody has named before
        it adds a layer (page, `iface.addRasterLayer`). Only in the second case it has had the URI encoded here before.
        """
        parts = parts_of(uri)
        is_asked_for = self._take_asked_for(parts) and is_possible(parts)
        if not is_asked_for and not is_certain(parts):
            return []
        details = QgsProviderSublayerDetails()
        details.setProviderKey(PROVIDER_KEY)
        details.setType(Qgis.LayerType.Raster)
        details.setUri(uris.encode(parts.with_mosaic(paths.absolute(parts.mosaic))))
        details.setName(_sublayer_name(parts))
        return [details]

    def _take_asked_for(self, parts: uris.LayerUri) -> bool:
        with self._lock:
            if self._asked_for != parts:
                return False
            self._asked_for = None
            return True

    def decode_uri(self, uri: str) -> dict[str, Any]:
        """`path` (local) or `url` of the mosaic, and each option under its own name."""
        parts = uris.decode(uri)
        place = "url" if uris.is_remote(parts.mosaic) else "path"
        return {**parts.options, place: parts.mosaic}

    def encode_uri(self, parts: dict[str, Any]) -> str:
        """Inverse of `decode_uri`."""
        options = {key: str(value) for key, value in parts.items() if key not in ("path", "url")}
        uri = uris.LayerUri(mosaic=str(parts.get("path") or parts.get("url") or ""), options=options)
        with self._lock:
            self._asked_for = uri
        return uris.encode(uri)

    def absolute_to_relative_uri(self, uri: str, context: QgsReadWriteContext) -> str:
        """The URI as a project stores it: a local path relative to the project, where the project is set so."""
        return paths.stored(uri, context.pathResolver())

    def relative_to_absolute_uri(self, uri: str, context: QgsReadWriteContext) -> str:
        """The URI as the layer uses it."""
        return paths.restored(uri, context.pathResolver())

    def filters(self, kind: Any) -> str:
        """The filter of file dialogs for rasters."""
        return tr("MosaicJSON") + f" ({_FILE_FILTER})" if kind == Qgis.FileFilterType.Raster else ""

    def icon(self) -> QIcon:
        """The mosaic icon."""
        return QIcon(resource("mosaicjson.svg"))


def parts_of(text: str) -> uris.LayerUri:
    """The URI in a text that may as well be the plain path of a mosaic whose name looks like it had options."""
    plain = uris.LayerUri(mosaic=text.strip())
    return plain if "=" in text and sniff.is_mosaicjson(plain.mosaic) else uris.from_text(text)


def is_possible(parts: uris.LayerUri) -> bool:
    """Whether a layer can come from there at all: not from nowhere and not from a Python program's memory."""
    return (
        bool(parts.mosaic) and parts.mosaic != _IN_MEMORY and not parts.mosaic.lower().startswith("sqlite:///:memory:")
    )


def is_certain(parts: uris.LayerUri) -> bool:
    """Whether a URI certainly names a mosaic: by its scheme or suffix, or because the local file says so."""
    path = parts.local_path
    if path is not None:
        return sniff.is_mosaicjson(path)
    if not is_possible(parts):
        return False
    place = parts.mosaic.lower()
    if place.startswith(_OWN_SCHEMES):
        return True
    if place.startswith(_STORES):
        last = urlsplit(parts.mosaic).path.rpartition("/")[2]
        return bool(last) and ("." not in last or uris.has_mosaic_suffix(parts.mosaic))
    return place.split("?")[0].endswith(_OWN_SUFFIXES)


def _sublayer_name(parts: uris.LayerUri) -> str:
    """QGIS puts the file's name without its last suffix in front of a name that differs from it."""
    path = parts.local_path
    return PurePath(path).stem if path is not None and path.lower().endswith(".gz") else parts.name
