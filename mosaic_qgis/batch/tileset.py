"""What a set of tiles says of itself, and the kinds of places that it is written to. Runs in the ENGINE.

A sink takes tiles in any order while they are drawn and writes its result when all are there. Sinks never draw.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from .new_files import TILE_JSON
from .runner import WorkCancelled
from .tile_drawing import DrawnTile
from .tile_pictures import ENDINGS, MEDIA_TYPES

Progress = Callable[[float], None]
"""Share from 0 to 1 of the writing."""
LOOK_EVERY = 256
"""Tiles between two looks whether the work was withdrawn."""


@dataclass(frozen=True, kw_only=True)
class TilesetFacts:
    """What people and programs are told of a set."""

    name: str
    description: str
    attribution: str
    format: str
    """png, jpeg or webp."""
    minzoom: int
    maxzoom: int
    bounds: tuple[float, float, float, float]
    """West, south, east, north in degrees."""
    tile_px: int

    @property
    def center(self) -> tuple[float, float, int]:
        """Where a viewer begins: the middle, at the finest zoom at which the set fits a small window."""
        west, south, east, north = self.bounds
        zoom = math.floor(math.log2(720 / max(east - west, north - south, 1e-9)))
        return (west + east) / 2, (south + north) / 2, min(max(zoom, self.minzoom), self.maxzoom)

    @property
    def ending(self) -> str:
        """Of the files of tiles."""
        return ENDINGS[self.format]

    def tile_json(self) -> dict[str, Any]:
        """As TileJSON 3.0.0, without the addresses of tiles."""
        return {
            "tilejson": "3.0.0",
            "name": self.name,
            "description": self.description,
            "attribution": self.attribution,
            "version": "1.0.0",
            "scheme": "xyz",
            "minzoom": self.minzoom,
            "maxzoom": self.maxzoom,
            "bounds": list(self.bounds),
            "center": list(self.center),
            "tileSize": self.tile_px,
            "format": self.ending,
            "media_type": MEDIA_TYPES[self.format],
        }


class TileSink(Protocol):
    """A place for tiles."""

    def put(self, tile: DrawnTile) -> None:
        """Take a tile. Raises OSError."""
        ...

    def finish(self, facts: TilesetFacts, progress: Progress, cancelled: Callable[[], bool]) -> None:
        """Write the result; nothing is put afterwards. Raises OSError, sqlite3.Error, WorkCancelled."""
        ...

    def close(self) -> None:
        """Let go of everything, finished or not."""
        ...


class FolderSink:
    """Tiles as files ``zoom/column/row.ending`` in a folder, with a TileJSON beside them."""

    def __init__(self, folder: Path, ending: str) -> None:
        self._folder = folder
        self._ending = ending
        self._known: set[Path] = set()

    def put(self, tile: DrawnTile) -> None:
        """See ``TileSink``."""
        folder = self._folder / str(tile.zoom) / str(tile.col)
        if folder not in self._known:
            folder.mkdir(parents=True, exist_ok=True)
            self._known.add(folder)
        (folder / f"{tile.row}.{self._ending}").write_bytes(tile.body)

    def finish(self, facts: TilesetFacts, progress: Progress, cancelled: Callable[[], bool]) -> None:
        """See ``TileSink``."""
        check(cancelled)
        text = {**facts.tile_json(), "tiles": [f"{{z}}/{{x}}/{{y}}.{self._ending}"]}
        (self._folder / TILE_JSON).write_text(json.dumps(text, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        progress(1.0)

    def close(self) -> None:
        """See ``TileSink``."""
        self._known.clear()


def check(cancelled: Callable[[], bool]) -> None:
    """Raises WorkCancelled where the caller withdrew."""
    if cancelled():
        raise WorkCancelled("the work was stopped")
