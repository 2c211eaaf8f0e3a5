"""Where the text of a large document's ``tiles`` stays: blocks of bytes that are read one at a time. Runs in the ENGINE; pure.

A block is some entries of the object as they are written, ``"0123": ["a.tif"], "0132": ["b.tif"]``, maybe deflated. It
becomes objects when one of its entries is wanted, and is checked again then.
"""

from __future__ import annotations

import abc
import mmap
import zlib
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

from .errors import BadDocumentError

_BlockStarts = NDArray[numpy.uint64]
_BlockNumbers = NDArray[numpy.uint32]
Buffer = bytes | bytearray | memoryview | mmap.mmap


def nothing_to_do() -> None:
    """What follows from damage where nothing can be done."""


@dataclass(frozen=True, kw_only=True)
class TileText:
    """The blocks of one document; thread-safe."""

    segments: tuple[Buffer, ...]
    """The bytes, in one or more pieces; no block is in two of them."""
    starts: _BlockStarts
    """Where each block begins, in bytes from the beginning of the first segment, shape (blocks,)."""
    lengths: _BlockNumbers
    """Size of each block in bytes, as it is kept, shape (blocks,)."""
    checksums: _BlockNumbers | None = None
    """CRC-32 of each block as it is kept, shape (blocks,); ``None`` for blocks that never left this process."""
    is_deflated: bool = False
    """Whether each block is compressed."""
    max_block_bytes: int = 1 << 31
    """Size of the largest block, decompressed."""
    on_damage: Callable[[], object] = nothing_to_do
    """Called before an error about a damaged block is raised."""

    def __post_init__(self) -> None:
        sizes = numpy.cumsum([0, *map(len, self.segments)])
        # Not by assignment, which a frozen dataclass refuses.
        object.__setattr__(self, "_segment_starts", sizes[:-1].tolist())
        if self.starts.shape != self.lengths.shape or not len(self.starts):
            raise ValueError("Each block must have a beginning and a length")
        if int((self.starts + self.lengths).max()) > int(sizes[-1]):
            raise ValueError(f"All blocks must lie in the {int(sizes[-1])} bytes of the text")

    def block(self, number: int) -> bytes:
        """The text of a block.

        Raises:
            BadDocumentError: its bytes are damaged.
        """
        start, length = int(self.starts[number]), int(self.lengths[number])
        segment_starts: Sequence[int] = self._segment_starts  # type: ignore[attr-defined]
        segment = bisect_right(segment_starts, start) - 1
        start -= segment_starts[segment]
        kept = bytes(self.segments[segment][start : start + length])
        if self.checksums is not None and zlib.crc32(kept) != int(self.checksums[number]):
            raise self.damage()
        if not self.is_deflated:
            return kept
        unpacking = zlib.decompressobj()
        try:
            text = unpacking.decompress(kept, self.max_block_bytes)
        except zlib.error as error:
            raise self.damage() from error
        if not unpacking.eof:
            raise self.damage()
        return text

    def damage(self) -> BadDocumentError:
        """The error to raise about a damaged block."""
        self.on_damage()
        return BadDocumentError(
            "The kept copy of the mosaic was damaged on the disk and is dropped; open the mosaic again"
        )


class TileTextMaker(abc.ABC):
    """Takes the blocks of a document, in their order."""

    @abc.abstractmethod
    def add(self, window: bytes, window_start: int, starts: Sequence[int], ends: Sequence[int]) -> None:
        """Take the blocks ``window[start:end]``; ``window_start`` is where the window begins in the whole text."""

    @abc.abstractmethod
    def finish(self) -> TileText:
        """All blocks that were taken."""


class TextInPlace(TileTextMaker):
    """Leaves the blocks where they are, in the bytes of an uncompressed document."""

    def __init__(self, body: bytes, offset: int) -> None:
        """``offset`` is where the text that windows are counted from begins in ``body``."""
        self._body = body
        self._offset = offset
        self._starts: list[NDArray[numpy.uint64]] = []
        self._lengths: list[NDArray[numpy.uint32]] = []

    def add(self, window: bytes, window_start: int, starts: Sequence[int], ends: Sequence[int]) -> None:
        """Note where the blocks are."""
        first = numpy.asarray(starts, dtype=numpy.uint64)
        self._starts.append(first + numpy.uint64(self._base(window, window_start)))
        self._lengths.append((numpy.asarray(ends, dtype=numpy.uint64) - first).astype(numpy.uint32))

    def _base(self, window: bytes, window_start: int) -> int:  # noqa: ARG002 - of use to windows that are kept
        return self._offset + window_start

    def _segments(self) -> tuple[bytes, ...]:
        return (self._body,)

    def finish(self) -> TileText:
        """The blocks in the body."""
        return TileText(
            segments=self._segments(),
            starts=numpy.concatenate(self._starts),
            lengths=numpy.concatenate(self._lengths),
        )


class TextInWindows(TextInPlace):
    """Keeps the windows themselves, for a document that was compressed."""

    def __init__(self) -> None:
        super().__init__(b"", 0)
        self._windows: list[bytes] = []
        self._size = 0

    def _base(self, window: bytes, window_start: int) -> int:  # noqa: ARG002 - windows overlap in the whole text
        base = self._size
        self._windows.append(window)
        self._size += len(window)
        return base

    def _segments(self) -> tuple[bytes, ...]:
        return tuple(self._windows)
