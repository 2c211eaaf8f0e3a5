"""Waiting for something to happen while QGIS's event loop runs."""

from __future__ import annotations

import time
from collections.abc import Callable

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QEventLoop


def until(condition: Callable[[], bool], timeout_s: float = 30.0) -> None:
    """Let QGIS work until something is so."""
    ends = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < ends, "it did not happen in time"
        QgsApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
