"""The maps that are measured: their size, their extents, the web tiles that they take. Any side, standard library only.

Everyone draws the very same maps: extents follow from the mosaic's bounds in the document, never from a layer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH_PX, HEIGHT_PX = 1536, 1024
TILE_PX = 256
EARTH_RADIUS_M = 6378137.0
WORLD_M = 2 * math.pi * EARTH_RADIUS_M
"""The width of the world in Web Mercator."""

Extent = tuple[float, float, float, float]
"""xmin, ymin, xmax, ymax in Web Mercator metres."""


@dataclass(frozen=True, kw_only=True)
class View:
    """A map about the middle of the mosaic."""

    name: str
    fraction: float
    """Its width as a share of that of the map of the whole mosaic."""


VIEWS = (
    View(name="full", fraction=1.0),
    View(name="half", fraction=0.5),
    View(name="tenth", fraction=0.1),
    View(name="0.03", fraction=0.03),
)


def named_views(names: str) -> tuple[View, ...]:
    """The views of a list such as `full,tenth`. Raises ValueError for a name that is none of `VIEWS`."""
    known = {view.name: view for view in VIEWS}
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    unknown = [name for name in wanted if name not in known]
    if unknown or not wanted:
        raise ValueError(f"views are {', '.join(known)}, separated by commas; got {names!r}")
    return tuple(known[name] for name in wanted)


def to_mercator(lon: float, lat: float) -> tuple[float, float]:
    """Web Mercator metres of a place in degrees."""
    return (
        EARTH_RADIUS_M * math.radians(lon),
        EARTH_RADIUS_M * math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)),
    )


def pixel_m(bounds: Sequence[float], fraction: float) -> float:
    """Web Mercator metres per pixel of a view; `bounds` are west, south, east, north of the mosaic in degrees."""
    xmin, ymin = to_mercator(bounds[0], bounds[1])
    xmax, ymax = to_mercator(bounds[2], bounds[3])
    return max((xmax - xmin) / WIDTH_PX, (ymax - ymin) / HEIGHT_PX) * fraction


def map_extent(bounds: Sequence[float], fraction: float, shift_px: float = 0) -> Extent:
    """The extent of a view of the mosaic with these bounds (degrees), moved east by so many pixels."""
    xmin, ymin = to_mercator(bounds[0], bounds[1])
    xmax, ymax = to_mercator(bounds[2], bounds[3])
    pixel = pixel_m(bounds, fraction)
    x, y = (xmin + xmax) / 2 + shift_px * pixel, (ymin + ymax) / 2
    half_width, half_height = WIDTH_PX / 2 * pixel, HEIGHT_PX / 2 * pixel
    return x - half_width, y - half_height, x + half_width, y + half_height


def tile_zoom(extent: Extent) -> int:
    """The zoom of web tiles whose resolution is nearest to the map's."""
    return round(math.log2(WORLD_M / TILE_PX / ((extent[2] - extent[0]) / WIDTH_PX)))


def tiles_of(extent: Extent, zoom: int) -> list[tuple[int, int]]:
    """Column and row of the web tiles that an extent touches, row by row from the north-west."""
    size_m = WORLD_M / 2**zoom
    first_col, last_col = (math.floor((x + WORLD_M / 2) / size_m) for x in (extent[0], extent[2]))
    first_row, last_row = (math.floor((WORLD_M / 2 - y) / size_m) for y in (extent[3], extent[1]))
    return [(col, row) for row in range(first_row, last_row + 1) for col in range(first_col, last_col + 1)]
