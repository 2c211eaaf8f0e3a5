"""The real QGIS desktop on a virtual display: how long the plugin takes to load, how long the window freezes. ENGINE side."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from benchmarks.runs import BUILD, PROGRAMS, ROOT, WORK, RunError, engine_packages, qgis_python

sys.path.insert(0, str(ROOT / "scripts"))

from qgis_desktop.display import VirtualDisplay
from qgis_desktop.profile import Profile
from qgis_desktop.run import Job, Outcome, run

STEPS = ("add", "draw", "pan", "close")
LEAST_SHOWN = 0.2
TIMEOUT_S = 300.0


class Desktop:
    """QGIS with the packaged plugin in a fresh profile for each run. A context manager: it owns the display."""

    def __init__(self) -> None:
        self._display = VirtualDisplay(WORK / "desktop" / "display")

    def __enter__(self) -> Self:
        self._display.__enter__()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._display.stop()

    def measure(self, source: Path, warm_up: Path, *, needs_plugin: bool) -> dict[str, Any]:
        """How long the window was frozen at most in each step, and how long the plugin took to load. Raises RunError.

        `source` and `warm_up` are local files: documents, VRTs, images.
        """
        load = os.getloadavg()[0]
        outcome = self.run(
            PROGRAMS / "desktop_scenario.py",
            {"source": str(source), "warm_up": str(warm_up), "needs_plugin": needs_plugin},
            # The scenario loads the plugin itself, and measures that.
            is_enabled=False,
        )
        facts = outcome.report.get("facts", {})
        is_fine = outcome.report.get("is_finished") and not outcome.failed_steps and outcome.exit_status == 0
        if not is_fine or facts.get("shown", 0.0) < LEAST_SHOWN:
            raise RunError(f"the desktop's run must succeed and show the layer: {facts}\n{outcome.account()}")
        loading = {
            f"plugin_load{kind}_ms": facts[f"plugin_load{kind}_s"] * 1000 for kind in ("", "_cpu") if needs_plugin
        }
        return {"frozen_ms": facts["frozen_ms"], "shown": facts["shown"], "load": load, **loading}

    def run(
        self, scenario: Path, arguments: Mapping[str, Any], *, is_enabled: bool, timeout_s: float = TIMEOUT_S
    ) -> Outcome:
        """Run a scenario. `is_enabled`: QGIS loads the plugin at its start."""
        loads = {"mosaic_qgis": "true" if is_enabled else "false"}
        profile = Profile(root=WORK / "desktop" / "profile").create({"PythonPlugins": loads})
        profile.plugins_folder.mkdir(parents=True)
        with zipfile.ZipFile(BUILD / "mosaic_qgis.zip") as package:
            package.extractall(profile.plugins_folder)
        # As at every start of QGIS but the first one after an installation.
        subprocess.run([qgis_python(), "-m", "compileall", "-q", str(profile.plugins_folder)], check=True, timeout=60)
        return run(
            Job(
                scenario=scenario,
                folder=WORK / "desktop" / "run",
                profile=profile,
                display=self._display.name,
                arguments={**arguments, "scenarios": str(ROOT / "tests" / "desktop" / "scenarios")},
                environment={"MOSAIC_QGIS_ENGINE_ENVIRONMENT": str(engine_packages())},
                timeout_s=timeout_s,
            )
        )
