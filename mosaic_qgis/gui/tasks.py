"""Work that takes time, off the window's thread: with progress and cancel in QGIS's status bar. QGIS side.

What it brings back is applied on the main thread, and dropped when it was cancelled or when the window that asked is gone.
Knows nothing of what is worked on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qgis.core import QgsApplication, QgsTask
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ..engine.client.terms import EngineFailure
from ..host.guard import answer, guarded
from ..host.log import log_exception

_running: set[EngineTask] = set()
"""Kept until they have ended: QGIS owns the C++ side only."""


class EngineTask(QgsTask):
    """Runs `work(task)` on a thread of QGIS's pool. Made by `start`, on the main thread."""

    told = pyqtSignal(str)
    """What it is doing, in the engine's words."""

    def __init__(
        self,
        description: str,
        work: Callable[[EngineTask], Any],
        done: Callable[[Any], object],
        failed: Callable[[EngineFailure], object],
        owner: QObject | None,
        withdrawn: Callable[[], object] | None,
    ) -> None:
        flag = QgsTask.Flag
        super().__init__(description, flag.CanCancel | flag.CancelWithoutPrompt | flag.Silent)
        self._work = work
        self._done = done
        self._failed = failed
        self._withdrawn = withdrawn
        self._has_owner = owner is not None
        self._owner = owner
        self._value: Any = None
        self._failure: EngineFailure | None = None
        self.taskCompleted.connect(self._ended)
        self.taskTerminated.connect(self._ended)
        if owner is not None:
            owner.destroyed.connect(self._owner_went)

    @property
    def is_under_way(self) -> bool:
        """Whether `done` or `failed` may still be called. Ask on the main thread."""
        return self in _running

    def report(self, fraction: float | None, text: str) -> None:
        """How far it is, 0 to 1 or not known: the `on_progress` of a request. From any thread."""
        if self.isCanceled():
            return
        if fraction is not None:
            self.setProgress(100 * fraction)
        if text:
            self.told.emit(text)

    # QgsTask interface

    @guarded(answer(False))
    def run(self) -> bool:
        try:
            self._value = self._work(self)
        except EngineFailure as failure:
            self._failure = failure
            return False
        except Exception as exc:  # noqa: BLE001 (a task that raises tells nobody why)
            log_exception("Work in the background failed.")
            self._failure = EngineFailure("internal", f"{type(exc).__name__}: {exc}")
            return False
        return not self.isCanceled()

    # Own

    @guarded(answer(None))
    def _ended(self) -> None:
        if self not in _running:
            return
        _running.discard(self)
        value, failure, done, failed = self._value, self._failure, self._done, self._failed
        # They hold the window; a task that QGIS keeps for a while must not.
        self._work = self._done = self._failed = lambda _any: None
        self._value, owner, self._owner = None, self._owner, None
        withdrawn, self._withdrawn = self._withdrawn, None
        if self._has_owner and (owner is None or sip.isdeleted(owner)):
            return
        if self.isCanceled():
            if withdrawn is not None:
                withdrawn()
            return
        if failure is None:
            done(value)
        elif failure.code != "cancelled":
            failed(failure)

    @guarded(answer(None))
    def _owner_went(self, *_owner: Any) -> None:
        if not sip.isdeleted(self):
            self.cancel()


def start(
    description: str,
    work: Callable[[EngineTask], Any],
    done: Callable[[Any], object],
    failed: Callable[[EngineFailure], object],
    owner: QObject | None,
    *,
    withdrawn: Callable[[], object] | None = None,
) -> EngineTask:
    """Run `work(task) -> value` in the background, then `done(value)` or `failed(failure)` on the main thread.

    After cancelling it is `withdrawn()` instead; none of them is called when `owner` (a widget; None: nobody) is deleted,
    which cancels. `work` passes `task.isCanceled` and `task.report` on, must touch no widget, and raises EngineFailure; what
    else it raises is a fault of the plugin, told as `internal`. Call on the main thread; read credentials before (they may ask for a password).
    """
    task = EngineTask(description, work, done, failed, owner, withdrawn)
    _running.add(task)
    QgsApplication.taskManager().addTask(task)
    return task
