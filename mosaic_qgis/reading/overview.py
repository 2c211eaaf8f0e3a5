"""The overview image of a mosaic: one image of all of it, for scales at which there are too many others. Runs in the ENGINE.

A document names it in its key `overview`, `{"href": "…", "maxzoom": n}`: the href is resolved and trusted as an image's,
and the image has the bands of the mosaic's images. Owns which views it serves, and looks at it once, cancellable.
"""

from __future__ import annotations

import queue
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from ..backends.base import MosaicJSONBackend
from ..mosaic.errors import MosaicError
from .images import ImageInfo
from .options import ReadingOptions
from .pool import ImageSource, image_source
from .resources import ReadingResources, failure_of
from .values import Cancelled, Failure, ReadRequest

KEY = "overview"
"""The document's key."""

MOST_ZOOM = 30
POLL_S = 0.02
"""How often a wait asks whether it was cancelled."""


@dataclass(frozen=True, kw_only=True)
class Overview:
    """What a document says of its overview image."""

    href: str
    """As the document spells it."""
    maxzoom: int
    """The zoom of the tile matrix set whose resolution the image has."""

    def as_dict(self) -> dict[str, Any]:
        """The document's value."""
        return {"href": self.href, "maxzoom": self.maxzoom}


def overview_of(extras: Mapping[str, Any] | None) -> tuple[Overview | None, Failure | None]:
    """The overview that the further keys of a document name; a note when the key is there but makes no sense."""
    value = (extras or {}).get(KEY)
    if value is None:
        return None, None
    href, maxzoom = (value.get("href"), value.get("maxzoom")) if isinstance(value, Mapping) else (None, None)
    is_zoom = isinstance(maxzoom, int) and not isinstance(maxzoom, bool) and 0 <= maxzoom <= MOST_ZOOM
    if not isinstance(href, str) or not href.strip() or not isinstance(maxzoom, int) or not is_zoom:
        text = f'An overview is {{"href": "…", "maxzoom": 0…{MOST_ZOOM}}}, got {str(value)[:100]!r}: it is ignored.'
        return None, Failure(code="bad_document", message=text)
    return Overview(href=href, maxzoom=maxzoom), None


class OverviewImage:
    """The overview image of an open layer. Thread-safe."""

    def __init__(self, backend: MosaicJSONBackend, options: ReadingOptions, resources: ReadingResources) -> None:
        """Does no I/O."""
        self._backend = backend
        self._options = options
        self._resources = resources
        self._overview, self.note = overview_of(backend.mosaic_def.model_extra)

    def suits(self, request: ReadRequest) -> bool:
        """Whether its pixels are those that a request is for: all images, topmost first."""
        return (
            self._overview is not None
            and not self._backend.choice
            and self._options.pixel_selection == "first"
            and request.time is None
            and not request.is_whole
        )

    def ready(
        self, misfit: Callable[[ImageInfo], Failure | None], cancelled: Callable[[], bool]
    ) -> tuple[str | None, Failure | None]:
        """The image to open, or why there is none. The first time it is looked at, which may take as long as the network.

        Raises:
            Cancelled: the caller withdrew.
        """
        if self._overview is None:
            return None, None
        try:
            href = self._backend.resolve_beside(self._overview.href)
            source = self._source(href)
            failure = self._resources.failures.recall(source)
            if failure is None:
                failure = misfit(self._look(source, cancelled))
        except Cancelled:
            raise
        except MosaicError as error:
            failure = failure_of(error, self._overview.href)
        return (href, None) if failure is None else (None, failure)

    def _source(self, href: str) -> ImageSource:
        return image_source(href, self._backend.gdal_options(href))

    def _look(self, source: ImageSource, cancelled: Callable[[], bool]) -> ImageInfo:
        known = self._resources.known_info(source)
        if known is not None:
            return known
        waiter = _Waiter()
        try:
            look = partial(self._resources.look, source)
            self._resources.workers.submit(("open", source), look, waiter, (0,), remote=source.is_remote)
            while True:
                if cancelled():
                    raise Cancelled("The reading was cancelled.")
                try:
                    info, error = waiter.answers.get(timeout=POLL_S)
                    break
                except queue.Empty:
                    continue
        finally:
            waiter.has_left = True
        if error is not None:
            self._resources.failures.remember(source, failure_of(error, source.href))
            raise error
        return info


class _Waiter:
    def __init__(self) -> None:
        self.has_left = False
        self.answers: queue.SimpleQueue[tuple[Any, Exception | None]] = queue.SimpleQueue()

    def deliver(self, key: Hashable, result: Any, error: Exception | None) -> None:  # noqa: ARG002 - one job only
        self.answers.put((result, error))
