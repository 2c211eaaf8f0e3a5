"""From pixels of the asked grid to pixels of an image: control points, exact where they must be. Runs in the ENGINE.

A projection per pixel costs a hundred times more than reading it. So points are projected on a coarse net of pixels,
once for all images of a CRS, and interpolated in between, after the error was measured on the sides of every cell; where
it is more than `MAX_ERROR_PX` an image gets control points of its own, down to every pixel. (Not in the middle of the
cells: conformal projections are harmonic functions, whose bends along x and along y cancel each other there.) No I/O, no pixels. All functions are thread-safe.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

import numpy as np
import pyproj
import shapely
from affine import Affine
from numpy.typing import NDArray

from .grid import AskedGrid, Rect
from .images import ImageInfo, Level
from .values import Extent

MAX_ERROR_PX = 0.06
"""Largest error of the interpolation in pixels of the level that is read; GDAL's warper allows 0.125."""

STEPS = (32, 16, 8, 4, 2, 1)
EDGE_POINTS = 21
Floats = NDArray[np.float64]


@functools.lru_cache(maxsize=256)
def crs_from_wkt(wkt: str) -> pyproj.CRS:
    return pyproj.CRS.from_wkt(wkt)


@functools.lru_cache(maxsize=1024)
def transformer(from_wkt: str, to_wkt: str) -> pyproj.Transformer | None:
    """A transformer in x, y (east, north) order; None when the two are the same CRS."""
    source, target = crs_from_wkt(from_wkt), crs_from_wkt(to_wkt)
    if from_wkt == to_wkt or source.equals(target, ignore_axis_order=True):
        return None
    return pyproj.Transformer.from_crs(source, target, always_xy=True)


def _project(change: pyproj.Transformer | None, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    return (x, y) if change is None else change.transform(x, y)


@functools.lru_cache(maxsize=256)
def period(wkt: str) -> float | None:
    """Width of the world in units of a CRS in which going east leads back to the start; None for others."""
    crs = crs_from_wkt(wkt)
    if crs.is_geographic:
        return 360.0
    name = (crs.coordinate_operation.method_name if crs.coordinate_operation else "").lower()
    if "mercator" in name and "transverse" not in name and "oblique" not in name and crs.ellipsoid is not None:
        return float(2 * np.pi * crs.ellipsoid.semi_major_metre)
    return None


@functools.lru_cache(maxsize=20_000)
def _edge(info: ImageInfo, to_wkt: str) -> tuple[Floats, Floats]:
    """Points along the edge of an image in another CRS, `EDGE_POINTS` a side, clockwise; infinite where it has no place."""
    along = np.linspace(0, 1, EDGE_POINTS)
    zero, one = np.zeros_like(along), np.ones_like(along)
    col = np.concatenate([along, one, along[::-1], zero]) * info.width
    row = np.concatenate([zero, along, one, along[::-1]]) * info.height
    return _project(transformer(info.crs_wkt, to_wkt), *_apply(info.transform, col, row))


@functools.lru_cache(maxsize=20_000)
def footprint(info: ImageInfo, to_wkt: str) -> tuple[Extent, ...]:
    """Boxes in another CRS that hold the image: one, two across the antimeridian, none when it has no place there."""
    x, y = _edge(info, to_wkt)
    finite = np.isfinite(x) & np.isfinite(y)
    if not finite.any():
        return ()
    x, y = x[finite], y[finite]
    world = period(to_wkt) if transformer(info.crs_wkt, to_wkt) is not None else None
    if world is not None:
        return _unrolled(x, y, world)
    return (_padded(x.min(), y.min(), x.max(), y.max()),)


@functools.lru_cache(maxsize=20_000)
def outline(info: ImageInfo, to_wkt: str) -> shapely.Geometry:
    """The ground an image covers, about: its edge with some points a side, or its boxes where the edge is torn apart."""
    boxes = footprint(info, to_wkt)
    x, y = (values[::5] for values in _edge(info, to_wkt))
    ring = shapely.Polygon(np.column_stack([x, y])) if len(boxes) == 1 and np.isfinite(x + y).all() else None
    if ring is not None and shapely.is_valid(ring) and shapely.area(ring) > 0.2 * shapely.area(shapely.box(*boxes[0])):
        return ring
    whole: shapely.Geometry = shapely.union_all([shapely.box(*box) for box in boxes])
    return whole


def _unrolled(x: Floats, y: Floats, world: float) -> tuple[Extent, ...]:
    """Boxes of an outline in a CRS that comes back to its start."""
    jumps = np.round(np.diff(np.append(x, x[0])) / world)
    turns = -np.cumsum(jumps)
    low, high = float(y.min()), float(y.max())
    if turns[-1] != 0:
        # The outline goes once around the world: a pole is inside, all longitudes are covered up to it.
        half = world / 2
        pole = 90.0 if world == 360.0 else half
        return (_padded(-half, low if high > 0 else -pole, half, pole if high > 0 else high),)
    straight = x + np.concatenate([[0.0], turns[:-1]]) * world
    west, east, half = float(straight.min()), float(straight.max()), world / 2
    boxes = []
    for turn in (-1, 0, 1):
        left, right = max(west + turn * world, -half), min(east + turn * world, half)
        if left < right:
            boxes.append(_padded(left, low, right, high))
    return tuple(boxes)


def _padded(xmin: float, ymin: float, xmax: float, ymax: float) -> Extent:
    """A box a little larger: between the outline's points its edges may bulge."""
    dx, dy = (xmax - xmin) * 0.005, (ymax - ymin) * 0.005
    return float(xmin - dx), float(ymin - dy), float(xmax + dx), float(ymax + dy)


def _apply(transform: Affine, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    return transform.a * x + transform.b * y + transform.c, transform.d * x + transform.e * y + transform.f


@dataclass(frozen=True, kw_only=True)
class SourceGrid:
    """Where the pixel centres of a rectangle of the asked grid lie in one image, in pixels of one level."""

    rect: Rect
    level: Level
    origin: tuple[int, int]
    """Column and row of the asked grid of the first control point."""
    step: int
    """Pixels of the asked grid between two control points."""
    cols: NDArray[np.float64]
    """Column in the level (0.0 is the left edge of the first pixel) at control points, shape (rows, columns)."""
    rows: NDArray[np.float64]
    separable: bool
    """True when columns do not depend on rows and the other way round: same CRS, not rotated."""
    level_pixels: tuple[float, float]
    """Pixels of the level per asked pixel in x and in y direction, in the middle of `rect`."""

    def nodes(self, part: Rect) -> tuple[slice, slice]:
        """Rows and columns of the control points around a part of `rect`."""
        col, row, step = part.col - self.origin[0], part.row - self.origin[1], self.step
        rows = slice(row // step, (row + part.height - 1) // step + 2)
        return rows, slice(col // step, (col + part.width - 1) // step + 2)

    def window(self, part: Rect) -> tuple[float, float, float, float] | None:
        """Smallest and largest column, then row, that a part touches; None when it is nowhere in the image's CRS."""
        area = self.nodes(part)
        cols, rows = self.cols[area], self.rows[area]
        limits = float(cols.min()), float(cols.max()), float(rows.min()), float(rows.max())
        if all(map(math.isfinite, limits)):
            return limits
        finite = np.isfinite(cols) & np.isfinite(rows)
        if not finite.any():
            return None
        cols, rows = cols[finite], rows[finite]
        return float(cols.min()), float(cols.max()), float(rows.min()), float(rows.max())


@dataclass(frozen=True, kw_only=True)
class ControlNet:
    """Control points of the whole asked grid in one CRS: shared by all images of that CRS."""

    x: Floats
    """Shape (rows, columns); point (i, j) is the centre of the pixel at row i and column j times NET_STEP of the asked grid."""
    y: Floats
    error: Floats
    """Per cell: largest distance between interpolated and true position in the middle of its sides, in units of the CRS;
    infinite where it is not known."""


NET_STEP = STEPS[0]


def control_net(grid: AskedGrid, grid_wkt: str, to_wkt: str) -> ControlNet:
    """Project the control points of a grid: one call for all images of a CRS, as a call costs more than its points."""
    change = transformer(grid_wkt, to_wkt)
    node_col, node_row = _node_centres(0, grid.width, NET_STEP), _node_centres(0, grid.height, NET_STEP)
    x, y = _ground(grid, node_col, node_row)
    if change is None:
        return ControlNet(x=x, y=y, error=np.zeros((node_row.size - 1, node_col.size - 1)))
    places = [
        (x, y),
        _ground(grid, node_col[:-1] + NET_STEP / 2, node_row),
        _ground(grid, node_col, node_row[:-1] + NET_STEP / 2),
    ]
    told = change.transform(
        np.concatenate([place[0].ravel() for place in places]), np.concatenate([place[1].ravel() for place in places])
    )
    cuts = np.cumsum([place[0].size for place in places])[:-1]
    xs, ys = (
        [part.reshape(place[0].shape) for part, place in zip(np.split(all_of, cuts), places, strict=True)]
        for all_of in told
    )
    with np.errstate(invalid="ignore"):
        flat = np.hypot(_between_cols(xs[0]) - xs[1], _between_cols(ys[0]) - ys[1])
        steep = np.hypot(_between_rows(xs[0]) - xs[2], _between_rows(ys[0]) - ys[2])
    # A cell has two sides of each kind.
    error = np.maximum(np.maximum(flat[:-1], flat[1:]), np.maximum(steep[:, :-1], steep[:, 1:]))
    return ControlNet(x=xs[0], y=ys[0], error=np.where(np.isfinite(error), error, np.inf))


def _node_centres(first_px: int, count_px: int, step: int) -> Floats:
    """Centres of every `step`-th pixel, up to one beyond the last: every pixel lies in a cell."""
    return first_px + step * np.arange((count_px - 1) // step + 2, dtype=np.float64) + 0.5


def _ground(grid: AskedGrid, col_px: Floats, row_px: Floats) -> tuple[Floats, Floats]:
    """Coordinates of all combinations of columns and rows of the asked grid."""
    x = grid.extent[0] + col_px * grid.x_res
    y = grid.extent[3] - row_px * grid.y_res
    shape = (y.size, x.size)
    return np.ascontiguousarray(np.broadcast_to(x, shape)), np.ascontiguousarray(
        np.broadcast_to(y[:, np.newaxis], shape)
    )


def _between_cols(nodes: Floats) -> Floats:
    return np.asarray((nodes[:, :-1] + nodes[:, 1:]) / 2)


def _between_rows(nodes: Floats) -> Floats:
    return np.asarray((nodes[:-1] + nodes[1:]) / 2)


def source_grid(
    info: ImageInfo, grid: AskedGrid, grid_wkt: str, rect: Rect, net: ControlNet | None = None
) -> SourceGrid | None:
    """The control points of a rectangle of the asked grid, from the net where it is exact enough, else of its own.

    None when nothing of the rectangle lies in the image's CRS.
    """
    change = transformer(grid_wkt, info.crs_wkt)
    inverse = ~info.transform
    if net is not None:
        place = _from_net(info, inverse, rect, net, separable=change is None and inverse.b == 0 and inverse.d == 0)
        if place is not None:
            return place
    for step in STEPS:
        if step > 4 * max(rect.width, rect.height):
            continue
        node_col, node_row = _node_centres(rect.col, rect.width, step), _node_centres(rect.row, rect.height, step)
        cols, rows = _locate(change, inverse, grid, node_col, node_row)
        finite = np.isfinite(cols) & np.isfinite(rows)
        if not finite.any():
            if step > 1 and max(rect.width, rect.height) > 1:
                continue
            return None
        ratio = _pixels_per_pixel(change, inverse, grid, rect)
        level = info.level_for(min(ratio))
        exact_enough = step == 1 or change is None
        if not exact_enough and finite.all():
            flat = _locate(change, inverse, grid, node_col[:-1] + step / 2, node_row)
            steep = _locate(change, inverse, grid, node_col, node_row[:-1] + step / 2)
            errors = (
                np.abs(_between_cols(cols) - flat[0]).max() / level.factor_x,
                np.abs(_between_rows(cols) - steep[0]).max() / level.factor_x,
                np.abs(_between_cols(rows) - flat[1]).max() / level.factor_y,
                np.abs(_between_rows(rows) - steep[1]).max() / level.factor_y,
            )
            exact_enough = bool(max(errors) <= MAX_ERROR_PX)
        if exact_enough:
            return SourceGrid(
                rect=rect,
                level=level,
                origin=(rect.col, rect.row),
                step=step,
                cols=cols / level.factor_x,
                rows=rows / level.factor_y,
                separable=change is None and inverse.b == 0 and inverse.d == 0,
                level_pixels=(ratio[0] / level.factor_x, ratio[1] / level.factor_y),
            )
    return None


def _from_net(info: ImageInfo, inverse: Affine, rect: Rect, net: ControlNet, *, separable: bool) -> SourceGrid | None:
    """The part of a net that a rectangle needs, in pixels of the image; None where it is too coarse."""
    row, col = rect.row // NET_STEP, rect.col // NET_STEP
    row_stop, col_stop = (rect.row_stop - 1) // NET_STEP + 2, (rect.col_stop - 1) // NET_STEP + 2
    error = float(net.error[row : row_stop - 1, col : col_stop - 1].max())
    if not math.isfinite(error):
        return None
    cols, rows = _apply(inverse, net.x[row:row_stop, col:col_stop], net.y[row:row_stop, col:col_stop])
    i, j = (row_stop - row - 2) // 2, (col_stop - col - 2) // 2
    along_x = math.hypot(cols[i, j + 1] - cols[i, j], rows[i, j + 1] - rows[i, j]) / NET_STEP
    along_y = math.hypot(cols[i + 1, j] - cols[i, j], rows[i + 1, j] - rows[i, j]) / NET_STEP
    level = info.level_for(min(along_x, along_y))
    pixel = min(math.hypot(info.transform.a, info.transform.d), math.hypot(info.transform.b, info.transform.e))
    if error > MAX_ERROR_PX * pixel * min(level.factor_x, level.factor_y):
        return None
    return SourceGrid(
        rect=rect,
        level=level,
        origin=(col * NET_STEP, row * NET_STEP),
        step=NET_STEP,
        cols=cols / level.factor_x,
        rows=rows / level.factor_y,
        separable=separable,
        level_pixels=(along_x / level.factor_x, along_y / level.factor_y),
    )


def _locate(
    change: pyproj.Transformer | None, inverse: Affine, grid: AskedGrid, col_px: Floats, row_px: Floats
) -> tuple[Floats, Floats]:
    """Full-resolution pixel coordinates of all combinations of columns and rows of the asked grid."""
    return _apply(inverse, *_project(change, *_ground(grid, col_px, row_px)))


def _pixels_per_pixel(
    change: pyproj.Transformer | None, inverse: Affine, grid: AskedGrid, rect: Rect
) -> tuple[float, float]:
    """Full-resolution pixels per asked pixel at the middle of the rectangle, in x and in y direction."""
    col, row = rect.col + rect.width / 2, rect.row + rect.height / 2
    cols, rows = _locate(change, inverse, grid, np.array([col - 0.5, col + 0.5]), np.array([row - 0.5, row + 0.5]))
    along_x = math.hypot(cols[0, 1] - cols[0, 0], rows[0, 1] - rows[0, 0])
    along_y = math.hypot(cols[1, 0] - cols[0, 0], rows[1, 0] - rows[0, 0])
    usable = all(math.isfinite(ratio) and ratio > 0 for ratio in (along_x, along_y))
    return (along_x, along_y) if usable else (1.0, 1.0)
