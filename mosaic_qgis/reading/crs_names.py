"""The CRS that the heads of images name: understood once for all images with the same bytes. Runs in the ENGINE.

One thread of its own does it. PROJ sets itself up for each thread that names a CRS, in 20 ms during which Python stands
still; a dozen threads that do so at once would hold up a map by as many times that. The thread does it beforehand, by what
takes that long: opening a file. No network.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager

from affine import Affine
from cachetools import LRUCache
from rasterio.crs import CRS
from rasterio.io import DatasetReader, MemoryFile

from .tiff import Layout

logger = logging.getLogger(__name__)

_MOST_CRS = 1000
_ANY_EPSG = 32631
_ANYWHERE = Affine(10.0, 0.0, 500_000.0, 0.0, -10.0, 5_000_000.0)


class CrsNames:
    """What is known already, and the thread. Thread-safe."""

    def __init__(self) -> None:
        self._known: LRUCache[bytes, CRS] = LRUCache(maxsize=_MOST_CRS)
        self._lock = threading.Lock()
        self._thread = ThreadPoolExecutor(1, "crs")

    def prepare(self) -> None:
        """Let the thread set itself up; returns at once. When that fails it is logged: images then say so again."""
        self._thread.submit(_name_any).add_done_callback(_log_failure)

    def close(self) -> None:
        """Nothing is named any more."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def crs_of(self, layout: Layout, opened: Callable[[], AbstractContextManager[DatasetReader]]) -> CRS | None:
        """The CRS of an image that is placed by a geotransform; None when it names none, or has control points.

        `opened` opens its head. Raises what that raises.
        """
        if layout.geo_keys is None:
            return None
        with self._lock:
            known = self._known.get(layout.geo_values)
        return known or self._thread.submit(self._named, layout.geo_values, opened).result()

    def _named(self, values: bytes, opened: Callable[[], AbstractContextManager[DatasetReader]]) -> CRS | None:
        with self._lock:
            known = self._known.get(values)
        if known is None:
            with opened() as dataset:
                known = dataset.crs
            if known is not None:
                # Asked for here, as its text needs PROJ too.
                known.to_wkt()
                with self._lock:
                    self._known[values] = known
        return known


def _name_any() -> None:
    """Name the CRS of a small image in memory."""
    profile = {"driver": "GTiff", "width": 1, "height": 1, "count": 1, "dtype": "uint8"}
    with MemoryFile() as file:
        with file.open(**profile, crs=CRS.from_epsg(_ANY_EPSG), transform=_ANYWHERE):
            pass
        with file.open() as dataset:
            dataset.crs.to_wkt()


def _log_failure(done: Future[None]) -> None:
    error = None if done.cancelled() else done.exception()
    if error is not None:
        logger.warning("PROJ must know EPSG:%d, naming it failed: %s; set the engine up again.", _ANY_EPSG, error)
