"""What requests about STAC APIs are answered with, as docs/protocol.md lists it.

Runs on BOTH sides. Plain values only. Everything that a catalog says is bounded by the engine before it gets here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class CollectionAsset:
    """What the items of a collection offer under one key."""

    title: str
    """May be empty."""
    roles: tuple[str, ...]
    common_names: tuple[str, ...]
    """Of its bands, such as "red"."""
    type: str
    """Media type, may be empty."""


@dataclass(frozen=True, kw_only=True)
class ListedCollection:
    """A collection of a STAC API."""

    id: str
    title: str
    """May be empty."""
    description: str
    """May be empty."""
    licence: str
    """An identifier or words, may be empty."""
    bbox: tuple[float, float, float, float] | None
    """West, south, east, north in degrees; west is above east where it crosses the antimeridian."""
    begin: str | None
    """ISO 8601; None is open or not known."""
    end: str | None
    keywords: tuple[str, ...]
    assets: Mapping[str, CollectionAsset]
    """What its items offer, as far as the collection says; empty where it does not."""


@dataclass(frozen=True, kw_only=True)
class StacCollectionsResult:
    """What a STAC API has and what it can do."""

    title: str
    description: str
    conforms_to: tuple[str, ...]
    """As the API says, at most some hundreds."""
    search_uri: str | None
    """The URI that a layer would have; None for a catalog that cannot be searched."""
    has_query: bool
    """Whether it serves the ``query`` extension."""
    has_filter: bool
    """Whether it serves CQL2 filters."""
    has_sortby: bool
    collections: tuple[ListedCollection, ...]
    truncated: bool
    """Whether there are more."""


@dataclass(frozen=True, kw_only=True)
class Queryable:
    """A property that a condition can be about."""

    name: str
    title: str
    """May be empty."""
    type: str
    """"string", "number", "integer", "boolean", "array", or empty where the API does not say."""
    enum: tuple[object, ...]
    """The values that it can have; empty where any."""
    minimum: float | None
    maximum: float | None
    format: str
    """Such as "date-time", may be empty."""


@dataclass(frozen=True, kw_only=True)
class StacQueryablesResult:
    """The properties that conditions can be about; empty where the API does not say."""

    properties: tuple[Queryable, ...]


@dataclass(frozen=True, kw_only=True)
class FoundAsset:
    """A file of an item."""

    title: str
    """May be empty."""
    roles: tuple[str, ...]
    common_name: str
    """Of its only band, may be empty."""
    type: str
    """Media type, may be empty."""


@dataclass(frozen=True, kw_only=True)
class FoundItem:
    """An item of a search."""

    id: str
    collection: str
    """May be empty."""
    datetime: str | None
    """ISO 8601."""
    begin: str | None
    end: str | None
    cloud_cover: float | None
    """Percent."""
    platform: str | None
    outline: str | None
    """A polygon or several in degrees, x before y: little-endian WKB in base64. One text: as lists of numbers, thousands of
    outlines hold whoever receives them up."""
    bbox: tuple[float, float, float, float] | None
    """West, south, east, north in degrees, where there is no outline."""
    assets: int
    """What its files are: place in the result's ``assets``, from 0."""
    thumbnail: str | None
    """Where a small picture is."""
    properties: Mapping[str, object]
    """Numbers, texts and truth values; long ones are cut."""


@dataclass(frozen=True, kw_only=True)
class StacSearchResult:
    """What a search found."""

    items: tuple[FoundItem, ...]
    assets: tuple[Mapping[str, FoundAsset], ...]
    """Key -> what it is, once for all items that have the same."""
    matched: int | None
    """How many the API says there are; None where it does not."""
    truncated: bool
    """Whether there are more than asked for."""
    filtered_here: tuple[str, ...]
    """Conditions that the API could not take, which the engine applied to what came."""
    query: Mapping[str, object]
    """The JSON of the search, which a layer's option ``query`` can have."""


@dataclass(frozen=True, kw_only=True)
class PictureResult:
    """A small picture."""

    media_type: str
    base64: str
