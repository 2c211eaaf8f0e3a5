"""The owner of the engine: starts it when it is needed, keeps it alive, ends it.

QGIS side, without QGIS. One EngineClient owns at most one engine process at a time. All decisions that may wait (start,
hello, what to do after a crash) are taken on one supervisor thread; callers only queue. Never uses multiprocessing: the
child is another interpreter, started by path.
"""

from __future__ import annotations

import dataclasses
import queue
import threading
import time
import traceback
import weakref
from collections.abc import Callable, Mapping
from typing import Any, Final

from ..wire.failures import BAD_REQUEST, CANCELLED, CRASHED, ENVIRONMENT, INTERNAL, PROTOCOL, TIMEOUT, EngineFailure
from ..wire.requests import PROTOCOL_VERSION, Close, Credentials, Hello, Open
from .child import Child, Log
from .launch import LaunchPlan, spawn
from .pending import ArrayPatch, Call, Pending
from .remote import RemoteMosaic
from .restarts import RestartCount, RestartPolicy
from .session import Session

__all__ = ["ArrayPatch", "ClientLimits", "EngineClient", "EngineFailure", "Pending", "RemoteMosaic", "RestartPolicy"]

TIMES_SENT: Final = 2
"""A request that an engine died of is sent once more, then reported."""

_POLL_S: Final = 0.02
_STOP_JOIN_S: Final = 0.2


def never() -> bool:
    """The ``cancelled`` of a caller that does not cancel."""
    return False


@dataclasses.dataclass(frozen=True, kw_only=True)
class ClientLimits:
    """How long and how often."""

    start_timeout_s: float = 30.0
    """From starting the interpreter to its hello. Long, because a virus scanner may look at every file first."""
    hung_after_s: float = 30.0
    """An engine that leaves a cancelled request unanswered for so long, and says nothing else, is ended."""
    restarts: RestartPolicy = dataclasses.field(default_factory=RestartPolicy)

    def __post_init__(self) -> None:
        if self.start_timeout_s <= 0 or self.hung_after_s <= 0:
            raise ValueError(f"Limits of time must be above 0 s, got {self}.")


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class _Gone:
    """An engine has ended and left these requests unanswered."""

    child: Child
    calls: list[Call]
    failure: EngineFailure


class _Desk:
    """What callers, the supervisor and the engine's threads share. Holds no client, so that a client can be forgotten."""

    def __init__(self, log: Log) -> None:
        self.lock = threading.RLock()
        """Guards everything here and all sessions. Taken before a child's own lock, never after."""
        self.inbox: queue.SimpleQueue[Call | _Gone | Session | None] = queue.SimpleQueue()
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

    def put(self, item: Call | _Gone) -> None:
        """Hand to the supervisor; after the end its requests fail here."""
        with self.lock:
            if not self.is_closed:
                self.inbox.put(item)
                return
        for call in item.calls if isinstance(item, _Gone) else [item]:
            call.fail(_stopped())

    def gone(self, child: Child, calls: list[Call], failure: EngineFailure) -> None:
        """A child's last word, on its reader thread."""
        self.put(_Gone(child=child, calls=calls, failure=failure))

    def close(self) -> None:
        """No more requests, no more engine; blocks up to 3 s. Idempotent."""
        with self.lock:
            if not self.is_closed:
                self.is_closed = True
                self.inbox.put(None)
            child = self.child
        if child is not None:
            child.stop()


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
        self._command = command
        self._plugin_version = plugin_version
        self._limits = limits or ClientLimits()
        self._count = RestartCount(policy=self._limits.restarts)
        self._last_end = ""
        self._generation = 0
        self._desk = _Desk(log)
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
        try:
            secrets = None if credentials is None else Credentials(**credentials)
            session = Session(opening=Open(uri=uri, options=dict(options), credentials=secrets), timeout_s=timeout_s)
        except (TypeError, ValueError) as exc:
            raise EngineFailure(BAD_REQUEST, str(exc)) from exc
        call = self._opening_call(session)
        self.send(call)
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
        if call.failure is not None:
            raise call.failure
        return RemoteMosaic(self, session, call.value)

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
        with self._desk.lock:
            self._count.forget()
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

    def _handle(self, item: Call | _Gone | Session) -> None:
        if isinstance(item, Session):
            self._close_in_engine(item)
        elif isinstance(item, _Gone):
            self._clean_up(item)
        else:
            self._start_and_send(item)

    def _start_and_send(self, call: Call) -> None:
        if call.is_finished:
            return
        try:
            child = self._ready_child()
        except EngineFailure as exc:
            call.fail(exc)
            return
        if not self._send_to(child, call):
            # It ended just now; the restart policy bounds how often this can happen.
            self._desk.put(call)

    def _clean_up(self, gone: _Gone) -> None:
        self._note_end(gone.child, gone.failure)
        for call in gone.calls:
            if call.times_sent < TIMES_SENT or gone.child.is_stop_asked:
                self._desk.put(call)
            else:
                call.fail(gone.failure)

    def _note_end(self, child: Child, failure: EngineFailure) -> None:
        """Count an end that nobody asked for, once per child."""
        with self._desk.lock:
            if self._desk.child is not child:
                return
            self._desk.child, self._desk.is_ready = None, False
            if child.is_stop_asked:
                return
            now_s = time.monotonic()
            self._count.ended(now_s=now_s, lived_s=now_s - child.started_s)
            self._last_end = failure.message
        self._desk.log("warning", failure.message)

    def _ready_child(self) -> Child:
        """The running engine; starts it. Only the supervisor calls this, so there is never a second one."""
        with self._desk.lock:
            if self._desk.is_closed:
                raise _stopped()
            child = self._desk.child
        if child is not None:
            if not child.is_gone:
                return child
            self._note_end(child, EngineFailure(CRASHED, "The engine ended unexpectedly."))
        with self._desk.lock:
            wait_s = self._count.wait_s(now_s=time.monotonic())
        if wait_s > 0:
            policy = self._limits.restarts
            raise EngineFailure(
                CRASHED,
                f"The engine ended more than {policy.restarts} times within {policy.window_s:g} s and is started again "
                f"in {wait_s:.0f} s at the earliest; the last time: {self._last_end}",
            )
        return self._start()

    def _start(self) -> Child:
        try:
            plan = self._command()
        except EngineFailure:
            raise
        except Exception as exc:
            self._desk.log("error", traceback.format_exc())
            raise EngineFailure(ENVIRONMENT, f"The engine's launch plan failed: {type(exc).__name__}: {exc}.") from exc
        self._generation += 1
        child = Child(spawn(plan), generation=self._generation, log=self._desk.log, on_gone=self._desk.gone)
        with self._desk.lock:
            is_closed = self._desk.is_closed
            if not is_closed:
                self._desk.child, self._desk.is_ready = child, False
        if is_closed:
            child.stop()
            raise _stopped()
        failure = self._greet(child)
        with self._desk.lock:
            is_closed, is_mine = self._desk.is_closed, self._desk.child is child
            if failure is None and is_mine and not is_closed:
                self._desk.is_ready = True
                return child
        if is_closed:
            raise _stopped()
        if not is_mine:  # restart() has taken it away meanwhile
            return self._ready_child()
        failure = failure or _stopped()
        self._note_end(child, failure)
        child.stop()
        raise failure

    def _greet(self, child: Child) -> EngineFailure | None:
        """Say hello; what is wrong with the answer, or None."""
        hello = Hello(protocol=PROTOCOL_VERSION, plugin_version=self._plugin_version)
        call = Call(hello)
        limit_s = self._limits.start_timeout_s
        if not child.submit(call, hello) or not call.wait(limit_s):
            return EngineFailure(TIMEOUT, f"The engine did not say hello within {limit_s:g} s.")
        if call.failure is not None:
            return call.failure
        expected = (PROTOCOL_VERSION, self._plugin_version)
        found = (call.value["protocol"], call.value["plugin_version"])
        if found != expected:
            return EngineFailure(
                PROTOCOL,
                "The engine and the plugin must be of one version (protocol, plugin): "
                f"the engine is {found}, the plugin {expected}. Restart QGIS.",
            )
        lived_s = time.monotonic() - child.started_s
        packages = ", ".join(f"{name} {version}" for name, version in call.value["packages"].items())
        self._desk.log(
            "info", f"Engine {child.pid} started in {lived_s:.2f} s: Python {call.value['python']}, {packages}"
        )
        return None


def _stopped() -> EngineFailure:
    return EngineFailure(CANCELLED, "The engine was stopped.")


def _supervise(client_ref: weakref.ref[EngineClient], desk: _Desk) -> None:
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
