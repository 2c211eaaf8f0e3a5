"""``STACBackend``: a mosaic of what a STAC search finds, or of a static list of items. Runs in the ENGINE; read-only.

The search is made when the mosaic is opened; from then on tiles are looked up in memory. Which items could not be used,
and why, is in ``report``.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar, NoReturn

import attr
from morecantile import TileMatrixSet
from rasterio.crs import CRS
from rio_tiler.constants import WGS84_CRS
from rio_tiler.io import STACReader

from ..mosaic.accessors import Accessor, default_stac_accessor
from ..mosaic.assets import redacted
from ..mosaic.errors import BadRequestError, MosaicError, NoAssetFoundError, ReadOnlyMosaicError
from ..mosaic.grid import WEB_MERCATOR_TMS
from ..mosaic.model import WORLD, BBox, MosaicJSON
from ..mosaic.notices import Notice, shortened
from .bands import BandFacts, BandSource
from .base import AnyReader, MosaicJSONBackend, shown_input
from .http import HttpClient
from .http_credentials import HttpCredentials, gdal_login
from .stac_assets import keys_of
from .stac_bands import band_names, facts_of_asset
from .stac_here import FilteredHere
from .stac_items import Item, StacReport, asset_href, dropped, usable_items
from .stac_pages import SearchOptions
from .stac_reader import ItemStore, reader_of
from .stac_search import FoundItems
from .stac_sources import NOTHING_HERE, StacQuestion, address_of, find_items, is_web_address
from .stac_zooms import zooms_of_items
from .terms import Terms, terms_of
from .times import AssetTimes

__all__ = ["STACBackend", "default_stac_accessor"]


@attr.s
class STACBackend(MosaicJSONBackend):
    """A mosaic of STAC items.

    Attributes:
        input: a STAC API (its item search, landing page or a collection), an ItemCollection or a GeoParquet: URL or path.
        query: the body of the search: ``collections``, ``ids``, ``datetime``, ``bbox``, ``intersects``, ``query``,
            ``filter``, ``sortby`` and whatever else the API knows.
        minzoom, maxzoom: zooms of the tiles that are read. ``None``: found from what the items say of their pixels.
        tms: tile matrix set of the tiles that are read. When it is not the mosaic's (``mosaic_options``:
            ``tilematrixset``, by default WebMercatorQuad), ``mosaic_options`` must have ``minzoom`` and ``maxzoom``.
        reader, reader_options: rio-tiler reader; a ``STACReader`` gets the found items and requests none again.
        stac_api_options: ``max_items``, ``limit`` (items per page), ``next_link_key``.
        mosaic_options: ``accessor`` (item to the name in the tiles; the default is ``default_stac_accessor``),
            ``minzoom``, ``maxzoom``, ``tilematrixset``, and what else ``MosaicJSON.from_features`` takes.
        assets: keys of the assets that are the mosaic's bands, if it is about certain ones only.
        asset_bands: 1-based bands of some of ``assets`` that are wanted alone; of the others, all that the items list.
        here: conditions and order of the search that the API does not take.
        credentials: ``HttpCredentials`` of the API.
        client: an ``HttpClient`` to ask with, instead of one of its own.
        report: what became of the items.
    """

    input: str = attr.ib(repr=shown_input)
    query: dict[str, Any] = attr.ib(factory=dict)

    minzoom: int = attr.ib(default=None)
    maxzoom: int = attr.ib(default=None)

    tms: TileMatrixSet = attr.ib(default=WEB_MERCATOR_TMS)

    reader: AnyReader = attr.ib(default=STACReader)
    reader_options: dict[str, Any] = attr.ib(factory=dict)

    bounds: BBox = attr.ib(init=False, default=WORLD)
    crs: CRS = attr.ib(init=False, default=WGS84_CRS)

    stac_api_options: dict[str, Any] = attr.ib(factory=dict)
    mosaic_options: dict[str, Any] = attr.ib(factory=dict)

    # Read-only: there is no document to hand over.
    mosaic_def: MosaicJSON = attr.ib(init=False, default=None)

    assets: Sequence[str] | None = attr.ib(default=None, kw_only=True)
    asset_bands: Mapping[str, Sequence[int]] = attr.ib(factory=dict, kw_only=True)
    here: FilteredHere = attr.ib(default=NOTHING_HERE, kw_only=True)
    credentials: HttpCredentials | None = attr.ib(default=None, kw_only=True, repr=False)
    client: HttpClient | None = attr.ib(default=None, kw_only=True, repr=False)
    cancelled: Callable[[], bool] | None = attr.ib(default=None, kw_only=True, repr=False)

    report: StacReport = attr.ib(init=False, repr=False)

    _backend_name: ClassVar[str] = "STAC"

    def __attrs_post_init__(self) -> None:
        """Search, and make the mosaic.

        Raises:
            NoAssetFoundError: nothing was found, or nothing that can be used.
            BadRequestError: wrong options, or a query that the API refuses.
            MosaicAuthError, MosaicNotFoundError, UnreachableError, MosaicTimeoutError, BadDocumentError
        """
        self._address = address_of(self.input)
        super().__attrs_post_init__()
        self._store.add_spellings(self._resolver.resolve)
        self._times = AssetTimes(self._store.items)

    @property
    def document_uri(self) -> str:
        """The address that was asked, without secrets."""
        return redacted(self._address)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What is left out or was assumed."""
        return (*self.report.notices(), *super().notices)

    def _is_remote(self) -> bool:
        return is_web_address(self._address)

    def _read(self) -> MosaicJSON:
        options = dict(self.mosaic_options)
        accessor: Accessor = options.pop("accessor", None) or default_stac_accessor
        keys = None if self.assets is None else tuple(self.assets)
        question = StacQuestion(
            address=self._address,
            query=self.query if self.query is not None else {},
            options=SearchOptions.of(self.stac_api_options),
            asset_keys=keys,
            credentials=self.credentials,
            here=self.here,
        )
        mosaic_tms = options.get("tilematrixset") or WEB_MERCATOR_TMS
        self._check_zooms_can_be_known(mosaic_tms, options)
        found = self.here.sorted(find_items(question, self.client, self.cancelled))
        named = self._named_items(found, accessor, keys)
        minzoom, maxzoom = self._mosaic_zooms(mosaic_tms, options, list(named.values()), keys)
        options.pop("minzoom", None)
        options.pop("maxzoom", None)
        self._store = ItemStore(named)
        self._choose_by_items(named)
        self._terms = terms_of(named.values(), found.collection)
        if inspect.isclass(self.reader) and issubclass(self.reader, STACReader):
            self.reader = reader_of(self._store, self.reader, keys)
        return MosaicJSON.from_stac(named.values(), minzoom, maxzoom, accessor=accessor, **options)

    def _choose_by_items(self, named: Mapping[str, Item]) -> None:
        """Images that are left out or on top may be called by their items, as ``collection/id``."""
        if not self.choice:
            return
        names = {f"{item.get('collection')}/{item['id']}": name for name, item in named.items()}
        self.choice = replace(
            self.choice,
            excluded=frozenset(names.get(key, key) for key in self.choice.excluded),
            first=tuple(names.get(key, key) for key in self.choice.first),
        )

    def _named_items(self, found: FoundItems, accessor: Accessor, keys: tuple[str, ...] | None) -> dict[str, Item]:
        """The items that can be used by their names; writes the report."""
        usable = usable_items(found, is_remote=self._is_remote())
        left_out = list(usable.dropped)
        named: dict[str, Item] = {}
        for item in usable.items:
            missing = [key for key in keys or () if asset_href(item, key) is None]
            if missing:
                text = f"they have no asset {missing[0]!r}, they have {keys_of(item)}"
                left_out.append(dropped(item, "bad_document", text))
                continue
            try:
                name = accessor(item)
            except MosaicError as error:
                left_out.append(dropped(item, error.code, str(error)))
                continue
            except Exception as error:  # noqa: BLE001 - whatever the caller's function raises
                left_out.append(dropped(item, "bad_document", f"the accessor fails on them ({error!r})"))
                continue
            if not isinstance(name, str) or not name:
                text = f"the accessor must give a text for them, it gives {shortened(name)}"
                left_out.append(dropped(item, "bad_document", text))
            elif name in named:
                left_out.append(dropped(item, "bad_document", "they name the same image as another item"))
            else:
                named[name] = item
        self.report = StacReport(
            seen=len(found.items) + found.filtered,
            used=len(named),
            duplicates=found.duplicates,
            filtered=found.filtered,
            dropped=tuple(left_out),
            notes=(*found.notes, *usable.notes),
            pages=found.pages,
            matched=found.matched,
            is_truncated=found.is_truncated,
        )
        if not named:
            raise self._nothing_to_show()
        return named

    def _nothing_to_show(self) -> MosaicError:
        report = self.report
        if not report.dropped:
            rest = f" among the {report.filtered} items there" if report.filtered else ""
            return NoAssetFoundError(
                f"The query matches no item{rest} at {self.document_uri}; widen it, it was {shortened(dict(self.query or {}), 300)}"
            )
        reasons = "; ".join(notice.message for notice in replace(report, notes=(), is_truncated=False).notices())
        return NoAssetFoundError(f"No item that was found at {self.document_uri} can be used: {reasons}")

    def _check_zooms_can_be_known(self, mosaic_tms: TileMatrixSet, options: Mapping[str, Any]) -> None:
        if self.tms in (None, mosaic_tms) or None not in (options.get("minzoom"), options.get("maxzoom")):
            return
        raise BadRequestError(
            f"The tiles are read in the tile matrix set {self.tms.id!r} and the mosaic is made in {mosaic_tms.id!r}, so "
            "mosaic_options must have the mosaic's minzoom and maxzoom"
        )

    def _mosaic_zooms(
        self, mosaic_tms: TileMatrixSet, options: Mapping[str, Any], items: Sequence[Item], keys: tuple[str, ...] | None
    ) -> tuple[int, int]:
        """The zooms of the mosaic: those of ``mosaic_options``, else those that are read, else what the items say."""
        is_same = self.tms is None or self.tms == mosaic_tms
        own = (self.minzoom, self.maxzoom) if is_same else (None, None)
        minzoom, maxzoom = (
            options.get(name) if options.get(name) is not None else value
            for name, value in zip(("minzoom", "maxzoom"), own, strict=True)
        )
        if minzoom is None or maxzoom is None:
            derived = zooms_of_items(items, mosaic_tms, keys)
            if derived is None:
                raise BadRequestError(
                    "minzoom and maxzoom must be given, because the items do not state the resolution of their images"
                )
            minzoom = (
                min(derived.minzoom, maxzoom if maxzoom is not None else derived.maxzoom)
                if minzoom is None
                else minzoom
            )
            maxzoom = max(derived.maxzoom, minzoom) if maxzoom is None else maxzoom
        if minzoom > maxzoom:
            raise BadRequestError(f"minzoom must not be greater than maxzoom, got {minzoom} and {maxzoom}")
        return minzoom, maxzoom

    # What was found

    def item(self, asset: str) -> Item | None:
        """The STAC item that an asset stands for; not to be changed."""
        return self._store.item(asset)

    def geometry_of(self, asset: str) -> Mapping[str, Any] | None:
        """The item's geometry."""
        return (self._store.item(asset) or {}).get("geometry")

    def properties_of(self, asset: str) -> Mapping[str, Any]:
        """The item's id and collection, and its properties."""
        item = self._store.item(asset) or {}
        named = {key: item[key] for key in ("id", "collection") if item.get(key)}
        return {**named, **(item.get("properties") or {})}

    @property
    def times(self) -> AssetTimes | None:
        """When the items were taken; ``None`` when none of them says."""
        return self._times if len(self._times) else None

    @property
    def terms(self) -> Terms:
        """Licence and links of the items, and of the collection that was asked."""
        return self._terms

    def band_sources(self, asset: str) -> tuple[BandSource, ...] | None:
        """The files that an asset's bands are in; ``None`` when the asset is itself a file to open."""
        item = self._store.item(asset)
        if item is None or self.assets is None or self._store.key_of(asset) is not None:
            return None
        sources: list[BandSource] = []
        for key in self.assets:
            href = self._resolver.resolve(asset_href(item, key) or "")
            names = band_names(item["assets"].get(key) or {}, key)
            for band in self.asset_bands.get(key) or range(1, len(names) + 1):
                name = names[band - 1] if band <= len(names) else f"{key} {band}"
                sources.append(BandSource(href=href, band_1based=band, name=name, asset=key))
        return tuple(sources)

    def band_facts(self, asset: str) -> tuple[BandFacts, ...]:
        """What the item tells of an asset's bands, one per band; empty where nothing is."""
        assets = (self._store.item(asset) or {}).get("assets") or {}
        sources = self.band_sources(asset)
        if sources is None:
            key = self._store.key_of(asset)
            return () if key is None else facts_of_asset(assets[key])
        facts = [_fact_of(facts_of_asset(assets[source.asset]), source.band_1based) for source in sources]
        return () if all(fact.is_empty for fact in facts) else tuple(facts)

    def asset_key(self, asset: str) -> str | None:
        """The key of the STAC asset that an image is; ``None`` when it stands for a whole item."""
        return self._store.key_of(asset)

    def _own_gdal_options(self, asset: str) -> dict[str, str]:
        """The API's own credentials for images of the same host, the machine's for stacks in S3; none for others."""
        bands = self.band_sources(asset)
        hrefs = [band.href for band in bands] if bands is not None else [asset]
        own = super()._own_gdal_options
        options = {name: value for href in hrefs for name, value in own(href).items()}
        if (
            bands is not None
            and not self.unsigned_images
            and any(href.startswith(("s3://", "/vsis3/")) for href in hrefs)
        ):
            # Here and not above, since it loads Amazon's library.
            from .aws import machine_login

            # rasterio signs in by itself only at what it opens itself, not at the files of a stack.
            options |= machine_login()
        return {**options, **gdal_login(self._address, self.credentials, hrefs)}

    # Read-only

    def write(self, overwrite: bool = True) -> NoReturn:  # noqa: ARG002
        """Raises ``ReadOnlyMosaicError``, which is a ``NotImplementedError``."""
        raise ReadOnlyMosaicError(f"The result of a STAC search cannot be written to {self.document_uri}")

    def update(self, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ARG002
        """Raises ``ReadOnlyMosaicError``, which is a ``NotImplementedError``."""
        raise ReadOnlyMosaicError(f"The result of a STAC search cannot be updated at {self.document_uri}")


def _fact_of(facts: Sequence[BandFacts], band_1based: int) -> BandFacts:
    """Of one band; what is told of a single one counts for all of the file."""
    if len(facts) == 1:
        return facts[0]
    return facts[band_1based - 1] if band_1based <= len(facts) else BandFacts()
