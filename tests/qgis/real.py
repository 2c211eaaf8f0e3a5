"""The real plugin on the real engine, and generated imagery, for the tests of this folder."""

from __future__ import annotations

import subprocess
from pathlib import Path

from mosaic_qgis.engine.client.environment import EngineEnvironment

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
_IMAGERY_TIMEOUT_S = 600


def engine_folder() -> Path:
    """The packages that `make env` has set up."""
    environment = EngineEnvironment(BUILD / "engine")
    if not environment.is_ready():
        raise FileNotFoundError(f"the engine must be set up in {environment.folder}: run `make env`")
    return environment.folder


def imagery(name: str) -> Path:
    """The folder of a set of generated imagery, made now unless it is there (see tests/data/make.py)."""
    command = [BUILD / "engine-python", ROOT / "tests/data/make.py", "--out", BUILD / "data", "--set", name]
    subprocess.run(command, check=True, timeout=_IMAGERY_TIMEOUT_S, capture_output=True)
    return BUILD / "data" / name
