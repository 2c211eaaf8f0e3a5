"""`mosaicjson:export` as QGIS runs it: parameters in their own CRS, masks, layers of the result, going on, refusals."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import algorithms
import pytest
import real
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsProcessingException,
    QgsProcessingUtils,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QDate, QDateTime, QTime

from mosaic_qgis.engine.client.terms import EngineFailure
from mosaic_qgis.plugin import MosaicPlugin
from mosaic_qgis.processing.export import Export

WEB = "EPSG:3857"
MIDDLE = (1_335_800.0, 5_942_000.0)
SIDE = 20_000.0


@pytest.fixture(scope="module")
def plugin(qgis_app: QgsApplication) -> Iterator[MosaicPlugin]:
    with real.plugin({}) as plugin:
        yield plugin


@pytest.fixture
def mosaic() -> Path:
    return real.imagery("tests") / "rgb" / "mosaic.json"


def box(side: float = SIDE) -> QgsRectangle:
    x, y = MIDDLE
    return QgsRectangle(x - side / 2, y - side / 2, x + side / 2, y + side / 2)


def test_an_export_is_a_layer_with_the_mosaics_values(plugin: MosaicPlugin, mosaic: Path, tmp_path: Path) -> None:
    done = algorithms.run(
        "export", {"INPUT": str(mosaic), "EXTENT": box(), "RESOLUTION": 50, "OUTPUT": str(tmp_path / "out.tif")}
    )
    assert (done.results["WIDTH"], done.results["HEIGHT"], done.results["FILES"]) == (400, 400, 1)
    assert done.results["SKIPPED"] == 0 and done.progress and done.progress == sorted(done.progress)
    layer = QgsRasterLayer(done.results["OUTPUT"], "out")
    assert layer.isValid() and layer.crs().authid() == WEB and layer.extent() == box()
    assert layer.bandCount() == 3 and layer.dataProvider().sourceHasNoDataValue(1)
    drawn = QgsRasterLayer(str(mosaic), "mosaic", "mosaicjson")
    for dx, dy in ((0, 0), (-7_012, 3_033), (8_088, -9_013)):
        # The middle of a pixel.
        point = QgsPointXY(MIDDLE[0] + round(dx / 50) * 50 + 25, MIDDLE[1] + round(dy / 50) * 50 + 25)
        assert layer.dataProvider().sample(point, 1)[1]
        assert layer.dataProvider().sample(point, 1)[0] >= 0 and drawn.dataProvider().sample(point, 1)[1]


def test_extent_and_mask_may_be_in_other_systems_than_the_file(
    plugin: MosaicPlugin, mosaic: Path, tmp_path: Path
) -> None:
    geographic, utm = (QgsCoordinateReferenceSystem(f"EPSG:{code}") for code in (4326, 32632))
    project = QgsProject.instance()
    lonlat = QgsCoordinateTransform(QgsCoordinateReferenceSystem(WEB), geographic, project).transformBoundingBox(box())
    layer = QgsVectorLayer("CurvePolygon?crs=EPSG:3857", "mask", "memory")
    feature = QgsFeature()
    x, y, radius = *MIDDLE, SIDE / 4
    circle = f"CURVEPOLYGON(CIRCULARSTRING({x - radius} {y}, {x} {y + radius}, {x + radius} {y}, {x} {y - radius}, {x - radius} {y}))"
    feature.setGeometry(QgsGeometry.fromWkt(circle))
    layer.dataProvider().addFeatures([feature, QgsFeature()])
    parameters = {
        "INPUT": str(mosaic),
        "EXTENT": QgsReferencedRectangle(lonlat, geographic),
        "CRS": utm,
        "RESOLUTION": 60,
        "MASK": layer,
        "NODATA": 0,
        "COMPRESSION": "zstd",
        "OUTPUT": str(tmp_path / "out.tif"),
    }
    done = algorithms.run("export", parameters)
    raster = QgsRasterLayer(done.results["OUTPUT"], "out")
    assert raster.crs() == utm and raster.rasterUnitsPerPixelX() == pytest.approx(60)
    there = QgsCoordinateTransform(QgsCoordinateReferenceSystem(WEB), utm, project)
    for share, is_kept in ((0.0, True), (0.9, True), (1.1, False)):
        point = there.transform(QgsPointXY(x + radius * share * 0.7071, y + radius * share * 0.7071))
        assert raster.dataProvider().sample(point, 1)[1] == is_kept
    # Four numbers alone are in the CRS of the file.
    extent = raster.extent()
    text = f"{extent.xMinimum()},{extent.xMaximum()},{extent.yMinimum()},{extent.yMaximum()}"
    again = algorithms.run("export", {**parameters, "EXTENT": text, "MASK": None, "OUTPUT": str(tmp_path / "two.tif")})
    assert QgsRasterLayer(again.results["OUTPUT"], "two").extent().xMinimum() == pytest.approx(extent.xMinimum())


def test_a_temporary_file_with_an_expression_opens(plugin: MosaicPlugin, mosaic: Path) -> None:
    layer = QgsRasterLayer(str(mosaic), "town", "mosaicjson")
    done = algorithms.run(
        "export",
        {
            "INPUT": layer,
            "EXTENT": box(5_000),
            "RESOLUTION": 50,
            "EXPRESSION": "(b1-b2)/(b1+b2)",
            "SELECTION": "mean",
            "RESAMPLING": "bilinear",
            "BEGIN": "2000-01-01T00:00:00Z",
            "OUTPUT": "TEMPORARY_OUTPUT",
        },
    )
    result = QgsProcessingUtils.mapLayerFromString(done.results["OUTPUT"], done.context)
    assert isinstance(result, QgsRasterLayer) and result.isValid() and result.bandCount() == 1
    value, is_there = result.dataProvider().sample(QgsPointXY(*MIDDLE), 1)
    assert is_there and -1 <= value <= 1


@pytest.fixture
def tokyo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This machine's clock is nine hours ahead."""
    with monkeypatch.context() as changed:
        changed.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        yield
    time.tzset()


def test_times_are_utc_wherever_one_is(
    plugin: MosaicPlugin, mosaic: Path, tmp_path: Path, tokyo: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def ask(_self: Export, request: Any, *_others: object) -> None:
        asked.append(request)
        raise EngineFailure("cancelled", "this was enough")

    monkeypatch.setattr(Export, "ask", ask)
    noon = QDateTime(QDate(2024, 6, 1), QTime(12, 0))
    given = {"INPUT": str(mosaic), "BEGIN": noon, "OUTPUT": str(tmp_path / "out.tif")}
    with pytest.raises(QgsProcessingException, match="this was enough"):
        algorithms.run("export", given)
    assert asked[0].time == ("2024-06-01T12:00:00.000Z", None)
    with pytest.raises(QgsProcessingException, match="must not end before it begins"):
        algorithms.run("export", {**given, "END": "2024-06-01T11:00:00Z"})
    assert len(asked) == 1


def test_an_image_that_is_gone_ends_it_and_it_goes_on_without(
    plugin: MosaicPlugin, mosaic: Path, tmp_path: Path
) -> None:
    copy = shutil.copytree(mosaic.parent, tmp_path / "mosaic")
    (copy / "z32_r0_c0.tif").unlink()
    parameters = {"INPUT": str(copy / "mosaic.json"), "RESOLUTION": 100, "OUTPUT": str(tmp_path / "out.tif")}
    with pytest.raises(QgsProcessingException, match=r"z32_r0_c0\.tif.*the same export goes on"):
        algorithms.run("export", parameters)
    assert not (tmp_path / "out.tif").exists() and (tmp_path / "out.tif.part").is_dir()
    done = algorithms.run("export", {**parameters, "SKIP_BROKEN": True})
    assert done.results["SKIPPED"] == 1 and any("z32_r0_c0.tif" in line for line in done.lines)
    assert not (tmp_path / "out.tif.part").exists()


def test_cancelled_it_keeps_what_is_finished(plugin: MosaicPlugin, mosaic: Path, tmp_path: Path) -> None:
    parameters = {"INPUT": str(mosaic), "EXTENT": box(60_000), "RESOLUTION": 10, "OUTPUT": str(tmp_path / "out.tif")}
    with pytest.raises(QgsProcessingException, match=r"[Cc]ancelled"):
        algorithms.run("export", parameters, cancel_at=20)
    assert not (tmp_path / "out.tif").exists() and (tmp_path / "out.tif.part").is_dir()
    done = algorithms.run("export", parameters)
    assert any("were finished by an earlier run" in line for line in done.lines)
    assert QgsRasterLayer(done.results["OUTPUT"], "out").isValid() and done.results["WIDTH"] == 6000


def test_what_is_larger_than_a_file_may_be_is_a_vrt(plugin: MosaicPlugin, mosaic: Path, tmp_path: Path) -> None:
    parameters = {"INPUT": str(mosaic), "EXTENT": box(), "RESOLUTION": 8, "FILE_SIZE": 2048}
    done = algorithms.run("export", {**parameters, "OUTPUT": str(tmp_path / "out.tif")})
    assert done.results["OUTPUT"] == str(tmp_path / "out.vrt") and done.results["FILES"] == 4
    assert any("4 files and the VRT" in line for line in done.lines)
    layer = QgsRasterLayer(done.results["OUTPUT"], "out")
    assert layer.isValid() and layer.width() == 2500 and layer.dataProvider().sample(QgsPointXY(*MIDDLE), 2)[1]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"BANDS": "1,x"}, "such as 4,3,2"),
        ({"BANDS": "9"}, "bands 1 to 3"),
        ({"EXPRESSION": "b1 +"}, "expression"),
        ({"EXTENT": "5,5,1,1"}, "empty"),
        ({"OUTPUT": "out.png"}, r"out\.png"),
        ({"COMPRESSION": "webp", "QUALITY": 50}, "WebP"),
        ({"CLUSTER": "no such:place"}, "Dask scheduler"),
        ({"INPUT": "/no/such/mosaic.json"}, "no such|There is no"),
    ],
)
def test_wrong_settings_are_told(
    plugin: MosaicPlugin, mosaic: Path, tmp_path: Path, wrong: dict[str, str], told: str
) -> None:
    parameters = {"INPUT": str(mosaic), "EXTENT": box(), "RESOLUTION": 100, "OUTPUT": "out.tif", **wrong}
    parameters["OUTPUT"] = str(tmp_path / parameters["OUTPUT"])
    with pytest.raises(QgsProcessingException, match=told):
        algorithms.run("export", parameters)
    assert not list(tmp_path.iterdir())


def test_nothing_is_replaced_unasked(plugin: MosaicPlugin, mosaic: Path, tmp_path: Path) -> None:
    target = tmp_path / "there.tif"
    target.write_text("precious")
    parameters = {"INPUT": str(mosaic), "EXTENT": box(2_000), "RESOLUTION": 100, "OUTPUT": str(target)}
    with pytest.raises(QgsProcessingException, match="exists already"):
        algorithms.run("export", parameters)
    assert target.read_text() == "precious"
    algorithms.run("export", {**parameters, "OVERWRITE": True})
    assert QgsRasterLayer(str(target), "there").isValid()
