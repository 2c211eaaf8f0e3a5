"""A mosaic that is being opened: to be waited for, asked again, or given up.

QGIS side, without QGIS. Goes on without anybody waiting; whoever gives it up says so.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from .pending import Call
from .remote import RemoteMosaic
from .session import Session

if TYPE_CHECKING:
    from .process import EngineClient


class Opening:
    """Thread-safe."""

    def __init__(self, client: EngineClient, session: Session, call: Call) -> None:
        self._client = client
        self._session = session
        self._call = call
        self._mosaic: RemoteMosaic | None = None
        self._lock = threading.Lock()

    def wait(self, timeout_s: float) -> bool:
        """Whether it has ended, well or badly; waits for that up to ``timeout_s`` seconds and wakes up at once."""
        return self._call.wait(timeout_s)

    def mosaic(self) -> RemoteMosaic:
        """The open mosaic, the same for all who ask. Only when ``wait`` was True.

        Raises:
            EngineFailure: it could not be opened.
        """
        if self._call.failure is not None:
            raise self._call.failure
        with self._lock:
            if self._mosaic is None:
                self._mosaic = RemoteMosaic(self._client, self._session, self._call.value)
            return self._mosaic

    def give_up(self) -> None:
        """Nobody will ask: the engine stops, or closes what it has opened. Returns at once; idempotent."""
        self._call.cancel()
        if self._call.is_finished and self._call.failure is None:
            with self._lock:
                is_taken = self._mosaic is not None
            if not is_taken:
                self._client.forget(self._session)
