"""The task of a check: looking at some images of a mosaic, on this machine or on a worker elsewhere. Runs in the ENGINE.

Plain values come in and go out. The mosaic's document is not fetched again for it: its head comes along, which is all that names and
logins need.
"""

from __future__ import annotations

import queue
import threading
from collections import OrderedDict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from rasterio.enums import WktVersion

from ..backends.base import MosaicJSONBackend
from ..backends.opening import open_backend
from ..mosaic.errors import MosaicError
from ..mosaic.model import MosaicJSON
from ..reading.examining import ImageFacts, examine
from ..reading.finding import source_of
from ..reading.images import ImageInfo
from ..reading.looks import Looks
from ..reading.options import with_assets
from ..reading.pool import ImageSource
from ..reading.resources import ReadingResources, failure_of
from .mosaics import Source, shared_resources
from .runner import WorkCancelled

_URGENCY = (6, 0)
"""Behind all that a map waits for."""
_POLL_S = 0.05
_MOST_KEPT = 4
_MOST_OVER = 1000


@dataclass(frozen=True, kw_only=True)
class ImageBatch:
    """Some images that are looked at together."""

    source: Source
    head: str
    """JSON of the document without its tiles; empty where the mosaic is opened as a whole: a table, a search."""
    place: str = ""
    """The folder that a document on the web came from."""
    run: str
    """Names the check: what a process knows of images from before is asked for again once in each."""
    names: tuple[str, ...]
    """As the document has them."""


class _Process:
    """What this process has of mosaics that are checked."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.opening = threading.Lock()
        self.runs: OrderedDict[str, MosaicJSONBackend] = OrderedDict()
        self.over: deque[str] = deque(maxlen=_MOST_OVER)
        """Checks that have ended, maybe before their tasks."""


_process = _Process()


def look_at_images(batch: ImageBatch) -> tuple[ImageFacts, ...]:
    """The facts of each image, in order; those of one that cannot be read say why.

    Raises:
        MosaicError: the mosaic itself cannot be opened, where that is needed; the check is over.
    """
    resources = shared_resources()
    backend = _backend_of(batch, resources)
    sources: list[ImageSource | ImageFacts] = []
    for name in batch.names:
        try:
            sources.append(source_of(backend, backend.resolve_name(name)))
        except MosaicError as error:
            sources.append(_failed(error, name))
    looked = dict(_looked(batch.run, resources, [each for each in sources if isinstance(each, ImageSource)]))
    facts = partial(
        examine,
        resources,
        geographic_wkt=backend.crs.to_wkt(version=WktVersion.WKT2_2019),
        grid_wkt=backend.mosaic_tms.rasterio_crs.to_wkt(version=WktVersion.WKT2_2019),
    )
    found = []
    for source in sources:
        if isinstance(source, ImageFacts):
            found.append(source)
            continue
        info = looked[source]
        try:
            found.append(facts(source, info) if isinstance(info, ImageInfo) else _failed(info, source.href))
        except MosaicError as error:
            found.append(_failed(error, source.href))
    return tuple(found)


def keep(run: str, backend: MosaicJSONBackend) -> None:
    """Have the tasks of a check that run in this process use an open mosaic."""
    shared_resources().doubt_known()
    _keep(run, backend)


def forget(run: str) -> None:
    """A check has ended; tasks of it that still run in this process end soon."""
    with _process.lock:
        _process.over.append(run)
        backend = _process.runs.pop(run, None)
    close = getattr(backend, "close", None)
    if close is not None:
        close()


def _backend_of(batch: ImageBatch, resources: ReadingResources) -> MosaicJSONBackend:
    with _process.opening:
        with _process.lock:
            backend = _process.runs.get(batch.run)
        if backend is not None:
            return backend
        source = batch.source
        backend = open_backend(
            source.uri,
            with_assets(source.options),
            source.login,
            images_login=source.images_login,
            mosaic_def=MosaicJSON.model_validate_json(batch.head) if batch.head else None,
            place=batch.place,
        )
        # A check is about what is there now, not about what this process has seen before.
        resources.doubt_known()
        _keep(batch.run, backend)
        return backend


def _keep(run: str, backend: MosaicJSONBackend) -> None:
    with _process.lock:
        _process.runs[run] = backend
        while len(_process.runs) > _MOST_KEPT:
            _process.runs.popitem(last=False)


def _looked(
    run: str, resources: ReadingResources, sources: list[ImageSource]
) -> Iterator[tuple[ImageSource, ImageInfo | Exception]]:
    """What is known of each image, as it comes; many are asked for at a time."""
    looks = Looks()
    waiting = dict.fromkeys(sources)
    for source in waiting:
        work = partial(resources.look, source)
        resources.workers.submit(("open", source), work, looks, _URGENCY, remote=source.is_remote)
    try:
        while waiting:
            try:
                source, info, reason = looks.events.get(timeout=_POLL_S)
            except queue.Empty:
                if run in _process.over:
                    raise WorkCancelled("the check was stopped") from None
                continue
            waiting.pop(source, None)
            yield source, info if info is not None else reason or MosaicError("No reason is known.")
    finally:
        looks.leave()


def _failed(error: Exception, href: str) -> ImageFacts:
    failure = failure_of(error, href)
    return ImageFacts(code=failure.code, message=failure.message)
