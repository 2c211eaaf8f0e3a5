"""Tile cover: which tiles of a zoom each footprint reaches into, for many footprints at once. Runs in the ENGINE; pure.

Positions are in tiles of the asked zoom: x counts columns from the left, y rows from the top, tile (3, 5) is the square
from (3, 5) to (4, 6). A footprint that merely touches a tile does not cover it. Boxes along meridians and parallels, by
far the most common, need no geometry at all where the tile matrix set has straight meridians and parallels.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from .errors import BadRequestError
from .grid import TileGrid
from .notices import Notice
from .scanning import scanned_tiles
from .shapes import Shapes

Integers = NDArray[numpy.int64]
Numbers = NDArray[numpy.float64]
Transform = Callable[[Numbers], Numbers]

# More would take gigabytes; a mosaic of that size wants a smaller zoom of its quadkeys.
MAX_PAIRS = 20_000_000
# In tiles, see grid.py.
_TOUCH = 1e-6
# Edges run straight in longitude and latitude; in 0.1 degrees they bend by 10 m at most in any usual projection.
_LONGEST_EDGE_DEGREES = 0.1
_MOST_EDGES = 20_000
# Half a kilobyte each.
_SQUARES_AT_ONCE = 50_000
_SEPARABLE = 1e-9


@dataclass(frozen=True, kw_only=True)
class Cover:
    """Pairs of a tile and a footprint that reaches into it, tiles in the order of their quadkeys."""

    zoom: int
    """Zoom of the tiles."""
    x: Integers
    """Column of the tile, shape (pairs,)."""
    y: Integers
    """Row of the tile, counted from the top, shape (pairs,)."""
    feature: Integers
    """Number of the feature, ascending in each tile, shape (pairs,)."""
    share: Numbers | None
    """How much of the tile the footprint covers, 0 to 1, shape (pairs,); ``None`` when it was not asked for."""
    notices: tuple[Notice, ...] = ()
    """Footprints that lie outside the tile matrix set."""

    def __post_init__(self) -> None:
        if not len(self.x) == len(self.y) == len(self.feature):
            raise ValueError("Each pair must have a column, a row and a feature")


@dataclass(frozen=True, kw_only=True)
class _Placed:
    """Footprints in tiles."""

    features: Integers
    boxes: Numbers
    """Shape (n, 4): left, top, right, bottom."""
    geometries: NDArray[numpy.object_]
    """Shape (n,): ``None`` where the box says it all."""


def tile_cover(shapes: Shapes, grid: TileGrid, zoom: int, *, with_share: bool = False) -> Cover:
    """The tiles of ``zoom`` that footprints, in degrees of the grid's geographic CRS, reach into.

    Raises:
        BadRequestError: there are more than ``MAX_PAIRS``.
    """
    placed = _placed(shapes, grid, zoom)
    missing = numpy.setdiff1d(shapes.features, placed.features)
    notices = [
        Notice(code="bad_asset", message=f"feature {number} is left out, it lies outside {grid.tms.id}")
        for number in missing
    ]
    is_box = placed.geometries == None  # noqa: E711 - compares each element
    boxes, others = numpy.flatnonzero(is_box), numpy.flatnonzero(~is_box)
    ranges = _tile_ranges(placed.boxes[boxes], 1 << zoom)
    counts = (ranges[:, 2] - ranges[:, 0] + 1) * (ranges[:, 3] - ranges[:, 1] + 1)
    check_number(counts.sum(dtype=numpy.float64), zoom)
    scanned = scanned_tiles(
        placed.geometries[others], 1 << zoom, _TOUCH, lambda pairs: check_number(counts.sum() + pairs, zoom)
    )
    parts = [_expanded(boxes, ranges), (others[scanned.owner], scanned.x, scanned.y)]
    owner, x, y = (numpy.concatenate(each) for each in zip(*parts, strict=True))
    is_whole = numpy.concatenate([numpy.zeros(len(parts[0][0]), dtype=bool), scanned.is_whole])
    without = numpy.setdiff1d(numpy.arange(len(placed.features)), owner)
    columns, rows = _innermost(placed, without, zoom)
    owner, x, y = (numpy.concatenate(both) for both in ((owner, without), (x, columns), (y, rows)))
    is_whole = numpy.concatenate([is_whole, numpy.zeros(len(without), dtype=bool)])
    feature = placed.features[owner]
    order = numpy.lexsort((feature, interleaved(x, y)))
    owner, x, y = owner[order], x[order], y[order]
    return Cover(
        zoom=zoom,
        x=x,
        y=y,
        feature=feature[order],
        share=_shares(placed, owner, x, y, is_whole[order]) if with_share else None,
        notices=tuple(notices),
    )


def check_number(pairs: float, zoom: int) -> None:
    """Raises BadRequestError for more than ``MAX_PAIRS``."""
    if pairs > MAX_PAIRS:
        raise BadRequestError(
            f"The images would be listed {pairs:.3g} times or more in tiles of zoom {zoom}, at most {MAX_PAIRS} are "
            "possible; choose a smaller quadkey_zoom"
        )


def interleaved(x: Integers, y: Integers) -> Integers:
    """The quadkeys of tiles as numbers, x and y up to 30 bits: sorting these sorts the quadkeys of one zoom."""
    return _spread(x) | (_spread(y) << 1)


def _spread(values: Integers) -> Integers:
    """The bits of numbers with a zero before each."""
    spread = values.astype(numpy.int64)
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        spread = (spread | (spread << shift)) & mask
    return spread


def quadkeys_of(x: Integers, y: Integers, zoom: int) -> list[str]:
    """The quadkeys of tiles of one zoom."""
    if zoom == 0:
        return [""] * len(x)
    shifts = numpy.arange(zoom - 1, -1, -1)
    digits = ((x[:, None] >> shifts) & 1) + 2 * ((y[:, None] >> shifts) & 1) + ord("0")
    letters = numpy.ascontiguousarray(digits.astype(numpy.uint8))
    return letters.view(f"S{zoom}").ravel().astype(f"U{zoom}").tolist()


def _placed(shapes: Shapes, grid: TileGrid, zoom: int) -> _Placed:
    """Footprints cut to the grid's limits and brought into tiles."""
    geometries, features = _cut_to_limits(shapes, grid)
    # Made anew, because pyproj's transformers must not be shared by threads.
    transformer = Transformer.from_crs(grid.tms.geographic_crs, grid.tms.crs.to_wkt(), always_xy=True)

    def in_tiles(positions: Numbers) -> Numbers:
        x, y = transformer.transform(positions[:, 0], positions[:, 1])
        side = 1 << zoom
        columns = (numpy.asarray(x) - grid.left) / (grid.right - grid.left) * side
        rows = (grid.top - numpy.asarray(y)) / (grid.top - grid.bottom) * side
        return numpy.column_stack([columns, rows])

    boxes = shapely.bounds(geometries).reshape(-1, 4)
    is_box = _are_boxes(geometries, boxes) if _is_separable(in_tiles, boxes) else numpy.zeros(len(boxes), dtype=bool)
    corners = in_tiles(numpy.concatenate([boxes[is_box][:, [0, 3]], boxes[is_box][:, [2, 1]]]))
    placed_boxes = numpy.full(boxes.shape, numpy.nan)
    placed_boxes[is_box] = numpy.hstack(numpy.split(corners, 2))
    placed_geometries = numpy.full(len(boxes), None, dtype=object)
    others = numpy.flatnonzero(~is_box)
    if len(others):
        placed_geometries[others] = _bent(geometries[others], in_tiles, shapely.box(0, 0, 1 << zoom, 1 << zoom))
        placed_boxes[others] = shapely.bounds(placed_geometries[others]).reshape(-1, 4)
    side = float(1 << zoom)
    is_kept = numpy.isfinite(placed_boxes).all(axis=1)
    is_kept &= (placed_boxes[:, 2:] > _TOUCH).all(axis=1) & (placed_boxes[:, :2] < side - _TOUCH).all(axis=1)
    return _Placed(features=features[is_kept], boxes=placed_boxes[is_kept], geometries=placed_geometries[is_kept])


def _cut_to_limits(shapes: Shapes, grid: TileGrid) -> tuple[NDArray[numpy.object_], Integers]:
    west, south, east, north = grid.geographic_limits
    if west > east:
        limits: BaseGeometry = shapely.union(
            shapely.box(west, south, 180, north), shapely.box(-180, south, east, north)
        )
    else:
        limits = shapely.box(west, south, east, north)
    shapely.prepare(limits)
    geometries = shapes.geometries.copy()
    is_inside = shapely.contains_properly(limits, geometries)
    geometries[~is_inside] = shapely.buffer(shapely.intersection(geometries[~is_inside], limits), 0)
    is_kept = ~shapely.is_empty(geometries)
    return geometries[is_kept], shapes.features[is_kept]


def _is_separable(in_tiles: Transform, boxes: Numbers) -> bool:
    """Whether meridians and parallels run along columns and rows, as far as the boxes reach."""
    if not len(boxes):
        return False
    west, south = boxes[:, :2].min(axis=0)
    east, north = boxes[:, 2:].max(axis=0)
    longitudes, latitudes = numpy.meshgrid(numpy.linspace(west, east, 7), numpy.linspace(south, north, 7))
    placed = in_tiles(numpy.column_stack([longitudes.ravel(), latitudes.ravel()])).reshape(7, 7, 2)
    if not numpy.isfinite(placed).all():
        return False
    size = max(float(numpy.ptp(placed[..., 0])), float(numpy.ptp(placed[..., 1])), 1.0)
    return bool(
        numpy.ptp(placed[..., 0], axis=0).max() < _SEPARABLE * size
        and numpy.ptp(placed[..., 1], axis=1).max() < _SEPARABLE * size
        and (numpy.diff(placed[0, :, 0]) >= 0).all()
    )


def _are_boxes(geometries: NDArray[numpy.object_], boxes: Numbers) -> NDArray[numpy.bool_]:
    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    return numpy.abs(shapely.area(geometries) - areas) <= 1e-12 * areas


def _bent(geometries: NDArray[numpy.object_], in_tiles: Transform, whole: BaseGeometry) -> NDArray[numpy.object_]:
    """Geometries in tiles; their edges get so many positions that they bend as they do in longitude and latitude."""
    longest = numpy.maximum(_LONGEST_EDGE_DEGREES, shapely.length(geometries) / _MOST_EDGES)
    bent = shapely.transform(shapely.segmentize(geometries, longest), in_tiles)
    is_finite = numpy.isfinite(shapely.bounds(bent).reshape(-1, 4)).all(axis=1)
    # Too far away for the projection to have an answer, which is true of footprints of half the earth: all tiles then.
    bent[~is_finite] = whole
    is_broken = ~shapely.is_valid(bent)
    bent[is_broken] = shapely.buffer(shapely.make_valid(bent[is_broken]), 0)
    return bent


def _tile_ranges(boxes: Numbers, side: int) -> Integers:
    """First column, first row, last column, last row of the tiles that boxes reach into, shape (n, 4)."""
    first = numpy.clip(numpy.floor(boxes[:, :2] + _TOUCH), 0, side - 1)
    last = numpy.clip(numpy.ceil(boxes[:, 2:] - _TOUCH) - 1, 0, side - 1)
    return numpy.hstack([first, numpy.maximum(first, last)]).astype(numpy.int64)


def _expanded(owners: Integers, ranges: Integers) -> tuple[Integers, Integers, Integers]:
    """All tiles of rectangles of tiles, with the owner of each."""
    widths = ranges[:, 2] - ranges[:, 0] + 1
    counts = widths * (ranges[:, 3] - ranges[:, 1] + 1)
    starts = numpy.cumsum(counts) - counts
    place = numpy.arange(counts.sum()) - numpy.repeat(starts, counts)
    widths, left, top = (numpy.repeat(values, counts) for values in (widths, ranges[:, 0], ranges[:, 1]))
    return numpy.repeat(owners, counts), left + place % widths, top + place // widths


def _innermost(placed: _Placed, numbers: Integers, zoom: int) -> tuple[Integers, Integers]:
    """One tile for each footprint that is too thin to reach into any."""
    points = shapely.point_on_surface(placed.geometries[numbers])
    side = 1 << zoom
    columns = numpy.clip(numpy.floor(shapely.get_x(points)), 0, side - 1).astype(numpy.int64)
    rows = numpy.clip(numpy.floor(shapely.get_y(points)), 0, side - 1).astype(numpy.int64)
    return columns, rows


def _shares(placed: _Placed, owner: Integers, x: Integers, y: Integers, is_whole: NDArray[numpy.bool_]) -> Numbers:
    """How much of each tile its footprint covers."""
    boxes = placed.boxes[owner]
    width = numpy.minimum(boxes[:, 2], x + 1) - numpy.maximum(boxes[:, 0], x)
    height = numpy.minimum(boxes[:, 3], y + 1) - numpy.maximum(boxes[:, 1], y)
    shares = numpy.clip(width, 0, 1) * numpy.clip(height, 0, 1)
    tested = numpy.flatnonzero((placed.geometries[owner] != None) & ~is_whole)  # noqa: E711 - compares each element
    for start in range(0, len(tested), _SQUARES_AT_ONCE):
        some = tested[start : start + _SQUARES_AT_ONCE]
        squares = shapely.box(x[some], y[some], x[some] + 1, y[some] + 1)
        shares[some] = shapely.area(shapely.intersection(placed.geometries[owner[some]], squares))
    shares[is_whole] = 1.0
    return shares
