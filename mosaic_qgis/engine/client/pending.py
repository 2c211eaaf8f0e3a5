"""One request under way: the caller's view (Pending) and the client's view (Call).

QGIS side, without QGIS. Knows no process: who sends a call and who feeds it replies is none of its business.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy
import numpy.typing

from ..wire.failures import CANCELLED, TIMEOUT, EngineFailure
from ..wire.request import Request
from .session import Session

DEFAULT_RESULT_TIMEOUT_S: Final = 600.0

OnProgress = Callable[[float | None, str], None]
"""Gets how far a long request is, 0 to 1 or not known, and what it does; called on the client's reader thread."""


@dataclass(frozen=True, kw_only=True)
class ArrayPatch:
    """A finished rectangle of a read."""

    col: int
    """Column of its left edge in the asked grid."""
    row: int
    """Row of its top edge in the asked grid."""
    array: numpy.typing.NDArray[Any]
    """Axes (band, row, column), in native byte order; memory of its own that the receiver may keep and write to."""
    bands: tuple[int, ...]
    """1-based, in the order of the array's first axis."""
    complete: bool
    """False where an asset failed that should have contributed."""


class Call:
    """The client's view of a request: what to send, how often it was sent, and how it ended. Thread-safe."""

    def __init__(
        self,
        request: Request,
        *,
        session: Session | None = None,
        on_patch: Callable[[ArrayPatch], None] | None = None,
        on_progress: OnProgress | None = None,
        on_cancel: Callable[[Call], None] | None = None,
        on_finished: Callable[[Call], None] | None = None,
        on_late_result: Callable[[Call, Any], None] | None = None,
    ) -> None:
        """Describe a request.

        Args:
            request: what to ask; its handle, where it has one, is filled in when it is sent.
            session: the mosaic that is asked; None for hello.
            on_patch: called on the client's reader thread.
            on_progress: likewise.
            on_cancel: tells the engine; called at most once, on the cancelling thread.
            on_finished: called once, on the thread that ended the call.
            on_late_result: gets the value that arrives after the call had ended, so that it can be undone.
        """
        self.request = request
        self.session = session
        self.on_patch = on_patch
        self.on_progress = on_progress
        self.on_late_result = on_late_result
        self.times_sent = 0
        self.generation = 0
        """Of the engine that it was last sent to."""
        self.failure: EngineFailure | None = None
        self.value: Any = None
        self.parts: dict[str, list[object]] = {}
        """What came of long lists in the result, since it was last sent."""
        self._on_cancel = on_cancel
        self._on_finished = on_finished
        self._is_finished = False
        self._settled = threading.Event()
        self._cancel_asked = False
        self._lock = threading.Lock()

    @property
    def repeatable(self) -> bool:
        """Whether it may be sent again after a crash, and ends at once when cancelled."""
        return self.request.repeatable

    @property
    def is_finished(self) -> bool:
        """Whether it is decided how it ended; ``on_finished`` may still be running."""
        return self._is_finished

    @property
    def is_cancel_asked(self) -> bool:
        return self._cancel_asked

    def wait(self, timeout_s: float) -> bool:
        """Whether it has ended and ``on_finished`` has run."""
        return self._settled.wait(timeout_s)

    def succeed(self, value: object) -> bool:
        """End with a value; False when the call had ended before."""
        return self._finish(value, None)

    def fail(self, failure: EngineFailure) -> bool:
        """End with a failure; False when the call had ended before."""
        return self._finish(None, failure)

    def begin(self, generation: int) -> bool:
        """Note that it is sent now to the engine of this generation; False when nobody wants it any more."""
        with self._lock:
            if self._is_finished or (self._cancel_asked and not self.times_sent):
                return False
            self.times_sent += 1
            self.generation = generation
            self.parts = {}
            return True

    def cancel(self) -> None:
        with self._lock:
            if self._cancel_asked or self._is_finished:
                return
            self._cancel_asked = True
            is_unsent = not self.times_sent
        if self.repeatable or is_unsent:
            self.fail(EngineFailure(CANCELLED, "The request was cancelled."))
        if self._on_cancel is not None:
            self._on_cancel(self)

    def _finish(self, value: object, failure: EngineFailure | None) -> bool:
        with self._lock:
            if self._is_finished:
                return False
            self.value, self.failure = value, failure
            self._is_finished = True
        try:
            if self._on_finished is not None:
                self._on_finished(self)
        finally:
            self._settled.set()
        return True


class Pending:
    """The caller's view of a request that was sent or is about to be. Thread-safe."""

    def __init__(self, call: Call, keep: object = None) -> None:
        """``keep`` lives as long as this object: the mosaic that was asked."""
        self._call = call
        self._keep = keep

    def wait(self, timeout_s: float) -> bool:
        """Whether the request has ended; waits for that up to ``timeout_s`` seconds and wakes up at once.

        Must not be called from ``on_patch`` or ``on_progress``: they run on the thread that would end it.
        """
        return self._call.wait(timeout_s)

    def cancel(self) -> None:
        """Give up: returns at once, may be called often and from any thread.

        A read ends with the code ``cancelled`` right away and no ``on_patch`` call begins after that (one that runs
        may still be running); a request that writes ends when the engine says how.
        """
        self._call.cancel()

    def result(self, timeout_s: float | None = None) -> Mapping[str, Any]:
        """The value, shaped as docs/protocol.md says, numbers as floats; every patch was delivered before.

        Waits up to ``timeout_s`` (None: ``DEFAULT_RESULT_TIMEOUT_S``) and cancels the request when that was too short.

        Raises:
            EngineFailure: the request failed, was cancelled, or took too long (``timeout``).
        """
        bound_s = DEFAULT_RESULT_TIMEOUT_S if timeout_s is None else timeout_s
        if not self._call.wait(bound_s):
            self._call.cancel()
            raise EngineFailure(TIMEOUT, f"The engine gave no answer within {bound_s:g} s.")
        if self._call.failure is not None:
            failure = self._call.failure
            raise EngineFailure(failure.code, failure.message, failure.detail) from failure
        value: Mapping[str, Any] = self._call.value
        return value
