"""What a worker of a cluster does with a task: opens the parcel, does the work, packs how it ended. Runs on WORKERS.

Part of the package that was shipped (`cluster_code`); called by the courier, which came before it (`cluster_courier`).
"""

from __future__ import annotations

import threading

from ..backends import network
from ..mosaic import trust
from ..mosaic.errors import MosaicError
from ..reading.memory import DEFAULT_BYTES, MemoryPlan
from ..reading.resources import ReadingResources
from . import mosaics
from .parcels import pack, unpack

_MOST_WORKS = 16


class _Worker:
    """What this process knows of the works it takes part in."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.resources: ReadingResources | None = None
        self.works: list[str] = []


_worker = _Worker()


def perform(parcel: bytes, *, work: str, conditions: bytes, threads: int, memory_bytes: int) -> bytes:
    """Do one task and pack what came of it: ``(True, value)``, or ``(False, the MosaicError)``.

    Args:
        parcel: a task and its item, packed.
        work: tells one work from another: what is known of mosaics is asked for again at the next one.
        conditions: what the person has set, packed.
        threads: how many tasks run here at a time.
        memory_bytes: how much the worker may take, 0 where nobody says.
    """
    _begin(work, conditions, threads, memory_bytes)
    task, item = unpack(parcel)
    try:
        return pack((True, task(item)))
    except MosaicError as error:
        return pack((False, error))


def rest(work: str) -> None:
    """A work has ended: after the last one nothing stays open, because mosaics hold logins."""
    with _worker.lock:
        if work in _worker.works:
            _worker.works.remove(work)
        if not _worker.works:
            mosaics.forget_unused()


def _begin(work: str, conditions: bytes, threads: int, memory_bytes: int) -> None:
    with _worker.lock:
        if _worker.resources is None:
            # The package's name says what the conditions are: they are the same for all works of this module.
            said = unpack(conditions)
            network.set_limits(said["network"])
            trust.trust(said["trusted"])
            bound = min(DEFAULT_BYTES, memory_bytes // 2) if memory_bytes else DEFAULT_BYTES
            _worker.resources = ReadingResources(memory=MemoryPlan.of(bound), local_threads=threads)
            mosaics.use(_worker.resources)
        if work not in _worker.works:
            # Those whose engine ended without a word are forgotten in their turn.
            _worker.works = [*_worker.works, work][-_MOST_WORKS:]
            mosaics.forget_unused()
            _worker.resources.doubt_known()
