"""Which images of a mosaic that could not be read a person has been told of. QGIS side, QGIS-free, pure.

One drawing is many patches, and a pan draws the same ground again: only what was not told yet is news.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from typing import Any

MOST_REMEMBERED = 10_000
"""Images that are remembered, at most; beyond that everything is news once more."""


class ToldImages:
    """The images of one open mosaic that a person was told of, with what was wrong. Thread-safe."""

    def __init__(self) -> None:
        self._told: set[tuple[str, str]] = set()
        self._lock = threading.Lock()

    def has_news(self, skipped: Iterable[Mapping[str, Any]]) -> bool:
        """Whether a drawing's failures (docs/protocol.md) hold one that was not told; all of them count as told then."""
        found = {(str(failure.get("asset") or ""), str(failure["code"])) for failure in skipped}
        with self._lock:
            news = found - self._told
            if len(self._told) + len(news) > MOST_REMEMBERED:
                self._told.clear()
            self._told |= found
            return bool(news)
