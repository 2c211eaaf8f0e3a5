"""One measure in one fresh process: its environment, its bounded time, its answer, the load meanwhile. ENGINE side.

A program answers with a line `RESULT {json}`. One that gives none ends the benchmark: a missing row would look fast.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build"
WORK = BUILD / "bench"
PROGRAMS = ROOT / "benchmarks" / "programs"
ENGINE_PYTHON = (str(BUILD / "engine-python"), str(ROOT / "scripts" / "engine_run.py"))
TIMEOUT_S = 600.0
_ERRORS_SHOWN = 3000


class RunError(RuntimeError):
    """A program gave no result, or one that does not count; the text says why."""


def qgis_python() -> str:
    """The Python that QGIS embeds."""
    found = subprocess.run(["bash", str(ROOT / "scripts/qgis-python.sh")], capture_output=True, text=True, check=True)
    return found.stdout.strip()


def engine_packages() -> Path:
    """The folder of the engine's packages. Raises RunError when they are not those of the present lock file."""
    from mosaic_qgis.engine.client.environment import EngineEnvironment

    folder = EngineEnvironment(BUILD / "engine").folder
    if not folder.is_dir():
        raise RunError(f"the engine must be set up in {folder}: run `make env`")
    return folder


def fresh_profile(name: str) -> Path:
    """An empty QGIS profile: no cache of an earlier run is in it."""
    folder = WORK / "profiles" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def environment_of(profile: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a program: QGIS without a display, with a profile of its own, the engine of this folder."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("GDAL_", "VSI_", "CPL_"))}
    return {
        **inherited,
        "QT_QPA_PLATFORM": "offscreen",
        "QGIS_CUSTOM_CONFIG_PATH": str(profile),
        "MOSAIC_QGIS_ENGINE_ENVIRONMENT": str(engine_packages()),
        # A busy machine may take longer than a person would wait; what it took is measured.
        "MOSAIC_QGIS_OPEN_TIMEOUT_S": "120",
        **(more or {}),
    }


def run_program(
    command: Sequence[str], job: Mapping[str, Any], environment: Mapping[str, str], *, timeout_s: float = TIMEOUT_S
) -> dict[str, Any]:
    """As `run_command`; `job` is handed over as JSON, as the last argument."""
    return run_command([*command, json.dumps(job)], environment, timeout_s=timeout_s)


def run_command(
    command: Sequence[str], environment: Mapping[str, str], *, timeout_s: float = TIMEOUT_S
) -> dict[str, Any]:
    """What the program measured, and the machine's load before it (`load`). Raises RunError."""
    load = os.getloadavg()[0]
    asked = " ".join(command)
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=timeout_s,
            env=dict(environment),
            cwd=ROOT,
            check=False,
        )
    except subprocess.TimeoutExpired as exc:
        raise RunError(f"a program must end within {timeout_s:g} s, it did not: {asked}") from exc
    line = next((line for line in done.stdout.splitlines() if line.startswith("RESULT ")), None)
    if line is None or done.returncode != 0:
        raise RunError(f"a program failed with status {done.returncode}: {asked}\n{done.stderr[-_ERRORS_SHOWN:]}")
    result: dict[str, Any] = json.loads(line.removeprefix("RESULT "))
    return result | {"load": load}
