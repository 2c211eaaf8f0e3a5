"""A part of a TIFF: which blocks a tile is made of, and as a file in memory that GDAL decodes. Runs in the ENGINE; no I/O."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rasterio.io import DatasetReader, MemoryFile

from .images import ImageInfo, Level
from .pool import ImageSource, image_errors, memory_environment
from .tiff import Block, Layout
from .tiles import TileKey


def blocks_of(layout: Layout, info: ImageInfo, level: Level, key: TileKey) -> list[Block] | None:
    """The blocks of a tile, with those of its alpha band or mask; None when the file has no such level."""
    bands = {*key.bands, info.alpha_band or key.bands[0]}
    return layout.blocks((level.width, level.height), level.tile_window(key.col, key.row), bands)


class Excerpt:
    """Bytes of a TIFF as what `decode` borrows datasets from."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    @contextmanager
    def borrow(self, source: ImageSource, level_index: int = 0) -> Iterator[DatasetReader]:
        """The excerpt opened, errors named after the image."""
        extra = {"OVERVIEW_LEVEL": level_index - 1} if level_index else {}
        with (
            image_errors(source.href),
            memory_environment(),
            MemoryFile(self._content) as file,
            file.open(driver="GTiff", sharing=False, **extra) as dataset,
        ):
            yield dataset
