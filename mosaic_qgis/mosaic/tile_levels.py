"""Quadkeys of a large document as sorted numbers: which entries cover a tile or a rectangle. Runs in the ENGINE; pure.

One ``TileLevel`` per length of key. It is sorted twice: by quadkey, so that what lies in a tile is one run, and by column
and row, so that a rectangle is one run per column. A question costs some binary searches, and then what it finds.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

from .quadkeys import MAX_ZOOM, TileRange, quadkey_of_tile

Numbers = NDArray[numpy.uint64]
Places = NDArray[numpy.uint32]

_ROW_BITS = MAX_ZOOM
_DIGITS = ["".join(digits) for digits in itertools.product("0123", repeat=6)]


def quadkey_of_number(number: int, length: int) -> str:
    """The quadkey of ``length`` digits whose value in base 4 is ``number``."""
    text = "".join([_DIGITS[number >> shift & 4095] for shift in (48, 36, 24, 12, 0)])
    return text[len(text) - length :]


@dataclass(frozen=True, kw_only=True)
class TileLevel:
    """The quadkeys of one length, each once."""

    zoom: int
    """Their length."""
    quadkeys: Numbers
    """Their values in base 4, ascending, shape (keys,)."""
    places: Places
    """Number of each one's entry in the document, shape (keys,)."""
    columns_rows: Numbers
    """``x << 30 | y`` of each tile, ascending, shape (keys,)."""
    places_by_column: Places
    """Number of each one's entry, in the order of ``columns_rows``, shape (keys,)."""
    min_y: int
    """First row that has a tile."""
    max_y: int
    """Last row that has a tile."""

    def __post_init__(self) -> None:
        arrays = (self.quadkeys, self.places, self.columns_rows, self.places_by_column)
        if not 0 <= self.zoom <= MAX_ZOOM or len({array.shape for array in arrays}) != 1 or not len(self.quadkeys):
            raise ValueError(f"A level must have a zoom and arrays of equal length, got zoom {self.zoom}")
        if not 0 <= self.min_y <= self.max_y < 1 << self.zoom:
            raise ValueError(f"A level's rows must lie in its zoom {self.zoom}, got {self.min_y} to {self.max_y}")

    def place_of(self, number: int) -> int | None:
        """The entry of a quadkey."""
        at = self._first_not_below(self.quadkeys, number)
        found = at < len(self.quadkeys) and int(self.quadkeys[at]) == number
        return int(self.places[at]) if found else None

    def span_below(self, number: int, zoom: int) -> tuple[int, int]:
        """Where in ``quadkeys`` those that begin with a quadkey of a zoom, not finer than this one, start and stop."""
        shift = 2 * (self.zoom - zoom)
        start = self._first_not_below(self.quadkeys, number << shift)
        return start, self._first_not_below(self.quadkeys, (number + 1) << shift)

    def below(self, number: int, zoom: int) -> Iterator[tuple[str, int]]:
        """The quadkeys that begin with one of a zoom, with their entries, ascending."""
        for at in range(*self.span_below(number, zoom)):
            yield quadkey_of_number(int(self.quadkeys[at]), self.zoom), int(self.places[at])

    def in_range(self, tiles: TileRange) -> Iterator[tuple[int, int, int]]:
        """``(x, y, entry)`` of those that meet a rectangle of tiles of any zoom, column by column."""
        left, top, right, bottom = _at_zoom(tiles, self.zoom)
        at = self._first_not_below(self.columns_rows, left << _ROW_BITS | top)
        count = len(self.columns_rows)
        while at < count:
            x, y = divmod(int(self.columns_rows[at]), 1 << _ROW_BITS)
            if x > right:
                return
            if y < top:
                at = self._first_not_below(self.columns_rows, x << _ROW_BITS | top)
            elif y > bottom:
                at = self._first_not_below(self.columns_rows, (x + 1) << _ROW_BITS | top)
            else:
                yield x, y, int(self.places_by_column[at])
                at += 1

    @staticmethod
    def _first_not_below(numbers: Numbers, value: int) -> int:
        # Of the array's own type: numpy would turn the whole array into another one.
        return int(numbers.searchsorted(numpy.uint64(value)))

    def extent_at(self, zoom: int) -> tuple[int, int, int, int]:
        """``(left, top, right, bottom)`` of all tiles, in tiles of a zoom that is not coarser; both ends included."""
        shift = zoom - self.zoom
        first, last = int(self.columns_rows[0]) >> _ROW_BITS, int(self.columns_rows[-1]) >> _ROW_BITS
        return (
            first << shift,
            self.min_y << shift,
            ((last + 1) << shift) - 1,
            ((self.max_y + 1) << shift) - 1,
        )


def level_of(zoom: int, numbers: Numbers, places: Places) -> TileLevel:
    """The level of quadkeys in any order; of equal ones, the last counts."""
    if not bool((numbers[1:] > numbers[:-1]).all()):
        order = numpy.argsort(numbers, kind="stable")
        numbers, places = numbers[order], places[order]
        is_last = numpy.append(numbers[1:] != numbers[:-1], True)
        numbers, places = numbers[is_last], places[is_last]
    rows = _every_second_bit(numbers >> numpy.uint64(1))
    columns_rows = _every_second_bit(numbers) << numpy.uint64(_ROW_BITS) | rows
    order = numpy.argsort(columns_rows)
    return TileLevel(
        zoom=zoom,
        quadkeys=numbers,
        places=places,
        columns_rows=columns_rows[order],
        places_by_column=places[order],
        min_y=int(rows.min()),
        max_y=int(rows.max()),
    )


def _every_second_bit(numbers: Numbers) -> Numbers:
    """The bits 0, 2, 4 … of each number, moved together."""
    bits = numbers & numpy.uint64(0x5555555555555555)
    for shift, mask in (
        (1, 0x3333333333333333),
        (2, 0x0F0F0F0F0F0F0F0F),
        (4, 0x00FF00FF00FF00FF),
        (8, 0x0000FFFF0000FFFF),
        (16, 0x00000000FFFFFFFF),
    ):
        bits = (bits | bits >> numpy.uint64(shift)) & numpy.uint64(mask)
    return bits


def _at_zoom(tiles: TileRange, zoom: int) -> tuple[int, int, int, int]:
    """``(left, top, right, bottom)`` of the tiles of a zoom that meet a rectangle; both ends included."""
    if zoom >= tiles.zoom:
        shift = zoom - tiles.zoom
        right, bottom = ((tiles.max_x + 1) << shift) - 1, ((tiles.max_y + 1) << shift) - 1
        return tiles.min_x << shift, tiles.min_y << shift, right, bottom
    shift = tiles.zoom - zoom
    return tiles.min_x >> shift, tiles.min_y >> shift, tiles.max_x >> shift, tiles.max_y >> shift


class TileLevels:
    """All levels of a document; thread-safe, as nothing ever changes."""

    def __init__(self, levels: Sequence[TileLevel]) -> None:
        self.levels = tuple(sorted(levels, key=lambda level: level.zoom, reverse=True))
        """Finest first."""
        self._by_zoom = {level.zoom: level for level in self.levels}
        if len(self._by_zoom) != len(self.levels):
            raise ValueError("There must be one level per length of keys")

    @property
    def lengths(self) -> tuple[int, ...]:
        """The different lengths of the keys, longest first."""
        return tuple(level.zoom for level in self.levels)

    @property
    def count(self) -> int:
        """Number of quadkeys."""
        return sum(len(level.quadkeys) for level in self.levels)

    def usual_length(self) -> int | None:
        """The most frequent length, the shorter one when two are as frequent; ``None`` without quadkeys."""
        return min(((-len(level.quadkeys), level.zoom) for level in self.levels), default=(0, None))[1]

    def place_of(self, quadkey: str) -> int | None:
        """The entry of a quadkey, ``None`` when there is none."""
        level = self._by_zoom.get(len(quadkey))
        return None if level is None else level.place_of(int(quadkey or "0", 4))

    def of_tile(self, x: int, y: int, zoom: int) -> Iterator[tuple[str, int]]:
        """Keys and entries that cover a tile: its own and its ancestors', finest first, then its descendants' in key order."""
        if not (self.levels and zoom >= 0 and 0 <= x < 1 << zoom and 0 <= y < 1 << zoom):
            return
        x, y, zoom = self._not_below_keys(x, y, zoom)
        own = quadkey_of_tile(x, y, zoom)
        for level in self.levels:
            if level.zoom <= zoom:
                place = level.place_of(int(own[: level.zoom] or "0", 4))
                if place is not None:
                    yield own[: level.zoom], place
        number = int(own or "0", 4)
        finer = [level.below(number, zoom) for level in self.levels if level.zoom > zoom]
        yield from finer[0] if len(finer) == 1 else heapq.merge(*finer)

    def count_of_tile(self, x: int, y: int, zoom: int) -> int:
        """How many keys cover a tile, without visiting them."""
        if not (self.levels and zoom >= 0 and 0 <= x < 1 << zoom and 0 <= y < 1 << zoom):
            return 0
        x, y, zoom = self._not_below_keys(x, y, zoom)
        number, count = int(quadkey_of_tile(x, y, zoom) or "0", 4), 0
        for level in self.levels:
            if level.zoom > zoom:
                start, stop = level.span_below(number, zoom)
                count += stop - start
            elif level.place_of(number >> 2 * (zoom - level.zoom)) is not None:
                count += 1
        return count

    def _not_below_keys(self, x: int, y: int, zoom: int) -> tuple[int, int, int]:
        """The tile, or its ancestor at the zoom of the finest keys."""
        shift = max(0, zoom - self.levels[0].zoom)
        return x >> shift, y >> shift, zoom - shift

    def of_range(self, tiles: TileRange) -> Iterator[tuple[str, int]]:
        """Keys and entries that meet a rectangle of tiles, column by column, top to bottom, coarse keys before fine ones."""
        found = [self._placed(level, tiles) for level in self.levels]
        for _, _, zoom, x, y, place in found[0] if len(found) == 1 else heapq.merge(*found):
            yield quadkey_of_tile(x, y, zoom), place

    @staticmethod
    def _placed(level: TileLevel, tiles: TileRange) -> Iterator[tuple[int, int, int, int, int, int]]:
        shift = MAX_ZOOM - level.zoom
        for x, y, place in level.in_range(tiles):
            yield x << shift, y << shift, level.zoom, x, y, place

    def spread(self, step: int) -> Iterator[tuple[str, int]]:
        """Every ``step``-th key with its entry."""
        for level in self.levels:
            for at in range(0, len(level.quadkeys), step):
                yield quadkey_of_number(int(level.quadkeys[at]), level.zoom), int(level.places[at])

    def extent(self) -> TileRange | None:
        """The smallest rectangle of tiles, of the finest keys' zoom, that holds all keys; ``None`` without quadkeys."""
        if not self.levels:
            return None
        zoom = self.levels[0].zoom
        lefts, tops, rights, bottoms = zip(*(level.extent_at(zoom) for level in self.levels), strict=True)
        return TileRange(zoom=zoom, min_x=min(lefts), min_y=min(tops), max_x=max(rights), max_y=max(bottoms))
