"""How alive QGIS's window is: a quick heartbeat, and who holds its thread up. Inside QGIS, test side; changes nothing.

The plugin is watched from outside: its methods that QGIS calls are told by where they are, its waits by the one place
through which each wait for the engine goes.
"""

from __future__ import annotations

import contextlib
import importlib
import sys
import threading
import time
from collections.abc import Iterator
from types import FrameType
from typing import Any

from qgis.PyQt.QtCore import QObject, Qt, QTimer

BEAT_MS = 5


class Pulse(QObject):
    """Measures the phases of a scenario. Lives until `stop`."""

    def __init__(self, *, plugin: str = "mosaic_qgis") -> None:
        super().__init__()
        self.phases: dict[str, dict[str, Any]] = {}
        """Phase -> `longest_gap_ms` between two beats, `longest_own_ms` in one method of the plugin, `waits` for the engine."""
        self._phase: dict[str, Any] | None = None
        self._last = time.monotonic()
        self._plugin = plugin
        self._guard = sys.modules[f"{plugin}.mosaic_qgis.host.guard"].__file__
        self._entered: list[float] = []
        self._began = time.monotonic()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(BEAT_MS)
        self._watch_waits()
        sys.setprofile(self._profile)

    @contextlib.contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """What happens from now on, until the end of the block."""
        self._beat()
        self._phase = {"longest_gap_ms": 0.0, "gap_at_s": 0.0, "longest_own_ms": 0.0, "own": "", "waits": []}
        self.phases[name] = self._phase
        try:
            yield
        finally:
            self._beat()
            self._phase = None

    def stop(self) -> None:
        """Measure no more."""
        sys.setprofile(None)
        self._timer.stop()

    def _beat(self) -> None:
        now = time.monotonic()
        gap_ms, self._last = 1000 * (now - self._last), now
        if self._phase is not None and gap_ms > self._phase["longest_gap_ms"]:
            self._phase["longest_gap_ms"], self._phase["gap_at_s"] = gap_ms, now - self._began

    def _watch_waits(self) -> None:
        """Each wait of the main thread for something that is not there yet counts."""
        # The plugin loads it when a mosaic is opened for the first time.
        calls = importlib.import_module(f"{self._plugin}.mosaic_qgis.engine.client.pending").Call
        wait = calls.wait

        def watched(call: Any, timeout_s: float) -> bool:
            is_ours = threading.current_thread() is threading.main_thread() and timeout_s > 0
            if is_ours and self._phase is not None and not wait(call, 0):
                self._phase["waits"].append(type(call.request).__name__)
            return wait(call, timeout_s)

        calls.wait = watched

    def _profile(self, frame: FrameType, event: str, _argument: object) -> None:
        """Called by Python at each call and return on this thread."""
        code = frame.f_code
        if event not in ("call", "return") or code.co_name != "call" or code.co_filename != self._guard:
            return
        if event == "call":
            self._entered.append(time.monotonic())
        elif self._entered:
            own_ms = 1000 * (time.monotonic() - self._entered.pop())
            if not self._entered and self._phase is not None and own_ms > self._phase["longest_own_ms"]:
                method = frame.f_locals.get("method")
                self._phase["longest_own_ms"] = own_ms
                self._phase["own"] = getattr(method, "__qualname__", "?")
