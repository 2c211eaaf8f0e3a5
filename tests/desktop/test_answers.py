"""What a mosaic answers in the window of the real QGIS (scenarios/answers.py)."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from catalogs.dated import write_items
from desktop.oracle import value_at
from desktop.runs import RunScenario, check_clean, fresh_folder
from osgeo import gdal, osr
from qgis_desktop.inputs import Inputs
from qgis_desktop.run import Outcome

STEPS = (
    "the window is ready",
    "the layer is drawn",
    "a lost image is told once",
    "identify",
    "information",
    "the temporal controller chooses the images",
)
WEB_MERCATOR = 3857


@pytest.fixture(scope="module")
def images(inputs: Inputs) -> list[Path]:
    """Copies of generated images; the last one is lost later."""
    source = inputs.imagery("tests") / "uint16"
    folder = fresh_folder("answers")
    tiles = json.loads((source / "mosaic.json").read_text(encoding="utf-8"))["tiles"]
    names = dict.fromkeys(name for each in tiles.values() for name in each)
    return [Path(shutil.copy(source / name, folder)) for name in list(names)[:6]]


def middle_of(path: Path) -> tuple[float, float]:
    """The middle of an image in Web Mercator."""
    dataset = gdal.Open(str(path))
    left, width, _, top, _, height = dataset.GetGeoTransform()
    source, target = osr.SpatialReference(wkt=dataset.GetProjection()), osr.SpatialReference()
    target.ImportFromEPSG(WEB_MERCATOR)
    for reference in (source, target):
        reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    at = (left + width * dataset.RasterXSize / 2, top + height * dataset.RasterYSize / 2)
    x, y, _ = osr.CoordinateTransformation(source, target).TransformPoint(*at)
    return x, y


@pytest.fixture(scope="module")
def day(run_scenario: RunScenario, images: list[Path]) -> Outcome:
    items = write_items(images[0].parent / "items.json", images)
    identified = middle_of(images[0])
    images[-1].unlink()
    return run_scenario(
        "answers",
        source=f"stac+{items.as_uri()}|assets=image|minzoom=8|maxzoom=13",
        months=list(range(1, len(images))),
        identified=identified,
    )


@pytest.mark.parametrize("name", STEPS)
def test_step(day: Outcome, name: str) -> None:
    assert day.step(name)["ok"], day.account()


def test_quits_cleanly(day: Outcome) -> None:
    check_clean(day)


def test_a_lost_image_is_one_message(day: Outcome, images: list[Path]) -> None:
    told = [text for text in day.report["facts"]["bar"] if "could not be read" in text]
    assert len(told) == 1 and f"1 of {len(images)} images" in told[0] and images[-1].name in told[0]
    later = [text for text in day.report["facts"]["bar_after_pans"] if "could not be read" in text]
    assert later in ([], told), "nothing new was told"


def test_identify_shows_values_in_each_format(day: Outcome, images: list[Path]) -> None:
    """HTML and text are drawn by a browser; what stands in them is tested without a window."""
    found = day.report["facts"]["identified"]
    assert len(found) == 3, found
    rows = dict(tuple(row[:2]) for row in found["Value"])
    clicked = day.report["facts"]["clicked"]
    told = [float(rows[f"(clicked coordinate {axis})"]) for axis in ("X", "Y")]
    assert told == pytest.approx(clicked, abs=1), "whole metres"
    assert [float(rows["Band 1: near infrared"])] == value_at(images[0], *clicked, WEB_MERCATOR), found


def test_the_information_page_tells_the_mosaic(day: Outcome, images: list[Path]) -> None:
    page = day.report["facts"]["page"]
    for words in ("CC-BY-4.0", images[0].name, images[-1].name, "2024-01-15T10:00:00Z", "Memory cache"):
        assert words in page, words
    assert "geheim" not in page


def test_each_month_shows_its_image(day: Outcome) -> None:
    facts = day.report["facts"]
    assert facts["everything"] == pytest.approx(facts["everything_again"], abs=0.01)
    assert all(0 < share < facts["everything"] for share in facts["months"]), facts["months"]
