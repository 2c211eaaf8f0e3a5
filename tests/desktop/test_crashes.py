"""Sudden ends: the engine's while it draws, and QGIS's own (scenarios/crashes.py)."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path

import numpy
import pytest
from desktop.oracle import compare
from desktop.runs import RunScenario
from qgis_desktop import processes
from qgis_desktop.run import Outcome

STEPS = (
    "the window is ready",
    "the layer is drawn",
    "the engine is killed while it draws",
    "the next view is drawn",
    "ready to be killed",
)
GONE_WITHIN_S = 2.0


class Killer:
    """Kills QGIS when the scenario is ready, and takes the time until its engine is gone."""

    def __init__(self) -> None:
        self.engines: list[processes.Process] = []
        self.seconds: float | None = None

    def __call__(self, outcome: Outcome, qgis_pid: int) -> bool:
        report = outcome.folder / "report.json"
        if not report.exists() or STEPS[-1] not in [step["name"] for step in json.loads(report.read_text())["steps"]]:
            return False
        self.engines = [one for one in processes.descendants(qgis_pid) if one.is_engine]
        began = time.monotonic()
        os.kill(qgis_pid, signal.SIGKILL)
        if not processes.wait_for_end(self.engines, GONE_WITHIN_S + 3):
            self.seconds = time.monotonic() - began
        return True


@pytest.fixture(scope="module")
def killer() -> Killer:
    return Killer()


@pytest.fixture(scope="module")
def crashed(run_scenario: RunScenario, mosaic: Path, killer: Killer) -> Outcome:
    """Both crashes in one session."""
    return run_scenario("crashes", mosaic=str(mosaic), while_running=killer)


@pytest.mark.parametrize("name", STEPS)
def test_step(crashed: Outcome, name: str) -> None:
    assert crashed.step(name)["ok"], crashed.account()


def test_the_map_is_completed_after_the_engine_died(crashed: Outcome, mosaic: Path) -> None:
    facts = crashed.report["facts"]
    assert facts["was_drawing"]
    before, after = (compare(crashed.folder / f"{name}.png", facts[name], mosaic) for name in ("before", "after"))
    assert before.covered.mean() > 0.3
    assert numpy.array_equal(before.shown, after.shown)


def test_there_is_one_new_engine(crashed: Outcome) -> None:
    assert crashed.report["facts"]["engines"] == 1
    assert len({process.pid for process in crashed.seen if process.is_engine}) == 2


def test_no_python_error_is_met_on_the_way(crashed: Outcome) -> None:
    assert not crashed.python_errors, "\n".join(crashed.python_errors)


def test_the_engine_does_not_outlive_qgis(crashed: Outcome, killer: Killer) -> None:
    assert crashed.exit_status == -signal.SIGKILL, crashed.account()
    assert killer.engines
    assert killer.seconds is not None, f"still there: {killer.engines}"
    assert killer.seconds < GONE_WITHIN_S
    assert not crashed.left_over
