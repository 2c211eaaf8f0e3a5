"""Where the tiles of a TIFF lie in its file, and excerpts of it that hold just some of them. Runs in the ENGINE.

A remote image is not handed to GDAL as a file: its head is fetched, this module says which bytes hold a tile, and GDAL
decodes an excerpt in memory, a copy of the head whose tables point at the fetched bytes. So every codec, mask, palette and
type is GDAL's work and its pixels are the file's, while the fetching is ours. No decoding, no network.
"""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .coding import Coding, coding_of

MOST_HEAD_BYTES = 1 << 20
"""Heads up to this size are fetched; what is larger has hundreds of thousands of tiles and is left to GDAL."""

LOCAL_HEAD_BYTES = 16_384

_TYPE_BYTES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
_UNSIGNED = {1: "B", 3: "H", 4: "I", 16: "Q"}
_SUBFILE_TYPE, _WIDTH, _HEIGHT, _COMPRESSION, _SAMPLES, _PLANAR = 254, 256, 257, 259, 277, 284
_STRIP_OFFSETS, _ROWS_PER_STRIP, _STRIP_COUNTS = 273, 278, 279
_TILE_WIDTH, _TILE_HEIGHT, _TILE_OFFSETS, _TILE_COUNTS, _SUB_DIRECTORIES = 322, 323, 324, 325, 330
_PIXEL_SCALE, _TIE_POINT, _GEO_MATRIX, _GEO_KEYS, _GEO_DOUBLES, _GEO_TEXTS = 33550, 33922, 34264, 34735, 34736, 34737
_PLACES = frozenset({_STRIP_OFFSETS, _STRIP_COUNTS, _TILE_OFFSETS, _TILE_COUNTS, _TIE_POINT})
"""What tells where blocks lie in the file, and the image on the ground."""
_TOLD = struct.Struct("<HHQ").pack
_RASTER_TYPE_KEY = 1025
_POINTS = 2
_SHORT, _DOUBLE = 3, 12
_REDUCED, _PAGE, _MASK = 1, 2, 4
_OLD_JPEG = 6
_SEPARATE = 2
_MOST_DIRECTORIES = 64
_MOST_ENTRIES = 4096
# The note that a COG made by GDAL begins with. It promises bytes around each tile that an excerpt does not have.
_NOTE = b"GDAL_STRUCTURAL_METADATA_SIZE="


class UnsuitedTiff(Exception):
    """The file is no TIFF, or none that is read in excerpts; the text says why."""


class HeadTooShort(Exception):
    """The head has to reach to `needed_bytes` at least."""

    def __init__(self, needed_bytes: int) -> None:
        super().__init__(f"the head must have {needed_bytes} bytes")
        self.needed_bytes = needed_bytes


@dataclass(frozen=True, slots=True)
class Table:
    """Numbers in a head."""

    position: int
    """Of the first byte."""
    dtype: str
    """numpy's, with byte order."""
    count: int


@dataclass(frozen=True, slots=True)
class Directory:
    """One image of the file: the whole, an overview, or a mask."""

    width: int
    height: int
    block_width: int
    block_height: int
    planes: int
    """How often the blocks repeat: once for each band where these are stored apart, else 1."""
    is_reduced: bool
    is_mask: bool
    is_tiled: bool
    """Blocks are tiles; else they are strips of whole rows."""
    position: int
    """Of the directory in the file."""
    offsets: Table
    lengths: Table
    coding: Coding | None
    """What the bytes of its blocks mean; None where only GDAL knows."""

    @property
    def columns(self) -> int:
        return -(-self.width // self.block_width)

    @property
    def rows(self) -> int:
        return -(-self.height // self.block_height)

    def blocks(self, col: int, row: int, width: int, height: int, bands: Collection[int]) -> list[int]:
        """Indexes of the blocks that a window in pixels touches, of these 1-based bands where they are stored apart."""
        cols = range(col // self.block_width, -(-(col + width) // self.block_width))
        rows = range(row // self.block_height, -(-(row + height) // self.block_height))
        plane = self.columns * self.rows
        return [
            place * plane + y * self.columns + x
            for place in range(self.planes)
            if self.planes == 1 or place + 1 in bands
            for y in rows
            for x in cols
            if x < self.columns and y < self.rows
        ]


@dataclass(frozen=True, slots=True, order=True)
class Block:
    """One block and where its bytes are, half-open."""

    start: int
    stop: int
    directory: int
    index: int


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """The head of a TIFF, understood."""

    head: bytes
    """The file's first bytes: all its directories and what they refer to."""
    directories: tuple[Directory, ...]
    geo_keys: Table | None
    """The numbers that name the CRS, 16 bits each; None without, or where they may concern control points."""
    geo_values: bytes
    """All that the CRS is made of: the same bytes are the same CRS."""
    likeness: bytes | None
    """All that is said of the image but where it lies, and its blocks in the file: images with the same bytes differ in
    nothing else. None where the place is not said by one upper left corner, or pixels are points: GDAL moves the corner then."""
    corner: tuple[float, float]
    """The upper left corner in the CRS, where there is a likeness."""

    @property
    def overview_sizes(self) -> list[tuple[int, int]]:
        """Width and height of the overviews, in the order of the file, which is GDAL's."""
        return [(each.width, each.height) for each in self.directories if each.is_reduced and not each.is_mask]

    def without_crs(self) -> bytes:
        """The head without what names the CRS. Reading that takes GDAL four times as long as all the rest.

        Whether the geotransform means centres or corners of pixels is said in the same place, and stays.
        """
        made = bytearray(self.head)
        self._drop_crs(made)
        return bytes(made)

    def _drop_crs(self, made: bytearray) -> None:
        if self.geo_keys is None:
            return
        table = self.geo_keys
        keys = np.frombuffer(made, table.dtype, table.count // 4 * 4, table.position).reshape(-1, 4)
        kept = [row for row in keys[1:].tolist() if row[0] == _RASTER_TYPE_KEY]
        keys[0, 3] = len(kept)
        keys[1 : 1 + len(kept)] = kept

    def blocks(
        self, size: tuple[int, int], window: tuple[int, int, int, int], bands: Collection[int]
    ) -> list[Block] | None:
        """The blocks of the level of this size (width, height) and of its mask in a window of the level.

        Empty blocks, which files may leave out, are not among them. None when the file has no such level.
        """
        found: list[Block] = []
        has_level = False
        for number, directory in enumerate(self.directories):
            if (directory.width, directory.height) != size:
                continue
            has_level |= not directory.is_mask
            starts, lengths = self._numbers(directory.offsets), self._numbers(directory.lengths)
            for index in directory.blocks(*window, bands):
                start, length = int(starts[index]), int(lengths[index])
                if start and length:
                    found.append(Block(start, start + length, number, index))
        return sorted(found) if has_level else None

    def excerpt(self, parts: Mapping[Block, bytes]) -> bytes:
        """A TIFF with the same directories that holds these blocks only; reading any other is an error to GDAL."""
        made = bytearray(self.head)
        note = made.find(_NOTE, 0, 64)
        if note >= 0:
            made[note : note + len(_NOTE)] = bytes(len(_NOTE))
        self._drop_crs(made)
        by_directory: dict[int, list[tuple[int, int]]] = {}
        stop = len(made)
        for block in parts:
            by_directory.setdefault(block.directory, []).append((block.index, stop))
            stop += len(parts[block])
        for number, directory in enumerate(self.directories):
            table = directory.offsets
            starts = np.frombuffer(made, table.dtype, table.count, table.position)
            # Far beyond the end, so that nothing else is taken for a block; blocks that are left out stay so.
            starts[starts > 0] = 1 << 60 if starts.itemsize == 8 else 0xFFFF_FF00
            for index, start in by_directory.get(number, ()):
                starts[index] = start
        return b"".join((made, *parts.values()))

    def block(self, number: int, index: int) -> Block | None:
        """One block of the directory of this number; None where it is empty."""
        directory = self.directories[number]
        start, length = self._numbers(directory.offsets)[index], self._numbers(directory.lengths)[index]
        return Block(int(start), int(start) + int(length), number, index) if start and length else None

    def starts(self, directory: Directory) -> NDArray[np.unsignedinteger]:
        """Where the blocks of a directory begin in the file, shape (blocks,); 0 for those that are left out."""
        return self._numbers(directory.offsets)

    def _numbers(self, table: Table) -> NDArray[np.unsignedinteger]:
        return np.frombuffer(self.head, table.dtype, table.count, table.position)


def read_layout(head: bytes) -> Layout:
    """Understand the first bytes of a file.

    Raises:
        HeadTooShort: more of the file is needed; ask again with that.
        UnsuitedTiff: it is no TIFF, or its tables are not near its beginning.
    """
    _require(head, 16)
    order = {b"II": "<", b"MM": ">"}.get(head[:2])
    kind = struct.unpack_from(f"{order}H", head, 2)[0] if order else 0
    if order is None or kind not in {42, 43}:
        raise UnsuitedTiff("it is no TIFF")
    is_big = kind == 43
    position = struct.unpack_from(f"{order}Q", head, 8)[0] if is_big else struct.unpack_from(f"{order}I", head, 4)[0]
    directories: list[Directory] = []
    told: list[bytes] = []
    first: dict[int, _Entry] = {}
    seen: set[int] = set()
    said_bytes = 0
    while position:
        if position in seen or len(seen) >= _MOST_DIRECTORIES:
            raise UnsuitedTiff("its directories form a loop, or are too many")
        seen.add(position)
        start = position
        entries, position = _entries(head, position, order, is_big)
        directories.append(_directory(head, entries, order, start))
        told += _told(head, entries)
        # No honest file says more than its head has bytes.
        said_bytes += sum(entry.stop - entry.position for entry in entries.values())
        _require(head, said_bytes)
        first = first or entries
    if not directories or directories[0].is_reduced or directories[0].is_mask:
        raise UnsuitedTiff("its first directory is not the image")
    keys = first.get(_GEO_KEYS)
    corner = _corner(head, first, order)
    is_placed = (_PIXEL_SCALE in first or _GEO_MATRIX in first) and keys is not None and keys.kind == _SHORT
    return Layout(
        head=head,
        directories=tuple(directories),
        geo_keys=Table(keys.position, f"{order}u2", keys.number) if keys is not None and is_placed else None,
        geo_values=b"".join(
            head[entry.position : entry.stop]
            for tag in (_GEO_KEYS, _GEO_DOUBLES, _GEO_TEXTS)
            if (entry := first.get(tag)) is not None
        ),
        likeness=None if corner is None or _are_points(head, keys, order) else b"".join((head[:4], *told)),
        corner=corner or (0.0, 0.0),
    )


def local_layout(path: str) -> Layout:
    """The layout of a file of this machine. Reads its head. Raises UnsuitedTiff, OSError."""
    head, wanted = b"", LOCAL_HEAD_BYTES
    with open(path, "rb") as file:
        while True:
            head += file.read(wanted - len(head))
            try:
                return read_layout(head)
            except HeadTooShort as short:
                if len(head) < wanted:
                    raise UnsuitedTiff("it is cut off") from None
                wanted = short.needed_bytes


def merged(blocks: Iterable[Block], most_gap_bytes: int, most_bytes: int) -> list[tuple[int, int, list[Block]]]:
    """Ranges (start, stop, blocks) to ask for: blocks that lie close together come in one, unless that grows too long."""
    ranges: list[tuple[int, int, list[Block]]] = []
    for block in sorted(blocks):
        if ranges:
            start, stop, members = ranges[-1]
            end = max(stop, block.stop)
            if block.start - stop <= most_gap_bytes and (end - start <= most_bytes or block.stop <= stop):
                ranges[-1] = (start, end, [*members, block])
                continue
        ranges.append((block.start, block.stop, [block]))
    return ranges


class _Entry(NamedTuple):
    """A tag's values. A tuple, as there are some fifty for each image."""

    kind: int
    number: int
    """How many values."""
    position: int
    stop: int
    """After the last byte."""


def _entries(head: bytes, position: int, order: str, is_big: bool) -> tuple[dict[int, _Entry], int]:
    """The entries of the directory at a position, all their values within the head; and the next one's position."""
    count_bytes, entry_bytes, inline_bytes = (8, 20, 8) if is_big else (2, 12, 4)
    number = "Q" if is_big else "I"
    _require(head, position + count_bytes)
    (count,) = struct.unpack_from(order + ("Q" if is_big else "H"), head, position)
    if count > _MOST_ENTRIES:
        raise UnsuitedTiff("a directory has too many entries")
    start = position + count_bytes
    end = start + count * entry_bytes
    _require(head, end + inline_bytes)
    entries: dict[int, _Entry] = {}
    reach = total = 0
    entry, pointer = struct.Struct(f"{order}HH{number}").unpack_from, struct.Struct(order + number).unpack_from
    for place in range(start, end, entry_bytes):
        tag, kind, values = entry(head, place)
        size = _TYPE_BYTES.get(kind, 1) * values
        at = place + entry_bytes - inline_bytes
        if size > inline_bytes:
            (at,) = pointer(head, at)
            reach = max(reach, at + size)
        total += size
        # As GDAL takes them: of two with one tag the first.
        entries.setdefault(tag, _Entry(kind, values, at, at + size))
    _require(head, max(reach, total))
    (following,) = pointer(head, end)
    return entries, following


def _told(head: bytes, entries: Mapping[int, _Entry]) -> list[bytes]:
    """What a directory says, but for where things lie; in parts that can be told apart when joined."""
    parts = [struct.pack("<I", len(entries))]
    for tag, entry in entries.items():
        if tag not in _PLACES:
            kind, number, position, stop = entry
            parts += (_TOLD(tag, kind, number), head[position:stop])
    return parts


def _corner(head: bytes, first: Mapping[int, _Entry], order: str) -> tuple[float, float] | None:
    """Where the upper left corner lies, when that is how the image is placed."""
    entry = first.get(_TIE_POINT)
    if entry is None or (entry.kind, entry.number) != (_DOUBLE, 6) or _PIXEL_SCALE not in first or _GEO_MATRIX in first:
        return None
    col, row, _, x, y, _ = struct.unpack_from(f"{order}6d", head, entry.position)
    return (x, y) if (col, row) == (0.0, 0.0) else None


def _are_points(head: bytes, keys: _Entry | None, order: str) -> bool:
    """Whether the CRS says that places are those of the pixels' centres."""
    if keys is None or keys.kind != _SHORT:
        return False
    rows = np.frombuffer(head, f"{order}u2", keys.number // 4 * 4, keys.position).reshape(-1, 4).tolist()
    return any(row[0] == _RASTER_TYPE_KEY and row[3] == _POINTS for row in rows[1:])


def _directory(head: bytes, entries: Mapping[int, _Entry], order: str, position: int) -> Directory:
    def numbers(tag: int) -> tuple[int, ...]:
        entry = entries.get(tag)
        if entry is None:
            return ()
        if entry.kind not in _UNSIGNED:
            raise UnsuitedTiff(f"the tag {tag} is no number")
        return struct.unpack_from(f"{order}{entry.number}{_UNSIGNED[entry.kind]}", head, entry.position)

    def number(tag: int, default: int | None = None) -> int:
        if default is not None and tag not in entries:
            return default
        found = numbers(tag)
        if not found:
            raise UnsuitedTiff(f"the tag {tag} is missing or is no number")
        return found[0]

    def table(tag: int) -> Table:
        entry = entries.get(tag)
        if entry is None or entry.kind not in _UNSIGNED:
            raise UnsuitedTiff(f"the table {tag} is missing")
        dtype = np.dtype(f"{order}u{_TYPE_BYTES[entry.kind]}").str
        return Table(entry.position, dtype, entry.number)

    if _SUB_DIRECTORIES in entries or number(_COMPRESSION, 1) == _OLD_JPEG:
        raise UnsuitedTiff("it has directories below others, or JPEG as it was in 1992")
    width, height, kind = number(_WIDTH), number(_HEIGHT), number(_SUBFILE_TYPE, 0)
    is_tiled = _TILE_OFFSETS in entries
    block_width = number(_TILE_WIDTH) if is_tiled else width
    block_height = number(_TILE_HEIGHT) if is_tiled else min(number(_ROWS_PER_STRIP, height), height)
    if min(width, height, block_width, block_height) < 1 or kind & _PAGE:
        raise UnsuitedTiff("it has several pages, or no size")
    made = Directory(
        width=width,
        height=height,
        block_width=block_width,
        block_height=block_height,
        planes=number(_SAMPLES, 1) if number(_PLANAR, 1) == _SEPARATE else 1,
        is_reduced=bool(kind & _REDUCED),
        is_mask=bool(kind & _MASK),
        is_tiled=is_tiled,
        position=position,
        offsets=table(_TILE_OFFSETS if is_tiled else _STRIP_OFFSETS),
        lengths=table(_TILE_COUNTS if is_tiled else _STRIP_COUNTS),
        coding=coding_of(numbers, order),
    )
    count = made.columns * made.rows * made.planes
    if made.offsets.count != count or made.lengths.count != count or made.offsets.dtype[-1] not in "48":
        raise UnsuitedTiff("its tables do not fit its size")
    return made


def _require(head: bytes, size: int) -> None:
    if size > MOST_HEAD_BYTES:
        raise UnsuitedTiff("its tables are not near its beginning")
    if len(head) < size:
        raise HeadTooShort(size)
