"""A picture of each window with the sample landscape (scenarios/windows.py); those of the guide are made here.

They are in build/desktop/windows/run. `MOSAIC_QGIS_PICTURES` names another folder for the sample, whose path is seen in them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from desktop.runs import RunScenario, check_clean, fresh_folder
from desktop.test_addresses import INTO_SQLITE
from qgis_desktop.inputs import Inputs
from qgis_desktop.run import Outcome

SCENARIOS = Path(__file__).parent / "scenarios"
STEPS = (
    "the window is ready",
    "the page and the builder of bands",
    "the Browser and a new connection",
    "the menu and saving",
    "images here",
    "the page of the layer's properties",
    "a question about images",
)
PICTURES = ("page", "bands", "browser", "connection", "menu", "save", "images_here", "layer_page", "drop")
IMAGES = 22


@pytest.fixture(scope="module")
def windows(run_scenario: RunScenario, inputs: Inputs, mosaic: Path) -> Outcome:
    """The whole scenario, once."""
    named = os.environ.get("MOSAIC_QGIS_PICTURES")
    folder = Path(named) if named else fresh_folder("windows-shown")
    shutil.copytree(mosaic.parent, folder, dirs_exist_ok=True)
    database = folder / "towns.db"
    database.unlink(missing_ok=True)
    for name in ("Innsbruck", "Salzburg"):
        command = [
            inputs.engine_python, "-c", INTO_SQLITE, str(folder / mosaic.name), f"sqlite:///{database}:{name}",
        ]  # fmt: skip
        subprocess.run(command, check=True, timeout=60, capture_output=True)
    return run_scenario(
        "windows",
        scenarios=str(SCENARIOS),
        mosaic=str(folder / mosaic.name),
        database=str(database),
        images=[str(image) for image in sorted(folder.rglob("*.tif"))[:3]],
    )


@pytest.mark.parametrize("name", STEPS)
def test_step(windows: Outcome, name: str) -> None:
    assert windows.step(name)["ok"], windows.account()


def test_no_step_is_forgotten(windows: Outcome) -> None:
    assert tuple(step["name"] for step in windows.report["steps"]) == STEPS, windows.account()


def test_quits_cleanly(windows: Outcome) -> None:
    check_clean(windows)


@pytest.mark.parametrize("name", PICTURES)
def test_there_is_a_picture(windows: Outcome, name: str) -> None:
    assert (windows.folder / f"{name}.png").stat().st_size > 5_000


def test_the_windows_show_the_mosaic(windows: Outcome) -> None:
    facts = windows.report["facts"]
    assert facts["images"] == IMAGES and 1 <= facts["here"] < IMAGES
