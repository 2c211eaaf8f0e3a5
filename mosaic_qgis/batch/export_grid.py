"""What an export is asked for, made exact: the grid of pixels, its files and their blocks. Runs in the ENGINE; pure.

The grid hangs on the west and north edge that were asked for; its east and south edge give way to whole pixels.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from affine import Affine
from pyproj.exceptions import CRSError

from ..mosaic.errors import BadRequestError
from ..reading.crs import crs_from_wkt, transformer
from ..reading.description import LayerDescription
from ..reading.grid import Rect
from ..reading.values import Extent

TILE_PX = 512
"""Side of the tiles of a file."""
LARGEST_BLOCK_PX = 2048
"""Side of what one task draws: a power of two of tiles."""
MOST_BLOCK_BYTES = 8 << 20
"""Pixels of a task: it holds them several times over while it draws and packs them."""
MOST_SIDE_PX = 4_000_000
LARGEST_FILE_PX = 65_536
"""Side of a file, where nothing else was asked for."""
SMALLEST_FILE_PX = LARGEST_BLOCK_PX
_EDGE_POINTS = 41
_PROBE = 1e-3


@dataclass(frozen=True, kw_only=True)
class ExportGrid:
    """A north-up grid of pixels."""

    left: float
    """West edge, in units of the CRS."""
    top: float
    x_res: float
    """Width of a pixel."""
    y_res: float
    """Height of a pixel, positive."""
    width: int
    """Columns."""
    height: int
    """Rows."""
    crs_wkt: str

    def extent(self, rect: Rect) -> Extent:
        """The ground under some of the pixels."""
        return (
            self.left + rect.col * self.x_res,
            self.top - rect.row_stop * self.y_res,
            self.left + rect.col_stop * self.x_res,
            self.top - rect.row * self.y_res,
        )

    def transform(self, rect: Rect) -> Affine:
        """From pixels of a rectangle to the ground."""
        return Affine(
            self.x_res, 0, self.left + rect.col * self.x_res, 0, -self.y_res, self.top - rect.row * self.y_res
        )

    @property
    def whole(self) -> Rect:
        return Rect(0, 0, self.width, self.height)


def check_crs(wkt: str) -> None:
    """Raises BadRequestError for a text that is no CRS."""
    try:
        crs_from_wkt(wkt)
    except CRSError as error:
        raise BadRequestError(f"A coordinate reference system is given as WKT, not {wkt[:80]!r}.") from error


def resolve_grid(
    description: LayerDescription, wkt: str, extent: Extent | None, resolution: tuple[float, float] | None
) -> ExportGrid:
    """The grid of an export in a CRS.

    `extent`: in that CRS, None is all of the mosaic. `resolution`: width and height of a pixel, None is that of the layer's finest zoom.

    Raises:
        BadRequestError: it has no pixel, too many, or the mosaic has no place in the CRS.
    """
    box = box_in(description.crs_wkt, wkt, description.extent) if extent is None else extent
    if not all(map(math.isfinite, box)) or box[0] >= box[2] or box[1] >= box[3]:
        raise BadRequestError(f"An extent is finite with xmin < xmax and ymin < ymax, not {list(box)}.")
    x_res, y_res = resolution or _native(description, wkt, box)
    if not (math.isfinite(x_res) and math.isfinite(y_res) and x_res > 0 and y_res > 0):
        raise BadRequestError(f"A pixel has a positive width and height, not {x_res:g} x {y_res:g}.")
    # Whole, but for the noise of divisions.
    width, height = (
        max(1, math.ceil(round(size / res, 6))) for size, res in ((box[2] - box[0], x_res), (box[3] - box[1], y_res))
    )
    if max(width, height) > MOST_SIDE_PX:
        raise BadRequestError(
            f"An export has {MOST_SIDE_PX} pixels a side at most, {width} x {height} were asked for: choose a smaller extent or "
            "larger pixels."
        )
    return ExportGrid(
        left=box[0], top=box[3], x_res=x_res, y_res=y_res, width=width, height=height, crs_wkt=wkt
    )  # fmt: skip


def box_in(from_wkt: str, to_wkt: str, box: Extent) -> Extent:
    """The box in another CRS that holds a box. Raises BadRequestError where it has no place there."""
    change = transformer(from_wkt, to_wkt)
    if change is None:
        return box
    xmin, ymin, xmax, ymax = box
    # Also the inside: a pole may lie there.
    x, y = np.meshgrid(np.linspace(xmin, xmax, _EDGE_POINTS), np.linspace(ymin, ymax, _EDGE_POINTS))
    x, y = change.transform(x.ravel(), y.ravel())
    fits = np.isfinite(x) & np.isfinite(y)
    if not fits.any():
        raise BadRequestError("The extent has no place in the coordinate reference system: choose another one of both.")
    return float(x[fits].min()), float(y[fits].min()), float(x[fits].max()), float(y[fits].max())


def _native(description: LayerDescription, wkt: str, box: Extent) -> tuple[float, float]:
    """The size of square pixels that are about as large on the ground as the layer's finest, in the middle of a box."""
    finest = description.resolutions[0]
    change = transformer(wkt, description.crs_wkt)
    if change is None:
        return finest, finest
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    step = min(box[2] - box[0], box[3] - box[1]) * _PROBE
    to_x, to_y = change.transform(np.array([x, x + step, x]), np.array([y, y, y + step]))
    area = abs((to_x[1] - to_x[0]) * (to_y[2] - to_y[0]) - (to_x[2] - to_x[0]) * (to_y[1] - to_y[0]))
    if not math.isfinite(area) or area <= 0:
        raise BadRequestError("The size of the mosaic's pixels is not known in this extent: give a resolution.")
    size = finest * step / math.sqrt(area)
    return size, size


@dataclass(frozen=True, kw_only=True)
class FilePlan:
    """One file of an export."""

    number: int
    """Counts from 0, row by row."""
    name: str
    """Without folder; tells its place in the grid of files."""
    rect: Rect
    """Its pixels in the export's grid."""


def files_of(grid: ExportGrid, largest_px: int) -> list[FilePlan]:
    """The files, none longer than about ``largest_px`` a side; blocks of neighbours do not overlap."""
    if max(grid.width, grid.height) <= largest_px:
        return [FilePlan(number=0, name="whole", rect=grid.whole)]
    side = max(largest_px // LARGEST_BLOCK_PX, 1) * LARGEST_BLOCK_PX
    cols, rows = -(-grid.width // side), -(-grid.height // side)
    digits = len(str(max(cols, rows)))
    return [
        FilePlan(
            number=row * cols + col,
            name=f"r{row + 1:0{digits}}_c{col + 1:0{digits}}",
            rect=grid.whole.intersection(Rect(col * side, row * side, side, side)),
        )
        for row in range(rows)
        for col in range(cols)
    ]


def block_size(pixel_bytes: int) -> int:
    """Side of a block, given the bytes of all bands of a pixel."""
    size = LARGEST_BLOCK_PX
    while size > TILE_PX and size * size * pixel_bytes > MOST_BLOCK_BYTES:
        size //= 2
    return size


def blocks_of(rect: Rect, size_px: int) -> Iterator[Rect]:
    """The blocks of a file, row by row, in pixels of the file."""
    whole = Rect(0, 0, rect.width, rect.height)
    for row in range(0, rect.height, size_px):
        for col in range(0, rect.width, size_px):
            yield whole.intersection(Rect(col, row, size_px, size_px))


def count_blocks(rect: Rect, size_px: int) -> int:
    """How many there are."""
    return -(-rect.width // size_px) * -(-rect.height // size_px)


def level_sizes(width: int, height: int) -> list[tuple[int, int]]:
    """The sizes of a file's image and its overviews, each half of the one before, down to one tile."""
    sizes = [(width, height)]
    while max(sizes[-1]) > TILE_PX:
        width, height = -(-width // 2), -(-height // 2)
        sizes.append((width, height))
    return sizes
