"""Mosaic documents, features and images for the tests of stores."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import morecantile
import numpy
import rasterio
from rasterio.transform import from_bounds

from mosaic_qgis.backends import MosaicJSONBackend

TMS = morecantile.tms.get("WebMercatorQuad")
ZOOM = 8


def quadkeys(number: int, zoom: int = ZOOM) -> list[str]:
    """The first quadkeys of a zoom, in order: neighbours."""
    return ["".join(str(index >> shift & 3) for shift in range(2 * (zoom - 1), -1, -2)) for index in range(number)]


def document(keys: Iterable[str] = ("03113320", "03113321", "03113322"), **fields: Any) -> dict[str, Any]:
    """A mosaic with two images per tile, with umlauts, an unknown key and what version 0.0.3 added."""
    keys = list(keys)
    return {
        "mosaicjson": "0.0.3",
        "name": "Mosaïk – 地図",
        "version": "1.0.0",
        "minzoom": len(keys[0]),
        "maxzoom": 14,
        "quadkey_zoom": len(keys[0]),
        "bounds": [-12.5, 40.0, 3.25, 55.5],
        "tiles": {key: [f"https://example.com/{key}/a.tif", f"https://example.com/{key}/ü b.tif"] for key in keys},
        "data_type": "uint8",
        "colormap": {"1": [1, 2, 3, 255]},
        "layers": {"rgb": {"indexes": [1, 2, 3]}},
        "x_provider": {"name": "Étoile", "ratio": 0.25, "ids": [1, 2]},
        **fields,
    }


def feature(quadkey: str, path: str) -> dict[str, Any]:
    """A GeoJSON footprint inside one tile."""
    x, y, zoom = TMS.quadkey_to_tile(quadkey)
    box = TMS.bounds(x, y, zoom)
    width, height = (box.right - box.left) / 4, (box.top - box.bottom) / 4
    left, right, bottom, top = box.left + width, box.right - width, box.bottom + height, box.top - height
    ring = [[left, bottom], [right, bottom], [right, top], [left, top], [left, bottom]]
    return {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": {"path": path}}


def contents(backend: MosaicJSONBackend) -> dict[str, list[str]]:
    """The tiles of a mosaic as the backend answers them, wherever it keeps them."""
    found = backend.info(quadkeys=True).quadkeys
    return {key: backend.get_assets(*TMS.quadkey_to_tile(key)) for key in found}


def header(backend: MosaicJSONBackend) -> dict[str, Any]:
    """The document without its tiles."""
    return backend.mosaic_def.model_dump(mode="json", exclude={"tiles"})


def make_cog(path: Path, x: int, y: int, zoom: int, values: tuple[int, int, int]) -> Path:
    """A three-band COG of 512 x 512 pixels that fills one tile; each band has one value, the last 32 columns nodata 0."""
    bounds = TMS.xy_bounds(x, y, zoom)
    pixels = numpy.empty((3, 512, 512), numpy.uint8)
    pixels[:] = numpy.array(values, numpy.uint8)[:, None, None]
    pixels[:, :, -32:] = 0
    profile = {"driver": "COG", "width": 512, "height": 512, "count": 3, "dtype": "uint8", "nodata": 0}
    with rasterio.open(
        path, "w", crs="EPSG:3857", transform=from_bounds(*bounds, 512, 512), blocksize=256, **profile
    ) as image:
        image.write(pixels)
    return path
