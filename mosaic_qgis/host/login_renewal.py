"""Logins that end and that only QGIS can renew (OAuth2): handed to the engine again while mosaics use them. QGIS side.

A timer of the main thread starts a task, which may wait for a service; QGIS renews a token some time before it ends.
"""

from __future__ import annotations

import threading
import time
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

PERIOD_MS = 10_000
"""QGIS renews a token when a tenth of its time is left, two minutes at most; asked sooner it gives the old one at once."""
_TIMEOUT_S = 30.0
_PAUSE_S = 300.0
"""How long a login is left alone that could not be renewed: QGIS might open a browser each time."""


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
        self._failed_s: dict[str, float] = {}
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.renew)
        self._timer.start(PERIOD_MS)

    @guarded(answer(None))
    def renew(self) -> None:
        """Have the logins in use renewed in the background, if there are any. Returns at once."""
        if self._task is not None:
            return
        now_s = time.monotonic()
        self._failed_s = {name: at_s for name, at_s in self._failed_s.items() if now_s - at_s < _PAUSE_S}
        due = {name: each for name, each in self._engine.logins.all().items() if name not in self._failed_s}
        if not due:
            return
        self._task = task = _RenewalTask(self._engine, due, self._failed_s)
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
    """Asks QGIS for the headers of logins, and hands them over; notes when it could not be done."""

    def __init__(
        self, engine: EngineHost, logins: Mapping[str, tuple[Mapping[str, Any], str]], failed_s: dict[str, float]
    ) -> None:
        flag = QgsTask.Flag
        super().__init__("", flag.CanCancel | flag.CancelWithoutPrompt | flag.Silent | flag.Hidden)
        self._engine = engine
        self._logins = logins
        self._failed_s = failed_s

    @guarded(answer(False))
    def run(self) -> bool:
        from ..engine.client.questions import Renew, RenewedHeaders

        renewed = []
        for config_id, (login, address) in self._logins.items():
            try:
                signed = auth.signed_in(login, address, is_cancelled=self.isCanceled) or {}
            except EngineFailure as failure:
                if self.isCanceled():
                    return False
                # What cannot be read any more says so on the map.
                log(failure.message, "warning")
                self._failed_s[config_id] = time.monotonic()
                continue
            if "headers" not in signed:
                # Meanwhile the configuration is one with a certificate, which counts from the next opening on.
                self._failed_s[config_id] = time.monotonic()
                continue
            renewed.append(RenewedHeaders(id=config_id, headers=signed["headers"]))
        if renewed and not self.isCanceled():
            try:
                self._engine.ask(Renew(logins=tuple(renewed)), _TIMEOUT_S, self.isCanceled)
            except EngineFailure as failure:
                log(failure.message, "warning")
        return True
