"""The time that an algorithm looks at: two optional parameters. QGIS side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingParameterDateTime,
)
from qgis.PyQt.QtCore import QDateTime, Qt

from ..host.translation import tr
from .parameters import advanced

BEGIN = "BEGIN"
END = "END"


def add_time(algorithm: QgsProcessingAlgorithm) -> None:
    """From when to when images were taken that count."""
    for name, text in (
        (BEGIN, tr("Only images taken from (UTC)")),
        (END, tr("Only images taken until (UTC)")),
    ):
        algorithm.addParameter(advanced(QgsProcessingParameterDateTime(name, text, optional=True)))


def time_of(
    algorithm: QgsProcessingAlgorithm, parameters: Mapping[str, Any], context: QgsProcessingContext
) -> tuple[str | None, str | None] | None:
    """The time for the engine; None where all images count. Raises QgsProcessingException where it ends before it begins."""
    begin, end = (
        algorithm.parameterAsDateTime(parameters, name, context) if parameters.get(name) else QDateTime()
        for name in (BEGIN, END)
    )
    if not (begin.isValid() or end.isValid()):
        return None
    if begin.isValid() and end.isValid() and _utc(begin) > _utc(end):
        raise QgsProcessingException(tr("The time must not end before it begins."))
    return _text(begin), _text(end)


def _utc(at: QDateTime) -> QDateTime:
    """What stands in the window, as a time of UTC; one that names its own zone is brought there."""
    if at.timeSpec() == Qt.TimeSpec.LocalTime:
        return QDateTime(at.date(), at.time(), Qt.TimeSpec.UTC)
    return at.toUTC()


def _text(at: QDateTime) -> str | None:
    return str(_utc(at).toString(Qt.DateFormat.ISODateWithMs)) if at.isValid() else None
