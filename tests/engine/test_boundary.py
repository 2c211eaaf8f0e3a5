"""The engine needs nothing of QGIS, and what runs in QGIS needs nothing of the engine: seen at run time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import rasterio
from engines.processes import BOUND_S, ENGINES, VERSION, Log

from mosaic_qgis.engine.client.launch import LaunchPlan, child_environment
from mosaic_qgis.engine.client.process import EngineClient, EngineFailure

ROOT = Path(__file__).parents[2]
PACKAGES = Path(rasterio.__file__).parents[1]
BLOCKED_IN_QGIS = [
    "rasterio",
    "rio_tiler",
    "morecantile",
    "pydantic",
    "boto3",
    "shapely",
    "pyproj",
    "attr",
    "cachetools",
]

IMPORT_ALL = """
import importlib, json, pkgutil, sys

class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {blocked!r}:
            raise ImportError(name + " is blocked in this test", name=name)

sys.meta_path.insert(0, Blocker())
sys.path[:0] = {path!r}
names = []
for package in {packages!r}:
    module = importlib.import_module(package)
    names += [package] + [info.name for info in pkgutil.walk_packages(module.__path__, package + ".")]
for name in names:
    if not name.endswith("__main__"):
        importlib.import_module(name)
print(json.dumps(names))
"""


def imported(*packages: str, blocked: list[str], path: list[str]) -> list[str]:
    """Import every module of ``packages`` in a fresh interpreter; their names."""
    code = IMPORT_ALL.format(blocked=blocked, packages=packages, path=path)
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, timeout=BOUND_S, check=False
    )
    assert done.returncode == 0, done.stderr
    names: list[str] = json.loads(done.stdout.splitlines()[-1])
    return names


@pytest.fixture
def client() -> Iterator[EngineClient]:
    plan = LaunchPlan(
        python=Path(sys.executable),
        folder=PACKAGES,
        bootstrap=ENGINES / "without_qgis.py",
        environment=child_environment(os.environ),
    )
    client = EngineClient(lambda: plan, VERSION, Log())
    yield client
    client.stop()


def test_the_engine_starts_with_qgis_blocked(client: EngineClient, tmp_path: Path) -> None:
    """All handlers are imported before the answer comes: it is about the document, not about a package."""
    with pytest.raises(EngineFailure) as caught:
        client.open(str(tmp_path / "none.json"), {}, None, BOUND_S)
    assert caught.value.code == "not_found"


def test_every_engine_module_imports_with_qgis_blocked() -> None:
    packages = ("mosaic_qgis.mosaic", "mosaic_qgis.backends", "mosaic_qgis.reading", "mosaic_qgis.engine.server")
    names = imported(
        *packages, blocked=["qgis", "PyQt5", "PyQt6", "sip", "osgeo", "processing"], path=[str(ROOT), str(PACKAGES)]
    )
    assert {"mosaic_qgis.engine.server.handlers.table", "mosaic_qgis.reading.layer"} <= set(names)


def test_the_client_imports_with_the_engine_s_packages_blocked() -> None:
    names = imported(
        "mosaic_qgis.engine.client",
        "mosaic_qgis.engine.wire",
        blocked=[*BLOCKED_IN_QGIS, "qgis", "PyQt5"],
        path=[str(ROOT), str(PACKAGES)],
    )
    assert "mosaic_qgis.engine.client.process" in names
