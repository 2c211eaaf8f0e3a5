"""The algorithms that look into a mosaic, run as Processing runs them, on the real engine."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import algorithms
import pytest
import real
from catalogs.dated import write_items
from osgeo import gdal
from qgis.core import (
    NULL,
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFields,
    QgsGeometry,
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingUtils,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QMetaType

from mosaic_qgis.plugin import MosaicPlugin
from mosaic_qgis.processing import imagesatpoints, rows, timeseries


@pytest.fixture(scope="module")
def plugin(qgis_app: QgsApplication) -> Iterator[MosaicPlugin]:
    with real.plugin({}) as plugin:
        yield plugin


@pytest.fixture(scope="module")
def mosaic() -> Path:
    return real.imagery("tests") / "uint16" / "mosaic.json"


@pytest.fixture
def catalogue(mosaic: Path, tmp_path: Path) -> str:
    """The same images as a STAC mosaic, a month apart."""
    return f"stac+file://{write_items(tmp_path / 'items.json', sorted(mosaic.parent.rglob('*.tif')))}|assets=image|minzoom=8|maxzoom=12"


def features_of(run: algorithms.Run, name: str = "OUTPUT") -> list[QgsFeature]:
    layer = QgsProcessingUtils.mapLayerFromString(run.results[name], run.context)
    assert isinstance(layer, QgsVectorLayer) and layer.isValid()
    return list(layer.getFeatures())


def layer_of(run: algorithms.Run, name: str = "OUTPUT") -> QgsVectorLayer:
    layer = QgsProcessingUtils.mapLayerFromString(run.results[name], run.context)
    assert isinstance(layer, QgsVectorLayer)
    return layer


def images_of(mosaic: Path) -> set[str]:
    return {name for names in json.loads(mosaic.read_text())["tiles"].values() for name in names}


def corners(path: Path) -> QgsGeometry:
    """The image's corners as a polygon in its own CRS."""
    dataset = gdal.Open(str(path))
    left, width, _, top, _, height = dataset.GetGeoTransform()
    return QgsGeometry.fromRect(
        QgsRectangle(left, top + height * dataset.RasterYSize, left + width * dataset.RasterXSize, top)
    )


def places(mosaic: Path, kind: str = "Point", count: int = 3) -> QgsVectorLayer:
    """Points (or squares around them) in the middle of the first images, in the images' CRS."""
    images = sorted(mosaic.parent.rglob("*.tif"))[:count]
    crs = gdal.Open(str(images[0])).GetSpatialRef().GetAuthorityCode(None)
    layer = QgsVectorLayer(f"{kind}?crs=EPSG:{crs}&field=title:string&field=size:double", "places", "memory")
    made = []
    for number, image in enumerate(images):
        feature = QgsFeature(layer.fields())
        middle = corners(image).centroid()
        feature.setGeometry(middle if kind == "Point" else middle.buffer(300, 4))
        feature.setAttributes([f"place {number} <b>", 1.5])
        made.append(feature)
    assert layer.dataProvider().addFeatures(made)[0]
    QgsProject.instance().addMapLayer(layer)
    return layer


# Facts


def test_facts_are_numbers_text_page_and_json(plugin: MosaicPlugin, mosaic: Path, tmp_path: Path) -> None:
    page, data = tmp_path / "facts.html", tmp_path / "facts.json"
    run = algorithms.run("info", {"INPUT": str(mosaic), "OUTPUT_HTML": str(page), "OUTPUT_JSON": str(data)})
    document = json.loads(mosaic.read_text())
    results = run.results
    assert results["IMAGES"] == len(images_of(mosaic)) and results["TILES"] == len(document["tiles"])
    assert (results["MINZOOM"], results["MAXZOOM"]) == (document["minzoom"], document["maxzoom"])
    assert [results[name] for name in ("WEST", "SOUTH", "EAST", "NORTH")] == pytest.approx(document["bounds"])
    assert (results["BANDS"], results["CRS"], results["NAME"]) == (1, "EPSG:3857", document["name"])
    assert results["BEGIN"] == "" and results["RESOLUTION"] > 0
    assert "near infrared" in results["TEXT"] and any("uint16" in line for line in run.lines)
    told = json.loads(data.read_text())
    assert told["images"] == results["IMAGES"] and told["bands"][0]["dtype"] == "uint16"
    text = page.read_text(encoding="utf-8")
    assert document["name"] in text and "near infrared" in text
    assert not re.search(r"<script|src=|@import|url\(", text)


def test_facts_of_a_mosaic_whose_images_are_gone(plugin: MosaicPlugin, tmp_path: Path) -> None:
    mosaic = tmp_path / "m.json"
    name = "<script>alert(1)</script>"
    mosaic.write_text(
        json.dumps({"mosaicjson": "0.0.3", "name": name, "minzoom": 1, "maxzoom": 2, "tiles": {"0": ["x.tif"]}})
    )
    run = algorithms.run("info", {"INPUT": str(mosaic), "OUTPUT_HTML": str(tmp_path / "facts.html")})
    assert (run.results["IMAGES"], run.results["BANDS"], run.results["RESOLUTION"]) == (1, 0, None)
    assert "x.tif" in run.results["TEXT"] and "OUTPUT_JSON" not in run.results
    assert "<script" not in (tmp_path / "facts.html").read_text()


def test_a_page_that_cannot_be_written_is_one_sentence(plugin: MosaicPlugin, mosaic: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(QgsProcessingException, match="cannot be written"):
        algorithms.run("info", {"INPUT": str(mosaic), "OUTPUT_HTML": str(tmp_path / "file" / "facts.html")})


@pytest.mark.parametrize("name", ["info", "footprints", "quadkeys"])
def test_a_mosaic_that_is_not_there(plugin: MosaicPlugin, name: str, tmp_path: Path) -> None:
    target = tmp_path / "out.gpkg"
    with pytest.raises(QgsProcessingException, match="no_such"):
        algorithms.run(name, {"INPUT": str(tmp_path / "no_such.json"), "OUTPUT": str(target)})
    assert not target.exists()


# Footprints


def test_footprints_are_those_of_the_images(plugin: MosaicPlugin, mosaic: Path, tmp_path: Path) -> None:
    target = tmp_path / "footprints.gpkg"
    run = algorithms.run("footprints", {"INPUT": str(mosaic), "OUTPUT": str(target)})
    found = {feature["name"]: feature for feature in features_of(run)}
    assert set(found) == {Path(name).name for name in images_of(mosaic)}
    assert run.results["COUNT"] == run.results["IMAGES"] == len(found)
    layer = layer_of(run)
    assert layer.crs().authid() in {"EPSG:4326", "OGC:CRS84"} and target.is_file()
    for name, feature in found.items():
        path = next(mosaic.parent.rglob(name))
        dataset = gdal.Open(str(path))
        box = corners(path).boundingBox()
        assert (feature["width"], feature["height"], feature["bands"]) == (dataset.RasterXSize, dataset.RasterYSize, 1)
        assert feature["crs"] == f"EPSG:{dataset.GetSpatialRef().GetAuthorityCode(None)}"
        assert feature["pixel_size"] == pytest.approx(box.width() / dataset.RasterXSize)
        assert feature["image"] == str(path) and feature["footprint"] == "image" and feature["data_type"] == "uint16"
        assert feature["begin"] == NULL
    kinds = {field.name(): field.type() for field in layer.fields()}
    assert kinds["rank"] == QMetaType.Type.LongLong and kinds["pixel_size"] == QMetaType.Type.Double


def test_footprints_of_a_catalogue_over_an_extent(plugin: MosaicPlugin, mosaic: Path, catalogue: str) -> None:
    image = min(mosaic.parent.rglob("*.tif"))
    middle = corners(image).centroid().asPoint()
    epsg = gdal.Open(str(image)).GetSpatialRef().GetAuthorityCode(None)
    extent = f"{middle.x()},{middle.x() + 1},{middle.y()},{middle.y() + 1} [EPSG:{epsg}]"
    run = algorithms.run(
        "footprints", {"INPUT": catalogue, "EXTENT": extent, "EXACT": False, "OUTPUT": "TEMPORARY_OUTPUT"}
    )
    found = {feature["id"]: feature for feature in features_of(run)}
    assert image.stem in found and len(found) < len(images_of(mosaic)) + 1
    # Whether the engine has looked at the image before is for other tests to say.
    assert found[image.stem]["footprint"] in {"item", "image"}
    assert found[image.stem]["begin"].toString("yyyy-MM-dd hh:mm") == "2024-01-15 10:00"
    assert {"license", "collection"} <= set(layer_of(run).fields().names())


def test_footprints_stop_when_asked(plugin: MosaicPlugin, mosaic: Path, tmp_path: Path) -> None:
    target = tmp_path / "footprints.gpkg"
    with pytest.raises(QgsProcessingException, match=r"(?i)cancel"):
        algorithms.run("footprints", {"INPUT": str(mosaic), "OUTPUT": str(target)}, cancel_at=0)
    assert not target.exists()


# Index


def test_the_index_as_squares(plugin: MosaicPlugin, mosaic: Path) -> None:
    run = algorithms.run("quadkeys", {"INPUT": str(mosaic), "OUTPUT": "TEMPORARY_OUTPUT"})
    tiles = json.loads(mosaic.read_text())["tiles"]
    found = {feature["quadkey"]: feature for feature in features_of(run)}
    assert {quadkey: feature["images"] for quadkey, feature in found.items()} == {
        quadkey: len(set(names)) for quadkey, names in tiles.items()
    }
    assert layer_of(run).crs().authid() == "EPSG:3857"
    assert (run.results["TILES"], run.results["IMAGES"]) == (len(tiles), len(images_of(mosaic)))
    area = sum(feature.geometry().area() for feature in found.values())
    side = 2 * 20037508.342789244 / 2 ** len(next(iter(tiles)))
    assert area == pytest.approx(len(tiles) * side * side)
    coarse = algorithms.run("quadkeys", {"INPUT": str(mosaic), "ZOOM": 3, "OUTPUT": "TEMPORARY_OUTPUT"})
    (whole,) = features_of(coarse)
    assert (whole["zoom"], whole["tiles"], whole["images"]) == (3, len(tiles), len(images_of(mosaic)))
    assert whole["listed"] == sum(map(len, tiles.values())) and whole["most_images"] == max(map(len, tiles.values()))


# Points


def test_images_and_values_at_points(plugin: MosaicPlugin, mosaic: Path) -> None:
    layer = places(mosaic)
    run = algorithms.run(
        "imagesatpoints",
        {"INPUT": str(mosaic), "POINTS": layer, "OUTPUT": "TEMPORARY_OUTPUT", "OUTPUT_POINTS": "TEMPORARY_OUTPUT"},
    )
    pairs, points = features_of(run), features_of(run, "OUTPUT_POINTS")
    assert [point["title"] for point in points] == [feature["title"] for feature in layer.getFeatures()]
    assert run.results["COUNT"] == 3 and run.results["IMAGES"] == len(pairs) >= 3
    band = layer_of(run).fields().names()[-1]
    assert "infrared" in band or band == "b1"
    for point in points:
        of_point = [pair for pair in pairs if pair["title"] == point["title"]]
        assert point["images"] == len(of_point) and [pair["rank"] for pair in of_point] == sorted(
            pair["rank"] for pair in of_point
        )
        (used,) = [pair for pair in of_point if pair["used"]]
        assert used[band] == point[band] and point["size"] == 1.5
        dataset = gdal.Open(used["image"])
        back = gdal.InvGeoTransform(dataset.GetGeoTransform())
        place = point.geometry().asPoint()
        column, row = gdal.ApplyGeoTransform(back, place.x(), place.y())
        assert dataset.ReadAsArray(int(column), int(row), 1, 1)[0, 0] == used[band]


def test_only_which_images_and_only_selected_points(plugin: MosaicPlugin, mosaic: Path) -> None:
    layer = places(mosaic)
    layer.selectByIds([next(layer.getFeatures()).id()])
    run = algorithms.run(
        "imagesatpoints",
        {
            "INPUT": str(mosaic), "POINTS": QgsProcessingFeatureSourceDefinition(layer.id(), selectedFeaturesOnly=True),
            "VALUES": False, "OUTPUT": "TEMPORARY_OUTPUT",
        },
    )  # fmt: skip
    assert run.results["COUNT"] == 1 and "OUTPUT_POINTS" not in run.results
    assert layer_of(run).fields().names()[-1] == "used"
    assert {feature["title"] for feature in features_of(run)} == {"place 0 <b>"}


def test_points_without_places_and_crs(plugin: MosaicPlugin, mosaic: Path) -> None:
    empty = QgsVectorLayer("Point?crs=EPSG:4326", "empty", "memory")
    with pytest.raises(QgsProcessingException, match="no point in the input"):
        algorithms.run("imagesatpoints", {"INPUT": str(mosaic), "POINTS": empty, "OUTPUT": "TEMPORARY_OUTPUT"})
    unplaced = places(mosaic)
    unplaced.setCrs(QgsCoordinateReferenceSystem())
    with pytest.raises(QgsProcessingException, match="no coordinate reference system"):
        algorithms.run("imagesatpoints", {"INPUT": str(mosaic), "POINTS": unplaced, "OUTPUT": "TEMPORARY_OUTPUT"})


def test_a_time_that_ends_before_it_begins(plugin: MosaicPlugin, catalogue: str, mosaic: Path) -> None:
    given = {"INPUT": catalogue, "POINTS": places(mosaic), "OUTPUT": "TEMPORARY_OUTPUT", "VALUES": False}
    with pytest.raises(QgsProcessingException, match="must not end before"):
        algorithms.run("imagesatpoints", {**given, "BEGIN": "2024-03-01T00:00:00", "END": "2024-02-01T00:00:00"})
    run = algorithms.run("imagesatpoints", {**given, "BEGIN": "2024-01-01T00:00:00", "END": "2024-01-31T00:00:00"})
    assert {feature["begin"].toString("yyyy-MM") for feature in features_of(run)} == {"2024-01"}


# Series


def test_a_series_at_points_as_table_and_chart(
    plugin: MosaicPlugin, mosaic: Path, catalogue: str, tmp_path: Path
) -> None:
    page = tmp_path / "chart.html"
    run = algorithms.run(
        "timeseries",
        {
            "INPUT": catalogue, "PLACES": places(mosaic), "LABEL": "title", "OUTPUT": str(tmp_path / "series.gpkg"),
            "OUTPUT_HTML": str(page),
        },
    )  # fmt: skip
    found = features_of(run)
    assert len(found) == run.results["COUNT"] >= 3 and not layer_of(run).isSpatial()
    assert {feature["place"] for feature in found} == {f"place {number} <b>" for number in range(3)}
    for feature in found:
        number = sorted(path.name for path in mosaic.parent.rglob("*.tif")).index(feature["name"]) + 1
        assert feature["begin"].toString("yyyy-MM-dd") == f"2024-{number:02d}-15"
        assert feature["images"] == 1 and feature.attributes()[-1] > 0
    text = page.read_text(encoding="utf-8")
    assert text.count("<circle") == len(found) and "place 0 &lt;b&gt;" in text
    assert not re.search(r"<script|src=|@import|url\(", text)


def test_a_series_in_polygons(plugin: MosaicPlugin, mosaic: Path, catalogue: str, tmp_path: Path) -> None:
    run = algorithms.run(
        "timeseries",
        {
            "INPUT": catalogue, "PLACES": places(mosaic, "Polygon", 1), "EXPRESSION": "b1*2", "OUTPUT": "TEMPORARY_OUTPUT",
            "OUTPUT_HTML": str(tmp_path / "chart.html"), "BY_DAY": True, "END": "2024-12-31T00:00:00",
        },
    )  # fmt: skip
    first = features_of(run)[0]
    names = [name for name in layer_of(run).fields().names() if name.endswith(("_mean", "_min", "_max", "_count"))]
    mean, low, high, count = (first[name] for name in names)
    assert low <= mean <= high and count > 100
    assert "<polygon" in (tmp_path / "chart.html").read_text() or len(features_of(run)) == 1


def test_a_series_of_a_mosaic_without_times(plugin: MosaicPlugin, mosaic: Path, tmp_path: Path) -> None:
    given = {"INPUT": str(mosaic), "PLACES": places(mosaic), "OUTPUT": str(tmp_path / "t.gpkg")}
    with pytest.raises(QgsProcessingException, match="knows when its images were taken"):
        algorithms.run("timeseries", given)
    assert not (tmp_path / "t.gpkg").exists()
    with pytest.raises(QgsProcessingException, match="nonsense"):
        algorithms.run("timeseries", {**given, "EXPRESSION": "nonsense(b1"})


@pytest.mark.parametrize("name", ["imagesatpoints", "timeseries"])
def test_an_input_that_comes_in_another_order_is_no_wrong_table(
    plugin: MosaicPlugin, mosaic: Path, catalogue: str, tmp_path: Path, name: str
) -> None:
    module, parameter, iterate = {
        "imagesatpoints": (imagesatpoints, "POINTS", "_each"),
        "timeseries": (timeseries, "PLACES", "_with_geometry"),
    }[name]
    first, times = getattr(module, iterate), iter((False, True))

    def another_order(*arguments: object) -> Iterator[object]:
        found = list(first(*arguments))
        return iter(found[::-1] if next(times) else found)

    target = tmp_path / "out.gpkg"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, iterate, another_order)
        with pytest.raises(QgsProcessingException, match="changed while it was read"):
            algorithms.run(name, {"INPUT": catalogue, parameter: places(mosaic), "OUTPUT": str(target)})
    assert not target.exists()


# Fields and values


def test_names_of_fields_do_not_meet() -> None:
    kinds: list[tuple[str, str]] = [
        ("name", "text"),
        ("NAME", "whole"),
        ("fid", "whole"),
        ("Name", "number"),
        ("", "text"),
    ]
    fields = rows.fields_of(kinds)
    assert fields.names() == ["name", "NAME_2", "fid_2", "Name_3", "_"]
    assert rows.fields_of([("a", "text")], QgsFields(fields)).names()[-1] == "a"


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        (None, "text", None), ("x", "text", "x"), (5, "text", "5"), ("https://u:pw@h/a", "text", "https://***@h/a"),
        (True, "boolean", True), (7, "whole", 7), (2**70, "whole", None), (1, "number", 1.0), ("nan", "number", None),
        (float("inf"), "number", None), (10**400, "number", None), ("..", "time", None), ("yesterday", "time", None),
    ],
)  # fmt: skip
def test_values_of_fields(value: Any, kind: str, expected: object) -> None:
    assert rows.value_of(value, kind) == expected


def test_times_are_those_of_the_mosaic() -> None:
    begin, end = rows.span("2024-01-15T10:00:00Z/2024-01-16T11:00:00.500Z")
    assert begin is not None and begin.toMSecsSinceEpoch() == 1_705_312_800_000
    assert end is not None and end.toMSecsSinceEpoch() == 1_705_402_800_500
    assert rows.span("../2024-01-16T11:00:00Z")[0] is None
    assert rows.span(None) == (None, None)
    once = rows.span("2024-01-15T10:00:00Z")
    assert once[0] == once[1]


def test_a_sink_that_is_full_leaves_nothing(plugin: MosaicPlugin, mosaic: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.gpkg"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "_put", _refusing)
        with pytest.raises(QgsProcessingException, match="takes no more features"):
            algorithms.run("quadkeys", {"INPUT": str(mosaic), "OUTPUT": str(target)})
    assert not target.exists()


def test_a_sink_that_is_full_leaves_nothing_though_the_project_shows_the_file(
    plugin: MosaicPlugin, mosaic: Path, tmp_path: Path
) -> None:
    """A layer of the project is not the sink's: the half of a file goes nevertheless."""
    target = tmp_path / "out.gpkg"
    algorithms.run("quadkeys", {"INPUT": str(mosaic), "OUTPUT": str(target)})
    shown = QgsVectorLayer(str(target), "shown")
    assert shown.isValid()
    QgsProject.instance().addMapLayer(shown)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "_put", _refusing)
        with pytest.raises(QgsProcessingException, match="takes no more features"):
            algorithms.run("quadkeys", {"INPUT": str(mosaic), "OUTPUT": str(target)})
    assert not target.exists()
    assert QgsProject.instance().mapLayers() == {shown.id(): shown}


def _refusing(sink: object, features: list[QgsFeature]) -> None:
    if sink is not None and features:
        raise QgsProcessingException("The output takes no more features: full")
