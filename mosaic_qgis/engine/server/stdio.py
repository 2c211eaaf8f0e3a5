"""The protocol's own descriptors, out of reach of everything else in the process.

ENGINE side. Standard library only and quick to import: this is the first thing that the engine does.
"""

from __future__ import annotations

import io
import os
import signal
import sys
from typing import Final

_READ_BUFFER_BYTES: Final = 64 * 2**10


def claim_stdio() -> tuple[io.BufferedReader, io.FileIO]:
    """Keep descriptors 0 and 1 for the protocol and put harmless ones in their places.

    From then on a stray ``print`` in any library, Python or C, goes to standard error, and a stray ``input`` finds the
    end of input. The returned streams are blocking; the writer is unbuffered. Child processes do not inherit them.
    """
    reader_fd, writer_fd = os.dup(0), os.dup(1)
    os.dup2(2, 1)
    nothing_fd = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing_fd, 0)
    os.close(nothing_fd)
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(reader_fd, os.O_BINARY)
        msvcrt.setmode(writer_fd, os.O_BINARY)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Lines must be out before the process ends by os._exit.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)
    return io.BufferedReader(io.FileIO(reader_fd, "rb"), _READ_BUFFER_BYTES), io.FileIO(writer_fd, "wb")


def ignore_interrupts() -> None:
    """Leave Ctrl-C to QGIS: when QGIS ends because of it, the engine sees the end of its input."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "win32":
        signal.signal(signal.SIGBREAK, signal.SIG_IGN)
