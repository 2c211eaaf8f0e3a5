"""MBTiles 1.3: a set of tiles in one SQLite database. Runs in the ENGINE."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from .tile_drawing import DrawnTile
from .tile_spool import TileSpool
from .tileset import LOOK_EVERY, Progress, TilesetFacts, check

_APPLICATION = 0x4D504258
"""What the format has in the head of its file."""


class MBTilesSink:
    """Writes one file."""

    def __init__(self, path: Path, spool: Path) -> None:
        """``spool``: where tiles wait."""
        self._path = path
        self._spool = TileSpool(spool)

    def put(self, tile: DrawnTile) -> None:
        """See ``TileSink``."""
        self._spool.put(tile)

    def finish(self, facts: TilesetFacts, progress: Progress, cancelled: Callable[[], bool]) -> None:
        """See ``TileSink``."""
        west, south, east, north = facts.bounds
        lon, lat, zoom = facts.center
        metadata = {
            "name": facts.name,
            "format": facts.ending,
            "bounds": f"{west:.7f},{south:.7f},{east:.7f},{north:.7f}",
            "center": f"{lon:.7f},{lat:.7f},{zoom}",
            "minzoom": str(facts.minzoom),
            "maxzoom": str(facts.maxzoom),
            "attribution": facts.attribution,
            "description": facts.description,
            "type": "overlay",
            "version": "1.0.0",
            "tilesize": str(facts.tile_px),
        }
        with closing(sqlite3.connect(self._path, isolation_level=None)) as database:
            # Nobody reads it before it is finished, and an unfinished one is thrown away.
            database.execute("PRAGMA journal_mode = OFF")
            database.execute("PRAGMA synchronous = OFF")
            database.execute(f"PRAGMA application_id = {_APPLICATION}")
            database.execute("BEGIN")
            database.execute("CREATE TABLE metadata (name text, value text)")
            database.executemany("INSERT INTO metadata VALUES (?, ?)", metadata.items())
            database.execute(
                "CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob)"
            )
            database.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", self._rows(progress, cancelled))
            database.execute("CREATE UNIQUE INDEX tile_index ON tiles (zoom_level, tile_column, tile_row)")
            database.execute("COMMIT")

    def close(self) -> None:
        """See ``TileSink``."""
        self._spool.close()

    def _rows(self, progress: Progress, cancelled: Callable[[], bool]) -> Iterator[tuple[int, int, int, bytes]]:
        order = self._spool.in_order()
        for number in range(len(order.ids)):
            if number % LOOK_EVERY == 0:
                check(cancelled)
                progress(number / len(order.ids))
            zoom, col, row = int(order.zooms[number]), int(order.cols[number]), int(order.rows[number])
            body = self._spool.body(int(order.offsets[number]), int(order.lengths[number]))
            # Rows count from the south here.
            yield zoom, col, (1 << zoom) - 1 - row, body
