"""Pixels are on the canvas as they come (scenarios/progressive.py)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from desktop.gate import GatedServer
from desktop.oracle import images_in_order
from desktop.runs import RunScenario, check_clean, fresh_folder
from qgis_desktop.run import Outcome

STEPS = (
    "the window is ready",
    "what is there is shown while the rest is on its way",
    "another view begins while the first one waits",
    "all of it is there in the end",
)


@pytest.fixture(scope="module")
def progressive(run_scenario: RunScenario, mosaic: Path) -> Outcome:
    """The whole scenario, once."""
    folder = fresh_folder("progressive")
    served = folder / "served"
    served.mkdir()
    (served / "images").symlink_to(mosaic.parent / "images")
    shutil.copy(mosaic, served / "town.mosaicjson")
    names = [path.name for path in images_in_order(mosaic)]
    late = set(names[len(names) // 2 :])
    gate = folder / "gate"
    gate.touch()
    with GatedServer(served, gate, waits=lambda path: path.name in late) as server:
        return run_scenario(
            "progressive",
            scenarios=str(Path(__file__).parent / "scenarios"),
            url=f"{server.url}/town.mosaicjson",
            gate=str(gate),
        )


@pytest.mark.parametrize("name", STEPS)
def test_step(progressive: Outcome, name: str) -> None:
    assert progressive.step(name)["ok"], progressive.account()


def test_no_step_is_forgotten(progressive: Outcome) -> None:
    assert tuple(step["name"] for step in progressive.report["steps"]) == STEPS, progressive.account()


def test_quits_cleanly(progressive: Outcome) -> None:
    check_clean(progressive)


def test_a_part_is_seen_while_the_map_is_drawn(progressive: Outcome) -> None:
    facts = progressive.report["facts"]
    assert facts["is_drawing"]
    assert 0 < facts["half"] < facts["whole"]
