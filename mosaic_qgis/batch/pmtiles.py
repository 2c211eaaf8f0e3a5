"""PMTiles 3: a set of tiles in one file that web maps read by ranges. Runs in the ENGINE.

Tiles stand in the order of their ids, the same tile once; the directory that a reader needs first fits the first 16 KiB.
https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md
"""

from __future__ import annotations

import gzip
import json
import shutil
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .tile_drawing import DrawnTile
from .tile_spool import TileSpool
from .tileset import LOOK_EVERY, Progress, TilesetFacts, check

_HEADER = struct.Struct("<7sB11Q6B4iB2i")
_HEAD_BYTES = 16_384
"""In these a reader finds the header and the first directory."""
_GZIP, _NONE = 2, 1
_TILE_TYPES = {"png": 2, "jpeg": 3, "webp": 4}
_DATA_SHARE = 0.9
"""Of the progress; the rest is for joining the parts."""


@dataclass(slots=True)
class _Entry:
    """Tiles with numbers one after the other that are the same; or, with a run of 0, a directory."""

    tile_id: int
    offset: int
    length: int
    run: int


class PMTilesSink:
    """Writes one file."""

    def __init__(self, path: Path, spool: Path) -> None:
        """``spool``: where tiles wait."""
        self._path = path
        self._data = spool.with_name(f"{spool.name}-data")
        self._spool = TileSpool(spool)

    def put(self, tile: DrawnTile) -> None:
        """See ``TileSink``."""
        self._spool.put(tile)

    def finish(self, facts: TilesetFacts, progress: Progress, cancelled: Callable[[], bool]) -> None:
        """See ``TileSink``."""
        entries, contents, data_bytes = self._write_data(progress, cancelled)
        root, leaves = _directories(entries)
        told = {**facts.tile_json(), "type": "overlay"}
        metadata = _packed(json.dumps(told, ensure_ascii=False).encode("utf-8"))
        metadata_at = _HEADER.size + len(root)
        leaves_at = metadata_at + len(metadata)
        data_at = leaves_at + len(leaves)
        lon, lat, zoom = facts.center
        header = _HEADER.pack(
            b"PMTiles", 3,
            _HEADER.size, len(root), metadata_at, len(metadata), leaves_at, len(leaves), data_at, data_bytes,
            len(self._spool), len(entries), contents,
            True, _GZIP, _NONE, _TILE_TYPES[facts.format], facts.minzoom, facts.maxzoom,
            *(round(degrees * 1e7) for degrees in facts.bounds), zoom, round(lon * 1e7), round(lat * 1e7),
        )  # fmt: skip
        with self._path.open("wb") as file, self._data.open("rb") as data:
            file.write(header + root + metadata + leaves)
            shutil.copyfileobj(data, file, 1 << 20)
        check(cancelled)
        progress(1.0)

    def close(self) -> None:
        """See ``TileSink``."""
        self._spool.close()

    def _write_data(self, progress: Progress, cancelled: Callable[[], bool]) -> tuple[list[_Entry], int, int]:
        """The tiles in their order, the same once: entries, number of different tiles, bytes."""
        entries: list[_Entry] = []
        places: dict[int, int] = {}
        end = 0
        with self._data.open("wb") as data:
            for number, tile in enumerate(self._spool.in_order()):
                if number % LOOK_EVERY == 0:
                    check(cancelled)
                    progress(_DATA_SHARE * number / len(self._spool))
                offset = places.get(tile.offset)
                if offset is None:
                    offset = places[tile.offset] = end
                    data.write(self._spool.body(tile))
                    end += tile.length
                last = entries[-1] if entries else None
                if last is not None and last.tile_id + last.run == tile.tile_id and last.offset == offset:
                    last.run += 1
                else:
                    entries.append(_Entry(tile.tile_id, offset, tile.length, 1))
        return entries, len(places), end


def _directories(entries: Sequence[_Entry]) -> tuple[bytes, bytes]:
    """The first directory, and those that it points to, if it would be too long otherwise."""
    room = _HEAD_BYTES - _HEADER.size
    root = _directory(entries)
    if len(root) <= room:
        return root, b""
    leaf_entries = 4096
    while True:
        leaves, pointers = b"", []
        for start in range(0, len(entries), leaf_entries):
            leaf = _directory(entries[start : start + leaf_entries])
            pointers.append(_Entry(entries[start].tile_id, len(leaves), len(leaf), 0))
            leaves += leaf
        root = _directory(pointers)
        if len(root) <= room:
            return root, leaves
        leaf_entries *= 2


def _directory(entries: Sequence[_Entry]) -> bytes:
    numbers = [len(entries)]
    before = 0
    for entry in entries:
        numbers.append(entry.tile_id - before)
        before = entry.tile_id
    numbers += [entry.run for entry in entries]
    numbers += [entry.length for entry in entries]
    end = None
    for entry in entries:
        # 0 is right behind the one before.
        numbers.append(0 if entry.offset == end else entry.offset + 1)
        end = entry.offset + entry.length
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
