"""Tiles as they come, in any order, kept in a file until they can be written in their order. Runs in the ENGINE.

Some bytes of memory for each tile; the pictures are on the disk. So a set is the same to the byte, whoever drew its tiles first.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .tile_drawing import DrawnTile

_SMALL_BYTES = 8192
"""Tiles up to this size are kept once where they are the same: one colour, mostly."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SpooledTile:
    """One tile in its order."""

    tile_id: int
    """As PMTiles counts: by zoom, then along a Hilbert curve."""
    zoom: int
    col: int
    row: int
    offset: int
    """Where the spool has it; tiles with the same are the same."""
    length: int


class TileSpool:
    """One file of tiles in work. Not thread-safe."""

    def __init__(self, path: Path) -> None:
        """Makes the file. Raises OSError."""
        self._file = path.open("w+b")
        self._end = 0
        self._places = {name: array("L" if name in ("col", "row") else "B") for name in ("zoom", "col", "row")}
        self._offsets, self._lengths = array("Q"), array("L")
        self._small: dict[bytes, int] = {}

    def __len__(self) -> int:
        return len(self._offsets)

    def put(self, tile: DrawnTile) -> None:
        """Keep a tile. Raises OSError."""
        length = len(tile.body)
        name = hashlib.blake2b(tile.body, digest_size=16).digest() if length <= _SMALL_BYTES else None
        offset = self._small.get(name) if name is not None else None
        if offset is None:
            offset = self._end
            self._file.write(tile.body)
            self._end += length
            if name is not None:
                self._small[name] = offset
        for field, values in self._places.items():
            values.append(getattr(tile, field))
        self._offsets.append(offset)
        self._lengths.append(length)

    def in_order(self) -> Iterator[SpooledTile]:
        """All tiles by their ids."""
        zooms, cols, rows = (np.array(values, dtype=np.int64) for values in self._places.values())
        ids = tile_ids(zooms, cols, rows)
        for place in np.argsort(ids, kind="stable"):
            yield SpooledTile(
                tile_id=int(ids[place]),
                zoom=int(zooms[place]),
                col=int(cols[place]),
                row=int(rows[place]),
                offset=self._offsets[place],
                length=self._lengths[place],
            )

    def body(self, tile: SpooledTile) -> bytes:
        """The file of a tile. Raises OSError."""
        self._file.seek(tile.offset)
        return self._file.read(tile.length)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def tile_ids(zooms: NDArray[np.int64], cols: NDArray[np.int64], rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """The number of each tile: all tiles of coarser zooms come before, those of a zoom along a Hilbert curve."""
    ids = ((1 << (2 * zooms)) - 1) // 3
    for zoom in np.unique(zooms):
        here = zooms == zoom
        x, y, along = cols[here], rows[here], np.zeros(int(here.sum()), dtype=np.int64)
        side = 1 << int(zoom)
        step = side >> 1
        while step:
            right, down = (x & step) > 0, (y & step) > 0
            along += step * step * ((3 * right) ^ down)
            turned = ~down
            flipped = turned & right
            x, y = np.where(flipped, side - 1 - x, x), np.where(flipped, side - 1 - y, y)
            x, y = np.where(turned, y, x), np.where(turned, x, y)
            step >>= 1
        ids[here] += along
    return ids
