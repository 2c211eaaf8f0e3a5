"""Requests about STAC APIs; none of them needs an open mosaic.

Runs on BOTH sides. Checks shape and sense of single fields only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from . import stac_results
from .request import Credentials, Request

Operator = Literal["=", "<>", "<", "<=", ">", ">=", "in", "like", "is null", "is not null"]

MAX_ITEMS: Final = 10_000
"""A search finds at most so many."""
MAX_PICTURE_BYTES: Final = 20 * 2**20


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A row of a search: all of them must hold."""

    property: str
    """As queryables or items name it, such as "eo:cloud_cover"; "datetime", "id" and "collection" work, too."""
    operator: Operator
    value: object = None
    """A number, text or truth value; an array of them for "in"; for "like" a text in which % stands for anything and _ for one
    character; nothing for "is null" and "is not null"."""

    def __post_init__(self) -> None:
        if not self.property:
            raise ValueError("property must not be empty.")


@dataclass(frozen=True, kw_only=True)
class SortKey:
    """What a search is sorted by."""

    property: str
    """As ``Condition.property``."""
    descending: bool = False


@dataclass(frozen=True, kw_only=True)
class StacCollections(Request):
    """The collections of a STAC API and what it can do."""

    op = "stac_collections"
    result = stac_results.StacCollectionsResult

    uri: str
    """Where the API is: its landing page, or the address of its search, with or without the ``stac+`` of a layer."""
    credentials: Credentials | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        _check_uri(self.uri)


@dataclass(frozen=True, kw_only=True)
class StacQueryables(Request):
    """The properties that conditions on these collections can be about."""

    op = "stac_queryables"
    result = stac_results.StacQueryablesResult

    uri: str
    """As in StacCollections."""
    collections: tuple[str, ...] = ()
    """Several: the properties that all of them have; none: what the API says for all."""
    credentials: Credentials | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        _check_uri(self.uri)


@dataclass(frozen=True, kw_only=True)
class StacSearch(Request):
    """Search items."""

    op = "stac_search"
    result = stac_results.StacSearchResult

    uri: str
    """As in StacCollections."""
    query: Mapping[str, object] = field(default_factory=dict)
    """The JSON of the search: collections, bbox or intersects, datetime, ids, and what else the API takes."""
    where: tuple[Condition, ...] = ()
    """Beyond ``query``."""
    sort: tuple[SortKey, ...] = ()
    """In place of a ``sortby`` of ``query``."""
    max_items: int = 1000
    credentials: Credentials | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        _check_uri(self.uri)
        if not 1 <= self.max_items <= MAX_ITEMS:
            raise ValueError(f"max_items must be from 1 to {MAX_ITEMS}, got {self.max_items}.")


@dataclass(frozen=True, kw_only=True)
class FetchPicture(Request):
    """A thumbnail."""

    op = "fetch_picture"
    result = stac_results.PictureResult

    href: str
    """http or https; an address of a store (s3, gs, az) works with the login for images."""
    home: str = ""
    """The API that named it: the login for documents goes to its own server only."""
    max_bytes: int = 2 * 2**20
    credentials: Credentials | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if not self.href:
            raise ValueError("href must not be empty.")
        if not 1 <= self.max_bytes <= MAX_PICTURE_BYTES:
            raise ValueError(f"max_bytes must be from 1 to {MAX_PICTURE_BYTES}, got {self.max_bytes}.")


def _check_uri(uri: str) -> None:
    if not uri:
        raise ValueError("uri must not be empty.")
