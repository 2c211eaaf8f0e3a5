"""Mosaics whose addresses do not look like mosaics, in the window; QGIS's options (scenarios/addresses.py)."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from desktop.runs import RunScenario, check_clean, fresh_folder
from qgis_desktop.inputs import Inputs
from qgis_desktop.run import Outcome

STEPS = (
    "the window is ready",
    "added on the page",
    "kept in a project",
    "added by the console",
    "the options",
    "switched off",
)
NAMES = ["items", "letters", "notes", "town"]
INTO_SQLITE = """
import sys
from mosaic_qgis.backends import MosaicBackend
with MosaicBackend(sys.argv[1]) as document, MosaicBackend(sys.argv[2], mosaic_def=document.mosaic_def) as database:
    database.write()
"""


@pytest.fixture(scope="module")
def folders() -> tuple[Path, Path]:
    """Where the mosaics are, and where they are moved to."""
    folder = fresh_folder("addresses")
    return folder / "here", folder / "there"


@pytest.fixture(scope="module")
def added(run_scenario: RunScenario, inputs: Inputs, mosaic: Path, folders: tuple[Path, Path]) -> Outcome:
    """The whole scenario, once."""
    here, there = folders
    here.mkdir()
    document = json.loads(mosaic.read_text(encoding="utf-8"))
    tiles = {key: [str(mosaic.parent / name) for name in names] for key, names in document["tiles"].items()}
    for name in ("notes.txt", "letters"):
        (here / name).write_text(json.dumps({**document, "tiles": tiles}), encoding="utf-8")
    shutil.copy(here / "letters", here / "town.json")
    database = f"sqlite:///{here}/towns.db:town"
    command = [inputs.engine_python, "-c", INTO_SQLITE, str(here / "town.json"), database]
    subprocess.run(command, check=True, timeout=60, capture_output=True)
    (here / "items.geojson").write_text(json.dumps(items(next(iter(tiles.values()))[0])), encoding="utf-8")
    return run_scenario(
        "addresses",
        addresses=[str(here / "notes.txt"), str(here / "letters"), database, f"stac+file://{here}/items.geojson"],
        folder=str(here),
        moved=str(there),
    )


def items(image: str) -> dict[str, object]:
    """An ItemCollection of one image."""
    ring = [[8, 47], [9, 47], [9, 48], [8, 48], [8, 47]]
    asset = {"href": image, "roles": ["data"], "type": "image/tiff; application=geotiff; profile=cloud-optimized"}
    item = {
        "type": "Feature", "stac_version": "1.0.0", "id": "one", "bbox": [8, 47, 9, 48], "links": [],
        "geometry": {"type": "Polygon", "coordinates": [ring]}, "assets": {"image": asset},
        "properties": {"datetime": "2024-01-01T00:00:00Z", "gsd": 10},
    }  # fmt: skip
    return {"type": "FeatureCollection", "features": [item]}


@pytest.mark.parametrize("name", STEPS)
def test_step(added: Outcome, name: str) -> None:
    assert added.step(name)["ok"], added.account()


def test_no_step_is_forgotten(added: Outcome) -> None:
    assert tuple(step["name"] for step in added.report["steps"]) == STEPS, added.account()


def test_quits_cleanly(added: Outcome) -> None:
    check_clean(added)


def test_every_address_opens_from_the_page(added: Outcome) -> None:
    layers = added.report["facts"]["on_page"]
    assert all(is_valid for *_, is_valid in layers), added.account()
    assert [name.removesuffix(".txt") for name, *_ in layers] == NAMES


def test_every_address_opens_again_after_its_folder_was_moved(added: Outcome, folders: tuple[Path, Path]) -> None:
    here, there = folders
    reopened = added.report["facts"]["reopened"]
    assert all(is_valid for *_, is_valid in reopened), added.account()
    assert [[name, source.replace(str(there), str(here))] for name, source, _ in reopened] == [
        [name, source] for name, source, _ in added.report["facts"]["on_page"]
    ]


def test_every_address_opens_from_the_console(added: Outcome) -> None:
    layers = added.report["facts"]["by_console"]
    assert [[name, is_valid] for name, _, is_valid in layers] == [["by hand", True]] * len(NAMES)


def test_the_options_say_which_engine_is_used(added: Outcome) -> None:
    text, button = added.report["facts"]["engine"]
    assert "packages of your own" in text
    assert button == "Reinstall Engine"
    assert added.report["facts"]["page_is_gone"]


def test_the_options_fit_into_a_small_window(added: Outcome) -> None:
    assert added.report["facts"]["cut_off_px"] == 0, "the page would have to be scrolled sideways"


def test_the_report_tells_what_runs(added: Outcome) -> None:
    report = added.report["facts"]["diagnostics"]
    for told in (
        "# MosaicJSON",
        "QGIS 3.",
        "GDAL/OGR",
        "can be started",
        "rio-tiler ",
        "MOSAIC_QGIS_ENGINE_ENVIRONMENT",
    ):
        assert told in report, report


def test_help_opens_the_page_that_came_with_the_plugin(added: Outcome) -> None:
    ((page, is_there),) = added.report["facts"]["help"]
    assert is_there and page.endswith("mosaic_qgis/help/options.html"), page
