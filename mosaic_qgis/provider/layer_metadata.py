"""What the layer says about itself: the Information page, QGIS's layer metadata, the time stamp. QGIS side."""

from __future__ import annotations

import html as markup
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
from ..host.translation import tr
from .identify import band_label

if TYPE_CHECKING:
    from .source import MosaicSource
    from .uri import LayerUri

_WARNINGS_SHOWN = 20


def html(source: MosaicSource) -> str:
    """Rows for QGIS's Information page."""
    described = source.description
    facts: list[tuple[str, str]] = [
        (tr("Document"), redacted(str(described["document_uri"]))),
        (tr("MosaicJSON version"), str(described["mosaicjson_version"])),
        (tr("Title"), str(described["name"] or "")),
        (tr("Description"), str(described["description"] or "")),
        (tr("Attribution"), str(described["attribution"] or "")),
        (tr("Tile matrix set"), str(described["tms"])),
        (
            tr("Zoom levels"),
            tr("{minimum} to {maximum}, keys of zoom {keys}").format(
                minimum=described["minzoom"], maximum=described["maxzoom"], keys=described["quadkey_zoom"]
            ),
        ),
        (tr("Tiles in the document"), "" if described["tile_count"] is None else str(described["tile_count"])),
        (
            tr("Uncovered ground"),
            tr("transparent (alpha band)") if described["mask"] == "alpha" else tr("the bands' nodata value"),
        ),
        (tr("Sample image"), redacted(str(described["sample_asset"] or ""))),
    ]
    facts += [(band_label(band), _band_facts(band)) for band in source.bands]
    facts += [
        (tr("Note"), redacted(f"{warning['message']} {warning.get('asset') or ''}".strip()))
        for warning in (described.get("warnings") or ())[:_WARNINGS_SHOWN]
    ]
    return "".join(
        f'<tr><td class="highlight">{markup.escape(name)}</td><td>{markup.escape(text)}</td></tr>\n'
        for name, text in facts
        if text
    )


def layer_metadata(
    source: MosaicSource, uri: LayerUri, layer_crs: QgsCoordinateReferenceSystem, extent: QgsRectangle
) -> QgsLayerMetadata:
    """QGIS's own metadata object, filled from the document."""
    described = source.description
    metadata = QgsLayerMetadata()
    metadata.setIdentifier(redacted(str(described["document_uri"])))
    metadata.setTitle(str(described["name"] or uri.name))
    metadata.setAbstract(str(described["description"] or ""))
    metadata.setType("dataset")
    metadata.setCrs(layer_crs)
    if described["attribution"]:
        metadata.setRights([str(described["attribution"])])
    spatial = QgsLayerMetadata.SpatialExtent()
    spatial.extentCrs = layer_crs
    spatial.bounds = QgsBox3D(extent.xMinimum(), extent.yMinimum(), 0, extent.xMaximum(), extent.yMaximum(), 0)
    whole = QgsLayerMetadata.Extent()
    whole.setSpatialExtents([spatial])
    metadata.setExtent(whole)
    if uri.local_path is None:
        link = QgsAbstractMetadataBase.Link("MosaicJSON", "WWW:LINK", redacted(str(described["document_uri"])))
        metadata.addLink(link)
    return metadata


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


def _band_facts(band: Any) -> str:
    facts = [band.source_dtype]
    if band.nodata is not None:
        facts.append(tr("nodata {value}").format(value=f"{band.nodata:g}"))
    if band.is_scaled:
        facts.append(tr("scale {scale}, offset {offset}").format(scale=f"{band.scale:g}", offset=f"{band.offset:g}"))
    if band.unit:
        facts.append(band.unit)
    if band.color != "undefined":
        facts.append(band.color)
    return ", ".join(facts)
