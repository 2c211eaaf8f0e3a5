"""Changing mosaics where they are, and making one of several: the requests and their results.

Runs on BOTH sides. Plain values only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from .creating import Folder
from .request import Credentials, Request
from .results import Skipped
from .saving import SaveResult


@dataclass(frozen=True, kw_only=True)
class UpdateResult:
    """A mosaic that has more images."""

    uri: str
    """Where it is, without secrets."""
    added: int
    """Images that were given and are in it now."""
    tiles: int
    """Keys that list them."""
    skipped: tuple[Skipped, ...] = ()
    """Images that could not be used, the first 1000 of them."""
    skipped_count: int = 0
    """How many they are."""


@dataclass(frozen=True, kw_only=True)
class Update(Request):
    """Add images to a stored mosaic; sends progress. Images that are in it already move to the asked end of the lists."""

    op = "update"
    result = UpdateResult
    repeatable = False

    uri: str
    """As in Open."""
    credentials: Credentials | None = field(default=None, repr=False)
    """``document`` for the store, ``assets`` for the images."""
    files: tuple[str, ...] = ()
    """Paths (absolute) or URIs of images, topmost first."""
    lists: tuple[str, ...] = ()
    """Text or CSV files (absolute paths) that name images."""
    folders: tuple[Folder, ...] = ()
    rows: str = ""
    """A file of lines.py (absolute path) as in CreateFromFeatures; with it, files, lists and folders are not used."""
    count: int = 0
    """About how many rows there are; 0: not known."""
    crs: str = ""
    """Of the outlines in ``rows``, as WKT, x before y; empty: degrees."""
    descending: bool = False
    """Whether the greatest sort key is topmost."""
    is_first: bool = True
    """Whether they lie above the images that are there."""
    minimum_tile_cover: float | None = None
    """As in a recipe, and so the following; for the new images alone."""
    tile_cover_sort: bool = False
    maximum_items_per_tile: int | None = None

    def __post_init__(self) -> None:
        if not self.uri:
            raise ValueError("uri must not be empty.")
        if not (self.files or self.lists or self.folders or self.rows):
            raise ValueError("files, lists, folders or rows must name images.")
        if not all(self.files) or not all(self.lists):
            raise ValueError("No file and no list may be empty.")


@dataclass(frozen=True, kw_only=True)
class RemoveResult:
    """A mosaic that has fewer images."""

    uri: str
    """Where it is, without secrets."""
    removed: int
    """Images that were taken out, everywhere or in some tiles."""
    names: tuple[str, ...]
    """What they are called, without secrets; the first 1000 of them."""
    images: int
    """Different images that are left."""
    tiles: int
    """Keys that changed."""
    skipped: tuple[Skipped, ...] = ()
    """Images that nobody could tell about and that stayed, the first 1000 of them."""
    skipped_count: int = 0
    """How many they are."""


@dataclass(frozen=True, kw_only=True)
class Remove(Request):
    """Take images out of a stored mosaic: those for which all that is asked is true; sends progress."""

    op = "remove"
    result = RemoveResult
    repeatable = False

    uri: str
    """As in Open."""
    credentials: Credentials | None = field(default=None, repr=False)
    """``document`` for the store, ``assets`` for the images."""
    names: tuple[str, ...] = ()
    """Names, addresses, names of files, or patterns of these with ``*`` and ``?``; one of them must fit. Empty: any name."""
    area: str = ""
    """A polygon as WKB in base64; empty: anywhere."""
    crs: str = ""
    """Of the area, as WKT, x before y; empty: degrees."""
    how: Literal["touching", "within", "tiles"] = "touching"
    """Which images of the area: those that touch it, those that lie in it wholly, or all, but only in the tiles wholly in it."""
    exact: bool = True
    """Whether images are opened to know where they lie; else the tiles that list them tell, which reach farther."""
    dead: bool = False
    """Only images that are not there any more."""
    is_trial: bool = False
    """Whether nothing is written, only told."""

    def __post_init__(self) -> None:
        if not self.uri:
            raise ValueError("uri must not be empty.")
        if not (self.names or self.area or self.dead):
            raise ValueError("names, area or dead must say which images are meant.")
        if not all(each.strip() for each in self.names):
            raise ValueError("No name may be empty.")


@dataclass(frozen=True, kw_only=True)
class MergedSource:
    """One of the mosaics to merge."""

    uri: str
    """As in Open."""
    options: Mapping[str, str] = field(default_factory=dict)
    credentials: Credentials | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if not self.uri:
            raise ValueError("The uri of a mosaic must not be empty.")


@dataclass(frozen=True, kw_only=True)
class Merge(Request):
    """Write one mosaic with the images of several, the first one topmost; sends progress."""

    op = "merge"
    result = SaveResult
    repeatable = False

    sources: tuple[MergedSource, ...]
    target: str
    """The URI of the new document; a file path is absolute."""
    target_credentials: Mapping[str, object] | None = field(default=None, repr=False)
    """The login of the store that it is written to."""
    overwrite: bool = False
    """Whether a document that is there may be replaced; else the request fails with ``exists``."""
    quadkey_zoom: int | None = None
    """The zoom of the index; None: the finest of the mosaics' own, unless it would be too large."""
    name: str | None = None
    """None: as the first mosaic; and so the following."""
    description: str | None = None
    attribution: str | None = None
    """None: those of all."""

    def __post_init__(self) -> None:
        if not self.sources:
            raise ValueError("sources must name at least one mosaic.")
        if not self.target:
            raise ValueError("target must not be empty.")
