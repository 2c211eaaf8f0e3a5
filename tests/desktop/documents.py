"""Documents that go wrong, and the small images they need. Test side (osgeo from QGIS's Python), writes one folder."""

from __future__ import annotations

import gzip
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy
from osgeo import gdal

gdal.UseExceptions()

EARTH_HALF_M = math.pi * 6378137.0
ZOOM = 12
FIRST_COL, FIRST_ROW = 2186, 1436
GRID = 10
IMAGE_PX = 64

GEOJSON = {
    "type": "FeatureCollection",
    "features": [{"type": "Feature", "properties": {"n": 1}, "geometry": {"type": "Point", "coordinates": [12, 47]}}],
}
NAMES = (
    "missing file",
    "empty file",
    "HTML",
    "GeoJSON",
    "truncated gzip",
    "no tiles",
    "all images missing",
    "one broken image among a hundred",
)


@dataclass(frozen=True, kw_only=True)
class BadInput:
    """Something that is not a good mosaic."""

    name: str
    path: Path
    draws: bool
    """Whether there is something to draw all the same."""
    says: tuple[str, ...]
    """Words of which each must stand in what is said about it."""


def quadkey(col: int, row: int, zoom: int) -> str:
    """The quadkey of a Web Mercator tile."""
    return "".join(str(((col >> bit) & 1) | ((row >> bit) & 1) << 1) for bit in reversed(range(zoom)))


def tile_bounds(col: int, row: int, zoom: int) -> tuple[float, float, float, float]:
    """xmin, ymin, xmax, ymax of a Web Mercator tile in metres."""
    size = 2 * EARTH_HALF_M / 2**zoom
    left, top = -EARTH_HALF_M + col * size, EARTH_HALF_M - row * size
    return left, top - size, left + size, top


def geographic(x: float, y: float) -> tuple[float, float]:
    """Longitude and latitude of a Web Mercator point."""
    lat = math.degrees(2 * math.atan(math.exp(y / 6378137.0)) - math.pi / 2)
    return math.degrees(x / 6378137.0), lat


def document(tiles: dict[str, list[str]]) -> dict[str, Any]:
    """A MosaicJSON document over the grid of images."""
    left, _, _, top = tile_bounds(FIRST_COL, FIRST_ROW, ZOOM)
    _, bottom, right, _ = tile_bounds(FIRST_COL + GRID - 1, FIRST_ROW + GRID - 1, ZOOM)
    (west, north), (east, south) = geographic(left, top), geographic(right, bottom)
    return {
        "mosaicjson": "0.0.3",
        "version": "1.0.0",
        "minzoom": 8,
        "maxzoom": ZOOM,
        "quadkey_zoom": ZOOM,
        "bounds": [west, south, east, north],
        "tiles": tiles,
    }


def write_image(path: Path, col: int, row: int) -> None:
    """One tile as a GeoTIFF of one colour that depends on its place."""
    xmin, _, xmax, ymax = tile_bounds(col, row, ZOOM)
    size = (xmax - xmin) / IMAGE_PX
    image = gdal.GetDriverByName("GTiff").Create(
        str(path),
        IMAGE_PX,
        IMAGE_PX,
        3,
        gdal.GDT_Byte,
        ["PHOTOMETRIC=RGB", "COMPRESS=DEFLATE", "TILED=YES", "BLOCKXSIZE=16", "BLOCKYSIZE=16"],
    )
    image.SetGeoTransform((xmin, size, 0, ymax, 0, -size))
    image.SetProjection(gdal.osr.GetUserInputAsWKT("EPSG:3857"))
    noise = numpy.random.default_rng(col * 1000 + row).integers(0, 6, (3, IMAGE_PX, IMAGE_PX), dtype=numpy.uint8)
    color = numpy.array([40 + 20 * (col % 10), 230 - 18 * (row % 10), 120], dtype=numpy.uint8)
    image.WriteArray(noise + color[:, None, None])
    for band in (1, 2, 3):
        image.GetRasterBand(band).SetNoDataValue(0)


def write_all(folder: Path) -> list[BadInput]:
    """All kinds of bad input, in `folder`."""
    images = folder / "images"
    images.mkdir(parents=True)
    places = [(FIRST_COL + col, FIRST_ROW + row) for row in range(GRID) for col in range(GRID)]
    tiles = {quadkey(col, row, ZOOM): [f"images/{col}_{row}.tif"] for col, row in places}
    for col, row in places:
        write_image(images / f"{col}_{row}.tif", col, row)
    # Its header is whole, its pixels are gone.
    broken = images / f"{FIRST_COL + 4}_{FIRST_ROW + 5}.tif"
    broken.write_bytes(broken.read_bytes()[:1500])

    def write(name: str, content: bytes | str) -> Path:
        path = folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    good = json.dumps(document(tiles))
    missing = {key: [f"gone/{key}.tif"] for key in tiles}
    html = "<!DOCTYPE html><html><body><h1>404 Not Found</h1></body></html>"
    return [
        BadInput(name="missing file", path=folder / "missing.json", draws=False, says=("missing.json", "not found")),
        BadInput(name="empty file", path=write("empty.json", ""), draws=False, says=("empty",)),
        BadInput(name="HTML", path=write("page.json", html), draws=False, says=("page", "not a valid MosaicJSON")),
        BadInput(
            name="GeoJSON",
            path=write("points.json", json.dumps(GEOJSON)),
            draws=False,
            says=("not a valid MosaicJSON",),
        ),
        BadInput(
            name="truncated gzip",
            path=write("cut.json.gz", gzip.compress(good.encode())[:400]),
            draws=False,
            says=("cut", "not a valid MosaicJSON"),
        ),
        BadInput(
            name="no tiles",
            path=write("no_tiles.json", json.dumps(document({}))),
            draws=False,
            says=("no_tiles", "no tile"),
        ),
        BadInput(
            name="all images missing",
            path=write("all_missing.json", json.dumps(document(missing))),
            draws=False,
            says=("all_missing", "gone/"),
        ),
        BadInput(
            name="one broken image among a hundred",
            path=write("one_broken.json", good),
            draws=True,
            says=("one_broken", broken.name),
        ),
    ]
