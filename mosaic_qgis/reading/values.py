"""What goes into a reading and what comes out: requests, patches, reports. Runs in the ENGINE; values only, no I/O."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..mosaic.errors import BadRequestError, MosaicError

Extent = tuple[float, float, float, float]
"""xmin, ymin, xmax, ymax in the layer's CRS."""

TimeTexts = tuple[str | None, str | None]
"""Begin and end of a time in ISO 8601, both included; None is open."""

MAX_REPLY_BYTES = 1 << 30
RESAMPLINGS = (
    "nearest",
    "bilinear",
    "cubic",
    "cubic_spline",
    "lanczos",
    "average",
    "mode",
    "max",
    "min",
    "med",
    "q1",
    "q3",
    "rms",
)


class Cancelled(MosaicError):
    """The caller withdrew the request; nothing is wrong."""

    code = "cancelled"


@dataclass(frozen=True, kw_only=True)
class Failure:
    """Something that was left out, or is worth knowing, in one sentence."""

    code: str
    """One of the codes of docs/protocol.md."""
    message: str
    """Rule + received value + way out; no secret."""
    asset: str | None = None
    """The image to blame, without query string (it may hold a signature)."""
    detail: Mapping[str, Any] | None = None
    """Further facts as JSON values."""

    def as_dict(self) -> dict[str, Any]:
        return {"code": self.code, "message": self.message, "asset": self.asset, "detail": self.detail}


def _checked_extent(extent: Extent) -> None:
    xmin, ymin, xmax, ymax = extent
    if not (all(math.isfinite(v) for v in extent) and xmin < xmax and ymin < ymax):
        raise BadRequestError(f"An extent is finite with xmin < xmax and ymin < ymax, not {list(extent)}.")


@dataclass(frozen=True, kw_only=True)
class ReadRequest:
    """A north-up grid of pixels over an extent: row 0 lies at ymax."""

    extent: Extent
    width: int
    """Columns of the asked grid."""
    height: int
    bands: tuple[int, ...] | None = None
    """1-based bands of the layer; None means all."""
    resampling: str = "nearest"
    time: TimeTexts | None = None
    """Only images of this time; None means all."""
    sketch: bool = False
    """For the eye, now: where there are too many images, it ends after some seconds, and a picture shows outlines of those
    that are left out."""
    is_whole: bool = False
    """All images count, however many and however long it takes, and no overview image stands for them."""

    def __post_init__(self) -> None:
        _checked_extent(self.extent)
        if self.width < 1 or self.height < 1:
            raise BadRequestError(f"A grid has at least one column and row, not {self.width} x {self.height}.")
        if self.width * self.height * max(1, len(self.bands or ())) > MAX_REPLY_BYTES:
            raise BadRequestError(f"{self.width} x {self.height} pixels are more than one reading may give.")
        if self.resampling not in RESAMPLINGS:
            raise BadRequestError(f"resampling is one of {', '.join(RESAMPLINGS)}, not {self.resampling!r}.")


@dataclass(frozen=True, kw_only=True)
class StatisticsRequest:
    """Statistics of bands from a decimated, bounded reading."""

    bands: tuple[int, ...]
    """1-based."""
    extent: Extent | None = None
    """None means the layer's extent."""
    sample_size: int = 0
    """Pixels looked at, at most; 0 means the engine's own bound."""
    percentiles: tuple[float, ...] = ()
    """0…100 each."""
    bins: int = 0
    """Classes of the histogram, 0 for none."""
    time: TimeTexts | None = None
    """Only images of this time; None means all."""

    def __post_init__(self) -> None:
        if self.extent is not None:
            _checked_extent(self.extent)
        if any(not 0 <= p <= 100 for p in self.percentiles):
            raise BadRequestError(f"percentiles lie in 0…100, not {list(self.percentiles)}.")
        if not 0 <= self.bins <= 65536 or self.sample_size < 0:
            raise BadRequestError(
                f"bins lie in 0…65536 and sample_size is not negative, not {self.bins} and {self.sample_size}."
            )


@dataclass(frozen=True, kw_only=True)
class Patch:
    """A finished rectangle of the asked grid."""

    col: int
    """Leftmost column of the patch in the asked grid, from 0."""
    row: int
    array: NDArray[Any]
    """Pixels, axes (band, row, column); uncovered ones hold nodata, or 0 where the layer has an alpha band."""
    bands: tuple[int, ...]
    """1-based band of each layer of `array`."""
    complete: bool
    """False where an image failed that should have contributed."""


@dataclass(frozen=True, kw_only=True)
class ReadReport:
    """How a reading went."""

    complete: bool
    skipped: tuple[Failure, ...] = ()
    """One per image that failed."""
    notes: tuple[Failure, ...] = ()
    tiles: int = 0
    """Internal tiles of images that were used."""
    cached_tiles: int = 0
    """Those of them that were in memory already."""
    assets: int = 0
    """Images that gave pixels."""
    elapsed_ms: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        return {
            "complete": self.complete,
            "skipped": [failure.as_dict() for failure in self.skipped],
            "notes": [failure.as_dict() for failure in self.notes],
            "tiles": self.tiles,
            "cached_tiles": self.cached_tiles,
            "assets": self.assets,
            "elapsed_ms": round(self.elapsed_ms, 3),
        }


def number(value: float | None) -> float | int | str | None:
    """A number as JSON can carry it: what is not finite becomes "nan", "inf" or "-inf"."""
    if value is None or math.isfinite(value):
        return value
    return "nan" if math.isnan(value) else ("inf" if value > 0 else "-inf")


@dataclass(frozen=True, kw_only=True)
class IdentifiedAsset:
    """One image under a point."""

    rank: int
    """From 1, in mosaic order."""
    name: str
    href: str
    """Without query string."""
    used: bool
    """True when the layer's value comes (partly) from this image."""
    values: tuple[float | None, ...]
    """One per band of the layer; None is nodata."""
    datetime: str | None = None
    """When it was taken, ISO 8601; None where the mosaic does not know."""
    key: str = ""
    """What the options `exclude` and `first` call it."""

    def as_dict(self) -> dict[str, Any]:
        return {
            "rank": self.rank,
            "name": self.name,
            "href": self.href,
            "used": self.used,
            "values": [number(v) for v in self.values],
            "datetime": self.datetime,
            "key": self.key,
        }


@dataclass(frozen=True, kw_only=True)
class Identified:
    """The values at a point and the images there."""

    values: tuple[float | None, ...]
    assets: tuple[IdentifiedAsset, ...] = ()
    skipped: tuple[Failure, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return {
            "values": [number(v) for v in self.values],
            "assets": [asset.as_dict() for asset in self.assets],
            "skipped": [failure.as_dict() for failure in self.skipped],
        }


@dataclass(frozen=True, kw_only=True)
class BandRange:
    """What metadata tell of the values of a band as they are stored; nothing was read for it."""

    minimum: float
    maximum: float
    mean: float | None = None
    stdev: float | None = None

    def as_dict(self) -> dict[str, Any]:
        return {
            "minimum": number(self.minimum),
            "maximum": number(self.maximum),
            "mean": number(self.mean),
            "stdev": number(self.stdev),
        }


@dataclass(frozen=True, kw_only=True)
class BandStatistics:
    """Statistics of one band over the valid pixels of a sample."""

    band: int
    """1-based."""
    minimum: float
    maximum: float
    mean: float
    stdev: float
    sum: float
    count: int
    """Valid pixels in the sample."""
    percentiles: tuple[float, ...] = ()
    histogram: tuple[int, ...] = ()
    """Equal classes from minimum to maximum."""

    def as_dict(self) -> dict[str, Any]:
        return {
            "band": self.band,
            "minimum": number(self.minimum),
            "maximum": number(self.maximum),
            "mean": number(self.mean),
            "stdev": number(self.stdev),
            "sum": number(self.sum),
            "count": self.count,
            "percentiles": [number(p) for p in self.percentiles],
            "histogram": list(self.histogram),
        }


@dataclass(frozen=True, kw_only=True)
class AssetEntry:
    """One image in a list of images."""

    name: str
    href: str
    rank: int
    key: str = ""
    """What the options `exclude` and `first` call it."""

    def as_dict(self) -> dict[str, Any]:
        return {"name": self.name, "href": self.href, "rank": self.rank, "key": self.key}


@dataclass(frozen=True, kw_only=True)
class AssetList:
    """Images over an extent, in mosaic order."""

    assets: tuple[AssetEntry, ...] = field(default=())
    total: int | None = None
    """None when counting would need the whole document."""
    truncated: bool = False

    def as_dict(self) -> dict[str, Any]:
        return {"assets": [a.as_dict() for a in self.assets], "total": self.total, "truncated": self.truncated}


@dataclass(frozen=True, kw_only=True)
class FootprintEntry:
    """Where one image lies."""

    name: str
    key: str
    href: str
    """Without query string."""
    rank: int
    geometry: Mapping[str, Any]
    """GeoJSON in degrees of the layer's geographic CRS."""
    datetime: str | None
    properties: Mapping[str, Any]

    def as_dict(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, kw_only=True)
class FootprintList:
    """Where images lie, in mosaic order."""

    features: tuple[FootprintEntry, ...]
    total: int | None
    truncated: bool
    skipped: tuple[Failure, ...]
    """Images that could not be looked at."""

    def as_dict(self) -> dict[str, Any]:
        return {
            "features": [feature.as_dict() for feature in self.features],
            "total": self.total,
            "truncated": self.truncated,
            "skipped": [failure.as_dict() for failure in self.skipped],
        }


def pixel_dtype(dtypes: list[np.dtype[Any]]) -> np.dtype[Any]:
    """The one dtype that an array of these bands has."""
    return np.result_type(*dtypes) if dtypes else np.dtype("uint8")
