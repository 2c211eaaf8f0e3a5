"""Mosaics that tasks read, by where they are: opened once in each process, kept while they are used. Runs in the ENGINE.

Tasks name a mosaic by plain values, so that they can run in a process elsewhere.
"""

from __future__ import annotations

import json
import math
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from ..backends.opening import open_backend
from ..reading.layer import MosaicLayer
from ..reading.options import ReadingOptions, with_assets
from ..reading.resources import ReadingResources
from .cluster_waiting import LOOK_EVERY_S, patiently
from .runner import WorkCancelled

_MOST_KEPT = 4


@dataclass(frozen=True, kw_only=True)
class Source:
    """A mosaic as a layer has it."""

    uri: str
    """Its own; a path is absolute."""
    options: Mapping[str, str] = field(default_factory=dict)
    """As in a layer's URI."""
    login: Mapping[str, Any] | None = field(default=None, repr=False)
    """For the document or the API, as QGIS has it."""
    images_login: Mapping[str, Any] | None = field(default=None, repr=False)

    @property
    def key(self) -> str:
        """Tells two sources apart. Holds secrets: for keys of dictionaries in memory only."""
        return json.dumps([self.uri, dict(self.options), self.login, self.images_login], sort_keys=True, default=str)


class _Process:
    """What this process has open."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.resources: ReadingResources | None = None
        self.layers: OrderedDict[str, MosaicLayer] = OrderedDict()
        self.opening: dict[str, threading.Lock] = {}
        self.readers: Counter[str] = Counter()


_process = _Process()


def use(resources: ReadingResources) -> None:
    """Share the memory and the threads of this process; without it, a process makes its own at the first mosaic."""
    with _process.lock:
        _process.resources = resources


def shared_resources() -> ReadingResources:
    """The memory and the threads of this process, for tasks that open what is no layer."""
    with _process.lock:
        if _process.resources is None:
            _process.resources = ReadingResources()
        return _process.resources


@contextmanager
def opened(source: Source, cancelled: Callable[[], bool] | None = None) -> Iterator[MosaicLayer]:
    """The mosaic of a source, from any thread. Raises what backends and reading raise.

    ``cancelled`` is asked while it is opened, however long a store keeps silent; WorkCancelled then.
    """
    with _process.lock:
        turn = _process.opening.setdefault(source.key, threading.Lock())
        _process.readers[source.key] += 1
    try:
        yield _in_turn(source, turn, cancelled)
    finally:
        with _process.lock:
            _process.readers[source.key] -= 1
            if not _process.readers[source.key]:
                del _process.readers[source.key]


def forget(source: Source) -> None:
    """The work on a source has ended: who needs its mosaic from now on opens it anew."""
    with _process.lock:
        layer = _process.layers.pop(source.key, None)
        _process.opening.pop(source.key, None)
        is_read = source.key in _process.readers
    # Other work may be reading the same mosaic; what it holds goes with it.
    if layer is not None and not is_read:
        layer.close()


def forget_unused() -> None:
    """Close every mosaic that no task is reading."""
    with _process.lock:
        unused = [key for key in _process.layers if not _process.readers[key]]
        layers = [_process.layers.pop(key) for key in unused]
        for key in unused:
            _process.opening.pop(key, None)
    for layer in layers:
        layer.close()


def _in_turn(source: Source, turn: threading.Lock, cancelled: Callable[[], bool] | None) -> MosaicLayer:
    if cancelled is None:
        with turn:
            return _known(source) or _kept(source, _open(source))
    while not turn.acquire(timeout=LOOK_EVERY_S):
        if cancelled():
            raise WorkCancelled("the work was stopped")
    try:
        return _known(source) or _kept(source, _opened_patiently(source, cancelled))
    finally:
        turn.release()


def _known(source: Source) -> MosaicLayer | None:
    with _process.lock:
        layer = _process.layers.get(source.key)
        if layer is not None:
            _process.layers.move_to_end(source.key)
        return layer


def _opened_patiently(source: Source, cancelled: Callable[[], bool]) -> MosaicLayer:
    # How long that may take at most is the stores' matter.
    return patiently(
        partial(_open, source, cancelled),
        "Opening the mosaic",
        cancelled=cancelled,
        limit_s=math.inf,
        too_late=MosaicLayer.close,
    )


def _open(source: Source, cancelled: Callable[[], bool] | None = None) -> MosaicLayer:
    resources = shared_resources()
    is_open = False

    def is_withdrawn() -> bool:
        # What is open serves other work, too.
        return not is_open and cancelled is not None and cancelled()

    backend = open_backend(
        source.uri,
        with_assets(source.options),
        source.login,
        images_login=source.images_login,
        cancelled=is_withdrawn,
    )
    layer = MosaicLayer(backend, ReadingOptions.from_strings(source.options), resources)
    is_open = True
    return layer


def _kept(source: Source, layer: MosaicLayer) -> MosaicLayer:
    with _process.lock:
        _process.layers[source.key] = layer
        while len(_process.layers) > _MOST_KEPT:
            # Not closed: a task may still be reading it.
            _process.layers.popitem(last=False)
    return layer
