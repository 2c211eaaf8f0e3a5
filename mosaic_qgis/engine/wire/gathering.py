"""Making a mosaic of features of a vector layer, or of what a STAC catalogue has: the requests.

Runs on BOTH sides. Plain values only. They are answered as ``creating.Create`` is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from .creating import CreateResult, Recipe
from .request import Credentials, Request
from .stac_requests import Condition, SortKey


@dataclass(frozen=True, kw_only=True)
class CreateFromFeatures(Request):
    """Make a mosaic of outlines and names of images and write it; sends progress."""

    op = "create_from_features"
    result = CreateResult
    repeatable = False

    rows: str
    """A file of lines.py (absolute path): [address of the image, WKB as base64, sort key, ISO 8601 time], each but the first may be
    null; topmost first, but for their sort keys."""
    count: int = 0
    """About how many rows there are; 0: not known."""
    crs: str = ""
    """Of the outlines, as WKT, x before y; empty: degrees."""
    descending: bool = False
    """Whether the greatest sort key is topmost; rows without one are at the bottom."""
    target: str
    """The URI of the new document; a file path is absolute."""
    target_credentials: Mapping[str, object] | None = field(default=None, repr=False)
    """The login of the store that it is written to."""
    images_credentials: Mapping[str, object] | None = field(default=None, repr=False)
    """The login of the images; some are opened for their zooms where the recipe does not say them."""
    overwrite: bool = False
    """Whether a document that is there may be replaced; else the request fails with ``exists``."""
    recipe: Recipe = field(default_factory=Recipe)

    def __post_init__(self) -> None:
        if not self.rows:
            raise ValueError("rows must be the path of a file.")
        if self.count < 0:
            raise ValueError(f"count must be 0 or more, got {self.count}.")
        _check_target(self.target)


@dataclass(frozen=True, kw_only=True)
class CreateFromStac(Request):
    """Make a mosaic of the items of a STAC API or document and write it; sends progress."""

    op = "create_from_stac"
    result = CreateResult
    repeatable = False

    uri: str
    """A STAC API (its landing page, search or a collection), an ItemCollection or GeoParquet: a web address or an absolute path."""
    query: Mapping[str, object] = field(default_factory=dict)
    """The JSON of a search as STAC APIs have it."""
    where: tuple[Condition, ...] = ()
    """All of these must hold, too."""
    sort: SortKey | None = None
    """The first items are topmost; None: as the catalogue gives them."""
    max_items: int | None = None
    """At most so many; None: all."""
    asset: str = ""
    """The key of the asset that the mosaic is made of; empty: the one that each item is about."""
    names: Literal["asset", "item"] = "asset"
    """What the document calls an image: the address of the asset, or that of the item."""
    credentials: Credentials | None = field(default=None, repr=False)
    """``document`` for the API or the document, ``assets`` for the images, some of which are opened where nobody says their zooms."""
    target: str
    """As in CreateFromFeatures, and so the following."""
    target_credentials: Mapping[str, object] | None = field(default=None, repr=False)
    overwrite: bool = False
    recipe: Recipe = field(default_factory=Recipe)

    def __post_init__(self) -> None:
        if not self.uri:
            raise ValueError("uri must not be empty.")
        if self.max_items is not None and self.max_items < 1:
            raise ValueError(f"max_items must be null or at least 1, got {self.max_items}.")
        _check_target(self.target)


def _check_target(target: str) -> None:
    if not target:
        raise ValueError("target must not be empty.")
