"""Statistics of bands from a drawn sample. Runs in the ENGINE; arithmetic only, no I/O."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .bands import LayerModel
from .grid import AskedGrid
from .values import BandStatistics, Patch, StatisticsRequest

SAMPLE_PX = 250_000
"""Pixels looked at when the request names no number; also the most that are looked at."""

STATISTICS_ASSET_BUDGET = 36
"""Images that are opened for statistics, at most: no call may read a large mosaic."""

FEWEST_IMAGES = 12
"""Images that even a small sample may open."""

FEW_OF = 300
"""Where less than one of so many asked pixels has data, the images lie far apart: some are then looked at by themselves."""

SINGLE_IMAGES = 4
"""How many."""

SINGLE_IMAGE_PX = 4096
"""Pixels that are looked at of each of those."""


def asset_budget(request: StatisticsRequest) -> int:
    """How many images may be opened: in step with the pixels asked for, because opening them is what takes the time."""
    share = (request.sample_size or SAMPLE_PX) / SAMPLE_PX
    return max(FEWEST_IMAGES, min(STATISTICS_ASSET_BUDGET, round(STATISTICS_ASSET_BUDGET * share)))


def is_too_little(request: StatisticsRequest, found: Sequence[BandStatistics]) -> bool:
    """Whether a sample of the whole mosaic fell beside its images."""
    few = (request.sample_size or SAMPLE_PX) // FEW_OF
    return request.extent is None and max((band.count for band in found), default=0) <= few


def sample_grid(request: StatisticsRequest, layer_extent: tuple[float, float, float, float]) -> AskedGrid:
    """A grid of about square pixels over the extent, with at most the asked number of them."""
    extent = request.extent or layer_extent
    most = min(request.sample_size or SAMPLE_PX, SAMPLE_PX)
    width, height = extent[2] - extent[0], extent[3] - extent[1]
    cols = min(max(1, int(math.sqrt(most * width / height))), most)
    return AskedGrid(extent, cols, max(1, most // cols))


def band_statistics(
    request: StatisticsRequest, patches: Sequence[Patch], bands: tuple[int, ...], model: LayerModel
) -> list[BandStatistics]:
    """Statistics of the asked bands over all valid pixels of the patches; NaN where there is none."""
    alpha = len(model.bands) if model.with_alpha else None
    results = []
    for band in request.bands:
        parts = []
        for patch in patches:
            values = patch.array[bands.index(band)]
            if alpha is not None:
                valid = patch.array[bands.index(alpha)] > 0
            elif model.nodata is None or math.isnan(model.nodata):
                valid = np.isfinite(values) if values.dtype.kind == "f" else np.ones(values.shape, bool)
            else:
                valid = values != model.nodata
            if values.dtype.kind == "f":
                valid &= np.isfinite(values)
            parts.append(values[valid])
        results.append(_of_values(request, band, np.concatenate(parts) if parts else np.empty(0)))
    return results


def _of_values(request: StatisticsRequest, band: int, values: NDArray[np.generic]) -> BandStatistics:
    if not values.size:
        nan = math.nan
        percentiles = tuple(nan for _ in request.percentiles)
        histogram = tuple(0 for _ in range(request.bins))
        return BandStatistics(
            band=band,
            minimum=nan,
            maximum=nan,
            mean=nan,
            stdev=nan,
            sum=0.0,
            count=0,
            percentiles=percentiles,
            histogram=histogram,
        )
    # Patches come in the order in which they are finished. Sums of rounded numbers depend on theirs, and must not change with it.
    numbers = np.sort(values).astype(np.float64)
    low, high = float(numbers[0]), float(numbers[-1])
    histogram = ()
    if request.bins:
        upper = high if high > low else low + 1
        histogram = tuple(int(n) for n in np.histogram(numbers, bins=request.bins, range=(low, upper))[0])
    return BandStatistics(
        band=band,
        minimum=low,
        maximum=high,
        mean=float(numbers.mean()),
        stdev=float(numbers.std()),
        sum=float(numbers.sum()),
        count=int(numbers.size),
        percentiles=tuple(float(p) for p in np.percentile(numbers, request.percentiles)) if request.percentiles else (),
        histogram=histogram,
    )
