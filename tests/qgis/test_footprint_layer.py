"""Footprints as a vector layer: fields, geometries, and its place in the layer tree."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from qgis.core import NULL, QgsApplication, QgsProject, QgsVectorLayer
from qgis.gui import QgsLayerTreeView
from qgis.PyQt.QtCore import QMetaType, QObject

from mosaic_qgis.gui.footprint_layer import (
    MOSAIC_PROPERTY,
    PreparedFootprints,
    add_in_turns,
    footprints_of,
    geometry_of,
    mosaic_of,
    prepared,
)
from mosaic_qgis.gui.turns import Turns

SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}
TWO = {"type": "MultiPolygon", "coordinates": [SQUARE["coordinates"], [[[5, 5], [6, 5], [6, 6], [5, 5]]]]}


@pytest.fixture
def services(qgis_app: QgsApplication) -> Iterator[Any]:
    QgsProject.instance().clear()
    view = QgsLayerTreeView()
    yield SimpleNamespace(iface=SimpleNamespace(layerTreeView=lambda: view))
    QgsProject.instance().clear()


def added(services: Any, features: Any, mosaic: Any = None) -> QgsVectorLayer:
    """The layer that is in the project at the end of all turns."""
    found = features if isinstance(features, PreparedFootprints) else prepared(features)
    ended: list[bool] = []
    owner = QObject()
    turns = Turns(owner)
    add_in_turns(turns, services, found, "Footprints", mosaic, lambda: ended.append(True))
    turns.finish()
    assert ended == [True]
    (layer,) = QgsProject.instance().mapLayersByName("Footprints")
    return layer


def feature(**more: Any) -> dict[str, Any]:
    return {"name": "a", "href": "/a.tif", "rank": 1, "geometry": SQUARE, "datetime": None, "properties": {}, **more}


def test_all_that_is_known_becomes_fields(services: Any) -> None:
    layer = added(
        services,
        [
            feature(properties={"cloud": 1, "when": "x", "list": [1, "ä"], "same": True, "nothing": None}),
            feature(name="b", rank=2, geometry=TWO, properties={"cloud": 1.5, "when": 3, "more": "m"}),
            feature(name="no place", geometry=None),
        ],
    )
    kinds = {field.name(): field.type() for field in layer.fields()}
    kind = QMetaType.Type
    assert kinds["rank"] == kind.LongLong
    assert (kinds["cloud"], kinds["when"], kinds["list"]) == (kind.Double, kind.QString, kind.QString)
    assert (kinds["same"], kinds["nothing"], kinds["datetime"]) == (kind.Bool, kind.QString, kind.QString)
    first, second = layer.getFeatures()
    assert (first["cloud"], first["list"], first["nothing"], first["more"]) == (1.0, '[1, "ä"]', NULL, NULL)
    assert (second["when"], second["more"], second["name"]) == ("3", "m", "b")
    assert second.geometry().area() == pytest.approx(1.5)
    assert layer.crs().authid() == "EPSG:4326"


def test_secrets_stay_out(services: Any) -> None:
    layer = added(services, [feature(href="https://h/a.tif?sig=abc", properties={"s": ["https://u:pw@h/"]})])
    (found,) = layer.getFeatures()
    assert "abc" not in found["href"]
    assert "pw" not in found["s"]


@pytest.mark.parametrize(
    "geometry",
    [
        None, {}, "POLYGON", {"type": "Polygon"}, {"type": "Polygon", "coordinates": "x"},
        {"type": "Polygon", "coordinates": [[["a", 1]]]}, {"type": "Polygon", "coordinates": []},
        {"type": "LineString", "coordinates": [[0, 0], [1, 1]]},
    ],
)  # fmt: skip
def test_what_is_no_place(qgis_app: QgsApplication, geometry: Any) -> None:
    assert geometry_of(geometry) is None


def test_numbers_beyond_all_bounds(qgis_app: QgsApplication) -> None:
    found = prepared([feature(properties={"a": value}) for value in (0.5, 10**400, float("inf"), 7)])
    assert [each.attribute("a") for each in found.features] == [0.5, NULL, NULL, 7.0]


def test_heights_are_left_out(qgis_app: QgsApplication) -> None:
    geometry = geometry_of({"type": "Polygon", "coordinates": [[[0, 0, 9], [2, 0, 9], [2, 2, 9], [0, 0, 9]]]})
    assert geometry is not None and geometry.area() == 2 and geometry.isMultipart()


def test_footprints_are_prepared_on_another_thread(services: Any) -> None:
    made: list[Any] = []
    thread = threading.Thread(target=lambda: made.append(prepared([feature(), feature(geometry=TWO)])))
    thread.start()
    thread.join()
    assert added(services, made[0]).featureCount() == 2


def test_without_any_place(services: Any) -> None:
    with pytest.raises(ValueError, match="None of the images"):
        added(services, [feature(geometry=None), feature(geometry={"type": "Point", "coordinates": [1, 2]})])


def in_a_group() -> tuple[QgsVectorLayer, Any]:
    """What stands for a mosaic, and its group in the layer tree."""
    mosaic = QgsVectorLayer("Polygon?crs=epsg:4326", "mosaic", "memory")
    QgsProject.instance().addMapLayer(mosaic, False)
    group = QgsProject.instance().layerTreeRoot().addGroup("g")
    group.addLayer(mosaic)
    return mosaic, group


def test_beside_its_mosaic(services: Any) -> None:
    mosaic, group = in_a_group()
    layer = added(services, [feature()], mosaic)
    assert [child.name() for child in group.children()] == ["Footprints", "mosaic"]
    assert layer.customProperty(MOSAIC_PROPERTY) == mosaic.id()
    assert mosaic_of(layer) == mosaic
    assert footprints_of(mosaic) == [layer]
    QgsProject.instance().removeMapLayer(mosaic.id())
    assert mosaic_of(layer) is None


def test_nothing_is_added_beside_a_mosaic_that_went_in_between(services: Any) -> None:
    mosaic, _group = in_a_group()
    ended: list[bool] = []
    owner = QObject()
    turns = Turns(owner)
    add_in_turns(turns, services, prepared([feature()] * 1200), "Footprints", mosaic, lambda: ended.append(True))
    QgsProject.instance().clear()
    turns.finish()
    assert ended == [] and QgsProject.instance().mapLayers() == {}
