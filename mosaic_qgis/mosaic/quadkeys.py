"""Quadkeys: their arithmetic, and an index that finds the keys of a tile without enumerating. Runs in the ENGINE; pure.

A quadkey names a tile of a quadtree tile matrix set: one digit 0..3 per zoom, digit = (x bit) + 2 * (y bit), the empty
string is the tile of zoom 0. The keys below a tile are the keys that start with the tile's own key, so a sorted list
answers "what lies in this tile" with two binary searches at any zoom.

A document should have keys of one length only, but nothing here relies on it: a tile's keys are those of its ancestors,
its own, and those of its descendants.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy

MAX_ZOOM = 30
_AFTER_DIGITS = "4"


@dataclass(frozen=True, kw_only=True)
class TileRange:
    """A rectangle of tiles of one zoom; both ends are part of it."""

    zoom: int
    """Zoom of the tile matrix, 0 is the root."""
    min_x: int
    """First column, counted from the left."""
    min_y: int
    """First row, counted from the top."""
    max_x: int
    """Last column."""
    max_y: int
    """Last row."""

    def __post_init__(self) -> None:
        side = 1 << self.zoom if 0 <= self.zoom <= MAX_ZOOM else 0
        if not (0 <= self.min_x <= self.max_x < side and 0 <= self.min_y <= self.max_y < side):
            raise ValueError(f"A tile range must lie in its matrix and not be empty, got {self!r}")

    @property
    def count(self) -> int:
        """Number of tiles."""
        return (self.max_x - self.min_x + 1) * (self.max_y - self.min_y + 1)

    def meets(self, quadkey: str) -> bool:
        """Whether the tile of ``quadkey``, of any zoom, overlaps the rectangle."""
        x, y, zoom = tile_of_quadkey(quadkey)
        if zoom >= self.zoom:
            shift = zoom - self.zoom
            return self.min_x <= x >> shift <= self.max_x and self.min_y <= y >> shift <= self.max_y
        shift = self.zoom - zoom
        return self.min_x >> shift <= x <= self.max_x >> shift and self.min_y >> shift <= y <= self.max_y >> shift


def _is_in_matrix(x: int, y: int, zoom: int) -> bool:
    return zoom >= 0 and 0 <= x < 1 << zoom and 0 <= y < 1 << zoom


def quadkey_of_tile(x: int, y: int, zoom: int) -> str:
    """The quadkey of a tile; ``x`` counts from the left, ``y`` from the top.

    Raises:
        ValueError: the tile does not lie in the matrix of its zoom.
    """
    if zoom > MAX_ZOOM or not _is_in_matrix(x, y, zoom):
        raise ValueError(f"A tile must lie in the matrix of its zoom (0 to {MAX_ZOOM}), got x={x}, y={y}, z={zoom}")
    if zoom == 0:
        return ""
    # The binary digits of x and y, read as decimal numbers, add up to the quadkey without any carry.
    return f"{int(f'{x:b}') + 2 * int(f'{y:b}'):0{zoom}d}"


def tile_of_quadkey(quadkey: str) -> tuple[int, int, int]:
    """``(x, y, zoom)`` of a quadkey.

    Raises:
        ValueError: the text is no quadkey.
    """
    if not is_quadkey(quadkey):
        raise ValueError(f"A quadkey has only the digits 0 to 3 and at most {MAX_ZOOM} of them, got {quadkey!r}")
    if not quadkey:
        return 0, 0, 0
    return int(quadkey.translate(_X_BITS), 2), int(quadkey.translate(_Y_BITS), 2), len(quadkey)


_X_BITS = str.maketrans("0123", "0101")
_Y_BITS = str.maketrans("0123", "0011")


def is_quadkey(text: str) -> bool:
    """Whether ``text`` is a quadkey of a zoom that exists."""
    return len(text) <= MAX_ZOOM and not text.strip("0123")


def quadkeys_of_tile(x: int, y: int, zoom: int, quadkey_zoom: int) -> list[str]:
    """All quadkeys of one zoom that cover a tile: its ancestor, itself, or its 4^n descendants in quadkey order.

    Meant for people and small differences of zoom; looking assets up goes through ``QuadkeyIndex``.
    """
    if zoom >= quadkey_zoom:
        shift = zoom - quadkey_zoom
        return [quadkey_of_tile(x >> shift, y >> shift, quadkey_zoom)]
    prefix = quadkey_of_tile(x, y, zoom)
    depth = quadkey_zoom - zoom
    if not 0 <= quadkey_zoom <= MAX_ZOOM:
        raise ValueError(f"A quadkey zoom must lie in 0..{MAX_ZOOM}, got {quadkey_zoom}")
    return [prefix + _base4(number, depth) for number in range(4**depth)]


def _base4(number: int, digits: int) -> str:
    return "".join(str(number >> shift & 3) for shift in range(2 * (digits - 1), -1, -2))


def cover_of_range(tiles: TileRange, max_prefixes: int) -> list[str]:
    """At most ``max_prefixes`` (four or more) prefixes whose tiles together cover a rectangle of tiles, sorted.

    The cover may be larger than the rectangle: what is found under a prefix must be checked with ``TileRange.meets``.
    A store of keys needs one range query per prefix.
    """
    zoom = tiles.zoom
    while True:
        shift = tiles.zoom - zoom
        coarse = TileRange(
            zoom=zoom,
            min_x=tiles.min_x >> shift,
            min_y=tiles.min_y >> shift,
            max_x=tiles.max_x >> shift,
            max_y=tiles.max_y >> shift,
        )
        if coarse.count <= max(4, max_prefixes):
            columns = range(coarse.min_x, coarse.max_x + 1)
            rows = range(coarse.min_y, coarse.max_y + 1)
            return sorted(quadkey_of_tile(x, y, zoom) for x in columns for y in rows)
        zoom -= 1


def in_reading_order(quadkeys: Sequence[str]) -> list[str]:
    """Quadkeys sorted column by column from the left, top to bottom in a column, coarse keys before fine ones.

    The order in which cogeo-mosaic collects the assets of a box, so that both stack the same images on top.
    """

    def place(quadkey: str) -> tuple[int, int, int]:
        x, y, zoom = tile_of_quadkey(quadkey)
        return x << (MAX_ZOOM - zoom), y << (MAX_ZOOM - zoom), zoom

    return sorted(quadkeys, key=place)


class QuadkeyIndex:
    """Finds the keys of ``tiles`` that cover a tile or a rectangle of tiles; thread-safe.

    Looking up a tile at or below the keys' zoom is a dictionary access. Above it, the keys are sorted once, on first
    use, and each question costs two binary searches plus the answer. Keys which are no quadkeys are never found.
    """

    def __init__(self, tiles: Mapping[str, Sequence[str]]) -> None:
        self._tiles = tiles
        self._lock = threading.Lock()
        self._snapshot: tuple[int, list[str]] | None = None
        self._lengths: tuple[int, tuple[int, ...]] | None = None

    @property
    def lengths(self) -> tuple[int, ...]:
        """The different lengths of the keys, longest first."""
        if self._lengths is None or self._lengths[0] != len(self._tiles):
            with self._lock:
                found = set(map(len, self._tiles))
                lengths = tuple(sorted((length for length in found if length <= MAX_ZOOM), reverse=True))
                self._lengths = len(self._tiles), lengths
        return self._lengths[1]

    @property
    def sorted_keys(self) -> list[str]:
        """All keys that are quadkeys, sorted; not to be changed. Made anew when keys were added or removed."""
        if self._snapshot is None or self._snapshot[0] != len(self._tiles):
            with self._lock:
                keys = sorted(self._tiles)
                # Stripping leaves nothing of a text that has only these digits: 10 ms for a million keys.
                if "".join(keys).strip("0123") or max(map(len, keys), default=0) > MAX_ZOOM:
                    keys = [key for key in keys if is_quadkey(key)]
                self._snapshot = len(self._tiles), keys
        return self._snapshot[1]

    def keys_of_tile(self, x: int, y: int, zoom: int) -> Iterator[str]:
        """The keys that cover a tile: its own and its ancestors', finest first, then its descendants' in key order."""
        if not _is_in_matrix(x, y, zoom):
            return
        x, y, zoom = self._not_below_keys(x, y, zoom)
        own = quadkey_of_tile(x, y, zoom)
        for length in self.lengths:
            if length <= zoom and own[:length] in self._tiles:
                yield own[:length]
        if self.lengths and self.lengths[0] > zoom:
            start, stop = self._span(own)
            if start < stop and self.sorted_keys[start] == own:
                start += 1
            yield from islice(self.sorted_keys, start, stop)

    def count_of_tile(self, x: int, y: int, zoom: int) -> int:
        """How many keys cover a tile, without visiting them."""
        if not _is_in_matrix(x, y, zoom):
            return 0
        own = quadkey_of_tile(*self._not_below_keys(x, y, zoom))
        above = sum(1 for length in self.lengths if length < len(own) and own[:length] in self._tiles)
        start, stop = self._span(own)
        return above + stop - start

    def _not_below_keys(self, x: int, y: int, zoom: int) -> tuple[int, int, int]:
        """The tile, or its ancestor at the zoom of the finest keys."""
        shift = max(0, zoom - (self.lengths[0] if self.lengths else 0))
        return x >> shift, y >> shift, zoom - shift

    def keys_of_range(self, tiles: TileRange) -> list[str]:
        """The keys that cover any tile of a rectangle, column by column; empty parts of it cost nothing."""
        found: list[str] = []
        self._collect(tiles, "", found)
        return in_reading_order(found)

    def lists_of_tile(self, x: int, y: int, zoom: int) -> Iterator[Sequence[str]]:
        """The lists of the keys that cover a tile, in the order of ``keys_of_tile``."""
        return (self._tiles[key] for key in self.keys_of_tile(x, y, zoom))

    def lists_of_range(self, tiles: TileRange) -> Iterator[Sequence[str]]:
        """The lists of the keys that cover any tile of a rectangle, in the order of ``keys_of_range``."""
        return (self._tiles[key] for key in self.keys_of_range(tiles))

    def spread(self, count: int) -> Iterator[Sequence[str]]:
        """About ``count`` lists from all over the mosaic."""
        return islice(self._tiles.values(), 0, None, max(1, len(self._tiles) // max(1, count)))

    def usual_length(self) -> int | None:
        """The most frequent length of the keys, the shorter one when two are as frequent; ``None`` without keys."""
        return usual_length(self._tiles)

    def extent(self) -> TileRange | None:
        """The smallest rectangle of tiles, of the finest keys' zoom, that holds all keys; ``None`` without keys."""
        return extent_of_quadkeys(self.sorted_keys)

    def _collect(self, tiles: TileRange, prefix: str, found: list[str]) -> None:
        start, stop = self._span(prefix)
        if start == stop:
            return
        x, y, zoom = tile_of_quadkey(prefix)
        shift = tiles.zoom - zoom
        left, right, top, bottom = x << shift, ((x + 1) << shift) - 1, y << shift, ((y + 1) << shift) - 1
        if right < tiles.min_x or left > tiles.max_x or bottom < tiles.min_y or top > tiles.max_y:
            return
        inside = left >= tiles.min_x and right <= tiles.max_x and top >= tiles.min_y and bottom <= tiles.max_y
        if inside or stop - start == 1:
            found.extend(key for key in self.sorted_keys[start:stop] if inside or tiles.meets(key))
            return
        if self.sorted_keys[start] == prefix:
            found.append(prefix)
        for digit in "0123":
            self._collect(tiles, prefix + digit, found)

    def _span(self, prefix: str) -> tuple[int, int]:
        keys = self.sorted_keys
        if not prefix:
            return 0, len(keys)
        start = bisect_left(keys, prefix)
        return start, bisect_left(keys, prefix + _AFTER_DIGITS, start)


def extent_of_quadkeys(quadkeys: Sequence[str]) -> TileRange | None:
    """The smallest rectangle of tiles, of the finest keys' zoom, that holds all keys; ``None`` without keys."""
    by_length: dict[int, list[str]] = {}
    for quadkey in quadkeys:
        by_length.setdefault(len(quadkey), []).append(quadkey)
    if not by_length:
        return None
    zoom = max(by_length)
    corners = []
    for length, keys in by_length.items():
        digits = numpy.frombuffer("".join(keys).encode("ascii"), dtype=numpy.uint8).reshape(len(keys), length) & 3
        weights = 1 << numpy.arange(length - 1, -1, -1, dtype=numpy.int64)
        x, y = (digits & 1) @ weights, (digits >> 1) @ weights
        low, high = (int(x.min()), int(y.min())), (int(x.max()) + 1, int(y.max()) + 1)
        shift = zoom - length
        corners.append([low[0] << shift, low[1] << shift, (high[0] << shift) - 1, (high[1] << shift) - 1])
    left, top = min(corner[0] for corner in corners), min(corner[1] for corner in corners)
    right, bottom = max(corner[2] for corner in corners), max(corner[3] for corner in corners)
    return TileRange(zoom=zoom, min_x=left, min_y=top, max_x=right, max_y=bottom)


def usual_length(tiles: Mapping[str, Sequence[str]]) -> int | None:
    """The most frequent length of the keys, the shorter one when two are as frequent; ``None`` without keys."""
    counts = Counter(map(len, tiles))
    possible = [(-count, length) for length, count in counts.items() if length <= MAX_ZOOM]
    return min(possible)[1] if possible else None
