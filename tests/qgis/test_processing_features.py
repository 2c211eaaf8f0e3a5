"""createfromfeatures and createfromstac, as Processing runs them, with a real engine."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import algorithms
import pytest
import real
from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsGeometry,
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingUtils,
    QgsProject,
    QgsRasterLayer,
    QgsVectorFileWriter,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QDateTime, Qt
from servers.scripted import Answer, ScriptedServer

from mosaic_qgis.plugin import MosaicPlugin


@pytest.fixture(scope="module")
def plugin(qgis_app: QgsApplication) -> Iterator[MosaicPlugin]:
    with real.plugin({}) as plugin:
        yield plugin


FIELDS = "field=location:string&field=clouds:double&field=taken:datetime&field=number:integer"


def layer_of(features: list[tuple[Any, ...]], crs: str = "EPSG:4326", kind: str = "Polygon") -> QgsVectorLayer:
    """A layer of features: (WKT or None, location, clouds, ISO time, number)."""
    layer = QgsVectorLayer(f"{kind}?crs={crs}&{FIELDS}", "footprints", "memory")
    assert layer.isValid()
    made = []
    for wkt, location, clouds, taken, number in features:
        feature = QgsFeature(layer.fields())
        if wkt is not None:
            feature.setGeometry(QgsGeometry.fromWkt(wkt))
        at = None if taken is None else QDateTime.fromString(taken, Qt.DateFormat.ISODate)
        feature.setAttributes([location, clouds, at, number])
        made.append(feature)
    assert layer.dataProvider().addFeatures(made)[0]
    return layer


def square(x: float, y: float = 46.0, size: float = 0.1) -> str:
    return f"Polygon(({x} {y}, {x + size} {y}, {x + size} {y + size}, {x} {y + size}, {x} {y}))"


def three(**changes: Any) -> QgsVectorLayer:
    """Three footprints at one place."""
    rows = [
        (square(7), "https://images.test/a.tif", 30.0, "2024-05-01T10:00:00Z", 1),
        (square(7), "https://images.test/b.tif", None, "2024-06-01T10:00:00Z", 2),
        (square(7), "https://images.test/c.tif", 10.0, None, 3),
    ]
    return layer_of(rows, **changes)


def made(layer: Any, target: Path, **parameters: Any) -> algorithms.Run:
    given = {"INPUT": layer, "FIELD": "location", "MINZOOM": 8, "MAXZOOM": 12, "OUTPUT": str(target), "OPEN": False}
    return algorithms.run("createfromfeatures", {**given, **parameters})


def document(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text()))


def lists(path: Path) -> set[str]:
    """What the tiles list, as letters."""
    return {"".join(name[-5] for name in names) for names in document(path)["tiles"].values()}


def test_a_mosaic_of_a_layer(plugin: MosaicPlugin, tmp_path: Path) -> None:
    done = made(three(), tmp_path / "m.json", NAME="Town", TIME_FIELD="taken")
    assert done.results["IMAGES"] == 3 and done.results["TILES"] == len(document(tmp_path / "m.json")["tiles"])
    found = document(tmp_path / "m.json")
    assert (found["minzoom"], found["maxzoom"], found["name"]) == (8, 12, "Town")
    assert found["bounds"] == pytest.approx([7, 46, 7.1, 46.1])
    assert found["datetimes"] == {
        "https://images.test/a.tif": "2024-05-01T10:00:00Z",
        "https://images.test/b.tif": "2024-06-01T10:00:00Z",
    }
    assert lists(tmp_path / "m.json") == {"abc"}
    assert done.progress == sorted(done.progress) and done.progress[-1] <= 100
    assert any("3 images in" in line for line in done.lines)


@pytest.mark.parametrize(
    ("order", "descending", "expected"),
    [
        ("clouds", False, "cab"),
        ("clouds", True, "acb"),
        ("taken", True, "bac"),
        ('-"number"', False, "cba"),
        ("'x' || location", True, "cba"),
    ],
)
def test_an_expression_sets_the_order(
    plugin: MosaicPlugin, tmp_path: Path, order: str, descending: bool, expected: str
) -> None:
    made(three(), tmp_path / "m.json", ORDER_BY=order, DESCENDING=descending)
    assert lists(tmp_path / "m.json") == {expected}


def test_footprints_in_metres_are_the_same_place(plugin: MosaicPlugin, tmp_path: Path) -> None:
    box = "Polygon((500000 5000000, 510000 5000000, 510000 5010000, 500000 5010000, 500000 5000000))"
    made(layer_of([(box, "https://images.test/a.tif", 0, None, 1)], "EPSG:32632"), tmp_path / "m.json")
    west, south, east, north = document(tmp_path / "m.json")["bounds"]
    assert (west, south) == pytest.approx((9.0, 45.1528), abs=1e-3) and (east, north) == pytest.approx(
        (9.1275, 45.2429), abs=1e-3
    )


def test_only_selected_features_where_that_is_asked(plugin: MosaicPlugin, tmp_path: Path) -> None:
    layer = three()
    layer.selectByExpression("number >= 2")
    QgsProject.instance().addMapLayer(layer)
    try:
        made(QgsProcessingFeatureSourceDefinition(layer.id(), True), tmp_path / "m.json")
    finally:
        QgsProject.instance().removeMapLayer(layer.id())
    assert lists(tmp_path / "m.json") == {"bc"}


def test_a_tile_index_of_real_images_opens(plugin: MosaicPlugin, tmp_path: Path) -> None:
    """Relative names as gdaltindex writes them; the zooms are those of the images."""
    images = sorted((real.imagery("tests") / "uint16").glob("*.tif"))[:3]
    assert images
    folder = tmp_path / "index"
    folder.mkdir()
    rows = []
    for image in images:
        (folder / image.name).symlink_to(image)
        raster = QgsRasterLayer(str(image), "image", "gdal")
        rows.append((QgsGeometry.fromRect(raster.extent()).asWkt(), image.name, 0, None, 0))
        crs = raster.crs().authid()
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GPKG"
    index = folder / "index.gpkg"
    context = QgsProject.instance().transformContext()
    assert QgsVectorFileWriter.writeAsVectorFormatV3(layer_of(rows, crs), str(index), context, options)[0] == 0
    done = made(str(index), folder / "m.json", MINZOOM=None, MAXZOOM=None, OPEN=True)
    names = {name for names in document(folder / "m.json")["tiles"].values() for name in names}
    assert len(names) == len(images)
    layer = QgsProcessingUtils.mapLayerFromString(done.results["LAYER"], done.context)
    assert isinstance(layer, QgsRasterLayer) and layer.isValid() and layer.providerType() == "mosaicjson"
    assert list(done.context.layersToLoadOnCompletion()) == [done.results["LAYER"]]


def test_geometries_of_every_kind(plugin: MosaicPlugin, tmp_path: Path) -> None:
    rows = [
        (
            "CurvePolygon(CompoundCurve(CircularString(7 46, 7.05 46.05, 7.1 46), (7.1 46, 7 46)))",
            "https://t.test/a.tif",
            0,
            None,
            1,
        ),
        ("MultiPolygonZM(((7 46 1 1, 7.1 46 1 1, 7.1 46.1 1 1, 7 46 1 1)))", "https://t.test/b.tif", 0, None, 2),
        (None, "https://t.test/c.tif", 0, None, 3),
        (square(7), None, 0, None, 4),
        (square(7), "  ", 0, None, 5),
        ("Polygon((7 46, 7.1 46.1, 7.1 46, 7 46.1, 7 46))", "https://t.test/f.tif", 0, None, 6),
    ]
    done = made(layer_of(rows, kind="MultiSurfaceZM"), tmp_path / "m.json")
    assert done.results["IMAGES"] == 3
    told = "\n".join(done.lines)
    assert "c.tif" in told and "Feature 4" in told and "Feature 5" in told and "3 left out" in told


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"FIELD": "nothing"}, "nothing"),
        ({"TIME_FIELD": "nothing"}, "no field 'nothing'"),
        ({"ORDER_BY": "clouds +"}, "cannot be read"),
        ({"ORDER_BY": '"missing" + 1'}, "missing"),
        ({"MINZOOM": 12, "MAXZOOM": 8}, "minzoom must not be greater"),
        ({"TMS": "Nonsense"}, "Nonsense"),
        ({"PREFIX": "s3://bucket/"}, "must begin with the prefix"),
        ({"OUTPUT": "https://images.test/m.json"}, "s3://"),
    ],
)
def test_what_is_wrong_is_told_in_one_sentence(
    plugin: MosaicPlugin, tmp_path: Path, parameters: Mapping[str, Any], words: str
) -> None:
    with pytest.raises(QgsProcessingException, match=words):
        made(three(), tmp_path / "m.json", **parameters)
    assert not list(tmp_path.iterdir())


def test_layers_that_will_not_do(plugin: MosaicPlugin, tmp_path: Path) -> None:
    target = tmp_path / "m.json"
    cases = [
        (layer_of([]), "at least one image"),
        (layer_of([(None, "https://images.test/a.tif", 0, None, 1)]), "None of the 1 images"),
        (layer_of([(square(7), "a.tif", 0, None, 1)]), "relative path"),
        (layer_of([(square(7), "/no/such/a.tif", 0, None, 1)]), "none of the 1 that were tried can be opened"),
    ]
    nowhere = three()
    nowhere.setCrs(type(nowhere.crs())())
    cases.append((nowhere, "no coordinate reference system"))
    for layer, words in cases:
        with pytest.raises(QgsProcessingException, match=words):
            made(layer, target, MINZOOM=None, MAXZOOM=None)
    target.write_text("precious")
    with pytest.raises(QgsProcessingException, match="exists already"):
        made(three(), target)
    assert target.read_text() == "precious"
    made(three(), target, OVERWRITE=True)
    assert document(target)["name"] == "m"


def test_cancelling_writes_nothing(plugin: MosaicPlugin, tmp_path: Path) -> None:
    layer = layer_of([(square(7), f"https://images.test/{number}.tif", 0, None, number) for number in range(3000)])
    for percent in (-1, 1):
        with pytest.raises(QgsProcessingException, match="Cancelled"):
            algorithms.run(
                "createfromfeatures",
                {"INPUT": layer, "FIELD": "location", "MINZOOM": 8, "MAXZOOM": 9, "OUTPUT": str(tmp_path / "m.json")},
                cancel_at=percent,
            )
    assert not list(tmp_path.iterdir())


# STAC


def item(number: int, **properties: Any) -> dict[str, Any]:
    west = 10 + number / 10
    ring = [[west, 45], [west + 0.2, 45], [west + 0.2, 45.2], [west, 45.2], [west, 45]]
    href = f"https://images.test/{'abcdef'[number]}.tif"
    return {
        "type": "Feature",
        "stac_version": "1.0.0",
        "id": f"item-{number}",
        "collection": "c" if number < 4 else "d",
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "bbox": [west, 45, west + 0.2, 45.2],
        "properties": {
            "datetime": f"2024-01-{10 + number}T10:00:00Z",
            "gsd": 10,
            "eo:cloud_cover": 50 - number,
            **properties,
        },
        "links": [],
        "assets": {
            "visual": {"href": href, "type": "image/tiff"},
            "B04": {"href": f"{href}?B04", "type": "image/tiff"},
        },
    }


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    path = tmp_path / "items.json"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [item(number) for number in range(6)]}))
    return path


def searched(catalogue: Path, **parameters: Any) -> set[str]:
    """Which images the mosaic of a search has, as letters."""
    target = catalogue.with_name("m.json")
    algorithms.run(
        "createfromstac",
        {"FILE": str(catalogue), "OUTPUT": str(target), "OVERWRITE": True, "OPEN": False, **parameters},
    )
    return {name[-5] for names in document(target)["tiles"].values() for name in names}


def test_a_search_is_narrowed_down(plugin: MosaicPlugin, catalogue: Path) -> None:
    assert searched(catalogue) == set("abcdef")
    assert searched(catalogue, COLLECTIONS="c, x") == set("abcd")
    assert searched(catalogue, EXTENT="10.35,10.36,45,45.1 [EPSG:4326]") == set("cd")
    assert searched(catalogue, BEGIN="2024-01-12T00:00:00Z", END="2024-01-14T12:00:00Z") == set("cde")
    assert searched(catalogue, END=QDateTime.fromString("2024-01-11T12:00:00Z", Qt.DateFormat.ISODate)) == set("ab")
    assert searched(catalogue, BEGIN="2024-01-12", END="2024-01-14") == set("cde")
    assert searched(catalogue, BEGIN=QDateTime(2024, 1, 13, 9, 59, 59)) == set("def")
    assert searched(catalogue, CLOUDS=46) == set("ef")
    assert searched(catalogue, MAX_ITEMS=2) == set("ab")
    assert searched(catalogue, FILTER='{"ids": ["item-1", "item-5"]}') == set("bf")


def test_an_address_is_asked_and_what_is_left_out_is_told(plugin: MosaicPlugin, tmp_path: Path) -> None:
    items = [item(0), item(1), {**item(2), "assets": {}}]
    with ScriptedServer() as server:
        server.script("/items", Answer.of_json({"type": "FeatureCollection", "features": items}))
        given = {"URL": f"{server.url}/items", "ASSET": "visual", "OUTPUT": str(tmp_path / "m.json"), "MAX_ITEMS": None}
        done = algorithms.run("createfromstac", given)
    assert done.results["IMAGES"] == 2 and list(done.context.layersToLoadOnCompletion()) == [done.results["LAYER"]]
    told = "\n".join(done.lines)
    assert "1 of 3 items are left out, they have no asset 'visual': item-2" in told and "1 left out" in told


@pytest.mark.parametrize(("on_top", "first"), [("newest", "b"), ("oldest", "a"), ("clearest", "b"), ("catalog", "a")])
def test_what_is_on_top(plugin: MosaicPlugin, catalogue: Path, on_top: str, first: str) -> None:
    searched(catalogue, ON_TOP=on_top, COLLECTIONS="c", MAX_ITEMS=2)
    both = [names for names in document(catalogue.with_name("m.json"))["tiles"].values() if len(names) == 2]
    assert both and {names[0][-5] for names in both} == {first}


def test_one_asset_of_each_item_or_the_item_itself(plugin: MosaicPlugin, catalogue: Path) -> None:
    searched(catalogue, ASSET="B04")
    names = {name for names in document(catalogue.with_name("m.json"))["tiles"].values() for name in names}
    assert names == {f"https://images.test/{letter}.tif?B04" for letter in "abcdef"}
    done = algorithms.run(
        "createfromstac",
        {"FILE": str(catalogue), "NAMES": "item", "OUTPUT": str(catalogue.with_name("m.json")), "OVERWRITE": True},
    )
    assert done.results["IMAGES"] == 6
    assert not done.context.layersToLoadOnCompletion()


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"URL": "https://stac.test"}, "not both"),
        ({"FILE": None}, "Give the address"),
        ({"FILTER": "{nonsense"}, "is none"),
        ({"FILTER": "eo:cloud_cover < 10"}, "ask an API"),
        ({"ASSET": "nothing"}, "no asset 'nothing'"),
        ({"COLLECTIONS": "x"}, "matches no item"),
        ({"FILE": "/no/such/items.json"}, "no file"),
    ],
)
def test_a_search_that_is_wrong(
    plugin: MosaicPlugin, catalogue: Path, parameters: Mapping[str, Any], words: str
) -> None:
    with pytest.raises(QgsProcessingException, match=words):
        searched(catalogue, **parameters)
    assert not catalogue.with_name("m.json").exists()
