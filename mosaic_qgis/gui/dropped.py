"""What was dropped or pasted: mosaics, images that could become one, or things of somebody else's. QGIS side.

Judges only; looks at names and, of local documents, at a few kilobytes. What a drop holds besides makes it QGIS's.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qgis.core import QgsMimeDataUtils
from qgis.PyQt.QtCore import QMimeData, QUrl

from ..host.about import PROVIDER_KEY
from ..provider import sniff
from ..provider import uri as uris
from ..provider.metadata import is_certain, parts_of

_SUFFIXES = (".mosaicjson", ".mosaicjson.gz")
_IMAGES = (".tif", ".tiff")
_LAYER_TREE = "application/qgis.layertreemodeldata"
_MOST_TEXT = 64 * 1024
_MOST_LINES = 50

Named = tuple[uris.LayerUri, str]
"""A mosaic, and the name of its layer ("": the mosaic's own)."""


def mosaics_in(data: QMimeData) -> list[Named]:
    """The dropped mosaics; nothing where anything else is among them."""
    if data.hasFormat(_LAYER_TREE):
        # Layers that are moved about in QGIS's layer tree.
        return []
    if QgsMimeDataUtils.isUriList(data):
        items = QgsMimeDataUtils.decodeUriList(data)
        ours = [(uris.decode(item.uri), item.name) for item in items if item.providerKey == PROVIDER_KEY]
        return ours if len(ours) == len(items) else []
    if data.hasUrls():
        return _mosaics_at(data.urls())
    return mosaics_in_text(data.text()) if data.hasText() else []


def mosaics_in_text(text: str) -> list[Named]:
    """The mosaics of a text with one URI on each line; nothing where anything else is in it."""
    lines = [line.strip() for line in text[:_MOST_TEXT].splitlines() if line.strip()]
    if len(text) > _MOST_TEXT or not 0 < len(lines) <= _MOST_LINES:
        return []
    found = [parts for line in lines if is_certain(parts := parts_of(line))]
    return [(parts, "") for parts in found] if len(found) == len(lines) else []


def images_in(data: QMimeData) -> list[str]:
    """Local GeoTIFF files, of which there are several and nothing else; else nothing."""
    if data.hasFormat(_LAYER_TREE):
        return []
    if QgsMimeDataUtils.isUriList(data):
        items = QgsMimeDataUtils.decodeUriList(data)
        paths = [item.uri for item in items if item.layerType == "raster" and item.providerKey == "gdal"]
        return _several_images(paths, len(items))
    links = data.urls() if data.hasUrls() else []
    return _several_images([link.toLocalFile() for link in links if link.isLocalFile()], len(links))


def _several_images(paths: Sequence[str], count: int) -> list[str]:
    is_all = len(paths) == count > 1 and all(path.lower().endswith(_IMAGES) for path in paths)
    return list(paths) if is_all and all(Path(path).is_file() for path in paths) else []


def _mosaics_at(links: Sequence[QUrl]) -> list[Named]:
    found: list[Named] = []
    for link in links:
        mosaic = _mosaic_at(link)
        if mosaic is None:
            # The others, thousands perhaps, need not be looked into.
            return []
        found.append((mosaic, ""))
    return found


def _mosaic_at(link: QUrl) -> uris.LayerUri | None:
    if link.isLocalFile():
        path = link.toLocalFile()
        return uris.LayerUri(mosaic=path) if sniff.is_mosaicjson(path) else None
    text = link.toString()
    is_named = text.split("?")[0].split("#")[0].lower().endswith(_SUFFIXES)
    return uris.LayerUri(mosaic=text) if link.scheme() in ("http", "https") and is_named else None
