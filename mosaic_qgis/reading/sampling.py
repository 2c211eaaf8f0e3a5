"""From decoded tiles to one image on the asked grid: what is needed of it, and nearest neighbour by our own arithmetic.

Runs in the ENGINE. Arrays only: no I/O, no waiting. Every function works on one image and one rectangle, so that several
threads can work on different rectangles of the same map.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .band_math import BandMath
from .grid import AskedGrid, Rect
from .images import Level
from .projecting import SourceGrid
from .tiles import SourceTile

Pixels = NDArray[Any]
Mask = NDArray[np.bool_]

KERNEL_RADIUS = {"bilinear": 1, "cubic": 2, "cubic_spline": 2, "lanczos": 3}
"""Source pixels on each side that a resampling looks at, at full resolution; the others look at one asked pixel."""

Limits = tuple[float, float, float, float]
"""Smallest and largest column, then row, of a level."""

TileIndex = tuple[int, int]
"""Column and row of a tile in its level."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """What the pixels become: the same for all images of one reading."""

    grid: AskedGrid
    grid_wkt: str
    dtype: np.dtype[Any]
    """Of the data bands, before the alpha band is added."""
    nodata: float | None
    """The layer's nodata value; None when it has an alpha band."""
    source_bands: tuple[int, ...]
    """Positions (from 0) among an image's data bands, one per array band."""
    resampling: str
    math: BandMath | None = None
    """Makes other bands of those, image by image, before they are laid over each other."""
    nodata_override: float | None = None
    unscale: bool = False

    @property
    def blank(self) -> float:
        """What uncovered pixels hold."""
        return 0 if self.nodata is None else self.nodata


@dataclass(frozen=True, kw_only=True)
class SourceWindow:
    """The part of one level of an image that a rectangle needs, as tiles."""

    col: int
    """Leftmost column in the level."""
    row: int
    width: int
    height: int

    def tiles(self, level: Level) -> list[TileIndex]:
        """The tiles that hold the window, row by row."""
        cols = range(self.col // level.tile_width, -(-(self.col + self.width) // level.tile_width))
        rows = range(self.row // level.tile_height, -(-(self.row + self.height) // level.tile_height))
        return [(col, row) for row in rows for col in cols]


def place_window(place: SourceGrid, part: Rect, resampling: str) -> tuple[Limits, SourceWindow] | None:
    """Where a part of the asked grid lies in the image, and the pixels it needs; None when it lies beside the image."""
    limits = place.window(part)
    if limits is None:
        return None
    level = place.level
    margin = 0
    if resampling != "nearest":
        ratio = max(1.0, *place.level_pixels)
        margin = math.ceil(KERNEL_RADIUS.get(resampling, 1) * 2 * ratio) + 2
    left, right, top, bottom = limits
    if right < -margin or bottom < -margin or left >= level.width + margin or top >= level.height + margin:
        return None
    # One pixel of room for the error of the interpolation; coordinates far outside are clipped first.
    col = min(max(math.floor(left) - 1 - margin, 0), level.width - 1)
    row = min(max(math.floor(top) - 1 - margin, 0), level.height - 1)
    col_stop = min(max(math.ceil(right) + 1 + margin, col + 1), level.width)
    row_stop = min(max(math.ceil(bottom) + 1 + margin, row + 1), level.height)
    return limits, SourceWindow(col=col, row=row, width=col_stop - col, height=row_stop - row)


def assemble(
    window: SourceWindow, level: Level, tiles: Mapping[TileIndex, SourceTile]
) -> tuple[Pixels, NDArray[np.uint8] | None, int, int]:
    """Pixels around a window: (band, row, column), opacity or None, and the column and row of their first pixel.

    One tile is given as it is; several are copied together. Where a tile is missing, because it could not be read,
    the opacity is 0.
    """
    indexes = window.tiles(level)
    if len(indexes) == 1:
        tile = tiles[indexes[0]]
        return tile.data, tile.valid, indexes[0][0] * level.tile_width, indexes[0][1] * level.tile_height
    found = [tiles[index] for index in indexes if index in tiles]
    whole = len(found) == len(indexes)
    make = np.empty if whole else np.zeros
    data = make((found[0].data.shape[0], window.height, window.width), dtype=found[0].data.dtype)
    valid = None
    if not whole or any(tile.valid is not None for tile in found):
        valid = np.zeros((window.height, window.width), dtype=np.uint8)
    for index in indexes:
        if index not in tiles:
            continue
        tile = tiles[index]
        left, top, width, height = level.tile_window(*index)
        x0, x1 = max(left, window.col), min(left + width, window.col + window.width)
        y0, y1 = max(top, window.row), min(top + height, window.row + window.height)
        target = (slice(y0 - window.row, y1 - window.row), slice(x0 - window.col, x1 - window.col))
        source = (slice(y0 - top, y1 - top), slice(x0 - left, x1 - left))
        data[(slice(None), *target)] = tile.data[(slice(None), *source)]
        if valid is not None:
            valid[target] = 255 if tile.valid is None else tile.valid[source]
    return data, valid, window.col, window.row


@dataclass(frozen=True, slots=True)
class Sampled:
    """One image on a part of the asked grid."""

    pixels: Pixels
    """(band, row, column) in the image's own dtype."""
    opacity: NDArray[np.uint8] | None
    """Alpha 0…255, shape (row, column); None when everything inside is opaque."""
    inside: Mask | None
    """True where the image lies, shape (row, column); None when it covers the whole part."""


def nearest(
    place: SourceGrid, part: Rect, limits: Limits, window: SourceWindow, tiles: Mapping[TileIndex, SourceTile]
) -> Sampled:
    """Nearest neighbour: the image's pixel under the centre of each asked pixel. `limits` are `place.window(part)`."""
    level = place.level
    data, valid, col0, row0 = assemble(window, level, tiles)
    if place.separable:
        return _nearest_separable(place, part, data, valid, col0, row0)
    # Where all control points lie well inside the image, so do the pixels between them.
    all_inside = (
        min(limits[0], limits[2]) >= 0.1
        and limits[1] <= level.width - 0.1
        and limits[3] <= level.height - 0.1
        and (place.step > 1 or bool(np.isfinite(place.cols[place.nodes(part)]).all()))
    )
    count, height, width = data.shape
    flat = [data[band].reshape(-1) for band in range(count)]
    picked = np.empty((count, part.height, part.width), dtype=data.dtype)
    opacity = None if valid is None else np.empty((part.height, part.width), dtype=np.uint8)
    inside = None if all_inside else np.empty((part.height, part.width), dtype=bool)
    strips = (
        _exact_strips(place, part) if place.step == 1 else _interpolated_strips(place, part, col0, row0, width, height)
    )
    index = np.empty((_strip_rows(part), part.width), dtype=np.intp)
    for row, level_cols, level_rows in strips:
        stop = row + level_cols.shape[0]
        cols, rows = (level_cols - col0, level_rows - row0) if place.step == 1 else (level_cols, level_rows)
        if inside is not None:
            here = inside[row:stop]
            np.logical_and(cols >= -col0, cols < level.width - col0, out=here)
            here &= rows >= -row0
            here &= rows < level.height - row0
        flat_index = index[: stop - row]
        np.multiply(rows, width, out=flat_index)
        flat_index += cols
        for band in range(count):
            np.take(flat[band], flat_index, out=picked[band, row:stop], mode="clip")
        if opacity is not None and valid is not None:
            np.take(valid.reshape(-1), flat_index, out=opacity[row:stop], mode="clip")
    if inside is not None and inside.all():
        inside = None
    return Sampled(picked, opacity, inside)


def _nearest_separable(
    place: SourceGrid, part: Rect, data: Pixels, valid: NDArray[np.uint8] | None, col0: int, row0: int
) -> Sampled:
    """The same where one index per column and one per row do."""
    area, level = place.nodes(part), place.level
    height, width = data.shape[1:]
    cols = np.floor(_line(place.cols[0, area[1]], part.width, part.col - place.origin[0], place.step, area[1])).astype(
        np.intp
    )
    rows = np.floor(_line(place.rows[area[0], 0], part.height, part.row - place.origin[1], place.step, area[0])).astype(
        np.intp
    )
    col_in, row_in = (cols >= 0) & (cols < level.width), (rows >= 0) & (rows < level.height)
    inside = None if col_in.all() and row_in.all() else row_in[:, np.newaxis] & col_in[np.newaxis, :]
    col_index, row_index = np.clip(cols - col0, 0, width - 1), np.clip(rows - row0, 0, height - 1)
    picked = data[:, row_index][:, :, col_index]
    opacity = None if valid is None else valid[row_index][:, col_index]
    return Sampled(picked, opacity, inside)


def _line(nodes: Pixels, count: int, offset: int, step: int, area: slice) -> Pixels:
    position = (np.arange(count) + offset - area.start * step) / step
    # Linear for sure (same CRS): extend the first cell, which keeps whole pixels whole where np.interp would round.
    slope = (nodes[-1] - nodes[0]) / (nodes.size - 1)
    return np.asarray(np.round(nodes[0] + position * slope, 9))


STRIP_PX = 32_768
"""Pixels that are located at once: the numbers of a strip stay in the processor's cache, and calls stay few."""

Strips = Iterator[tuple[int, NDArray[np.int32], NDArray[np.int32]]]
"""First row of the strip within the part, columns and rows of the image per pixel (whole numbers, may be overwritten)."""


def _strip_rows(part: Rect) -> int:
    return min(part.height, max(1, STRIP_PX // part.width))


def _exact_strips(place: SourceGrid, part: Rect) -> Strips:
    """Where every pixel was projected: columns and rows of the level."""
    area = place.nodes(part)
    far = 2**30
    strip_rows = _strip_rows(part)
    for row in range(0, part.height, strip_rows):
        lines = slice(area[0].start + row, area[0].start + min(row + strip_rows, part.height))
        columns = slice(area[1].start, area[1].start + part.width)
        found = []
        for nodes in (place.cols[lines, columns], place.rows[lines, columns]):
            # What has no place is far to the left; what is far stays there without overflow.
            known = np.clip(np.nan_to_num(nodes, nan=-far, posinf=far, neginf=-far), -far, far)
            found.append(np.floor(known).astype(np.int32))
        yield row, found[0], found[1]


def _interpolated_strips(place: SourceGrid, part: Rect, col0: int, row0: int, width: int, height: int) -> Strips:
    """Columns and rows relative to the assembled window, by 32-bit fixed-point interpolation between control points.

    Whole-number arithmetic because flooring is then a shift; the fraction keeps at least 12 bits, far below the error
    of the interpolation.
    """
    area, step = place.nodes(part), place.step
    bits = min(16, 28 - max(width, height).bit_length())
    offset_row, offset_col = (
        part.row - place.origin[1] - area[0].start * step,
        part.col - place.origin[0] - area[1].start * step,
    )
    cells = area[1].stop - area[1].start - 1
    along = np.arange(step, dtype=np.int32)
    lines = []
    position = (np.arange(part.height) + offset_row) / step
    for nodes, origin in ((place.cols[area], col0), (place.rows[area], row0)):
        first = position.astype(np.intp)
        share = (position - first)[:, np.newaxis]
        fixed = (nodes - origin) * (1 << bits)
        line = fixed[first] + (fixed[first + 1] - fixed[first]) * share
        slope = np.rint((line[:, 1:] - line[:, :-1]) / step).astype(np.int32)
        lines.append((np.rint(line[:, :-1]).astype(np.int32)[:, :, np.newaxis], slope[:, :, np.newaxis]))
    strip_rows = _strip_rows(part)
    buffers = [np.empty((strip_rows, cells, step), dtype=np.int32) for _ in lines]
    for row in range(0, part.height, strip_rows):
        stop = min(row + strip_rows, part.height)
        found = []
        for (start, slope), buffer in zip(lines, buffers, strict=True):
            filled = buffer[: stop - row]
            np.multiply(slope[row:stop], along, out=filled)
            filled += start[row:stop]
            filled >>= bits
            found.append(filled.reshape(stop - row, cells * step)[:, offset_col : offset_col + part.width])
        yield row, found[0], found[1]
