"""Which images lie where: a backend's look-ups as one layer asks them. Runs in the ENGINE; opens no image.

May block where the backend keeps its tiles in a database.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..backends.base import MosaicJSONBackend
from ..backends.lookup import AssetLookup
from ..backends.times import TimeSpan
from .plan import Tile, tile_box
from .pool import ImageSource, image_source
from .resources import failure_of
from .values import Cancelled, Failure, TimeTexts

IMAGES_PER_TILE = 20_000
"""Images that are considered for one tile, at most, where a view shows no more anyway."""

MOST_ABOUT_MIDDLE = 16
"""Images in the middle of a mosaic that are looked at when it is opened."""


def source_of(backend: MosaicJSONBackend, href: str) -> ImageSource:
    """The identity of an image now. Raises MosaicNotFoundError when a local file is not there."""
    return image_source(href, backend.gdal_options(href), backend.band_sources(href) or (), backend.band_facts(href))


@dataclass(frozen=True, kw_only=True)
class Found:
    """The images of some tiles."""

    tiles: tuple[tuple[Tile, Sequence[str]], ...]
    refused: tuple[Failure, ...]
    """Images that must not be opened."""


class ImageFinder:
    """The look-ups of one layer. Thread-safe."""

    def __init__(self, backend: MosaicJSONBackend, maxzoom: int) -> None:
        """`maxzoom` is the layer's."""
        self._backend = backend
        self._maxzoom = maxzoom

    @property
    def finest_zoom(self) -> int:
        """Looking images up at a finer zoom than the document's own gives the same lists again."""
        backend = self._backend
        same = backend.mosaic_tms.crs == backend.tms.crs and backend.mosaic_tms.id == backend.tms.id
        return backend.quadkey_zoom if same else self._maxzoom

    def source(self, href: str) -> ImageSource:
        """The identity of an image now. Raises MosaicNotFoundError when a local file is not there."""
        return source_of(self._backend, href)

    def of_tiles(
        self,
        tiles: Sequence[Tile],
        time: TimeTexts | None,
        cancelled: Callable[[], bool],
        *,
        limit: int | None = IMAGES_PER_TILE,
    ) -> Found:
        """The images of each tile, in its order, at most `limit` of a tile; None means all.

        Raises:
            Cancelled: the caller withdrew.
            BadRequestError: `time` is none.
        """
        found: list[tuple[Tile, Sequence[str]]] = []
        refused: dict[str | None, Failure] = {}
        is_wanted = self._of_time(time)
        most_looked_up = limit if is_wanted is None else None
        for tile in tiles:
            if cancelled():
                raise Cancelled("The reading was cancelled.")
            lookup: AssetLookup = self._backend.lookup_tile(tile.x, tile.y, tile.z, limit=most_looked_up)
            assets = lookup.assets if is_wanted is None else tuple(filter(is_wanted, lookup.assets))[:limit]
            found.append((tile, assets))
            for error in lookup.refused:
                refused.setdefault(error.asset, failure_of(error, error.asset or ""))
        return Found(tiles=tuple(found), refused=tuple(refused.values()))

    def some_of_tile(self, tile: Tile, limit: int) -> Sequence[str]:
        """The first images of a tile, of any time."""
        return self._backend.lookup_tile(tile.x, tile.y, tile.z, limit=limit).assets

    def about_middle(self) -> Sequence[str]:
        """Images about the middle of the mosaic, where the first view of it lies, nearest tiles first."""
        west, south, east, north = self._backend.bounds
        tms, zoom = self._backend.tms, self.finest_zoom
        middle = tms.tile((west + east) / 2, (south + north) / 2, zoom)
        matrix = tms.matrix(zoom)
        around = sorted(
            ((dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)), key=lambda step: abs(step[0]) + abs(step[1])
        )
        found: dict[str, None] = {}
        for dx, dy in around:
            x, y = middle.x + dx, middle.y + dy
            if 0 <= x < matrix.matrixWidth and 0 <= y < matrix.matrixHeight and len(found) < MOST_ABOUT_MIDDLE:
                lookup = self._backend.lookup_tile(x, y, zoom, limit=MOST_ABOUT_MIDDLE)
                found |= dict.fromkeys(lookup.assets)
        return list(found)[:MOST_ABOUT_MIDDLE]

    def first(self, count: int, time: TimeTexts | None) -> list[str]:
        """So many images from all over the mosaic, at most."""
        is_wanted = self._of_time(time)
        if is_wanted is None:
            return self._backend.iter_assets(count)
        return list(filter(is_wanted, self._backend.iter_assets(IMAGES_PER_TILE)))[:count]

    def at(self, x: float, y: float, time: TimeTexts | None, cancelled: Callable[[], bool]) -> tuple[str, ...]:
        """The images of the finest tile at a point of the layer's CRS; raises what `of_tiles` raises."""
        tms, zoom = self._backend.tms, self.finest_zoom
        matrix = tms.matrix(zoom)
        left, _, _, top = tile_box(tms, Tile(0, 0, zoom))
        col = math.floor((x - left) / (matrix.cellSize * matrix.tileWidth))
        row = math.floor((top - y) / (matrix.cellSize * matrix.tileHeight))
        if not (0 <= col < matrix.matrixWidth and 0 <= row < matrix.matrixHeight):
            return ()
        return tuple(self.of_tiles([Tile(col, row, zoom)], time, cancelled).tiles[0][1])

    def _of_time(self, time: TimeTexts | None) -> Callable[[str], bool] | None:
        """The test for images of a time; None where all images count."""
        times = self._backend.times
        return None if time is None or times is None else times.chooser(TimeSpan.of_texts(*time))
