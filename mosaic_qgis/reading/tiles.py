"""Decoded internal tiles of images and their cache, bounded in bytes. Runs in the ENGINE.

A tile is what one decoding gives: whole blocks of one level of one image. Keeping these instead of finished map tiles
means that a pan, another style, another selection rule or another grid never decodes or fetches anything twice, and
that every map is resampled only once, straight from the image's own pixels.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from rasterio.io import DatasetReader
from rasterio.windows import Window

from .images import ImageInfo, Level, MaskKind
from .pool import ImageSource

Pixels = NDArray[Any]


@dataclass(frozen=True, slots=True)
class TileKey:
    """Which tile of which image; `bands` are the file's, 1-based."""

    source: ImageSource
    level: int
    col: int
    row: int
    bands: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SourceTile:
    """Decoded pixels."""

    data: Pixels
    """Axes (band, row, column)."""
    valid: NDArray[np.uint8] | None
    """Alpha or mask, 0 where there is no data, shape (row, column); None when the image's nodata decides, or all is data."""

    @property
    def nbytes(self) -> int:
        return self.data.nbytes + (self.valid.nbytes if self.valid is not None else 0)


class TileCache:
    """The tiles used last, at most `max_bytes` of them. Thread-safe."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._tiles: OrderedDict[TileKey, SourceTile] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: TileKey) -> SourceTile | None:
        with self._lock:
            tile = self._tiles.get(key)
            if tile is not None:
                self._tiles.move_to_end(key)
            return tile

    def put(self, key: TileKey, tile: SourceTile) -> None:
        """Keep a tile; one that is larger than the whole cache is not kept."""
        with self._lock:
            old = self._tiles.pop(key, None)
            if old is not None:
                self._bytes -= old.nbytes
            if tile.nbytes > self._max_bytes:
                return
            self._tiles[key] = tile
            self._bytes += tile.nbytes
            while self._bytes > self._max_bytes:
                _, dropped = self._tiles.popitem(last=False)
                self._bytes -= dropped.nbytes

    @property
    def nbytes(self) -> int:
        with self._lock:
            return self._bytes

    @property
    def limit_bytes(self) -> int:
        """What it may hold."""
        return self._max_bytes

    def forget(self, source: ImageSource) -> None:
        """Drop the tiles of an image."""
        with self._lock:
            for key in [key for key in self._tiles if key.source == source]:
                self._bytes -= self._tiles.pop(key).nbytes

    def clear(self) -> None:
        with self._lock:
            self._tiles.clear()
            self._bytes = 0


class Lender(Protocol):
    """Where open datasets come from: the pool, or an excerpt in memory."""

    def borrow(self, source: ImageSource, level_index: int = 0) -> AbstractContextManager[DatasetReader]:
        """An open dataset for the calling thread alone, see `DatasetPool.borrow`."""
        ...


def decode(pool: Lender, info: ImageInfo, level: Level, key: TileKey) -> SourceTile:
    """Read one tile. May take as long as the network's time limits.

    Raises:
        MosaicError: the image cannot be opened or read.
    """
    col, row, width, height = level.tile_window(key.col, key.row)
    if level.index == 0:
        with pool.borrow(key.source) as dataset:
            return _read(dataset, info, key.bands, Window(col, row, width, height), None)
    if level.is_whole_multiple:
        # The same pixels as the overview's own, without opening it: GDAL picks the overview that fits the buffer.
        fx, fy = int(level.factor_x), int(level.factor_y)
        with pool.borrow(key.source) as dataset:
            return _read(dataset, info, key.bands, Window(col * fx, row * fy, width * fx, height * fy), (height, width))
    with pool.borrow(key.source, level.index) as dataset:
        if (dataset.width, dataset.height) == (level.width, level.height):
            return _read(dataset, info, key.bands, Window(col, row, width, height), None)
    # An overview of an unusual size: let GDAL resample to the size that was planned with.
    window = Window(col * level.factor_x, row * level.factor_y, width * level.factor_x, height * level.factor_y)
    with pool.borrow(key.source) as dataset:
        return _read(dataset, info, key.bands, window, (height, width))


def _read(
    dataset: DatasetReader, info: ImageInfo, bands: tuple[int, ...], window: Window, shape: tuple[int, int] | None
) -> SourceTile:
    valid: NDArray[np.uint8] | None = None
    if info.mask_kind is MaskKind.ALPHA and info.alpha_band is not None:
        alpha = info.alpha_band
        if info.dtypes[alpha - 1] == info.dtypes[bands[0] - 1]:
            data = dataset.read([*bands, alpha], window=window, out_shape=shape and (len(bands) + 1, *shape))
            data, opacity = data[:-1], data[-1]
        else:
            data = dataset.read(list(bands), window=window, out_shape=shape and (len(bands), *shape))
            opacity = dataset.read(alpha, window=window, out_shape=shape)
        valid = eight_bit(opacity)
    else:
        data = dataset.read(list(bands), window=window, out_shape=shape and (len(bands), *shape))
        if info.mask_kind is MaskKind.MASK:
            valid = dataset.read_masks(bands[0], window=window, out_shape=shape)
    if valid is not None and valid.min() == 255:
        valid = None
    return SourceTile(data=data, valid=valid)


def eight_bit(opacity: Pixels) -> NDArray[np.uint8]:
    """Alpha as 0…255, whatever the type of the band: 16-bit alpha is scaled, anything visible stays visible."""
    if opacity.dtype == np.uint8:
        return opacity
    if opacity.dtype == np.uint16 and opacity.max(initial=0) > 255:
        return np.where(opacity > 0, np.maximum(opacity >> 8, 1), 0).astype(np.uint8)
    if opacity.dtype.kind == "f" and opacity.max(initial=0) <= 1:
        opacity = opacity * 255
    return np.clip(opacity, 0, 255).astype(np.uint8)
