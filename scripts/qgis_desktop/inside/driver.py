"""The script that QGIS runs at its start: loads the scenario and lets the runner go through it in QGIS's event loop.

QGIS side. QGIS executes the text of this file, so it has no `__file__`; everything else is imported from beside it.
"""

from __future__ import annotations

import faulthandler
import importlib.util
import json
import os
import signal
import sys
from pathlib import Path


def start() -> None:
    """Begin the scenario that the environment names."""
    job_file = Path(os.environ["QGIS_DESKTOP_JOB"])
    job = json.loads(job_file.read_text(encoding="utf-8"))
    folder = Path(job["folder"])
    # Kept open for good: this is where a hanging QGIS writes the stacks of its threads.
    stacks = (folder / "stacks.txt").open("w", encoding="utf-8")
    faulthandler.enable(stacks)
    faulthandler.register(signal.SIGUSR1, stacks, all_threads=True)

    sys.path.insert(0, job["library"])
    from qgis_desktop.inside.runner import Runner

    path = Path(job["scenario"])
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    # The runner lives as long as QGIS.
    sys.modules["qgis_desktop"].running = Runner(module.scenario, folder, job["arguments"], stacks)


start()
