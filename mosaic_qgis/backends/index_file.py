"""The file in which a large document is kept in parsed form: format, writing, memory-mapping. Runs in the ENGINE.

    preamble  magic, version of the format, where the header is, its CRC-32
    text      the blocks of ``tiles``, one after the other, maybe deflated
    arrays    the sorted quadkeys and the blocks' positions, little-endian, at multiples of 8 bytes
    header    JSON: whose document and which version it is, the document without its tiles, where each array is, its CRC-32

Nothing in it is trusted: it holds no objects, only text that is parsed and numbers that are checked against their bounds.
"""

from __future__ import annotations

import json
import mmap
import struct
import sys
import zlib
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Self

import numpy

from ..mosaic.large_document import LargeDocument
from ..mosaic.tile_levels import TileLevel, TileLevels
from ..mosaic.tile_table import TableShape, TileTable
from ..mosaic.tile_text import TileText, TileTextMaker, nothing_to_do

FORMAT_VERSION = 1
_MAGIC = b"MQGISDOC"
_PREAMBLE = struct.Struct("<8sIIQQ")
_MOST_WINDOWS_WAITING = 4
_LEVEL_ARRAYS = {"quadkeys": "<u8", "places": "<u4", "columns_rows": "<u8", "places_by_column": "<u4"}
_TEXT_ARRAYS = {"starts": "<u8", "lengths": "<u4", "checksums": "<u4"}


class BadIndexError(ValueError):
    """The file is none of these, damaged, of another version, or of another document."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A document in its file."""

    version: str
    """The store's word for the state of the document."""
    size_bytes: int
    """Size of the document as stored."""
    document: LargeDocument
    """The document; its arrays and its text are memory-mapped."""


class TextInFile(TileTextMaker):
    """Writes the blocks into a file that is open for writing and reading; the text of ``finish`` is not there yet."""

    def __init__(self, file: IO[bytes], *, deflates: bool) -> None:
        self._file = file
        self._deflates = deflates
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="deflate") if deflates else None
        self._waiting: deque[Future[list[bytes]]] = deque()
        self._position = _PREAMBLE.size
        self._starts: list[numpy.ndarray] = []
        self._lengths: list[numpy.ndarray] = []
        self._checksums: list[int] = []
        self._largest = 0
        file.write(bytes(_PREAMBLE.size))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def add(self, window: bytes, window_start: int, starts: Sequence[int], ends: Sequence[int]) -> None:  # noqa: ARG002
        """Write the blocks. Raises ``OSError``."""
        view = memoryview(window)
        blocks = [view[start:end] for start, end in zip(starts, ends, strict=True)]
        self._largest = max(self._largest, *map(len, blocks))
        if self._pool is None:
            self._checksums += map(zlib.crc32, blocks)
            first = numpy.asarray(starts, dtype=numpy.uint64)
            self._starts.append(first + numpy.uint64(self._position) - first[0])
            self._lengths.append((numpy.asarray(ends, dtype=numpy.uint64) - first).astype(numpy.uint32))
            # What stands between the blocks goes along: one write instead of thousands.
            self._position += self._file.write(view[starts[0] : ends[-1]])
            return
        self._waiting.append(self._pool.submit(_deflated, blocks))
        while len(self._waiting) > _MOST_WINDOWS_WAITING:
            self._take(self._waiting.popleft().result())

    def _take(self, blocks: list[bytes]) -> None:
        self._checksums += map(zlib.crc32, blocks)
        lengths = numpy.fromiter(map(len, blocks), dtype=numpy.uint32, count=len(blocks))
        ends = numpy.cumsum(lengths, dtype=numpy.uint64)
        self._starts.append(ends - lengths + numpy.uint64(self._position))
        self._lengths.append(lengths)
        self._position += self._file.write(b"".join(blocks))

    def finish(self) -> TileText:
        """The blocks in the file, which is mapped into memory. Raises ``OSError``."""
        while self._waiting:
            self._take(self._waiting.popleft().result())
        self._file.flush()
        return TileText(
            segments=(mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ),),
            starts=numpy.concatenate(self._starts),
            lengths=numpy.concatenate(self._lengths),
            checksums=numpy.asarray(self._checksums, dtype=numpy.uint32),
            is_deflated=self._deflates,
            max_block_bytes=self._largest,
        )


def _deflated(blocks: Sequence[memoryview]) -> list[bytes]:
    return [zlib.compress(block, 1) for block in blocks]


def finish_file(file: IO[bytes], document: LargeDocument, *, name: str, version: str, size_bytes: int) -> None:
    """Write what belongs to a document after its text; ``name`` tells which document it is. Raises ``OSError``."""
    table = document.table
    text, shape = table.text, table.shape
    file.seek(0, 2)
    header = {
        "name": name,
        "version": version,
        "size_bytes": size_bytes,
        "head": document.head.decode("utf-8"),
        "entries_per_block": shape.entries_per_block,
        "entry_count": shape.entry_count,
        "others": dict(shape.others),
        "is_deflated": text.is_deflated,
        "max_block_bytes": text.max_block_bytes,
        "blocks": {key: _written(file, getattr(text, key), kind) for key, kind in _TEXT_ARRAYS.items()},
        "levels": [
            {
                "zoom": level.zoom,
                "min_y": level.min_y,
                "max_y": level.max_y,
                **{key: _written(file, getattr(level, key), kind) for key, kind in _LEVEL_ARRAYS.items()},
            }
            for level in table.levels.levels
        ],
    }
    body = json.dumps(header, separators=(",", ":")).encode("ascii")
    start = file.tell()
    file.write(body)
    file.seek(0)
    file.write(_PREAMBLE.pack(_MAGIC, FORMAT_VERSION, zlib.crc32(body), start, len(body)))
    file.flush()


def _written(file: IO[bytes], array: numpy.ndarray, kind: str) -> list[int]:
    """Write an array; its start, its number of elements and its checksum."""
    file.write(bytes(-file.tell() % 8))
    data = numpy.ascontiguousarray(array, dtype=kind).view(numpy.uint8).data
    start = file.tell()
    file.write(data)
    return [start, len(array), zlib.crc32(data)]


def open_file(path: Path, *, name: str, on_damage: Callable[[], object] = nothing_to_do) -> Kept:
    """The document that is kept in a file.

    Raises:
        BadIndexError: as it says.
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        preamble = file.read(_PREAMBLE.size)
        if len(preamble) < _PREAMBLE.size:
            raise BadIndexError(f"{path} is too short")
        magic, version, checksum, start, length = _PREAMBLE.unpack(preamble)
        if magic != _MAGIC or version != FORMAT_VERSION:
            raise BadIndexError(f"{path} must have format {FORMAT_VERSION}, got {magic!r} {version}")
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    if start + length != len(data):
        raise BadIndexError(f"{path} was cut off or grew")
    body = data[start : start + length]
    if zlib.crc32(body) != checksum:
        raise BadIndexError(f"{path} has a damaged header")
    try:
        return _kept(data, json.loads(body), name, on_damage)
    except (ValueError, TypeError, LookupError, OverflowError, RecursionError) as error:
        raise BadIndexError(f"{path} is damaged ({error})") from error


def _kept(data: mmap.mmap, header: dict[str, Any], name: str, on_damage: Callable[[], object]) -> Kept:
    if header["name"] != name:
        raise BadIndexError("it is of another document")
    levels = [
        TileLevel(
            zoom=int(level["zoom"]),
            min_y=int(level["min_y"]),
            max_y=int(level["max_y"]),
            **{key: _mapped(data, level[key], kind) for key, kind in _LEVEL_ARRAYS.items()},
        )
        for level in header["levels"]
    ]
    text = TileText(
        segments=(data,),
        **{key: _mapped(data, header["blocks"][key], kind) for key, kind in _TEXT_ARRAYS.items()},
        is_deflated=bool(header["is_deflated"]),
        max_block_bytes=int(header["max_block_bytes"]),
        on_damage=on_damage,
    )
    shape = TableShape(
        entries_per_block=int(header["entries_per_block"]),
        entry_count=int(header["entry_count"]),
        others=dict(header["others"]),
    )
    document = LargeDocument(head=str(header["head"]).encode("utf-8"), table=TileTable(TileLevels(levels), text, shape))
    return Kept(version=str(header["version"]), size_bytes=int(header["size_bytes"]), document=document)


def _mapped(data: mmap.mmap, place: Sequence[int], kind: str) -> numpy.ndarray:
    """An array in the file, without copying it."""
    start, count, checksum = map(int, place)
    kept = numpy.dtype(kind)
    if start < 0 or count < 0 or start + count * kept.itemsize > len(data):
        raise BadIndexError("an array lies outside of the file")
    array: numpy.ndarray = numpy.frombuffer(data, dtype=kept, count=count, offset=start)
    if zlib.crc32(array.view(numpy.uint8).data) != checksum:
        raise BadIndexError("an array is damaged")
    return array if sys.byteorder == "little" else array.astype(kept.newbyteorder("="))
