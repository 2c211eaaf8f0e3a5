"""Statistics of a layer's bands as QGIS wants them: from metadata, or from one bounded sample. QGIS side.

QGIS asks for them on its main thread, also while it makes a layer. What a question is answered from depends on the
question alone and never on how long something takes, so that a style is the same in each session; only a sample that
does not come at all is replaced by the data type's range, and that is logged.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qgis.core import Qgis, QgsRasterBandStats, QgsRectangle

from ..engine.client.terms import EngineFailure
from ..host.log import log
from ..host.translation import tr
from .source import StatisticsKey

if TYPE_CHECKING:
    from ..engine.client.terms import TimeRange
    from .bands import LayerBand
    from .source import MosaicSource

QGIS_SAMPLE_PX = 250_000
"""What QGIS asks for where an estimate will do: for a new layer's style, and for "Estimate (faster)"."""
SAMPLE_PX = 250_000
"""What is sampled where it asks for all pixels ("Actual (slower)", algorithms)."""
ESTIMATE_PX = 80_000
"""What is sampled for an estimate: the engine opens about a dozen images for so many pixels."""
_CUT = (2.0, 98.0)
"""What QGIS stretches by unless somebody sets it otherwise; asked for together with the rest."""
_PICTURE_BANDS = 3
PREPARED_S = 120.0
"""Longest wait for the sample of a new layer in the background, where nobody is held up."""

Extent = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True)
class Question:
    """Which pixels statistics are about."""

    extent: Extent | None = None
    """xmin, ymin, xmax, ymax in the layer's CRS; None for the whole mosaic."""
    sample_size: int = 0
    """QGIS's own number: 0 means all pixels."""
    time: TimeRange | None = None
    """Only images of this time; None means all."""

    @property
    def is_estimate(self) -> bool:
        """Whether QGIS would do with a part of the pixels."""
        return 0 < self.sample_size <= QGIS_SAMPLE_PX

    def key(self, percentiles: tuple[float, float] = _CUT) -> StatisticsKey:
        """What the engine is asked."""
        most = min(self.sample_size, ESTIMATE_PX) if self.is_estimate else SAMPLE_PX
        return StatisticsKey(extent=self.extent, sample_size=most, percentiles=percentiles, time=self.time)


_OF_A_NEW_LAYER = Question(sample_size=QGIS_SAMPLE_PX)
"""What QGIS asks when it makes a layer's style."""


@dataclass(frozen=True, kw_only=True)
class BandNumbers:
    """Statistics of one band in shown values."""

    band: int
    """1-based."""
    minimum: float
    maximum: float
    mean: float
    """NaN where it is not known, as `stdev` and `total`."""
    stdev: float
    total: float
    """Sum of the sampled pixels."""
    count: int
    """Sampled valid pixels; 0 where nothing was sampled."""


class BandStatistics:
    """The statistics of one open mosaic."""

    def __init__(self, source: MosaicSource, subject: str) -> None:
        self._source = source
        self._subject = subject
        colors = [band for band in source.bands if not band.is_alpha]
        self.is_picture = len(colors) >= _PICTURE_BANDS and all(band.source_dtype == "uint8" for band in colors)
        """Pictures (three 8-bit bands or more) are drawn as they are: a new layer's style needs no statistics."""

    def of_band(
        self, band: LayerBand, question: Question, *, with_moments: bool = True, is_cancelled: Callable[[], bool]
    ) -> BandNumbers:
        """Statistics of a band. `with_moments`: mean and standard deviation are wanted, too.

        From metadata where they tell what is wanted of the whole mosaic and an estimate will do, else from a sample.
        """
        known = self._from_metadata(band, question, with_moments=with_moments)
        if known is not None:
            return known
        numbers = self._sampled(band, question.key(), is_cancelled)
        if numbers is None:
            return full_range(band)
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

    def cut(self, band: LayerBand, lower: float, upper: float, question: Question) -> tuple[float, float]:
        """The shown values below which the fractions `lower` and `upper` of the sampled pixels lie."""
        asked = (round(lower * 100, 6), round(upper * 100, 6))
        numbers = self._sampled(band, question.key(asked), lambda: False)
        if numbers is None:
            return band.value_range
        ends = [band.shown_value(value) or 0.0 for value in numbers["percentiles"]]
        return (min(ends), max(ends))

    def is_known(self, band: LayerBand, question: Question, *, with_moments: bool = True) -> bool:
        """Whether `of_band` would answer without asking the engine."""
        return self._from_metadata(
            band, question, with_moments=with_moments
        ) is not None or self._source.has_statistics(question.key())

    @staticmethod
    def _from_metadata(band: LayerBand, question: Question, *, with_moments: bool) -> BandNumbers | None:
        known = band.known
        is_about_all = question.extent is None and question.time is None
        if known is None or not question.is_estimate or not is_about_all or (with_moments and known.mean is None):
            return None
        low, high = (band.shown_value(value) or 0.0 for value in (known.minimum, known.maximum))
        return BandNumbers(
            band=band.number,
            minimum=min(low, high),
            maximum=max(low, high),
            mean=math.nan if known.mean is None else known.mean * band.scale + band.offset,
            stdev=math.nan if known.stdev is None else known.stdev * abs(band.scale),
            total=math.nan,
            count=0,
        )

    def _sampled(
        self, band: LayerBand, key: StatisticsKey, is_cancelled: Callable[[], bool]
    ) -> Mapping[str, Any] | None:
        """The engine's numbers of a band; None where it gave none, or found no pixel with data."""
        found = self.sample(key, is_cancelled)
        numbers = next((each for each in found if each["band"] == band.number), None)
        return numbers if numbers is not None and numbers["count"] else None

    def sample(
        self, key: StatisticsKey, is_cancelled: Callable[[], bool], timeout_s: float | None = None
    ) -> Sequence[Mapping[str, Any]]:
        """The engine's numbers of all bands; nothing where it gave none, which is logged."""
        try:
            return self._source.statistics(key, is_cancelled=is_cancelled, timeout_s=timeout_s)
        except EngineFailure as failure:
            if failure.code != "cancelled":
                text = tr(
                    "The statistics of {subject} could not be sampled, so the data type's range is used: {detail}"
                )
                log(text.format(subject=self._subject, detail=failure.message), "warning")
            return ()


def prepare(source: MosaicSource, subject: str, *, is_cancelled: Callable[[], bool]) -> None:
    """Sample what QGIS asks of a new layer, so that it waits for nothing when it does. Not for the window's thread."""
    statistics = BandStatistics(source, subject)
    colors = [band for band in source.bands if not band.is_alpha]
    if statistics.is_picture or not colors or colors[0].colormap:
        return
    question = _OF_A_NEW_LAYER
    # One band is stretched from its smallest to its largest value, several are cut, which takes a sample in any case.
    if len(colors) > 1 or not statistics.is_known(colors[0], question, with_moments=False):
        statistics.sample(question.key(), is_cancelled, PREPARED_S)


def is_prepared(source: MosaicSource) -> bool:
    """Whether `prepare` would have nothing to do: QGIS can make a layer of the open mosaic without waiting."""
    statistics = BandStatistics(source, "")
    colors = [band for band in source.bands if not band.is_alpha]
    if statistics.is_picture or not colors or colors[0].colormap:
        return True
    if len(colors) == 1:
        return statistics.is_known(colors[0], _OF_A_NEW_LAYER, with_moments=False)
    return source.has_statistics(_OF_A_NEW_LAYER.key())


def full_range(band: LayerBand) -> BandNumbers:
    """What stands in for statistics: the data type's range."""
    low, high = band.value_range
    nan = math.nan
    return BandNumbers(band=band.number, minimum=low, maximum=high, mean=nan, stdev=nan, total=nan, count=0)


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
    known = Qgis.RasterBandStatistic
    gathered = known.Min | known.Max | known.Range
    if not math.isnan(numbers.mean):
        gathered |= known.Mean | known.StdDev
    stats.statsGathered = Qgis.RasterBandStatistics(known.All if numbers.count else gathered)
    return stats
