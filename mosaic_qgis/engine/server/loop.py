"""The engine's loop: requests in, jobs out.

ENGINE side. The main thread reads requests and does nothing that can block: it starts jobs on worker threads, marks
cancelled ones, and ends the process at the end of input. Knows no op but hello, cancel and stop; what answers the others
is handed in and imported in the background, so that hello need not wait for GDAL.
"""

from __future__ import annotations

import faulthandler
import os
import sys
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final, NoReturn

from ..wire.codec import FieldError, to_json
from ..wire.failures import BAD_REQUEST, ENVIRONMENT, PROTOCOL, UNSUPPORTED, EngineFailure
from ..wire.framing import BinaryReader, BinaryWriter, BrokenFrame, Frame, read_frame
from ..wire.messages import UnknownOp, decode_request, request_id_of, request_kind_of
from ..wire.replies import ErrorReply, Reply, ResultReply
from ..wire.request import Request
from ..wire.requests import PROTOCOL_VERSION, Cancel, Hello, Stop
from .farewell import say_farewell
from .handles import Handles
from .identity import identity
from .jobs import Cancelled, Handlers, Job, error_reply
from .lifeline import die_with_parent
from .outgoing import Outgoing

MAX_REQUESTS: Final = 512
"""Requests that may be under way; those beyond are refused, so that a runaway client cannot fill the memory."""

WORKERS: Final = 16
"""Requests that are worked on at a time. Most of them wait for others' tiles or for a network."""

EXIT_BROKEN: Final = 3
"""Exit status after a broken frame."""


def serve(reader: BinaryReader, writer: BinaryWriter, load_handlers: Callable[[], Handlers]) -> NoReturn:
    """Answer requests until the input ends or ``stop`` comes; then end the process at once, whatever is running,
    but for what `farewell` waits for.

    Args:
        reader: the protocol's input.
        writer: the protocol's output.
        load_handlers: gives the table of handlers; called once, on a thread of its own, right after hello.
    """
    # A crash inside C code leaves its Python stack on standard error, and so in the client's report.
    faulthandler.enable()
    server = _Server(writer, load_handlers)
    try:
        while (frame := read_frame(reader)) is not None:
            if not server.take(frame):
                break
    except BrokenFrame as exc:
        sys.stderr.write(f"The engine's input broke the protocol: {exc.message}\n")
        os._exit(EXIT_BROKEN)
    except OSError as exc:
        sys.stderr.write(f"The engine's input cannot be read: {exc}\n")
    say_farewell()
    os._exit(0)


class _Server:
    """What the reading thread decides."""

    def __init__(self, writer: BinaryWriter, load_handlers: Callable[[], Handlers]) -> None:
        self._outgoing = Outgoing(writer)
        self._load_handlers = load_handlers
        self._handlers: Future[Handlers] = Future()
        self._handles = Handles()
        self._jobs: dict[int, Job] = {}
        self._jobs_lock = threading.Lock()
        self._workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="request")
        # Replies that the reading thread has to give: it must not wait for a full pipe itself.
        self._clerk = ThreadPoolExecutor(1, thread_name_prefix="clerk")
        self._was_greeted = False

    def take(self, frame: Frame) -> bool:
        """Act on one request without blocking; False for stop. Raises BrokenFrame when nobody could be answered."""
        try:
            request_id = request_id_of(frame.header)
        except FieldError as exc:
            raise BrokenFrame(str(exc)) from exc
        try:
            kind = request_kind_of(frame.header)
            if kind is Stop:
                return False
            if kind is Hello or kind is Cancel:
                self._act(request_id, decode_request(frame.header))
            elif self._was_greeted:
                self._start(request_id, kind, frame.header)
            else:
                self._refuse(request_id, PROTOCOL, f"The first request must be hello, got {kind.op!r}.")
        except UnknownOp as exc:
            self._refuse(request_id, UNSUPPORTED, str(exc))
        except FieldError as exc:
            self._refuse(request_id, BAD_REQUEST, str(exc))
        return True

    def _act(self, request_id: int, request: Request) -> None:
        if isinstance(request, Hello):
            self._greet(request_id, request)
        elif isinstance(request, Cancel):
            self._cancel(request.target)

    def _greet(self, request_id: int, hello: Hello) -> None:
        mine = identity()
        if (hello.protocol, hello.plugin_version) != (mine.protocol, mine.plugin_version):
            self._refuse(
                request_id,
                PROTOCOL,
                "The engine and the plugin must be of one version: "
                f"the engine has protocol {PROTOCOL_VERSION} and version {mine.plugin_version!r}, "
                f"the plugin in QGIS protocol {hello.protocol} and version {hello.plugin_version!r}. Restart QGIS.",
            )
            return
        self._reply(request_id, ResultReply(value=to_json(mine)))
        if not self._was_greeted:
            self._was_greeted = True
            self._clerk.submit(self._import)
            die_with_parent()

    def _import(self) -> None:
        """Behind hello's answer, on the clerk's thread: import what answers requests, on a further thread."""
        threading.Thread(target=self._load, name="import", daemon=True).start()

    def _load(self) -> None:
        try:
            self._handlers.set_result(self._load_handlers())
        except BaseException as exc:  # noqa: BLE001 - raised again in every request
            self._handlers.set_exception(exc)

    def _start(self, request_id: int, kind: type[Request], header: Mapping[str, Any]) -> None:
        job = Job(request_id, kind, header, self._outgoing, self._handles)
        with self._jobs_lock:
            is_known, is_full = request_id in self._jobs, len(self._jobs) >= MAX_REQUESTS
            if not is_known and not is_full:
                self._jobs[request_id] = job
        if is_known:
            self._refuse(request_id, BAD_REQUEST, f"The id {request_id} is in use; every request has an id of its own.")
        elif is_full:
            self._refuse(request_id, BAD_REQUEST, f"At most {MAX_REQUESTS} requests can be under way; wait for some.")
        else:
            self._workers.submit(self._work, job)

    def _work(self, job: Job) -> None:
        try:
            job.run(self._handle)
        finally:
            with self._jobs_lock:
                del self._jobs[job.request_id]

    def _handle(self, request: Request, job: Job) -> object:
        try:
            handlers = self._handlers.result()
        except ImportError as exc:
            raise EngineFailure(
                ENVIRONMENT, f"The engine's packages are not complete: {exc}. Set the engine up again."
            ) from exc
        handler = handlers.get(request.op)
        if handler is None:
            raise EngineFailure(UNSUPPORTED, f"This engine does not answer {request.op!r}.")
        return handler(request, job)

    def _cancel(self, target: int) -> None:
        with self._jobs_lock:
            job = self._jobs.get(target)
        if job is None:
            return
        job.cancel()
        if job.kind.repeatable:
            # The work may be inside a C call; whoever cancelled does not wait for its end.
            self._clerk.submit(job.end, error_reply(Cancelled(), job.kind.op))

    def _refuse(self, request_id: int, code: str, message: str) -> None:
        self._reply(request_id, ErrorReply(code=code, message=message))

    def _reply(self, request_id: int, reply: Reply) -> None:
        self._clerk.submit(self._outgoing.send, request_id, reply)
