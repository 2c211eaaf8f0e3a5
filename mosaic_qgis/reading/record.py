"""What an open mosaic's readings left out, and what the caches hold: the answer of "status". Runs in the ENGINE; no I/O."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from .values import Failure, ReadReport, number

MOST_REMEMBERED = 1000
"""Images that are remembered as left out, at most; the oldest is forgotten first."""

COMPLETE_RESOLUTION = "complete_resolution"
"""In the detail of a note: units per pixel from which on a view shows all its images."""


@dataclass(frozen=True, kw_only=True)
class CacheFigures:
    """What the caches of the process hold, for all open mosaics together."""

    tile_bytes: int
    tile_limit_bytes: int
    disk_bytes: int
    disk_limit_bytes: int
    """0 where nothing is kept on disk."""
    open_datasets: int


@dataclass(frozen=True, kw_only=True)
class LayerStatus:
    """The state of an open mosaic."""

    cache: CacheFigures
    assets_known: int
    """Images that have been looked at."""
    skipped: tuple[Failure, ...]
    complete_resolution: float | None

    def as_dict(self) -> dict[str, Any]:
        """The JSON of docs/protocol.md."""
        return {
            "cache": dict(self.cache.__dict__),
            "assets_known": self.assets_known,
            "skipped": [failure.as_dict() for failure in self.skipped],
            "complete_resolution": number(self.complete_resolution),
        }


class ReadingRecord:
    """What the readings of one layer left out. Thread-safe."""

    def __init__(self) -> None:
        self._skipped: OrderedDict[str | None, Failure] = OrderedDict()
        self._complete_resolution: float | None = None
        self._lock = threading.Lock()

    def add(self, report: ReadReport) -> None:
        """Remember the images that a reading skipped, and the resolution that its notes name."""
        with self._lock:
            for failure in report.skipped:
                self._skipped[failure.asset] = failure
                self._skipped.move_to_end(failure.asset)
            while len(self._skipped) > MOST_REMEMBERED:
                self._skipped.popitem(last=False)
            for note in report.notes:
                resolution = (note.detail or {}).get(COMPLETE_RESOLUTION)
                if isinstance(resolution, (int, float)):
                    self._complete_resolution = float(resolution)

    def status(self, cache: CacheFigures, assets_known: int) -> LayerStatus:
        """The state of the layer now."""
        with self._lock:
            return LayerStatus(
                cache=cache,
                assets_known=assets_known,
                skipped=tuple(self._skipped.values()),
                complete_resolution=self._complete_resolution,
            )
