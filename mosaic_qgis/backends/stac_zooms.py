"""Zooms of a mosaic of STAC items, from what the items say about their pixels. Runs in the ENGINE; pure, no I/O.

No image is opened: the resolution is that of the projection extension, or the ground sample distance.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, TypeGuard

from morecantile import TileMatrixSet
from rasterio.crs import CRS
from rasterio.errors import CRSError
from shapely.geometry import shape

from ..mosaic.quadkeys import MAX_ZOOM

_METRES_PER_DEGREE = 111_320.0
# A zoom whose pixels are larger by less than 7 % shows everything.
_NEARLY = 0.1
_LOOKED_AT = 200
"""Items that are looked at; those of one search are much alike."""


@dataclass(frozen=True, kw_only=True)
class ZoomRange:
    """From the zoom at which an item is about as large as a tile to the one that shows its pixels."""

    minzoom: int
    maxzoom: int

    def __post_init__(self) -> None:
        if not 0 <= self.minzoom <= self.maxzoom <= MAX_ZOOM:
            raise ValueError(f"Zooms must be 0 <= minzoom <= maxzoom <= {MAX_ZOOM}, got {self!r}")


def zooms_of_items(
    items: Sequence[Mapping[str, Any]], tms: TileMatrixSet, asset_keys: Sequence[str] | None
) -> ZoomRange | None:
    """The usual zooms of the items in ``tms``; ``None`` when no item states its resolution.

    Items have a footprint as ``stac_items`` leaves them. ``asset_keys`` are the assets that count; ``None`` means all.
    """
    finest, coarsest = [], []
    metres_per_unit = _metres_per_unit(tms)
    for item in items[:: max(1, len(items) // _LOOKED_AT)]:
        west, south, east, north = shape(item["geometry"]).bounds
        resolution_m = _resolution_m(item, asset_keys)
        if resolution_m is None or not -90 < south <= north < 90:
            continue
        # On the map a metre grows with the latitude where the projection is conformal, as Web Mercator is.
        stretch = 1 / math.cos(math.radians((south + north) / 2)) if _is_mercator(tms) else 1.0
        width_m = (east - west) * _METRES_PER_DEGREE * math.cos(math.radians((south + north) / 2))
        size_m = max(width_m if east - west < 180 else 0.0, (north - south) * _METRES_PER_DEGREE)
        finest.append(_zoom_of_pixels(tms, resolution_m * stretch / metres_per_unit))
        coarsest.append(_zoom_of_tiles(tms, size_m * stretch / metres_per_unit))
    if not finest:
        return None
    maxzoom = min(MAX_ZOOM, tms.maxzoom, math.ceil(median(finest)))
    return ZoomRange(minzoom=max(0, tms.minzoom, min(maxzoom, math.floor(median(coarsest)))), maxzoom=maxzoom)


def _zoom_of_pixels(tms: TileMatrixSet, resolution: float) -> int:
    """The coarsest zoom whose pixels are not larger than ``resolution``, in units of the tile matrix set."""
    return max(0, math.ceil(math.log2(tms.matrix(0).cellSize / resolution) - _NEARLY))


def _zoom_of_tiles(tms: TileMatrixSet, size: float) -> int:
    """The finest zoom at which a tile is not smaller than ``size``."""
    root = tms.matrix(0)
    return max(0, math.floor(math.log2(max(1.0, root.cellSize * root.tileWidth / max(size, root.cellSize * 1e-9)))))


def _resolution_m(item: Mapping[str, Any], asset_keys: Sequence[str] | None) -> float | None:
    """The finest pixel size of an item's assets in metres."""
    properties = item.get("properties")
    properties = properties if isinstance(properties, Mapping) else {}
    assets = item.get("assets") or {}
    chosen = [assets[key] for key in asset_keys if key in assets] if asset_keys else list(assets.values())
    of_assets = [size for asset in chosen if (size := _own_resolution_m(asset, properties)) is not None]
    return min(of_assets) if of_assets else _own_resolution_m(properties, properties)


def _own_resolution_m(fields: Mapping[str, Any], properties: Mapping[str, Any]) -> float | None:
    transform = fields.get("proj:transform")
    if isinstance(transform, list | tuple) and len(transform) >= 6 and all(_is_number(v) for v in transform[:6]):
        scale = min(math.hypot(transform[0], transform[3]), math.hypot(transform[1], transform[4]))
        unit_m = _unit_m({**properties, **fields})
        if scale > 0 and unit_m is not None:
            return float(scale) * unit_m
    bands = fields.get("bands") or fields.get("raster:bands") or ()
    sizes = (fields.get("gsd"), fields.get("eo:gsd"), fields.get("raster:spatial_resolution"))
    of_bands = (band.get("spatial_resolution") for band in _mappings(bands))
    given = [float(size) for size in (*sizes, *of_bands) if _is_number(size) and size > 0]
    return min(given) if given else None


def _unit_m(fields: Mapping[str, Any]) -> float | None:
    """Metres per unit of the projection extension's CRS; ``None`` when it names none that is known."""
    name = fields.get("proj:code") or fields.get("proj:epsg") or fields.get("proj:wkt2") or fields.get("proj:projjson")
    if not name or isinstance(name, Mapping):
        return None
    try:
        crs = CRS.from_user_input(name)
        return _METRES_PER_DEGREE if crs.is_geographic else float(crs.units_factor[1])
    except (CRSError, ValueError):
        return None


def _metres_per_unit(tms: TileMatrixSet) -> float:
    crs = tms.rasterio_crs
    return _METRES_PER_DEGREE if crs.is_geographic else float(crs.units_factor[1])


def _is_mercator(tms: TileMatrixSet) -> bool:
    return "mercator" in tms.rasterio_crs.to_wkt().lower()


def _mappings(value: Any) -> Iterable[Mapping[str, Any]]:
    return (part for part in value if isinstance(part, Mapping)) if isinstance(value, list) else ()


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
