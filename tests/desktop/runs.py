"""What the desktop tests share: where runs are kept, fresh folders, and when a run counts as clean. Test side."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from qgis_desktop.run import Outcome

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "build" / "desktop"

RunScenario = Callable[..., Outcome]
"""The fixture `run_scenario`: (name of the scenario, *, environment, while_running, timeout_s, **its arguments)."""


def fresh_folder(name: str) -> Path:
    """A folder below build/desktop/work, made anew."""
    folder = KEPT / "work" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def check_clean(outcome: Outcome) -> None:
    """QGIS ended by itself with status 0, nobody's Python failed, nothing was left running."""
    assert not outcome.hang, outcome.account()
    assert outcome.report.get("is_finished"), outcome.account()
    assert not outcome.python_errors, "\n".join([*outcome.python_errors, outcome.account()])
    assert not outcome.left_over, f"still running: {outcome.left_over}\n{outcome.account()}"
    assert outcome.exit_status == 0, outcome.account()
