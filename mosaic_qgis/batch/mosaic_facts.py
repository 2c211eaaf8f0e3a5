"""The facts of a mosaic for people: what its document says, what its index counts, what its first images are.

Runs in the ENGINE. A mosaic whose images cannot be read has facts, too. Never tells a secret.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from rasterio.enums import WktVersion

from ..backends.base import MosaicJSONBackend
from ..mosaic.errors import MosaicError
from ..reading.describing import extent_of
from ..reading.layer import MosaicLayer, ReadingResources
from ..reading.options import ReadingOptions
from ..reading.resources import failure_of
from ..reading.temporal import temporal_of
from ..reading.values import Failure
from .index_walk import Cancelled, ImageCounter, IndexWalk, Report

_OF_THE_LAYER = ("minzoom", "maxzoom", "resolutions", "width", "height", "bands", "mask")


def facts_of(
    backend: MosaicJSONBackend,
    options: ReadingOptions,
    resources: ReadingResources,
    *,
    report: Report,
    cancelled: Cancelled,
) -> dict[str, Any]:
    """The JSON of docs/protocol.md, "info". Raises WorkCancelled, and what the store raises."""
    report(None, "first images")
    layer, warnings = _described(backend, options, resources)
    return {**_document(backend), **layer, **_index(backend, report, cancelled), "warnings": warnings}


def _document(backend: MosaicJSONBackend) -> dict[str, Any]:
    mosaic, tms, terms = backend.mosaic_def, backend.tms, backend.terms
    crs = tms.rasterio_crs
    epsg = crs.to_epsg()
    temporal = temporal_of(backend.times)
    return {
        "name": mosaic.name or "",
        "description": mosaic.description or "",
        "attribution": mosaic.attribution or "",
        "document_uri": backend.document_uri,
        "store": type(backend).__name__.removesuffix("Backend"),
        "mosaicjson_version": mosaic.mosaicjson,
        "version": mosaic.version,
        "crs": {"authority": f"EPSG:{epsg}" if epsg else None, "wkt": crs.to_wkt(version=WktVersion.WKT2_2019)},
        "tms": tms.id or "",
        "bounds_geographic": list(backend.bounds),
        "extent": list(extent_of(backend)),
        "minzoom": backend.minzoom,
        "maxzoom": backend.maxzoom,
        "quadkey_zoom": backend.quadkey_zoom,
        "temporal": None if temporal is None else dict(temporal.__dict__),
        "licence": terms.licence,
        "links": [dict(link.__dict__) for link in terms.links],
        "further_keys": sorted(map(str, mosaic.model_extra or {})),
    }


def _described(
    backend: MosaicJSONBackend, options: ReadingOptions, resources: ReadingResources
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What only images tell, empty where none can be read; and what is odd."""
    try:
        layer = MosaicLayer(backend, options, resources)
    except MosaicError as error:
        told = [Failure(code=notice.code, message=notice.message) for notice in backend.notices]
        told.append(failure_of(error, error.asset or ""))
        empty: dict[str, Any] = {"resolutions": [], "width": None, "height": None, "bands": [], "mask": None}
        return empty, [failure.as_dict() for failure in told]
    value = layer.description.as_dict()
    layer.close()
    return {key: value[key] for key in _OF_THE_LAYER}, value["warnings"]


def _index(backend: MosaicJSONBackend, report: Report, cancelled: Cancelled) -> dict[str, Any]:
    zooms: Counter[int] = Counter()
    counter, most = ImageCounter(), 0
    for quadkey, names in IndexWalk(backend).cells(report, cancelled):
        zooms[len(quadkey)] += 1
        most = max(most, len(names))
        counter.add(names)
    return {
        "tiles": zooms.total(),
        "tiles_by_zoom": {str(zoom): count for zoom, count in sorted(zooms.items())},
        "images": counter.different(),
        "entries": counter.entries,
        "most_per_tile": most,
    }
