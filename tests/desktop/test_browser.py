"""Mosaics at hand in the real QGIS (scenarios/browser.py): Browser, dropping, a layer's menu and page, images here."""

from __future__ import annotations

import json
from pathlib import Path

import numpy
import pytest
from desktop.documents import geographic, quadkey, tile_bounds
from desktop.runs import RunScenario, check_clean, fresh_folder
from osgeo import gdal
from qgis_desktop.run import Outcome

STEPS = (
    "the window is ready",
    "a connection in the Browser",
    "carried onto the map",
    "a layer's menu",
    "images here",
    "identify",
    "a layer's page",
    "dropped files",
    "the plugin is reloaded under the Browser",
)
ZOOM, COL, ROW = 10, 545, 358
RED, GREEN = (200, 30, 30), (30, 180, 30)


def write_image(path: Path, color: tuple[int, int, int], col: int = COL) -> None:
    """One tile as a GeoTIFF of one colour."""
    path.parent.mkdir(parents=True, exist_ok=True)
    xmin, _, xmax, ymax = tile_bounds(col, ROW, ZOOM)
    image = gdal.GetDriverByName("GTiff").Create(
        str(path), 256, 256, 3, gdal.GDT_Byte, ["PHOTOMETRIC=RGB", "TILED=YES"]
    )
    image.SetGeoTransform((xmin, (xmax - xmin) / 256, 0, ymax, 0, -(xmax - xmin) / 256))
    image.SetProjection(gdal.osr.GetUserInputAsWKT("EPSG:3857"))
    image.WriteArray(numpy.ones((3, 256, 256), numpy.uint8) * numpy.array(color, numpy.uint8)[:, None, None])


def write_mosaic(path: Path, names: list[str]) -> None:
    xmin, ymin, xmax, ymax = tile_bounds(COL, ROW, ZOOM)
    document = {
        "mosaicjson": "0.0.3", "version": "1.0.0", "minzoom": 6, "maxzoom": 12, "quadkey_zoom": ZOOM,
        "bounds": [*geographic(xmin, ymin), *geographic(xmax, ymax)], "tiles": {quadkey(COL, ROW, ZOOM): names},
    }  # fmt: skip
    path.write_text(json.dumps(document), encoding="utf-8")


@pytest.fixture(scope="module")
def folder() -> Path:
    return fresh_folder("browser")


@pytest.fixture(scope="module")
def outcome(run_scenario: RunScenario, folder: Path) -> Outcome:
    """The whole scenario, once."""
    for name, color in (("red.tif", RED), ("green.tif", GREEN)):
        write_image(folder / name, color)
    write_mosaic(folder / "colours.json", ["red.tif", "green.tif"])
    write_mosaic(folder / "other.mosaicjson", ["green.tif"])
    images = [folder / "many" / f"{number}.tif" for number in range(3)]
    for number, image in enumerate(images):
        write_image(image, (60 * number, 120, 200), COL + number)
    return run_scenario(
        "browser",
        timeout_s=200,
        mosaic=str(folder / "colours.json"),
        other=str(folder / "other.mosaicjson"),
        images=[str(image) for image in images],
    )


@pytest.mark.parametrize("name", STEPS)
def test_step(outcome: Outcome, name: str) -> None:
    assert outcome.step(name)["ok"], outcome.account()


def test_quits_cleanly(outcome: Outcome) -> None:
    check_clean(outcome)


def test_a_saved_mosaic_is_added_under_its_name(outcome: Outcome, folder: Path) -> None:
    assert outcome.report["facts"]["added"] == [["Two colours", str(folder / "colours.json")]] * 2


def test_what_is_not_there_is_told_and_not_added(outcome: Outcome) -> None:
    said = outcome.report["facts"]["said"]
    assert [len(each) for each in said] == [1, 1]
    assert "“Nowhere” was not found" in said[0][0] and "“Gone” was not found" in said[1][0]
    assert outcome.report["facts"]["added_then"] == 2


def test_the_menu_does_what_it_says(outcome: Outcome, folder: Path) -> None:
    facts = outcome.report["facts"]
    assert [text.replace("&", "") for text in facts["menus"]["mosaic_footprints"]] == [
        "Refresh", "Edit Source…", "Zoom to Native Scale", "Images Here…", "Show Footprints", "Show Exact Footprints",
        "Save as MosaicJSON…", "Export…", "Copy URI",
    ]  # fmt: skip
    assert facts["footprints"] == ["green.tif", "red.tif"]
    assert facts["order"] == ["Footprints of Two colours", "Two colours"]
    assert facts["copied"] == str(folder / "colours.json")


def test_images_are_left_out_and_put_first(outcome: Outcome) -> None:
    assert outcome.report["facts"]["here"] == ["red.tif", "green.tif"]
    shown = {name: tuple(color) for name, color in outcome.report["facts"]["color"].items()}
    assert shown == {"before": RED, "excluded": GREEN, "undone": RED, "first": GREEN, "page": GREEN}


def test_identify_locks_and_leaves_out(outcome: Outcome) -> None:
    facts = outcome.report["facts"]["identify"]
    assert facts["locked"] == facts["locked_again"] == [True, False]
    assert set(facts["formats"]) == {"Value", "Text", "HTML"}
    assert all(names == ["1  green.tif", "2  red.tif"] for names in facts["formats"].values())
    shown = {name: tuple(color) for name, color in facts["colors"].items()}
    assert shown == {"released": RED, "excluded": GREEN, "undone": RED, "locked": GREEN}


def test_the_page_says_and_changes_the_same(outcome: Outcome, folder: Path) -> None:
    assert outcome.report["facts"]["states"] == ["on top (1)", "ok"]
    assert outcome.report["facts"]["states_after"] == ["left out", "ok"]
    assert outcome.report["facts"]["keeps_style"]


def test_dropped_files_become_layers(outcome: Outcome, folder: Path) -> None:
    assert outcome.report["facts"]["target"] == str(folder / "many" / "many.mosaicjson")
    assert outcome.report["facts"]["dropped"] == ["colours.json", "colours.json", "many.mosaicjson", "other.mosaicjson"]
    assert outcome.report["facts"]["are_valid"]
    tiles = json.loads((folder / "many" / "many.mosaicjson").read_text(encoding="utf-8"))["tiles"]
    assert {name for names in tiles.values() for name in names} == {"0.tif", "1.tif", "2.tif"}
