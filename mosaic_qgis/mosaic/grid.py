"""Tile matrix sets as quadtrees: which tiles lie under coordinates, and where tiles lie. Runs in the ENGINE; no I/O.

All coordinates are in the CRS of the tile matrix set, x to the east and y to the north, unless a name says otherwise.
Nothing here changes coordinates from one CRS to another except ``geographic_bounds``.
"""

from __future__ import annotations

import math
from functools import cache, cached_property

import morecantile
from morecantile import TileMatrixSet
from pyproj import Transformer

from .errors import UnsupportedError
from .quadkeys import TileRange

WEB_MERCATOR_TMS: TileMatrixSet = morecantile.tms.get("WebMercatorQuad")

# A box that merely touches the next tile does not reach into it; in tiles. Far above the error of floating point
# coordinates that were transformed (about 1e-9), far below a pixel (1/256).
_TOUCH = 1e-6


def require_quadtree(tms: TileMatrixSet) -> TileMatrixSet:
    """The same tile matrix set, if quadkeys name each of its tiles exactly once.

    Raises:
        UnsupportedError: its matrices do not start with one tile at zoom 0 and double from zoom to zoom.
    """
    is_quadtree = tms.is_quadtree and not tms.is_variable and tms.minzoom == 0
    if not is_quadtree or tms.tileMatrices[0].matrixWidth != 1:
        raise UnsupportedError(
            "A mosaic needs a tile matrix set whose zoom 0 is one tile and which doubles at each zoom (a quadtree); "
            f"'{tms.id}' is none, choose another one, such as WebMercatorQuad"
        )
    return tms


class TileGrid:
    """The grid of a quadtree tile matrix set, also beyond its last zoom."""

    def __init__(self, tms: TileMatrixSet) -> None:
        """Raises ``UnsupportedError`` for a tile matrix set that is no quadtree."""
        self.tms = require_quadtree(tms)
        self.left, self.bottom, self.right, self.top = tms.xy_bbox

    @property
    def box(self) -> tuple[float, float, float, float]:
        """``(left, bottom, right, top)`` of the whole grid."""
        return self.left, self.bottom, self.right, self.top

    @cached_property
    def geographic_limits(self) -> tuple[float, float, float, float]:
        """``(west, south, east, north)`` of the whole grid in degrees; west > east across the antimeridian."""
        return self.geographic_bounds(TileRange(zoom=0, min_x=0, min_y=0, max_x=0, max_y=0))

    def tiles_in_box(self, left: float, bottom: float, right: float, top: float, zoom: int) -> TileRange | None:
        """The tiles that a box reaches into, clipped to the grid; ``None`` when it lies outside.

        A box without area (a point or a line) counts as lying in the tile to its right and below.
        """
        if not all(map(math.isfinite, (left, bottom, right, top))) or right < left or top < bottom:
            return None
        side = 1 << zoom
        columns, rows = self._position(left, top, side), self._position(right, bottom, side)
        first_x, first_y = (math.floor(value + _TOUCH) for value in columns)
        last_x, last_y = (math.ceil(value - _TOUCH) - 1 for value in rows)
        first_x, first_y = max(0, first_x), max(0, first_y)
        last_x = min(side - 1, last_x if right > left else first_x)
        last_y = min(side - 1, last_y if top > bottom else first_y)
        if first_x > side - 1 or first_y > side - 1 or columns[0] > side or columns[1] > side:
            return None
        if rows[0] < 0 or rows[1] < 0:
            return None
        return TileRange(
            zoom=zoom, min_x=first_x, min_y=first_y, max_x=max(first_x, last_x), max_y=max(first_y, last_y)
        )

    def tile_at(self, x: float, y: float, zoom: int) -> tuple[int, int, int] | None:
        """``(x, y, zoom)`` of the tile at a point; ``None`` outside the grid. Its last edges belong to the grid."""
        if not (math.isfinite(x) and math.isfinite(y)):
            return None
        side = 1 << zoom
        column, row = self._position(x, y, side)
        if not (0 <= column <= side and 0 <= row <= side):
            return None
        return min(side - 1, math.floor(column)), min(side - 1, math.floor(row)), zoom

    def box_of_tiles(self, tiles: TileRange) -> tuple[float, float, float, float]:
        """``(left, bottom, right, top)`` of a rectangle of tiles."""
        side = 1 << tiles.zoom
        width, height = (self.right - self.left) / side, (self.top - self.bottom) / side
        return (
            self.left + tiles.min_x * width,
            self.top - (tiles.max_y + 1) * height,
            self.left + (tiles.max_x + 1) * width,
            self.top - tiles.min_y * height,
        )

    def geographic_bounds(self, tiles: TileRange) -> tuple[float, float, float, float]:
        """``(west, south, east, north)`` in degrees of a rectangle of tiles; west > east across the antimeridian."""
        # Made anew each time, because pyproj's transformers must not be shared by threads.
        to_geographic = Transformer.from_crs(self.tms.crs.to_wkt(), self.tms.geographic_crs, always_xy=True)
        west, south, east, north = to_geographic.transform_bounds(*self.box_of_tiles(tiles), densify_pts=21)
        return west, south, east, north

    def _position(self, x: float, y: float, side: int) -> tuple[float, float]:
        """Column and row, with fractions, of a point in a matrix of ``side`` times ``side`` tiles."""
        return (x - self.left) / (self.right - self.left) * side, (self.top - y) / (self.top - self.bottom) * side


@cache
def _web_mercator_grid() -> TileGrid:
    return TileGrid(WEB_MERCATOR_TMS)


def grid_of(tms: TileMatrixSet | None) -> TileGrid:
    """The grid of a mosaic's tile matrix set; WebMercatorQuad when it names none."""
    return _web_mercator_grid() if tms is None or tms is WEB_MERCATOR_TMS else TileGrid(tms)
