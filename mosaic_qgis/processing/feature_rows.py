"""Features of a vector layer as rows for the engine: the address of an image, its outline, what it is sorted by. QGIS side, any
thread.

The outlines stay in the CRS of the layer; the engine brings them into degrees.
"""

from __future__ import annotations

import base64
import math
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsExpression,
    QgsExpressionContext,
    QgsFeature,
    QgsFeatureRequest,
    QgsFeatureSource,
    QgsGeometry,
    QgsProcessingException,
    QgsProcessingFeatureSource,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QDate, QDateTime, Qt, QTime, QVariant

from ..host.translation import tr

_ALL_ATTRIBUTES = "#!allattributes!#"


@dataclass(frozen=True, kw_only=True)
class RowRule:
    """What of a feature goes into its row."""

    image_field: str
    """Names the image."""
    folder: str
    """Where relative names begin; empty: nowhere, there must be none."""
    order_by: QgsExpression | None = None
    """None: the numbers of the features."""
    time_field: str = ""
    """When the image was taken."""


class FeatureRows:
    """Rows of all features of a source."""

    def __init__(self, source: QgsProcessingFeatureSource, rule: RowRule, context: QgsExpressionContext) -> None:
        """Raises QgsProcessingException for a field or an expression that does not fit the source."""
        self._source = source
        self._rule = rule
        self._context = context
        self._image_index = _index_of(source, rule.image_field)
        self._time_index = _index_of(source, rule.time_field) if rule.time_field else -1
        if rule.order_by is not None:
            if rule.order_by.hasParserError():
                words = tr("The expression {expression} cannot be read: {reason}")
                raise QgsProcessingException(
                    words.format(expression=rule.order_by.expression(), reason=rule.order_by.parserErrorString())
                )
            for name in rule.order_by.referencedColumns() - {_ALL_ATTRIBUTES}:
                _index_of(source, name)
            rule.order_by.prepare(context)

    def crs(self) -> str:
        """Of the outlines, as the engine takes it. Raises QgsProcessingException where nobody knows."""
        crs = self._source.sourceCrs()
        if not crs.isValid():
            raise QgsProcessingException(
                tr(
                    "The layer {name} has no coordinate reference system; set one, so that the footprints can be placed."
                ).format(name=self._source.sourceName())
            )
        return str(crs.toWkt(QgsCoordinateReferenceSystem.WktVariant.WKT_PREFERRED))

    def __len__(self) -> int:
        """About how many; 0 where nobody knows."""
        return max(0, int(self._source.featureCount()))

    def __iter__(self) -> Iterator[list[Any]]:
        flags = QgsProcessingFeatureSource.Flag.FlagSkipGeometryValidityChecks
        for feature in self._source.getFeatures(self._request(), flags):
            yield self._row(feature)

    def _request(self) -> QgsFeatureRequest:
        request = QgsFeatureRequest()
        columns = set() if self._rule.order_by is None else self._rule.order_by.referencedColumns()
        if _ALL_ATTRIBUTES not in columns:
            fields = self._source.fields()
            indexes = {self._image_index, self._time_index, *(fields.lookupField(name) for name in columns)}
            request.setSubsetOfAttributes(sorted(index for index in indexes if index >= 0))
        return request

    def _row(self, feature: QgsFeature) -> list[Any]:
        name = feature.attribute(self._image_index)
        address = None if _is_null(name) else self._address(str(name).strip())
        taken = None if self._time_index < 0 else _time_text(feature.attribute(self._time_index))
        return [address, _outline(feature.geometry()), self._key(feature), taken]

    def _address(self, name: str) -> str | None:
        if not name or "://" in name or name.startswith("/vsi") or os.path.isabs(name):
            return name or None
        if not self._rule.folder:
            raise QgsProcessingException(
                tr("The image {name} is named by a relative path; say in which folder such paths begin.").format(
                    name=repr(name)
                )
            )
        return os.path.normpath(os.path.join(self._rule.folder, name))

    def _key(self, feature: QgsFeature) -> Any:
        expression = self._rule.order_by
        if expression is None:
            # Selected features come in any order, and so do those of databases.
            return feature.id()
        self._context.setFeature(feature)
        value = expression.evaluate(self._context)
        if expression.hasEvalError():
            words = tr("The expression {expression} fails for feature {id}: {reason}")
            raise QgsProcessingException(
                words.format(expression=expression.expression(), id=feature.id(), reason=expression.evalErrorString())
            )
        return _sort_key(value)


def folder_of(source: str) -> str:
    """The folder of a layer's file; empty for a layer that is no file."""
    path = source.partition("|")[0]
    return os.path.dirname(os.path.abspath(path)) if os.path.isfile(path) else ""


def _index_of(source: QgsFeatureSource, name: str) -> int:
    index = source.fields().lookupField(name)
    if index < 0:
        known = ", ".join(field.name() for field in source.fields()) or "–"
        raise QgsProcessingException(
            tr("There is no field {name} in {layer}; it has {known}.").format(
                name=repr(name), layer=source.sourceName(), known=known
            )
        )
    return int(index)


def _outline(geometry: QgsGeometry) -> str | None:
    """WKB in base64, of straight lines and without measures; None for no geometry."""
    if geometry.isNull():
        return None
    if QgsWkbTypes.isCurvedType(geometry.wkbType()):
        geometry.convertToStraightSegment()
    if QgsWkbTypes.hasM(geometry.wkbType()):
        geometry.get().dropMValue()
    return base64.b64encode(bytes(geometry.asWkb())).decode("ascii")


def _is_null(value: Any) -> bool:
    return value is None or (isinstance(value, QVariant) and value.isNull())


def _time_text(value: Any) -> str | None:
    if isinstance(value, QDateTime | QDate):
        return _sort_key(value)
    return None if _is_null(value) else str(value)


def _sort_key(value: Any) -> Any:
    """A value as JSON that keeps the order of values of its kind; None for what has no place in an order."""
    if _is_null(value):
        return None
    if isinstance(value, QDateTime | QDate | QTime):
        if not value.isValid():
            return None
        if isinstance(value, QDateTime):
            return value.toUTC().toString(Qt.DateFormat.ISODateWithMs)
        return value.toString(Qt.DateFormat.ISODate)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if isinstance(value, bool | int | str) else str(value)
