"""A client with an engine of its own, started as QGIS starts it, from the packages of this Python."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import rasterio
from engines.processes import VERSION, Log

from mosaic_qgis.engine.client.launch import LaunchPlan, child_environment
from mosaic_qgis.engine.client.process import EngineClient

_BOOTSTRAP = Path(__file__).parents[2] / "mosaic_qgis" / "engine" / "bootstrap.py"


@contextlib.contextmanager
def real_client() -> Iterator[EngineClient]:
    """Started by the first request, stopped at the end."""
    plan = LaunchPlan(
        python=Path(sys.executable),
        folder=Path(rasterio.__file__).parents[1],
        bootstrap=_BOOTSTRAP,
        environment=child_environment(os.environ),
    )
    client = EngineClient(lambda: plan, VERSION, Log())
    try:
        yield client
    finally:
        client.stop()
