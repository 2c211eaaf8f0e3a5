"""Images whose place is told by ground control points alone. Runs in the ENGINE; touches datasets, reads no pixels.

Points that an affine transformation goes through, as the corners of a scanned sheet, need nothing else. Through others,
as those of a radar scene, GDAL fits a polynomial: such images are warped once to a straight grid in the points' own CRS,
nearest neighbour, while they are read, and are then like any other image.
"""

from __future__ import annotations

import math

from affine import Affine
from rasterio.control import GroundControlPoint
from rasterio.io import DatasetReader
from rasterio.transform import from_gcps
from rasterio.vrt import WarpedVRT

STRAIGHT_PX = 0.1
"""How far from an affine transformation the points of a straight image are, at most."""


def is_bent(dataset: DatasetReader) -> bool:
    """Whether an image has nothing but points that no affine transformation goes through."""
    if dataset.transform != Affine.identity():
        return False
    points, crs = dataset.gcps
    return bool(points) and crs is not None and _bend_px(points) > STRAIGHT_PX


def _bend_px(points: list[GroundControlPoint]) -> float:
    """The largest distance of a point from where the best affine transformation has it."""
    transform = from_gcps(points)
    if transform.is_degenerate:
        return math.inf
    inverse = ~transform
    away = (math.dist(inverse @ (point.x, point.y), (point.col, point.row)) for point in points)
    return max(away)


def straightened(dataset: DatasetReader) -> WarpedVRT:
    """The image on a straight grid; ground beside it is nodata, or transparent by an alpha band."""
    has_nodata = any(value is not None for value in dataset.nodatavals)
    return WarpedVRT(dataset, add_alpha=not has_nodata)
