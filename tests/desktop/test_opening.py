"""The ways of opening a mosaic in the window, and the plugin's switch (scenarios/opening.py)."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path

import pytest
from desktop.documents import GEOJSON
from desktop.runs import RunScenario, check_clean, fresh_folder
from qgis_desktop.run import Outcome

DROPPED = ("plain.json", "packed.json.gz", "named.mosaicjson", "points.json")
STEPS = (
    "the window is ready",
    *(f"drop {name}" for name in DROPPED),
    "the page is used as a person does",
    "the plugin is switched off",
    "the plugin is switched on",
    "the page works after that",
)


@pytest.fixture(scope="module")
def opened(run_scenario: RunScenario, mosaic: Path) -> Outcome:
    """The whole scenario, once."""
    folder = fresh_folder("opening")
    (folder / "images").symlink_to(mosaic.parent / "images")
    shutil.copy(mosaic, folder / "plain.json")
    shutil.copy(mosaic, folder / "named.mosaicjson")
    (folder / "packed.json.gz").write_bytes(gzip.compress(mosaic.read_bytes()))
    (folder / "points.json").write_text(json.dumps(GEOJSON), encoding="utf-8")
    return run_scenario(
        "opening",
        dropped=[str(folder / name) for name in DROPPED],
        mosaic=str(folder / "plain.json"),
        wrong=str(folder / "plian.json"),
    )


@pytest.mark.parametrize("name", STEPS)
def test_step(opened: Outcome, name: str) -> None:
    assert opened.step(name)["ok"], opened.account()


def test_no_step_is_forgotten(opened: Outcome) -> None:
    assert tuple(step["name"] for step in opened.report["steps"]) == STEPS, opened.account()


def test_quits_cleanly(opened: Outcome) -> None:
    check_clean(opened)


def test_dropped_files_go_to_their_providers(opened: Outcome) -> None:
    dropped = {Path(path).name: layers for path, layers in opened.report["facts"]["dropped"].items()}
    assert {name: [layer[:2] for layer in layers] for name, layers in dropped.items()} == {
        "plain.json": [["mosaicjson", True]],
        "packed.json.gz": [["mosaicjson", True]],
        "named.mosaicjson": [["mosaicjson", True]],
        "points.json": [["ogr", True]],
    }
    # QGIS itself puts the file's name in front of a name that differs from it.
    assert all(layers[0][2].startswith(name.split(".")[0]) for name, layers in dropped.items())


def test_the_page_tells_a_wrong_path_from_a_right_one(opened: Outcome) -> None:
    (_, about_wrong, can_add_wrong), (_, about_right, can_add_right) = opened.report["facts"]["said"]
    assert not can_add_wrong
    assert "no such file" in about_wrong
    assert can_add_right
    assert about_right != about_wrong


def test_a_double_click_on_add_does_no_harm(opened: Outcome) -> None:
    """One layer by the click; the double click adds one more, or two, as QGIS's own pages do."""
    layers = opened.report["facts"]["layers"]
    assert all(layer == ["plain", True] for layer in layers)
    # The page was used twice.
    assert 4 <= len(layers) <= 6


def test_switching_off_takes_everything_back(opened: Outcome) -> None:
    facts = opened.report["facts"]
    assert facts["engines_before"] == 1
    assert facts["menu_entries_off"] == []


def test_switching_on_draws_the_layers_again(opened: Outcome) -> None:
    facts = opened.report["facts"]
    assert facts["layers_on"]
    assert all(facts["layers_on"])
