"""Making a mosaic: what it is to be like, of which images it is made, and what was written.

Runs on BOTH sides. Plain values only; whether a zoom, a tile matrix set or a pattern makes sense is for the engine to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .request import Request
from .results import Skipped


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """What a new mosaic is to be like. ``None`` and empty texts: as the images suggest, or as usual."""

    minzoom: int | None = None
    maxzoom: int | None = None
    quadkey_zoom: int | None = None
    """The zoom of the index; None: minzoom."""
    minimum_tile_cover: float | None = None
    """An image must cover more than this share of a tile, 0 to 1, to be listed there."""
    tile_cover_sort: bool = False
    """Whether images that cover more of a tile come first."""
    maximum_items_per_tile: int | None = None
    """At most so many images for a tile; None or 0: all."""
    tms: str = ""
    """The id of a tile matrix set, or its JSON; empty: WebMercatorQuad."""
    asset_prefix: str = ""
    """What the names of the images begin with and the document says once."""
    name: str = ""
    """Empty: as the document's file."""
    description: str = ""
    attribution: str = ""


@dataclass(frozen=True, kw_only=True)
class Folder:
    """Images of a folder, in the order of their names."""

    uri: str
    """An absolute path, or ``s3://``, ``gs://``, ``az://`` with a bucket or container and what the names begin with."""
    pattern: str = ""
    """What the name of a file must be like, such as ``*_B04.tif;*.jp2``; empty: as images are usually called."""
    is_recursive: bool = True
    """Whether folders in it count too."""

    def __post_init__(self) -> None:
        if not self.uri:
            raise ValueError("The uri of a folder must not be empty.")


@dataclass(frozen=True, kw_only=True)
class CreateResult:
    """A mosaic that was made of images."""

    uri: str
    """Where it was written, without secrets."""
    images: int
    """How many images are in it."""
    tiles: int
    """Keys in it."""
    minzoom: int
    maxzoom: int
    skipped: tuple[Skipped, ...] = ()
    """Images that could not be used, the first 1000 of them."""
    skipped_count: int = 0
    """How many they are."""
    notes: tuple[Skipped, ...] = ()
    """What else a person should know, such as that a search was cut."""


@dataclass(frozen=True, kw_only=True)
class Create(Request):
    """Make a mosaic of images and write it; sends progress."""

    op = "create"
    result = CreateResult
    repeatable = False

    files: tuple[str, ...] = ()
    """Paths (absolute) or URIs of images, topmost first."""
    lists: tuple[str, ...] = ()
    """Text or CSV files (absolute paths) that name images; they come after ``files``."""
    folders: tuple[Folder, ...] = ()
    """They come last."""
    target: str
    """The URI of the new document; a file path is absolute."""
    target_credentials: Mapping[str, object] | None = field(default=None, repr=False)
    """The login of the store that it is written to."""
    images_credentials: Mapping[str, object] | None = field(default=None, repr=False)
    """The login of the store that the images and folders lie in."""
    overwrite: bool = False
    """Whether a document that is there may be replaced; else the request fails with ``exists``."""
    recipe: Recipe = field(default_factory=Recipe)
    threads: int = 0
    """Images that are looked at at the same time; 0: as many as is good."""
    cluster: str = ""
    """The address of a Dask scheduler; empty: this machine looks at the images."""

    def __post_init__(self) -> None:
        if not (self.files or self.lists or self.folders) or not all(self.files) or not all(self.lists):
            raise ValueError("files, lists and folders must name at least one image, and none may be empty.")
        if not self.target:
            raise ValueError("target must not be empty.")
        if self.threads < 0:
            raise ValueError(f"threads must be 0 or more, got {self.threads}.")
