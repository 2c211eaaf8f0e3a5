"""Work that nobody waits for, done when there is a pause. Runs in the ENGINE.

One thread that starts with the first piece of work. Knows nothing of images.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable

logger = logging.getLogger(__name__)

PAUSE_S = 0.3
"""Silence after which work begins."""


class QuietWork:
    """A queue that is worked off when nothing was `stirred` for a while."""

    def __init__(self) -> None:
        self._pause_s = PAUSE_S
        self._queue: deque[Callable[[], None]] = deque()
        self._condition = threading.Condition()
        self._stirred_s = 0.0
        self._thread: threading.Thread | None = None
        self._is_busy = False
        self._closed = False

    def stir(self) -> None:
        """Something that people wait for is going on: what is queued waits for the next pause."""
        self._stirred_s = time.monotonic()

    def add(self, work: Callable[[], None]) -> None:
        """Queue a piece of work; nothing happens after `close`."""
        with self._condition:
            if self._closed:
                return
            self._queue.append(work)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="quiet", daemon=True)
                self._thread.start()
            self._condition.notify_all()

    def finish(self, timeout_s: float) -> bool:
        """Do what is queued now, pause or not; False when it takes longer."""
        with self._condition:
            self._pause_s = 0
            self._condition.notify_all()
            return self._condition.wait_for(lambda: not self._queue and not self._is_busy, timeout_s)

    def close(self) -> None:
        """Drop what is queued."""
        with self._condition:
            self._closed = True
            self._queue.clear()
            self._condition.notify_all()

    def _run(self) -> None:
        while True:
            with self._condition:
                self._is_busy = False
                self._condition.notify_all()
                self._condition.wait_for(lambda: self._queue or self._closed)
                if self._closed:
                    return
                left_s = self._stirred_s + self._pause_s - time.monotonic()
                if left_s > 0:
                    self._condition.wait(left_s)
                    continue
                work = self._queue.popleft()
                self._is_busy = True
            try:
                work()
            except Exception:
                # Nothing hangs on it.
                logger.exception("Work that nobody waits for failed.")
