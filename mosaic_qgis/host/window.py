"""Waiting on the thread of QGIS's window without freezing it: who asks, and how it is waited for. QGIS side.

Some answers QGIS wants before it goes on: is the layer valid, what is at this point? Asked by its window, they are
waited for in an event loop that leaves out the user's input, as QGIS's own WMS provider does: the window is drawn and
timers run. Asked by a Python program (console, plugin, script), or on any other thread, the thread waits as usual.

Never used below `block()` and `sample()`: those may be called in the middle of a paint event.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QEventLoop, QTimer

from . import patience
from .guard import guarded
from .patience import Waitable, never

_BEAT_MS = 10
"""How often a waiting window looks whether it is over."""
_ENTRY = guarded(lambda: None)(lambda: None).__code__
"""What QGIS enters Python by, in every method of ours that it calls. After an update the registered provider's is that of
the old version, so it is known by its place, not by its identity."""


def is_here() -> bool:
    """Whether this is the thread of QGIS's window."""
    return threading.current_thread() is threading.main_thread()


def asks() -> bool:
    """Whether QGIS's window itself asks on its thread: no Python program stands in between."""
    if not is_here() or QgsApplication.platform() != "desktop":
        return False
    frame = sys._getframe()
    while frame.f_back is not None:
        frame = frame.f_back
    return (frame.f_code.co_filename, frame.f_code.co_name) == (_ENTRY.co_filename, _ENTRY.co_name)


def wait(what: Waitable, timeout_s: float, is_cancelled: Callable[[], bool] = never) -> bool:
    """Whether `what` has ended within the time and before it was cancelled; the window stays alive where it asks."""
    if not asks():
        return patience.wait(what, timeout_s, is_cancelled)
    if what.wait(0):
        return True
    ends = time.monotonic() + timeout_s
    loop, timer = QEventLoop(), QTimer()

    def look() -> None:
        if what.wait(0) or is_cancelled() or time.monotonic() > ends:
            loop.quit()

    timer.timeout.connect(look)
    timer.start(_BEAT_MS)
    loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
    timer.stop()
    return what.wait(0)
