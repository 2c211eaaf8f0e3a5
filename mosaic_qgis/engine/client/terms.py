"""What everybody in QGIS knows of the engine without speaking with it: how it fails, and what a time is.

QGIS side, without QGIS. Apart from process.py, so that loading the plugin does not load the whole protocol.
"""

from __future__ import annotations

from ..wire.failures import EngineFailure
from ..wire.times import TimeRange

__all__ = ["EngineFailure", "TimeRange"]
