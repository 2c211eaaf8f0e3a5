"""The asked grid and rectangles of it: pure geometry on pixels. Runs in the ENGINE; no I/O, no projections."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass

from .values import Extent


@dataclass(frozen=True, slots=True)
class Rect:
    """A half-open rectangle of pixels."""

    col: int
    row: int
    width: int
    height: int

    @property
    def col_stop(self) -> int:
        return self.col + self.width

    @property
    def row_stop(self) -> int:
        return self.row + self.height

    @property
    def is_empty(self) -> bool:
        return self.width <= 0 or self.height <= 0

    def intersection(self, other: Rect) -> Rect:
        """The common part; may be empty."""
        col, row = max(self.col, other.col), max(self.row, other.row)
        return Rect(col, row, min(self.col_stop, other.col_stop) - col, min(self.row_stop, other.row_stop) - row)

    def pieces(self, size_px: int) -> list[Rect]:
        """The rectangle cut into parts of about equal size, none longer than `size_px`."""
        if self.is_empty:
            return []
        cols, rows = math.ceil(self.width / size_px), math.ceil(self.height / size_px)
        col_cuts = [self.col + self.width * i // cols for i in range(cols + 1)]
        row_cuts = [self.row + self.height * i // rows for i in range(rows + 1)]
        return [
            Rect(left, top, right - left, bottom - top)
            for top, bottom in itertools.pairwise(row_cuts)
            for left, right in itertools.pairwise(col_cuts)
        ]


@dataclass(frozen=True, slots=True)
class AskedGrid:
    """A north-up grid: row 0 at ymax, in the layer's CRS."""

    extent: Extent
    width: int
    height: int

    @property
    def x_res(self) -> float:
        """Width of a pixel in units of the CRS."""
        return (self.extent[2] - self.extent[0]) / self.width

    @property
    def y_res(self) -> float:
        """Height of a pixel in units of the CRS, positive."""
        return (self.extent[3] - self.extent[1]) / self.height

    @property
    def whole(self) -> Rect:
        return Rect(0, 0, self.width, self.height)

    def rect_of_centres(self, box: Extent) -> Rect:
        """The pixels whose centres lie in a half-open box (west and north edge inside); boxes side by side share none."""
        col, col_stop = (self._first_centre((x - self.extent[0]) / self.x_res, self.width) for x in (box[0], box[2]))
        row, row_stop = (self._first_centre((self.extent[3] - y) / self.y_res, self.height) for y in (box[3], box[1]))
        return Rect(col, row, col_stop - col, row_stop - row)

    def rect_touching(self, box: Extent, margin_px: int = 1) -> Rect:
        """All pixels that a box touches and some more around, within the grid."""
        col = math.floor((box[0] - self.extent[0]) / self.x_res) - margin_px
        col_stop = math.ceil((box[2] - self.extent[0]) / self.x_res) + margin_px
        row = math.floor((self.extent[3] - box[3]) / self.y_res) - margin_px
        row_stop = math.ceil((self.extent[3] - box[1]) / self.y_res) + margin_px
        return self.whole.intersection(Rect(col, row, col_stop - col, row_stop - row))

    def box(self, rect: Rect) -> Extent:
        """The ground under a rectangle of pixels."""
        return (
            self.extent[0] + rect.col * self.x_res,
            self.extent[3] - rect.row_stop * self.y_res,
            self.extent[0] + rect.col_stop * self.x_res,
            self.extent[3] - rect.row * self.y_res,
        )

    @staticmethod
    def _first_centre(edge_px: float, size_px: int) -> int:
        # Rounded to a millionth of a pixel first: tile edges that fall on centres must not flicker with the float noise.
        return min(max(math.ceil(round(edge_px - 0.5, 6)), 0), size_px)


def merged(rects: Iterable[Rect]) -> list[Rect]:
    """Fewer, larger rectangles that cover the same pixels: neighbours of one row span join, then equal column spans."""
    rows: list[Rect] = []
    for rect in sorted(rects, key=lambda r: (r.row, r.height, r.col)):
        last = rows[-1] if rows else None
        if last and (last.row, last.height, last.col_stop) == (rect.row, rect.height, rect.col):
            rows[-1] = Rect(last.col, last.row, last.width + rect.width, last.height)
        else:
            rows.append(rect)
    joined: list[Rect] = []
    for rect in sorted(rows, key=lambda r: (r.col, r.width, r.row)):
        last = joined[-1] if joined else None
        if last and (last.col, last.width, last.row_stop) == (rect.col, rect.width, rect.row):
            joined[-1] = Rect(last.col, last.row, last.width, last.height + rect.height)
        else:
            joined.append(rect)
    return sorted(joined, key=lambda r: (r.row, r.col))
