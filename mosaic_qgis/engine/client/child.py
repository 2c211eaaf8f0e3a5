"""One running engine process: its three threads, the requests it owes answers to, and its end.

QGIS side, without QGIS. A Child is started once and ends once; whether another one follows is process.py's decision.
Never blocks a caller on the pipe: requests are queued and written by a thread of their own, so that an engine which
does not read its input cannot freeze QGIS.
"""

from __future__ import annotations

import contextlib
import io
import os
import queue
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable
from typing import IO, Final, assert_never, cast

from ..wire.arrays import unpack_array
from ..wire.codec import FieldError, from_json, plain
from ..wire.failures import BAD_REQUEST, CANCELLED, CRASHED, INTERNAL, PROTOCOL, TIMEOUT, EngineFailure
from ..wire.framing import BrokenFrame, Frame, pack_frame, read_frame, write_parts
from ..wire.messages import decode_reply, encode_request, request_id_of
from ..wire.replies import ErrorReply, PartReply, PatchReply, ProgressReply, ResultReply
from ..wire.request import Request
from ..wire.requests import Cancel, Stop
from .pending import ArrayPatch, Call
from .stderr import EngineLines, StderrTail

Log = Callable[[str, str], None]
OnGone = Callable[["Child", list[Call], EngineFailure], None]

MAX_UNSENT: Final = 4096
"""Requests that may wait for an engine that does not read."""

ASK_S: Final = 1.0
TERMINATE_S: Final = 0.7
KILL_S: Final = 1.0
JOIN_S: Final = 0.3
"""The stop ladder: so long for each rung, 3 s together."""

_READ_BUFFER_BYTES: Final = 256 * 2**10


class Child:
    """An engine process and everything that belongs to it. Thread-safe."""

    def __init__(self, process: subprocess.Popen[bytes], *, generation: int, log: Log, on_gone: OnGone) -> None:
        """Take ``process`` over.

        Args:
            process: just spawned, with three pipes.
            generation: counts the engines of one client, from 1.
            log: called on this child's threads; must not raise.
            on_gone: called once, on the reader thread, with the repeatable requests that got no answer and why.
        """
        self.generation = generation
        self.started_s = time.monotonic()
        self.is_stop_asked = False
        self._process = process
        self._log = log
        self._on_gone = on_gone
        self._lock = threading.Lock()
        self._is_gone = False
        self._next_id = 1
        self._calls: dict[int, Call] = {}
        self._ids: dict[Call, int] = {}
        self._cancelled_s: dict[int, float] = {}
        self._heard_s = self.started_s
        self._outbox: queue.SimpleQueue[tuple[memoryview, ...] | None] = queue.SimpleQueue()
        self._stderr = StderrTail(cast(IO[bytes], process.stderr), EngineLines(log))
        self._writer = threading.Thread(target=self._write, name="mosaic-engine-writer", daemon=True)
        self._reader = threading.Thread(target=self._read, name="mosaic-engine-reader", daemon=True)
        self._writer.start()
        self._reader.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_gone(self) -> bool:
        """Whether it takes no more requests."""
        return self._is_gone

    def is_running(self) -> bool:
        """Whether the process is there; asks the system, does not wait."""
        return self._process.poll() is None

    def submit(self, call: Call, request: Request) -> bool:
        """Queue ``request`` and let ``call`` get its replies. Returns at once; False when the engine is gone.

        A request that cannot be sent (too large for a frame, or thousands are waiting) fails its call.
        """
        if call.is_finished:
            return True
        with self._lock:
            if self._is_gone:
                return False
            request_id = self._next_id
            self._next_id += 1
        try:
            parts = pack_frame(Frame(header=encode_request(request_id, request)))
        except BrokenFrame as exc:
            call.fail(EngineFailure(BAD_REQUEST, exc.message))
            return True
        if self._outbox.qsize() >= MAX_UNSENT:
            call.fail(EngineFailure(TIMEOUT, f"The engine takes no requests: {MAX_UNSENT} are waiting already."))
            return True
        with self._lock:
            if self._is_gone:
                return False
            if not call.begin(self.generation):
                return True
            self._calls[request_id] = call
            self._ids[call] = request_id
            self._outbox.put(parts)
        if call.is_cancel_asked:
            self.cancel(call)
        return True

    def cancel(self, call: Call) -> None:
        """Ask the engine to stop working on ``call``; nothing happens when it is not under way here."""
        with self._lock:
            request_id = self._ids.get(call)
            if request_id is None or request_id in self._cancelled_s or self._is_gone:
                return
            self._cancelled_s[request_id] = time.monotonic()
            self._outbox.put(pack_frame(Frame(header=encode_request(self._next_id, Cancel(target=request_id)))))
            self._next_id += 1

    def is_hung(self, after_s: float) -> bool:
        """Whether a cancelled request has got no answer for so long, and nothing else was heard either.

        A healthy engine answers a cancelled read at once, whatever it is doing; what writes may take its time to end in order.
        """
        with self._lock:
            reads_s = (at_s for request_id, at_s in self._cancelled_s.items() if self._calls[request_id].repeatable)
            oldest_s = min(reads_s, default=None)
            return oldest_s is not None and self._heard_s < oldest_s and time.monotonic() - oldest_s > after_s

    def stop(self) -> None:
        """Ask, terminate, kill; at most 3 s. Idempotent; requests under way end as cancelled or are handed on."""
        self.is_stop_asked = True
        with self._lock:
            if not self._is_gone:
                self._outbox.put(pack_frame(Frame(header=encode_request(self._next_id, Stop()))))
                self._next_id += 1
                self._outbox.put(None)
        if not self._wait(ASK_S):
            self._signal(terminate=True)
            if not self._wait(TERMINATE_S):
                self.kill()
                self._wait(KILL_S)
        deadline_s = time.monotonic() + JOIN_S
        for thread in (self._reader, self._writer):
            if thread is not threading.current_thread():
                thread.join(max(0.0, deadline_s - time.monotonic()))
        if self._reader.is_alive() and self._reader is not threading.current_thread():
            self.kill()  # The engine is gone, but something that it has started holds its pipes open.
            self._reader.join(JOIN_S)
        self._stderr.join(max(0.0, deadline_s - time.monotonic()))

    def kill(self) -> None:
        """End it now, with all processes of its session; does not wait."""
        self._signal(terminate=False)

    def _wait(self, timeout_s: float) -> bool:
        try:
            self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _signal(self, *, terminate: bool) -> None:
        if self._is_gone:
            return
        if sys.platform == "win32":
            with contextlib.suppress(OSError):
                self._process.kill()
            return
        # The engine leads a process group of its own (launch.spawn), which outlives it while its children run.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGTERM if terminate else signal.SIGKILL)

    # Writer thread

    def _write(self) -> None:
        stream = cast(io.FileIO, self._process.stdin)
        try:
            while (parts := self._outbox.get()) is not None:
                write_parts(stream, parts)
        except OSError as exc:
            # Usually it has just died and the reader sees that too; one that only closed its input is of no use.
            if not self._is_gone:
                self._log("warning", f"The engine takes no more requests: {exc}.")
                self.kill()
        finally:
            with contextlib.suppress(OSError):
                stream.close()

    # Reader thread

    def _read(self) -> None:
        broken: EngineFailure | None = None
        raw = cast(io.RawIOBase, self._process.stdout)
        try:
            with io.BufferedReader(raw, _READ_BUFFER_BYTES) as stream:
                while (frame := read_frame(stream)) is not None:
                    self._heard_s = time.monotonic()
                    self._deliver(frame)
        except BrokenFrame as exc:
            broken = exc
        except OSError as exc:
            broken = EngineFailure(CRASHED, f"The engine's answers cannot be read: {exc}.")
        except Exception as exc:  # noqa: BLE001 - whatever it is, those who wait must hear of it
            self._log("error", f"Fault in the client: {traceback.format_exc()}")
            broken = EngineFailure(INTERNAL, f"A reply could not be handled: {type(exc).__name__}: {exc}.")
        finally:
            self._end(broken)

    def _deliver(self, frame: Frame) -> None:
        try:
            request_id = request_id_of(frame.header)
            reply = decode_reply(frame.header)
        except FieldError as exc:
            raise BrokenFrame(f"The engine sent a reply that breaks the protocol: {exc}") from exc
        with self._lock:
            call = self._calls.get(request_id)
            if call is not None and reply.final:
                del self._calls[request_id], self._ids[call]
                self._cancelled_s.pop(request_id, None)
        if call is None:
            self._log("warning", f"The engine replied to request {request_id}, which is not under way; dropped.")
            return
        match reply:
            case PatchReply():
                self._deliver_patch(call, reply, frame)
            case ProgressReply():
                if call.on_progress is not None and not call.is_finished:
                    on_progress, fraction, text = call.on_progress, reply.fraction, reply.text
                    self._guard("on_progress", lambda: on_progress(fraction, text))
            case PartReply():
                if not call.is_finished:
                    call.parts.setdefault(reply.name, []).extend(reply.entries)
            case ResultReply():
                self._deliver_result(call, reply)
            case ErrorReply():
                call.fail(EngineFailure(reply.code, reply.message, reply.detail))
            case _:
                assert_never(reply)

    def _deliver_patch(self, call: Call, reply: PatchReply, frame: Frame) -> None:
        on_patch = call.on_patch
        if on_patch is None or call.is_finished:
            return
        try:
            array = unpack_array(reply, frame.payload)
        except ValueError as exc:
            raise BrokenFrame(str(exc)) from exc
        patch = ArrayPatch(col=reply.col, row=reply.row, array=array, bands=reply.bands, complete=reply.complete)
        self._guard("on_patch", lambda: on_patch(patch))

    def _deliver_result(self, call: Call, reply: ResultReply) -> None:
        kind = call.request.result
        if kind is None:
            call.fail(EngineFailure(PROTOCOL, f"The engine answered {call.request.op}, which has no answer."))
            return
        try:
            value = plain(from_json(kind, reply.value))
        except FieldError as exc:
            call.fail(EngineFailure(PROTOCOL, f"The engine sent a result that breaks the protocol: {exc}"))
            return
        for name, entries in call.parts.items():
            if not isinstance(value.get(name), tuple):
                call.fail(
                    EngineFailure(PROTOCOL, f"The engine sent parts of {name!r}, which is no list of the result.")
                )
                return
            # As they came: they are many, and made by the same version's engine.
            value[name] = (*entries, *value[name])
        if not call.succeed(value) and call.on_late_result is not None:
            call.on_late_result(call, value)

    def _guard(self, name: str, callback: Callable[[], None]) -> None:
        """A fault in the receiver's code must not end the thread that all other requests depend on."""
        try:
            callback()
        except Exception as exc:  # noqa: BLE001 - it is not this program's
            self._log("error", f"{name} failed: {type(exc).__name__}: {exc}")

    def _end(self, broken: EngineFailure | None) -> None:
        if broken is not None:
            self.kill()
        if not self._wait(ASK_S):
            self.kill()
            self._wait(KILL_S)
        with self._lock:
            self._is_gone = True
            calls = list(self._calls.values())
            self._calls.clear()
            self._ids.clear()
            self._cancelled_s.clear()
            self._outbox.put(None)
        self._stderr.join(JOIN_S)
        failure = self._failure(broken)
        for call in calls:
            if not call.repeatable:
                call.fail(failure)
        self._on_gone(self, [call for call in calls if call.repeatable], failure)

    def _failure(self, broken: EngineFailure | None) -> EngineFailure:
        if self.is_stop_asked:
            return EngineFailure(CANCELLED, "The engine was stopped.")
        detail = {"status": self._process.returncode, "stderr": self._stderr.text()}
        if broken is not None:
            return EngineFailure(broken.code, broken.message, detail)
        return EngineFailure(CRASHED, f"The engine ended unexpectedly ({_status(self._process.returncode)}).", detail)


def _status(returncode: int | None) -> str:
    if returncode is None:
        return "it closed its output and does not end"
    if returncode < 0:
        with contextlib.suppress(ValueError):
            return f"signal {signal.Signals(-returncode).name}"
    return f"exit status {returncode}"
