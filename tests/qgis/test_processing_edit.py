"""`update`, `remove`, `merge` and `copy` as Processing runs them: from files and features, by names and areas, and what goes wrong."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import algorithms
import pytest
import real
from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingUtils,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorLayer,
)
from waiting import until

from mosaic_qgis.plugin import MosaicPlugin
from mosaic_qgis.processing import stored


@pytest.fixture(scope="module")
def plugin(qgis_app: QgsApplication) -> Iterator[MosaicPlugin]:
    with real.plugin({}) as plugin:
        yield plugin


@pytest.fixture(scope="module")
def imagery() -> Path:
    return real.imagery("tests") / "uint16"


@pytest.fixture
def folder(imagery: Path, tmp_path: Path) -> Path:
    """A mosaic of one's own, with its images."""
    shutil.copytree(imagery, tmp_path / "data")
    return tmp_path / "data"


def tiles(path: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads(path.read_text())["tiles"]
    return found


def images(path: Path) -> list[str]:
    """Names, in the order in which they are first listed."""
    return list(dict.fromkeys(name for names in tiles(path).values() for name in names))


def footprints(*rows: tuple[str, QgsRectangle]) -> QgsVectorLayer:
    """A layer of rectangles in degrees with the names of images."""
    layer = QgsVectorLayer("Polygon?crs=EPSG:4326&field=path:string", "footprints", "memory")
    for name, box in rows:
        feature = QgsFeature(layer.fields())
        feature.setAttributes([name])
        feature.setGeometry(QgsGeometry.fromRect(box))
        assert layer.dataProvider().addFeature(feature)
    return layer


def bounds(path: Path) -> QgsRectangle:
    return QgsRectangle(*json.loads(path.read_text())["bounds"])


def test_images_come_and_go(plugin: MosaicPlugin, folder: Path) -> None:
    mosaic = folder / "mosaic.json"
    before = images(mosaic)
    gone = before[0]
    done = algorithms.run("remove", {"INPUT": str(mosaic), "NAMES": gone})
    assert (done.results["REMOVED"], done.results["IMAGES"]) == (1, len(before) - 1)
    assert gone not in images(mosaic) and any(Path(gone).name in line for line in done.lines)
    file = folder / gone
    assert file.is_file(), "images stay where they are"
    done = algorithms.run("update", {"INPUT": str(mosaic), "FILES": [str(file)], "FIRST": True})
    assert (done.results["ADDED"], done.results["SKIPPED"]) == (1, 0) and done.results["OUTPUT"] == str(mosaic)
    assert sorted(images(mosaic)) == sorted(before)
    assert all(names[0] == gone for names in tiles(mosaic).values() if gone in names)
    algorithms.run("update", {"INPUT": str(mosaic), "FILES": [str(file)], "FIRST": False})
    assert all(names[-1] == gone for names in tiles(mosaic).values() if gone in names)
    assert done.progress == sorted(done.progress)


def test_images_of_features_are_added(plugin: MosaicPlugin, folder: Path) -> None:
    mosaic = folder / "mosaic.json"
    layer = footprints(("https://example.com/new.tif", bounds(mosaic)), ("", bounds(mosaic)))
    done = algorithms.run("update", {"INPUT": str(mosaic), "FEATURES": layer, "FIELD": "path", "FIRST": False})
    assert (done.results["ADDED"], done.results["SKIPPED"]) == (1, 1)
    assert all(names[-1] == "https://example.com/new.tif" for names in tiles(mosaic).values())


def test_layers_show_the_mosaic_as_it_is_now(plugin: MosaicPlugin, folder: Path) -> None:
    mosaic = folder / "mosaic.json"
    layer = QgsRasterLayer(str(mosaic), "town", "mosaicjson")
    QgsProject.instance().addMapLayer(layer)
    told: list[Any] = []
    layer.repaintRequested.connect(lambda *_: told.append(1))
    algorithms.run("remove", {"INPUT": layer.id(), "NAMES": images(mosaic)[0], "TRIAL": True})
    assert not told
    algorithms.run("remove", {"INPUT": layer.id(), "NAMES": images(mosaic)[0]})
    assert told and layer.isValid()
    QgsProject.instance().clear()


def test_images_of_an_area_are_removed(plugin: MosaicPlugin, folder: Path) -> None:
    mosaic = folder / "mosaic.json"
    before, whole = mosaic.read_bytes(), bounds(mosaic)
    count = len(images(mosaic))
    extent = f"{whole.xMinimum()},{whole.center().x()},{whole.yMinimum()},{whole.yMaximum()} [EPSG:4326]"
    trial = {"INPUT": str(mosaic), "TRIAL": True, "HOW": "touching"}
    by_extent = algorithms.run("remove", {**trial, "EXTENT": extent})
    left_half = QgsRectangle(whole.xMinimum(), whole.yMinimum(), whole.center().x(), whole.yMaximum())
    by_layer = algorithms.run("remove", {**trial, "AREA": footprints(("x", left_half))})
    assert by_extent.results["REMOVED"] == by_layer.results["REMOVED"] > 0
    assert by_extent.results["REMOVED"] + by_extent.results["IMAGES"] == count
    assert mosaic.read_bytes() == before, "only told"
    nowhere = algorithms.run("remove", {**trial, "EXTENT": "100,101,-10,-9 [EPSG:4326]"})
    assert nowhere.results["REMOVED"] == 0


def test_dead_links_are_dropped(plugin: MosaicPlugin, folder: Path) -> None:
    mosaic = folder / "mosaic.json"
    gone = images(mosaic)[1]
    (folder / gone).unlink()
    done = algorithms.run("remove", {"INPUT": str(mosaic), "DEAD": True})
    assert done.results["REMOVED"] == 1 and gone not in images(mosaic)


def test_mosaics_are_merged_and_open(plugin: MosaicPlugin, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    algorithms.run("copy", {"INPUT": str(folder / "mosaic.json"), "OUTPUT": str(other), "OPEN": False})
    algorithms.run("remove", {"INPUT": str(other), "NAMES": "*" + Path(images(other)[0]).name})
    target = tmp_path / "both.json.gz"
    parameters = {
        "MOSAICS": [str(other)],
        "ADDRESSES": str(folder / "mosaic.json"),
        "OUTPUT": str(target),
        "NAME": "Both",
    }
    done = algorithms.run("merge", parameters)
    assert done.results["IMAGES"] == len(images(folder / "mosaic.json"))
    layer = QgsProcessingUtils.mapLayerFromString(done.results["LAYER"], done.context)
    assert isinstance(layer, QgsRasterLayer) and layer.isValid()
    with pytest.raises(QgsProcessingException, match="exists already"):
        algorithms.run("merge", parameters)
    with pytest.raises(QgsProcessingException, match="two mosaics"):
        algorithms.run("merge", {"MOSAICS": [str(other)], "OUTPUT": str(tmp_path / "one.json")})


@pytest.mark.parametrize(
    ("name", "parameters", "sentence"),
    [
        ("remove", {}, "which images to remove"),
        ("remove", {"NAMES": " \n"}, "Say which images to remove"),
        ("remove", {"NAMES": "*"}, "none would be left"),
        ("remove", {"EXTENT": "0,1,0,1 [EPSG:4326]", "AREA": "x"}, "not both"),
        ("update", {}, "which images to add"),
        ("update", {"FILES": ["no_such.tif"]}, "no_such.tif"),
        ("update", {"FOLDER": "{empty}"}, "image"),
        ("update", {"FEATURES": "{features}"}, "field"),
        ("update", {"FEATURES": "{features}", "FIELD": "nobody"}, "nobody"),
        ("update", {"FEATURES": "{no_geometry}", "FIELD": "path"}, "image"),
        ("merge", {"MOSAICS": ["{mosaic}", "{broken}"]}, "broken"),
        ("copy", {"OUTPUT": "{missing}/x/copy.json"}, "missing"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_changes_nothing(
    plugin: MosaicPlugin, folder: Path, tmp_path: Path, name: str, parameters: dict[str, Any], sentence: str
) -> None:
    mosaic = folder / "mosaic.json"
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken.json").write_text("{")
    without = footprints()
    assert without.dataProvider().addFeature(QgsFeature(without.fields()))
    places = {
        "{empty}": str(tmp_path / "empty"),
        "{features}": footprints(("https://example.com/a.tif", bounds(mosaic))),
        "{no_geometry}": without,
        "{mosaic}": str(mosaic),
        "{broken}": str(tmp_path / "broken.json"),
    }

    def filled(value: Any) -> Any:
        if isinstance(value, list):
            return [filled(each) for each in value]
        if isinstance(value, str) and value not in places:
            return value.replace("{missing}", str(tmp_path / "missing"))
        return places.get(value, value) if isinstance(value, str) else value

    before = mosaic.read_bytes()
    given = {"INPUT": str(mosaic), **{key: filled(value) for key, value in parameters.items()}}
    if name in ("merge", "copy"):
        given.setdefault("OUTPUT", str(tmp_path / "target.json"))
    with pytest.raises(QgsProcessingException) as caught:
        algorithms.run(name, given)
    text = str(caught.value)
    assert sentence in text and "\n" not in text.strip() and "Traceback" not in text
    assert mosaic.read_bytes() == before and not (tmp_path / "target.json").exists()


def test_what_is_cancelled_changes_nothing(plugin: MosaicPlugin, folder: Path, tmp_path: Path) -> None:
    mosaic = folder / "mosaic.json"
    before = mosaic.read_bytes()
    for name, parameters in (
        ("update", {"FOLDER": str(folder)}),
        ("remove", {"DEAD": True}),
        ("merge", {"MOSAICS": [str(mosaic), str(mosaic)], "OUTPUT": str(tmp_path / "merged.json")}),
    ):
        with pytest.raises(QgsProcessingException, match="Cancelled"):
            algorithms.run(name, {"INPUT": str(mosaic), **parameters}, cancel_at=-1)
    assert mosaic.read_bytes() == before and not (tmp_path / "merged.json").exists()


def test_a_document_on_the_web_is_refused_before_anything_is_read(plugin: MosaicPlugin) -> None:
    for name, parameters in (("update", {"FILES": ["/tmp/a.tif"]}), ("remove", {"DEAD": True})):
        with pytest.raises(QgsProcessingException, match="is saved to a file"):
            algorithms.run(name, {"INPUT": "https://127.0.0.1:9/mosaic.json", **parameters})


def test_in_qgis_s_window_layers_are_read_anew_as_if_qgis_had_asked(
    plugin: MosaicPlugin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not below the program that ran the algorithm, where the window would stand still as long as the store is silent."""
    mosaic = real.imagery("tests") / "uint16" / "mosaic.json"
    layer = QgsRasterLayer(str(mosaic), "shown", "mosaicjson")
    gone = QgsRasterLayer(str(mosaic), "gone", "mosaicjson")
    QgsProject.instance().addMapLayers([layer, gone])
    told: list[str] = []
    layer.repaintRequested.connect(lambda *_deferred: told.append("read"))
    monkeypatch.setattr(stored, "QgsApplication", SimpleNamespace(platform=lambda: "desktop"))
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    assert stored.reload_layers(str(mosaic), context) == 2 and not told
    QgsProject.instance().removeMapLayer(gone)
    until(lambda: bool(told))
