"""Where images lie, as a vector layer beside their mosaic. QGIS side, main thread.

The layer lives in memory; its features carry all that is known of each image. It remembers its mosaic by a custom
property, so that both can be found from each other.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsField,
    QgsFields,
    QgsFillSymbol,
    QgsGeometry,
    QgsJsonUtils,
    QgsMapLayer,
    QgsMemoryProviderUtils,
    QgsProject,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QMetaType

from ..host.redaction import redacted
from ..host.translation import tr
from .services import GuiServices

MOSAIC_PROPERTY = "mosaic_qgis/mosaic_layer"
"""The id of the mosaic's layer, on the layer of footprints."""
_OWN_FIELDS = ("name", "key", "href", "rank", "datetime")
_MOST_FIELDS = 200
_LINE = "#e8590c"

Footprint = Mapping[str, Any]
"""One feature of the engine's answer (docs/protocol.md, "footprints"); only `geometry` must be there."""


def add_footprints(
    services: GuiServices,
    features: Sequence[Footprint],
    name: str,
    mosaic_layer: QgsMapLayer | None = None,
    *,
    crs: QgsCoordinateReferenceSystem | None = None,
) -> QgsVectorLayer:
    """Add a layer of footprints to the project, above its mosaic in the layer tree.

    Geometries are GeoJSON in degrees of `crs` (WGS 84 where none is given). Raises ValueError where no feature has a
    geometry.
    """
    layer = footprint_layer(features, name, crs=crs)
    project = QgsProject.instance()
    project.addMapLayer(layer, False)
    root = project.layerTreeRoot()
    beside = None if mosaic_layer is None else root.findLayer(mosaic_layer.id())
    if mosaic_layer is not None:
        layer.setCustomProperty(MOSAIC_PROPERTY, mosaic_layer.id())
    group = root if beside is None else beside.parent()
    place = 0 if beside is None else group.children().index(beside)
    group.insertLayer(place, layer)
    services.iface.layerTreeView().setCurrentLayer(layer)
    return layer


def footprint_layer(
    features: Sequence[Footprint], name: str, *, crs: QgsCoordinateReferenceSystem | None = None
) -> QgsVectorLayer:
    """The layer alone. Raises ValueError where no feature has a geometry."""
    fields = fields_of(features)
    layer = QgsMemoryProviderUtils.createMemoryLayer(
        name, fields, QgsWkbTypes.Type.MultiPolygon, crs or QgsCoordinateReferenceSystem("EPSG:4326")
    )
    made = []
    for each in features:
        geometry = _geometry(each.get("geometry"))
        if geometry.isNull():
            continue
        feature = QgsFeature(fields)
        feature.setGeometry(geometry)
        feature.setAttributes([_attribute(value_of(each, field.name()), field.type()) for field in fields])
        made.append(feature)
    if not made:
        raise ValueError(tr("None of the images says where it lies, so there are no footprints to show."))
    layer.dataProvider().addFeatures(made)
    layer.updateExtents()
    symbol = QgsFillSymbol.createSimple(
        {"color": "232,89,12,18", "outline_color": _LINE, "outline_width": "0.4", "style": "solid"}
    )
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))
    if fields.indexOf("name") >= 0:
        layer.setDisplayExpression('"name"')
    return layer


def mosaic_of(layer: QgsMapLayer) -> QgsMapLayer | None:
    """The mosaic that a layer of footprints belongs to."""
    return QgsProject.instance().mapLayer(str(layer.customProperty(MOSAIC_PROPERTY, "")))


def footprints_of(mosaic_layer: QgsMapLayer) -> list[QgsVectorLayer]:
    """The layers of footprints of a mosaic."""
    layers = QgsProject.instance().mapLayers().values()
    return [layer for layer in layers if layer.customProperty(MOSAIC_PROPERTY) == mosaic_layer.id()]


def fields_of(features: Iterable[Footprint]) -> QgsFields:
    """A field for everything that any of the features says; of the narrowest type that holds all its values."""
    kinds: dict[str, QMetaType.Type] = {}
    for each in features:
        own = {key: each[key] for key in _OWN_FIELDS if key in each}
        for key, value in {**own, **(each.get("properties") or {})}.items():
            if value is None:
                kinds.setdefault(key, QMetaType.Type.UnknownType)
                continue
            kinds[key] = _wider(kinds.get(key, QMetaType.Type.UnknownType), _kind(value))
    fields = QgsFields()
    for key, kind in list(kinds.items())[:_MOST_FIELDS]:
        fields.append(QgsField(key, QMetaType.Type.QString if kind == QMetaType.Type.UnknownType else kind))
    return fields


def value_of(feature: Footprint, key: str) -> Any:
    """What a feature says of one field."""
    return feature[key] if key in _OWN_FIELDS and key in feature else (feature.get("properties") or {}).get(key)


def _kind(value: object) -> QMetaType.Type:
    if isinstance(value, bool):
        return QMetaType.Type.Bool
    if isinstance(value, int):
        return QMetaType.Type.LongLong if -(2**63) <= value < 2**63 else QMetaType.Type.Double
    return QMetaType.Type.Double if isinstance(value, float) else QMetaType.Type.QString


def _wider(one: QMetaType.Type, other: QMetaType.Type) -> QMetaType.Type:
    if one in (other, QMetaType.Type.UnknownType):
        return other
    numbers = {QMetaType.Type.LongLong, QMetaType.Type.Double}
    return QMetaType.Type.Double if {one, other} <= numbers else QMetaType.Type.QString


def _attribute(value: object, kind: int) -> object:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if kind == QMetaType.Type.QString:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        return redacted(text)
    return float(value) if kind == QMetaType.Type.Double and isinstance(value, (int, float)) else value


def _geometry(geometry: object) -> QgsGeometry:
    if not isinstance(geometry, Mapping):
        return QgsGeometry()
    shape = QgsJsonUtils.geometryFromGeoJson(json.dumps(_plain(geometry)))
    if shape.isNull() or shape.type() != QgsWkbTypes.GeometryType.PolygonGeometry:
        return QgsGeometry()
    shape.convertToMultiType()
    return shape


def _plain(value: object) -> Any:
    """Mappings of any kind as dicts, for JSON."""
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, (list, tuple)) else value
