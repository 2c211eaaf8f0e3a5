"""QGIS's window stays alive while mosaics are added, drawn, moved and closed (scenarios/responsive.py).

Waits are counted, not timed: a busy machine has long gaps without any fault of the plugin. The gaps are in the report, beside
those of GDAL's virtual mosaic of the same images; docs/performance.md says what they were on a quiet machine.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from desktop.oracle import images_in_order
from desktop.runs import RunScenario, check_clean, fresh_folder
from osgeo import gdal
from qgis_desktop.run import Outcome

STEPS = (
    "the window is ready",
    "a day with vrt",
    "a day with mosaic",
    "the project is opened again",
    "the layers are removed while they are drawn",
)
PHASES = ("adding", "drawing", "panning", "zooming", "adding it twice", "closing", "opening the project")


@pytest.fixture(scope="module")
def responsive(run_scenario: RunScenario, mosaic: Path) -> Outcome:
    """The whole scenario, once."""
    folder = fresh_folder("responsive")
    vrt = folder / "landscape.vrt"
    gdal.BuildVRT(str(vrt), [str(path) for path in reversed(images_in_order(mosaic))]).FlushCache()
    outcome = run_scenario(
        "responsive",
        scenarios=str(Path(__file__).parent / "scenarios"),
        vrt=str(vrt),
        mosaic=str(mosaic),
        project=str(folder / "project.qgz"),
    )
    (folder / "phases.json").write_text(json.dumps(outcome.report.get("facts", {}).get("phases"), indent=1))
    return outcome


@pytest.mark.parametrize("name", STEPS)
def test_step(responsive: Outcome, name: str) -> None:
    assert responsive.step(name)["ok"], responsive.account()


def test_no_step_is_forgotten(responsive: Outcome) -> None:
    assert tuple(step["name"] for step in responsive.report["steps"]) == STEPS, responsive.account()


def test_quits_cleanly(responsive: Outcome) -> None:
    check_clean(responsive)


@pytest.mark.parametrize("name", PHASES)
def test_the_window_never_waits_for_the_engine(responsive: Outcome, name: str) -> None:
    phase = responsive.report["facts"]["phases"][f"mosaic: {name}"]
    assert phase["waits"] == [], phase


def test_the_heartbeat_was_felt_in_every_phase(responsive: Outcome) -> None:
    phases = responsive.report["facts"]["phases"]
    assert {f"mosaic: {name}" for name in PHASES} < set(phases)
    assert all(phase["longest_gap_ms"] > 0 for phase in phases.values())


def test_all_layers_are_there(responsive: Outcome) -> None:
    facts = responsive.report["facts"]
    assert facts["vrt_layers"] == facts["mosaic_layers"] == facts["reopened_layers"] == [True, True]
