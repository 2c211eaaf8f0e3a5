"""Looking into a mosaic: its facts, its index, where its images lie, what they show at places and over time.

Runs on BOTH sides. Long lists are written as JSON Lines into a file that QGIS has made (lines.py); each request says what
stands in a row. What was left out is told up to ``MOST_TOLD`` times, and counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from .request import Credentials, Request
from .results import Band, CrsDescription, Extent, Link, Skipped, Temporal
from .times import TimeRange, check_time

MOST_TOLD: Final = 1000
"""Things left out that a result names; the others are counted."""
FieldKind = Literal["text", "whole", "number", "boolean"]


@dataclass(frozen=True, kw_only=True)
class OfMosaic(Request):
    """Base of the requests of this module: a mosaic that is opened for this."""

    uri: str
    """As in Open."""
    options: Mapping[str, str] = field(default_factory=dict)
    credentials: Credentials | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if not self.uri:
            raise ValueError("uri must not be empty.")


@dataclass(frozen=True, kw_only=True)
class InfoResult:
    """The facts of a mosaic; nothing of it is a secret."""

    name: str
    description: str
    attribution: str
    document_uri: str
    store: str
    """The kind of store, such as "File" or "STAC"."""
    mosaicjson_version: str
    version: str
    """Of the document."""
    crs: CrsDescription
    """Of the tile matrix set in use."""
    tms: str
    bounds_geographic: Extent
    """West, south, east, north in degrees; west > east across the antimeridian."""
    extent: Extent
    """In the CRS."""
    minzoom: int
    maxzoom: int
    quadkey_zoom: int
    resolutions: tuple[float, ...]
    """CRS units per pixel from maxzoom to minzoom; empty where no image could be read."""
    width: int | None
    height: int | None
    """Pixels of the extent at maxzoom."""
    tiles: int
    """Keys in the index."""
    tiles_by_zoom: Mapping[str, int]
    """Keys by their length."""
    images: int
    """Different images."""
    entries: int
    """Images in all tiles, each as often as it is listed."""
    most_per_tile: int
    """Images of the tile that has most of them."""
    bands: tuple[Band, ...]
    """Empty where no image could be read."""
    mask: Literal["nodata", "alpha"] | None
    """How uncovered ground is told; None where no image could be read."""
    temporal: Temporal | None
    licence: str | None
    links: tuple[Link, ...]
    further_keys: tuple[str, ...]
    """Keys of the document beyond the specification."""
    warnings: tuple[Skipped, ...]


@dataclass(frozen=True, kw_only=True)
class Info(OfMosaic):
    """Everything that can be told of a mosaic with one pass over its index and a look at its first images; sends progress."""

    op = "info"
    result = InfoResult


@dataclass(frozen=True, kw_only=True)
class FootprintLinesResult:
    """How many footprints were written, and what they have."""

    count: int
    """Rows."""
    total: int
    """Different images over the extent."""
    geographic_crs_wkt: str
    """Of the geometries."""
    fields: Mapping[str, FieldKind]
    """What the properties of the rows are, in the order in which they came first."""
    skipped: tuple[Skipped, ...]
    """Images whose header could not be read, or that nobody knows the place of; at most ``MOST_TOLD``."""
    skipped_count: int


@dataclass(frozen=True, kw_only=True)
class FootprintLines(OfMosaic):
    """Write where all images lie, in mosaic order; sends progress.

    A row: ``[rank, name, key, href, datetime|null, WKB as hexadecimal text, {property: value}]``.
    """

    op = "footprint_lines"
    result = FootprintLinesResult

    target: str
    """Path of the file."""
    extent: Extent | None = None
    """In ``crs_wkt``; None means everywhere."""
    crs_wkt: str = ""
    exact: bool = True
    """From the images' own headers, which costs a request for each."""

    def __post_init__(self) -> None:
        super().__post_init__()
        check_place(self.target, self.extent, self.crs_wkt)


@dataclass(frozen=True, kw_only=True)
class QuadkeyLinesResult:
    """How many squares were written."""

    count: int
    """Rows."""
    tiles: int
    """Keys of the index in them."""
    images: int
    """Different images in them."""
    most_images: int
    """Different images of the square that has most of them."""
    crs: CrsDescription
    """Of the squares: that of the mosaic's tile matrix set."""
    zoom: int | None
    """Of the squares; None where the index has several."""


@dataclass(frozen=True, kw_only=True)
class QuadkeyLines(OfMosaic):
    """Write the index as squares, by their quadkeys; sends progress. Opens no image.

    A row: ``[quadkey, zoom, column, row, keys, images listed, different images, most images of a key, xmin, ymin, xmax,
    ymax]``.
    """

    op = "quadkey_lines"
    result = QuadkeyLinesResult

    target: str
    """Path of the file."""
    extent: Extent | None = None
    """In ``crs_wkt``; None means everywhere."""
    crs_wkt: str = ""
    zoom: int | None = None
    """Keys are put together in tiles of this zoom; None means each one is told, and finer ones than the keys are not cut."""

    def __post_init__(self) -> None:
        super().__post_init__()
        check_place(self.target, self.extent, self.crs_wkt)
        if self.zoom is not None and not 0 <= self.zoom <= 30:
            raise ValueError(f"zoom must be from 0 to 30, got {self.zoom}.")


@dataclass(frozen=True, kw_only=True)
class PointLinesResult:
    """How many points were answered."""

    points: int
    """Rows."""
    images: int
    """Images at points, each as often as it lies at one."""
    bands: tuple[Band, ...]
    """Of the values."""
    skipped: tuple[Skipped, ...]
    """At most ``MOST_TOLD``."""
    skipped_count: int


@dataclass(frozen=True, kw_only=True)
class PointLines(OfMosaic):
    """Write which images lie at points, and their values; sends progress.

    Rows of ``points``: ``[number, x, y]`` in ``crs_wkt``. Rows written, in the same order: ``[number, [value|null per band],
    [[rank, name, key, href, datetime|null, used, [value|null per band]|null] …]]``. Values are number*; without them, no pixel
    is read, ``used`` is false and the values of the point are an empty list.
    """

    op = "point_lines"
    result = PointLinesResult

    points: str
    """Path of the file with the points."""
    target: str
    """Path of the file that is written."""
    crs_wkt: str
    time: TimeRange | None = None
    """Only images of this time; None means all."""
    with_values: bool = True

    def __post_init__(self) -> None:
        super().__post_init__()
        check_place(self.target, None, self.crs_wkt)
        check_time(self.time)
        if not self.points or not self.crs_wkt:
            raise ValueError("points and crs_wkt must not be empty.")


@dataclass(frozen=True, kw_only=True)
class TimeSeriesResult:
    """How many values were written."""

    rows: int
    images: int
    """Different images that gave values."""
    bands: tuple[Band, ...]
    """Of the values; without the alpha band."""
    skipped: tuple[Skipped, ...]
    """Images that could not be read, and those without a time; at most ``MOST_TOLD``."""
    skipped_count: int
    coarsened: int
    """Areas that were read at a coarser resolution than the images have, because they are so large."""


@dataclass(frozen=True, kw_only=True)
class TimeSeriesLines(OfMosaic):
    """Write what each image shows at places, in the order of time; sends progress.

    Rows of ``places``: ``[number, geometry as WKB in hexadecimal text]`` in ``crs_wkt``: points or polygons. Rows written, by
    place and time: ``[number, begin, end, names of the images, hrefs of the images, [band …]]``; a band is ``[value|null]`` at a
    point, ``[mean, minimum, maximum, stdev, median, count]`` in a polygon. Values are number*; images without any value there
    have no row.
    """

    op = "time_series_lines"
    result = TimeSeriesResult

    places: str
    """Path of the file with the places."""
    target: str
    """Path of the file that is written."""
    crs_wkt: str
    time: TimeRange | None = None
    """Only images of this time; None means all."""
    by_day: bool = False
    """Whether the images of a day (UTC) count as one, put together as the layer does."""
    resolution: float | None = None
    """Units of the layer's CRS per pixel in polygons; None means the finest one of the layer."""

    def __post_init__(self) -> None:
        super().__post_init__()
        check_place(self.target, None, self.crs_wkt)
        check_time(self.time)
        if not self.places or not self.crs_wkt:
            raise ValueError("places and crs_wkt must not be empty.")
        if self.resolution is not None and not 0 < self.resolution < float("inf"):
            raise ValueError(f"resolution must be a size above 0, got {self.resolution}.")


def check_place(target: str, extent: Extent | None, crs_wkt: str) -> None:
    """Raises ValueError unless there is a file to write, and an extent has an area and a CRS."""
    if not target:
        raise ValueError("target must not be empty.")
    if extent is None:
        return
    xmin, ymin, xmax, ymax = extent
    # Not by requests.py's own check, which imports this module.
    if not (xmin < xmax and ymin < ymax and max(map(abs, extent)) < float("inf")):
        raise ValueError(f"An extent is [xmin, ymin, xmax, ymax], finite and with an area, got {list(extent)}.")
    if not crs_wkt:
        raise ValueError("An extent must have a CRS, got an empty crs_wkt.")
