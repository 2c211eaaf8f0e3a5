"""The threads that open, decode and compose, shared by all layers of the process. Runs in the ENGINE.

Two crews: a small one for work that is bound by the processor (local files, composing), a large one for work that waits
for a network. Jobs have a priority and a key: a job that is asked for twice runs once and answers both; a job that
nobody waits for any more is dropped before it starts. Knows nothing of images. A job must never wait for another one.
"""

from __future__ import annotations

import heapq
import itertools
import os
import threading
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import rasterio

Priority = tuple[int, ...]
"""Smaller comes first."""


class Waiter(Protocol):
    """Who wants the result of a job."""

    @property
    def has_left(self) -> bool:
        """True when the result is no longer wanted."""
        ...

    def deliver(self, key: Hashable, result: Any, error: Exception | None) -> None:
        """Take the result; called on a worker's thread, must return at once and never raise."""
        ...


@dataclass(slots=True, eq=False)
class _Job:
    key: Hashable
    work: Callable[[], Any]
    waiters: list[Waiter] = field(default_factory=list)
    started: bool = False


class _Crew:
    """Threads over one heap of jobs; threads start when there is work and none is idle."""

    def __init__(self, name: str, size: int, gdal_options: Mapping[str, str | int]) -> None:
        self._name = name
        self._size = size
        self._gdal_options = gdal_options
        self._heap: list[tuple[Priority, int, _Job]] = []
        self._jobs: dict[Hashable, _Job] = {}
        self._order = itertools.count()
        self._condition = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._idle = 0
        self._stopping = False

    def submit(self, key: Hashable, work: Callable[[], Any], waiter: Waiter, priority: Priority) -> None:
        with self._condition:
            if self._stopping:
                raise RuntimeError("The workers are stopped.")
            job = self._jobs.get(key)
            if job is None:
                job = self._jobs[key] = _Job(key, work)
            job.waiters.append(waiter)
            if not job.started:
                # A second entry for a job that waits already lets the better priority win; the other finds it started.
                heapq.heappush(self._heap, (priority, next(self._order), job))
                if self._idle:
                    self._condition.notify()
                elif len(self._threads) < self._size:
                    thread = threading.Thread(target=self._run, name=f"{self._name}-{len(self._threads)}", daemon=True)
                    self._threads.append(thread)
                    thread.start()

    def stop(self, timeout_s: float) -> None:
        with self._condition:
            self._stopping = True
            dropped = [job for _, _, job in self._heap if not job.started]
            self._heap.clear()
            self._condition.notify_all()
        # Nobody may wait for ever for a job that will not be done.
        for job in dict.fromkeys(dropped):
            for waiter in job.waiters:
                waiter.deliver(job.key, None, RuntimeError("The workers were stopped."))
        for thread in self._threads:
            thread.join(timeout_s)

    def _next(self) -> _Job | None:
        with self._condition:
            while True:
                if self._stopping:
                    return None
                while self._heap:
                    _, _, job = heapq.heappop(self._heap)
                    if job.started:
                        continue
                    if all(waiter.has_left for waiter in job.waiters):
                        del self._jobs[job.key]
                        job.started = True
                        continue
                    job.started = True
                    return job
                self._idle += 1
                self._condition.wait()
                self._idle -= 1

    def _run(self) -> None:
        try:
            # One GDAL environment per thread for its life: making one per call costs more than some of the calls.
            environment = rasterio.Env(**self._gdal_options)
            environment.__enter__()
        except Exception as error:  # noqa: BLE001 - nobody may wait for ever for a thread that could not start
            self._work_off(error)
            return
        try:
            self._work_off(None)
        finally:
            environment.__exit__()

    def _work_off(self, broken: Exception | None) -> None:
        """Do one job after the other; with `broken`, let all of them fail with it."""
        while (job := self._next()) is not None:
            result, error = None, broken
            if error is None:
                try:
                    result = job.work()
                except Exception as raised:  # noqa: BLE001 - handed to the waiters, who know what the job was for
                    error = raised
            with self._condition:
                self._jobs.pop(job.key, None)
                waiters = list(job.waiters)
            for waiter in waiters:
                waiter.deliver(job.key, result, error)
            # Nothing of a finished job, such as its pixels, may be kept alive while this thread waits for the next.
            del job, result, waiters


def processor_count() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Workers:
    """Both crews."""

    def __init__(
        self, *, local_threads: int | None = None, remote_threads: int = 32, gdal_options: Mapping[str, str | int]
    ) -> None:
        self._local = _Crew("local", local_threads or processor_count() + 1, gdal_options)
        self._remote = _Crew("remote", remote_threads, gdal_options)

    def submit(
        self, key: Hashable, work: Callable[[], Any], waiter: Waiter, priority: Priority, *, remote: bool = False
    ) -> None:
        """Have `work` done once and its result (or error) delivered to `waiter`. Returns at once."""
        (self._remote if remote else self._local).submit(key, work, waiter, priority)

    def stop(self, timeout_s: float = 1.0) -> None:
        """Drop what waits and let the threads end; what runs is given `timeout_s` per thread."""
        self._local.stop(timeout_s)
        self._remote.stop(timeout_s)
