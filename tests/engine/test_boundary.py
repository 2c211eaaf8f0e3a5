"""The engine needs nothing of QGIS, and what runs in QGIS needs nothing of the engine: seen at run time."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import rasterio
from engines.imports import OF_QGIS, OF_THE_ENGINE, imported
from engines.processes import BOUND_S, ENGINES, VERSION, Log
from servers.dask import packages_folder

from mosaic_qgis.engine.client.launch import LaunchPlan, child_environment
from mosaic_qgis.engine.client.process import EngineClient, EngineFailure

ROOT = Path(__file__).parents[2]
PACKAGES = Path(rasterio.__file__).parents[1]


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


def test_missing_packages_are_a_failure_that_says_so(tmp_path: Path) -> None:
    """An environment that lost its packages says hello all the same; what comes then can be acted on."""
    plan = LaunchPlan(
        python=Path(sys.executable),
        folder=tmp_path,
        bootstrap=ROOT / "mosaic_qgis" / "engine" / "bootstrap.py",
        environment=child_environment(os.environ),
    )
    client = EngineClient(lambda: plan, VERSION, Log())
    for _ in range(2):
        with pytest.raises(EngineFailure, match="No module named") as caught:
            client.open("/mosaic.json", {}, None, BOUND_S)
        assert caught.value.code == "environment"
    client.stop()


def test_every_engine_module_imports_with_qgis_blocked() -> None:
    packages = (
        "mosaic_qgis.mosaic",
        "mosaic_qgis.backends",
        "mosaic_qgis.reading",
        "mosaic_qgis.batch",
        "mosaic_qgis.engine.server",
    )
    names = imported(*packages, blocked=OF_QGIS, path=[str(ROOT), str(PACKAGES), str(packages_folder())])
    assert {"mosaic_qgis.engine.server.handlers.table", "mosaic_qgis.reading.layer"} <= set(names)


def test_the_client_imports_with_the_engine_s_packages_blocked() -> None:
    names = imported(
        "mosaic_qgis.engine.client",
        "mosaic_qgis.engine.wire",
        blocked=[*OF_THE_ENGINE, *OF_QGIS],
        path=[str(ROOT), str(PACKAGES)],
    )
    assert "mosaic_qgis.engine.client.process" in names
