"""Tiles as they come, in any order, kept in a file until they can be written in their order. Runs in the ENGINE.

Some bytes of memory for each tile; the pictures are on the disk. So a set is the same to the byte, whoever drew its tiles first.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .tile_drawing import DrawnTile

Numbers = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, eq=False)
class TileOrder:
    """All tiles by their ids; one entry for each in every array."""

    ids: Numbers
    """As PMTiles counts: by zoom, then along a Hilbert curve."""
    zooms: Numbers
    cols: Numbers
    rows: Numbers
    offsets: Numbers
    """Where the spool has them; tiles with the same offset are the same."""
    lengths: Numbers


class TileSpool:
    """One file of tiles in work. Not thread-safe."""

    def __init__(self, path: Path) -> None:
        """Makes the file. Raises OSError."""
        self._file = path.open("w+b")
        self._end = 0
        self._columns = {name: array("q") for name in ("zoom", "col", "row", "offset", "length")}
        self._plain: dict[bytes, int] = {}

    def __len__(self) -> int:
        return len(self._columns["zoom"])

    def put(self, tile: DrawnTile) -> None:
        """Keep a tile; one of a single colour is kept once. Raises OSError."""
        offset = self._plain.get(tile.body) if tile.is_plain else None
        if offset is None:
            offset = self._end
            self._file.write(tile.body)
            self._end += len(tile.body)
            if tile.is_plain:
                self._plain[tile.body] = offset
        values = (tile.zoom, tile.col, tile.row, offset, len(tile.body))
        for column, value in zip(self._columns.values(), values, strict=True):
            column.append(value)

    def in_order(self) -> TileOrder:
        """All tiles by their ids."""
        zooms, cols, rows, offsets, lengths = (np.array(column, dtype=np.int64) for column in self._columns.values())
        ids = tile_ids(zooms, cols, rows)
        order = np.argsort(ids, kind="stable")
        return TileOrder(
            ids=ids[order],
            zooms=zooms[order],
            cols=cols[order],
            rows=rows[order],
            offsets=offsets[order],
            lengths=lengths[order],
        )

    def body(self, offset: int, length: int) -> bytes:
        """The file of a tile. Raises OSError."""
        self._file.seek(offset)
        return self._file.read(length)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def tile_ids(zooms: Numbers, cols: Numbers, rows: Numbers) -> Numbers:
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
