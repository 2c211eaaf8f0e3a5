"""What all layers of the process share: open datasets, decoded tiles, threads, and what is known of images.

Runs in the ENGINE. One object per process; every part is thread-safe and bounded.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cachetools import LRUCache

from ..backends import network
from ..mosaic.errors import BadAssetError, MosaicError
from .canvases import CanvasMemory
from .disk import DiskCache
from .images import ImageInfo, Level, completed, look_at
from .local_tiffs import LocalTiffs
from .memory import Ahead, MemoryPlan
from .pool import GDAL_OPTIONS, LOCAL_OPTIONS, DatasetPool, ImageSource, public_href
from .quiet import QuietWork
from .record import CacheFigures
from .remote import RemoteImages
from .tiff import Layout, local_layout
from .tiles import SourceTile, TileCache, TileKey
from .values import Failure
from .workers import REMOTE_THREADS, Priority, Waiter, Workers

try:
    import resource
except ImportError:  # Windows has no such limit
    resource = None  # type: ignore[assignment]

logger = logging.getLogger(__name__)

DISK_BYTES = 1024 * 1024 * 1024
MOST_IDLE_DATASETS = 256
LAST_WRITES_S = 1.0
"""What is not on disk yet is written for so long when the process ends."""
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


@dataclass(frozen=True, slots=True)
class TileRequest:
    """A tile that is wanted, and how urgently."""

    key: TileKey
    info: ImageInfo
    level: Level
    priority: Priority


class ReadingResources:
    """Pool, caches, threads and memory of one process."""

    def __init__(
        self,
        *,
        memory: MemoryPlan | None = None,
        max_idle_datasets: int | None = None,
        local_threads: int | None = None,
        remote_threads: int = REMOTE_THREADS,
        disk_folder: Path | None = None,
        disk_bytes: int = DISK_BYTES,
    ) -> None:
        """Without `disk_folder` nothing is kept on disk; without `memory`, that of a process of the default size."""
        memory = memory or MemoryPlan.of()
        options = {
            **GDAL_OPTIONS,
            "GDAL_CACHEMAX": memory.gdal_bytes,
            "CPL_VSIL_CURL_CACHE_SIZE": str(memory.network_bytes),
            **network.limits().gdal_options(),
        }
        idle = most_idle_datasets() if max_idle_datasets is None else max_idle_datasets
        self.datasets = DatasetPool(idle, max_bytes=memory.open_bytes, gdal_options=options)
        self.local = LocalTiffs(self.datasets)
        self.tiles = TileCache(memory.tile_bytes)
        self.canvases = CanvasMemory(memory.canvas_bytes)
        self.ahead = Ahead(memory.ahead_bytes)
        self.workers = Workers(
            local_threads=local_threads,
            remote_threads=remote_threads,
            gdal_options=options,
            local_gdal_options=LOCAL_OPTIONS,
        )
        self.failures = FailureMemory()
        self._quiet = QuietWork()
        self._disk = None if disk_folder is None or disk_bytes <= 0 else DiskCache(disk_folder, disk_bytes)
        self._remote = RemoteImages(disk=self._disk, later=self._quiet.add, on_changed=self._forget)
        self._infos: LRUCache[ImageSource, ImageInfo] = LRUCache(maxsize=50_000)
        self._changes = 0
        self._lock = threading.Lock()

    def prepare(self) -> None:
        """Have done in the background what costs once per process, before somebody waits for it; returns at once."""
        self._remote.prepare()
        self.workers.prepare()

    def known_info(self, source: ImageSource) -> ImageInfo | None:
        """What is known of an image, without looking; nothing where a reload makes that doubtful."""
        with self._lock:
            info = self._infos.get(source)
        return info if info is None or not source.is_remote or self._remote.trusts(source) else None

    def doubt_known(self) -> None:
        """Have the servers of images asked whether these are the same, each when it is next needed."""
        self._remote.doubt()

    def look(self, source: ImageSource) -> ImageInfo:
        """What there is to know of an image; opens it when it is not known yet, which may take as long as the network.

        Raises:
            MosaicError: the image cannot be opened or used.
        """
        info = self.known_info(source)
        if info is None:
            self._quiet.stir()
            changes = self._changes
            info = self._remote.look(source) if source.is_remote else self.local.look(source)
            if info is None:
                layout = self.local.layout(source)
                with self.datasets.borrow(source, reads=False) as dataset:
                    info = look_at(dataset, source.href, overview_sizes=layout.overview_sizes if layout else ())
                self.local.learn(source, info)
            if source.told:
                info = completed(info, source.told)
            with self._lock:
                # An image that turned out to be another version meanwhile is looked at again the next time.
                if changes == self._changes:
                    self._infos[source] = info
            self.failures.forget(source)
        return info

    def layout_of(self, source: ImageSource) -> Layout | None:
        """Where everything lies in the file of an image that was looked at; None when that is not known. May ask its server.

        Raises:
            MosaicError: it is not there any more, or out of reach.
            UnsuitedTiff: the file is no TIFF, or none that is read in parts; the text says why.
        """
        if source.bands:
            return None
        if source.is_remote:
            return self._remote.layout(source)
        if source.stamp is None:
            return None
        try:
            return local_layout(source.href)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise BadAssetError(f"The image {source.href} cannot be read: {reason}.", asset=source.href) from error

    def tile(self, info: ImageInfo, level: Level, key: TileKey) -> SourceTile:
        """One tile, decoded here and now when it is not in the cache.

        Raises:
            MosaicError: it cannot be read.
        """
        tile = self._tiles_of(info, {key: level}, (key,))[key]
        if isinstance(tile, Exception):
            raise tile
        return tile

    def ask_tiles(self, requests: Sequence[TileRequest], waiter: Waiter) -> None:
        """Have tiles decoded and delivered under their keys; those of one remote image are asked for together."""
        self._quiet.stir()
        by_image: dict[ImageSource, dict[TileKey, TileRequest]] = {}
        for request in requests:
            by_image.setdefault(request.key.source, {})[request.key] = request
        for source, of_image in by_image.items():
            info = next(iter(of_image.values())).info
            levels = {key: request.level for key, request in of_image.items()}
            groups = self._remote.groups(source, info, levels) if source.is_remote else [[key] for key in of_image]
            for keys in groups:
                self.workers.submit_group(
                    keys,
                    partial(self._tiles_of, info, levels),
                    waiter,
                    min(of_image[key].priority for key in keys),
                    remote=source.is_remote,
                )

    def _tiles_of(
        self, info: ImageInfo, levels: Mapping[TileKey, Level], keys: tuple[Hashable, ...]
    ) -> dict[Hashable, SourceTile | Exception]:
        """Tiles of one image, from the cache or decoded; what failed is in their place."""
        wanted = {key: level for key, level in levels.items() if key in keys}
        found: dict[Hashable, SourceTile | Exception] = {}
        for key in wanted:
            tile = self.tiles.get(key)
            if tile is not None:
                found[key] = tile
        left = {key: level for key, level in wanted.items() if key not in found}
        if not left:
            return found
        source, changes = next(iter(left)).source, self._changes
        decoded = self._remote.decode(source, info, left) if source.is_remote else None
        for key, level in left.items():
            try:
                tile = decoded[key] if decoded is not None else self.local.decode(info, level, key)
            except MosaicError as error:
                found[key] = error
            else:
                found[key] = tile
                # Of an image that turned out to be another version meanwhile, this may be the old one.
                if changes == self._changes:
                    self.tiles.put(key, tile)
        return found

    def _forget(self, source: ImageSource) -> None:
        """An image is another version now."""
        with self._lock:
            self._changes += 1
            self._infos.pop(source, None)
        self.tiles.forget(source)
        self.canvases.forget(source)

    def figures(self) -> CacheFigures:
        """What the caches hold now."""
        return CacheFigures(
            tile_bytes=self.tiles.nbytes,
            tile_limit_bytes=self.tiles.limit_bytes,
            disk_bytes=0 if self._disk is None else self._disk.nbytes,
            disk_limit_bytes=0 if self._disk is None else self._disk.limit_bytes,
            open_datasets=self.datasets.idle_count,
        )

    @property
    def images_known(self) -> int:
        """How many images have been looked at."""
        with self._lock:
            return len(self._infos)

    def finish_quiet_work(self, timeout_s: float) -> bool:
        """Do now what would wait for a pause: writing to disk, asking whether images changed; False when that takes longer."""
        return self._quiet.finish(timeout_s)

    def close(self) -> None:
        """Stop the threads and close what is open."""
        self.workers.stop()
        self.finish_quiet_work(LAST_WRITES_S)
        self._quiet.close()
        self._remote.close()
        self.datasets.close()
        self.tiles.clear()
        self.canvases.clear()
