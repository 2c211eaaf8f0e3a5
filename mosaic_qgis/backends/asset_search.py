"""``AssetSearch``: which assets lie under a tile, a point or a box of a mosaic. Runs in the ENGINE; thread-safe.

A search costs the same for a hundred and for a million quadkeys and does no I/O, unless the store keeps its tiles in a
database and gives the lists from there. It never opens an asset.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from morecantile import Tile, TileMatrixSet
from rasterio.crs import CRS
from rasterio.warp import transform

from ..mosaic.assets import AssetResolver
from ..mosaic.errors import UntrustedReferenceError
from ..mosaic.grid import TileGrid
from ..mosaic.model import MosaicJSON
from ..mosaic.quadkeys import QuadkeyIndex, TileRange, quadkeys_of_tile
from ..mosaic.tile_table import TileTable
from .geography import box_in_crs, geographic_box
from .image_choice import ImageChoice, key_of
from .lookup import AssetLookup, first_names, ordered

# Of a large document, where each list has to be read: some 50 milliseconds.
_MOST_LISTS_TRIED = 2000


class AssetSearch:
    """The lookups of a backend, in what it has prepared of its document."""

    mosaic_def: MosaicJSON
    tms: TileMatrixSet
    crs: CRS
    choice: ImageChoice
    _grid: TileGrid
    _index: QuadkeyIndex | TileTable
    _resolver: AssetResolver
    _key_zoom: int
    _tms_is_mosaics: bool

    def lookup_tile(self, x: int, y: int, z: int, *, limit: int | None = None) -> AssetLookup:
        """The assets of a tile of ``tms``; at most ``limit`` of them."""
        if self._tms_is_mosaics:
            return self._lookup(self._lists_of_tile(x, y, z), limit)
        box = self.tms.xy_bounds(Tile(x=x, y=y, z=z))
        west, south, east, north = geographic_box(box, self.tms.rasterio_crs, self.crs)
        return self.lookup_bbox(west, south, east, north, limit=limit)

    def lookup_bbox(
        self,
        xmin: float,
        ymin: float,
        xmax: float,
        ymax: float,
        coord_crs: CRS | None = None,
        *,
        limit: int | None = None,
    ) -> AssetLookup:
        """The assets of a box in ``coord_crs`` (default: ``crs``), xmin > xmax crosses the antimeridian."""
        lists: list[Iterable[Sequence[str]]] = []
        boxes = box_in_crs((xmin, ymin, xmax, ymax), coord_crs or self.crs, self._grid)
        for left, bottom, right, top in boxes:
            tiles = self._grid.tiles_in_box(left, bottom, right, top, self._key_zoom)
            if tiles is not None:
                lists.append(self._lists_of_range(tiles, None if limit is None else self.choice.room(limit)))
        return self._lookup(chain.from_iterable(lists), limit)

    def assets_for_tile(self, x: int, y: int, z: int, **kwargs: Any) -> list[str]:
        """The assets of a tile of ``tms``, topmost first; those that must not be opened are left out."""
        if self._tms_is_mosaics:
            return self.get_assets(x, y, z, **kwargs)
        return ordered(self.lookup_tile(x, y, z), **kwargs)

    def assets_for_point(self, lng: float, lat: float, coord_crs: CRS | None = None, **kwargs: Any) -> list[str]:
        """The assets of a point in ``coord_crs`` (default: the geographic CRS of ``tms``), topmost first."""
        xs, ys = transform(coord_crs or self.tms.rasterio_geographic_crs, self._grid.tms.rasterio_crs, [lng], [lat])
        tile = self._grid.tile_at(xs[0], ys[0], max((self._key_zoom, *self._index.lengths)))
        return [] if tile is None else self.get_assets(*tile, **kwargs)

    def assets_for_bbox(
        self, xmin: float, ymin: float, xmax: float, ymax: float, coord_crs: CRS | None = None, **kwargs: Any
    ) -> list[str]:
        """The assets of a box in ``coord_crs`` (default: the geographic CRS of ``tms``), topmost first."""
        found = self.lookup_bbox(xmin, ymin, xmax, ymax, coord_crs or self.tms.rasterio_geographic_crs)
        return ordered(found, **kwargs)

    def get_assets(self, x: int, y: int, z: int, reverse: bool = False) -> list[str]:
        """The assets of a tile of the mosaic's own tile matrix set."""
        return ordered(self._lookup(self._lists_of_tile(x, y, z), None), reverse)

    def find_quadkeys(self, tile: Tile, quadkey_zoom: int) -> list[str]:
        """The quadkeys of a zoom that cover a tile: one, or its 4^n descendants. Lookups do not go this way."""
        return quadkeys_of_tile(tile.x, tile.y, tile.z, quadkey_zoom)

    def iter_assets(self, limit: int) -> list[str]:
        """At most ``limit`` different assets from all over the mosaic; the others are not visited.

        Where fewer than that are in thousands of a large document's tiles, the rest is not searched.
        """
        room = self.choice.room(limit)
        firsts = (assets[:1] for assets in self._index.spread(room))
        more = (
            self._index.spread(max(room, _MOST_LISTS_TRIED))
            if isinstance(self._index, TileTable)
            else self.mosaic_def.tiles.values()
        )
        return list(self._lookup(chain(firsts, more), limit).assets)

    def _lists_of_tile(self, x: int, y: int, z: int) -> Iterator[Sequence[str]]:
        """The lists of assets, as written, of all quadkeys that cover a tile of the mosaic's tile matrix set."""
        return self._index.lists_of_tile(x, y, z)

    def _lists_of_range(self, tiles: TileRange, limit: int | None) -> Iterator[Sequence[str]]:  # noqa: ARG002 - for databases
        """The same for a rectangle of tiles; some of them will do when they have more than ``limit`` different assets."""
        return self._index.lists_of_range(tiles)

    def iter_tiles(self) -> Iterator[tuple[str, Sequence[str]]]:
        """All quadkeys and their assets, as written; blocks where they are in a database."""
        return iter(self.mosaic_def.tiles.items())

    def resolve_name(self, name: str) -> str:
        """What to open for an asset as it is written. Raises ``UntrustedReferenceError``."""
        return self._resolver.resolve(name)

    def name_of(self, asset: str) -> str | None:
        """How an asset that a search has given is written; ``None`` where that cannot be told from it."""
        return self._resolver.name_of(asset)

    def key_of(self, asset: str) -> str:
        """What the options ``exclude`` and ``first`` call an asset that a search has given."""
        return key_of(self.name_of(asset), asset)

    def _lookup(self, lists: Iterable[Sequence[str]], limit: int | None) -> AssetLookup:
        if self.choice:
            return self._chosen_lookup(lists, limit)
        names = dict.fromkeys(chain.from_iterable(lists)) if limit is None else first_names(lists, limit + 1)
        assets, refused = [], []
        for name in names:
            try:
                assets.append(self._resolver.resolve(name))
            except UntrustedReferenceError as error:
                refused.append(error)
        is_truncated = limit is not None and len(names) > limit
        return AssetLookup(assets=tuple(assets[:limit]), refused=tuple(refused), is_truncated=is_truncated)

    def _chosen_lookup(self, lists: Iterable[Sequence[str]], limit: int | None) -> AssetLookup:
        """The same, where some assets are left out or on top; the latter as far as they are among those looked at."""
        choice = self.choice
        places: dict[str, int] = {}
        refused: list[UntrustedReferenceError] = []
        seen: set[str] = set()
        is_truncated = False
        for name in chain.from_iterable(lists):
            if name in seen:
                continue
            seen.add(name)
            try:
                asset = self._resolver.resolve(name)
            except UntrustedReferenceError as error:
                refused.append(error)
                continue
            if choice.excludes(name, asset):
                continue
            if limit is not None and len(places) == limit:
                is_truncated = True
                break
            places.setdefault(asset, choice.place(name, asset))
        # Sorting keeps the order of equals.
        assets = sorted(places, key=places.__getitem__) if choice.first else places
        return AssetLookup(assets=tuple(assets), refused=tuple(refused), is_truncated=is_truncated)
