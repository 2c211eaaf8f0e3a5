"""Waiting for images that the workers look at: who wants several, and takes them as they come. Runs in the ENGINE."""

from __future__ import annotations

import queue
from collections.abc import Hashable
from typing import Any

from .images import ImageInfo
from .pool import ImageSource


class Looks:
    """A waiter whose queue is filled by the workers; see `workers.Waiter`."""

    def __init__(self) -> None:
        self._left = False
        self.events: queue.SimpleQueue[tuple[ImageSource, ImageInfo | None, Exception | None]] = queue.SimpleQueue()
        """The image, what is known of it or None, why it failed or None."""

    @property
    def has_left(self) -> bool:
        return self._left

    def leave(self) -> None:
        """Nothing is waited for any more."""
        self._left = True

    def deliver(self, key: Hashable, result: Any, error: Exception | None) -> None:
        match key:
            case ("open", ImageSource() as source):
                self.events.put((source, result, error))
