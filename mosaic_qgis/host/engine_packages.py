"""The engine's packages as the settings name them, and how an engine is started with a folder of them. QGIS side.

Brings the installer along, which takes long to load: to be imported when an engine is wanted. Installs nothing by itself.
"""

from __future__ import annotations

import os
from pathlib import Path

from qgis.core import QgsApplication

from ..engine.client import interpreter
from ..engine.client.environment import EngineEnvironment
from ..engine.client.installer import BOOTSTRAP
from ..engine.client.launch import LaunchPlan, child_environment
from .settings import Settings


def environment_of(current: Settings, proxy: str | None) -> EngineEnvironment:
    """Those of another Python that the settings name, else those that the plugin sets up."""
    named = Path(current.engine_environment).expanduser() if current.engine_environment else None
    return EngineEnvironment(
        Path(QgsApplication.qgisSettingsDirPath()) / "mosaic_qgis",
        python=Path(current.engine_python) if current.engine_python else None,
        wheel_folder=Path(current.wheel_folder) if current.wheel_folder else None,
        index_url=current.index_url or None,
        proxy=proxy,
        external=named if named is not None and not named.is_dir() else None,
    )


def plan_for_folder(folder: Path, python: str) -> LaunchPlan:
    """How the engine is started with a folder of packages that somebody else looks after."""
    path = Path(python) if python else interpreter.find(interpreter.EmbeddedPython.running(), os.environ).path
    return LaunchPlan(python=path, folder=folder, bootstrap=BOOTSTRAP, environment=child_environment(os.environ))
