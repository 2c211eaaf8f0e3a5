"""The engine's standard error: kept as a bounded tail, passed on to the log at a bounded rate.

QGIS side, without QGIS. Never waits for anything but the pipe that it drains.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import IO, Final

TAIL_LINES: Final = 200
LINE_CHARACTERS: Final = 2000
LOGGED_LINES_PER_SPAN: Final = 200
SPAN_S: Final = 10.0

_CHUNK_BYTES: Final = 64 * 2**10
_LEVELS: Final = {"DEBUG": "debug", "INFO": "info", "WARNING": "warning", "ERROR": "error", "CRITICAL": "error"}


class EngineLines:
    """Passes lines on to the log with the level that they begin with; what a traceback goes on with has that of its start."""

    def __init__(self, log: Callable[[str, str], None]) -> None:
        self._log = log
        self._level = "info"

    def __call__(self, line: str) -> None:
        if not line.startswith((" ", "Traceback ")):
            self._level = _LEVELS.get(line.partition(" ")[0], "info")
        self._log(self._level, f"engine: {line}")


class StderrTail:
    """Drains one pipe in a thread of its own, so that the engine never blocks on what it has to say."""

    def __init__(self, pipe: IO[bytes], log_line: Callable[[str], None]) -> None:
        """``log_line`` is called on the draining thread; at most ``LOGGED_LINES_PER_SPAN`` times per ``SPAN_S``."""
        self._pipe = pipe
        self._log_line = log_line
        self._lines: deque[str] = deque(maxlen=TAIL_LINES)
        self._span_start_s = time.monotonic()
        self._logged = 0
        self._left_out = 0
        self._thread = threading.Thread(target=self._drain, name="mosaic-engine-stderr", daemon=True)
        self._thread.start()

    def text(self) -> str:
        """The last lines."""
        return "\n".join(self._lines.copy())

    def join(self, timeout_s: float) -> None:
        """Wait until the pipe has ended. A process that the engine left behind may hold it open, hence the bound."""
        self._thread.join(timeout_s)

    def _drain(self) -> None:
        rest = b""
        with self._pipe:
            while chunk := self._pipe.read(_CHUNK_BYTES):
                *lines, rest = (rest + chunk).split(b"\n")
                rest = rest[-LINE_CHARACTERS:]
                for line in lines:
                    self._take(line)
        if rest:
            self._take(rest)
        self._tell_left_out()

    def _take(self, raw: bytes) -> None:
        line = raw[-LINE_CHARACTERS:].decode("utf-8", "replace").rstrip("\r")
        self._lines.append(line)
        now_s = time.monotonic()
        if now_s - self._span_start_s >= SPAN_S:
            self._tell_left_out()
            self._span_start_s, self._logged = now_s, 0
        if self._logged < LOGGED_LINES_PER_SPAN:
            self._logged += 1
            self._log_line(line)
        else:
            self._left_out += 1

    def _tell_left_out(self) -> None:
        if self._left_out:
            self._log_line(f"… {self._left_out} more lines left out")
        self._left_out = 0
