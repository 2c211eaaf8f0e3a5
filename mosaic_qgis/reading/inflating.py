"""Tiles made of the bytes of their blocks without GDAL, where that takes no more than inflating. Runs in the ENGINE.

GDAL opens a dataset for this, reads each band by itself and fills a cache of blocks that nobody asks again: beside its
inflating that is a third of the time. The pixels are GDAL's, bit by bit; whatever is not plain (another codec, blocks that are
left out, damage) is left to it. Python's lock is free while bytes are inflated. No I/O, no cache.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping

import deflate
import numpy as np
from numpy.typing import NDArray

from .coding import FLOATING_POINT, HORIZONTAL, Coding
from .images import ImageInfo, Level, MaskKind
from .tiff import Block, Directory, Layout
from .tiles import Pixels, SourceTile, TileKey, eight_bit

Words = NDArray[np.unsignedinteger]

MOST_BLOCK_BYTES = 32 * 1024 * 1024
"""What a block may hold: more is read in parts, which GDAL can and this cannot."""

_MOST_RATIO = 1100
"""Deflate makes at most 1032 bytes of one."""


def inflated(
    layout: Layout, info: ImageInfo, level: Level, key: TileKey, blocks: Mapping[Block, bytes]
) -> SourceTile | None:
    """The tile that `tiles.decode` would make of the same blocks; None where GDAL has to do it, or to say what is wrong."""
    images: list[int] = []
    masks: list[int] = []
    for number, directory in enumerate(layout.directories):
        if (directory.width, directory.height) == (level.width, level.height):
            (masks if directory.is_mask else images).append(number)
    coding = layout.directories[images[0]].coding if len(images) == 1 else None
    if coding is None or coding.bits == 1 or not _is_as_told(coding, info):
        return None
    bands = list(key.bands)
    if info.mask_kind is MaskKind.ALPHA and info.alpha_band is not None:
        bands.append(info.alpha_band)
    window = level.tile_window(key.col, key.row)
    data = _window(layout, images[0], coding, window, bands, blocks)
    if data is None:
        return None
    valid: NDArray[np.uint8] | None = None
    if len(bands) > len(key.bands):
        data, valid = data[:-1], eight_bit(data[-1])
    elif info.mask_kind is MaskKind.MASK:
        valid = _mask(layout, masks, window, blocks)
        if valid is None:
            return None
    if valid is not None and valid.min() == 255:
        valid = None
    return SourceTile(data=data, valid=valid)


def _is_as_told(coding: Coding, info: ImageInfo) -> bool:
    """Whether GDAL takes the bands for what they are in the file."""
    return len(info.dtypes) == coding.bands and set(info.dtypes) == {np.dtype(coding.dtype).name}


def _mask(
    layout: Layout, masks: list[int], window: tuple[int, int, int, int], blocks: Mapping[Block, bytes]
) -> NDArray[np.uint8] | None:
    coding = layout.directories[masks[0]].coding if len(masks) == 1 else None
    if coding is None or coding.bits != 1:
        return None
    found = _window(layout, masks[0], coding, window, [1], blocks)
    return None if found is None else found[0]


def _window(
    layout: Layout,
    number: int,
    coding: Coding,
    window: tuple[int, int, int, int],
    bands: list[int],
    blocks: Mapping[Block, bytes],
) -> Pixels | None:
    """A window (column, row, width, height) of these 1-based bands of the directory of this number, (band, row, column)."""
    directory = layout.directories[number]
    left, top, width, height = window
    if directory.block_width * directory.block_height * coding.samples * coding.bits // 8 > MOST_BLOCK_BYTES:
        return None
    plane = directory.columns * directory.rows
    parts: list[tuple[int, int, list[int], bytes]] = []
    for place in sorted({band - 1 for band in bands}) if directory.planes > 1 else [0]:
        targets = [i for i, band in enumerate(bands) if directory.planes == 1 or band - 1 == place]
        for row in range(top // directory.block_height, -(-(top + height) // directory.block_height)):
            for col in range(left // directory.block_width, -(-(left + width) // directory.block_width)):
                block = layout.block(number, place * plane + row * directory.columns + col)
                body = None if block is None else blocks.get(block)
                if not body:
                    return None
                parts.append((col, row, targets, body))
    dtype = np.dtype(coding.dtype).newbyteorder("=")
    made = np.empty((len(bands), height, width), f"u{dtype.itemsize}")
    has_differences = coding.predictor == HORIZONTAL and dtype.itemsize > 1
    for col, row, targets, body in parts:
        pixels = _pixels(directory, coding, row, body)
        if pixels is None:
            return None
        x, y = col * directory.block_width, row * directory.block_height
        x0, y0 = max(x, left), max(y, top)
        x1, y1 = min(x + directory.block_width, left + width), min(y + len(pixels), top + height)
        for target in targets:
            there = made[target, y0 - top : y1 - top, x0 - left : x1 - left]
            # From the block's left edge on, where sums begin.
            here = pixels[y0 - y : y1 - y, : x1 - x, 0 if directory.planes > 1 else bands[target] - 1]
            if not has_differences:
                there[...] = here[:, x0 - x :]
            elif x0 == x:
                np.add.accumulate(here, axis=1, dtype=made.dtype, out=there)
            else:
                there[...] = np.add.accumulate(here, axis=1, dtype=made.dtype)[:, x0 - x :]
    return made.view(dtype)


def _pixels(directory: Directory, coding: Coding, row: int, body: bytes) -> Words | None:
    """A block in this row of blocks, axes (row, column, sample); None when its bytes are not what they should be.

    Samples are unsigned numbers of the same bits, in this machine's order. With the horizontal predictor and more than 8 bits they
    are still differences: whoever wants them adds them up, only those that are wanted.
    """
    width, height = directory.block_width, directory.block_height
    if not directory.is_tiled:
        height = min(height, directory.height - row * height)
    row_bytes = -(-width * coding.samples * coding.bits // 8)
    size = height * row_bytes
    if coding.is_deflated:
        if size > len(body) * _MOST_RATIO:
            return None
        try:
            body = deflate.zlib_decompress(body, size)
        except deflate.DeflateError:
            return None
    if len(body) != size:
        return None
    rows = np.frombuffer(body, np.uint8).reshape(height, row_bytes)
    if coding.bits == 1:
        return (np.unpackbits(rows, axis=1, count=width) * np.uint8(255))[..., np.newaxis]
    shape = (height, width, coding.samples)
    if coding.predictor == FLOATING_POINT:
        return _floats(rows, coding).reshape(shape)
    if coding.predictor == HORIZONTAL and coding.bits == 8:
        _add_up_bytes(rows, coding.samples)
    words = rows.view(np.dtype(coding.dtype).str.replace("i", "u").replace("f", "u")).reshape(shape)
    return words if words.dtype.isnative else words.astype(words.dtype.newbyteorder("="))


def _add_up_bytes(rows: NDArray[np.uint8], step: int) -> None:
    """Add to each byte of a row all those that lie before it by a multiple of the step, in place.

    With sums over ever longer distances: each of the few passes adds many bytes at once, which one sum after the other cannot.
    """
    while step < rows.shape[1]:
        rows[:, step:] += rows[:, :-step]
        step *= 2


def _floats(rows: NDArray[np.uint8], coding: Coding) -> Words:
    """Undo the predictor for floats: differences of bytes, those of the same worth of a whole row side by side."""
    _add_up_bytes(rows, coding.samples)
    size = coding.bits // 8
    planes = rows.reshape(len(rows), size, -1)
    mixed = np.empty((len(rows), planes.shape[2], size), np.uint8)
    for place in range(size):
        # The highest come first, whatever the file's order of bytes.
        mixed[:, :, size - 1 - place if sys.byteorder == "little" else place] = planes[:, place]
    return mixed.view(f"u{size}")
