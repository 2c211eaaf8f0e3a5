"""A TIFF in memory, opened by GDAL as what tiles are decoded from. Runs in the ENGINE; no network."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rasterio.io import DatasetReader, MemoryFile

from .pool import ImageSource, image_errors, memory_environment


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
