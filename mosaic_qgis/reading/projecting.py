"""From pixels of the asked grid to pixels of an image: control points, exact where they must be. Runs in the ENGINE.

A projection per pixel costs a hundred times more than reading it. So points are projected on a coarse net of pixels,
once for all images of a CRS, and interpolated in between, after the error was measured on the sides of every cell; where
it is more than `MAX_ERROR_PX` an image gets control points of its own, down to every pixel. (Not in the middle of the
cells: conformal projections are harmonic functions, whose bends along x and along y cancel each other there.) No I/O, no pixels. All functions are thread-safe.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from affine import Affine
from numpy.typing import NDArray

from .crs import Way, way, world_of
from .grid import AskedGrid, Rect
from .ground import apply_affine, footprint, pixels_per_unit
from .images import ImageInfo, Level

MAX_ERROR_PX = 0.06
"""Largest error of the interpolation in pixels of the level that is read; GDAL's warper allows 0.125."""

SCALE_SAMPLES = 5
"""Places along each axis where the scale is measured."""

MAX_SCALE_DIFFERENCE = 0.2
"""Share by which the scale may differ within an image that is read at one level all over."""

STEPS = (32, 16, 8, 4, 2, 1)
Floats = NDArray[np.float64]


def _project(change: Way | None, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    return (x, y) if change is None else change.transform(x, y)


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
    """Pixels of the level per asked pixel in x and in y direction."""
    shift: float
    """What was added to x in the image's CRS: whole turns around the world, for images that run past its edge."""

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
    change = way(grid_wkt, to_wkt)
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


def places_of(info: ImageInfo, grid: AskedGrid, grid_wkt: str, net: ControlNet | None = None) -> list[SourceGrid]:
    """Where an image lies in an asked grid: once, twice across the antimeridian, or nowhere."""
    rects = (grid.rect_touching(box) for box in footprint(info, grid_wkt))
    found = (
        source_grid(info, grid, grid_wkt, rect, net, shift)
        for rect in rects
        if not rect.is_empty
        for shift in _shifts(info, grid, grid_wkt, rect)
    )
    return [place for place in found if place is not None]


def _shifts(info: ImageInfo, grid: AskedGrid, grid_wkt: str, rect: Rect) -> list[float]:
    """Whole turns around the image's world after which a rectangle lies on the image; only 0 in most cases.

    An image with longitudes from 0 to 360, or from 170 to 190, lies partly one turn beside what a projection tells.
    """
    world = world_of(info.crs_wkt)
    if world is None:
        return [0.0]
    cols, rows = np.linspace(rect.col, rect.col_stop, 9), np.linspace(rect.row, rect.row_stop, 9)
    x, _ = _project(way(grid_wkt, info.crs_wkt), *_ground(grid, cols, rows))
    # A rectangle has a pixel more than the image all around, which is no reason to look a turn further. Medians, as x may
    # leap within it.
    with np.errstate(invalid="ignore"):
        steps = [np.abs(np.diff(x, axis=axis)) for axis in (0, 1)]
    sizes = (rect.height, rect.width)
    known = [
        8 / size * np.median(step[np.isfinite(step)])
        for step, size in zip(steps, sizes, strict=True)
        if np.isfinite(step).any()
    ]
    margin = max(known, default=0.0)
    x = x[np.isfinite(x)]
    if not x.size:
        return [0.0]
    corners, _ = apply_affine(info.transform, np.array([0, info.width] * 2), np.array([0, 0, info.height, info.height]))
    image_west, image_east = float(corners.min()), float(corners.max())
    west, east = float(x.min()) + margin, float(x.max()) - margin
    first, last = math.floor((image_west - east) / world.width), math.ceil((image_east - west) / world.width)
    turns = (turn * world.width for turn in range(first, last + 1))
    return [turn for turn in turns if west + turn < image_east and east + turn > image_west] or [0.0]


def source_grid(
    info: ImageInfo,
    grid: AskedGrid,
    grid_wkt: str,
    rect: Rect,
    net: ControlNet | None = None,
    shift: float = 0.0,
) -> SourceGrid | None:
    """The control points of a rectangle of the asked grid, from the net where it is exact enough, else of its own.

    None when nothing of the rectangle lies in the image's CRS.
    """
    change = way(grid_wkt, info.crs_wkt)
    # The turns are part of the way from ground to pixels.
    inverse = ~info.transform
    if shift:
        inverse @= Affine.translation(shift, 0)
    if net is not None:
        separable = change is None and inverse.b == 0 and inverse.d == 0
        place = _from_net(info, inverse, grid, grid_wkt, rect, net, separable=separable, shift=shift)
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
        ratio = _settled(_pixels_per_pixel(change, inverse, grid, rect), info, grid, grid_wkt)
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
                shift=shift,
            )
    return None


def _from_net(
    info: ImageInfo,
    inverse: Affine,
    grid: AskedGrid,
    grid_wkt: str,
    rect: Rect,
    net: ControlNet,
    *,
    separable: bool,
    shift: float,
) -> SourceGrid | None:
    """The part of a net that a rectangle needs, in pixels of the image; None where it is too coarse."""
    row, col = rect.row // NET_STEP, rect.col // NET_STEP
    row_stop, col_stop = (rect.row_stop - 1) // NET_STEP + 2, (rect.col_stop - 1) // NET_STEP + 2
    error = float(net.error[row : row_stop - 1, col : col_stop - 1].max())
    if not math.isfinite(error):
        return None
    cols, rows = apply_affine(inverse, net.x[row:row_stop, col:col_stop], net.y[row:row_stop, col:col_stop])
    i, j = (row_stop - row - 2) // 2, (col_stop - col - 2) // 2
    along_x = math.hypot(cols[i, j + 1] - cols[i, j], rows[i, j + 1] - rows[i, j]) / NET_STEP
    along_y = math.hypot(cols[i + 1, j] - cols[i, j], rows[i + 1, j] - rows[i, j]) / NET_STEP
    along_x, along_y = _settled((along_x, along_y), info, grid, grid_wkt)
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
        shift=shift,
    )


def _locate(
    change: Way | None, inverse: Affine, grid: AskedGrid, col_px: Floats, row_px: Floats
) -> tuple[Floats, Floats]:
    """Full-resolution pixel coordinates of all combinations of columns and rows of the asked grid."""
    return apply_affine(inverse, *_project(change, *_ground(grid, col_px, row_px)))


def _pixels_per_pixel(change: Way | None, inverse: Affine, grid: AskedGrid, rect: Rect) -> tuple[float, float]:
    """Full-resolution pixels per asked pixel in a rectangle, in x and in y direction: the median of some places.

    Not that of the middle, which may be a pole, where all longitudes meet in one pixel.
    """
    share = np.repeat(np.linspace(0.1, 0.9, SCALE_SAMPLES), 2)
    half = np.tile([-0.5, 0.5], SCALE_SAMPLES)
    cols, rows = _locate(
        change, inverse, grid, rect.col + share * rect.width + half, rect.row + share * rect.height + half
    )
    along_x = np.hypot(cols[::2, 1::2] - cols[::2, ::2], rows[::2, 1::2] - rows[::2, ::2])
    along_y = np.hypot(cols[1::2, ::2] - cols[::2, ::2], rows[1::2, ::2] - rows[::2, ::2])
    usable = np.isfinite(along_x) & np.isfinite(along_y) & (along_x > 0) & (along_y > 0)
    return (float(np.median(along_x[usable])), float(np.median(along_y[usable]))) if usable.any() else (1.0, 1.0)


def _settled(here: tuple[float, float], info: ImageInfo, grid: AskedGrid, grid_wkt: str) -> tuple[float, float]:
    """Pixels per pixel of the whole image where those here are about the same.

    So the level, and with it every value, does not depend on how a map is cut into requests. Images that cover half a
    continent have no scale of their own: there it is the scale here.
    """
    units = pixels_per_unit(info, grid_wkt)
    if units is None:
        return here
    whole = units[0] * grid.x_res, units[1] * grid.y_res
    is_alike = all(abs(one - other) <= MAX_SCALE_DIFFERENCE * other for one, other in zip(here, whole, strict=True))
    return whole if is_alike else here
