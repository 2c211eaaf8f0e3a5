"""What QGIS asks about layer URIs before there is a layer: whose they are, their parts, relative paths. QGIS side.

No question here touches the network; local files are judged by `sniff`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qgis.core import Qgis, QgsDataProvider, QgsProviderSublayerDetails
from qgis.PyQt.QtGui import QIcon

from ..host.about import PROVIDER_KEY, resource
from ..host.translation import tr
from . import sniff
from . import uri as uris
from .ownership import keep
from .provider import MosaicProvider

if TYPE_CHECKING:
    from qgis.core import QgsReadWriteContext

    from .opening import MosaicOpener

_CERTAIN = 100
_OWN_SCHEMES = ("stac+http://", "stac+https://", "dynamodb://", "sqlite://")
_OWN_SUFFIXES = (".mosaicjson", ".mosaicjson.gz")
_FILE_FILTER = "*.mosaicjson *.mosaicjson.gz *.json *.json.gz"


class MosaicMetadata:
    """The implementation behind the registered provider key."""

    def __init__(self, opener: MosaicOpener) -> None:
        self._opener = opener

    def create_provider(self, uri: str, options: QgsDataProvider.ProviderOptions, flags: Any) -> MosaicProvider:
        """A provider for a layer; an invalid one with an error when the mosaic cannot be opened."""
        flags = QgsDataProvider.ReadFlags() if flags is None else flags
        return keep(MosaicProvider(uri, options, flags, opener=self._opener))

    def priority_for_uri(self, uri: str) -> int:
        """100 for what is certainly a mosaic, else 0."""
        return _CERTAIN if is_certain(parts_of(uri)) else 0

    def layer_types_for_uri(self, uri: str) -> list[Any]:
        """Raster for a mosaic, else nothing."""
        return [Qgis.LayerType.Raster] if is_certain(parts_of(uri)) else []

    def query_sublayers(self, uri: str) -> list[QgsProviderSublayerDetails]:
        """One raster layer for a mosaic. Also for a remote `.json`: QGIS asks so before it adds a layer of ours."""
        parts = parts_of(uri)
        if not is_certain(parts) and not (uris.is_remote(parts.mosaic) and uris.has_mosaic_suffix(parts.mosaic)):
            return []
        details = QgsProviderSublayerDetails()
        details.setProviderKey(PROVIDER_KEY)
        details.setType(Qgis.LayerType.Raster)
        details.setUri(uris.encode(parts))
        details.setName(parts.name)
        return [details]

    def decode_uri(self, uri: str) -> dict[str, Any]:
        """`path` (local) or `url` of the mosaic, and each option under its own name."""
        parts = uris.decode(uri)
        place = "url" if uris.is_remote(parts.mosaic) else "path"
        return {**parts.options, place: parts.mosaic}

    def encode_uri(self, parts: dict[str, Any]) -> str:
        """Inverse of `decode_uri`."""
        options = {key: str(value) for key, value in parts.items() if key not in ("path", "url")}
        return uris.encode(uris.LayerUri(mosaic=str(parts.get("path") or parts.get("url") or ""), options=options))

    def absolute_to_relative_uri(self, uri: str, context: QgsReadWriteContext) -> str:
        """The URI as a project stores it: a local path relative to the project, where the project is set so."""
        parts = uris.decode(uri)
        path = parts.local_path
        if path is None:
            return uri
        written = context.pathResolver().writePath(path)
        return uri if written == path else uris.encode(parts.with_mosaic(written))

    def relative_to_absolute_uri(self, uri: str, context: QgsReadWriteContext) -> str:
        """The URI as the layer uses it."""
        parts = uris.decode(uri)
        path = parts.local_path
        if path is None:
            return uri
        read = context.pathResolver().readPath(path)
        return uri if read == path else uris.encode(parts.with_mosaic(read))

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


def is_certain(parts: uris.LayerUri) -> bool:
    """Whether a URI certainly names a mosaic: by its scheme or suffix, or because the local file says so."""
    path = parts.local_path
    if path is not None:
        return sniff.is_mosaicjson(path)
    if parts.mosaic.lower().startswith(_OWN_SCHEMES):
        return True
    return uris.has_mosaic_suffix(parts.mosaic) and parts.mosaic.lower().split("?")[0].endswith(_OWN_SUFFIXES)
