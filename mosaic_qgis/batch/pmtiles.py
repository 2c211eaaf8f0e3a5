"""PMTiles 3: a set of tiles in one file that web maps read by ranges. Runs in the ENGINE.

Tiles stand in the order of their ids, the same tile once; the directory that a reader needs first fits the first 16 KiB.
https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md
"""

from __future__ import annotations

import gzip
import json
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .tile_drawing import DrawnTile
from .tile_spool import TileOrder, TileSpool
from .tileset import LOOK_EVERY, Progress, TilesetFacts, check

_HEADER = struct.Struct("<7sB11Q6B4iB2i")
_HEAD_BYTES = 16_384
"""In these a reader finds the header and the first directory."""
_GZIP, _NONE = 2, 1
_TILE_TYPES = {"png": 2, "jpeg": 3, "webp": 4}


Numbers = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, eq=False)
class _Entries:
    """Tiles with ids one after the other that are the same; or, with runs of 0, directories."""

    ids: Numbers
    """Of the first tile."""
    offsets: Numbers
    lengths: Numbers
    runs: Numbers

    def __len__(self) -> int:
        return len(self.ids)

    def part(self, start: int, stop: int) -> _Entries:
        """Some of them."""
        here = slice(start, stop)
        return _Entries(
            ids=self.ids[here], offsets=self.offsets[here], lengths=self.lengths[here], runs=self.runs[here]
        )


class PMTilesSink:
    """Writes one file."""

    def __init__(self, path: Path, spool: Path) -> None:
        """``spool``: where tiles wait."""
        self._path = path
        self._spool = TileSpool(spool)

    def put(self, tile: DrawnTile) -> None:
        """See ``TileSink``."""
        self._spool.put(tile)

    def finish(self, facts: TilesetFacts, progress: Progress, cancelled: Callable[[], bool]) -> None:
        """See ``TileSink``."""
        order = self._spool.in_order()
        # Each content stands where its first tile would.
        _, first, content = np.unique(order.offsets, return_index=True, return_inverse=True)
        firsts = np.sort(first)
        lengths = order.lengths[firsts]
        starts = np.cumsum(lengths) - lengths
        entries = _entries(order, starts[np.searchsorted(firsts, first)][content])
        check(cancelled)
        root, leaves = _directories(entries)
        told = {**facts.tile_json(), "type": "overlay"}
        metadata = _packed(json.dumps(told, ensure_ascii=False).encode("utf-8"))
        metadata_at = _HEADER.size + len(root)
        leaves_at = metadata_at + len(metadata)
        lon, lat, zoom = facts.center
        header = _HEADER.pack(
            b"PMTiles", 3,
            _HEADER.size, len(root), metadata_at, len(metadata), leaves_at, len(leaves), leaves_at + len(leaves),
            int(lengths.sum()), len(order.ids), len(entries), len(firsts),
            True, _GZIP, _NONE, _TILE_TYPES[facts.format], facts.minzoom, facts.maxzoom,
            *(round(degrees * 1e7) for degrees in facts.bounds), zoom, round(lon * 1e7), round(lat * 1e7),
        )  # fmt: skip
        with self._path.open("wb") as file:
            file.write(header + root + metadata + leaves)
            for number, place in enumerate(firsts):
                if number % LOOK_EVERY == 0:
                    check(cancelled)
                    progress(number / len(firsts))
                file.write(self._spool.body(int(order.offsets[place]), int(order.lengths[place])))
        progress(1.0)

    def close(self) -> None:
        """See ``TileSink``."""
        self._spool.close()


def _entries(order: TileOrder, offsets: Numbers) -> _Entries:
    """Tiles in their order, those side by side that are the same as one."""
    goes_on = (np.diff(order.ids) == 1) & (np.diff(offsets) == 0)
    begins = np.flatnonzero(np.concatenate([[True], ~goes_on]))
    runs = np.diff(np.append(begins, len(order.ids)))
    return _Entries(ids=order.ids[begins], offsets=offsets[begins], lengths=order.lengths[begins], runs=runs)


def _directories(entries: _Entries) -> tuple[bytes, bytes]:
    """The first directory, and those that it points to, if it would be too long otherwise."""
    room = _HEAD_BYTES - _HEADER.size
    # More entries hardly ever fit, and packing them only to see that takes long.
    root = _directory(entries) if len(entries) <= room else b""
    if root and len(root) <= room:
        return root, b""
    leaf_entries = 4096
    while True:
        starts = range(0, len(entries), leaf_entries)
        leaves = [_directory(entries.part(start, start + leaf_entries)) for start in starts]
        sizes = np.array([len(leaf) for leaf in leaves], dtype=np.int64)
        pointers = _Entries(
            ids=entries.ids[::leaf_entries], offsets=np.cumsum(sizes) - sizes, lengths=sizes, runs=np.zeros_like(sizes)
        )
        root = _directory(pointers)
        if len(root) <= room:
            return root, b"".join(leaves)
        leaf_entries *= 2


def _directory(entries: _Entries) -> bytes:
    # 0 is right behind the one before.
    is_behind = np.concatenate([[False], entries.offsets[1:] == entries.offsets[:-1] + entries.lengths[:-1]])
    columns = (
        np.diff(entries.ids, prepend=0),
        entries.runs,
        entries.lengths,
        np.where(is_behind, 0, entries.offsets + 1),
    )
    numbers = np.concatenate([[len(entries)], *columns]).tolist()
    return _packed(b"".join(map(_varint, numbers)))


def _varint(number: int) -> bytes:
    packed = bytearray()
    while number > 0x7F:
        packed.append(number & 0x7F | 0x80)
        number >>= 7
    packed.append(number)
    return bytes(packed)


def _packed(body: bytes) -> bytes:
    # No time in it, so that the same tiles make the same file.
    return gzip.compress(body, mtime=0)
