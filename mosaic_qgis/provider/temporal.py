"""Time between QGIS's temporal controller and the engine: what a mosaic offers, what a drawing asks for. QGIS side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qgis.core import Qgis, QgsDateTimeRange, QgsInterval, QgsRasterDataProviderTemporalCapabilities
from qgis.PyQt.QtCore import QDateTime, Qt

from ..engine.client.terms import TimeRange

_SPAN_OF_STEP_DAYS = ((2, Qgis.TemporalUnit.Hours), (93, Qgis.TemporalUnit.Days), (1860, Qgis.TemporalUnit.Months))
"""How long a span may be for a step of the controller to be that long; beyond it is a year."""
_SMALLEST_MS = 1
"""QGIS counts time in milliseconds."""


def declare(capabilities: QgsRasterDataProviderTemporalCapabilities, described: Mapping[str, Any] | None) -> None:
    """Tell QGIS the time that a mosaic spans (docs/protocol.md, "temporal"); none where it does not know any."""
    span = None if described is None else _range_of(described)
    capabilities.setHasTemporalCapabilities(span is not None)
    if span is None:
        return
    capabilities.setAvailableTemporalRange(span)
    capabilities.setAllAvailableTemporalRanges([span])
    capabilities.setDefaultInterval(_step_for(span))


def asked_time(capabilities: QgsRasterDataProviderTemporalCapabilities) -> TimeRange | None:
    """The time that QGIS wants at the moment; None when it wants all, or the mosaic knows no time."""
    return time_of(capabilities.requestedTemporalRange()) if capabilities.hasTemporalCapabilities() else None


def time_of(asked: QgsDateTimeRange) -> TimeRange | None:
    """QGIS's range, whose ends may be left out, as the engine's, whose ends are included; None for all time."""
    begin, end = asked.begin(), asked.end()
    if not begin.isValid() and not end.isValid():
        return None
    if begin.isValid() and end.isValid() and begin == end:
        return (_text(begin), _text(end))
    if begin.isValid() and not asked.includeBeginning():
        begin = begin.addMSecs(_SMALLEST_MS)
    if end.isValid() and not asked.includeEnd():
        end = end.addMSecs(-_SMALLEST_MS)
    return (_text(begin), _text(max(begin, end) if begin.isValid() and end.isValid() else end))


def span_of(described: Mapping[str, Any] | None) -> QgsDateTimeRange | None:
    """The time that a mosaic spans; None where it does not know any."""
    return None if described is None else _range_of(described)


def _range_of(described: Mapping[str, Any]) -> QgsDateTimeRange | None:
    begin, end = (_moment(described.get(name)) for name in ("begin", "end"))
    if not begin.isValid() and not end.isValid():
        return None
    if begin.isValid() and end.isValid() and end < begin:
        return None
    return QgsDateTimeRange(begin, end)


def _moment(text: object) -> QDateTime:
    """In UTC; invalid where the text is none."""
    found = QDateTime.fromString(text, Qt.DateFormat.ISODateWithMs) if isinstance(text, str) else QDateTime()
    return found.toUTC() if found.isValid() else QDateTime()


def _text(moment: QDateTime) -> str | None:
    return moment.toUTC().toString(Qt.DateFormat.ISODateWithMs) if moment.isValid() else None


def _step_for(span: QgsDateTimeRange) -> QgsInterval:
    """A step for the controller that gives tens of frames, neither one nor thousands."""
    if span.begin().isValid() and span.end().isValid():
        days = span.begin().daysTo(span.end())
        for most_days, unit in _SPAN_OF_STEP_DAYS:
            if days <= most_days:
                return QgsInterval(1, unit)
    return QgsInterval(1, Qgis.TemporalUnit.Years)
