"""Sampled statistics of a layer's bands as QGIS wants them, without ever reading a whole mosaic. QGIS side.

QGIS asks for them on its main thread, also right after opening. All bands come from one bounded sample; where it is
late, the range of the data type stands in and the sample is there for the next question.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qgis.core import Qgis, QgsRasterBandStats, QgsRectangle

from ..engine.client.process import EngineFailure
from ..host.log import log
from ..host.translation import tr
from .source import StatisticsKey

if TYPE_CHECKING:
    from .bands import LayerBand
    from .source import MosaicSource

SAMPLE_PX = 250_000
"""QGIS's own sample size; what asks for more, or for all, gets this."""
PICTURE_WAIT_S = 0.3
"""Pictures (three 8-bit bands) are drawn as they are, so nothing has to wait for their statistics."""
_CUT = (2.0, 98.0)
_PICTURE_BANDS = 3


@dataclass(frozen=True, kw_only=True)
class BandNumbers:
    """Statistics of one band in shown values."""

    band: int
    """1-based."""
    minimum: float
    maximum: float
    mean: float
    stdev: float
    total: float
    """Sum of the sampled pixels."""
    count: int
    """Sampled valid pixels; 0 where only the data type's range is known."""


class SampledStatistics:
    """The statistics of one open mosaic."""

    def __init__(self, source: MosaicSource, subject: str) -> None:
        self._source = source
        self._subject = subject
        colors = [band for band in source.bands if not band.is_alpha]
        self._is_picture = len(colors) >= _PICTURE_BANDS and all(band.source_dtype == "uint8" for band in colors)

    def of_band(
        self,
        band: LayerBand,
        extent: tuple[float, float, float, float] | None,
        sample_size: int,
        *,
        is_cancelled: Callable[[], bool],
    ) -> BandNumbers:
        """Statistics of a band; the data type's range where the sample is late or empty."""
        found = self._sample(_key(extent, sample_size, _CUT), sample_size, is_cancelled)
        numbers = found[band.number - 1] if found else None
        if numbers is None or not numbers["count"]:
            low, high = band.value_range
            return BandNumbers(
                band=band.number, minimum=low, maximum=high, mean=math.nan, stdev=math.nan, total=math.nan, count=0
            )
        low, high = (band.shown_value(numbers[name]) or 0.0 for name in ("minimum", "maximum"))
        count = int(numbers["count"])
        return BandNumbers(
            band=band.number,
            minimum=min(low, high),
            maximum=max(low, high),
            mean=numbers["mean"] * band.scale + band.offset,
            stdev=numbers["stdev"] * abs(band.scale),
            total=numbers["sum"] * band.scale + band.offset * count,
            count=count,
        )

    def cut(
        self,
        band: LayerBand,
        lower: float,
        upper: float,
        extent: tuple[float, float, float, float] | None,
        sample_size: int,
    ) -> tuple[float, float]:
        """The shown values below which the fractions `lower` and `upper` of the sampled pixels lie."""
        asked = (round(lower * 100, 6), round(upper * 100, 6))
        found = self._sample(_key(extent, sample_size, asked), sample_size, lambda: False)
        numbers = found[band.number - 1] if found else None
        if numbers is None or not numbers["count"]:
            return band.value_range
        ends = [band.shown_value(value) or 0.0 for value in numbers["percentiles"]]
        return (min(ends), max(ends))

    def is_known(self, extent: tuple[float, float, float, float] | None, sample_size: int) -> bool:
        """Whether `of_band` would answer without waiting."""
        return self._source.has_statistics(_key(extent, sample_size, _CUT))

    def _sample(
        self, key: StatisticsKey, sample_size: int, is_cancelled: Callable[[], bool]
    ) -> tuple[Mapping[str, Any], ...] | None:
        # Only QGIS's own look at a new layer (a given sample size) may go without an answer.
        may_skip = self._is_picture and 0 < sample_size <= SAMPLE_PX
        try:
            return self._source.statistics(
                key, timeout_s=PICTURE_WAIT_S if may_skip else None, is_cancelled=is_cancelled
            )
        except EngineFailure as failure:
            if failure.code != "cancelled" and not (may_skip and failure.code == "timeout"):
                text = tr(
                    "The statistics of {subject} could not be sampled, so the data type's range is used: {detail}"
                )
                log(text.format(subject=self._subject, detail=failure.message), "warning")
            return None


def band_stats(numbers: BandNumbers, extent: QgsRectangle) -> QgsRasterBandStats:
    """The same as QGIS's own object."""
    stats = QgsRasterBandStats()
    stats.bandNumber = numbers.band
    stats.minimumValue, stats.maximumValue = numbers.minimum, numbers.maximum
    stats.range = numbers.maximum - numbers.minimum
    stats.mean, stats.stdDev, stats.sum = numbers.mean, numbers.stdev, numbers.total
    stats.sumOfSquares = numbers.stdev**2 * numbers.count
    stats.elementCount = numbers.count
    stats.extent = extent
    is_sampled = numbers.count > 0
    known = Qgis.RasterBandStatistic
    stats.statsGathered = Qgis.RasterBandStatistics(known.All if is_sampled else known.Min | known.Max)
    return stats


def _key(
    extent: tuple[float, float, float, float] | None, sample_size: int, percentiles: tuple[float, float]
) -> StatisticsKey:
    size = SAMPLE_PX if sample_size <= 0 else min(sample_size, SAMPLE_PX)
    return StatisticsKey(extent=extent, sample_size=size, percentiles=percentiles)
