"""``MosaicJSONBackend``: a mosaic that lives somewhere, as a rio-tiler reader. Runs in the ENGINE.

It owns what all stores have in common: which assets lie under a tile, a point or a box, how their names become what
``rasterio.open`` takes, zooms, bounds and identity. A store adds where the mosaic comes from and goes to. Looking assets
up costs the same for a hundred and for a million quadkeys and does no I/O, unless the store keeps its tiles in a
database; it is thread-safe. Pixels are read by rio-tiler's own ``tile``, ``part``, ``point`` and ``feature``.
"""

from __future__ import annotations

import abc
import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from typing import Any, ClassVar

import attr
import rio_tiler.errors
from morecantile import Tile, TileMatrixSet
from pydantic import Field
from rasterio.crs import CRS
from rasterio.warp import transform
from rio_tiler.constants import WGS84_CRS
from rio_tiler.io import BaseReader, MultiBandReader, MultiBaseReader, Reader
from rio_tiler.models import ImageData, PointData
from rio_tiler.mosaic.backend import BaseBackend as RioTilerBackend
from rio_tiler.mosaic.backend import MosaicInfo
from rio_tiler.utils import CRS_to_uri

from ..mosaic.assets import AssetResolver, account_of_asset, redacted
from ..mosaic.document import serialize_document
from ..mosaic.errors import BadRequestError, NoAssetFoundError, UnsupportedError, UntrustedReferenceError
from ..mosaic.grid import WEB_MERCATOR_TMS, grid_of
from ..mosaic.model import BBox, MosaicJSON
from ..mosaic.notices import Notice
from ..mosaic.quadkeys import (
    QuadkeyIndex,
    TileRange,
    quadkeys_of_tile,
)
from ..mosaic.tile_table import TileTable, copied_tiles
from .azure_environment import account_options
from .bands import BandFacts, BandSource
from .gdal import unsigned_options
from .geography import box_in_crs, geographic_box
from .lookup import AssetLookup, first_names, ordered
from .terms import Terms
from .times import AssetTimes

# Of a large document, where each list has to be read: some 50 milliseconds.
_MOST_LISTS_TRIED = 2000

AnyReader = type[BaseReader] | type[MultiBaseReader] | type[MultiBandReader]


class NoAssetFound(NoAssetFoundError, rio_tiler.errors.NoAssetFoundError):
    """What ``tile``, ``part`` and ``point`` raise where no asset lies: caught by the name of either library."""


class Info(MosaicInfo):
    """What ``info`` answers."""

    name: str | None = None
    quadkeys: list[str] = Field(default_factory=list)
    mosaic_tilematrixset: str | None = None
    mosaic_minzoom: int = 0
    mosaic_maxzoom: int = 30


def _to_mosaic(value: Mapping[str, Any] | MosaicJSON | None) -> MosaicJSON | None:
    """A document of one's own, so that changing it changes nothing elsewhere; the lists of assets are shared."""
    if isinstance(value, MosaicJSON):
        if value.tiles_are_in:
            raise BadRequestError(
                f"A mosaic_def must have its tiles, those of the given one are in {value.tiles_are_in}; pass the "
                "whole_mosaic() of its backend"
            )
        return value.model_copy(update={"tiles": copied_tiles(value.tiles)})
    return None if value is None else MosaicJSON.model_validate(value)


def shown_input(value: object) -> str:
    """``repr`` of a backend's ``input``, without the secrets that it may hold."""
    return repr(redacted(value) if isinstance(value, str) else value)


@attr.s
class MosaicJSONBackend(RioTilerBackend):
    """A mosaic in a store.

    Attributes:
        input: the mosaic's URI or path.
        mosaic_def: the document; given, it is used instead of reading the store's (to write it, for example).
        tms: tile matrix set of the tiles that are asked for. ``None`` means the mosaic's own.
        minzoom, maxzoom: zooms of the tiles asked for. Default: the mosaic's, or the whole range of ``tms`` when that
            is not the mosaic's.
        reader, reader_options: rio-tiler reader of the assets.
        credentials: how to sign in at the store, a value object of its module; never shown.
        unsigned_images: whether ``gdal_options`` tell GDAL not to sign requests for images in S3, Google and Azure.
        cancelled: asked now and then while opening takes long; true withdraws it.
        bounds: (west, south, east, north) in degrees of ``crs``.
        crs: geographic CRS of the mosaic's tile matrix set.
    """

    input: str = attr.ib(repr=shown_input)
    mosaic_def: MosaicJSON = attr.ib(default=None, converter=_to_mosaic)
    tms: TileMatrixSet = attr.ib(default=WEB_MERCATOR_TMS)

    minzoom: int = attr.ib(default=None)
    maxzoom: int = attr.ib(default=None)

    reader: AnyReader = attr.ib(default=Reader)  # type: ignore[assignment]
    reader_options: dict[str, Any] = attr.ib(factory=dict)

    bounds: BBox = attr.ib(init=False)
    crs: CRS = attr.ib(init=False)

    credentials: Any = attr.ib(default=None, kw_only=True, repr=False)
    unsigned_images: bool = attr.ib(default=False, kw_only=True)
    cancelled: Callable[[], bool] | None = attr.ib(default=None, kw_only=True, repr=False)

    _backend_name: ClassVar[str]
    _file_byte_size: int | None = 0

    def __attrs_post_init__(self) -> None:
        """Read the document unless it was given.

        Raises:
            MosaicError: see the store.
        """
        self._lock = threading.RLock()
        if self.mosaic_def is None:
            self.mosaic_def = self._read()
        self._use_document()

    # What a store implements

    @abc.abstractmethod
    def _read(self) -> MosaicJSON:
        """The mosaic from the store; without its tiles, where these stay in a database."""

    @abc.abstractmethod
    def write(self, overwrite: bool = False) -> None:
        """Write the mosaic to the store.

        Raises:
            MosaicExistsError: there is one and ``overwrite`` is false.
        """

    def check_amendable(self) -> None:
        """Raises UnsupportedError where ``amend`` would."""
        raise UnsupportedError(
            f"Further keys can be added to a document that is one file or object, {self.document_uri} is none; write them "
            "when the mosaic is created"
        )

    def amend(self, keys: Mapping[str, Any]) -> None:  # noqa: ARG002 - what stores of documents take
        """Set further keys of the stored document.

        Raises:
            UnsupportedError: the store has no place for them.
        """
        self.check_amendable()

    @property
    def document_uri(self) -> str:
        """Where the document is, absolute and without secrets."""
        return redacted(self.input)

    def _place(self) -> str | None:
        """The folder that relative assets are resolved against; ``None`` leaves them relative."""
        return None

    def _is_remote(self) -> bool:
        """Whether somebody else may have written the document, so that it must not refer to files of this machine."""
        return True

    def gdal_options(self, asset: str) -> dict[str, str]:
        """GDAL configuration that opening a resolved asset needs besides the process's own."""
        account = account_of_asset(asset)
        options = account_options(account) if account else {}
        return {**options, **unsigned_options(asset)} if self.unsigned_images else options

    def band_sources(self, asset: str) -> tuple[BandSource, ...] | None:  # noqa: ARG002 - most images are one file
        """The files that an asset's bands are in; ``None`` when the asset is itself a file to open. No I/O."""
        return None

    @property
    def times(self) -> AssetTimes | None:
        """When the assets were taken; ``None`` where the mosaic does not know. No I/O."""
        return None

    def datetime_of(self, asset: str) -> str | None:
        """When an asset was taken, ISO 8601; ``None`` where the mosaic does not know. No I/O."""
        times = self.times
        return None if times is None else times.text_of(asset)

    def geometry_of(self, asset: str) -> Mapping[str, Any] | None:  # noqa: ARG002 - what catalogues know
        """The ground of an asset as GeoJSON, in degrees; ``None`` where the mosaic does not know. No I/O."""
        return None

    @property
    def terms(self) -> Terms:
        """Licence and links of the images, as far as the mosaic knows. No I/O."""
        return Terms()

    def band_facts(self, asset: str) -> tuple[BandFacts, ...]:  # noqa: ARG002 - most images tell all themselves
        """What is told of an asset's bands beside its files, one per band; empty where nothing is. No I/O."""
        return ()

    def asset_key(self, asset: str) -> str | None:  # noqa: ARG002 - most images are no STAC assets
        """The key of the STAC asset that an image is; ``None`` elsewhere. No I/O."""
        return None

    def resolve_beside(self, reference: str) -> str:
        """What to open for a reference in one of the document's own keys: as an image's name, without its prefix.

        Raises:
            UntrustedReferenceError: a document from elsewhere refers to something on this machine.
        """
        return replace(self._resolver, prefix="").resolve(reference)

    # What a document says, prepared once

    def _use_document(self) -> None:
        """Prepare the lookups for ``mosaic_def``; called again when another document takes its place."""
        mosaic = self.mosaic_def
        self._grid = grid_of(mosaic.tilematrixset)
        self._tms_is_mosaics = self.tms is None or self.tms == self._grid.tms
        if self.tms is None:
            self.tms = self._grid.tms
        self.crs = self._grid.tms.rasterio_geographic_crs
        zooms = mosaic if self._tms_is_mosaics else self.tms
        self.minzoom = zooms.minzoom if self.minzoom is None else self.minzoom
        self.maxzoom = zooms.maxzoom if self.maxzoom is None else self.maxzoom
        self._resolver = AssetResolver(
            place=self._place(),
            is_remote=self._is_remote(),
            prefix=mosaic.asset_prefix or "",
            keeps_names=not issubclass(self.reader, Reader),
        )
        self._index = mosaic.tiles if isinstance(mosaic.tiles, TileTable) else QuadkeyIndex(mosaic.tiles)
        self._mosaicid: str | None = None
        self._key_zoom = self._find_key_zoom()
        self.bounds = self._find_bounds()

    def _find_key_zoom(self) -> int:
        """The zoom of the quadkeys: the declared one, unless no key has that length."""
        declared = self.mosaic_def.key_zoom
        if not self.mosaic_def.tiles or declared in self._index.lengths:
            return declared
        usual = self._index.usual_length()
        return declared if usual is None else usual

    def _find_bounds(self) -> BBox:
        """The document's bounds; those of its tiles when it states none."""
        if "bounds" in self.mosaic_def.model_fields_set or not self.mosaic_def.tiles:
            return self.mosaic_def.bounds
        extent = self._index.extent()
        return self.mosaic_def.bounds if extent is None else self._grid.geographic_bounds(extent)

    @property
    def mosaic_tms(self) -> TileMatrixSet:
        """The tile matrix set of the quadkeys."""
        return self._grid.tms

    @property
    def quadkey_zoom(self) -> int:
        """The zoom of the quadkeys."""
        return self._key_zoom

    @property
    def mosaicid(self) -> str:
        """SHA-224 of the document, in hexadecimal; computed on first use."""
        with self._lock:
            if self._mosaicid is None:
                body = serialize_document(self.mosaic_def, compressed=False)
                self._mosaicid = hashlib.sha224(body).hexdigest()
            return self._mosaicid

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What was ignored or assumed when the document was read."""
        notices = self.mosaic_def.notices
        if self._key_zoom != self.mosaic_def.key_zoom:
            text = f"no key has the declared quadkey zoom {self.mosaic_def.key_zoom}, {self._key_zoom} is used"
            notices = (*notices, Notice(code="bad_document", message=text))
        return notices

    @property
    def tile_count(self) -> int | None:
        """Number of tiles (quadkeys); ``None`` where finding out would be slow."""
        return len(self.mosaic_def.tiles)

    @property
    def _quadkeys(self) -> list[str]:
        """All quadkeys."""
        return list(self.mosaic_def.tiles)

    def whole_mosaic(self) -> MosaicJSON:
        """A copy of the document with all its tiles, to be written elsewhere; reads them where they are in a database."""
        whole = self.mosaic_def.model_copy(update={"tiles": self._all_tiles()})
        whole.tiles_are_in = None
        return whole

    def _all_tiles(self) -> dict[str, list[str]]:
        return copied_tiles(self.mosaic_def.tiles)

    def info(self, quadkeys: bool = False) -> Info:  # type: ignore[override]
        """Name, bounds, tile matrix set and zooms; with ``quadkeys``, the list of them as well."""
        return Info(
            bounds=self.bounds,
            crs=CRS_to_uri(self.crs) or self.crs.to_wkt(),
            name=self.mosaic_def.name or "mosaic",
            quadkeys=self._quadkeys if quadkeys else [],
            mosaic_tilematrixset=repr(self.mosaic_tms),
            mosaic_minzoom=self.mosaic_def.minzoom,
            mosaic_maxzoom=self.mosaic_def.maxzoom,
        )

    # Which assets

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
                lists.append(self._lists_of_range(tiles, limit))
        return self._lookup(chain.from_iterable(lists), limit)

    def assets_for_tile(self, x: int, y: int, z: int, **kwargs: Any) -> list[str]:
        """The assets of a tile of ``tms``, topmost first; those that must not be opened are left out."""
        if self._tms_is_mosaics:
            return self.get_assets(x, y, z, **kwargs)
        return ordered(self.lookup_tile(x, y, z), **kwargs)

    def assets_for_point(self, lng: float, lat: float, coord_crs: CRS | None = None, **kwargs: Any) -> list[str]:
        """The assets of a point in ``coord_crs`` (default: the geographic CRS of ``tms``), topmost first."""
        xs, ys = transform(coord_crs or self.tms.rasterio_geographic_crs, self.mosaic_tms.rasterio_crs, [lng], [lat])
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
        firsts = (assets[:1] for assets in self._index.spread(limit))
        more = (
            self._index.spread(max(limit, _MOST_LISTS_TRIED))
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

    def _lookup(self, lists: Iterable[Sequence[str]], limit: int | None) -> AssetLookup:
        names = dict.fromkeys(chain.from_iterable(lists)) if limit is None else first_names(lists, limit + 1)
        assets, refused = [], []
        for name in names:
            try:
                assets.append(self._resolver.resolve(name))
            except UntrustedReferenceError as error:
                refused.append(error)
        is_truncated = limit is not None and len(names) > limit
        return AssetLookup(assets=tuple(assets[:limit]), refused=tuple(refused), is_truncated=is_truncated)

    # rio-tiler's reading, with errors of ours

    def tile(  # type: ignore[override]
        self, x: int, y: int, z: int, search_options: dict[str, Any] | None = None, **kwargs: Any
    ) -> tuple[ImageData, list[str]]:
        """See ``rio_tiler.mosaic.backend.BaseBackend.tile``. Raises ``NoAssetFoundError``."""
        with _own_errors():
            return super().tile(x, y, z, search_options, **kwargs)

    def part(  # type: ignore[override]
        self, bbox: BBox, bounds_crs: CRS = WGS84_CRS, search_options: dict[str, Any] | None = None, **kwargs: Any
    ) -> tuple[ImageData, list[str]]:
        """See ``rio_tiler.mosaic.backend.BaseBackend.part``. Raises ``NoAssetFoundError``."""
        with _own_errors():
            return super().part(bbox, bounds_crs, search_options, **kwargs)

    def point(  # type: ignore[override]
        self,
        lon: float,
        lat: float,
        coord_crs: CRS = WGS84_CRS,
        search_options: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> list[tuple[str, PointData]]:
        """See ``rio_tiler.mosaic.backend.BaseBackend.point``. Raises ``NoAssetFoundError``."""
        with _own_errors():
            return super().point(lon, lat, coord_crs, search_options, **kwargs)


# cogeo-mosaic had this name before version 9.
BaseBackend = MosaicJSONBackend


@contextmanager
def _own_errors() -> Iterator[None]:
    try:
        yield
    except rio_tiler.errors.NoAssetFoundError as error:
        raise NoAssetFound(str(error)) from error
