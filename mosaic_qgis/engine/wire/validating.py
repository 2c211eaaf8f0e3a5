"""Checking a mosaic, and writing it repaired: the request and its result.

Runs on BOTH sides. The findings one by one are JSON Lines in a file that QGIS has made (lines.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from .request import Credentials, Request

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, kw_only=True)
class FoundBreach:
    """One breach of a rule. A row of the list is one of these."""

    rule: str
    """Stable code of the rule."""
    severity: Severity
    place: str
    """JSON pointer into the document; empty: the document as a whole."""
    message: str
    """The rule and the received value, in one sentence."""
    asset: str
    """The image concerned, as the document names it, without secrets; empty where it is about none."""
    count: int
    """How many breaches it stands for."""
    geometry: Mapping[str, object] | None
    """GeoJSON in degrees: the image, the tile, the gap."""


@dataclass(frozen=True, kw_only=True)
class BrokenRule:
    """A rule that was broken, and how often."""

    rule: str
    severity: Severity
    section: str
    """Of the specification; empty for what it does not speak of."""
    count: int
    examples: tuple[FoundBreach, ...]
    """The first ones, without geometry."""


@dataclass(frozen=True, kw_only=True)
class PictureShape:
    """An image, or a square of tiles, in the picture of a checked mosaic."""

    severity: Literal["", "error", "warning", "note"]
    """The gravest finding about it; empty: none."""
    points: tuple[tuple[float, float], ...]
    """x to the right, y down."""
    title: str
    """The image's name, or how often the square is listed."""
    is_tile: bool
    """Nobody knows where the image lies: this is a tile that lists it."""


@dataclass(frozen=True, kw_only=True)
class CheckPicture:
    """A small map of a checked mosaic."""

    width: float
    height: float
    shapes: tuple[PictureShape, ...]
    """From bottom to top."""


@dataclass(frozen=True, kw_only=True)
class ValidateResult:
    """What a check has come to."""

    uri: str
    """Without secrets."""
    crs_wkt: str
    """WKT2 of the geographic CRS of all geometries; empty where the document cannot be opened."""
    name: str
    version: str
    """Of the specification, as the document says."""
    errors: int
    warnings: int
    notes: int
    tiles: int
    """Keys in the index."""
    images: int
    images_looked_at: int
    images_failed: int
    """Of these, those that cannot be read."""
    rules: tuple[BrokenRule, ...]
    """The gravest first."""
    kinds: Mapping[str, tuple[tuple[str, int], ...]]
    """How many images are of each kind, by trait: format, data_type, bands, crs, size, overviews, nodata."""
    left_out: tuple[str, ...]
    """What was not checked, and why."""
    picture: CheckPicture | None
    repairs: tuple[str, ...]
    """What was put right in the repaired document, and why none was written."""
    repaired_uri: str
    """Empty where none was written."""


@dataclass(frozen=True, kw_only=True)
class Validate(Request):
    """Check a mosaic; with ``target``, write it without what is wrong with it."""

    op = "validate"
    result = ValidateResult
    repeatable = False

    uri: str
    """As in Open."""
    options: Mapping[str, str] = field(default_factory=dict)
    credentials: Credentials | None = field(default=None, repr=False)
    looks_at_images: bool = True
    """Whether images are opened, or their heads asked for."""
    most_images: int = 0
    """0 is all; else so many from all over the mosaic."""
    lines: str = ""
    """The file for the findings; empty: they are not wanted one by one."""
    target: str = ""
    """The URI of the repaired document; empty: none."""
    target_credentials: Mapping[str, object] | None = field(default=None, repr=False)
    overwrite: bool = False
    cluster: str = ""
    """The address of a Dask scheduler; empty: this machine."""

    def __post_init__(self) -> None:
        if not self.uri:
            raise ValueError("uri must not be empty.")
        if self.most_images < 0:
            raise ValueError(f"most_images must not be negative, got {self.most_images}.")
