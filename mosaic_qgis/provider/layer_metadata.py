"""QGIS's metadata of a layer, its CRS and its time stamp, from the engine's description. QGIS side."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsAbstractMetadataBase,
    QgsBox3D,
    QgsCoordinateReferenceSystem,
    QgsLayerMetadata,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QDateTime

from ..host.redaction import redacted
from . import temporal

if TYPE_CHECKING:
    from .uri import LayerUri


def layer_metadata(
    described: Mapping[str, Any], uri: LayerUri, layer_crs: QgsCoordinateReferenceSystem, extent: QgsRectangle
) -> QgsLayerMetadata:
    """QGIS's own metadata object, filled from the engine's description of the mosaic."""
    metadata = QgsLayerMetadata()
    metadata.setIdentifier(_harmless(redacted(str(described["document_uri"]))))
    metadata.setTitle(_harmless(described["name"] or uri.name))
    metadata.setAbstract(_harmless(described["description"] or ""))
    metadata.setType("dataset")
    metadata.setCrs(layer_crs)
    if described["attribution"]:
        metadata.setRights([_harmless(described["attribution"])])
    if described.get("licence"):
        metadata.setLicenses([_harmless(described["licence"])])
    spatial = QgsLayerMetadata.SpatialExtent()
    spatial.extentCrs = layer_crs
    spatial.bounds = QgsBox3D(extent.xMinimum(), extent.yMinimum(), 0, extent.xMaximum(), extent.yMaximum(), 0)
    whole = QgsLayerMetadata.Extent()
    whole.setSpatialExtents([spatial])
    span = temporal.span_of(described.get("temporal"))
    if span is not None:
        whole.setTemporalExtents([span])
    metadata.setExtent(whole)
    for link in _links(described, uri):
        metadata.addLink(link)
    return metadata


def _links(described: Mapping[str, Any], uri: LayerUri) -> list[QgsAbstractMetadataBase.Link]:
    links = []
    if uri.local_path is None:
        place = _harmless(redacted(str(described["document_uri"])))
        links.append(QgsAbstractMetadataBase.Link("MosaicJSON", "WWW:LINK", place))
    for found in described.get("links") or ():
        title, place = _harmless(found["title"] or found["rel"]), _harmless(redacted(str(found["href"])))
        link = QgsAbstractMetadataBase.Link(title, "WWW:LINK", place)
        link.description = _harmless(found["rel"])
        links.append(link)
    return links


def _harmless(text: object) -> str:
    """QGIS shows metadata as HTML without escaping them."""
    return str(text).replace("<", "‹").replace(">", "›")


def crs(described: Mapping[str, Any]) -> QgsCoordinateReferenceSystem:
    """The CRS of a description, by its code where QGIS knows that."""
    if described.get("authority"):
        known = QgsCoordinateReferenceSystem(described["authority"])
        if known.isValid():
            return known
    return QgsCoordinateReferenceSystem.fromWkt(described["wkt"])


def timestamp(uri: LayerUri) -> QDateTime:
    """When a local document was last written; invalid for any other."""
    path = uri.local_path
    if path is None:
        return QDateTime()
    try:
        return QDateTime.fromSecsSinceEpoch(int(Path(path).stat().st_mtime))
    except (OSError, ValueError):
        return QDateTime()
