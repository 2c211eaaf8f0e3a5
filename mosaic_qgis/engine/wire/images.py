"""Results about the images of mosaics: where they lie, which mosaics a database holds.

Runs on BOTH sides. Plain values only, as in results.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .results import Skipped


@dataclass(frozen=True, kw_only=True)
class Footprint:
    """Where one image lies."""

    name: str
    """Short name for people."""
    key: str
    """What the options ``exclude`` and ``first`` call it."""
    href: str
    """Where it is, without secrets."""
    rank: int
    """Counts from 1 in mosaic order."""
    geometry: Mapping[str, object]
    """GeoJSON Polygon or MultiPolygon in degrees of the mosaic's geographic CRS."""
    datetime: str | None = None
    """When it was taken, ISO 8601; None where the mosaic does not know."""
    properties: Mapping[str, object]
    """Further facts: JSON texts, numbers and booleans."""


@dataclass(frozen=True, kw_only=True)
class FootprintsResult:
    """Where the images lie, in mosaic order."""

    features: tuple[Footprint, ...]
    total: int | None
    """How many images there are; None where counting would cost too much."""
    truncated: bool
    """Whether the limit cut the list."""
    skipped: tuple[Skipped, ...] = ()
    """Images that nobody knows the place of."""


@dataclass(frozen=True, kw_only=True)
class ListedMosaic:
    """One mosaic of a database."""

    name: str
    uri: str
    """Its own URI."""


@dataclass(frozen=True, kw_only=True)
class MosaicsResult:
    """The mosaics of a database, by name."""

    mosaics: tuple[ListedMosaic, ...]
