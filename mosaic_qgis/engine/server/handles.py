"""The open mosaics of the process, by handle.

ENGINE side. Bounded; a mosaic that is closed while requests use it is really closed when the last of them ends.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Protocol

from ..wire.failures import BAD_REQUEST, NOT_FOUND, EngineFailure

MAX_OPEN: Final = 1024
"""A project has tens of layers; each open mosaic costs its document's memory."""


class Closable(Protocol):
    """What is kept here."""

    def close(self) -> None: ...


@dataclass(kw_only=True)
class _Entry:
    layer: Closable
    users: int = 0
    is_closed: bool = False


class Handles:
    """Handle -> open mosaic. Thread-safe."""

    def __init__(self, limit: int = MAX_OPEN) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._entries: dict[str, _Entry] = {}
        self._numbers = itertools.count(1)

    def check_room(self) -> None:
        """Raises EngineFailure ``bad_request`` when no further mosaic can be opened."""
        with self._lock:
            if len(self._entries) >= self._limit:
                raise EngineFailure(
                    BAD_REQUEST, f"At most {self._limit} mosaics can be open at a time; close some of them."
                )

    def add(self, layer: Closable) -> str:
        """Keep ``layer``; its handle. Raises as ``check_room``; ``layer`` is closed then."""
        try:
            self.check_room()
        except EngineFailure:
            layer.close()
            raise
        with self._lock:
            handle = f"m{next(self._numbers)}"
            self._entries[handle] = _Entry(layer=layer)
            return handle

    @contextmanager
    def use(self, handle: str) -> Iterator[Closable]:
        """The mosaic, which stays open inside the block. Raises EngineFailure ``not_found``."""
        with self._lock:
            entry = self._entry(handle)
            entry.users += 1
        try:
            yield entry.layer
        finally:
            with self._lock:
                entry.users -= 1
                is_last = entry.is_closed and entry.users == 0
            if is_last:
                entry.layer.close()

    def close(self, handle: str) -> None:
        """Forget a mosaic. Raises EngineFailure ``not_found``."""
        with self._lock:
            entry = self._entry(handle)
            del self._entries[handle]
            entry.is_closed = True
            is_unused = entry.users == 0
        if is_unused:
            entry.layer.close()

    def _entry(self, handle: str) -> _Entry:
        entry = self._entries.get(handle)
        if entry is None:
            raise EngineFailure(NOT_FOUND, f"No mosaic is open under the handle {handle!r}.")
        return entry
