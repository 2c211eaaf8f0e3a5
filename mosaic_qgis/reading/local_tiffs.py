"""TIFFs of this machine, known by their heads, and their plainest tiles. Runs in the ENGINE.

Opening a file takes GDAL several times as long as reading its head. So the first image of a series is opened by GDAL, and
of the others the head is compared; tiles that need no more than inflating are read without it. What has parts in other
files, keeps its tables far from its beginning, is coded otherwise, or is no TIFF is GDAL's.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass

from cachetools import LRUCache

from .excerpt import blocks_of
from .images import LARGEST_BLOCK_PX, ImageInfo, Level
from .inflating import inflated
from .likeness import Likenesses
from .pool import DatasetPool, ImageSource
from .tiff import Block, Layout, UnsuitedTiff, local_layout, merged
from .tiles import SourceTile, TileKey, decode

HEADS_BYTES = 32 * 1024 * 1024
"""Heads in memory, at most."""

GAP_BYTES = 4096
"""Blocks with less than that between them are read together."""

MOST_TILE_BYTES = 32 * 1024 * 1024
"""Of a tile in its file; what claims to be larger is GDAL's to read."""

_MOST_STRANGE = 50_000

_BESIDE = (".ovr", ".OVR", ".msk", ".MSK", ".aux", ".AUX")
"""Endings of the files beside an image in which GDAL finds overviews and masks."""


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    layout: Layout
    is_whole: bool
    """Nothing of the image lies in another file, and it is opened as any other."""

    @property
    def nbytes(self) -> int:
        return len(self.layout.head) + len(self.layout.likeness or b"") + 1000


class LocalTiffs:
    """What the heads of local images tell. Thread-safe."""

    def __init__(self, datasets: DatasetPool) -> None:
        """`datasets`: where GDAL reads what this does not."""
        self._datasets = datasets
        self._known: LRUCache[ImageSource, _Known] = LRUCache(maxsize=HEADS_BYTES, getsizeof=lambda known: known.nbytes)
        self._strange: LRUCache[ImageSource, bool] = LRUCache(maxsize=_MOST_STRANGE)
        """What is GDAL's altogether, so that it is not tried again for each tile."""
        self._likenesses = Likenesses()
        self._lock = threading.Lock()

    def layout(self, source: ImageSource) -> Layout | None:
        """Where everything lies in an image's file; None where GDAL has to say that. Reads the head, once."""
        known = self._head(source)
        return None if known is None else known.layout

    def look(self, source: ImageSource) -> ImageInfo | None:
        """What there is to know of an image whose like was learned; None where GDAL has to look."""
        known = self._head(source)
        return self._likenesses.info_of(known.layout, source.href) if known is not None and known.is_whole else None

    def learn(self, source: ImageSource, info: ImageInfo) -> None:
        """Take what GDAL says of an image for all that are like it."""
        known = self._head(source)
        if known is not None and known.is_whole:
            self._likenesses.learn(known.layout, info)

    def decode(self, info: ImageInfo, level: Level, key: TileKey) -> SourceTile:
        """One tile, of what GDAL has to read too. May take as long as the network's time limits, then.

        Raises:
            MosaicError: the image cannot be opened or read.
        """
        return self._plain_tile(info, level, key) or decode(self._datasets, info, level, key)

    def _plain_tile(self, info: ImageInfo, level: Level, key: TileKey) -> SourceTile | None:
        known = self._head(key.source)
        if known is None or not known.is_whole or not _is_plain(known.layout, level):
            return None
        found = blocks_of(known.layout, info, level, key)
        if not found or sum(block.stop - block.start for block in found) > MOST_TILE_BYTES:
            return None
        try:
            blocks = _read(key.source.href, found)
        except (OSError, OverflowError):
            return None
        return inflated(known.layout, info, level, key, blocks)

    def _head(self, source: ImageSource) -> _Known | None:
        if source.is_remote or source.stamp is None or source.bands:
            return None
        with self._lock:
            known = self._known.get(source)
            is_strange = source in self._strange
        if known is None and not is_strange:
            try:
                layout = local_layout(source.href)
            except OSError:
                return None
            except UnsuitedTiff:
                with self._lock:
                    self._strange[source] = True
                return None
            # What control points place, GDAL may have to bend.
            is_placed = layout.geo_keys is not None and not source.options
            known = _Known(layout, is_whole=is_placed and not _has_parts_beside(source.href))
            with self._lock:
                self._known[source] = known
        return known


def _is_plain(layout: Layout, level: Level) -> bool:
    """Whether there is hope that a level's tiles can be read here, and no block is read again for each of many."""
    size = (level.width, level.height)
    return all(
        each.coding is not None
        and each.block_height <= LARGEST_BLOCK_PX
        and (each.block_width <= LARGEST_BLOCK_PX or each.block_width >= each.width)
        for each in layout.directories
        if (each.width, each.height) == size
    )


def _read(path: str, wanted: list[Block]) -> dict[Block, bytes]:
    """The bytes of blocks; fewer where the file ends before. Raises OSError."""
    blocks: dict[Block, bytes] = {}
    with open(path, "rb", buffering=0) as file:
        for start, stop, members in merged(wanted, GAP_BYTES, MOST_TILE_BYTES):
            file.seek(start)
            body = file.read(stop - start)
            for block in members:
                blocks[block] = body[block.start - start : block.stop - start]
    return blocks


def _has_parts_beside(path: str) -> bool:
    stem = os.path.splitext(path)[0]
    return any(map(os.path.exists, (*(path + ending for ending in _BESIDE), *(stem + end for end in _BESIDE[-2:]))))
