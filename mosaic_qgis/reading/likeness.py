"""Images of a series, which differ in their places only: what is known of one is known of all. Runs in the ENGINE.

Comparing what two files say takes a tenth of the time that opening one takes. No I/O.
"""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from affine import Affine
from cachetools import LRUCache

from .images import ImageInfo
from .tiff import Layout

_MOST_SERIES = 200


class Likenesses:
    """What is known of one image of each series. Thread-safe."""

    def __init__(self) -> None:
        self._known: LRUCache[bytes, ImageInfo] = LRUCache(maxsize=_MOST_SERIES)
        self._turns: LRUCache[bytes, threading.Lock] = LRUCache(maxsize=_MOST_SERIES)
        self._lock = threading.Lock()

    def turn(self, layout: Layout) -> AbstractContextManager[object]:
        """To be held while an image is asked for and learned: those of its series that come at the same time wait for it,
        where each would be opened otherwise."""
        if layout.likeness is None:
            return nullcontext()
        with self._lock:
            return self._turns.setdefault(layout.likeness, threading.Lock())

    def info_of(self, layout: Layout, href: str) -> ImageInfo | None:
        """What there is to know of an image with this layout; None when none of its series was learned."""
        if layout.likeness is None:
            return None
        with self._lock:
            alike = self._known.get(layout.likeness)
        if alike is None:
            return None
        place = alike.transform
        moved = Affine(place.a, place.b, layout.corner[0], place.d, place.e, layout.corner[1])
        return replace(alike, href=href, transform=moved)

    def learn(self, layout: Layout, info: ImageInfo) -> None:
        """Take what GDAL says of an image for its whole series."""
        if layout.likeness is not None and (info.transform.c, info.transform.f) == layout.corner:
            with self._lock:
                self._known[layout.likeness] = info
