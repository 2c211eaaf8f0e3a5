"""What all layers of the process share: open datasets, decoded tiles, threads, and what is known of images.

Runs in the ENGINE. One object per process; every part is thread-safe and bounded.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from cachetools import LRUCache

from ..mosaic.errors import MosaicError
from .images import ImageInfo, look_at
from .pool import GDAL_OPTIONS, DatasetPool, ImageSource, public_href
from .record import CacheFigures
from .tiles import TileCache
from .values import Failure
from .workers import Workers

try:
    import resource
except ImportError:  # Windows has no such limit
    resource = None  # type: ignore[assignment]

logger = logging.getLogger(__name__)

TILE_CACHE_BYTES = 512 * 1024 * 1024
MOST_IDLE_DATASETS = 256
FIRST_RETRY_S = 5.0
LONGEST_RETRY_S = 300.0


@dataclass(frozen=True, slots=True)
class _Refusal:
    failure: Failure
    retry_at_s: float
    wait_s: float


class FailureMemory:
    """Images and tiles that failed lately: they are not tried again before some time has passed, longer each time."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: LRUCache[Hashable, _Refusal] = LRUCache(maxsize=10_000)
        self._lock = threading.Lock()

    def recall(self, key: Hashable) -> Failure | None:
        """The failure of what should not be tried again yet."""
        with self._lock:
            refusal = self._known.get(key)
            return refusal.failure if refusal and self._clock() < refusal.retry_at_s else None

    def remember(self, key: Hashable, failure: Failure) -> None:
        with self._lock:
            last = self._known.get(key)
            wait_s = min(last.wait_s * 2, LONGEST_RETRY_S) if last else FIRST_RETRY_S
            self._known[key] = _Refusal(failure, self._clock() + wait_s, wait_s)

    def forget(self, key: Hashable) -> None:
        """It works again."""
        with self._lock:
            self._known.pop(key, None)


def failure_of(error: Exception, href: str) -> Failure:
    """What to tell of an image that failed."""
    shown = public_href(href)
    if isinstance(error, MosaicError):
        return Failure(code=error.code, message=str(error), asset=shown)
    logger.error("The image %s failed unexpectedly.", shown, exc_info=error)
    return Failure(code="internal", message=f"The image {shown} failed: {type(error).__name__}.", asset=shown)


def most_idle_datasets() -> int:
    """How many images may stay open: each holds a file, and systems allow few of them (macOS 256 in all)."""
    if resource is None:
        return MOST_IDLE_DATASETS
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if allowed == resource.RLIM_INFINITY:
        return MOST_IDLE_DATASETS
    return max(16, min(MOST_IDLE_DATASETS, allowed // 2 - 64))


class ReadingResources:
    """Pool, cache, threads and memory of one process."""

    def __init__(
        self,
        *,
        tile_cache_bytes: int = TILE_CACHE_BYTES,
        max_idle_datasets: int | None = None,
        local_threads: int | None = None,
        remote_threads: int = 32,
    ) -> None:
        self.datasets = DatasetPool(most_idle_datasets() if max_idle_datasets is None else max_idle_datasets)
        self.tiles = TileCache(tile_cache_bytes)
        self.workers = Workers(local_threads=local_threads, remote_threads=remote_threads, gdal_options=GDAL_OPTIONS)
        self.failures = FailureMemory()
        self._infos: LRUCache[ImageSource, ImageInfo] = LRUCache(maxsize=50_000)
        self._lock = threading.Lock()

    def known_info(self, source: ImageSource) -> ImageInfo | None:
        """What is known of an image, without looking."""
        with self._lock:
            return self._infos.get(source)

    def look(self, source: ImageSource) -> ImageInfo:
        """What there is to know of an image; opens it when it is not known yet, which may take as long as the network.

        Raises:
            MosaicError: the image cannot be opened or used.
        """
        info = self.known_info(source)
        if info is None:
            with self.datasets.borrow(source) as dataset:
                info = look_at(dataset, source.href)
            with self._lock:
                self._infos[source] = info
            self.failures.forget(source)
        return info

    def figures(self) -> CacheFigures:
        """What the caches hold now."""
        return CacheFigures(
            tile_bytes=self.tiles.nbytes,
            tile_limit_bytes=self.tiles.limit_bytes,
            disk_bytes=0,
            disk_limit_bytes=0,
            open_datasets=self.datasets.idle_count,
        )

    @property
    def images_known(self) -> int:
        """How many images have been looked at."""
        with self._lock:
            return len(self._infos)

    def close(self) -> None:
        """Stop the threads and close what is open."""
        self.workers.stop()
        self.datasets.close()
        self.tiles.clear()
