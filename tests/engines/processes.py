"""Clients of real engine processes for the tests: launch plans, logs, and what a process holds."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy

from mosaic_qgis.engine.client.launch import LaunchPlan, child_environment
from mosaic_qgis.engine.client.process import ClientLimits, EngineClient, RestartPolicy
from mosaic_qgis.engine.server.identity import identity

ENGINES = Path(__file__).parent
VERSION = identity().plugin_version
SITE_PACKAGES = Path(numpy.__file__).parents[1]
QUICK = ClientLimits(start_timeout_s=10, hung_after_s=0.3, restarts=RestartPolicy(restarts=2, window_s=60))
BOUND_S = 20.0
"""No test waits longer for anything; far more than anything takes on a busy machine."""


def launch_plan(script: str, **environment: str) -> LaunchPlan:
    """How to start one of the scripts beside this file."""
    return LaunchPlan(
        python=Path(sys.executable),
        folder=SITE_PACKAGES,
        bootstrap=ENGINES / script,
        environment=child_environment(os.environ) | {"HOSTILE_VERSION": VERSION} | environment,
    )


class Log:
    """What a client said."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str]] = []

    def __call__(self, level: str, text: str) -> None:
        self.lines.append((level, text))

    def has(self, words: str, level: str | None = None) -> bool:
        return any(words in text and level in (None, said) for said, text in self.lines.copy())


def client_of(
    script: str, log: Callable[[str, str], None], limits: ClientLimits = QUICK, **environment: str
) -> EngineClient:
    """A client of one of the scripts beside this file."""
    return EngineClient(lambda: launch_plan(script, **environment), VERSION, log, limits=limits)


def wait_until(condition: Callable[[], bool], timeout_s: float = BOUND_S) -> float:
    """Wait for a condition; the seconds that took. AssertionError after ``timeout_s``."""
    start_s = time.monotonic()
    while not condition():
        assert time.monotonic() - start_s < timeout_s, f"not so within {timeout_s} s"
        time.sleep(0.005)
    return time.monotonic() - start_s


def is_alive(pid: int) -> bool:
    """Whether a process runs; a zombie does not."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return fields[0] not in ("Z", "X")


def open_descriptors() -> int:
    """File descriptors of this process."""
    return len(list(Path("/proc/self/fd").iterdir()))


def children() -> list[int]:
    """Ids of this process's children, zombies too."""
    while True:
        try:
            return [
                int(pid)
                for task in Path("/proc/self/task").iterdir()
                for pid in (task / "children").read_text().split()
            ]
        except (FileNotFoundError, ProcessLookupError):
            # A thread has ended meanwhile and its children now belong to another one, perhaps one that was read already.
            continue
