"""What QGIS asks of a layer besides pixels: statistics, values at points, what lies there, what the layer is. QGIS side.

The half of the data provider that answers questions; `provider.py` is the other one, which opens and draws. Every method
that QGIS calls is guarded: it logs and gives a safe answer, never an exception. `histogram` and `hasHistogram` must not
be overridden: sip hands garbage to them; QGIS's own make a histogram of blocks and of `bandStatistics`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsDataProvider,
    QgsError,
    QgsLayerMetadata,
    QgsPointXY,
    QgsRasterBandStats,
    QgsRasterBlockFeedback,
    QgsRasterDataProvider,
    QgsRasterIdentifyResult,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QDateTime

from ..engine.client.terms import EngineFailure
from ..host import window
from ..host.about import TITLE
from ..host.guard import answer, guarded
from ..host.translation import tr
from . import identify, information, layer_metadata, temporal
from .pixels import bounds_of, is_cancelled
from .statistics import QGIS_SAMPLE_PX, BandStatistics, Question, band_stats, full_range

if TYPE_CHECKING:
    from ..engine.client.terms import TimeRange
    from .bands import LayerBand
    from .opening import MosaicOpener
    from .source import MosaicSource
    from .uri import LayerUri


def _no_stats(_self: MosaicAnswers, band: int = 1, *_args: Any, **_kwargs: Any) -> QgsRasterBandStats:
    stats = QgsRasterBandStats()
    stats.bandNumber = band
    return stats


def _wants_moments(stats: Any) -> bool:
    """Whether more than the smallest and largest value is asked for."""
    known, asked = Qgis.RasterBandStatistic, Qgis.RasterBandStatistics(stats)
    return any(bool(asked & each) for each in (known.Mean, known.StdDev, known.Sum, known.SumOfSquares))


def _no_identify(*_args: Any, **_kwargs: Any) -> QgsRasterIdentifyResult:
    return QgsRasterIdentifyResult(QgsError(tr("The values could not be read; see the MosaicJSON log."), TITLE))


class MosaicAnswers(QgsRasterDataProvider):
    """A data provider that answers questions about an open mosaic; the subclass opens it."""

    _source: MosaicSource | None
    """None while the layer is not valid."""
    _uri: LayerUri
    _opener: MosaicOpener
    _flags: Any
    _extent: QgsRectangle
    _crs: QgsCoordinateReferenceSystem
    _statistics: BandStatistics

    def _prepare_answers(self, source: MosaicSource) -> None:
        """Keep what QGIS asks all the time. Before the first question, and again when the mosaic was opened anew."""
        self._statistics = BandStatistics(source, self._uri.name)
        # Nothing of a picture's default style needs statistics, yet QGIS asks for those of each band while it makes it.
        makes_default_style = bool(self._flags & QgsDataProvider.ReadFlag.LoadDefaultStyle)
        looks = makes_default_style and self._statistics.is_picture
        self._first_looks = {band.number for band in source.bands} if looks else set()
        temporal.declare(self.temporalCapabilities(), source.description.get("temporal"))

    def _band(self, number: int) -> LayerBand | None:
        bands = self._source.bands if self._source is not None else ()
        return bands[number - 1] if 1 <= number <= len(bands) else None

    def _asked_time(self) -> TimeRange | None:
        """The time that QGIS's temporal controller wants of this provider (a map's, a point's)."""
        return temporal.asked_time(self.temporalCapabilities())

    # QgsDataProvider interface

    @guarded(lambda self: [])
    def subLayers(self) -> list[str]:
        """QGIS labels identify results that are HTML or text with these."""
        return [tr("Values")]

    @guarded(answer(QDateTime()))
    def dataTimestamp(self) -> QDateTime:
        return layer_metadata.timestamp(self._uri)

    @guarded(lambda self: QgsLayerMetadata())
    def layerMetadata(self) -> QgsLayerMetadata:
        if self._source is None:
            return QgsLayerMetadata()
        return layer_metadata.layer_metadata(self._source.description, self._uri, self._crs, self._extent)

    # QgsRasterInterface interface

    @guarded(_no_stats)
    def bandStatistics(
        self,
        bandNo: int,
        stats: Any = Qgis.RasterBandStatistic.All,
        extent: QgsRectangle | None = None,
        sampleSize: int = 0,
        feedback: QgsRasterBlockFeedback | None = None,
    ) -> QgsRasterBandStats:
        band = self._band(bandNo)
        if band is None:
            return _no_stats(self, bandNo)
        where = self._extent if extent is None or extent.isEmpty() else extent
        question = self._question(extent, sampleSize)
        if bandNo in self._first_looks:
            self._first_looks.discard(bandNo)
            if question == Question(sample_size=QGIS_SAMPLE_PX):
                return band_stats(full_range(band), where)
        found = self._statistics.of_band(
            band, question, with_moments=_wants_moments(stats), is_cancelled=is_cancelled(feedback)
        )
        return band_stats(found, where)

    @guarded(answer(False))
    def hasStatistics(
        self,
        bandNo: int,
        stats: Any = Qgis.RasterBandStatistic.All,
        extent: QgsRectangle | None = None,
        sampleSize: int = 0,
    ) -> bool:
        band = self._band(bandNo)
        return band is not None and self._statistics.is_known(band, self._question(extent, sampleSize))

    @guarded(answer((math.nan, math.nan)))
    def cumulativeCut(
        self,
        bandNo: int,
        lowerCount: float,
        upperCount: float,
        extent: QgsRectangle | None = None,
        sampleSize: int = 0,
    ) -> tuple[float, float]:
        band = self._band(bandNo)
        if band is None:
            return (math.nan, math.nan)
        return self._statistics.cut(band, lowerCount, upperCount, self._question(extent, sampleSize))

    def _question(self, extent: QgsRectangle | None, sample_size: int) -> Question:
        part = None
        if extent is not None and not extent.isEmpty() and not extent.contains(self._extent):
            part = bounds_of(extent.intersect(self._extent))
        return Question(extent=part, sample_size=sample_size, time=self._asked_time())

    # QgsRasterDataProvider interface

    @guarded(_no_identify)
    def identify(
        self,
        point: QgsPointXY,
        format: Any,
        boundingBox: QgsRectangle | None = None,
        width: int = 0,
        height: int = 0,
        dpi: int = 96,
    ) -> QgsRasterIdentifyResult:
        if self._source is None:
            return _no_identify()
        if window.is_here():
            self._source.identified = None
        if not self._extent.contains(point):
            return identify.outside(self._source.bands, format)
        try:
            found = self._source.identify(point.x(), point.y(), self._asked_time())
        except EngineFailure as failure:
            told = self._opener.tell_failure(failure, self._uri.name, is_news=window.asks())
            return QgsRasterIdentifyResult(QgsError(told, TITLE))
        if window.is_here():
            self._source.identified = found
        values = self._source.shown_values(found["values"])
        if format == Qgis.RasterIdentifyFormat.Value:
            values = tuple(map(self._without_nodata, self._source.bands, values))
        return identify.result(self._source.bands, values, found, format)

    @guarded(answer((math.nan, False)))
    def sample(
        self,
        point: QgsPointXY,
        band: int,
        boundingBox: QgsRectangle | None = None,
        width: int = 0,
        height: int = 0,
        dpi: int = 96,
    ) -> tuple[float, bool]:
        described = self._band(band)
        if self._source is None or described is None or not self._extent.contains(point):
            return (math.nan, False)
        try:
            shown = self._source.sample(point.x(), point.y(), self._asked_time())[band - 1]
        except EngineFailure as failure:
            self._opener.tell_failure(failure, self._uri.name)
            return (math.nan, False)
        value = self._without_nodata(described, shown)
        return (math.nan, False) if value is None else (value, True)

    def _without_nodata(self, band: LayerBand, value: float | None) -> float | None:
        if value is None or math.isnan(value):
            return None
        if any(each.contains(value) for each in self.userNoDataValues(band.number)):
            return None
        return value

    @guarded(answer(""))
    def htmlMetadata(self) -> str:
        return information.html(self._source) if self._source is not None else ""
