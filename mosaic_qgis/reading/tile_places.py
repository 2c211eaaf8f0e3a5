"""Where images lie as far as the tiles tell that list them. Runs in the ENGINE; opens no image.

The last resort: a tile may be much larger than an image, and the image may fill it in part only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import shapely
from rasterio.enums import WktVersion

from ..backends.base import MosaicJSONBackend
from ..mosaic.errors import UntrustedReferenceError
from ..mosaic.quadkeys import tile_of_quadkey
from .crs import transformer
from .values import Cancelled

MOST_TILES = 1_000_000
"""Tiles that are searched for the images, at most."""
ASK_EVERY = 1000
MOST_CELLS = 20_000
"""Of one image; of the others the box around them does."""
EDGE_CELLS = 1.0
"""Longest piece of an edge, in tiles: elsewhere than in Web Mercator edges are bent."""

Tile = tuple[int, int, int]
"""x, y, zoom."""


def places_by_tiles(
    backend: MosaicJSONBackend, hrefs: Iterable[str], geographic_wkt: str, cancelled: Callable[[], bool]
) -> dict[str, shapely.Geometry]:
    """The ground of the tiles that list each of some images, in degrees. Images that no tile lists are left out.

    Raises:
        Cancelled: the caller withdrew.
    """
    wanted = _Wanted(backend, hrefs)
    cells: dict[str, list[Tile]] = {}
    for number, (quadkey, names) in enumerate(backend.iter_tiles()):
        if number % ASK_EVERY == 0 and cancelled():
            raise Cancelled("Finding the footprints was cancelled.")
        if number >= MOST_TILES:
            break
        tile = None
        for name in names:
            href = wanted.href_of(name)
            if href is not None:
                tile = tile or tile_of_quadkey(quadkey)
                cells.setdefault(href, []).append(tile)
    return dict(zip(cells, grounds_of_tiles(backend, list(cells.values()), geographic_wkt), strict=True))


class _Wanted:
    """Which names of the document are which of some images."""

    def __init__(self, backend: MosaicJSONBackend, hrefs: Iterable[str]) -> None:
        self._resolve = backend.resolve_name
        self._hrefs = frozenset(hrefs)
        named = {href: backend.name_of(href) for href in self._hrefs}
        # Only where a name cannot be told from its address each one has to be looked at.
        self._known: dict[str, str | None] = {name: href for href, name in named.items() if name is not None}
        self._is_complete = len(self._known) == len(self._hrefs)

    def href_of(self, name: str) -> str | None:
        if self._is_complete or name in self._known:
            return self._known.get(name)
        try:
            href: str | None = self._resolve(name)
        except UntrustedReferenceError:
            href = None
        self._known[name] = href = href if href in self._hrefs else None
        return href


def grounds_of_tiles(
    backend: MosaicJSONBackend, of_images: Sequence[Sequence[Tile]], geographic_wkt: str
) -> list[shapely.Geometry]:
    """The union of the tiles (x, y, zoom) of each of some images, in degrees; empty where it has no place there.

    Joined on the grid of the finest of all the tiles, where their edges meet exactly; all images at once.
    """
    if not of_images:
        return []
    zoom = max(z for tiles in of_images for _, _, z in tiles)
    parts = [_boxes(tiles, zoom) for tiles in of_images]
    of_image = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    grounds = shapely.multipolygons(shapely.box(*np.concatenate(parts).T.astype(float)), indices=of_image)
    # Joins what touches, for all images in one call.
    grounds = shapely.simplify(shapely.buffer(grounds, 0), 0)
    tms = backend.mosaic_tms
    left, bottom, right, top = tms.xy_bbox
    side = float(1 << zoom)
    change = transformer(tms.rasterio_crs.to_wkt(version=WktVersion.WKT2_2019), geographic_wkt)

    def placed(points: np.ndarray) -> np.ndarray:
        x, y = left + points[:, 0] / side * (right - left), top - points[:, 1] / side * (top - bottom)
        return np.column_stack((x, y) if change is None else change.transform(x, y))

    if change is not None and not _is_straight(backend):
        grounds = shapely.segmentize(grounds, EDGE_CELLS)
    grounds = shapely.transform(grounds, placed)
    points, of_point = shapely.get_coordinates(grounds, return_index=True)
    grounds[np.unique(of_point[~np.isfinite(points).all(axis=1)])] = shapely.Polygon()
    return list(grounds)


def _boxes(tiles: Sequence[Tile], zoom: int) -> np.ndarray:
    """Tiles as boxes in tiles of a finer zoom, shape (tile, 4); one for all where there are very many."""
    boxes = np.array([(x << zoom - z, y << zoom - z, (x + 1) << zoom - z, (y + 1) << zoom - z) for x, y, z in tiles])
    if len(boxes) > MOST_CELLS:
        boxes = np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])[np.newaxis]
    return boxes


def _is_straight(backend: MosaicJSONBackend) -> bool:
    """Whether edges of tiles are parallels and meridians."""
    return bool(backend.mosaic_tms.id == "WebMercatorQuad")
