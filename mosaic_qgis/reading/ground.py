"""The ground that an image covers in another CRS: boxes and outlines, by points along its edge. Runs in the ENGINE.

Knows the antimeridian and the poles. Boxes hold the image for certain, outlines only about. No I/O, no pixels. All
functions are thread-safe.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray

from ..mosaic.shapes import shapes_of
from .crs import World, poles_of, transformer, world_of
from .images import ImageInfo
from .values import Extent

EDGE_POINTS = 21
ALMOST = 1 - 1e-9
LONGEST_EDGE_DEGREES = 1.0
"""Edges of a geometry run straight in degrees, and so mostly bent elsewhere."""
Floats = NDArray[np.float64]


def _around() -> tuple[Floats, Floats]:
    along = np.linspace(0, 1, EDGE_POINTS)
    zero, one = np.zeros_like(along), np.ones_like(along)
    return np.concatenate([along, one, along[::-1], zero]), np.concatenate([zero, along, one, along[::-1]])


_COL_SHARES, _ROW_SHARES = _around()
"""The points along the edge, clockwise, in widths and heights of an image."""


def apply_affine(transform: Affine, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    return transform.a * x + transform.b * y + transform.c, transform.d * x + transform.e * y + transform.f


@functools.lru_cache(maxsize=20_000)
def edge(info: ImageInfo, to_wkt: str) -> tuple[Floats, Floats]:
    """Points along the edge of an image in another CRS, `EDGE_POINTS` a side, clockwise; infinite where it has no place."""
    x, y = apply_affine(info.transform, _COL_SHARES * info.width, _ROW_SHARES * info.height)
    change = transformer(info.crs_wkt, to_wkt)
    if change is None:
        return x, y
    world = world_of(info.crs_wkt)
    if world is not None:
        # Pixels centred on the pole reach beyond it, and just there projections may have no answer.
        y = np.clip(y, -world.pole * ALMOST, world.pole * ALMOST)
    return change.transform(x, y)


@functools.lru_cache(maxsize=20_000)
def footprint(info: ImageInfo, to_wkt: str) -> tuple[Extent, ...]:
    """Boxes in another CRS that hold the image: one, two across the antimeridian, none when it has no place there."""
    x, y = edge(info, to_wkt)
    finite = np.isfinite(x) & np.isfinite(y)
    if not finite.any():
        return ()
    if not finite.all():
        x, y = x[finite], y[finite]
    world = world_of(to_wkt)
    if world is None:
        return (_padded(x, y),)
    return _unrolled(x, y, world, _poles_inside(info))


@functools.lru_cache(maxsize=20_000)
def outline(info: ImageInfo, to_wkt: str) -> shapely.Geometry:
    """The ground an image covers, about: its edge with some points a side, or its boxes where the edge is torn apart."""
    boxes = footprint(info, to_wkt)
    # Some points a side, the corners among them.
    x, y = (values.reshape(4, EDGE_POINTS)[:, ::5].ravel() for values in edge(info, to_wkt))
    ring = shapely.Polygon(np.column_stack([x, y])) if len(boxes) == 1 and np.isfinite(x + y).all() else None
    if ring is not None and shapely.is_valid(ring):
        west, south, east, north = boxes[0]
        if shapely.area(ring) > 0.2 * (east - west) * (north - south):
            return ring
    whole: shapely.Geometry = shapely.union_all([shapely.box(*box) for box in boxes])
    return whole


@functools.lru_cache(maxsize=20_000)
def pixels_per_unit(info: ImageInfo, to_wkt: str) -> tuple[float, float] | None:
    """Full-resolution pixels per unit of another CRS along its x and its y axis, in the image's middle; None without a place."""
    col, row = info.width / 2, info.height / 2
    x, y = apply_affine(info.transform, col + np.array([-0.5, 0.5, 0.0, 0.0]), row + np.array([0.0, 0.0, -0.5, 0.5]))
    change = transformer(info.crs_wkt, to_wkt)
    if change is not None:
        x, y = change.transform(x, y)
    # What one pixel to the right and one down are on the ground, and the other way round.
    steps = Affine(x[1] - x[0], x[3] - x[2], 0, y[1] - y[0], y[3] - y[2], 0)
    if not np.isfinite(steps[:6]).all() or steps.determinant == 0:
        return None
    back = ~steps
    return float(np.hypot(back.a, back.d)), float(np.hypot(back.b, back.e))


def ground_of_geometry(geometry: Mapping[str, Any] | None, geographic_wkt: str, to_wkt: str) -> shapely.Geometry | None:
    """GeoJSON in degrees as ground in another CRS; None where there is none, or part of it has no place there."""
    if geometry is None:
        return None
    polygons = shapes_of([{"type": "Feature", "geometry": geometry, "properties": {}}]).geometries
    change = transformer(geographic_wkt, to_wkt)
    if not len(polygons):
        return None
    ground: shapely.Geometry = shapely.segmentize(shapely.union_all(polygons), LONGEST_EDGE_DEGREES)
    if change is not None:
        ground = shapely.transform(ground, lambda points: np.column_stack(change.transform(*points.T)))
    return ground if np.isfinite(shapely.get_coordinates(ground)).all() else None


def _poles_inside(info: ImageInfo) -> tuple[bool, bool]:
    """Whether the north and the south pole lie in a projected image, or on its very edge."""
    poles = poles_of(info.crs_wkt) if world_of(info.crs_wkt) is None else ()
    if not poles:
        return False, False
    inside = []
    inverse = ~info.transform
    for x, y in poles:
        col, row = inverse @ (x, y)
        inside.append(-1 <= col <= info.width + 1 and -1 <= row <= info.height + 1)
    return inside[0], inside[1]


def _unrolled(x: Floats, y: Floats, world: World, poles: tuple[bool, bool]) -> tuple[Extent, ...]:
    """Boxes of an outline in a CRS that comes back to its start."""
    north, south = poles
    # Where all points lie within a quarter of the world, as those of most images do, none is a leap away from the next.
    if float(x.max()) - float(x.min()) > world.width / 4:
        leaps = np.diff(np.append(x, x[0])) / world.width
        jumps = np.round(leaps)
        turns = -np.cumsum(jumps)
        # Half a world between two points: the edge passes so near to a pole that its sides cannot be told apart.
        unclear = np.abs(leaps - jumps) > 0.25
        if turns[-1] != 0 or unclear.any():
            middle = float(y[np.argmax(unclear)]) if unclear.any() else (float(y.min()) + float(y.max())) / 2
            north, south = north or (middle > 0 and not south), south or (middle <= 0 and not north)
        x = x + np.concatenate([[0.0], turns[:-1]]) * world.width
    if north or south:
        # All longitudes are covered up to the pole.
        low, high = float(y.min()), float(y.max())
        return ((world.west, -world.pole if south else low, world.east, world.pole if north else high),)
    west, low, east, high = _padded(x, y)
    if east - west >= world.width:
        return ((world.west, low, world.east, high),)
    boxes = []
    first, last = math.floor((world.west - east) / world.width), math.ceil((world.east - west) / world.width)
    for number in range(first, last + 1):
        turn = number * world.width
        left, right = max(west + turn, world.west), min(east + turn, world.east)
        if left < right:
            boxes.append((left, low, right, high))
    return tuple(boxes)


def _padded(x: Floats, y: Floats) -> Extent:
    """A box a little larger than the points: between them the edge may bulge, the more the more it bends there."""
    box = []
    for values in (x, y):
        low, high = float(values.min()), float(values.max())
        margin = (high - low) * 0.005
        if values.size == 4 * EDGE_POINTS:
            # An arc leaves its chord by an eighth of the second difference.
            margin = max(margin, float(np.abs(np.diff(values.reshape(4, -1), 2, axis=1)).max()) / 4)
        else:
            # Parts of the edge have no place: how it goes on there is not known.
            margin = (high - low) / EDGE_POINTS
        box.append((low - margin, high + margin))
    return box[0][0], box[1][0], box[0][1], box[1][1]
