"""The threads that open, decode and compose, shared by all layers of the process. Runs in the ENGINE.

Two crews: a small one for work that is bound by the processor (local files, composing), a large one for work that waits
for a network. Jobs have a priority and keys: what is asked for twice is done once and answers both; a job that nobody
waits for any more is dropped before it starts, and may end early with `Unwanted`. Knows nothing of images. A job must
never wait for another one.
"""

from __future__ import annotations

import heapq
import itertools
import os
import threading
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import rasterio

Priority = tuple[int, ...]
"""Smaller comes first."""


def processor_count() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


REMOTE_THREADS = min(48, 8 + 8 * processor_count())
"""Each waits for one answer at a time, so this is how many requests are under way, and connections to a host, at most.

Many hide the latency of a network; more than that only take Python's lock from each other while answers come."""


class Waiter(Protocol):
    """Who wants the result of a job."""

    @property
    def has_left(self) -> bool:
        """True when the result is no longer wanted."""
        ...

    def deliver(self, key: Hashable, result: Any, error: Exception | None) -> None:
        """Take the result; called on a worker's thread, must return at once and never raise."""
        ...


Work = Callable[[tuple[Hashable, ...]], Mapping[Hashable, Any]]
"""Answers several keys at once; an exception among the results is that key's failure."""


class Unwanted(Exception):
    """Raised by work that ends early because `nobody_waits`; work for somebody who came meanwhile is done again."""


@dataclass(slots=True, eq=False)
class _Job:
    work: Work
    waiters: dict[Hashable, list[Waiter]] = field(default_factory=dict)
    """By key."""
    priority: Priority = (1 << 30,)
    """The best that was asked for."""
    started: bool = False

    @property
    def is_unwanted(self) -> bool:
        # A copy: others may join while a worker asks.
        return all(waiter.has_left for waiters in list(self.waiters.values()) for waiter in list(waiters))


_running = threading.local()


def nobody_waits() -> bool:
    """True when the job of the calling thread has lost all its waiters; False outside of jobs."""
    job: _Job | None = getattr(_running, "job", None)
    return job is not None and job.is_unwanted


class ProcessorGate:
    """Lets as many threads through as there are processors, those with the most urgent jobs first.

    The threads that wait for a network are many; what they do with an answer is the processors' work.
    """

    def __init__(self, size: int) -> None:
        self._free = size
        self._lock = threading.Lock()
        self._waiting: list[tuple[Priority, int, threading.Event]] = []
        self._order = itertools.count()

    def __enter__(self) -> None:
        job: _Job | None = getattr(_running, "job", None)
        with self._lock:
            if self._free:
                self._free -= 1
                return
            turn = threading.Event()
            heapq.heappush(self._waiting, ((-1,) if job is None else job.priority, next(self._order), turn))
        turn.wait()

    def __exit__(self, *_: object) -> None:
        with self._lock:
            if self._waiting:
                heapq.heappop(self._waiting)[2].set()
            else:
                self._free += 1


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

    def submit(self, keys: Sequence[Hashable], work: Work, waiter: Waiter, priority: Priority) -> None:
        with self._condition:
            if self._stopping:
                raise RuntimeError("The workers are stopped.")
            known = {key: self._jobs[key] for key in keys if key in self._jobs}
            jobs = dict.fromkeys(known.values())
            fresh = [key for key in keys if key not in known]
            if fresh:
                made = _Job(work, {key: [] for key in fresh})
                self._jobs.update(dict.fromkeys(fresh, made))
                jobs[made] = None
            for key in dict.fromkeys(keys):
                self._jobs[key].waiters[key].append(waiter)
            for job in jobs:
                if not job.started:
                    self._enqueue(job, priority)

    def prepare(self) -> None:
        """Start all threads, which takes longest when somebody waits for what they are to do."""
        with self._condition:
            while len(self._threads) < self._size:
                self._start()

    def _start(self) -> None:
        thread = threading.Thread(target=self._run, name=f"{self._name}-{len(self._threads)}", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _enqueue(self, job: _Job, priority: Priority) -> None:
        job.priority = min(job.priority, priority)
        # A second entry for a job that waits already lets the better priority win; the other finds it started.
        heapq.heappush(self._heap, (priority, next(self._order), job))
        if self._idle:
            # Counted here and not by the thread that wakes: many jobs may come before it does.
            self._idle -= 1
            self._condition.notify()
        elif len(self._threads) < self._size:
            self._start()

    def stop(self, timeout_s: float) -> None:
        with self._condition:
            self._stopping = True
            dropped = [job for _, _, job in self._heap if not job.started]
            self._heap.clear()
            self._condition.notify_all()
        # Nobody may wait for ever for a job that will not be done.
        for job in dict.fromkeys(dropped):
            _deliver(job, {}, RuntimeError("The workers were stopped."))
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
                    job.started = True
                    if job.is_unwanted:
                        self._forget(job)
                        continue
                    return job
                self._idle += 1
                self._condition.wait()

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
            results, error = self._results(job, broken)
            _deliver(job, results, error)
            # Nothing of a finished job, such as its pixels, may be kept alive while this thread waits for the next.
            del job, results

    def _results(self, job: _Job, broken: Exception | None) -> tuple[Mapping[Hashable, Any], Exception | None]:
        """Do a job; nobody can join it afterwards."""
        _running.job = job
        try:
            while True:
                results: Mapping[Hashable, Any] = {}
                error = broken
                try:
                    if broken is None:
                        results = job.work(tuple(job.waiters))
                except Exception as raised:  # noqa: BLE001 - handed to the waiters, who know what the job was for
                    error = raised
                with self._condition:
                    if not isinstance(error, Unwanted) or job.is_unwanted or self._stopping:
                        self._forget(job)
                        return results, error
        finally:
            _running.job = None

    def _forget(self, job: _Job) -> None:
        for key in job.waiters:
            del self._jobs[key]


def _deliver(job: _Job, results: Mapping[Hashable, Any], error: Exception | None) -> None:
    for key, waiters in job.waiters.items():
        result = results.get(key)
        failure = result if isinstance(result, Exception) else error
        for waiter in waiters:
            waiter.deliver(key, None if failure is not None else result, failure)


class Workers:
    """Both crews."""

    def __init__(
        self,
        *,
        local_threads: int | None = None,
        remote_threads: int = REMOTE_THREADS,
        gdal_options: Mapping[str, str | int],
        local_gdal_options: Mapping[str, str | int] | None = None,
    ) -> None:
        """`local_gdal_options` are those of the small crew beside, or instead of, the others."""
        local_options = {**gdal_options, **(local_gdal_options or {})}
        # One more thread than processors would have them take turns within every image, and gain nothing.
        self._local = _Crew("local", local_threads or max(2, processor_count()), local_options)
        self._remote = _Crew("remote", remote_threads, gdal_options)

    def submit(
        self, key: Hashable, work: Callable[[], Any], waiter: Waiter, priority: Priority, *, remote: bool = False
    ) -> None:
        """Have `work` done once and its result (or error) delivered to `waiter`. Returns at once."""
        self.submit_group([key], lambda _: {key: work()}, waiter, priority, remote=remote)

    def submit_group(
        self, keys: Sequence[Hashable], work: Work, waiter: Waiter, priority: Priority, *, remote: bool = False
    ) -> None:
        """Have one piece of work answer several keys; it is given those that nobody is working on already."""
        (self._remote if remote else self._local).submit(keys, work, waiter, priority)

    def prepare(self) -> None:
        """Start all threads before there is anything to do."""
        self._local.prepare()
        self._remote.prepare()

    def stop(self, timeout_s: float = 1.0) -> None:
        """Drop what waits and let the threads end; what runs is given `timeout_s` per thread."""
        self._local.stop(timeout_s)
        self._remote.stop(timeout_s)
