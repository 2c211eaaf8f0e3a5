"""The owner of the engine: starts it when it is needed, keeps it alive, ends it.

QGIS side, without QGIS. One EngineClient owns at most one engine process at a time. All decisions that may wait (start,
hello, what to do after a crash) are taken on one supervisor thread; callers only queue. How an engine is started is in
starter.py, how one is spoken with in child.py. Never uses multiprocessing: the
child is another interpreter, started by path.
"""

from __future__ import annotations

import dataclasses
import threading
import time
import traceback
import weakref
from collections.abc import Callable, Mapping
from typing import Any, Final

from ..wire.failures import BAD_REQUEST, INTERNAL, TIMEOUT, EngineFailure
from ..wire.request import Credentials, Request
from ..wire.requests import Close, Open
from ..wire.times import TimeRange
from .child import Child
from .desk import Desk, Gone
from .launch import LaunchPlan
from .limits import ClientLimits
from .opening import Opening
from .pending import ArrayPatch, Call, OnProgress, Pending
from .remote import RemoteMosaic
from .restarts import RestartPolicy
from .session import Session
from .starter import Starter

__all__ = [
    "ArrayPatch",
    "ClientLimits",
    "EngineClient",
    "EngineFailure",
    "Opening",
    "Pending",
    "RemoteMosaic",
    "RestartPolicy",
    "TimeRange",
]

TIMES_SENT: Final = 2
"""A request that an engine died of is sent once more, then reported."""

_POLL_S: Final = 0.02
_STOP_JOIN_S: Final = 0.2


def never() -> bool:
    """The ``cancelled`` of a caller that does not cancel."""
    return False


class EngineClient:
    """The one door to the engine. Thread-safe; cheap to make: nothing starts before the first ``open``."""

    def __init__(
        self,
        command: Callable[[], LaunchPlan],
        plugin_version: str,
        log: Callable[[str, str], None],
        *,
        limits: ClientLimits | None = None,
    ) -> None:
        """Make a client.

        Args:
            command: how to start the engine; asked at each start, on the supervisor thread. May raise EngineFailure
                (``environment``), which is then what the request fails with.
            plugin_version: as metadata.txt says; an engine of another version is refused.
            log: gets ("info" | "warning" | "error", text) on background threads.
            limits: how long and how often; the defaults are for people.
        """
        self._limits = limits or ClientLimits()
        self._desk = Desk(log)
        self._starter = Starter(self._desk, command, plugin_version, self._limits)
        self._supervisor: threading.Thread | None = None
        # Also runs at the end of the interpreter, before daemon threads are frozen.
        self._finalizer = weakref.finalize(self, self._desk.close)

    @property
    def pid(self) -> int | None:
        """The engine's process id, None while there is none."""
        child = self._desk.child
        return child.pid if child is not None and child.is_running() else None

    def is_running(self) -> bool:
        """Whether an engine process is there."""
        return self.pid is not None

    def open(
        self,
        uri: str,
        options: Mapping[str, str],
        credentials: Mapping[str, Any] | None,
        timeout_s: float,
        cancelled: Callable[[], bool] = never,
    ) -> RemoteMosaic:
        """Open a mosaic; starts the engine when it does not run. Blocks up to ``timeout_s``.

        Args:
            uri: the mosaic's own URI, without options; a file path must be absolute.
            options: the layer's URI options.
            credentials: {"document": {…} | None, "assets": {…} | None}; kept in memory for a new opening after a crash.
            timeout_s: the bound; opening again after a crash has the same.
            cancelled: asked about fifty times a second, on the calling thread.

        Raises:
            EngineFailure: the engine cannot be started or the mosaic cannot be opened; ``cancelled``; ``timeout``.
        """
        opening, call = self._begin(uri, options, credentials, timeout_s)
        deadline_s = time.monotonic() + timeout_s
        try:
            while not call.wait(min(_POLL_S, max(0.0, deadline_s - time.monotonic()))):
                if cancelled():
                    call.cancel()
                elif time.monotonic() >= deadline_s:
                    call.fail(EngineFailure(TIMEOUT, f"The mosaic was not open within {timeout_s:g} s."))
                    self.cancel(call)
        except BaseException:
            call.cancel()
            raise
        return opening.mosaic()

    def begin_open(
        self,
        uri: str,
        options: Mapping[str, str],
        credentials: Mapping[str, Any] | None,
        reopen_timeout_s: float,
        *,
        anew: bool = False,
    ) -> Opening:
        """Open a mosaic without waiting for it; as ``open`` otherwise. Opening again after a crash has the given bound.

        ``anew``: whether images on the web have changed is to be found out, see docs/protocol.md.

        Raises:
            EngineFailure: ``bad_request``; everything else is raised by the Opening.
        """
        return self._begin(uri, options, credentials, reopen_timeout_s, anew=anew)[0]

    def _begin(
        self,
        uri: str,
        options: Mapping[str, str],
        credentials: Mapping[str, Any] | None,
        timeout_s: float,
        *,
        anew: bool = False,
    ) -> tuple[Opening, Call]:
        try:
            secrets = None if credentials is None else Credentials(**credentials)
            opening = Open(uri=uri, options=dict(options), credentials=secrets, anew=anew)
            session = Session(opening=opening, timeout_s=timeout_s)
        except (TypeError, ValueError) as exc:
            raise EngineFailure(BAD_REQUEST, str(exc)) from exc
        call = self._opening_call(session)
        self.send(call)
        return Opening(self, session, call), call

    def ask(self, request: Request, on_progress: OnProgress | None = None) -> Pending:
        """Ask what needs no open mosaic; starts the engine when it does not run. Returns at once.

        ``on_progress`` must be quick; after a crash a request that may be repeated is, and progress begins anew.
        """
        call = Call(request, on_progress=on_progress, on_cancel=self.cancel)
        self.send(call)
        return Pending(call, keep=self)

    def stop(self) -> None:
        """End the engine for good: ask, terminate, kill. Blocks up to about 3 s; idempotent.

        Requests under way and all later ones fail with ``cancelled``.
        """
        self._finalizer()
        supervisor = self._supervisor
        if supervisor is not None and supervisor is not threading.current_thread():
            supervisor.join(_STOP_JOIN_S)

    def restart(self) -> None:
        """End the engine; the next request starts a new one, with a new launch plan. Blocks up to about 3 s.

        Open mosaics open themselves again, reads under way are repeated, and earlier crashes are forgotten.
        """
        self._starter.forget()
        with self._desk.lock:
            child = self._desk.child
            self._desk.child, self._desk.is_ready = None, False
        if child is not None:
            child.stop()

    # For RemoteMosaic

    def send(self, call: Call) -> None:
        """Send ``call`` at once when its mosaic is open in the running engine, else hand it to the supervisor."""
        with self._desk.lock:
            if not self._desk.is_closed:
                self._supervise()
            child = self._desk.child if self._desk.is_ready else None
        if child is not None:
            if child.is_hung(self._limits.hung_after_s):
                self._desk.log("warning", "The engine does not answer and is ended; a new one is started.")
                child.kill()
            if self._send_to(child, call):
                return
        self._desk.put(call)

    def cancel(self, call: Call) -> None:
        """Tell the engine that nobody waits for ``call``."""
        child = self._desk.child
        if child is not None:
            child.cancel(call)

    def forget(self, session: Session) -> None:
        """Let the engine close a mosaic. Only queues: this may run inside the garbage collector."""
        self._desk.inbox.put(session)

    # Sending

    def _opening_call(self, session: Session) -> Call:
        return Call(
            session.opening,
            session=session,
            on_cancel=self.cancel,
            on_finished=lambda call: self._opened(session, call),
            on_late_result=self._opened_late,
        )

    def _send_to(self, child: Child, call: Call) -> bool:
        """Send ``call``, or let it wait until its mosaic is open in ``child``. False when ``child`` is gone."""
        session = call.session
        if session is None or call.request is session.opening:
            return child.submit(call, call.request)
        overdue: Call | None = None
        with self._desk.lock:
            if self._desk.child is not child:
                return False
            if session.generation == child.generation:
                return child.submit(call, dataclasses.replace(call.request, handle=session.handle))  # type: ignore[type-var]
            if session.reopening is not None and time.monotonic() > session.reopening_until_s:
                overdue = session.reopening
        if overdue is not None:
            overdue.fail(EngineFailure(TIMEOUT, f"The mosaic was not open again within {session.timeout_s:g} s."))
            child.cancel(overdue)
        with self._desk.lock:
            session.waiting = [other for other in session.waiting if not other.is_finished]
            session.waiting.append(call)
            if session.reopening is not None:
                return True
            session.reopening = opening = self._opening_call(session)
            session.reopening_until_s = time.monotonic() + session.timeout_s
        if not child.submit(opening, opening.request):
            self._desk.put(opening)
        return True

    def _opened(self, session: Session, call: Call) -> None:
        """An opening ended, well or not: what waited for it goes on or fails."""
        with self._desk.lock:
            if session.reopening is call:
                session.reopening = None
            waiting, session.waiting = session.waiting, []
            if call.failure is None:
                session.handle, session.generation = call.value["handle"], call.generation
        if session.is_closed:
            self._close_in_engine(session)
        for other in waiting:
            if call.failure is None:
                self.send(other)
            else:
                other.fail(call.failure)

    def _opened_late(self, call: Call, value: Mapping[str, Any]) -> None:
        """Somebody gave up before the mosaic was open: close what the engine has opened nevertheless."""
        child = self._desk.child
        if child is not None and child.generation == call.generation:
            close = Close(handle=value["handle"])
            child.submit(Call(close), close)

    def _close_in_engine(self, session: Session) -> None:
        with self._desk.lock:
            session.is_closed = True
            child = self._desk.child
            if child is not None and session.generation == child.generation:
                close = Close(handle=session.handle)
                child.submit(Call(close), close)

    # Supervisor thread

    def _supervise(self) -> None:
        if self._supervisor is None:
            self._supervisor = threading.Thread(
                target=_supervise, args=(weakref.ref(self), self._desk), name="mosaic-engine-supervisor", daemon=True
            )
            self._supervisor.start()

    def _handle(self, item: Call | Gone | Session) -> None:
        if isinstance(item, Session):
            self._close_in_engine(item)
        elif isinstance(item, Gone):
            self._clean_up(item)
        else:
            self._start_and_send(item)

    def _start_and_send(self, call: Call) -> None:
        if call.is_finished:
            return
        try:
            child = self._starter.ready_child()
        except EngineFailure as exc:
            call.fail(exc)
            return
        if not self._send_to(child, call):
            # It ended just now; the restart policy bounds how often this can happen.
            self._desk.put(call)

    def _clean_up(self, gone: Gone) -> None:
        self._starter.note_end(gone.child, gone.failure)
        for call in gone.calls:
            if call.times_sent < TIMES_SENT or gone.child.is_stop_asked:
                self._desk.put(call)
            else:
                call.fail(gone.failure)


def _supervise(client_ref: weakref.ref[EngineClient], desk: Desk) -> None:
    """Handle one item after the other until the client is closed or forgotten."""
    while (item := desk.inbox.get()) is not None:
        client = client_ref()
        if client is None:
            break
        try:
            client._handle(item)
        except Exception as exc:  # noqa: BLE001 - the thread must live, and who waits must hear of it
            desk.log("error", f"Fault in the client: {traceback.format_exc()}")
            if isinstance(item, Call):
                item.fail(EngineFailure(INTERNAL, f"A request could not be sent: {type(exc).__name__}: {exc}."))
        del client, item
