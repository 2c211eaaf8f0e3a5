"""How long QGIS's window does not come by, path by path, and what its thread does meanwhile. Inside QGIS; changes nothing.

A timer beats on the window's thread; a thread of its own looks every few milliseconds where that thread is in Python. What
has a frame of the plugin in it counts as the plugin's; what has none is QGIS's and Qt's, or waits for Python's lock.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType, FrameType
from typing import Any

from qgis.PyQt.QtCore import QObject, Qt, QTimer

_BEAT_MS = 3
_LOOK_S = 0.003
_TOLD_MS = 20.0
"""Gaps that are shorter are nobody's concern."""
_MOST_TOLD = 4
_INNERMOST = 4
"""Frames of a stack that are told, beside the outermost one."""
_KEPT = 4000


@dataclass(frozen=True, kw_only=True)
class _Look:
    """Where the window's thread was."""

    at_s: float
    own: str
    """Place in the plugin's code, outermost and innermost; empty outside of it."""
    other: str
    """Likewise of another Python program, such as the scenario."""
    beside: str
    """What another thread of the plugin was at."""


class WindowWatch(QObject):
    """Measures until `stop`."""

    def __init__(self, plugin_folder: str) -> None:
        super().__init__()
        self.paths: dict[str, dict[str, Any]] = {}
        """Path -> `gap_ms` (the longest), `own_ms` (the plugin's part in the gap that has most of it), `gaps` (the worst)."""
        self._plugin_folder = plugin_folder
        self._path: dict[str, Any] | None = None
        self._looks: deque[_Look] = deque(maxlen=_KEPT)
        self._window = threading.get_ident()
        self._below = 0
        self._ended = threading.Event()
        self._at_s, self._used_s = time.perf_counter(), time.thread_time()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start(_BEAT_MS)
        threading.Thread(target=self._look_around, name="window-watch", daemon=True).start()

    @contextlib.contextmanager
    def path(self, name: str) -> Iterator[None]:
        """What happens until the end of the block belongs to a path."""
        self._beat()
        self._path = self.paths[name] = {"gap_ms": 0.0, "own_ms": 0.0, "gaps": []}
        try:
            yield
        finally:
            self._beat()
            self._path["gaps"] = sorted(self._path["gaps"], key=lambda gap: -gap["ms"])[:_MOST_TOLD]
            self._path = None

    @contextlib.contextmanager
    def not_counted(self) -> Iterator[None]:
        """Work of the measurement itself."""
        self._beat()
        yield
        self._at_s, self._used_s = time.perf_counter(), time.thread_time()

    def stop(self) -> None:
        """Measure no more."""
        self._ended.set()
        self._timer.stop()

    # The window's thread

    def _tick(self) -> None:
        # Below a beat there are only programs that run an event loop of their own, such as a modal window.
        self._below = _depth(sys._getframe().f_back)
        self._beat()

    def _beat(self) -> None:
        now_s, used_s = time.perf_counter(), time.thread_time()
        since_s, before_s = self._at_s, self._used_s
        self._at_s, self._used_s = now_s, used_s
        if self._path is None:
            return
        gap_ms = max(0.0, 1000 * (now_s - since_s) - _BEAT_MS)
        self._path["gap_ms"] = max(self._path["gap_ms"], gap_ms)
        if gap_ms >= _TOLD_MS:
            told = self._account(since_s, now_s) | {"ms": gap_ms, "cpu_ms": 1000 * (used_s - before_s)}
            self._path["own_ms"] = max(self._path["own_ms"], told["own_ms"])
            self._path["gaps"].append(told)

    def _account(self, since_s: float, until_s: float) -> dict[str, Any]:
        """What was seen between two beats, weighed by time."""
        own_s, before_s = 0.0, since_s
        places: dict[str, float] = {}
        for look in tuple(self._looks):
            if not since_s <= look.at_s <= until_s:
                continue
            passed_s, before_s = look.at_s - before_s, look.at_s
            own_s += passed_s if look.own else 0.0
            what = look.own or look.other or "QGIS"
            place = f"{what} (beside: {look.beside})" if look.beside and not look.own else what
            places[place] = places.get(place, 0.0) + 1000 * passed_s
        places["after the last look"] = 1000 * (until_s - before_s)
        worst = sorted(places.items(), key=lambda place: -place[1])[:6]
        return {"own_ms": 1000 * own_s, "places": {name: round(ms, 1) for name, ms in worst}}

    # The watcher's own thread

    def _look_around(self) -> None:
        me = threading.get_ident()
        while not self._ended.wait(_LOOK_S):
            frames = sys._current_frames()
            at_s = time.perf_counter()
            own = other = beside = ""
            for thread, frame in frames.items():
                if thread == self._window:
                    own, other = self._place(frame, self._below)
                elif thread != me and not beside:
                    beside = self._busy_with(frame)
            self._looks.append(_Look(at_s=at_s, own=own, other=other, beside=beside))

    def _place(self, frame: FrameType | None, below: int) -> tuple[str, str]:
        codes: list[tuple[CodeType, int]] = []
        while frame is not None:
            codes.append((frame.f_code, frame.f_lineno))
            frame = frame.f_back
        codes = codes[: max(0, len(codes) - below)]
        own = [each for each in codes if self._is_own(each[0])]
        if own:
            # Innermost first; the guard around each method of the plugin says nothing.
            told = [each for each in own if not each[0].co_filename.endswith("guard.py")] or own
            return _path(told), ""
        others = [each for each in codes if each[0].co_filename != __file__]
        return "", _path(others) if others else ""

    def _is_own(self, code: CodeType) -> bool:
        return code.co_filename.startswith(self._plugin_folder)

    def _busy_with(self, frame: FrameType) -> str:
        """What a thread of the plugin computes; nothing where it waits or is not the plugin's."""
        if frame.f_code.co_filename.endswith(("threading.py", "selectors.py", "queue.py", "subprocess.py")):
            return ""
        own: FrameType | None = frame
        while own is not None and not self._is_own(own.f_code):
            own = own.f_back
        return "" if own is None else _name(own.f_code, own.f_lineno)


def _depth(frame: FrameType | None) -> int:
    depth = 0
    while frame is not None:
        depth, frame = depth + 1, frame.f_back
    return depth


def _path(codes: list[tuple[CodeType, int]]) -> str:
    """The outermost place and the innermost ones."""
    inner = [_name(*each) for each in reversed(codes[:_INNERMOST])]
    return " > ".join(inner if len(codes) <= _INNERMOST else [_name(*codes[-1]), "…", *inner])


def _name(code: CodeType, line: int) -> str:
    return f"{os.path.basename(code.co_filename)}:{line} {code.co_name}"
