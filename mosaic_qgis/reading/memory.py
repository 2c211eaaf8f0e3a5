"""How one bound on the engine's memory is divided. Runs in the ENGINE; arithmetic, and the counting of what is on its way.

The only place that says how large a cache is. What is not divided is the process itself: the interpreter, GDAL, the
mosaics' documents, and the pixels of the maps being read at the moment.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

MB = 1 << 20
DEFAULT_BYTES = 1024 * MB
PROCESS_BYTES = 384 * MB
"""What the process takes without any pixels, with room for a few documents and maps."""


@dataclass(frozen=True, kw_only=True)
class MemoryPlan:
    """Bounds in bytes."""

    tile_bytes: int
    """Decoded tiles that are kept."""
    ahead_bytes: int
    """Decoded tiles that maps in work hold; work on further parts of the maps waits."""
    canvas_bytes: int
    """Maps that are kept for the next pan."""
    open_bytes: int
    """Images that stay open, each with the blocks that GDAL keeps for it."""
    gdal_bytes: int
    """GDAL's blocks: what is being read."""
    network_bytes: int
    """What GDAL keeps of remote files."""

    @classmethod
    def of(cls, total_bytes: int = DEFAULT_BYTES) -> MemoryPlan:
        """A process that is to take at most `total_bytes`, where that is enough for a process at all."""
        # With too little, everything works and is slow: a part of a map is always drawn, whatever is left.
        free = max(total_bytes - PROCESS_BYTES, total_bytes // 4, 16 * MB)
        return cls(
            tile_bytes=free * 4 // 10,
            ahead_bytes=free * 2 // 10,
            canvas_bytes=free // 10,
            open_bytes=free // 10,
            gdal_bytes=min(free // 10, 64 * MB),
            network_bytes=min(free // 10, 64 * MB),
        )


class Ahead:
    """Bytes that maps in work hold, over all maps. Thread-safe."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self._bytes = 0
        self._lock = threading.Lock()

    def add(self, count_bytes: int) -> None:
        """Count bytes; negative ones are given back."""
        with self._lock:
            self._bytes += count_bytes

    @property
    def nbytes(self) -> int:
        return self._bytes

    @property
    def is_full(self) -> bool:
        """Whether further work should wait."""
        return self._bytes >= self._limit_bytes
