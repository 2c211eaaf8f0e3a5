"""Logins that end and that only QGIS can renew (OAuth2): handed to the engine again while mosaics use them. QGIS side.

A timer of the main thread starts a task, which may wait for a service; QGIS renews a token some minutes before it ends.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from qgis.core import QgsApplication, QgsTask
from qgis.PyQt.QtCore import QObject, QTimer

from ..engine.client.terms import EngineFailure
from . import auth
from .guard import answer, guarded
from .log import log

if TYPE_CHECKING:
    from .engine import EngineHost

PERIOD_MS = 30_000
_TIMEOUT_S = 30.0


class LoginsInUse:
    """Which logins of open mosaics QGIS has to renew. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._used: list[tuple[weakref.ref[object], Mapping[str, Any], str]] = []

    def note(self, user: object, credentials: Mapping[str, Any] | None, address: str) -> None:
        """A mosaic at an address was opened with these; they count as long as `user` lives."""
        found = [each for each in (credentials or {}).values() if each and "headers" in each]
        with self._lock:
            self._used += [(weakref.ref(user), login, address) for login in found]

    def all(self) -> dict[str, tuple[Mapping[str, Any], str]]:
        """Login and address by id."""
        with self._lock:
            self._used = [each for each in self._used if each[0]() is not None]
            return {str(login["id"]): (login, address) for _, login, address in self._used}


class LoginRenewal(QObject):
    """Lives as long as the plugin is loaded, on the main thread."""

    def __init__(self, engine: EngineHost) -> None:
        super().__init__()
        self._engine = engine
        self._task: _RenewalTask | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.renew)
        self._timer.start(PERIOD_MS)

    @guarded(answer(None))
    def renew(self) -> None:
        """Have the logins in use renewed in the background, if there are any. Returns at once."""
        if self._task is not None or not self._engine.logins.all():
            return
        self._task = task = _RenewalTask(self._engine)
        task.taskCompleted.connect(self._ended)
        task.taskTerminated.connect(self._ended)
        QgsApplication.taskManager().addTask(task)

    @guarded(answer(None))
    def close(self) -> None:
        """Renew nothing any more."""
        self._timer.stop()
        task, self._task = self._task, None
        if task is not None:
            task.cancel()

    @guarded(answer(None))
    def _ended(self) -> None:
        self._task = None


class _RenewalTask(QgsTask):
    """Asks QGIS for the headers of all logins in use, and hands them over."""

    def __init__(self, engine: EngineHost) -> None:
        flag = QgsTask.Flag
        super().__init__("", flag.CanCancel | flag.CancelWithoutPrompt | flag.Silent | flag.Hidden)
        self._engine = engine

    @guarded(answer(False))
    def run(self) -> bool:
        from ..engine.client.questions import Renew, RenewedHeaders

        renewed = []
        for config_id, (login, address) in self._engine.logins.all().items():
            try:
                signed = auth.signed_in(login, address) or {}
            except EngineFailure as failure:
                # What cannot be read any more says so on the map.
                log(failure.message, "warning")
                continue
            renewed.append(RenewedHeaders(id=config_id, headers=signed["headers"]))
        if renewed and not self.isCanceled():
            try:
                self._engine.ask(Renew(logins=tuple(renewed)), _TIMEOUT_S, self.isCanceled)
            except EngineFailure as failure:
                log(failure.message, "warning")
        return True
