"""Setting up the engine's packages: what it costs, and the work itself as a QGIS task with progress and cancel. QGIS side.

Knows no window: who offers the installation, and what is said about its end, is decided by the callers.
"""

from __future__ import annotations

from qgis.core import QgsTask
from qgis.PyQt.QtCore import pyqtSignal

from ..engine.client.terms import EngineFailure
from .engine import EngineHost
from .guard import answer, guarded
from .log import log_exception
from .translation import tr


class InstallTask(QgsTask):
    """Installs the engine's packages in the background."""

    said = pyqtSignal(str)
    """What is being done, in words of the installer."""

    def __init__(self, engine: EngineHost, *, repair: bool = False) -> None:
        """`repair`: also when they are there."""
        super().__init__(tr("Setting up the MosaicJSON engine"), QgsTask.Flag.CanCancel)
        # Settings and proxy are read here, on the main thread; `run` touches neither.
        self._environment = engine.environment()
        self._repair = repair
        self.failure: EngineFailure | None = None

    # QgsTask interface

    @guarded(answer(False))
    def run(self) -> bool:
        try:
            self._environment.install(self._progress, self.isCanceled, repair=self._repair)
        except EngineFailure as failure:
            self.failure = failure
            return False
        except Exception as exc:  # noqa: BLE001 (a task that raises tells nobody why)
            log_exception("Setting up the engine failed.")
            self.failure = EngineFailure("internal", f"{type(exc).__name__}: {exc}")
            return False
        return True

    def _progress(self, fraction: float, text: str) -> None:
        self.setProgress(100 * fraction)
        self.said.emit(text)
