"""The requests of docs/protocol.md and what each of them is answered with.

Runs on BOTH sides. Checks shape and sense of single fields only: whether a band, a handle or a method exists is for the
engine to say.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from . import images, results
from .creating import Create
from .editing import Merge, Remove, Update
from .exporting import Export
from .gathering import CreateFromFeatures, CreateFromStac
from .inspecting import FootprintLines, Info, PointLines, QuadkeyLines, TimeSeriesLines
from .numbers import clipped
from .overviews import MakeOverview
from .probing import Probe, Renew
from .request import Credentials, Request
from .results import Extent
from .saving import Save
from .stac_requests import FetchPicture, StacCollections, StacQueryables, StacSearch
from .tiles import WriteTiles
from .times import TimeRange, check_time
from .twins import WriteTwin
from .validating import Validate

PROTOCOL_VERSION: Final = 1


@dataclass(frozen=True, kw_only=True)
class Hello(Request):
    """The first request: who is asking."""

    op = "hello"
    result = results.HelloResult
    repeatable = False

    protocol: int
    """The version of docs/protocol.md that the client speaks."""
    plugin_version: str
    """The version of the plugin that runs in QGIS."""


@dataclass(frozen=True, kw_only=True)
class Open(Request):
    """Open a mosaic; the answer's ``handle`` names it from then on."""

    op = "open"
    result = results.Description

    uri: str
    """The mosaic's own URI, without options; a file path is absolute."""
    options: Mapping[str, str] = field(default_factory=dict)
    """The layer's URI options."""
    credentials: Credentials | None = field(default=None, repr=False)
    anew: bool = False
    """Whether somebody wants to see what there is now: what is known of images on the web is asked for again."""

    def __post_init__(self) -> None:
        if not self.uri:
            raise ValueError("uri must not be empty.")


@dataclass(frozen=True, kw_only=True)
class Close(Request):
    """Forget an open mosaic; its running reads still end."""

    op = "close"
    result = results.Empty

    handle: str


@dataclass(frozen=True, kw_only=True)
class Read(Request):
    """Pixels of a north-up grid: row 0 is at ymax. Answered by patches, then the result."""

    op = "read"
    result = results.ReadResult

    handle: str
    extent: Extent
    """In the layer's CRS."""
    width: int
    """Columns of the grid."""
    height: int
    """Rows of the grid."""
    bands: tuple[int, ...] | None = None
    """1-based; None means all, in order."""
    resampling: str = "nearest"
    """As rasterio names it."""
    time: TimeRange | None = None
    """Only images of this time; None means all."""
    sketch: bool = False
    """For the eye, now: at low zooms it may end after some seconds, and pictures get outlines of images left out."""
    is_whole: bool = False
    """All images count, however many and however long it takes."""

    def __post_init__(self) -> None:
        check_extent(self.extent)
        check_time(self.time)
        for name, size in (("width", self.width), ("height", self.height)):
            if size < 1:
                raise ValueError(f"{name} must be at least 1 pixel, got {size}.")
        check_bands(self.bands)


@dataclass(frozen=True, kw_only=True)
class Identify(Request):
    """Values and images at a point."""

    op = "identify"
    result = results.IdentifyResult

    handle: str
    x: float
    """In the layer's CRS."""
    y: float
    """In the layer's CRS."""
    time: TimeRange | None = None
    """Only images of this time; None means all."""

    def __post_init__(self) -> None:
        check_points(((self.x, self.y),))
        check_time(self.time)


@dataclass(frozen=True, kw_only=True)
class Sample(Request):
    """Values at points."""

    op = "sample"
    result = results.SampleResult

    handle: str
    points: tuple[tuple[float, float], ...]
    """x, y in the layer's CRS."""
    time: TimeRange | None = None
    """Only images of this time; None means all."""

    def __post_init__(self) -> None:
        check_points(self.points)
        check_time(self.time)


@dataclass(frozen=True, kw_only=True)
class Statistics(Request):
    """Statistics from a bounded, decimated read."""

    op = "statistics"
    result = results.StatisticsResult

    handle: str
    bands: tuple[int, ...]
    """1-based."""
    extent: Extent | None = None
    """In the layer's CRS; None means the whole mosaic."""
    sample_size: int = 0
    """At most so many pixels; 0 means the engine's own bound."""
    percentiles: tuple[float, ...] = ()
    """0 to 100."""
    bins: int = 0
    """Classes of the histogram; 0 means none."""
    time: TimeRange | None = None
    """Only images of this time; None means all."""

    def __post_init__(self) -> None:
        check_bands(self.bands)
        check_time(self.time)
        if self.extent is not None:
            check_extent(self.extent)
        for name, count in (("sample_size", self.sample_size), ("bins", self.bins)):
            if count < 0:
                raise ValueError(f"{name} must be 0 or more, got {count}.")
        for percentile in self.percentiles:
            if not 0 <= percentile <= 100:
                raise ValueError(f"A percentile must be from 0 to 100, got {percentile}.")


@dataclass(frozen=True, kw_only=True)
class Assets(Request):
    """The images of an extent, or of the mosaic."""

    op = "assets"
    result = results.AssetsResult

    handle: str
    extent: Extent | None = None
    """In the layer's CRS; None means everywhere."""
    limit: int = 100
    """At most so many."""

    def __post_init__(self) -> None:
        check_list(self.extent, self.limit)


@dataclass(frozen=True, kw_only=True)
class Status(Request):
    """What the engine holds of an open mosaic, and what it could not read; touches no image."""

    op = "status"
    result = results.StatusResult

    handle: str


@dataclass(frozen=True, kw_only=True)
class Footprints(Request):
    """Where the images lie; sends progress."""

    op = "footprints"
    result = images.FootprintsResult

    handle: str
    extent: Extent | None = None
    """In the layer's CRS; None means everywhere."""
    limit: int = 1000
    """At most so many images."""
    exact: bool = False
    """From the images' own headers, instead of what the document or the catalogue says."""

    def __post_init__(self) -> None:
        check_list(self.extent, self.limit)


@dataclass(frozen=True, kw_only=True)
class Mosaics(Request):
    """The mosaics in a SQLite database or a DynamoDB table."""

    op = "mosaics"
    result = images.MosaicsResult

    uri: str
    """Of the database or the table, or of any mosaic in it."""
    credentials: Credentials | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if not self.uri:
            raise ValueError("uri must not be empty.")


@dataclass(frozen=True, kw_only=True)
class Cancel(Request):
    """Stop working on another request. Has no answer of its own."""

    op = "cancel"
    result = None

    target: int
    """The id of that request."""


@dataclass(frozen=True, kw_only=True)
class Stop(Request):
    """Cancel everything and exit with status 0. Has no answer."""

    op = "stop"
    result = None


REQUESTS: Final[Mapping[str, type[Request]]] = {
    kind.op: kind
    for kind in (
        Hello,
        Open,
        Close,
        Read,
        Identify,
        Sample,
        Statistics,
        Assets,
        Status,
        Footprints,
        Mosaics,
        Create,
        CreateFromFeatures,
        CreateFromStac,
        Probe,
        Renew,
        StacCollections,
        StacQueryables,
        StacSearch,
        FetchPicture,
        Save,
        Update,
        Remove,
        Merge,
        Validate,
        Info,
        FootprintLines,
        QuadkeyLines,
        PointLines,
        TimeSeriesLines,
        WriteTiles,
        WriteTwin,
        MakeOverview,
        Export,
        Cancel,
        Stop,
    )
}
"""Every request by its name on the wire."""


def check_extent(extent: Extent) -> None:
    """Raises ValueError unless ``extent`` is finite and has an area."""
    xmin, ymin, xmax, ymax = extent
    if not all(map(math.isfinite, extent)) or xmin >= xmax or ymin >= ymax:
        raise ValueError(f"An extent is [xmin, ymin, xmax, ymax], finite and with an area, got {list(extent)}.")


def check_list(extent: Extent | None, limit: int) -> None:
    """Raises ValueError unless ``extent`` is None or has an area, and at least one entry is asked for."""
    if extent is not None:
        check_extent(extent)
    if limit < 1:
        raise ValueError(f"limit must be at least 1, got {limit}.")


def check_bands(bands: tuple[int, ...] | None) -> None:
    """Raises ValueError unless ``bands`` is None or names bands from 1 on."""
    if bands is not None and (not bands or min(bands) < 1):
        raise ValueError(f"bands must be null or at least one number from 1 on, got {clipped(list(bands))}.")


def check_points(points: tuple[tuple[float, float], ...]) -> None:
    """Raises ValueError for a coordinate that is not finite."""
    for index, (x, y) in enumerate(points):
        if not (math.isfinite(x) and math.isfinite(y)):
            raise ValueError(f"A point must be finite, got {[x, y]} as number {index}.")
