"""The packages for Dask clusters: where they are, and their installation when a scheduler is first named. QGIS side.

A folder of their own beside the engine's, by the same installer and from the same sources. The engine is told at its start where
that folder is, so that it need not start anew when they come. Who names a scheduler has agreed to it; nobody is asked.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from qgis.core import QgsApplication

from ..engine.client.environment import EngineEnvironment
from ..engine.client.install_failures import EnvironmentFailure
from ..engine.client.installer import check_imports
from ..engine.client.launch import LaunchPlan
from ..engine.client.requirements import CLUSTER
from .settings import Settings

_turn = threading.Lock()
_LOOK_EVERY_S = 0.1
_marked: list[EngineEnvironment] = []
"""Holds the marks that this process uses the packages."""


def folder_of(current: Settings) -> Path:
    """Where the packages are, or will be. Never waits."""
    return _root(current) / f"{CLUSTER.prefix}{CLUSTER.digest}"


def prepare(
    plan: LaunchPlan,
    current: Settings,
    proxy: str | None,
    progress: Callable[[float, str], None],
    is_cancelled: Callable[[], bool],
) -> None:
    """Install the packages for the engine of ``plan`` unless they are there. Blocks: not on a window's thread.

    Raises:
        EnvironmentFailure: with a reason; nothing is left half made.
    """
    environment = EngineEnvironment(
        _root(current),
        python=plan.python,
        wheel_folder=Path(current.wheel_folder) if current.wheel_folder else None,
        index_url=current.index_url or None,
        proxy=proxy,
        requirements=CLUSTER,
    )
    with _our_turn(is_cancelled):
        if any(each.folder == environment.folder and each.is_ready() for each in _marked):
            return
        if not environment.is_ready():
            if _has_them(plan):
                return
            environment.install(progress, is_cancelled)
        environment.launch_plan()
        _marked.append(environment)


@contextmanager
def _our_turn(is_cancelled: Callable[[], bool]) -> Iterator[None]:
    """Another algorithm may be installing them, which takes minutes."""
    while not _turn.acquire(timeout=_LOOK_EVERY_S):
        if is_cancelled():
            raise EnvironmentFailure("cancelled", "The installation was cancelled.")
    try:
        yield
    finally:
        _turn.release()


def remove() -> None:
    """Delete the packages in the profile; others are somebody else's. Blocks. Raises EnvironmentFailure when another process
    uses them."""
    environment = EngineEnvironment(_profile(), requirements=CLUSTER)
    with _turn:
        own = [each for each in _marked if each.folder == environment.folder]
        if environment.folder.is_dir():
            for each in own or [environment]:
                each.remove()
        _marked[:] = [each for each in _marked if each not in own]


def _root(current: Settings) -> Path:
    """The folder that holds the engine's packages; the profile's, where nobody has put these beside others."""
    named = Path(current.engine_environment).expanduser().parent if current.engine_environment else None
    if named is not None and (named / f"{CLUSTER.prefix}{CLUSTER.digest}").is_dir():
        return named
    return _profile()


def _profile() -> Path:
    return Path(QgsApplication.qgisSettingsDirPath()) / "mosaic_qgis"


def _has_them(plan: LaunchPlan) -> bool:
    """Whether the engine's own packages have Dask: somebody else looks after them (conda)."""
    try:
        check_imports(plan, CLUSTER.imports)
    except EnvironmentFailure:
        return False
    return True
