"""Where images lie, as a vector layer beside their mosaic. QGIS side, main thread.

The layer lives in memory; its features carry all that is known of each image. It remembers its mosaic by a custom
property, so that both can be found from each other.
"""

from __future__ import annotations

import functools
import json
import math
import re
import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureSink,
    QgsField,
    QgsFields,
    QgsFillSymbol,
    QgsGeometry,
    QgsMapLayer,
    QgsMemoryProviderUtils,
    QgsProject,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QMetaType

from ..host.pace import paced
from ..host.redaction import redacted
from ..host.translation import tr
from .services import GuiServices
from .turns import Turns

MOSAIC_PROPERTY = "mosaic_qgis/mosaic_layer"
"""The id of the mosaic's layer, on the layer of footprints."""
_OWN_FIELDS = ("name", "key", "href", "rank", "datetime")
_MOST_FIELDS = 200
_BATCH = 500
"""Features that are added in one go, which takes some milliseconds."""
_LINE = "#e8590c"
_MULTI = struct.Struct("<BII")
"""Byte order, kind and number of parts."""
_TELLING = re.compile("(?i)bearer|authorization|token|secret|key|password|pwd|%3d")

Footprint = Mapping[str, Any]
"""One feature of the engine's answer (docs/protocol.md, "footprints"); only `geometry` must be there."""


@dataclass(frozen=True, kw_only=True)
class PreparedFootprints:
    """Footprints as QGIS has them; made on any thread, since thousands take a while."""

    fields: QgsFields
    features: list[QgsFeature]
    """Those with a place."""


def prepared(features: Sequence[Footprint]) -> PreparedFootprints:
    """Make features of the engine's. Callable from any thread."""
    fields = fields_of(features)
    columns = [(field.name(), field.name() in _OWN_FIELDS, _converter(field.type())) for field in fields]
    made = []
    for each in paced(features):
        geometry = geometry_of(each.get("geometry"))
        if geometry is None:
            continue
        feature = QgsFeature(fields)
        feature.setGeometry(geometry)
        properties = each.get("properties") or {}
        values = (each[name] if is_own and name in each else properties.get(name) for name, is_own, _ in columns)
        feature.setAttributes(
            [None if value is None else column[2](value) for value, column in zip(values, columns, strict=True)]
        )
        made.append(feature)
    return PreparedFootprints(fields=fields, features=made)


def add_in_turns(
    turns: Turns,
    services: GuiServices,
    found: PreparedFootprints,
    name: str,
    mosaic_layer: QgsMapLayer | None,
    then: Callable[[], object],
    *,
    crs: QgsCoordinateReferenceSystem | None = None,
) -> None:
    """Add a layer of footprints to the project, above its mosaic in the layer tree: thousands of features in several turns of
    the event loop, `then` in the last one. Nothing is added where the mosaic is gone by then.

    Geometries are GeoJSON in degrees of `crs` (WGS 84 where none is given). Raises ValueError at once where no feature has
    a geometry.
    """
    layer = _empty_layer(found, name, crs)
    mosaic_id = None if mosaic_layer is None else mosaic_layer.id()
    batches = [found.features[start : start + _BATCH] for start in range(0, len(found.features), _BATCH)]

    def end() -> None:
        if mosaic_id is not None and QgsProject.instance().mapLayer(mosaic_id) is None:
            return
        if layer.featureCount() != len(found.features):
            raise RuntimeError(f"Of {len(found.features)} footprints QGIS took {layer.featureCount()}.")
        _dress(layer)
        _put_into_project(services, layer, mosaic_id)
        then()

    turns.begin([
        *(functools.partial(layer.dataProvider().addFeatures, batch, QgsFeatureSink.Flag.FastInsert) for batch in batches),
        end,
    ])  # fmt: skip


def _empty_layer(found: PreparedFootprints, name: str, crs: QgsCoordinateReferenceSystem | None) -> QgsVectorLayer:
    if not found.features:
        raise ValueError(tr("None of the images says where it lies, so there are no footprints to show."))
    return QgsMemoryProviderUtils.createMemoryLayer(
        name, found.fields, QgsWkbTypes.Type.MultiPolygon, crs or QgsCoordinateReferenceSystem("EPSG:4326")
    )


def _dress(layer: QgsVectorLayer) -> None:
    layer.updateExtents()
    symbol = QgsFillSymbol.createSimple(
        {"color": "232,89,12,18", "outline_color": _LINE, "outline_width": "0.4", "style": "solid"}
    )
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))
    if layer.fields().indexOf("name") >= 0:
        layer.setDisplayExpression('"name"')


def _put_into_project(services: GuiServices, layer: QgsVectorLayer, mosaic_id: str | None) -> None:
    project = QgsProject.instance()
    project.addMapLayer(layer, False)
    root = project.layerTreeRoot()
    beside = None if mosaic_id is None else root.findLayer(mosaic_id)
    if mosaic_id is not None:
        layer.setCustomProperty(MOSAIC_PROPERTY, mosaic_id)
    group = root if beside is None else beside.parent()
    place = 0 if beside is None else group.children().index(beside)
    group.insertLayer(place, layer)
    services.iface.layerTreeView().setCurrentLayer(layer)


def mosaic_of(layer: QgsMapLayer) -> QgsMapLayer | None:
    """The mosaic that a layer of footprints belongs to."""
    return QgsProject.instance().mapLayer(str(layer.customProperty(MOSAIC_PROPERTY, "")))


def footprints_of(mosaic_layer: QgsMapLayer) -> list[QgsVectorLayer]:
    """The layers of footprints of a mosaic."""
    layers = QgsProject.instance().mapLayers().values()
    return [layer for layer in layers if layer.customProperty(MOSAIC_PROPERTY) == mosaic_layer.id()]


def fields_of(features: Iterable[Footprint]) -> QgsFields:
    """A field for everything that any of the features says; of the narrowest type that holds all its values."""
    types: dict[str, set[type]] = {}
    for each in paced(features):
        own = {key: each[key] for key in _OWN_FIELDS if key in each}
        for key, value in {**own, **(each.get("properties") or {})}.items():
            seen = types.get(key)
            if seen is None:
                seen = types[key] = set()
            seen.add(type(value))
    fields = QgsFields()
    for key, seen in list(types.items())[:_MOST_FIELDS]:
        fields.append(QgsField(key, _kind(seen - {type(None)})))
    return fields


def _kind(seen: set[type]) -> QMetaType.Type:
    """Of a field with values of these types."""
    if seen == {bool}:
        return QMetaType.Type.Bool
    if seen == {int}:
        return QMetaType.Type.LongLong
    return QMetaType.Type.Double if seen and seen <= {int, float} else QMetaType.Type.QString


def _converter(kind: int) -> Callable[[Any], object]:
    """What makes a value of a field of a kind; chosen once, for it is called for each value."""
    if kind == QMetaType.Type.QString:
        return _text
    if kind == QMetaType.Type.Double:
        return _number
    return _whole if kind == QMetaType.Type.LongLong else bool


def _text(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return redacted(text) if _may_tell(text) else text


def _number(value: float) -> float | None:
    try:
        return float(value) if math.isfinite(value) else None
    except OverflowError:  # a whole number of hundreds of digits
        return None


def _whole(value: int) -> int | None:
    return value if -(2**63) <= value < 2**63 else None


def _may_tell(text: str) -> bool:
    """Whether a secret could be in a text: none is in a plain name, word or time, as most are."""
    return "=" in text or "@" in text or "://" in text or _TELLING.search(text) is not None


def geometry_of(geometry: object) -> QgsGeometry | None:
    """A GeoJSON Polygon or MultiPolygon as QGIS's geometry, or one of QGIS's; None for anything else. By way of WKB, the quickest."""
    if isinstance(geometry, QgsGeometry):
        return None if geometry.isEmpty() else geometry
    if not isinstance(geometry, Mapping):
        return None
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    polygons = [coordinates] if kind == "Polygon" else coordinates if kind == "MultiPolygon" else None
    if not isinstance(polygons, (list, tuple)):
        return None
    try:
        shape = QgsGeometry()
        shape.fromWkb(b"".join((_MULTI.pack(1, 6, len(polygons)), *map(_polygon_wkb, polygons))))
    except (TypeError, ValueError, IndexError, struct.error):
        return None
    return None if shape.isNull() or shape.isEmpty() else shape


def _polygon_wkb(rings: Sequence[Sequence[Sequence[float]]]) -> bytes:
    parts = [_MULTI.pack(1, 3, len(rings))]
    for ring in rings:
        numbers = [number for position in ring for number in (position[0], position[1])]
        parts.append(struct.pack(f"<I{len(numbers)}d", len(ring), *numbers))
    return b"".join(parts)
