"""What every window of the plugin needs of the rest of it. QGIS side.

Made once, in plugin.py; a window keeps it and asks for nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..host.engine import EngineHost
    from ..host.notes import Notes
    from ..provider.opening import MosaicOpener
    from .adding import Adding
    from .source_select import Add


@dataclass(frozen=True, kw_only=True)
class GuiServices:
    """The parts of the plugin that windows work with."""

    iface: Any
    """QGIS's own window: a `QgisInterface`."""
    engine: EngineHost
    opener: MosaicOpener
    adding: Adding
    notes: Notes
    """The message bar."""
    add: Add
    """Adds a layer; where the engine is not set up yet, a person is asked first."""
