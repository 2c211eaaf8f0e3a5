"""From pixels of the asked grid to pixels of an image: control points, exact where they must be. Runs in the ENGINE.

A projection per pixel costs a hundred times more than reading it. So points are projected on a coarse grid of pixels
and interpolated in between, after the error was measured in the middle of every cell; where it is more than
`MAX_ERROR_PX` the grid is made finer, down to every pixel. No I/O, no pixels. All functions are thread-safe.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import pyproj
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


def period(wkt: str) -> float | None:
    """Width of the world in units of a CRS in which going east leads back to the start; None for others."""
    crs = crs_from_wkt(wkt)
    if crs.is_geographic:
        return 360.0
    name = (crs.coordinate_operation.method_name if crs.coordinate_operation else "").lower()
    if "mercator" in name and "transverse" not in name and "oblique" not in name and crs.ellipsoid is not None:
        return float(2 * np.pi * crs.ellipsoid.semi_major_metre)
    return None


@functools.lru_cache(maxsize=100_000)
def footprint(info: ImageInfo, to_wkt: str) -> tuple[Extent, ...]:
    """Boxes in another CRS that hold the image: one, two across the antimeridian, none when it has no place there."""
    along = np.linspace(0, 1, EDGE_POINTS)
    zero, one = np.zeros_like(along), np.ones_like(along)
    col = np.concatenate([along, one, along[::-1], zero]) * info.width
    row = np.concatenate([zero, along, one, along[::-1]]) * info.height
    change = transformer(info.crs_wkt, to_wkt)
    x, y = _project(change, *_apply(info.transform, col, row))
    finite = np.isfinite(x) & np.isfinite(y)
    if not finite.any():
        return ()
    x, y = x[finite], y[finite]
    world = period(to_wkt) if change is not None else None
    if world is not None:
        return _unrolled(x, y, world, info, change)
    return (_padded(x.min(), y.min(), x.max(), y.max()),)


def _unrolled(x: Floats, y: Floats, world: float, info: ImageInfo, change: pyproj.Transformer | None) -> tuple[Extent, ...]:
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
    step: int
    """Pixels of the asked grid between two control points."""
    cols: NDArray[np.float64]
    """Column in the level (0.0 is the left edge of the first pixel) at control points, shape (rows, columns)."""
    rows: NDArray[np.float64]
    separable: bool
    """True when columns do not depend on rows and the other way round: same CRS, not rotated."""
    pixels_per_pixel: float
    """Full-resolution pixels of the image per asked pixel, the smaller of both directions."""

    def nodes(self, part: Rect) -> tuple[slice, slice]:
        """Rows and columns of the control points around a part of `rect`."""
        top, left = (part.row - self.rect.row) // self.step, (part.col - self.rect.col) // self.step
        bottom = -(-(part.row_stop - 1 - self.rect.row) // self.step)
        right = -(-(part.col_stop - 1 - self.rect.col) // self.step)
        return slice(top, bottom + 1), slice(left, right + 1)

    def window(self, part: Rect) -> tuple[float, float, float, float] | None:
        """Smallest and largest column, then row, that a part touches; None when it is nowhere in the image's CRS."""
        area = self.nodes(part)
        cols, rows = self.cols[area], self.rows[area]
        finite = np.isfinite(cols) & np.isfinite(rows)
        if not finite.all():
            if not finite.any():
                return None
            cols, rows = cols[finite], rows[finite]
        return float(cols.min()), float(cols.max()), float(rows.min()), float(rows.max())

    def inside(self, part: Rect, stride: int) -> NDArray[np.bool_]:
        """Whether every `stride`-th pixel of a part lies in the image, about (within a control cell's error)."""
        area = self.nodes(part)
        cols, rows = self.cols[area].astype(np.float32), self.rows[area].astype(np.float32)
        if self.step == 1:
            cols, rows = cols[::stride, ::stride], rows[::stride, ::stride]
        else:
            down, across = self.weights(part)
            down, across = down[::stride], across[:, ::stride]
            cols, rows = down @ cols @ across, down @ rows @ across
        return (cols >= 0) & (cols < self.level.width) & (rows >= 0) & (rows < self.level.height)

    def weights(self, part: Rect) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Matrices that interpolate control points to pixels: (rows of part, nodes) and (nodes, columns of part)."""
        area = self.nodes(part)
        down = _taps(part.height, part.row - self.rect.row - area[0].start * self.step, self.step, area[0])
        across = _taps(part.width, part.col - self.rect.col - area[1].start * self.step, self.step, area[1])
        return down, np.ascontiguousarray(across.T)


@functools.lru_cache(maxsize=512)
def _taps_of(count: int, offset: int, step: int, nodes: int) -> NDArray[np.float32]:
    position = (np.arange(count) + offset) / step
    first = np.minimum(position.astype(np.intp), max(nodes - 2, 0))
    share = (position - first).astype(np.float32)
    taps = np.zeros((count, nodes), dtype=np.float32)
    index = np.arange(count)
    taps[index, first] = 1 - share
    if nodes > 1:
        taps[index, first + 1] = share
    taps.setflags(write=False)
    return taps


def _taps(count: int, offset: int, step: int, area: slice) -> NDArray[np.float32]:
    return _taps_of(count, offset, step, area.stop - area.start)


def source_grid(info: ImageInfo, grid: AskedGrid, grid_wkt: str, rect: Rect) -> SourceGrid | None:
    """The control points of a rectangle of the asked grid; None when nothing of it lies in the image's CRS."""
    change = transformer(grid_wkt, info.crs_wkt)
    inverse = ~info.transform
    for step in STEPS:
        if step > 4 * max(rect.width, rect.height):
            continue
        node_col = rect.col + step * np.arange(-(-(rect.width - 1) // step) + 1) + 0.5
        node_row = rect.row + step * np.arange(-(-(rect.height - 1) // step) + 1) + 0.5
        cols, rows = _locate(change, inverse, grid, node_col, node_row)
        finite = np.isfinite(cols) & np.isfinite(rows)
        if not finite.any():
            if step > 1 and max(rect.width, rect.height) > 1:
                continue
            return None
        ratio = _pixels_per_pixel(change, inverse, grid, rect)
        level = info.level_for(ratio)
        exact_enough = step == 1 or change is None
        if not exact_enough and finite.all():
            middle_cols, middle_rows = _locate(change, inverse, grid, node_col[:-1] + step / 2, node_row[:-1] + step / 2)
            error_col = _middle_error(cols, middle_cols) / level.factor_x
            error_row = _middle_error(rows, middle_rows) / level.factor_y
            exact_enough = max(error_col, error_row) <= MAX_ERROR_PX
        if exact_enough:
            return SourceGrid(
                rect=rect,
                level=level,
                step=step,
                cols=cols / level.factor_x,
                rows=rows / level.factor_y,
                separable=change is None and inverse.b == 0 and inverse.d == 0,
                pixels_per_pixel=ratio,
            )
    return None


def _locate(
    change: pyproj.Transformer | None, inverse: Affine, grid: AskedGrid, col_px: Floats, row_px: Floats
) -> tuple[Floats, Floats]:
    """Full-resolution pixel coordinates of all combinations of columns and rows of the asked grid."""
    x = grid.extent[0] + col_px * grid.x_res
    y = grid.extent[3] - row_px * grid.y_res
    x, y = np.broadcast_arrays(x[np.newaxis, :], y[:, np.newaxis])
    x, y = _project(change, np.ascontiguousarray(x), np.ascontiguousarray(y))
    return _apply(inverse, x, y)


def _middle_error(nodes: Floats, middles: Floats) -> float:
    """Largest difference between interpolated and exact values in the middle of the cells; infinite if not known."""
    if not middles.size:
        return 0.0 if nodes.size == 1 else float("inf")
    guess = (nodes[:-1, :-1] + nodes[:-1, 1:] + nodes[1:, :-1] + nodes[1:, 1:]) / 4
    error = np.abs(guess - middles).max()
    return float(error) if np.isfinite(error) else float("inf")


def _pixels_per_pixel(
    change: pyproj.Transformer | None, inverse: Affine, grid: AskedGrid, rect: Rect
) -> float:
    """Full-resolution pixels per asked pixel at the middle of the rectangle, the smaller of both directions."""
    middle_col, middle_row = rect.col + rect.width / 2, rect.row + rect.height / 2
    near_cols, near_rows = _locate(
        change, inverse, grid, np.array([middle_col - 0.5, middle_col + 0.5]), np.array([middle_row - 0.5, middle_row + 0.5])
    )
    along_x = np.hypot(near_cols[0, 1] - near_cols[0, 0], near_rows[0, 1] - near_rows[0, 0])
    along_y = np.hypot(near_cols[1, 0] - near_cols[0, 0], near_rows[1, 0] - near_rows[0, 0])
    ratio = float(min(along_x, along_y))
    return ratio if np.isfinite(ratio) and ratio > 0 else 1.0
