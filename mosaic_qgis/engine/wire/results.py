"""The values that successful requests end with, as docs/protocol.md lists them.

Runs on BOTH sides. Plain values only: no arrays (they travel as payloads, see arrays.py), nothing that knows QGIS or GDAL.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Extent = tuple[float, float, float, float]
"""xmin, ymin, xmax, ymax in the layer's CRS."""

Color = Literal["red", "green", "blue", "alpha", "gray", "palette", "undefined"]


@dataclass(frozen=True, kw_only=True)
class Empty:
    """A result that says only: done."""


@dataclass(frozen=True, kw_only=True)
class Skipped:
    """One thing that was left out or went wrong without failing the request; one per asset, not one per tile."""

    code: str
    """A code of failures.py."""
    message: str
    """The rule and the received value, in one sentence."""
    asset: str | None = None
    """The image's href, where it is about one image."""
    detail: Mapping[str, object] | None = None
    """Further facts as JSON values, such as the scale from which on all images are shown."""


@dataclass(frozen=True, kw_only=True)
class HelloResult:
    """What the engine is."""

    protocol: int
    """The version of docs/protocol.md that the engine speaks."""
    plugin_version: str
    """The version of the plugin that the engine's files belong to."""
    python: str
    """Version of the engine's interpreter, such as "3.11.2"."""
    pid: int
    """The engine's process id."""
    packages: Mapping[str, str]
    """Name -> installed version of the packages that matter for a bug report."""


@dataclass(frozen=True, kw_only=True)
class KnownStatistics:
    """What the metadata of images or of the document say of a band's stored values; no pixel is read for it."""

    minimum: float
    maximum: float
    mean: float | None
    stdev: float | None


@dataclass(frozen=True, kw_only=True)
class Band:
    """One band of a mosaic."""

    name: str
    """Short name, such as "b1" or "B04"."""
    description: str
    """Words for people, may be empty."""
    dtype: str
    """As numpy names it, such as "uint16"."""
    nodata: float | None
    """The value that means "nothing here"; None where there is none."""
    scale: float
    """Real value = stored value * scale + offset."""
    offset: float
    """See ``scale``."""
    unit: str
    """Unit of the real values, may be empty."""
    color: Color
    """What the band means in a picture."""
    colormap: Mapping[str, tuple[int, int, int, int]] | None
    """Stored value (as text) -> red, green, blue, alpha (0-255); None where there is no palette."""
    statistics: KnownStatistics | None = None
    """None where no metadata tell."""


@dataclass(frozen=True, kw_only=True)
class Description:
    """A mosaic as a layer: all that QGIS asks about it before it reads pixels."""

    handle: str
    """Names the open mosaic in the following requests to the same engine process."""
    name: str
    """The document's title, may be empty."""
    description: str
    """The document's words about itself, may be empty."""
    attribution: str
    """Whom to name beside a map, may be empty."""
    document_uri: str
    """Where the document was found, without secrets."""
    mosaicjson_version: str
    """As the document says."""
    crs: CrsDescription
    """The CRS of the layer: that of the tile matrix set."""
    tms: str
    """Identifier of the tile matrix set in use."""
    extent: Extent
    """In the layer's CRS."""
    bounds_geographic: Extent
    """West, south, east, north in degrees of the CRS's own geographic CRS."""
    geographic_crs_wkt: str
    """WKT2 of that geographic CRS."""
    minzoom: int
    """The coarsest zoom that the mosaic offers."""
    maxzoom: int
    """The finest zoom that the mosaic offers."""
    quadkey_zoom: int
    """The zoom of the document's keys."""
    tile_size: int
    """Pixels along a tile's edge."""
    width: int
    """Pixels of the extent at maxzoom."""
    height: int
    """Pixels of the extent at maxzoom."""
    resolutions: tuple[float, ...]
    """CRS units per pixel, one per zoom from maxzoom to minzoom."""
    bands: tuple[Band, ...]
    """In order; with an alpha mask the last one is the alpha band."""
    mask: Literal["nodata", "alpha"]
    """How uncovered ground is told."""
    tile_count: int | None
    """How many keys the document has; None where counting would cost too much."""
    warnings: tuple[Skipped, ...]
    """What is odd about the document or its first images."""
    sample_asset: str | None
    """The image that the bands were described from."""
    temporal: Temporal | None = None
    """When the images were taken; None where the mosaic does not know."""
    licence: str | None = None
    """Under which terms the images may be used: an identifier, or words."""
    links: tuple[Link, ...] = ()
    """Where to read more, without secrets."""


@dataclass(frozen=True, kw_only=True)
class Temporal:
    """The time that the images of a mosaic span, in ISO 8601 and UTC; None is open or not known."""

    begin: str | None
    end: str | None


@dataclass(frozen=True, kw_only=True)
class Link:
    """A reference for people."""

    title: str
    """May be empty."""
    href: str
    rel: str
    """What it is, as STAC says, such as "license"."""


@dataclass(frozen=True, kw_only=True)
class CrsDescription:
    """A coordinate reference system."""

    authority: str | None
    """Such as "EPSG:3857"; None where it has no code."""
    wkt: str
    """WKT2."""


@dataclass(frozen=True, kw_only=True)
class ReadResult:
    """The end of a read; its pixels came before, as patches."""

    complete: bool
    """False where an asset failed that should have contributed."""
    skipped: tuple[Skipped, ...]
    """Assets that failed."""
    notes: tuple[Skipped, ...]
    """What a person should know, such as a budget that was reached."""
    tiles: int
    """Tiles of the matrix set that the extent touched."""
    cached_tiles: int
    """Those of them that were in the cache."""
    assets: int
    """Images that were read from."""
    elapsed_ms: float
    """Milliseconds in the engine."""


@dataclass(frozen=True, kw_only=True)
class IdentifiedAsset:
    """One image at a point."""

    rank: int
    """Counts from 1 in mosaic order."""
    name: str
    """Short name for people."""
    href: str
    """Where it is."""
    used: bool
    """Whether the shown value comes from it."""
    values: tuple[float | None, ...] | None
    """Its own values per band, None per band where it has no data; None as a whole where it was not read."""
    datetime: str | None = None
    """When it was taken, ISO 8601; None where the mosaic does not know."""
    key: str = ""
    """What the options ``exclude`` and ``first`` call it."""


@dataclass(frozen=True, kw_only=True)
class IdentifyResult:
    """What is at a point."""

    values: tuple[float | None, ...]
    """One per band; None is nodata."""
    assets: tuple[IdentifiedAsset, ...]
    """The images there, in mosaic order."""
    skipped: tuple[Skipped, ...] = ()
    """Images that could not be read."""


@dataclass(frozen=True, kw_only=True)
class SampleResult:
    """Values at points."""

    values: tuple[tuple[float | None, ...], ...]
    """Per point, per band; None is nodata."""


@dataclass(frozen=True, kw_only=True)
class BandStatistics:
    """Statistics of one band, from a bounded sample."""

    band: int
    """1-based."""
    minimum: float
    maximum: float
    mean: float
    stdev: float
    sum: float
    """Of the sampled pixels, not of the whole mosaic."""
    count: int
    """Valid pixels in the sample; 0 means that the other numbers are NaN."""
    percentiles: tuple[float, ...]
    """In the order asked."""
    histogram: tuple[int, ...]
    """Equal classes from minimum to maximum; empty where none were asked for."""


@dataclass(frozen=True, kw_only=True)
class StatisticsResult:
    """Statistics per band."""

    bands: tuple[BandStatistics, ...]


@dataclass(frozen=True, kw_only=True)
class ListedAsset:
    """One image of the mosaic."""

    name: str
    """Short name for people."""
    href: str
    """Where it is."""
    rank: int
    """Counts from 1 in mosaic order."""
    key: str = ""
    """What the options ``exclude`` and ``first`` call it."""


@dataclass(frozen=True, kw_only=True)
class AssetsResult:
    """Images of the mosaic or of an extent."""

    assets: tuple[ListedAsset, ...]
    total: int | None
    """How many there are; None where counting would cost too much."""
    truncated: bool
    """Whether the limit cut the list."""


@dataclass(frozen=True, kw_only=True)
class CacheFigures:
    """What the engine's caches hold, for all open mosaics together."""

    tile_bytes: int
    tile_limit_bytes: int
    disk_bytes: int
    disk_limit_bytes: int
    """0 where nothing is kept on disk."""
    open_datasets: int
    """Images that are open."""


@dataclass(frozen=True, kw_only=True)
class StatusResult:
    """The state of an open mosaic."""

    cache: CacheFigures
    assets_known: int
    """Images that have been looked at."""
    skipped: tuple[Skipped, ...]
    """Images of this mosaic that could not be read lately."""
    complete_resolution: float | None
    """CRS units per pixel from which on a view shows all its images; None where not known."""
