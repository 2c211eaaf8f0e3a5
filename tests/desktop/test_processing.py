"""The Processing toolbox in the real QGIS (scenarios/processing.py)."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from desktop.runs import RunScenario, check_clean, fresh_folder
from qgis_desktop.run import Outcome
from servers.scripted import Answer, ScriptedServer

STEPS = (
    "the window is ready",
    "a mosaic is drawn",
    "the toolbox shows the groups",
    "a mosaic is copied and opens",
    "many mosaics",
    "an algorithm is cancelled",
)


@pytest.fixture(scope="module")
def folder() -> Path:
    return fresh_folder("processing")


@pytest.fixture(scope="module")
def used(run_scenario: RunScenario, mosaic: Path, folder: Path) -> Outcome:
    """The whole scenario, once."""
    (folder / "images").mkdir()
    shutil.copy(mosaic, folder)
    for image in (mosaic.parent / "images").glob("*.tif"):
        os.link(image, folder / "images" / image.name)
    with ScriptedServer() as server:
        return run_scenario(
            "processing",
            mosaic=str(folder / mosaic.name),
            target=str(folder / "copy.json"),
            silent=server.script("/silent.tif", Answer(silent=True)),
        )


@pytest.mark.parametrize("name", STEPS)
def test_step(used: Outcome, name: str) -> None:
    assert used.step(name)["ok"], used.account()


def test_no_step_is_forgotten(used: Outcome) -> None:
    assert tuple(step["name"] for step in used.report["steps"]) == STEPS, used.account()


def test_quits_cleanly(used: Outcome) -> None:
    check_clean(used)


def test_the_groups_are_there(used: Outcome) -> None:
    groups = used.report["facts"]["groups"]
    assert list(groups) == ["Create", "Edit", "Export", "Inspect"] and groups["Edit"] == 4


def test_the_active_layer_is_at_hand_and_the_result_opens(used: Outcome, folder: Path) -> None:
    facts = used.report["facts"]
    assert facts["chosen"] == "Landscape" and facts["copied"] == [True, "mosaicjson", "copy"]
    assert facts["batch"] == str(folder / "mosaic.json")


def test_a_cancelled_algorithm_leaves_the_mosaic_as_it_was(used: Outcome) -> None:
    facts = used.report["facts"]
    assert facts["is_as_before"] and facts["seconds_to_cancel"] < 5
