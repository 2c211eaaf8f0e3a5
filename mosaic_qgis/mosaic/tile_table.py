"""``TileTable``: the ``tiles`` of a large document, read-only and compact. Runs in the ENGINE; pure.

A dictionary of a million lists takes 600 MB and over a second to make. Here quadkeys are sorted numbers, and assets stay
text (``TileText``) until they are asked for. It behaves as the dictionary does in every way but one: it cannot be changed.
``dict(table.items())`` can.
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, KeysView, Mapping, ValuesView
from dataclasses import dataclass
from itertools import chain
from typing import Any

from pydantic_core import from_json, to_json

from .quadkeys import TileRange, is_quadkey
from .tile_levels import TileLevels
from .tile_text import TileText

_MOST_BLOCKS_IN_MEMORY = 128


@dataclass(frozen=True, kw_only=True)
class TableShape:
    """What besides levels and text makes a table."""

    entries_per_block: int
    """Every block but the last has this many entries."""
    entry_count: int
    """Number of entries, keys that are repeated or no quadkeys included."""
    others: Mapping[str, int]
    """The keys that are no quadkeys, and their entries."""

    def __post_init__(self) -> None:
        if self.entries_per_block < 1 or self.entry_count < 1:
            raise ValueError(f"A table must have blocks and entries, got {self!r}")
        if not all(isinstance(place, int) and 0 <= place < self.entry_count for place in self.others.values()):
            raise ValueError("Each key must have an entry")


class TileTable(Mapping[str, list[str]]):
    """Quadkeys and their assets, in the order of the document; thread-safe."""

    def __init__(self, levels: TileLevels, text: TileText, shape: TableShape) -> None:
        """Raises ``ValueError`` when the parts do not fit together."""
        if any(int(level.places.max()) >= shape.entry_count for level in levels.levels):
            raise ValueError("Each quadkey must have an entry")
        if len(text.starts) != -(-shape.entry_count // shape.entries_per_block):
            raise ValueError(f"{shape.entry_count} entries must have their blocks, got {len(text.starts)}")
        self.levels = levels
        self.text = text
        self.shape = shape
        self._blocks: dict[int, dict[str, list[str]]] = {}
        self.blocks_read = 0
        """How many blocks were turned into objects, for tests and measures."""

    # As a mapping

    def __len__(self) -> int:
        return self.levels.count + len(self.shape.others)

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self._place_of(key) is not None

    def __getitem__(self, key: str) -> list[str]:
        place = self._place_of(key) if isinstance(key, str) else None
        if place is None:
            raise KeyError(key)
        return self._assets(key, place)

    def __iter__(self) -> Iterator[str]:
        for number in range(len(self.text.starts)):
            yield from self._own_keys(number, self._parsed(number))

    def keys(self) -> KeysView[str]:
        """The keys."""
        return KeysView(self)

    def items(self) -> ItemsView[str, list[str]]:
        """Keys and lists."""
        return _Items(self)

    def values(self) -> ValuesView[list[str]]:
        """The lists."""
        return _Values(self)

    def __repr__(self) -> str:
        return f"<TileTable of {len(self)} tiles>"

    def _pairs(self) -> Iterator[tuple[str, list[str]]]:
        for number in range(len(self.text.starts)):
            block = self._parsed(number)
            for key in self._own_keys(number, block):
                yield key, block[key]

    def _own_keys(self, number: int, block: Mapping[str, list[str]]) -> Iterator[str]:
        """The keys of a block whose entry is there, and not repeated in a later block."""
        if len(self) == self.shape.entry_count:
            return iter(block)
        per_block = self.shape.entries_per_block
        return (key for key in block if (self._place_of(key) or 0) // per_block == number)

    def _place_of(self, key: str) -> int | None:
        return self.levels.place_of(key) if is_quadkey(key) else self.shape.others.get(key)

    def _assets(self, key: str, place: int) -> list[str]:
        number = place // self.shape.entries_per_block
        block = self._blocks.get(number)
        if block is None:
            block = self._parsed(number)
            if len(self._blocks) >= _MOST_BLOCKS_IN_MEMORY:
                self._blocks.clear()
            self._blocks[number] = block
        assets = block.get(key)
        if assets is None:
            raise self.text.damage()
        return list(assets)

    def _parsed(self, number: int) -> dict[str, list[str]]:
        self.blocks_read += 1
        try:
            block = from_json(b"{%b}" % self.text.block(number), cache_strings="none")
        except ValueError as error:
            raise self.text.damage() from error
        types = (
            set(map(type, chain.from_iterable(block.values()))) if {list} >= set(map(type, block.values())) else None
        )
        if types is None or not types <= {str}:
            raise self.text.damage()
        return block

    # Lookups, as those of ``QuadkeyIndex``

    @property
    def lengths(self) -> tuple[int, ...]:
        """The different lengths of the quadkeys, longest first."""
        return self.levels.lengths

    def usual_length(self) -> int | None:
        """See ``TileLevels.usual_length``."""
        return self.levels.usual_length()

    def extent(self) -> TileRange | None:
        """See ``TileLevels.extent``."""
        return self.levels.extent()

    def count_of_tile(self, x: int, y: int, zoom: int) -> int:
        """See ``TileLevels.count_of_tile``."""
        return self.levels.count_of_tile(x, y, zoom)

    def lists_of_tile(self, x: int, y: int, zoom: int) -> Iterator[list[str]]:
        """The lists of the keys that cover a tile; see ``TileLevels.of_tile``."""
        return (self._assets(key, place) for key, place in self.levels.of_tile(x, y, zoom))

    def lists_of_range(self, tiles: TileRange) -> Iterator[list[str]]:
        """The lists of the keys that meet a rectangle of tiles; see ``TileLevels.of_range``."""
        return (self._assets(key, place) for key, place in self.levels.of_range(tiles))

    def spread(self, count: int) -> Iterator[list[str]]:
        """About ``count`` lists from all over the mosaic."""
        step = max(1, self.levels.count // max(1, count))
        return (self._assets(key, place) for key, place in self.levels.spread(step))

    # As JSON

    def json_pieces(self) -> Iterator[bytes]:
        """The object's JSON without spaces, piece by piece."""
        is_first = True
        yield b"{"
        for number in range(len(self.text.starts)):
            block = self._parsed(number)
            if len(self) != self.shape.entry_count:
                block = {key: block[key] for key in self._own_keys(number, block)}
            if block:
                yield to_json(block)[1:-1] if is_first else b"," + to_json(block)[1:-1]
                is_first = False
        yield b"}"


class _Items(ItemsView[str, list[str]]):
    _mapping: TileTable

    def __iter__(self) -> Iterator[tuple[str, list[str]]]:
        return self._mapping._pairs()


class _Values(ValuesView[list[str]]):
    _mapping: TileTable

    def __iter__(self) -> Iterator[list[str]]:
        return (assets for _, assets in self._mapping._pairs())


def copied_tiles(tiles: Mapping[str, list[str]]) -> Any:
    """Tiles of one's own: another dictionary of the same lists, or the table itself, as it cannot be changed."""
    return tiles if isinstance(tiles, TileTable) else dict(tiles)


def tiles_as_dict(tiles: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """A dictionary of the same lists."""
    return dict(tiles.items()) if isinstance(tiles, TileTable) else dict(tiles)
