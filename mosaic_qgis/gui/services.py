"""What every window of the plugin needs of the rest of it. QGIS side.

Made once, in plugin.py; a window keeps it and asks for nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
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
    set_up: Callable[[], object]
    """Offers to set the engine up, in the message bar."""


_in_use: list[GuiServices] = []


def in_use() -> GuiServices | None:
    """Those of the loaded plugin, for windows that nobody hands them to; None before it is loaded."""
    return _in_use[-1] if _in_use else None


def use(services: GuiServices | None) -> None:
    """Make these the ones in use; None: there are none any more."""
    _in_use[:] = [] if services is None else [services]
