"""A working day with a mosaic in the real QGIS (scenarios/everyday.py), and whether what was shown is true."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy
import pytest
from desktop.oracle import compare, images_in_order, value_at
from desktop.runs import KEPT, ROOT, RunScenario, check_clean, fresh_folder
from osgeo import gdal
from qgis_desktop.run import Outcome

# A part of the sample landscape where two UTM zones, a lake, snow and a gap meet, in Web Mercator metres.
DETAIL = (1320000.0, 5930000.0, 1360000.0, 5956000.0)
IDENTIFIED = (1330000.0, 5943000.0)
WEB_MERCATOR = 3857

STEPS = (
    "the window is ready",
    "the layer is added",
    "the layer is drawn",
    "a detail is drawn",
    "100 quick pans and zooms",
    "dragging and the mouse wheel",
    "one band in pseudo-colour, and back",
    "all pages of the layer's properties",
    "identify",
    "print to an image and to PDF",
    "save, move the folder, reopen",
    "reload the plugin",
    "remove the layer",
)
# The same 25 views in each round: 25 frames that nobody lets go of would be 75 MB each time, in either process.
GROWTH_BOUND_MB = 20.0


@pytest.fixture(scope="module")
def folder() -> Path:
    return fresh_folder("everyday")


@pytest.fixture(scope="module")
def day(run_scenario: RunScenario, mosaic: Path, folder: Path) -> Outcome:
    """The whole day, once."""
    (folder / "data" / "images").mkdir(parents=True)
    shutil.copy(mosaic, folder / "data")
    for image in (mosaic.parent / "images").glob("*.tif"):
        os.link(image, folder / "data" / "images" / image.name)
    outcome = run_scenario(
        "everyday",
        folder=str(folder / "data"),
        moved=str(folder / "moved"),
        detail=DETAIL,
        identified=IDENTIFIED,
        growth_bound_mb=GROWTH_BOUND_MB,
    )
    for picture in ("whole", "detail"):
        if (outcome.folder / f"{picture}.png").exists():
            shutil.copy(outcome.folder / f"{picture}.png", ROOT / "build" / f"desktop_{picture}.png")
    return outcome


@pytest.mark.parametrize("name", STEPS)
def test_step(day: Outcome, name: str) -> None:
    assert day.step(name)["ok"], day.account()


def test_no_step_is_forgotten(day: Outcome) -> None:
    assert tuple(step["name"] for step in day.report["steps"]) == STEPS, day.account()


def test_quits_cleanly(day: Outcome) -> None:
    check_clean(day)


def test_nothing_is_complained_about(day: Outcome) -> None:
    said = [message for message in day.messages if message["tag"] == "MosaicJSON" and message["level"] != "Info"]
    assert said == []


@pytest.mark.parametrize("picture", ["whole", "detail", "detail_again"])
def test_the_canvas_shows_the_images(day: Outcome, folder: Path, picture: str) -> None:
    """Against GDAL's own warp of the images, nearest neighbour: edges may lie half a pixel apart, areas may not differ."""
    seen = compare(day.folder / f"{picture}.png", day.report["facts"][picture], folder / "moved" / "mosaic.json")
    assert seen.covered.mean() > 0.5
    assert seen.empty_share > 0.995
    differences = seen.differences
    assert numpy.median(differences) <= 3, numpy.percentile(differences, [50, 75, 90, 95, 99])
    assert numpy.percentile(differences, 90) <= 24, numpy.percentile(differences, [50, 75, 90, 95, 99])


def test_quick_moves_leave_no_traces(day: Outcome) -> None:
    first, again = (gdal.Open(str(day.folder / f"{name}.png")).ReadAsArray() for name in ("detail", "detail_again"))
    place = day.report["facts"]["detail"]
    assert day.report["facts"]["detail_again"] == place
    rows = slice(place["top"], place["top"] + place["height"])
    cols = slice(place["left"], place["left"] + place["width"])
    assert numpy.array_equal(first[:, rows, cols], again[:, rows, cols])


def test_memory_is_stable(day: Outcome) -> None:
    """It stops growing within a dozen rounds: caches fill, sooner on a quick machine, but what leaks never ends."""
    facts = day.report["facts"]
    assert facts["growth_mb"] < GROWTH_BOUND_MB, facts["memory"]
    assert facts["memory"][-1]["engines"] == 1


def test_pseudo_colour_shows_one_band(day: Outcome, folder: Path) -> None:
    """The ramp grows lighter with the value: where the green band is higher, the picture is lighter."""
    place = day.report["facts"]["pseudo_colour"]
    seen = compare(day.folder / "pseudo_colour.png", place, folder / "moved" / "mosaic.json")
    lightness, green = seen.shown.mean(axis=2)[seen.covered], seen.expected[..., 1][seen.covered]
    assert numpy.corrcoef(lightness, green)[0, 1] > 0.9


def test_all_property_pages_were_seen(day: Outcome) -> None:
    pages = day.report["facts"]["property_pages"]
    assert {"Information", "Source", "Symbology", "Transparency", "Histogram", "Rendering"} <= set(pages)


def test_identify_tells_the_values(day: Outcome, folder: Path) -> None:
    rows = dict(tuple(row[:2]) for row in day.report["facts"]["identified"]["Value"])
    clicked = [float(rows[f"(clicked coordinate {axis})"]) for axis in ("X", "Y")]
    assert clicked == pytest.approx(IDENTIFIED, abs=100)
    values = [int(rows[f"Band {band}"]) for band in (1, 2, 3)]
    images = images_in_order(folder / "moved" / "mosaic.json")
    assert values in [value_at(image, *clicked, WEB_MERCATOR) for image in images]


@pytest.mark.parametrize("form", ["html", "text"])
def test_identify_shows_a_page(day: Outcome, form: str) -> None:
    """QGIS draws it in a web view, of which only the pixels can be looked at: there is dark text on a white page."""
    picture = gdal.Open(str(day.folder / f"identified_{form}.png")).ReadAsArray()[:3]
    page = picture[:, 150:450, -450:-20].max(axis=0)
    assert 0.005 < (page < 100).mean() < 0.3


def test_prints_are_filled(day: Outcome) -> None:
    page = gdal.Open(str(day.folder / "printed.png")).ReadAsArray()[:3]
    # A4 at 150 dpi.
    assert numpy.abs(numpy.array(page.shape[1:]) - (1240, 1754)).max() <= 1
    assert (page != 255).any(axis=0).mean() > 0.4
    # The whole page is drawn, not only its first tiles: each ninth of the map has something.
    for rows in numpy.array_split(page[:, 250:1000, 400:1350], 3, axis=1):
        for part in numpy.array_split(rows, 3, axis=2):
            assert (part != 255).any(axis=0).mean() > 0.8
    pdf = (day.folder / "printed.pdf").read_bytes()
    assert pdf.startswith(b"%PDF")
    assert len(pdf) > 100_000


def test_the_project_moves_with_its_mosaic(day: Outcome, folder: Path) -> None:
    facts = day.report["facts"]
    assert facts["stored_source"] == ["./mosaic.json"]
    assert facts["reopened"] == {
        "is_valid": True,
        "source": str(folder / "moved" / "mosaic.json"),
        "provider": "mosaicjson",
    }
    assert facts["reopened_shown"] > 0.3


def test_a_reloaded_plugin_draws_with_one_engine(day: Outcome) -> None:
    facts = day.report["facts"]["reloaded"]
    assert facts["is_valid"]
    assert facts["shown"] > 0.3
    assert facts["engines"] == 1


def test_the_evidence_is_kept(day: Outcome) -> None:
    assert (ROOT / "build" / "desktop_whole.png").is_file()
    assert day.folder.is_relative_to(KEPT)
