"""Ground that a check speaks of: tiles in degrees, gaps between images, bounds of the index. Runs in the ENGINE; pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod

from ..backends.geography import box_in_crs
from ..mosaic.errors import BadRequestError
from ..mosaic.findings import Findings, pointer
from ..mosaic.grid import TileGrid
from ..mosaic.index_rules import TileIndex
from ..mosaic.model import BBox
from ..mosaic.quadkeys import TileRange

MOST_JOINED = 20_000
"""Images whose gaps are looked for."""
_JOINED_AT_ONCE = 64
_SMALLEST_GAP = 1e-3
"""Of a usual image's area: what is smaller comes from outlines that are only about right."""
_NARROWEST_GAP = 0.01
"""Of a usual image's side."""
_TOO_LARGE = 4.0
"""Bounds may be so many times as large as the tiles without a word."""
_DECIMALS = 7


def geojson(ground: Any) -> Mapping[str, Any] | None:
    """A shapely geometry as GeoJSON with fewer digits; ``None`` for none and for empty ones."""
    if ground is None or shapely.is_empty(ground):
        return None
    made: dict[str, Any] = json.loads(
        shapely.to_geojson(shapely.set_precision(ground, 10**-_DECIMALS, mode="pointwise"))
    )
    return made


def box_of(grid: TileGrid, tiles: TileRange) -> Any:
    """A rectangle of tiles in degrees; two boxes across the antimeridian."""
    return ground_of_bounds(grid.geographic_bounds(tiles))


def ground_of_bounds(bounds: BBox) -> Any:
    """Bounds as ground, two boxes across the antimeridian."""
    west, south, east, north = bounds
    if west <= east:
        return shapely.box(west, south, east, north)
    return shapely.multipolygons([shapely.box(west, south, 180.0, north), shapely.box(-180.0, south, east, north)])


def extent_of(index: TileIndex) -> TileRange | None:
    """The smallest rectangle of tiles, of the usual zoom, that holds all tiles of the index."""
    zoom = index.usual_zoom
    if zoom is None:
        return None
    boxes = cells_of(index, zoom)
    return TileRange(
        zoom=zoom,
        min_x=int(boxes[:, 0].min()),
        min_y=int(boxes[:, 1].min()),
        max_x=int(boxes[:, 2].max()),
        max_y=int(boxes[:, 3].max()),
    )


def cells_of(index: TileIndex, zoom: int) -> NDArray[np.int64]:
    """First and last column and row of each tile in the matrix of another zoom, shape (tiles, 4)."""
    x, y = (np.frombuffer(each, np.uint32).astype(np.int64) for each in (index.tile_x, index.tile_y))
    zooms = np.frombuffer(index.tile_zoom, np.uint8).astype(np.int64)
    finer, coarser = np.maximum(zoom - zooms, 0), np.maximum(zooms - zoom, 0)
    size = 1 << finer
    left, top = (x << finer) >> coarser, (y << finer) >> coarser
    return np.column_stack([left, top, left + size - 1, top + size - 1])


def places_of_images(index: TileIndex, grid: TileGrid) -> Callable[[int], Any]:
    """Where the tiles lie that list an image, for images that nobody could look at."""
    zoom = index.usual_zoom or 0
    cells = cells_of(index, zoom)
    tiles = np.frombuffer(index.pair_tile, np.uint32)
    images = np.frombuffer(index.pair_image, np.uint32)
    order = np.argsort(images, kind="stable")
    starts = np.searchsorted(images[order], np.arange(len(index.names) + 1))

    def place(image: int) -> Any:
        chosen = cells[tiles[order[starts[image] : starts[image + 1]]]]
        low, high = chosen[:, :2].min(axis=0), chosen[:, 2:].max(axis=0)
        return box_of(
            grid, TileRange(zoom=zoom, min_x=int(low[0]), min_y=int(low[1]), max_x=int(high[0]), max_y=int(high[1]))
        )

    return place


def check_bounds_of_tiles(index: TileIndex, grid: TileGrid, bounds: BBox, findings: Findings) -> None:
    """Tell of tiles outside the document's bounds, and of bounds that are far larger than the tiles."""
    extent = extent_of(index)
    if extent is None:
        return
    try:
        boxes = box_in_crs(bounds, grid.tms.rasterio_geographic_crs, grid)
    except BadRequestError:
        return
    ranges = [each for each in (grid.tiles_in_box(*box, extent.zoom) for box in boxes) if each is not None]
    cells = cells_of(index, extent.zoom)
    is_inside = np.zeros(len(cells), dtype=bool)
    for each in ranges:
        is_inside |= (
            (cells[:, 0] <= each.max_x)
            & (cells[:, 2] >= each.min_x)
            & (cells[:, 1] <= each.max_y)
            & (cells[:, 3] >= each.min_y)
        )
    outside = np.flatnonzero(~is_inside)
    for tile in outside.tolist():
        quadkey = index.quadkey(tile)
        zoom, x, y = index.tile_zoom[tile], index.tile_x[tile], index.tile_y[tile]
        findings.tell(
            "bounds_cut",
            pointer("tiles", quadkey),
            f"The tile {quadkey} lies outside the bounds of the document",
            geometry=geojson(box_of(grid, TileRange(zoom=zoom, min_x=x, max_x=x, min_y=y, max_y=y))),
        )
    wide, tiled = (shapely.area(ground_of_bounds(each)) for each in (bounds, grid.geographic_bounds(extent)))
    if wide > _TOO_LARGE * tiled:
        findings.tell(
            "bounds_too_large",
            pointer("bounds"),
            f"bounds are {wide / tiled:.3g} times as large as the tiles need; a view of the whole mosaic shows little of it",
        )


def check_gaps(outlines: NDArray[np.object_], geod: Geod, findings: Findings, check: Callable[[], None]) -> str:
    """Tell of holes in the ground that images cover; what is to be said where they are not looked for."""
    if len(outlines) > MOST_JOINED:
        return f"Gaps between images were not looked for, as there are more than {MOST_JOINED} images"
    if not len(outlines):
        return ""
    whole = _union(outlines, check)
    area = float(np.median(shapely.area(outlines)))
    holes = [shapely.polygons(ring) for polygon in shapely.get_parts(whole) for ring in shapely.get_rings(polygon)[1:]]
    for hole in sorted(holes, key=lambda each: -each.area):
        width = 4 * hole.area / hole.length
        if hole.area < _SMALLEST_GAP * area or width < _NARROWEST_GAP * area**0.5:
            continue
        square_km = abs(geod.geometry_area_perimeter(hole)[0]) / 1e6
        middle = hole.representative_point()
        findings.tell(
            "gap",
            "",
            f"A gap of {square_km:.3g} km² between the images, about {middle.x:.5f}, {middle.y:.5f}",
            geometry=geojson(hole),
        )
    return ""


def _union(outlines: NDArray[np.object_], check: Callable[[], None]) -> Any:
    """All ground together; neighbours first, some at a time, so that nobody waits long for a cancel."""
    centres = shapely.centroid(outlines)
    left = outlines[np.lexsort((shapely.get_y(centres), np.floor(shapely.get_x(centres))))]
    while len(left) > 1:
        joined = []
        for start in range(0, len(left), _JOINED_AT_ONCE):
            check()
            joined.append(shapely.union_all(left[start : start + _JOINED_AT_ONCE]))
        left = np.array(joined, dtype=object)
    return left[0]
