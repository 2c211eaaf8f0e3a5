"""Writing the GDAL twin of a mosaic: what is wanted and what was written.

Runs on BOTH sides. Plain values only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .request import Credentials, Request
from .results import Skipped


@dataclass(frozen=True, kw_only=True)
class TwinResult:
    """A twin that was written."""

    file: str
    images: int
    crs: str
    """A code such as EPSG:3857, or WKT."""
    width: int
    height: int
    resolution: float
    """Units of the CRS per pixel."""
    notes: tuple[str, ...] = ()
    """What is not as in the mosaic: order (its tiles have different ones), selection (not the first image), login (GDAL needs one of
    its own), warped (pixels are resampled)."""
    skipped: tuple[Skipped, ...] = ()
    """Images that could not be read and are not in it, at most 1000."""
    skipped_count: int = 0
    """All of them."""


@dataclass(frozen=True, kw_only=True)
class WriteTwin(Request):
    """Write a file by which GDAL opens a mosaic; sends progress."""

    op = "write_twin"
    result = TwinResult
    repeatable = False

    uri: str
    """As in Open."""
    options: Mapping[str, str] = field(default_factory=dict)
    credentials: Credentials | None = field(default=None, repr=False)
    file: str
    """Absolute path that ends in .vrt or .gti.gpkg."""
    overwrite: bool = False
    """Whether a file that is there may be replaced."""
    crs: str = ""
    """As GDAL takes it; empty: the images' own where all share one, else the mosaic's."""
    resolution: float | None = None
    """Units of the CRS per pixel; None means the finest image's, or the mosaic's."""
    skips_broken: bool = False
    """Whether images that cannot be read are left out; else the first of them fails the request."""

    def __post_init__(self) -> None:
        if not self.uri:
            raise ValueError("uri must not be empty.")
        if not self.file:
            raise ValueError("file must not be empty.")
