"""Scanning the ``tiles`` of a large document: where its entries are and what their quadkeys are. Runs in the ENGINE; pure.

Text goes by in windows and is never turned into objects: NumPy finds the quotes, what stands between strings is checked
against the grammar of an object of lists of strings. Only what is certainly valid passes; anything unusual raises
``IrregularTextError``, and the document is then parsed as a whole, which finds the same or says what is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray
from pydantic_core import from_json

from .quadkeys import MAX_ZOOM, is_quadkey

Positions = NDArray[numpy.int64]
NO_QUADKEY = 255
"""The length that stands for a key that is no quadkey."""

_WINDOW_BYTES = 4 << 20
# One entry that is longer than this is nothing that mosaics have.
_LONGEST_ENTRY_BYTES = 64 << 20
_QUOTE, _COLON, _CLOSING, _ZERO, _FIRST_PRINTABLE = b'":]0 '
_IS_SPACE = numpy.zeros(256, dtype=bool)
_IS_SPACE[list(b" \t\r\n")] = True
# What may follow what, outside of strings and without spaces; a quote stands for a string. The rest of the grammar is what
# may not: a list's string before a colon, a key before anything else. Regular expressions take ten times as long.
_NEIGHBOURS = (b'":', b":[", b'["', b"[]", b'",', b',"', b'"]', b"],")
_WRONG = (b'[":', b'",":', b'],",', b'],"]')


class IrregularTextError(ValueError):
    """The text is no object of lists of strings, or one that is written in an unusual way."""


@dataclass(frozen=True, kw_only=True)
class ScannedPart:
    """Some entries of ``tiles``, one after the other: whole blocks of them, but for the last part."""

    text: bytes
    """The window that holds them."""
    start: int
    """Where ``text`` begins, in bytes from the beginning of ``tiles``' text."""
    block_starts: Positions
    """Where each block begins in ``text``, shape (blocks,)."""
    block_ends: Positions
    """Where each block ends in ``text``, past the bracket of its last entry, shape (blocks,)."""
    lengths: NDArray[numpy.uint8]
    """Length of each key, ``NO_QUADKEY`` for one that is no quadkey, shape (entries,)."""
    quadkeys: NDArray[numpy.uint64]
    """Each quadkey as a number in base 4, shape (entries,)."""
    others: dict[int, str]
    """The keys that are no quadkeys, by the number of their entry in this part."""


class TileScanner:
    """Scans one object of lists of strings, window by window."""

    def __init__(self, *, entries_per_block: int) -> None:
        self._entries_per_block = entries_per_block
        self.scanned_bytes = 0
        """How much text went by, in bytes, without what follows the object."""
        self.rest = b""
        """What follows the object, once all parts were taken."""

    def parts(self, pieces: Iterable[bytes | memoryview]) -> Iterator[ScannedPart]:
        """The entries of the object whose text follows its opening brace in ``pieces``.

        Raises:
            IrregularTextError: as the module says.
        """
        source = iter(pieces)
        window, waiting, size, start = b"", [], 0, 0
        for piece in source:
            waiting.append(piece)
            size += len(piece)
            if size < _WINDOW_BYTES:
                continue
            window, waiting, size = b"".join((window, *waiting)), [], 0
            part, taken, is_last = self._scan(window, start)
            if part is not None:
                yield part
            if is_last:
                self.rest = b"".join((window[taken:], *source))
                self.scanned_bytes = start + taken
                return
            window, start = window[taken:], start + taken
            if len(window) > _LONGEST_ENTRY_BYTES:
                raise IrregularTextError("an entry has no end")
        window = b"".join((window, *waiting))
        part, taken, is_last = self._scan(window, start)
        if part is None or not is_last:
            raise IrregularTextError("the object has no end")
        yield part
        self.rest = window[taken:]
        self.scanned_bytes = start + taken

    def _scan(self, window: bytes, start: int) -> tuple[ScannedPart | None, int, bool]:
        """The whole blocks of a window, how many bytes they take, and whether the object ends with them."""
        # Escaped quotes and backslashes are blotted out, so that the quotes that are left begin and end strings.
        is_escaped = b"\\" in window
        plain = window.replace(b"\\\\", b"__").replace(b'\\"', b"__") if is_escaped else window
        data = numpy.frombuffer(plain, dtype=numpy.uint8)
        quotes = numpy.flatnonzero(data == _QUOTE)
        outside = _outside_strings(data, quotes)
        marks = data[outside]
        is_mark = ~_IS_SPACE[marks]
        marks, places = marks[is_mark], outside[is_mark]
        text = marks.tobytes()
        is_last = b"}" in text
        stop = text.index(b"}") + 1 if is_last else text.rfind(b"],") + 2
        if stop < 2:
            if is_last:
                raise IrregularTextError("the object is empty")
            return None, 0, False
        if not _is_entries(text[: stop - 1] + b","):
            raise IrregularTextError("the entries are no lists of strings")
        closings = numpy.flatnonzero(marks[:stop] == _CLOSING)
        count = len(closings)
        if not is_last:
            count -= count % self._entries_per_block
            if count == 0:
                return None, 0, False
            closings = closings[:count]
        taken = int(places[closings[-1] + 1]) + 1
        _require_valid(window, data, outside, taken, is_escaped)

        colons = numpy.flatnonzero(marks[:stop] == _COLON)[:count]
        string_numbers = numpy.cumsum(marks[:stop] == _QUOTE)[colons - 1] - 1
        key_starts, key_ends = places[colons - 1] + 1, quotes[1::2][string_numbers]
        lengths, quadkeys, others = _keys(window, data, key_starts, key_ends)
        ends = places[closings] + 1
        block_ends = ends[self._entries_per_block - 1 :: self._entries_per_block]
        part = ScannedPart(
            text=window,
            start=start,
            block_starts=key_starts[:: self._entries_per_block] - 1,
            block_ends=numpy.append(block_ends, ends[-1:]) if count % self._entries_per_block else block_ends,
            lengths=lengths,
            quadkeys=quadkeys,
            others=others,
        )
        return part, taken, is_last


def _is_entries(text: bytes) -> bool:
    """Whether a text without strings and spaces is ``":[","],":[],`` and so on."""
    return (
        text.startswith(b'":')
        and text.endswith(b"],")
        and sum(map(text.count, _NEIGHBOURS)) == len(text) - 1
        and not any(wrong in text for wrong in _WRONG)
    )


def _outside_strings(data: NDArray[numpy.uint8], quotes: Positions) -> Positions:
    """The positions of all that is not in strings, each opening quote included."""
    starts = numpy.concatenate(([0], quotes[1::2] + 1))
    ends = quotes[0::2] + 1
    if len(ends) < len(starts):
        ends = numpy.append(ends, len(data))
    counts = ends - starts
    before = numpy.cumsum(counts) - counts
    return numpy.repeat(starts - before, counts) + numpy.arange(counts.sum())


def _require_valid(window: bytes, data: NDArray[numpy.uint8], outside: Positions, taken: int, is_escaped: bool) -> None:
    """Refuse control characters, damaged UTF-8 and wrong escapes in the strings of ``window[:taken]``."""
    controls = numpy.count_nonzero(data[:taken] < _FIRST_PRINTABLE)
    if controls and controls != numpy.count_nonzero(data[outside[outside < taken]] < _FIRST_PRINTABLE):
        raise IrregularTextError("a string has control characters")
    text = window[:taken]
    try:
        if is_escaped:
            from_json(b"{%b}" % text[:-1])
        elif not text.isascii():
            text.decode("utf-8")
    except ValueError as error:
        raise IrregularTextError(f"a string is not valid: {error}") from error


def _keys(
    window: bytes, data: NDArray[numpy.uint8], starts: Positions, ends: Positions
) -> tuple[NDArray[numpy.uint8], NDArray[numpy.uint64], dict[int, str]]:
    """Lengths, numbers and, for those that are no quadkeys, texts of the keys at ``window[starts:ends]``."""
    lengths = numpy.full(len(starts), NO_QUADKEY, dtype=numpy.uint8)
    quadkeys = numpy.zeros(len(starts), dtype=numpy.uint64)
    spans = ends - starts
    for length in numpy.unique(spans[spans <= MAX_ZOOM]).tolist():
        rows = numpy.flatnonzero(spans == length)
        numbers = numpy.zeros(len(rows), dtype=numpy.uint64)
        is_key = numpy.ones(len(rows), dtype=bool)
        for column in range(length):
            digits = data[starts[rows] + column] - numpy.uint8(_ZERO)
            is_key &= digits < 4
            numbers = numbers << numpy.uint64(2) | digits
        quadkeys[rows[is_key]] = numbers[is_key]
        lengths[rows[is_key]] = length
    others: dict[int, str] = {}
    for row in numpy.flatnonzero(lengths == NO_QUADKEY).tolist():
        key = from_json(window[int(starts[row]) - 1 : int(ends[row]) + 1])
        if is_quadkey(key):
            lengths[row], quadkeys[row] = len(key), int(key or "0", 4)
        else:
            others[row] = key
    return lengths, quadkeys, others
