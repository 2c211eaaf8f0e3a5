"""Exporting a mosaic as GeoTIFF: the request and its result.

Runs on BOTH sides. Plain values only; whether a band, a zoom or a CRS makes sense is for the engine to say.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from .numbers import clipped
from .request import Credentials, Request
from .results import Extent, Skipped
from .times import TimeRange, check_time


@dataclass(frozen=True, kw_only=True)
class ExportResult:
    """What was written."""

    path: str
    """The GeoTIFF, or the VRT over several."""
    width: int
    """Columns of the whole."""
    height: int
    """Rows of the whole."""
    files: int
    """Number of GeoTIFFs."""
    blocks: int
    """Parts that it was drawn in."""
    resumed: int
    """Those of them that an earlier run had finished."""
    began_anew: bool
    """Whether an unfinished export of something else was there, and is gone."""
    skipped: tuple[Skipped, ...]
    """Images that were left out, the first ones."""
    skipped_count: int
    """How many there are in all."""


@dataclass(frozen=True, kw_only=True)
class Export(Request):
    """Write the pixels of a mosaic to a file; sends progress."""

    op = "export"
    result = ExportResult
    repeatable = False

    uri: str
    """As in Open."""
    options: Mapping[str, str] = field(default_factory=dict)
    credentials: Credentials | None = field(default=None, repr=False)
    target: str
    """Absolute path of a .tif, or of a .vrt over several."""
    crs: str = ""
    """WKT; empty: the layer's."""
    extent: Extent | None = None
    """None: all of the mosaic, or of the mask."""
    extent_crs: str = ""
    """WKT of the extent's CRS; empty: that of the file."""
    resolution: tuple[float, float] | None = None
    """Width and height of a pixel in units of the CRS; None: as the layer's finest."""
    bands: tuple[int, ...] | None = None
    """1-based, of the layer; None: all."""
    resampling: str = "nearest"
    """As rasterio names it."""
    time: TimeRange | None = None
    """Only images of this time; None means all."""
    mask: str | None = None
    """Path of lines (lines.py), each the WKB of a polygon as hexadecimal text; outside of them nothing stays."""
    mask_crs: str = ""
    """WKT of their CRS; empty: that of the file."""
    nodata: float | None = None
    """The value where nothing is; None: as the layer says it."""
    compression: str = "deflate"
    quality: int = 90
    """Of lossy compressions, 1 to 100."""
    largest_px: int = 65536
    """Side of a file from which on there are several, and a VRT."""
    leaves_out: bool = False
    """Whether images that cannot be read are left out; else they end the export."""
    overwrite: bool = False
    """Whether a file that is there may be replaced; else the request fails with ``exists``."""
    resume: bool = True
    """Whether to go on with what an earlier run of the same export has finished."""
    cluster: str = ""
    """Address of a Dask scheduler; empty: this machine."""
    threads: int = 0
    """0: one for each core."""

    def __post_init__(self) -> None:
        for name in ("uri", "target"):
            if not getattr(self, name):
                raise ValueError(f"{name} must not be empty.")
        if self.extent is not None:
            xmin, ymin, xmax, ymax = self.extent
            if not all(map(math.isfinite, self.extent)) or xmin >= xmax or ymin >= ymax:
                raise ValueError(
                    f"An extent is [xmin, ymin, xmax, ymax], finite and with an area, got {list(self.extent)}."
                )
        if self.bands is not None and (not self.bands or min(self.bands) < 1):
            raise ValueError(f"bands must be null or at least one number from 1 on, got {clipped(list(self.bands))}.")
        if self.threads < 0:
            raise ValueError(f"threads must be 0 or more, got {self.threads}.")
        check_time(self.time)
