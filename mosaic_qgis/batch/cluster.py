"""Tasks on the workers of a Dask cluster, with progress, cancel and lost workers. Runs in the ENGINE.

Has the promise of ``runner.Runner``: tasks, results and errors are those of the local runner. What is special to a cluster is
bounded and becomes a ClusterError. Never waits for the network on the caller's thread for longer than it takes to see that the
caller withdrew.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any, NoReturn

from ..mosaic.errors import ClusterError, MosaicError
from .cluster_session import Address, Session, connected
from .cluster_waiting import LOOK_EVERY_S, in_background, patiently
from .parcels import pack, unpack
from .runner import AHEAD, Item, Outcome, Report, Value, WorkCancelled, unheard

FETCHERS = 4
"""So many results come at a time, and as many wait here for the caller."""
_LOST = "The connection to the Dask scheduler was lost. Look after the cluster and try again"
logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class ClusterLimits:
    """How long a cluster may take, in seconds."""

    connect_s: float = 30.0
    """To answer a connection; to compare versions and to take the package, as long again."""
    workers_s: float = 120.0
    """Without any worker, at the beginning and in between."""
    silence_s: float = 60.0
    """Without an answer of the scheduler about its workers."""
    stall_s: float = 3600.0
    """Without any task that ends."""
    fetch_s: float = 600.0
    """For one result to come from its worker."""
    look_s: float = 1.0
    """Between two questions about the workers."""
    close_s: float = 5.0
    """For the end of the connection, in the background."""


class ClusterRunner:
    """The workers of one scheduler. Connects at the first task; ``close`` ends the connection."""

    def __init__(self, address: str, *, report: Report = unheard, limits: ClusterLimits | None = None) -> None:
        """``report`` hears what the cluster does, with no fraction. Raises BadRequestError for what is no address."""
        self._address = Address.parse(address)
        self._report = report
        self._limits = limits or ClusterLimits()
        self._work = uuid.uuid4().hex
        self._session: Session | None = None
        self._runs = 0

    def run(
        self, task: Callable[[Item], Value], items: Iterable[Item], *, cancelled: Callable[[], bool]
    ) -> Iterator[Outcome[Value]]:
        """See ``Runner``. A ClusterError, too, when the cluster cannot be used (any more)."""
        session = self._connected(cancelled)
        self._runs += 1
        run = _Run(session, f"{_name_of(task)}-{self._work}-{self._runs}", self._report, self._limits)
        try:
            yield from run.outcomes(task, items, cancelled)
        finally:
            run.end()

    def close(self) -> None:
        """Leave the cluster, in the background. Idempotent."""
        session, self._session = self._session, None
        if session is not None:
            in_background(partial(session.close, self._limits.close_s), "cluster close")

    def _connected(self, cancelled: Callable[[], bool]) -> Session:
        if self._session is None:
            self._report(None, "connecting to the cluster")
            limits = self._limits
            self._session = patiently(
                partial(connected, self._address, self._work, limits.connect_s),
                "Connecting to the cluster",
                cancelled=cancelled,
                limit_s=2 * limits.connect_s,
                too_late=lambda session: session.close(limits.close_s),
            )
        return self._session


class _Run:
    """One list of items on its way through the cluster."""

    def __init__(self, session: Session, name: str, report: Report, limits: ClusterLimits) -> None:
        self._session = session
        self._name = name
        self._limits = limits
        self._watch = _Watch(session, report, limits)
        self._under_way: dict[int, Any] = {}
        self._fetched: queue.Queue[tuple[int, Any]] = queue.Queue(FETCHERS)
        self._fetchers = ThreadPoolExecutor(FETCHERS, thread_name_prefix="cluster fetch")
        # Results of a worker that is lost are made anew before they come: bad news must not stand behind them.
        self._messengers = ThreadPoolExecutor(1, thread_name_prefix="cluster failures")
        self._is_over = threading.Event()

    def outcomes(
        self, task: Callable[[Any], Value], items: Iterable[Any], cancelled: Callable[[], bool]
    ) -> Iterator[Outcome[Value]]:
        left, is_exhausted = enumerate(items), False
        ended_s = time.monotonic()
        while not (is_exhausted and not self._under_way):
            room = self._watch.threads * (1 + AHEAD) - len(self._under_way)
            if room > 0 and not is_exhausted:
                chosen = list(islice(left, room))
                is_exhausted = len(chosen) < room
                for number, item in chosen:
                    self._submit(number, pack((task, item)))
            fetched = self._next()
            if cancelled():
                raise WorkCancelled("the work was stopped")
            if fetched is not None:
                del self._under_way[fetched[0]]
                yield self._outcome(*fetched, cancelled)
                ended_s = time.monotonic()
            self._watch.check()
            if self._under_way and time.monotonic() - ended_s > self._limits.stall_s:
                raise ClusterError(f"No task has ended on the cluster for {self._limits.stall_s:.0f} seconds")

    def end(self) -> None:
        """Withdraw what is not done; returns at once."""
        self._is_over.set()
        self._watch.end()
        for pool in (self._fetchers, self._messengers):
            pool.shutdown(wait=False, cancel_futures=True)
        if self._under_way:
            in_background(partial(self._session.withdraw, list(self._under_way.values())), "cluster withdraw")

    def _submit(self, number: int, content: bytes) -> None:
        try:
            future = self._session.submit(f"{self._name}-{number}", content)
        except RuntimeError as error:
            # How Dask says that its client is closed.
            raise ClusterError(_LOST) from error
        self._under_way[number] = future
        future.add_done_callback(partial(self._done, number))

    def _next(self) -> tuple[int, Any] | None:
        """What came back, after a short while at most."""
        try:
            return self._fetched.get(timeout=LOOK_EVERY_S)
        except queue.Empty:
            return None

    def _done(self, number: int, future: Any) -> None:
        """On Dask's thread, which must not wait."""
        with suppress(RuntimeError):  # the run has ended and takes nothing more
            pool = self._fetchers if future.status == "finished" else self._messengers
            pool.submit(self._fetch, number, future)

    def _fetch(self, number: int, future: Any) -> None:
        ended: Any
        try:
            ended = future.result(timeout=self._limits.fetch_s)
        except BaseException as error:  # noqa: BLE001 - raised where the caller waits; asyncio's CancelledError is no Exception
            ended = error
        # At most as many results as fetchers wait for a caller that is busy: they are large.
        while not self._is_over.is_set():
            with suppress(queue.Full):
                self._fetched.put((number, ended), timeout=LOOK_EVERY_S)
                return

    def _outcome(self, number: int, ended: Any, cancelled: Callable[[], bool]) -> Outcome[Any]:
        if isinstance(ended, BaseException):
            # A process of another version fails in ways of its own: then that is what is to be said.
            self._watch.look_now(cancelled)
            self._raise(ended)
        is_done, value = unpack(ended)
        return Outcome(number=number, value=value) if is_done else Outcome(number=number, error=value)

    @staticmethod
    def _raise(error: BaseException) -> NoReturn:
        """A ClusterError for what is the cluster's matter; else the fault as it is."""
        words = _matter_of_the_cluster(error)
        if words:
            raise ClusterError(words) from error
        raise error


class _Watch:
    """Asks every second which workers there are, on a thread of its own."""

    def __init__(self, session: Session, report: Report, limits: ClusterLimits) -> None:
        self._session = session
        self._report = report
        self._limits = limits
        self._over = threading.Event()
        self._workers: Mapping[str, int] = {}
        self._was_answered = False
        self._heard_s = time.monotonic()
        self._manned_s = self._heard_s
        self._fault: MosaicError | None = None
        self._lost = 0
        self._news = ""
        self._said = ""
        in_background(self._follow, "cluster watch")

    @property
    def threads(self) -> int:
        """How many tasks the cluster does at a time, as far as is known."""
        return sum(self._workers.values())

    def check(self) -> None:
        """Raises ClusterError when the cluster cannot go on; hands on what is to be told."""
        now_s = time.monotonic()
        if self._fault is not None:
            raise self._fault
        if self._session.is_lost or now_s - self._heard_s > self._limits.silence_s:
            raise ClusterError(_LOST)
        if not self._workers:
            if now_s - self._manned_s > self._limits.workers_s:
                raise ClusterError(
                    f"The cluster has had no worker for {self._limits.workers_s:.0f} seconds. Start some and try again"
                )
            if self._was_answered:
                self._news = "waiting for a worker of the cluster"
        if self._news != self._said:
            self._said = self._news
            self._report(None, self._said)

    def look_now(self, cancelled: Callable[[], bool]) -> None:
        """Raises ClusterError where a worker does not fit, or the scheduler has gone; WorkCancelled."""
        if not self._session.is_lost:
            try:
                patiently(
                    self._session.check,
                    "Comparing versions",
                    cancelled=cancelled,
                    limit_s=self._limits.silence_s,
                    too_late=lambda _: None,
                )
            except MosaicError:
                raise
            except Exception:
                logger.debug("The scheduler does not say its versions.", exc_info=True)
        self.check()

    def end(self) -> None:
        self._over.set()

    def _follow(self) -> None:
        while not self._over.is_set():
            try:
                found = self._session.workers()
            except MosaicError as error:
                if not self._session.is_lost:
                    self._fault = error
                    return
                # What a scheduler says while it goes away is not to be taken at its word.
                found = None
            except Exception:  # noqa: BLE001 - whatever it is, it is silence: see check
                found = None
            if found is not None:
                self._note(found)
            self._over.wait(self._limits.look_s)

    def _note(self, found: Mapping[str, int]) -> None:
        now_s = time.monotonic()
        lost = self._workers.keys() - found.keys()
        if lost:
            self._lost += len(lost)
            self._news = f"workers of the cluster lost so far: {self._lost}; their tasks are done elsewhere"
        self._workers, self._heard_s, self._was_answered = found, now_s, True
        if found:
            self._manned_s = now_s


def _name_of(task: Callable[..., Any]) -> str:
    """What the cluster's pages call the tasks."""
    while isinstance(task, partial):
        task = task.func
    return getattr(task, "__name__", "task").strip("_")


def _matter_of_the_cluster(error: BaseException) -> str:
    """What to say of a task that gave neither a value nor a MosaicError; empty for a fault of the program."""
    import distributed

    if isinstance(error, distributed.scheduler.KilledWorker):
        return (
            f"A task ended {error.allowed_failures + 1} workers one after the other, most likely for want of memory. "
            "Give each worker more memory, or fewer threads"
        )
    if isinstance(error, CancelledError | asyncio.CancelledError):
        return _LOST
    if isinstance(error, OSError):
        return f"A worker of the cluster failed ({type(error).__name__}: {error})"
    if isinstance(error, MemoryError):
        return "A worker of the cluster has too little memory. Give it more, or fewer threads"
    return ""
