"""Starting engines: one at a time, greeted, and not too often.

QGIS side, without QGIS. Runs on the client's supervisor thread, where it may wait; only ``forget`` is called elsewhere.
"""

from __future__ import annotations

import math
import time
import traceback
from collections.abc import Callable

from ..wire.failures import CRASHED, ENVIRONMENT, PROTOCOL, TIMEOUT, EngineFailure
from ..wire.requests import PROTOCOL_VERSION, Hello
from .child import Child
from .desk import Desk, stopped
from .launch import LaunchPlan, spawn
from .limits import ClientLimits
from .pending import Call
from .restarts import RestartCount


class Starter:
    """Puts a ready engine on the desk."""

    def __init__(
        self, desk: Desk, command: Callable[[], LaunchPlan], plugin_version: str, limits: ClientLimits
    ) -> None:
        self._desk = desk
        self._command = command
        self._plugin_version = plugin_version
        self._limits = limits
        self._count = RestartCount(policy=limits.restarts)
        self._last_end = ""
        self._generation = 0

    def forget(self) -> None:
        """Forget earlier ends: a person has changed something."""
        with self._desk.lock:
            self._count.forget()

    def note_end(self, child: Child, failure: EngineFailure) -> None:
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

    def ready_child(self) -> Child:
        """The running engine; starts it. Only the supervisor calls this, so there is never a second one."""
        with self._desk.lock:
            if self._desk.is_closed:
                raise stopped()
            child = self._desk.child
        if child is not None:
            if not child.is_gone:
                return child
            self.note_end(child, EngineFailure(CRASHED, "The engine ended unexpectedly."))
        with self._desk.lock:
            wait_s = self._count.wait_s(now_s=time.monotonic())
        if wait_s > 0:
            policy = self._limits.restarts
            raise EngineFailure(
                CRASHED,
                f"The engine ended more than {policy.restarts} times within {policy.window_s:g} s and is started again "
                f"in {math.ceil(wait_s)} s at the earliest; the last time: {self._last_end}",
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
            raise stopped()
        failure = self._greet(child)
        with self._desk.lock:
            is_closed, is_mine = self._desk.is_closed, self._desk.child is child
            if failure is None and is_mine and not is_closed:
                self._desk.is_ready = True
                return child
        if is_closed:
            raise stopped()
        if not is_mine:  # restart() has taken it away meanwhile
            return self.ready_child()
        failure = failure or stopped()
        self.note_end(child, failure)
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
