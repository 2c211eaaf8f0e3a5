"""What a check wants to know of one image: whether it can be read, how it is made, where it lies. Runs in the ENGINE.

Opens the image, or asks for its head, and reads no pixels. What comes out are plain values that another process can have.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import shapely
from pyproj.exceptions import ProjError

from .cog import problems_of_layout
from .crs import crs_from_wkt
from .ground import footprint, outline, pixels_per_unit
from .images import ImageInfo, MaskKind
from .pool import ImageSource
from .resources import ReadingResources
from .tiff import UnsuitedTiff
from .values import Extent

_OUTLINE_SHARE = 1e-3
"""How far an outline may be off, as a share of the image's size: positions that say nothing are left out."""


@dataclass(frozen=True, kw_only=True)
class ImageFacts:
    """What there is to know of an image; with a code, why there is nothing."""

    code: str = ""
    """Of the failure; empty when the image can be read."""
    message: str = ""
    driver: str = ""
    """GDAL's name of the format; empty where it is several files."""
    width: int = 0
    height: int = 0
    data_type: str = ""
    """Of its first band, as numpy names it."""
    bands: int = 0
    """Without alpha."""
    mask: str = ""
    """Where it says what is data: none, nodata, mask, alpha."""
    nodata: str = ""
    """Of its first band; empty without."""
    crs: str = ""
    """For people: EPSG:32631, or a name."""
    levels: int = 0
    """Overviews, wherever they are."""
    problems: tuple[str, ...] = ()
    """What keeps it from being a COG."""
    has_overviews_beside: bool = False
    """They are in a file of their own."""
    resolution: float | None = None
    """Units of the grid's CRS per pixel; ``None`` where it has no place there."""
    outline: bytes = b""
    """WKB of the ground it covers, in degrees; empty where it has none."""
    boxes: tuple[Extent, ...] = ()
    """In degrees, hold it for certain."""


def examine(
    resources: ReadingResources, source: ImageSource, info: ImageInfo, *, geographic_wkt: str, grid_wkt: str
) -> ImageFacts:
    """The facts of an image that was just looked at. May block as long as the network's time limits.

    Raises:
        MosaicError: it cannot be read after all.
    """
    driver, problems, inside = _make_of(resources, source)
    nodata = (
        next((value for value in info.nodata if value is not None), None) if info.mask_kind is MaskKind.NODATA else None
    )
    ground, boxes = _place_of(info, geographic_wkt)
    scale = pixels_per_unit(info, grid_wkt)
    return ImageFacts(
        driver=driver,
        width=info.width,
        height=info.height,
        data_type=info.dtypes[info.data_bands[0] - 1],
        bands=len(info.data_bands),
        mask=info.mask_kind.value,
        nodata="" if nodata is None else f"{nodata:g}",
        crs=crs_name(info.crs_wkt),
        levels=len(info.levels) - 1,
        problems=problems,
        has_overviews_beside=inside is not None and inside < len(info.levels) - 1,
        resolution=None if scale is None else 1 / max(scale),
        outline=ground,
        boxes=boxes,
    )


def _make_of(resources: ReadingResources, source: ImageSource) -> tuple[str, tuple[str, ...], int | None]:
    """Driver, what keeps it from being a COG, and how many overviews are inside, where that is known."""
    if source.bands:
        # Several files: nobody can say of a stack whether it is a COG.
        return "", (), None
    reason = ""
    try:
        layout = resources.layout_of(source)
    except UnsuitedTiff as unsuited:
        layout, reason = None, str(unsuited)
    if layout is not None:
        return "GTiff", tuple(problems_of_layout(layout)), len(layout.overview_sizes)
    with resources.datasets.borrow(source, reads=False) as dataset:
        driver = str(dataset.driver)
        is_cog = dataset.tags(ns="IMAGE_STRUCTURE").get("LAYOUT") == "COG"
    if is_cog:
        # Such as one whose tables are too long to be looked at here.
        return driver, (), None
    if driver in {"GTiff", "COG"}:
        return driver, (reason or "GDAL does not take it for one",), None
    return driver, (f"its format is {driver}",), None


def _place_of(info: ImageInfo, geographic_wkt: str) -> tuple[bytes, tuple[Extent, ...]]:
    boxes = footprint(info, geographic_wkt)
    ground = outline(info, geographic_wkt)
    if shapely.is_empty(ground):
        return b"", ()
    west, south, east, north = shapely.bounds(ground).tolist()
    ground = shapely.simplify(ground, _OUTLINE_SHARE * min(east - west, north - south))
    return bytes(shapely.to_wkb(ground)), boxes


@functools.lru_cache(maxsize=256)
def crs_name(wkt: str) -> str:
    """A CRS for people, short: its code, else its name."""
    try:
        crs = crs_from_wkt(wkt)
        authority = crs.to_authority(min_confidence=70)
    except ProjError:
        return "?"
    return ":".join(authority) if authority else str(crs.name)
