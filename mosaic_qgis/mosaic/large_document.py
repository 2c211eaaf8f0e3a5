"""Large documents: from bytes to a ``TileTable`` and the rest of the document, without making objects of its tiles.

Runs in the ENGINE; pure. What is unusual, or wrong, is left to the ordinary parser: it raises ``IrregularTextError``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy
from pydantic_core import from_json

from .errors import MosaicError
from .tile_levels import TileLevels, level_of
from .tile_scan import NO_QUADKEY, IrregularTextError, ScannedPart, TileScanner
from .tile_table import TableShape, TileTable
from .tile_text import TextInPlace, TextInWindows, TileTextMaker

ENTRIES_PER_BLOCK = 4
"""A block is what one look-up turns into objects: about 1 kB of text, 3 microseconds."""

_TILES = re.compile(rb'"tiles"[ \t\r\n]*:[ \t\r\n]*\{')
_NO_TILES = b'"tiles":{}'
_PIECE_BYTES = 4 << 20
# How far into the document "tiles" may begin, and how many places look as if it did.
_HEAD_BYTES = 1 << 20
_MOST_CANDIDATES = 8


class OpeningCancelledError(MosaicError):
    """Nobody wants the document any more."""

    code = "cancelled"


ScanInto = Callable[[TileTextMaker | None, int], "LargeDocument"]
"""Scans a document from its beginning; takes who keeps the text (``None``: this process) and the entries per block."""
Keep = Callable[[ScanInto, int], "LargeDocument"]
"""Scans a document and keeps it for the next time; takes the scan and about how many bytes the text has."""


@dataclass(frozen=True, kw_only=True)
class LargeDocument:
    """A document whose tiles are a table."""

    head: bytes
    """The JSON of the document with empty ``tiles``."""
    table: TileTable
    """Its tiles."""

    def values(self) -> dict[str, Any]:
        """The document as a dictionary, ``tiles`` being the table.

        Raises:
            ValueError: the head is no JSON object.
        """
        values = from_json(self.head)
        if not isinstance(values, dict):
            raise ValueError("the head of a document must be an object")  # noqa: TRY004 - as of any other bad JSON
        return {**values, "tiles": self.table}


def pieces_of(body: bytes) -> Iterator[memoryview]:
    """An uncompressed document, piece by piece, without copying it."""
    view = memoryview(body)
    return (view[start : start + _PIECE_BYTES] for start in range(0, len(body), _PIECE_BYTES))


def scan_document(
    pieces: Iterable[bytes | memoryview],
    *,
    body: bytes | None,
    maker: TileTextMaker | None = None,
    entries_per_block: int = ENTRIES_PER_BLOCK,
    cancelled: Callable[[], bool] | None = None,
) -> LargeDocument:
    """The document in ``pieces``, decompressed UTF-8.

    ``body`` is the same as a whole where that is in memory anyway: the text then stays there. ``maker`` puts the text
    somewhere else.

    Raises:
        IrregularTextError: the ordinary parser must have a look.
        OpeningCancelledError: ``cancelled`` said so.
    """
    source = iter(pieces)
    first = b""
    for piece in source:
        first += piece
        if len(first) >= _HEAD_BYTES:
            break
    before, offset = _head_before_tiles(first)
    if maker is None:
        maker = TextInWindows() if body is None else TextInPlace(body, offset)
    scanner = TileScanner(entries_per_block=entries_per_block)
    entries = _Entries()
    for part in scanner.parts(chain([first[offset:]], source)):
        if cancelled is not None and cancelled():
            raise OpeningCancelledError("The opening was withdrawn.")
        maker.add(part.text, part.start, part.block_starts.tolist(), part.block_ends.tolist())
        entries.add(part)
    head = before + _NO_TILES + scanner.rest
    _require_one_tiles(head)
    shape = TableShape(entries_per_block=entries_per_block, entry_count=entries.count, others=entries.others)
    return LargeDocument(head=head, table=TileTable(entries.levels(), maker.finish(), shape))


class _Entries:
    """The keys of all parts."""

    def __init__(self) -> None:
        self.count = 0
        self.others: dict[str, int] = {}
        self._lengths: list[numpy.ndarray] = []
        self._quadkeys: list[numpy.ndarray] = []

    def add(self, part: ScannedPart) -> None:
        self.others.update((key, self.count + row) for row, key in part.others.items())
        self.count += len(part.lengths)
        if self.count >= 1 << 32:
            raise IrregularTextError("there are too many tiles")
        self._lengths.append(part.lengths)
        self._quadkeys.append(part.quadkeys)

    def levels(self) -> TileLevels:
        """The quadkeys, sorted."""
        lengths, quadkeys = numpy.concatenate(self._lengths), numpy.concatenate(self._quadkeys)
        self._lengths, self._quadkeys = [], []
        levels = []
        for length in numpy.flatnonzero(numpy.bincount(lengths, minlength=NO_QUADKEY + 1)).tolist():
            if length != NO_QUADKEY:
                places = numpy.flatnonzero(lengths == length).astype(numpy.uint32)
                levels.append(level_of(length, quadkeys[places], places))
        return TileLevels(levels)


def _head_before_tiles(text: bytes) -> tuple[bytes, int]:
    """What stands before the document's own ``tiles``, and where the object's text begins."""
    if not text.startswith(b"{"):
        raise IrregularTextError("it does not begin as a document does")
    for number, match in enumerate(_TILES.finditer(text)):
        if number == _MOST_CANDIDATES:
            break
        before = text[: match.start()]
        try:
            # Closing one brace makes it whole only if nothing but the document itself was open.
            from_json(before + _NO_TILES + b"}")
        except ValueError:
            continue
        return before, match.end()
    raise IrregularTextError("its tiles were not found")


def _require_one_tiles(head: bytes) -> None:
    """Refuse what is no JSON object, and a document that has ``tiles`` twice, of which the last counts."""
    outermost: list[tuple[str, Any]] = []

    def remember(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        outermost[:] = pairs
        return dict(pairs)

    try:
        from_json(head)
        json.loads(head, object_pairs_hook=remember)
    except (ValueError, RecursionError) as error:
        raise IrregularTextError(f"its head is not valid: {error}") from error
    if [key for key, _ in outermost].count("tiles") != 1:
        raise IrregularTextError("it has tiles twice")
