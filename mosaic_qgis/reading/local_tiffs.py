"""TIFFs of this machine, known by their heads. Runs in the ENGINE.

Opening a file takes GDAL several times as long as reading its head. So the first image of a series is opened by GDAL, and
of the others the head is compared. What has parts in other files, keeps its tables far from its beginning, or is no TIFF is
GDAL's: every method says so with None.
"""

from __future__ import annotations

import os
import threading

from cachetools import LRUCache

from .images import ImageInfo
from .likeness import Likenesses
from .pool import ImageSource
from .tiff import Layout, UnsuitedTiff, local_layout

HEADS_BYTES = 32 * 1024 * 1024
"""Heads in memory, at most."""

_BESIDE = (".ovr", ".OVR", ".msk", ".MSK", ".aux", ".AUX")
"""Endings of the files beside an image in which GDAL finds overviews and masks."""


class LocalTiffs:
    """What the heads of local images tell. Thread-safe."""

    def __init__(self) -> None:
        self._layouts: LRUCache[ImageSource, Layout] = LRUCache(
            maxsize=HEADS_BYTES, getsizeof=lambda layout: 2 * len(layout.head) + 1000
        )
        self._likenesses = Likenesses()
        self._lock = threading.Lock()

    def layout(self, source: ImageSource) -> Layout | None:
        """Where everything lies in an image's file; None where GDAL has to say that. Reads the head, once."""
        if source.is_remote or source.stamp is None or source.bands:
            return None
        with self._lock:
            layout = self._layouts.get(source)
        if layout is not None:
            return layout
        try:
            layout = local_layout(source.href)
        except (OSError, UnsuitedTiff):
            return None
        with self._lock:
            self._layouts[source] = layout
        return layout

    def look(self, source: ImageSource) -> ImageInfo | None:
        """What there is to know of an image whose like was learned; None when GDAL has to look."""
        layout = self._whole(source)
        return None if layout is None else self._likenesses.info_of(layout, source.href)

    def learn(self, source: ImageSource, info: ImageInfo) -> None:
        """Take what GDAL says of an image for all that are like it."""
        layout = self._whole(source)
        if layout is not None:
            self._likenesses.learn(layout, info)

    def _whole(self, source: ImageSource) -> Layout | None:
        """The layout of an image that is all in one file, and opened as any other."""
        layout = None if source.options else self.layout(source)
        return None if layout is None or _has_parts_beside(source.href) else layout


def _has_parts_beside(path: str) -> bool:
    stem = os.path.splitext(path)[0]
    return any(map(os.path.exists, (*(path + ending for ending in _BESIDE), *(stem + end for end in _BESIDE[-2:]))))
