"""One request while it is being answered.

ENGINE side. Sees to it that a request gets exactly one last message and nothing after it. Knows no op.
"""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from ..wire.codec import FieldError, to_json
from ..wire.failures import BAD_REQUEST, CANCELLED, INTERNAL, MEANINGS, EngineFailure
from ..wire.framing import BrokenFrame, Buffer
from ..wire.messages import decode_request
from ..wire.replies import ErrorReply, PartReply, PatchReply, ProgressReply, Reply, ResultReply
from ..wire.request import Request

if TYPE_CHECKING:
    from .handles import Handles
    from .outgoing import Outgoing

logger = logging.getLogger(__name__)

MESSAGE_CHARACTERS = 1000


class Cancelled(Exception):
    """The request was cancelled while it was being answered."""

    code = CANCELLED

    def __init__(self) -> None:
        super().__init__("The request was cancelled.")


class Handler(Protocol):
    """Answers one kind of request, on a worker thread.

    Returns an instance of the request's ``result`` dataclass. An exception with a ``code`` of the protocol becomes that
    error; every other exception becomes ``internal``.
    """

    def __call__(self, request: Any, job: Job, /) -> object: ...


Handlers = Mapping[str, Handler]
"""op -> what answers it."""


class Job:
    """A request, its id, and whether it is over."""

    def __init__(
        self, request_id: int, kind: type[Request], header: Mapping[str, Any], outgoing: Outgoing, handles: Handles
    ) -> None:
        """``header`` is decoded when the job runs: a request may hold a million points, and cancels must not wait."""
        self.request_id = request_id
        self.kind = kind
        self.handles = handles
        self._header = header
        self._outgoing = outgoing
        self._cancelled = threading.Event()
        self._is_over = False
        self._undo: list[Callable[[], None]] = []
        # Held while writing, so that nothing can be written after the last message.
        self._lock = threading.Lock()

    def cancel(self) -> None:
        """Ask to stop; never blocks."""
        self._cancelled.set()

    def is_cancelled(self) -> bool:
        """Whether nobody wants the answer any more; handlers ask this between small steps."""
        return self._cancelled.is_set()

    def patch(self, reply: PatchReply, payload: Buffer) -> None:
        """Send a patch. Raises Cancelled where nobody wants it any more; blocks while QGIS does not read."""
        self._emit(reply, payload)

    def progress(self, fraction: float | None, text: str) -> None:
        """Send how far it is. Raises Cancelled where nobody wants it any more."""
        self._emit(ProgressReply(fraction=fraction, text=text), b"")

    def parts(self, name: str, entries: Sequence[object], size: int) -> None:
        """Send entries of a long list in the result before it, ``size`` at a time. Raises Cancelled as ``progress``."""
        for start in range(0, len(entries), size):
            self._emit(PartReply(name=name, entries=tuple(entries[start : start + size])), b"")

    def if_unwanted(self, undo: Callable[[], None]) -> None:
        """Call ``undo`` when the result reaches nobody."""
        self._undo.append(undo)

    def run(self, handler: Handler) -> None:
        """Answer the request with ``handler``; raises nothing."""
        began_s = time.monotonic()
        try:
            reply: Reply = ResultReply(value=to_json(self._answer(handler)))
        except BaseException as exc:  # noqa: BLE001 - every request gets an answer
            reply = error_reply(exc, self.kind.op)
        if logger.isEnabledFor(logging.DEBUG):
            outcome = reply.code if isinstance(reply, ErrorReply) else "done"
            logger.debug(
                "%s %s: %s in %.0f ms", self.kind.op, self.request_id, outcome, 1000 * (time.monotonic() - began_s)
            )
        if not self.end(reply):
            for undo in self._undo:
                try:
                    undo()
                except Exception:  # noqa: BLE001 - the others must be undone too
                    traceback.print_exc()

    def _answer(self, handler: Handler) -> object:
        if self.is_cancelled():
            raise Cancelled
        try:
            request = decode_request(self._header)
        except FieldError as exc:
            raise EngineFailure(BAD_REQUEST, str(exc)) from exc
        return handler(request, self)

    def end(self, reply: Reply) -> bool:
        """Send the last message; False when there was one before, or when this is a result that nobody wants."""
        with self._lock:
            if self._is_over:
                return False
            self._is_over = True
            unwanted = isinstance(reply, ResultReply) and self.kind.repeatable and self.is_cancelled()
            if unwanted:
                reply = error_reply(Cancelled(), self.kind.op)
            try:
                self._outgoing.send(self.request_id, reply)
            except BrokenFrame as exc:
                self._outgoing.send(self.request_id, error_reply(exc, self.kind.op))
                return False
            return isinstance(reply, ResultReply)

    def _emit(self, reply: Reply, payload: Buffer) -> None:
        with self._lock:
            if self._is_over or self.is_cancelled():
                raise Cancelled
            self._outgoing.send(self.request_id, reply, payload)


def error_reply(exc: BaseException, op: str) -> ErrorReply:
    """The error for an exception: its own code where the protocol knows it, else ``internal`` with a traceback to stderr."""
    code = getattr(exc, "code", None)
    text = str(exc) or type(exc).__name__
    if not isinstance(code, str) or code not in MEANINGS:
        traceback.print_exception(exc)
        return ErrorReply(
            code=INTERNAL,
            message=f"A fault in the engine while answering {op!r}: {type(exc).__name__}: {_short(text)}",
        )
    if code == INTERNAL:
        traceback.print_exception(exc)
    asset = getattr(exc, "asset", None)
    detail: Mapping[str, object] = {"asset": asset} if isinstance(asset, str) else getattr(exc, "detail", {})
    return ErrorReply(code=code, message=_short(text), detail=detail)


def _short(text: str) -> str:
    return text if len(text) <= MESSAGE_CHARACTERS else text[: MESSAGE_CHARACTERS - 1] + "…"
