"""Footprints as shapes: GeoJSON features to polygons that stay within -180..180 degrees. Runs in the ENGINE; pure.

Footprints come as they are found in the wild: split at the antimeridian or not, running past 180 degrees, around a pole,
with heights, damaged. What cannot be placed is left out and noted.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy
import shapely
from numpy.typing import NDArray
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from .notices import Notice, shortened

_HALF_TURN = 180.0
_WHOLE_TURN = 360.0
_EDGE = 1e-6

Ring = NDArray[numpy.float64]
_NO_RING: Ring = numpy.empty((0, 2))


@dataclass(frozen=True, kw_only=True)
class Shapes:
    """The ground that features cover."""

    geometries: NDArray[numpy.object_]
    """Shape (n,): shapely polygons or multipolygons in degrees, x = longitude within -180..180, y = latitude."""
    features: NDArray[numpy.int64]
    """Shape (n,), ascending: which feature each geometry belongs to, from 0; a feature appears at most once."""
    notices: tuple[Notice, ...]
    """One per feature that was left out."""

    def __post_init__(self) -> None:
        if self.geometries.shape != self.features.shape:
            raise ValueError("Each geometry must belong to one feature")


def shapes_of(features: Sequence[Mapping[str, Any]]) -> Shapes:
    """The polygons of GeoJSON features, in degrees; a feature without geometry counts with its ``bbox``."""
    polygons: list[list[Any]] = []
    owners: list[int] = []
    reasons: dict[int, str] = {}
    for number, feature in enumerate(features):
        try:
            found = _polygons_of(feature)
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            reasons[number] = str(error)
            continue
        polygons += found
        owners += [number] * len(found)
    rings, bad_rings = _as_arrays([ring for polygon in polygons for ring in polygon])
    polygon_of_ring = numpy.repeat(numpy.arange(len(polygons)), [len(polygon) for polygon in polygons])
    for ring, reason in bad_rings.items():
        reasons.setdefault(owners[polygon_of_ring[ring]], reason)
    owner_array = numpy.asarray(owners, dtype=numpy.int64)
    geometries, owner_array = _built(rings, polygon_of_ring, owner_array, without=reasons)
    placed = numpy.unique(owner_array)
    for number in numpy.setdiff1d(owners, placed).tolist():
        reasons.setdefault(number, "it has no area")
    return Shapes(
        geometries=_one_per_owner(geometries, owner_array),
        features=placed,
        notices=tuple(_left_out(features[number], number, reasons[number]) for number in sorted(reasons)),
    )


def _left_out(feature: Any, number: int, reason: str) -> Notice:
    name = feature.get("id") if isinstance(feature, Mapping) else None
    text = f"feature {number if name is None else repr(name)} is left out, its footprint is unusable: {reason}"
    return Notice(code="bad_asset", message=text, asset=None if name is None else str(name))


def _polygons_of(feature: Mapping[str, Any]) -> list[list[Any]]:
    """The polygons of a feature, each a list of rings as they are written, the outer one first."""
    geometry = feature.get("geometry", feature)
    if geometry is None:
        return [[_box_ring(feature.get("bbox"))]]
    kind = geometry["type"]
    if kind == "Polygon":
        polygons = [geometry["coordinates"]]
    elif kind == "MultiPolygon":
        polygons = geometry["coordinates"]
    elif kind == "GeometryCollection":
        return [polygon for part in geometry["geometries"] for polygon in _polygons_of(part)]
    else:
        raise ValueError(f"it must be a Polygon or a MultiPolygon, got {shortened(kind)}")
    if not polygons or not all(polygons):
        raise ValueError(f"its {kind} is empty")
    return [list(polygon) for polygon in polygons]


def _box_ring(box: Any) -> Ring:
    if not isinstance(box, Sequence) or len(box) not in (4, 6):
        raise ValueError("it has neither a geometry nor a bbox")
    half = len(box) // 2
    west, south, east, north = float(box[0]), float(box[1]), float(box[half]), float(box[half + 1])
    east = east + _WHOLE_TURN if west > east else east
    return numpy.array([(west, south), (east, south), (east, north), (west, north), (west, south)])


def _as_arrays(written: list[Any]) -> tuple[list[Ring], dict[int, str]]:
    """Rings as arrays of shape (positions, 2), those of equal length all at once; and what is wrong with which ones."""
    rings: list[Ring] = [_NO_RING] * len(written)
    reasons: dict[int, str] = {}
    by_length: dict[int, list[int]] = {}
    for number, ring in enumerate(written):
        by_length.setdefault(len(ring) if hasattr(ring, "__len__") else 0, []).append(number)
    for numbers in by_length.values():
        try:
            block = numpy.asarray([written[number] for number in numbers], dtype=numpy.float64)
            if block.ndim != 3 or block.shape[1] < 4 or block.shape[2] < 2 or not numpy.isfinite(block).all():
                raise ValueError("not all of them are rings")
        except (ValueError, TypeError):
            for number in numbers:
                try:
                    rings[number] = _ring(written[number])
                except (ValueError, TypeError) as error:
                    reasons[number] = str(error)
        else:
            for number, ring in zip(numbers, block[:, :, :2], strict=True):
                rings[number] = ring
    return rings, reasons


def _ring(positions: Any) -> Ring:
    ring = numpy.asarray(positions, dtype=numpy.float64)
    if ring.ndim != 2 or ring.shape[1] < 2 or len(ring) < 4 or not numpy.isfinite(ring[:, :2]).all():
        raise ValueError(f"a ring must have four positions or more, all of finite numbers, got {shortened(positions)}")
    return ring[:, :2]


def _built(
    rings: list[Ring],
    polygon_of_ring: NDArray[numpy.int64],
    owners: NDArray[numpy.int64],
    *,
    without: Collection[int],
) -> tuple[NDArray[Any], NDArray[numpy.int64]]:
    """Shapely polygons and their owners; ordinary ones all at once, those around the antimeridian or a pole one by one.

    ``owners`` has one entry per polygon; those of ``without`` are left out.
    """
    is_wanted = ~numpy.isin(owners, list(without))
    wanted = numpy.flatnonzero(is_wanted[polygon_of_ring]) if len(rings) else numpy.empty(0, dtype=numpy.int64)
    owners = owners[is_wanted]
    if not len(wanted):
        return numpy.empty(0, dtype=object), owners
    rings = [rings[number] for number in wanted]
    polygon_of_ring = numpy.unique(polygon_of_ring[wanted], return_inverse=True)[1]
    ring_of_position = numpy.repeat(numpy.arange(len(rings)), [len(ring) for ring in rings])
    positions = numpy.concatenate(rings)
    is_special = numpy.zeros(len(owners), dtype=bool)
    is_special[polygon_of_ring[_special_rings(positions, ring_of_position, len(rings))]] = True
    linear_rings = shapely.linearrings(positions, indices=ring_of_position)
    geometries: NDArray[Any] = numpy.asarray(shapely.polygons(linear_rings, indices=polygon_of_ring))  # type: ignore[arg-type]
    is_broken = ~shapely.is_valid(geometries) & ~is_special
    geometries[is_broken] = _areas_only(shapely.make_valid(geometries[is_broken]))
    for number in numpy.flatnonzero(is_special):
        geometries[number] = _split([rings[ring] for ring in numpy.flatnonzero(polygon_of_ring == number)])
    is_kept = shapely.area(geometries) > 0
    return geometries[is_kept], owners[is_kept]


def _special_rings(positions: Ring, ring_of_position: NDArray[numpy.int64], count: int) -> NDArray[numpy.bool_]:
    """Which rings leap more than half a turn, or run past 180 degrees; not those that go all around as a box."""
    longitudes = positions[:, 0]
    starts = numpy.searchsorted(ring_of_position, numpy.arange(count))
    low, high = numpy.minimum.reduceat(longitudes, starts), numpy.maximum.reduceat(longitudes, starts)
    leaps = numpy.abs(numpy.diff(longitudes, prepend=longitudes[0]))
    leaps[starts] = 0
    leaps_far = numpy.maximum.reduceat(leaps, starts) > _HALF_TURN
    is_beyond = (low < -_HALF_TURN - _EDGE) | (high > _HALF_TURN + _EDGE)
    goes_around = (low <= -_HALF_TURN + _EDGE) & (high >= _HALF_TURN - _EDGE) & ~is_beyond
    return (leaps_far & ~goes_around) | is_beyond


def _split(rings: list[Ring]) -> BaseGeometry:
    """A polygon whose edges take the shorter way around the earth, cut at the antimeridian."""
    shell = _closed_over_pole(_continuous(rings[0]))
    low, high = shell[:, 0].min(), shell[:, 0].max()
    holes = []
    for ring in rings[1:]:
        hole = _continuous(ring)
        middle = (hole[:, 0].min() + hole[:, 0].max()) / 2
        hole[:, 0] += _WHOLE_TURN * round(((low + high) / 2 - middle) / _WHOLE_TURN)
        holes.append(hole)
    polygon = _areas_only(shapely.make_valid(shapely.polygons(shell, holes=holes or None)))
    parts = []
    first, last = (int(numpy.floor((value + _HALF_TURN) / _WHOLE_TURN)) for value in (low, high))
    for turn in range(first, last + 1):
        middle = turn * _WHOLE_TURN
        window = shapely.box(middle - _HALF_TURN, -90, middle + _HALF_TURN, 90)
        parts.append(affinity.translate(_areas_only(shapely.intersection(polygon, window)), -middle))
    return shapely.union_all(parts)


def _continuous(ring: Ring) -> Ring:
    """A ring whose longitudes run on past 180 degrees instead of leaping."""
    steps = numpy.diff(ring[:, 0])
    steps -= _WHOLE_TURN * numpy.round(steps / _WHOLE_TURN)
    longitudes = ring[0, 0] + numpy.concatenate([[0.0], numpy.cumsum(steps)])
    return numpy.column_stack([longitudes, ring[:, 1]])


def _closed_over_pole(ring: Ring) -> Ring:
    """A ring that went once around the earth, closed along the pole that it is nearer to."""
    if abs(ring[-1, 0] - ring[0, 0]) < _HALF_TURN:
        return ring
    pole = 90.0 if ring[:, 1].mean() > 0 else -90.0
    return numpy.vstack([ring, [(ring[-1, 0], pole), (ring[0, 0], pole), ring[0]]])


def _areas_only(geometries: Any) -> Any:
    """Geometries without the points and lines that repairing or cutting leaves behind."""
    return shapely.buffer(geometries, 0)


def _one_per_owner(geometries: NDArray[Any], owners: NDArray[numpy.int64]) -> NDArray[Any]:
    """The geometries of one owner together as one; ``owners`` is ascending."""
    unique, starts, counts = numpy.unique(owners, return_index=True, return_counts=True)
    together = geometries[starts] if len(unique) else geometries
    for number in numpy.flatnonzero(counts > 1):
        start = starts[number]
        together[number] = shapely.union_all(geometries[start : start + counts[number]])
    return together
