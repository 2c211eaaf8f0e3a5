"""Writing a mosaic as tiles for web maps: what is wanted and what was written.

Runs on BOTH sides. Plain values only; whether bands and zooms make sense for a mosaic is for the engine to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .request import Credentials, Request
from .results import Extent, Skipped


@dataclass(frozen=True, kw_only=True)
class TilesResult:
    """A set of tiles that was written."""

    tiles: int
    minzoom: int
    maxzoom: int
    extent: Extent
    """In EPSG:3857."""
    skipped: tuple[Skipped, ...] = ()
    """Images that could not be read and are not in it, at most 1000."""
    skipped_count: int = 0
    """All of them."""


@dataclass(frozen=True, kw_only=True)
class WriteTiles(Request):
    """Draw a mosaic as tiles of the web's grid and write them; sends progress."""

    op = "write_tiles"
    result = TilesResult
    repeatable = False

    uri: str
    """As in Open."""
    options: Mapping[str, str] = field(default_factory=dict)
    credentials: Credentials | None = field(default=None, repr=False)
    file: str = ""
    """Absolute path of a .mbtiles or .pmtiles; empty: none."""
    folder: str = ""
    """Absolute path of a folder of tiles; empty: none."""
    overwrite: bool = False
    extent: Extent | None = None
    """In EPSG:3857; None means all of the mosaic."""
    minzoom: int | None = None
    """None means the mosaic's."""
    maxzoom: int | None = None
    """None means the one that has the mosaic's finest pixels."""
    tile_px: int = 256
    format: str = "png"
    """png, jpeg or webp."""
    quality: int = 80
    """Of jpeg and webp, 1 to 100."""
    bands: tuple[int, ...] = ()
    """One or three, 1-based; empty: the mosaic's colours."""
    stretch: str = "auto"
    """auto, percent, minmax or none."""
    ranges: tuple[tuple[float, float], ...] = ()
    """Values for the darkest and the brightest, for all bands or for each; empty: found by ``stretch``."""
    resampling: str = "bilinear"
    """As rasterio names it."""
    background: tuple[int, int, int] | None = None
    """Red, green and blue where there is no image; None means transparent, or white in jpeg."""
    keeps_empty: bool = False
    """Whether tiles without any image are written, too."""
    skips_broken: bool = False
    """Whether images that cannot be read are left out; else the first of them fails the request."""
    name: str = ""
    """Of the set; empty, here and below: as the mosaic has it."""
    description: str = ""
    attribution: str = ""
    cluster: str = ""
    """The address of a Dask scheduler; empty: this machine."""

    def __post_init__(self) -> None:
        if not self.uri:
            raise ValueError("uri must not be empty.")
        if not (self.file or self.folder):
            raise ValueError("file or folder must be given.")
