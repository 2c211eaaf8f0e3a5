"""Mosaics that are opened in the background, with progress and a way to cancel in QGIS's status bar. QGIS side.

Whoever wants a layer from QGIS's window asks here first: QGIS makes layers on its main thread, and one whose mosaic is
open already costs next to nothing there. Lives on the main thread; what is said about failures is said here.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING

from qgis.core import QgsApplication, QgsProject, QgsTask
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject

from ..engine.client.terms import EngineFailure
from ..host import failures
from ..host.auth import credentials_for
from ..host.guard import answer, guarded
from ..host.log import log_exception
from ..host.openings import LONGEST_S
from ..host.translation import tr

if TYPE_CHECKING:
    from ..provider.opening import MosaicOpener
    from ..provider.source import MosaicSource
    from ..provider.uri import LayerUri


class OpeningTask(QgsTask):
    """Opens one mosaic and samples the statistics that QGIS wants of a new layer."""

    def __init__(self, opener: MosaicOpener, uri: LayerUri, subject: str) -> None:
        """Reads the credentials, which may ask a person for a password. Raises EngineFailure("auth")."""
        text = tr("Opening {subject}").format(subject=failures.quoted(subject))
        flag = QgsTask.Flag
        super().__init__(text, flag.CanCancel | flag.CancelWithoutPrompt | flag.Silent)
        credentials = credentials_for(uri.options)
        self._login = lambda: credentials
        self._opener = opener
        self._uri = uri
        self.source: MosaicSource | None = None
        """Kept, so that the layer that is made next finds it open."""
        self.failure: EngineFailure | None = None

    # QgsTask interface

    @guarded(answer(False))
    def run(self) -> bool:
        from ..provider.statistics import prepare

        try:
            self.source = self._opener.open(
                self._uri, login=self._login, timeout_s=LONGEST_S, is_cancelled=self.isCanceled
            )
            prepare(self.source, self._uri.name, is_cancelled=self.isCanceled)
        except EngineFailure as failure:
            self.failure = failure
            return False
        except Exception as exc:  # noqa: BLE001 (a task that raises tells nobody why)
            log_exception("Opening a mosaic in the background failed.")
            self.failure = EngineFailure("internal", f"{type(exc).__name__}: {exc}")
            return False
        return not self.isCanceled()


class BackgroundOpenings(QObject):
    """Lives as long as the plugin is loaded."""

    def __init__(self, opener: MosaicOpener) -> None:
        super().__init__()
        self._opener = opener
        self._tasks: list[OpeningTask] = []
        # What was asked for in one project is not wanted in the next one.
        QgsProject.instance().cleared.connect(self.cancel)

    def open(
        self, uri: LayerUri, then: Callable[[], None], otherwise: Callable[[EngineFailure], None], name: str = ""
    ) -> None:
        """Open a mosaic, then act on the main thread: at once where everything is there already. Returns before that otherwise.

        `name`: what the status bar calls it, default its own name. Neither is called when the task was cancelled, by a person or with the project.
        """
        if self._is_ready(uri):
            then()
            return
        try:
            task = OpeningTask(self._opener, uri, name or uri.name)
        except EngineFailure as failure:
            otherwise(failure)
            return
        ended = functools.partial(self._ended, task, then, otherwise)
        task.taskCompleted.connect(ended)
        task.taskTerminated.connect(ended)
        self._tasks.append(task)
        QgsApplication.taskManager().addTask(task)

    def _is_ready(self, uri: LayerUri) -> bool:
        """Whether QGIS could make the layer now without waiting. (A preview opens a mosaic without sampling it.)"""
        known = self._opener.known(uri)
        if known is None:
            return False
        # Loaded with the first mosaic, not with the plugin.
        from ..provider.statistics import is_prepared

        return is_prepared(known)

    @guarded(answer(None))
    def _ended(self, task: OpeningTask, then: Callable[[], None], otherwise: Callable[[EngineFailure], None]) -> None:
        if task not in self._tasks:
            return
        self._tasks.remove(task)
        if task.failure is not None and task.failure.code != "cancelled":
            otherwise(task.failure)
        elif task.source is not None and not task.isCanceled():
            then()
        task.source = None

    def close(self) -> None:
        """Cancel everything for good. Returns at once."""
        QgsProject.instance().cleared.disconnect(self.cancel)
        self.cancel()

    @guarded(answer(None))
    def cancel(self) -> None:
        """Cancel everything; nothing that was asked for is called any more. Returns at once."""
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            if not sip.isdeleted(task):
                task.cancel()
