"""What a reading will touch, decided before anything is touched. Runs in the ENGINE; pure apart from `look_up`'s backend calls.

The asked grid is divided by the tiles of the tile matrix set at the zoom that fits its resolution; each tile's pixels
are drawn from that tile's images, in that tile's order. So every pixel follows the rule of the document, and the result
does not depend on how the grid is cut.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from morecantile import TileMatrixSet

from .grid import AskedGrid, Rect
from .values import Extent

LARGEST_UNIT_PX = 512
"""Longest side of a piece of work: small enough to show progress and share between threads, large enough for numpy."""

MOST_TILES = 4096
"""A grid is never divided into more tiles than this; coarser ones are looked up instead."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile of the tile matrix set."""

    x: int
    y: int
    z: int


@dataclass(frozen=True, slots=True)
class Unit:
    """A rectangle of the asked grid whose pixels all come from the same images in the same order."""

    rect: Rect
    assets: tuple[str, ...]


def zoom_for(tms: TileMatrixSet, resolution: float) -> int:
    """The coarsest zoom whose pixels are not larger than asked (units of the CRS), bounded by the tile matrix set."""
    for zoom in range(tms.minzoom, tms.maxzoom + 1):
        if tms.matrix(zoom).cellSize <= resolution * (1 + 1e-6):
            return zoom
    return tms.maxzoom


def tile_box(tms: TileMatrixSet, tile: Tile) -> Extent:
    """Extent of a tile in the CRS of the tile matrix set, x before y."""
    matrix = tms.matrix(tile.z)
    left, top = _origin(tms, tile.z)
    width, height = matrix.cellSize * matrix.tileWidth, matrix.cellSize * matrix.tileHeight
    return left + tile.x * width, top - (tile.y + 1) * height, left + (tile.x + 1) * width, top - tile.y * height


def _origin(tms: TileMatrixSet, zoom: int) -> tuple[float, float]:
    """West and north edge of a zoom's grid of tiles, x before y whatever the order of the CRS's axes."""
    first, second = tms.matrix(zoom).pointOfOrigin
    return (second, first) if tms._invert_axis else (first, second)


def covering(tms: TileMatrixSet, extent: Extent, zoom: int) -> list[Tile]:
    """The tiles of a zoom that an extent touches."""
    matrix = tms.matrix(zoom)
    left, top = _origin(tms, zoom)
    width, height = matrix.cellSize * matrix.tileWidth, matrix.cellSize * matrix.tileHeight

    def span(low: float, high: float, count: int) -> range:
        return range(max(math.floor(low), 0), min(math.ceil(high), count))

    cols = span((extent[0] - left) / width, (extent[2] - left) / width, matrix.matrixWidth)
    rows = span((top - extent[3]) / height, (top - extent[1]) / height, matrix.matrixHeight)
    return [Tile(col, row, zoom) for row in rows for col in cols]


def tiles_of(tms: TileMatrixSet, grid: AskedGrid, finest_zoom: int) -> list[Tile]:
    """The tiles that divide a grid, from its centre outwards; never finer than `finest_zoom`."""
    zoom = min(zoom_for(tms, min(grid.x_res, grid.y_res)), max(finest_zoom, tms.minzoom))
    tiles = covering(tms, grid.extent, zoom)
    while len(tiles) > MOST_TILES and zoom > tms.minzoom:
        zoom -= 1
        tiles = covering(tms, grid.extent, zoom)
    return tiles


def units_of(tms: TileMatrixSet, grid: AskedGrid, found: Iterable[tuple[Tile, Sequence[str]]]) -> list[Unit]:
    """The work: tiles' rectangles with their images, cut to size, from the centre of the grid outwards."""
    units: list[Unit] = []
    for tile, assets in found:
        if assets:
            rect = grid.rect_of_centres(tile_box(tms, tile))
            units.extend(Unit(piece, tuple(assets)) for piece in rect.pieces(LARGEST_UNIT_PX))
    middle_col, middle_row = grid.width / 2, grid.height / 2

    def distance(unit: Unit) -> float:
        rect = unit.rect
        return math.hypot(rect.col + rect.width / 2 - middle_col, rect.row + rect.height / 2 - middle_row)

    return sorted(units, key=distance)
