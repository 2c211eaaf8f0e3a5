"""Boxes between coordinate reference systems: antimeridian, poles, limits of a projection. Runs in the ENGINE; no I/O.

A geographic box is (west, south, east, north) in degrees; west > east crosses the antimeridian.
"""

from __future__ import annotations

import math

from rasterio._err import CPLE_BaseError
from rasterio.crs import CRS
from rasterio.errors import CRSError
from rasterio.warp import transform_bounds

from ..mosaic.errors import BadRequestError
from ..mosaic.grid import TileGrid

Box = tuple[float, float, float, float]
_EDGE_POINTS = 21


def geographic_box(box: Box, crs: CRS, geographic_crs: CRS) -> Box:
    """A projected box as a geographic one that holds it, also over a pole or across the antimeridian.

    Raises:
        BadRequestError: there is no way from one CRS to the other.
    """
    return _transformed(crs, geographic_crs, box)


def box_in_crs(box: Box, crs: CRS, grid: TileGrid) -> list[Box]:
    """The boxes (left, bottom, right, top) in the CRS of a tile grid that hold a box of another CRS.

    None where the box lies outside, two where it crosses the antimeridian.

    Raises:
        BadRequestError: there is no way from one CRS to the other.
    """
    tms = grid.tms
    if crs == tms.rasterio_crs:
        return [box]
    geographic = box
    if crs.is_geographic:
        if crs != tms.rasterio_geographic_crs and box[0] <= box[2]:
            geographic = _transformed(crs, tms.rasterio_geographic_crs, box)
    else:
        geographic = geographic_box(box, crs, tms.rasterio_geographic_crs)
    found = []
    for part in intersection(geographic, grid.geographic_limits):
        projected = _transformed(tms.rasterio_geographic_crs, tms.rasterio_crs, part)
        # Where the projection has no answer, the whole grid is the one that misses nothing.
        found.append(projected if all(map(math.isfinite, projected)) else grid.box)
    return found


def intersection(box: Box, limits: Box) -> list[Box]:
    """The parts of a geographic box inside another one, none of them across the antimeridian."""
    south, north = max(box[1], limits[1]), min(box[3], limits[3])
    if south > north:
        return []
    parts = []
    for west, east in _spans(box[0], box[2]):
        for limit_west, limit_east in _spans(limits[0], limits[2]):
            left, right = max(west, limit_west), min(east, limit_east)
            if left < right or (left == right and west == east):
                parts.append((left, south, right, north))
    return parts


def _spans(west: float, east: float) -> list[tuple[float, float]]:
    """Longitudes from west to east as spans within -180..180."""
    if west > east:
        return [(west, 180.0), (-180.0, east)]
    if east - west >= 360:
        return [(-180.0, 180.0)]
    if west < -180:
        return [(west + 360, 180.0), (-180.0, east)] if east >= -180 else [(west + 360, east + 360)]
    if east > 180:
        return [(west, 180.0), (-180.0, east - 360)] if west <= 180 else [(west - 360, east - 360)]
    return [(west, east)]


def _transformed(src_crs: CRS, dst_crs: CRS, box: Box) -> Box:
    if src_crs == dst_crs:
        return box
    try:
        left, bottom, right, top = transform_bounds(src_crs, dst_crs, *box, densify_pts=_EDGE_POINTS)
    except (CRSError, CPLE_BaseError) as error:
        raise BadRequestError(f"No way from {src_crs} to {dst_crs}: {str(error).splitlines()[0]}") from error
    return left, bottom, right, top
