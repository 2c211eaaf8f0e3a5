"""TIFF files, taken apart and put together without unpacking a tile: how a Cloud-Optimized GeoTIFF is written. ENGINE.

Tiles are packed by GDAL elsewhere and only copied here. A file has its directories first, then the tiles of the coarsest overview,
then of finer ones, row by row, each with its size before and its last bytes after it, as GDAL's own driver lays a COG out.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from .export_grid import TILE_PX

_TYPE_BYTES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 16: 8, 17: 8}
_SUBFILE_TYPE, _WIDTH, _HEIGHT, _TILE_OFFSETS, _TILE_COUNTS = 254, 256, 257, 324, 325
_SHORT, _LONG, _LONG8 = 3, 4, 16
_REDUCED = 1
_OF_LEVELS = frozenset({258, 259, 262, 277, 284, 317, 320, 322, 323, 338, 339, 347, 42113})
"""What an overview says of itself, too: the form of its tiles and what their values mean, not where it lies."""
_STRUCTURE = (
    b"LAYOUT=IFDS_BEFORE_DATA\nBLOCK_ORDER=ROW_MAJOR\nBLOCK_LEADER=SIZE_AS_UINT4\n"
    b"BLOCK_TRAILER=LAST_4_BYTES_REPEATED\nKNOWN_INCOMPATIBLE_EDITION=NO\n "
)
_NOTE = b"GDAL_STRUCTURAL_METADATA_SIZE=%06d bytes\n" % len(_STRUCTURE) + _STRUCTURE
_LARGEST_CLASSIC = (1 << 32) - (1 << 20)
_AROUND_BYTES = 8


@dataclass(frozen=True)
class Entry:
    """One tag of a directory."""

    kind: int
    """TIFF's type of its values."""
    count: int
    data: bytes
    """Little-endian."""


@dataclass(frozen=True, eq=False)
class TiffTiles:
    """The first directory of a TIFF, and its tiles."""

    entries: Mapping[int, Entry]
    data: bytes
    """The whole file."""

    def tile(self, number: int) -> bytes:
        """As it is packed."""
        at, size = (_numbers(self.entries[tag])[number] for tag in (_TILE_OFFSETS, _TILE_COUNTS))
        return self.data[at : at + size]


def _numbers(entry: Entry) -> tuple[int, ...]:
    return struct.unpack(f"<{entry.count}{ {_SHORT: 'H', _LONG: 'I', _LONG8: 'Q'}[entry.kind] }", entry.data)


def read_tiff(data: bytes) -> TiffTiles:
    """The first directory of a little-endian TIFF, as GDAL makes it."""
    is_big = data[:4] == b"II+\0"
    if not is_big and data[:4] != b"II*\0":
        raise ValueError(f"A TIFF begins with II and 42 or 43, not {data[:4]!r}.")
    start = struct.unpack_from("<Q", data, 8)[0] if is_big else struct.unpack_from("<I", data, 4)[0]
    count = struct.unpack_from("<Q" if is_big else "<H", data, start)[0]
    form = struct.Struct("<HHQ8s" if is_big else "<HHI4s")
    entries = {}
    for number in range(count):
        tag, kind, values, inline = form.unpack_from(data, start + (8 if is_big else 2) + number * form.size)
        size = _TYPE_BYTES[kind] * values
        if size <= len(inline):
            held = inline[:size]
        else:
            at = struct.unpack("<Q" if is_big else "<I", inline)[0]
            held = data[at : at + size]
        entries[tag] = Entry(kind, values, held)
    return TiffTiles(entries, data)


@dataclass(eq=False)
class Level:
    """An image of a file, the whole or an overview, and where its tiles lie among the packed ones."""

    width: int
    height: int
    offsets: NDArray[np.int64]
    """For each tile, row by row."""
    sizes: NDArray[np.int64]
    """In bytes; 0 is a tile in which there is nothing."""

    @classmethod
    def empty(cls, width: int, height: int) -> Level:
        """Without a tile yet."""
        count = -(-width // TILE_PX) * -(-height // TILE_PX)
        return cls(width, height, np.zeros(count, np.int64), np.zeros(count, np.int64))

    def put(self, col: int, row: int, offset: int, size: int) -> None:
        """Note a tile."""
        number = row * -(-self.width // TILE_PX) + col
        self.offsets[number], self.sizes[number] = offset, size


def write_cog(
    file: BinaryIO,
    levels: Sequence[Level],
    entries: Mapping[int, Entry],
    packed: BinaryIO,
    moved: Callable[[float], None],
) -> None:
    """Write a file of levels, the whole image first, whose tiles are copied from ``packed``.

    ``entries``: of a TIFF of one tile that says what the file has to say. ``moved`` hears the share that is copied, often; what it
    raises ends the work.
    """
    data_bytes = sum(int(level.sizes.sum()) + _AROUND_BYTES * int((level.sizes > 0).sum()) for level in levels)
    is_big = data_bytes + _head_bytes(levels, entries) > _LARGEST_CLASSIC
    start = len(_head(levels, entries, [level.offsets for level in levels], is_big))
    start += -start % 16
    places = _places(levels, start)
    head = _head(levels, entries, places, is_big)
    file.write(head + bytes(start - len(head)))
    done = 0
    for level in reversed(levels):
        for number in np.flatnonzero(level.sizes).tolist():
            size = int(level.sizes[number])
            packed.seek(int(level.offsets[number]))
            tile = packed.read(size)
            if len(tile) != size:
                raise OSError(f"{size} bytes of a packed tile were expected, {len(tile)} came.")
            file.write(struct.pack("<I", size))
            file.write(tile)
            # GDAL repeats the last four bytes, by which it sees whether the tile was written anew.
            file.write(tile[-4:].rjust(4, b"\0"))
            done += size
            moved(done / data_bytes)


def _places(levels: Sequence[Level], start: int) -> list[NDArray[np.int64]]:
    """Where the tiles lie in the file, the coarsest level first; 0 for empty ones."""
    places = []
    for level in reversed(levels):
        there = level.sizes > 0
        ends = np.cumsum(np.where(there, level.sizes + _AROUND_BYTES, 0))
        places.append(np.where(there, start + ends - level.sizes - 4, 0))
        start += int(ends[-1])
    return places[::-1]


def _head_bytes(levels: Sequence[Level], entries: Mapping[int, Entry]) -> int:
    """At most."""
    told = sum(32 + len(entry.data) for entry in entries.values())
    return 1024 + len(levels) * (told + 1024) + sum(16 * level.sizes.size for level in levels)


def _head(
    levels: Sequence[Level], entries: Mapping[int, Entry], places: Sequence[NDArray[np.int64]], is_big: bool
) -> bytes:
    """Everything before the tiles; its length does not depend on ``places``."""
    head = io.BytesIO()
    head.write(struct.pack("<2sHHHQ", b"II", 43, 8, 0, 0) if is_big else struct.pack("<2sHI", b"II", 42, 0))
    link = head.tell() - (8 if is_big else 4)
    head.write(_NOTE)
    for number, (level, at) in enumerate(zip(levels, places, strict=True)):
        told = dict(entries) if number == 0 else {tag: entry for tag, entry in entries.items() if tag in _OF_LEVELS}
        told[_WIDTH] = Entry(_LONG, 1, struct.pack("<I", level.width))
        told[_HEIGHT] = Entry(_LONG, 1, struct.pack("<I", level.height))
        told[_TILE_OFFSETS] = _array(_LONG8 if is_big else _LONG, at)
        told[_TILE_COUNTS] = _array(_LONG, level.sizes)
        if number:
            told[_SUBFILE_TYPE] = Entry(_LONG, 1, struct.pack("<I", _REDUCED))
        link = _append(head, link, told, is_big)
    return head.getvalue()


def _array(kind: int, values: NDArray[np.int64]) -> Entry:
    return Entry(kind, values.size, values.astype("<u8" if kind == _LONG8 else "<u4").tobytes())


def _append(head: io.BytesIO, link: int, entries: Mapping[int, Entry], is_big: bool) -> int:
    """Append a directory that the link at ``link`` leads to; where its own link is."""
    number, count, inline_bytes = ("<Q", "<Q", 8) if is_big else ("<I", "<H", 4)
    head.write(bytes(-head.tell() % 8))
    start = head.tell()
    head.seek(link)
    head.write(struct.pack(number, start))
    head.seek(start)
    size = struct.calcsize(count) + len(entries) * (12 + 8 * is_big) + struct.calcsize(number)
    behind, lines = io.BytesIO(), []
    for tag in sorted(entries):
        entry = entries[tag]
        held = entry.data
        if len(held) > inline_bytes:
            behind.write(bytes(-behind.tell() % 8))
            # The directory may end anywhere, what it refers to begins at a multiple of 8.
            held = struct.pack(number, start + size + -(start + size) % 8 + behind.tell())
            behind.write(entry.data)
        lines.append(
            struct.pack("<HH", tag, entry.kind) + struct.pack(number, entry.count) + held.ljust(inline_bytes, b"\0")
        )
    head.write(struct.pack(count, len(lines)) + b"".join(lines))
    link = head.tell()
    head.write(struct.pack(number, 0))
    head.write(bytes(-head.tell() % 8) + behind.getvalue())
    return link
