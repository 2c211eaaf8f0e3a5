"""The way out: whole frames, one at a time, from any thread.

ENGINE side. Blocks the writing thread while QGIS does not read; that is the back-pressure on reads, and the reason why
the thread that reads requests never writes itself.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

from ..wire.framing import BinaryWriter, Buffer, Frame, pack_frame, write_parts
from ..wire.messages import encode_reply
from ..wire.replies import Reply


class Outgoing:
    """Writes replies. Thread-safe."""

    def __init__(self, stream: BinaryWriter, leave: Callable[[int], object] = os._exit) -> None:
        """``leave`` ends the process when nobody can be written to any more."""
        self._stream = stream
        self._leave = leave
        self._lock = threading.Lock()

    def send(self, request_id: int, reply: Reply, payload: Buffer = b"") -> None:
        """Write one reply.

        Raises:
            BrokenFrame: the reply is too large or has no JSON form; nothing was written.
        """
        parts = pack_frame(Frame(header=encode_reply(request_id, reply), payload=payload))
        try:
            with self._lock:
                write_parts(self._stream, parts)
        except OSError:
            self._leave(0)
