"""Coordinate reference systems: ways between two, and worlds that come back to their start. Runs in the ENGINE.

No earth is assumed: what is said of a CRS comes from its own ellipsoid and units. No I/O. All functions are thread-safe.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyproj
from numpy.typing import NDArray
from pyproj.exceptions import ProjError

Floats = NDArray[np.float64]

QUARTER_TURN = 90.0
FULL_TURN = 360.0


@functools.lru_cache(maxsize=256)
def crs_from_wkt(wkt: str) -> pyproj.CRS:
    return pyproj.CRS.from_wkt(wkt)


@functools.lru_cache(maxsize=1024)
def transformer(from_wkt: str, to_wkt: str) -> pyproj.Transformer | None:
    """A transformer in x, y (east, north) order; None when the two are the same CRS."""
    source, target = crs_from_wkt(from_wkt), crs_from_wkt(to_wkt)
    if from_wkt == to_wkt or source.equals(target, ignore_axis_order=True):
        return None
    return pyproj.Transformer.from_crs(source, target, always_xy=True)


@dataclass(frozen=True, slots=True)
class World:
    """A CRS in which going east leads back to the start."""

    centre: float
    """x in the middle between the two edges, in units of the CRS."""
    width: float
    """Distance between the two edges."""
    pole: float
    """Largest y that has a meaning, of either sign: the poles', or far beyond where those lie at infinity."""

    @property
    def west(self) -> float:
        return self.centre - self.width / 2

    @property
    def east(self) -> float:
        return self.centre + self.width / 2


@functools.lru_cache(maxsize=256)
def world_of(wkt: str) -> World | None:
    """The world of a geographic CRS or a cylindrical projection; None for others."""
    crs = crs_from_wkt(wkt)
    if crs.is_geographic:
        degree = _degree(crs)
        return World(0.0, FULL_TURN * degree, QUARTER_TURN * degree)
    operation, geodetic = crs.coordinate_operation, crs.geodetic_crs
    if operation is None or geodetic is None:
        return None
    name = operation.method_name.lower()
    is_cylindrical = any(word in name for word in ("mercator", "cylindrical", "equirectangular"))
    if not is_cylindrical or any(word in name for word in ("transverse", "oblique")):
        return None
    meridian = next((p for p in operation.params if p.name.lower().startswith("longitude of")), None)
    start = 0.0 if meridian is None else float(meridian.value) * meridian.unit_conversion_factor * 180 / math.pi
    try:
        # Measured, not computed: scale factors, standard parallels and units are in it then.
        x, _ = pyproj.Transformer.from_crs(geodetic, crs, always_xy=True).transform(
            [start * _degree(geodetic), (start + QUARTER_TURN) * _degree(geodetic)], [0.0, 0.0]
        )
    except ProjError:
        return None
    width = 4 * (x[1] - x[0])
    return World(x[0], width, width) if math.isfinite(width) and width > 0 else None


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """From one CRS to another. Between two worlds x goes on evenly at the antimeridian instead of leaping."""

    steps: pyproj.Transformer
    even: tuple[float, float, float] | None
    """x in the second CRS at x = 0 of the first, its change per unit, and the width of the second world."""

    def transform(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Coordinates in x, y (east, north) order; infinite where there is no way."""
        to_x, to_y = self.steps.transform(x, y)
        if self.even is not None:
            start, slope, width = self.even
            with np.errstate(invalid="ignore"):
                to_x = to_x + width * np.round((start + slope * x - to_x) / width)
        return to_x, to_y


@functools.lru_cache(maxsize=1024)
def way(from_wkt: str, to_wkt: str) -> Way | None:
    """The way from one CRS to another; None when the two are the same."""
    steps = transformer(from_wkt, to_wkt)
    if steps is None:
        return None
    here, there = world_of(from_wkt), world_of(to_wkt)
    if here is None or there is None:
        return Way(steps, None)
    middle, _ = steps.transform(here.centre, 0.0)
    slope = there.width / here.width
    return Way(steps, (middle - slope * here.centre, slope, there.width) if math.isfinite(middle) else None)


def _degree(geographic: Any) -> float:
    """Units of a geographic CRS in one degree."""
    return math.pi / 180 / float(geographic.axis_info[0].unit_conversion_factor)


@functools.lru_cache(maxsize=256)
def poles_of(wkt: str) -> tuple[tuple[float, float], ...]:
    """Where the north and the south pole lie (x, y) in a projected CRS, as far as they have a place there."""
    crs = crs_from_wkt(wkt)
    geodetic = crs.geodetic_crs
    if geodetic is None or crs.is_geographic:
        return ()
    height = QUARTER_TURN * _degree(geodetic)
    change = pyproj.Transformer.from_crs(geodetic, crs, always_xy=True)
    found = (change.transform(0.0, y) for y in (height, -height))
    return tuple((float(x), float(y)) for x, y in found)
