"""Where the tasks of a long work run: here, or on a cluster (`cluster`). Runs in the ENGINE.

A task is a function at the top of a module and plain arguments, so that a process elsewhere can run it. Results come as they end;
only so many tasks are under way that memory does not grow with their number.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, Protocol, TypeVar

from ..mosaic.errors import MosaicError

Item = TypeVar("Item")
Value = TypeVar("Value")
Report = Callable[[float | None, str], None]
"""Hears how far a work is (0…1, None: not known) and what it does."""
_LOOK_EVERY_S = 0.1
AHEAD = 2
"""Tasks that wait, for each that runs."""


class WorkCancelled(MosaicError):
    """The caller withdrew."""

    code = "cancelled"


@dataclass(frozen=True, kw_only=True)
class Outcome(Generic[Value]):
    """How one task ended."""

    number: int
    """Counts the items from 0."""
    value: Value | None = None
    error: MosaicError | None = None
    """Why there is no value. Anything that is no MosaicError ends the whole work instead."""


class Runner(Protocol):
    """Runs tasks somewhere."""

    def run(
        self, task: Callable[[Item], Value], items: Iterable[Item], *, cancelled: Callable[[], bool]
    ) -> Iterator[Outcome[Value]]:
        """What ``task`` makes of each item, as they end, in any order.

        Raises:
            WorkCancelled: the caller withdrew; within a second, tasks under way are left to themselves.
            Exception: a task met a fault of the program.
        """
        ...


def unheard(_fraction: float | None, _text: str) -> None:
    """The ``report`` of somebody who does not listen."""


@contextmanager
def runner_for(cluster: str = "", threads: int = 0, *, report: Report = unheard) -> Iterator[Runner]:
    """Runs tasks on the Dask cluster whose scheduler has this address; without one on this machine's cores.

    ``report`` hears what a cluster does (connecting, waiting for workers, a lost one), with no fraction.
    Raises BadRequestError for an address that is none; everything else is raised by ``run``.
    """
    if not cluster:
        yield LocalRunner(threads)
        return
    from .cluster import ClusterRunner

    runner = ClusterRunner(cluster, report=report)
    try:
        yield runner
    finally:
        runner.close()


class LocalRunner:
    """Threads of this process: the work is done by GDAL and numpy, which leave Python's lock."""

    def __init__(self, threads: int = 0) -> None:
        """``threads``: 0 is one for each core."""
        self.threads = threads or os.cpu_count() or 1

    def run(
        self, task: Callable[[Any], Value], items: Iterable[Any], *, cancelled: Callable[[], bool]
    ) -> Iterator[Outcome[Value]]:
        """See ``Runner``."""
        left = enumerate(items)
        executor = ThreadPoolExecutor(self.threads, thread_name_prefix="batch")
        waiting: dict[Future[Value], int] = {}
        try:
            while True:
                for number, item in islice(left, self.threads * (1 + AHEAD) - len(waiting)):
                    waiting[executor.submit(task, item)] = number
                if not waiting:
                    return
                done, _ = wait(waiting, timeout=_LOOK_EVERY_S, return_when=FIRST_COMPLETED)
                if cancelled():
                    raise WorkCancelled("the work was stopped")
                for future in done:
                    yield outcome_of(waiting.pop(future), future)
        finally:
            executor.shutdown(wait=False, cancel_futures=True)


def outcome_of(number: int, future: Any) -> Outcome[Any]:
    """How a future of either kind ended. Raises what is no MosaicError."""
    try:
        return Outcome(number=number, value=future.result())
    except MosaicError as error:
        return Outcome(number=number, error=error)
