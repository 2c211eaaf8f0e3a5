"""Tasks that look at images: where each lies, which zooms suit it. Runs in the ENGINE, or on a worker of a cluster.

Only the heads of images are read, many at a time, by the threads and within the limits of reading. What is found travels as
plain values.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import shapely
from cachetools import LRUCache

from ..backends.logins import image_access
from ..backends.memory import MemoryBackend
from ..mosaic.assets import AssetResolver
from ..mosaic.errors import BadAssetError, MosaicError, MosaicTimeoutError
from ..mosaic.model import MosaicJSON
from ..mosaic.recipe import MosaicRecipe
from ..reading.finding import source_of
from ..reading.image_list import LOOK_URGENCY
from ..reading.images import ImageInfo
from ..reading.looks import Looks
from ..reading.placing import placed
from ..reading.pool import ImageSource, public_href
from ..reading.resources import failure_of
from .mosaics import shared_resources
from .runner import WorkCancelled

MOST_IMAGES, LEAST_IMAGES = 64, 8
"""Of one task: enough that a task is worth its way, few enough that progress moves."""
USUAL_TASKS = 20
_LONGEST_SILENCE_S = 600.0
"""Longer than the limits of the network let any image take."""
_POLL_S = 0.1

_withdrawn: LRUCache[str, bool] = LRUCache(maxsize=64)
"""Works of this process whose tasks need not go on."""
_lock = threading.Lock()


@dataclass(frozen=True, kw_only=True)
class ImageTask:
    """Some images to look at."""

    images: tuple[str, ...]
    """Absolute paths or whole URIs."""
    document: str
    """Where the mosaic of them will be, which decides who may learn a login."""
    login: Mapping[str, Any] | None = field(default=None, repr=False)
    """For the images, as QGIS has it."""
    tms: str = ""
    """As in a recipe."""
    at_once: int = 32
    """Images that are looked at at the same time, at most."""
    work: str = ""
    """What tells this work from others, for ``withdraw``."""


def tasks_of(whole: ImageTask) -> Iterator[ImageTask]:
    """The same work in tasks, in its order."""
    size = size_of_tasks(len(whole.images))
    for start in range(0, len(whole.images), size):
        yield replace(whole, images=whole.images[start : start + size])


def size_of_tasks(images: int) -> int:
    """How many images a task has, but for the last one."""
    return min(MOST_IMAGES, max(LEAST_IMAGES, images // USUAL_TASKS))


def withdraw(work: str) -> None:
    """Have the tasks of a work end early that are under way in this process, or still begin."""
    with _lock:
        _withdrawn[work] = True


def look_at_images(task: ImageTask) -> list[dict[str, Any]]:
    """What there is to know of each image, in order: ``{outline, minzoom, maxzoom, data_type}``, or ``{code, message, asset}``.

    ``outline`` is WKB in degrees of the geographic CRS of the tile matrix set. Raises MosaicError for a login that cannot be used.
    """
    tms = MosaicRecipe(tms=task.tms).tilematrixset
    found: list[dict[str, Any]] = [{} for _ in task.images]
    infos: dict[int, ImageInfo] = {}
    for number, result in _looked_at(task):
        if isinstance(result, ImageInfo):
            infos[number] = result
        else:
            failure = failure_of(result, task.images[number])
            found[number] = {"code": failure.code, "message": failure.message, "asset": failure.asset}
    for number, image in zip(infos, placed(list(infos.values()), tms), strict=True):
        if image is None:
            shown = public_href(task.images[number])
            text = f"The image {shown} cannot be used: it does not lie on the earth of the tile matrix set {tms.id}."
            found[number] = {"code": BadAssetError.code, "message": text, "asset": shown}
            continue
        found[number] = {
            "outline": shapely.to_wkb(image.outline),
            "minzoom": image.minzoom,
            "maxzoom": image.maxzoom,
            "data_type": image.data_type,
        }
    return found


def _looked_at(task: ImageTask) -> Iterator[tuple[int, ImageInfo | Exception]]:
    """Each image by its number, as they come."""
    resources = shared_resources()
    backend = _Signing(task)
    looks, numbers = Looks(), dict[ImageSource, list[int]]()
    left = iter(enumerate(task.images))
    waiting = 0
    try:
        while True:
            while waiting < max(1, task.at_once) and (following := next(left, None)) is not None:
                number, image = following
                try:
                    source = backend.source(image)
                except MosaicError as error:
                    yield number, error
                    continue
                numbers.setdefault(source, []).append(number)
                if len(numbers[source]) > 1:
                    continue
                # All of them wait for a disk or a network most of the time, none for the processor.
                work = partial(resources.look, source)
                resources.workers.submit(("open", source), work, looks, LOOK_URGENCY, remote=True)
                waiting += 1
            if not waiting:
                return
            source, info, reason = _next_of(looks, task)
            waiting -= 1
            for number in numbers[source]:
                yield number, info or reason or MosaicError("No reason is known")
    finally:
        looks.leave()


def _next_of(looks: Looks, task: ImageTask) -> tuple[ImageSource, ImageInfo | None, Exception | None]:
    end_s = time.monotonic() + _LONGEST_SILENCE_S
    while time.monotonic() < end_s:
        if task.work in _withdrawn:
            raise WorkCancelled("the work was stopped")
        try:
            return looks.events.get(timeout=_POLL_S)
        except queue.Empty:
            continue
    raise MosaicTimeoutError(f"No image answered within {_LONGEST_SILENCE_S:g} s; try again")


class _Signing:
    """How images are opened that no mosaic lists yet: as the mosaic at its place will open them."""

    def __init__(self, task: ImageTask) -> None:
        # Who made the task has seen to it that a document elsewhere names no files of this machine.
        self._resolver = AssetResolver(place=None, is_remote=False)
        document = MosaicJSON.model_validate({"mosaicjson": "0.0.3", "tiles": {}})
        self._backend = MemoryBackend(document, image_access=image_access("", task.login))
        self._backend.input = task.document

    def source(self, image: str) -> ImageSource:
        """Raises MosaicError."""
        return source_of(self._backend, self._resolver.resolve(image))
