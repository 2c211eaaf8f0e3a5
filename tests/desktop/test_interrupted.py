"""Openings that are cancelled, doubled, left behind; QGIS stays whole (scenarios/interrupted.py)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from desktop.gate import GatedServer
from desktop.runs import RunScenario, check_clean, fresh_folder
from qgis_desktop.run import Outcome

STEPS = (
    "the window is ready",
    "cancelled in the status bar",
    "asked for twice",
    "another project",
    "the plugin is loaded again",
    "a project while its mosaic is opened",
    "a layer is removed while it is drawn",
    "quit while a mosaic is opened",
)


@pytest.fixture(scope="module")
def interrupted(run_scenario: RunScenario, mosaic: Path) -> Iterator[Outcome]:
    """The whole scenario, once."""
    folder = fresh_folder("interrupted")
    served = folder / "served"
    served.mkdir()
    (served / "images").symlink_to(mosaic.parent / "images")
    shutil.copy(mosaic, served / "town.mosaicjson")
    gate = folder / "gate"
    with GatedServer(served, gate) as server:
        yield run_scenario(
            "interrupted",
            scenarios=str(Path(__file__).parent / "scenarios"),
            url=f"{server.url}/town.mosaicjson",
            gate=str(gate),
            local=str(mosaic),
            project=str(folder / "project.qgz"),
        )
        assert server.waited, "the document had to be waited for"


@pytest.mark.parametrize("name", STEPS)
def test_step(interrupted: Outcome, name: str) -> None:
    assert interrupted.step(name)["ok"], interrupted.account()


def test_no_step_is_forgotten(interrupted: Outcome) -> None:
    assert tuple(step["name"] for step in interrupted.report["steps"]) == STEPS, interrupted.account()


def test_quits_cleanly_although_the_document_never_came(interrupted: Outcome) -> None:
    check_clean(interrupted)


def test_asking_twice_adds_two_layers(interrupted: Outcome) -> None:
    assert interrupted.report["facts"]["asked_twice"] == [True, True]


def test_what_was_asked_for_in_one_project_is_not_added_to_the_next(interrupted: Outcome) -> None:
    assert interrupted.report["facts"]["in_another_project"] == 0


def test_a_projects_layers_are_opened_while_the_window_lives(interrupted: Outcome) -> None:
    facts = interrupted.report["facts"]
    assert facts["layers_while_waiting"] == 0, "the window's heart beat before the layers were there"
    assert facts["of_the_project"] == [True, True]
