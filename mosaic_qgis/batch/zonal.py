"""What some images show in a polygon: statistics per band of the pixels whose centres lie in it. Runs in the ENGINE.

A polygon too small for any pixel centre has the pixels that it touches. A large one is read at a coarser resolution, from
overviews, so that it never takes more than ``MOST_PIXELS``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio.features import geometry_mask
from rasterio.transform import from_bounds
from shapely.geometry import mapping

from ..reading.layer import MosaicLayer
from ..reading.values import Extent, Failure, Patch, ReadRequest
from .index_walk import Cancelled

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

MOST_PIXELS = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Zone:
    """A polygon on a grid of pixels."""

    extent: Extent
    """In the layer's CRS, whole pixels."""
    width: int
    height: int
    inside: NDArray[np.bool_]
    """Shape (row, column)."""
    is_coarsened: bool
    """Whether its pixels are larger than was asked for."""


@dataclass(frozen=True, kw_only=True)
class BandSummary:
    """The values of one band in a polygon; NaN where there are none."""

    mean: float
    minimum: float
    maximum: float
    stdev: float
    median: float
    count: int
    """Pixels with a value."""


def zone_of(polygon: shapely.Geometry, resolution: float) -> Zone:
    """The pixels of a polygon in the layer's CRS; edges of pixels are multiples of their size, so that zones fit together."""
    west, south, east, north = shapely.bounds(polygon)
    asked = resolution
    while True:
        left, right = (
            math.floor(west / resolution),
            max(math.ceil(east / resolution), math.floor(west / resolution) + 1),
        )
        low, high = (
            math.floor(south / resolution),
            max(math.ceil(north / resolution), math.floor(south / resolution) + 1),
        )
        width, height = right - left, high - low
        if width * height <= MOST_PIXELS:
            break
        resolution *= 2
    extent = (left * resolution, low * resolution, right * resolution, high * resolution)
    grid: dict[str, Any] = {
        "out_shape": (height, width),
        "transform": from_bounds(*extent, width, height),
        "invert": True,
    }
    shapes = [mapping(cast("BaseGeometry", polygon))]
    inside = geometry_mask(shapes, **grid)
    if not inside.any():
        inside = geometry_mask(shapes, all_touched=True, **grid)
    return Zone(extent=extent, width=width, height=height, inside=inside, is_coarsened=resolution > asked)


def summaries_of(
    layer: MosaicLayer, hrefs: Sequence[str], zone: Zone, cancelled: Cancelled
) -> tuple[list[BandSummary] | None, tuple[Failure, ...]]:
    """Per data band of the layer; None where these images have no value in the zone. Raises Cancelled."""
    request = ReadRequest(
        extent=zone.extent,
        width=zone.width,
        height=zone.height,
        resampling="average" if zone.is_coarsened else "nearest",
    )
    model = layer.description.model
    canvas = _Canvas(zone)
    report = layer.read_images(hrefs, request, canvas.put, cancelled)
    if canvas.pixels is None:
        return None, report.skipped
    alpha = canvas.pixels[-1] if model.with_alpha else None
    found = []
    for pixels, band in zip(canvas.pixels[: model.data_count], model.bands, strict=False):
        is_value = canvas.is_drawn & zone.inside & _is_value(pixels, alpha, band.nodata)
        found.append(_summary(pixels[is_value]))
    return (found if any(band.count for band in found) else None), report.skipped


class _Canvas:
    """The pixels of a zone, put together from patches; later ones replace earlier ones."""

    def __init__(self, zone: Zone) -> None:
        self.pixels: NDArray[Any] | None = None
        """Shape (band, row, column); None before the first patch."""
        self.is_drawn = np.zeros((zone.height, zone.width), dtype=bool)

    def put(self, patch: Patch) -> None:
        if self.pixels is None:
            self.pixels = np.zeros((len(patch.array), *self.is_drawn.shape), dtype=patch.array.dtype)
        rows, columns = patch.array.shape[1:]
        place = slice(patch.row, patch.row + rows), slice(patch.col, patch.col + columns)
        self.pixels[:, *place] = patch.array
        self.is_drawn[place] = True


def _is_value(pixels: NDArray[Any], alpha: NDArray[Any] | None, nodata: float | None) -> NDArray[np.bool_]:
    is_value = np.ones(pixels.shape, dtype=bool) if alpha is None else alpha > 0
    if np.issubdtype(pixels.dtype, np.floating):
        is_value &= np.isfinite(pixels)
    if nodata is not None and not math.isnan(nodata):
        is_value &= pixels != nodata
    return is_value


def _summary(pixels: NDArray[Any]) -> BandSummary:
    values = pixels.real.astype(np.float64)
    if not len(values):
        return BandSummary(mean=math.nan, minimum=math.nan, maximum=math.nan, stdev=math.nan, median=math.nan, count=0)
    return BandSummary(
        mean=float(values.mean()),
        minimum=float(values.min()),
        maximum=float(values.max()),
        stdev=float(values.std()),
        median=float(np.median(values)),
        count=len(values),
    )
