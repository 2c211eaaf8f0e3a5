"""What callers, the supervisor thread and the engine's own threads share.

QGIS side, without QGIS. Holds no client, so that a client that nobody uses any more can be collected although threads run.
"""

from __future__ import annotations

import queue
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass

from ..wire.failures import CANCELLED, EngineFailure
from .child import Child
from .pending import Call
from .session import Session


@dataclass(frozen=True, kw_only=True, eq=False)
class Gone:
    """An engine has ended and left these requests unanswered."""

    child: Child
    calls: list[Call]
    failure: EngineFailure


class Desk:
    """The running engine and the supervisor's inbox."""

    def __init__(self, log: Callable[[str, str], None]) -> None:
        self.lock = threading.RLock()
        """Guards everything here and all sessions. Taken before a child's own lock, never after."""
        self.inbox: queue.SimpleQueue[Call | Gone | Session | None] = queue.SimpleQueue()
        """What the supervisor shall do; None ends it."""
        self.child: Child | None = None
        self.is_ready = False
        """Whether ``child`` has said hello."""
        self.is_closed = False
        self._log = log

    def log(self, level: str, text: str) -> None:
        """Pass on to the log; a log that fails must not end a thread that requests depend on."""
        try:
            self._log(level, text)
        except Exception:  # noqa: BLE001 - it is not this program's
            traceback.print_exc()

    def put(self, item: Call | Gone) -> None:
        """Hand to the supervisor; after the end its requests fail here."""
        with self.lock:
            if not self.is_closed:
                self.inbox.put(item)
                return
        for call in item.calls if isinstance(item, Gone) else [item]:
            call.fail(stopped())

    def gone(self, child: Child, calls: list[Call], failure: EngineFailure) -> None:
        """A child's last word, on its reader thread."""
        self.put(Gone(child=child, calls=calls, failure=failure))

    def close(self) -> None:
        """No more requests, no more engine; blocks up to 3 s. Idempotent."""
        with self.lock:
            is_first, self.is_closed = not self.is_closed, True
            child = self.child
        try:
            if child is not None:
                child.stop()
        finally:
            # Not before: on Linux the engine is killed when the supervisor, which started it, ends.
            if is_first:
                self.inbox.put(None)


def stopped() -> EngineFailure:
    """What every request fails with after the end."""
    return EngineFailure(CANCELLED, "The engine was stopped.")
