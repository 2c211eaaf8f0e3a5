"""The grid of a GDAL twin: the images' own where all share one CRS, else the mosaic's. Runs in the ENGINE; pure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from affine import Affine
from pyproj.exceptions import ProjError
from rasterio.crs import CRS
from rasterio.enums import WktVersion
from rasterio.errors import CRSError

from ..mosaic.errors import BadRequestError, NoAssetFoundError
from ..reading.description import LayerDescription
from ..reading.grid import Rect
from ..reading.ground import footprint
from ..reading.images import ImageInfo

_MOST_PX = 2**31 - 1
"""GDAL counts columns and rows in 32-bit integers."""
_SNAP = 1e-6
"""Of a pixel: what lies that near to an edge lies on it."""


@dataclass(frozen=True, kw_only=True)
class TwinGrid:
    """A north-up grid."""

    crs_wkt: str
    left: float
    top: float
    resolution: float
    """Units of the CRS per pixel, both ways."""
    width: int
    height: int

    @property
    def transform(self) -> Affine:
        """From (column, row) to the CRS."""
        return Affine(self.resolution, 0, self.left, 0, -self.resolution, self.top)

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """xmin, ymin, xmax, ymax."""
        return (
            self.left,
            self.top - self.height * self.resolution,
            self.left + self.width * self.resolution,
            self.top,
        )

    @property
    def crs_name(self) -> str:
        """A code where there is one, else WKT, as GDAL takes it."""
        crs = CRS.from_wkt(self.crs_wkt)
        epsg = crs.to_epsg()
        return f"EPSG:{epsg}" if epsg else crs.to_wkt(version=WktVersion.WKT2_2019)

    def lies_straight(self, info: ImageInfo) -> bool:
        """Whether an image's rows and columns are the grid's, if of another size or place."""
        transform = info.transform
        return info.crs_wkt == self.crs_wkt and not transform.b and not transform.d and transform.a > 0 > transform.e

    def windows(self, info: ImageInfo) -> Iterator[Rect]:
        """The pixels that an image reaches; two rectangles across the antimeridian."""
        for box in footprint(info, self.crs_wkt):
            col, row = (box[0] - self.left) / self.resolution, (self.top - box[3]) / self.resolution
            col_stop, row_stop = (box[2] - self.left) / self.resolution, (self.top - box[1]) / self.resolution
            first_col, first_row = max(math.floor(col + _SNAP), 0), max(math.floor(row + _SNAP), 0)
            last_col = min(math.ceil(col_stop - _SNAP), self.width)
            last_row = min(math.ceil(row_stop - _SNAP), self.height)
            rect = Rect(first_col, first_row, last_col - first_col, last_row - first_row)
            if not rect.is_empty:
                yield rect


def wkt_of(text: str) -> str:
    """A CRS that was named, as images have it. Raises BadRequestError."""
    try:
        return CRS.from_user_input(text).to_wkt(version=WktVersion.WKT2_2019)
    except CRSError as error:
        raise BadRequestError(f"A CRS must be one that PROJ knows, got {text[:100]!r}") from error


def twin_grid(
    infos: Sequence[ImageInfo], told: LayerDescription, *, crs: str = "", resolution: float | None = None
) -> TwinGrid:
    """The grid of all images. ``crs``, ``resolution``: those that were asked for.

    Raises:
        BadRequestError: they make no sense.
        NoAssetFoundError: no image has a place in the CRS.
    """
    try:
        return _grid(infos, told, crs, resolution)
    except ProjError as error:
        raise BadRequestError(
            "The images must have a place in the CRS of the file, PROJ knows no way there, to another planet for example; "
            "choose another CRS"
        ) from error


def _grid(infos: Sequence[ImageInfo], told: LayerDescription, crs: str, resolution: float | None) -> TwinGrid:
    if resolution is not None and not (math.isfinite(resolution) and resolution > 0):
        raise BadRequestError(f"A resolution is a number above 0, not {resolution}")
    own = {_same(info.crs_wkt): info.crs_wkt for info in infos}
    wkt = wkt_of(crs) if crs else (next(iter(own.values())) if len(own) == 1 else told.crs_wkt)
    wkt = own.get(_same(wkt), wkt)
    straight = [info for info in infos if info.crs_wkt == wkt and not info.transform.b and not info.transform.d]
    if straight and len(straight) == len(infos):
        finest = min(straight, key=lambda info: abs(info.transform.a))
        left, top, cell = finest.transform.c, finest.transform.f, abs(finest.transform.a)
    else:
        left, top, cell = 0.0, 0.0, _cell(infos, told, wkt)
    cell = cell if resolution is None else resolution
    if straight and len(straight) == len(infos):
        boxes = [_straight_box(info) for info in straight]
    else:
        boxes = [box for info in infos for box in footprint(info, wkt)]
    if not boxes:
        raise NoAssetFoundError("No image of the mosaic has a place in this CRS; choose another one")
    xmin, ymin = min(box[0] for box in boxes), min(box[1] for box in boxes)
    xmax, ymax = max(box[2] for box in boxes), max(box[3] for box in boxes)
    first_col, first_row = math.floor((xmin - left) / cell + _SNAP), math.floor((top - ymax) / cell + _SNAP)
    width = math.ceil((xmax - left) / cell - _SNAP) - first_col
    height = math.ceil((top - ymin) / cell - _SNAP) - first_row
    if not (0 < width <= _MOST_PX and 0 < height <= _MOST_PX):
        raise BadRequestError(
            f"A raster has at most {_MOST_PX} pixels a side, at {cell:g} units per pixel it would have {width} x {height}; "
            "ask for a coarser resolution"
        )
    return TwinGrid(
        crs_wkt=wkt,
        left=left + first_col * cell,
        top=top - first_row * cell,
        resolution=cell,
        width=width,
        height=height,
    )


def _same(wkt: str) -> str:
    """The same for texts of the same CRS."""
    code = CRS.from_wkt(wkt).to_epsg()
    return f"EPSG:{code}" if code else wkt


def _cell(infos: Sequence[ImageInfo], told: LayerDescription, wkt: str) -> float:
    """How large pixels are in a CRS which is not that of all images: the mosaic's own there, else those of the finest image."""
    sizes = [
        math.hypot(box[2] - box[0], box[3] - box[1]) / math.hypot(info.width, info.height)
        for info in infos
        for box in footprint(info, wkt)[:1]
    ]
    if not sizes:
        raise NoAssetFoundError("No image of the mosaic has a place in this CRS; choose another one")
    if wkt != told.crs_wkt:
        return min(sizes)
    # In another grid than the mosaic's own, its zooms may go far beyond the images.
    fitting = [resolution for resolution in told.resolutions if resolution <= min(sizes)]
    return max(fitting, default=told.resolutions[0])


def _straight_box(info: ImageInfo) -> tuple[float, float, float, float]:
    transform = info.transform
    xs = sorted((transform.c, transform.c + transform.a * info.width))
    ys = sorted((transform.f, transform.f + transform.e * info.height))
    return xs[0], ys[0], xs[1], ys[1]
