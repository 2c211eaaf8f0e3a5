"""The engine ends with QGIS, also while it cannot see the end of its input.

ENGINE side. The reading thread ends the process at the end of input; for that it needs Python's global lock, which a
long C call may hold (parsing a document of a hundred megabytes, a faulty codec). On Linux the kernel can do it instead.
"""

from __future__ import annotations

import os
import sys
from typing import Final

_PR_SET_PDEATHSIG: Final = 1
_SIGKILL: Final = 9


def die_with_parent() -> bool:
    """Let the kernel kill this process when the thread that started it ends; True where the system can do that.

    That thread is the client's supervisor, which lives as long as the client. The kernel remembers the wish per thread,
    so a thread that lives as long as the process must call this. Where the parent is already gone, the reading thread
    has seen the end of input, or will.
    """
    if sys.platform != "linux":
        return False
    import ctypes

    parent = os.getppid()
    result = ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
    return bool(result == 0) and os.getppid() == parent
