"""Rows of the engine's lists as features in sinks: fields, values, times, and what happens when a sink is full. QGIS side.

For the worker thread of an algorithm. Asks the engine nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureSink,
    QgsField,
    QgsFields,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QDateTime, QMetaType, Qt

from ..host.redaction import redacted
from ..host.translation import tr
from .algorithm import tell_left_out

_AT_ONCE = 1000
_TYPES = {
    "text": QMetaType.Type.QString,
    "whole": QMetaType.Type.LongLong,
    "number": QMetaType.Type.Double,
    "boolean": QMetaType.Type.Bool,
    "time": QMetaType.Type.QDateTime,
}
_TAKEN = frozenset({"fid", "ogc_fid", "geom", "geometry", "_ogr_geometry_"})
"""Names that formats have for something else."""
Place = tuple[float, float]


def whole_wkt(crs: QgsCoordinateReferenceSystem) -> str:
    """What the engine is told of a CRS. Raises QgsProcessingException where there is none."""
    if not crs.isValid():
        raise QgsProcessingException(tr("The input has no coordinate reference system; set one for its layer first."))
    return str(crs.toWkt(QgsCoordinateReferenceSystem.WktVariant.WKT_PREFERRED))


def crs_of(wkt: str, authority: str | None = None) -> QgsCoordinateReferenceSystem:
    """A CRS that the engine has told."""
    crs = QgsCoordinateReferenceSystem(authority or "")
    return crs if crs.isValid() else QgsCoordinateReferenceSystem.fromWkt(wkt)


def fields_of(kinds: Iterable[tuple[str, str]], before: QgsFields | None = None) -> QgsFields:
    """A field for each name and kind (text, whole, number, boolean, time), after those of ``before``.

    Names that differ in capitals only, or mean something to a format of files, get a number.
    """
    fields = QgsFields(before) if before is not None else QgsFields()
    taken = {field.name().lower() for field in fields} | _TAKEN
    for name, kind in kinds:
        wanted, number = name or "_", 1
        while wanted.lower() in taken:
            number += 1
            wanted = f"{name}_{number}"
        taken.add(wanted.lower())
        fields.append(QgsField(wanted, _TYPES[kind]))
    return fields


def value_of(value: Any, kind: str) -> object:
    """A value of the engine's JSON as a field of a kind has it; None where it has none."""
    if value is None:
        return None
    if kind == "text":
        return redacted(value if isinstance(value, str) else str(value))
    if kind == "time":
        return moment(str(value))
    if kind == "boolean":
        return bool(value)
    if isinstance(value, str) or (isinstance(value, float) and not math.isfinite(value)):
        # What is not finite travels as a word.
        return None
    if kind == "whole":
        return value if -(2**63) <= value < 2**63 else None
    try:
        return float(value)
    except OverflowError:
        return None


def moment(text: str | None) -> QDateTime | None:
    """ISO 8601 as a time of QGIS; None for an open or unreadable one."""
    if not text or text == "..":
        return None
    at = QDateTime.fromString(text, Qt.DateFormat.ISODateWithMs)
    return at if at.isValid() else None


def span(text: str | None) -> tuple[QDateTime | None, QDateTime | None]:
    """Begin and end of what the engine calls ``datetime``: a moment, or two with a slash between them."""
    begin, _, end = (text or "").partition("/")
    return moment(begin), moment(end or begin)


@dataclass(kw_only=True)
class Sink:
    """An output of features that is being filled."""

    sink: QgsFeatureSink
    identity: str
    """What Processing calls it."""
    fields: QgsFields


def opened_sink(
    algorithm: QgsProcessingAlgorithm,
    parameters: Mapping[str, Any],
    name: str,
    context: QgsProcessingContext,
    fields: QgsFields,
    kind: QgsWkbTypes.Type,
    crs: QgsCoordinateReferenceSystem,
) -> Sink | None:
    """The sink of an output; None for an optional one that nobody wants. Raises QgsProcessingException."""
    (sink, identity) = algorithm.parameterAsSink(parameters, name, context, fields, kind, crs)
    if sink is None:
        if algorithm.parameterDefinition(name).flags() & algorithm.parameterDefinition(name).Flag.FlagOptional:
            return None
        raise QgsProcessingException(algorithm.invalidSinkError(parameters, name))
    return Sink(sink=sink, identity=identity, fields=fields)


def fill(
    sinks: Sequence[Sink | None],
    rows: Iterable[Sequence[Sequence[QgsFeature]]],
    total: int,
    context: QgsProcessingContext,
    feedback: QgsProcessingFeedback,
    share: tuple[float, float],
) -> None:
    """Put features into sinks: each row has a list of features for each sink.

    Raises QgsProcessingException when a sink takes no more, or the run is cancelled; files that were begun are removed then.
    """
    try:
        _fill(sinks, rows, total, feedback, share)
    except BaseException:
        for sink in sinks:
            if sink is not None:
                _remove(sink, context)
        raise


def _fill(
    sinks: Sequence[Sink | None],
    rows: Iterable[Sequence[Sequence[QgsFeature]]],
    total: int,
    feedback: QgsProcessingFeedback,
    share: tuple[float, float],
) -> None:
    begin, end = share
    waiting: list[list[QgsFeature]] = [[] for _ in sinks]
    for number, of_sinks in enumerate(rows):
        if number % _AT_ONCE == 0:
            if feedback.isCanceled():
                raise QgsProcessingException(tr("Cancelled; nothing was kept of the output."))
            feedback.setProgress(100 * (begin + (end - begin) * number / max(1, total)))
        for sink, mine, features in zip(sinks, waiting, of_sinks, strict=True):
            mine.extend(features)
            if len(mine) >= _AT_ONCE:
                _put(sink, mine)
    for sink, mine in zip(sinks, waiting, strict=True):
        _put(sink, mine)
        if sink is not None and not sink.sink.flushBuffer():
            raise _full(sink)


def _put(sink: Sink | None, features: list[QgsFeature]) -> None:
    if (
        sink is not None
        and features
        and not sink.sink.addFeatures(features, QgsFeatureSink.Flag.FastInsert | QgsFeatureSink.Flag.RollBackOnErrors)
    ):
        raise _full(sink)
    features.clear()


def _full(sink: Sink) -> QgsProcessingException:
    words = tr("The output takes no more features: {reason}")
    reason = sink.sink.lastError() or tr("the disk may be full, or the file is not to be written.")
    return QgsProcessingException(words.format(reason=redacted(reason)))


def _remove(sink: Sink, context: QgsProcessingContext) -> None:
    """Take a half filled output away, where it is a file of its own or a layer in memory."""
    # Only the sink's end closes the file; and it must not outlive the layer that it fills.
    sink.sink = None
    layer = context.temporaryLayerStore().mapLayer(sink.identity)
    if layer is not None:
        context.temporaryLayerStore().removeMapLayer(layer.id())
        return
    path = Path(sink.identity)
    if path.suffix and path.is_file():
        for each in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal"))):
            each.unlink(missing_ok=True)


def feature_of(fields: QgsFields, attributes: Sequence[object], geometry: Any = None) -> QgsFeature:
    """A feature for a sink with these fields."""
    feature = QgsFeature(fields)
    feature.setAttributes(list(attributes))
    if geometry is not None:
        feature.setGeometry(geometry)
    return feature


def another_input() -> QgsProcessingException:
    """For when an input that is read twice is another one the second time."""
    return QgsProcessingException(tr("The input was changed while it was read; run it again."))


def tell_skipped(feedback: QgsProcessingFeedback, answer: Mapping[str, Any]) -> None:
    """Say what an answer says was left out."""
    tell_left_out(feedback, answer["skipped"])
    more = answer["skipped_count"] - len(answer["skipped"])
    if more > 0:
        feedback.pushWarning(tr("{count} more are left out.").format(count=more))
