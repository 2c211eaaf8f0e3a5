"""The task of an export: one block drawn, cut along the mask, packed, with its overviews. Runs in the ENGINE.

Runs anywhere: it names its mosaic by where it is, and gives back bytes.
"""

from __future__ import annotations

import threading
import zlib
from dataclasses import dataclass, field

import numpy as np
import rasterio.features
import shapely
from affine import Affine

from ..mosaic.errors import BadRequestError
from ..reading.values import Extent, Failure, ReadReport, ReadRequest, TimeTexts
from .export_grid import TILE_PX
from .export_pixels import Array, Output, halved, packed
from .mosaics import Source, opened

REST_PX = TILE_PX // 2
"""Side of what is left of a block for coarser overviews."""
_withdrawn: set[str] = set()
_lock = threading.Lock()


@dataclass(frozen=True, kw_only=True)
class BlockTask:
    """What is to be drawn. Plain values."""

    run: str
    """Names the export; tasks of one that was withdrawn end early where that is known."""
    source: Source
    file: int
    number: int
    """Of the block in its file, row by row."""
    col: int
    """Of its first pixel in the file."""
    row: int
    extent: Extent
    width: int
    height: int
    crs_wkt: str
    resampling: str
    time: TimeTexts | None
    output: Output
    levels: int
    """Overviews that are whole tiles of this block."""
    has_rest: bool
    """Whether coarser ones need its pixels."""
    mask: tuple[bytes, ...] | None = None
    """Polygons (WKB) outside of which nothing stays; None without a mask."""


@dataclass(frozen=True, kw_only=True)
class DrawnBlock:
    """What became of it."""

    file: int
    number: int
    tiles: dict[tuple[int, int, int], bytes] = field(repr=False)
    """Packed, by level, column and row in the file; those in which there is nothing are left out."""
    rest: bytes | None = field(repr=False)
    """See ``rest_of``."""
    skipped: tuple[Failure, ...]
    """Images that could not be read."""


def withdraw(run: str) -> None:
    """Have the tasks of an export in this process end."""
    with _lock:
        _withdrawn.add(run)


def draw_block(task: BlockTask) -> DrawnBlock:
    """Draw one block. Raises what opening the mosaic and looking images up raise."""
    output = task.output
    request = ReadRequest(
        extent=task.extent,
        width=task.width,
        height=task.height,
        bands=output.read_bands,
        resampling=task.resampling,
        time=task.time,
    )
    read = output.read_blank(task.height, task.width)
    report = _read(task, request, read)
    pixels = output.from_layer(read)
    if task.mask is not None:
        _cut(pixels, task, output)
    tiles: dict[tuple[int, int, int], bytes] = {}
    level, array = 0, pixels
    is_empty = output.is_blank(pixels)
    while not is_empty:
        col, row = (first // (TILE_PX << level) for first in (task.col, task.row))
        tiles |= {(level, col + x, row + y): tile for x, y, tile in packed(array, output)}
        if level == task.levels:
            break
        array, level = halved(array, output), level + 1
    rest = zlib.compress(halved(array, output).tobytes(), 1) if task.has_rest and not is_empty else None
    return DrawnBlock(file=task.file, number=task.number, tiles=tiles, rest=rest, skipped=report.skipped)


def _read(task: BlockTask, request: ReadRequest, pixels: Array) -> ReadReport:
    while True:
        with opened(task.source) as layer:
            try:
                return layer.read_onto(request, task.crs_wkt, pixels, lambda: task.run in _withdrawn)
            except BadRequestError:
                # Other work with the same mosaic may have ended, and closed it: it is opened again.
                if not layer.is_closed or task.run in _withdrawn:
                    raise


def rest_of(data: bytes | None, width: int, height: int, output: Output) -> Array | None:
    """The pixels (band, row, column) that a block leaves for coarser overviews."""
    if data is None:
        return None
    return np.frombuffer(zlib.decompress(data), output.dtype).reshape(len(output.bands), height, width)


def _cut(pixels: Array, task: BlockTask, output: Output) -> None:
    """Leave nothing where the pixel's centre is outside of the mask."""
    xmin, ymin, xmax, ymax = task.extent
    transform = Affine((xmax - xmin) / task.width, 0, xmin, 0, -(ymax - ymin) / task.height, ymax)
    shapes = [shapely.from_wkb(each) for each in task.mask or ()]
    inside = np.zeros((task.height, task.width), np.uint8)
    if shapes:
        rasterio.features.rasterize(shapes, out=inside, transform=transform, default_value=1)
    pixels[:, inside == 0] = output.blank(1, 1)[:, 0]
