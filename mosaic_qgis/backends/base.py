"""``MosaicJSONBackend``: a mosaic that lives somewhere, as a rio-tiler reader. Runs in the ENGINE.

It owns what all stores make of a document: its grid, zooms, bounds and identity, and how the names of assets become
what ``rasterio.open`` takes. A store adds where the mosaic comes from and goes to. Which assets lie at a place is
``AssetSearch``, what is known of them ``AssetFacts``, how their pixels are read ``PixelReading``.
"""

from __future__ import annotations

import abc
import contextlib
import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar

import attr
from morecantile import TileMatrixSet
from pydantic import Field
from rasterio.crs import CRS
from rio_tiler.io import BaseReader, MultiBandReader, MultiBaseReader, Reader
from rio_tiler.mosaic.backend import MosaicInfo
from rio_tiler.utils import CRS_to_uri

from ..mosaic.assets import AssetResolver, redacted
from ..mosaic.document import serialize_document
from ..mosaic.errors import BadRequestError, ReadOnlyMosaicError, UnsupportedError, UntrustedReferenceError
from ..mosaic.grid import WEB_MERCATOR_TMS, grid_of
from ..mosaic.model import BBox, MosaicJSON
from ..mosaic.notices import Notice
from ..mosaic.pruning import Sieve
from ..mosaic.quadkeys import QuadkeyIndex
from ..mosaic.tile_table import TileTable, copied_tiles
from ..mosaic.trust import is_trusted
from .asset_facts import AssetFacts
from .asset_search import AssetSearch
from .bands import BandFacts, BandSource
from .image_choice import ImageChoice
from .image_logins import ImageAccess
from .pixel_reading import PixelReading
from .stacks import stacks_of
from .times import AssetTimes

TIMES_KEY = "datetimes"
"""The key of a document for when its images were taken: name -> ISO 8601, a moment or two with a slash between them."""

AnyReader = type[BaseReader] | type[MultiBaseReader] | type[MultiBandReader]


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
class MosaicJSONBackend(AssetSearch, AssetFacts, PixelReading):
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
        choice: assets that are left out of all that is looked up, and those on top; what is written has all of them.
        image_access: how images are signed in at, where that is not as the document; never shown.
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
    choice: ImageChoice = attr.ib(factory=ImageChoice, kw_only=True)
    image_access: ImageAccess | None = attr.ib(default=None, kw_only=True, repr=False)

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

    def add(self, addition: MosaicJSON, *, add_first: bool, known: MosaicJSON) -> None:  # noqa: ARG002 - what stores take
        """Add what another mosaic lists to the stored one, before or after its assets; changes in between are kept.

        ``known`` is the mosaic that the addition was made for: with the same zooms, tile matrix set and prefix.

        Raises:
            ReadOnlyMosaicError: the store, or this kind of mosaic, cannot be written.
            MosaicConflictError: somebody replaced the mosaic, or changes it all the time; nothing was written.
        """
        raise ReadOnlyMosaicError(f"{self.document_uri} can only be read; copy it, and change the copy")

    def prune(self, keep: Sieve) -> int:  # noqa: ARG002 - what stores that can be written take
        """Take images out of the stored mosaic: each tile lists what ``keep`` gives of it; those that list nothing go.

        Somebody else's changes in between are kept. The number of tiles that changed; nothing is written for none.

        Raises:
            NoAssetFoundError: no image would be left; nothing was written.
            ReadOnlyMosaicError: the store, or this kind of mosaic, cannot be written.
        """
        raise ReadOnlyMosaicError(f"{self.document_uri} can only be read; copy it, and change the copy")

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
            is_remote=self._is_remote() and not is_trusted(self._place() or self.document_uri),
            prefix=mosaic.asset_prefix or "",
            keeps_names=not issubclass(self.reader, Reader),
            opened_as=self.image_access.name_of if self.image_access is not None else None,
        )
        self._stacks, self._stack_notices = stacks_of(
            mosaic.model_extra, self._resolver.resolve, replace(self._resolver, prefix="").resolve
        )
        self._document_times = self._times_in_document()
        self._index = mosaic.tiles if isinstance(mosaic.tiles, TileTable) else QuadkeyIndex(mosaic.tiles)
        self._mosaicid: str | None = None
        self._key_zoom = self._find_key_zoom()
        self.bounds = self._find_bounds()

    def _times_in_document(self) -> AssetTimes | None:
        """What a document that was saved from a search says of when its images were taken; ``None`` without that."""
        texts = (self.mosaic_def.model_extra or {}).get(TIMES_KEY)
        found = {}
        for name, text in texts.items() if isinstance(texts, Mapping) else ():
            # What must not be named is not shown either.
            with contextlib.suppress(UntrustedReferenceError):
                found[self._resolver.resolve(str(name))] = str(text)
        times = AssetTimes.of_texts(found)
        return times if len(times) else None

    @property
    def times(self) -> AssetTimes | None:
        """When the assets were taken, where the document says."""
        return self._document_times

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
        notices = (*self.mosaic_def.notices, *self._stack_notices)
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

    def band_sources(self, asset: str) -> tuple[BandSource, ...] | None:
        """The files that an asset's bands are in, where the document names several for it."""
        stack = self._stacks.get(asset)
        return None if stack is None else stack.sources

    def band_facts(self, asset: str) -> tuple[BandFacts, ...]:
        """What the document tells of the bands of such an asset."""
        stack = self._stacks.get(asset)
        return () if stack is None else stack.facts

    def gdal_options(self, asset: str) -> dict[str, str]:
        """As of other assets; of several files the options that all of them have, so that no login goes astray."""
        stack = self._stacks.get(asset)
        if stack is None:
            return super().gdal_options(asset)
        hrefs = [source.href for source in stack.sources]
        access = self.image_access
        options = None if access is None else access.options_for(hrefs, self._document)
        if options is not None:
            return options
        first, *others = (self._own_gdal_options(href) for href in hrefs)
        options = {name: value for name, value in first.items() if all(each.get(name) == value for each in others)}
        is_in_s3 = any(href.startswith(("s3://", "/vsis3/")) for href in hrefs)
        if is_in_s3 and not options and not self.unsigned_images:
            # Here and not above, since it loads Amazon's library.
            from .aws import machine_login

            # rasterio signs in by itself only at what it opens itself, not at the files of a stack.
            options = machine_login()
        return options

    def chosen_mosaic(self) -> MosaicJSON:
        """``whole_mosaic`` as the layer shows it: without the assets that are left out, those on top first."""
        whole, choice = self.whole_mosaic(), self.choice
        if not choice:
            return whole
        tiles = {}
        for quadkey, names in whole.tiles.items():
            kept = [
                (choice.place(name, asset), name)
                for name, asset in self._named(names)
                if not choice.excludes(name, asset)
            ]
            if kept:
                tiles[quadkey] = [name for _, name in sorted(kept, key=lambda each: each[0])]
        return whole.model_copy(update={"tiles": tiles})

    def _named(self, names: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Names and what to open for them; those that must not be opened as they are."""
        for name in names:
            try:
                yield name, self._resolver.resolve(name)
            except UntrustedReferenceError:
                yield name, name

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


# cogeo-mosaic had this name before version 9.
BaseBackend = MosaicJSONBackend
