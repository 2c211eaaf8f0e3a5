"""What the client remembers of a mosaic, so that it can be opened again in another engine process.

QGIS side, without QGIS. Plain state without behaviour; the client's lock guards it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..wire.requests import Open

if TYPE_CHECKING:
    from .pending import Call


@dataclass(kw_only=True, eq=False)
class Session:
    """One mosaic as the client's own."""

    opening: Open
    """How it was opened, with its credentials; sent again to a new engine."""
    timeout_s: float
    """How long opening may take."""
    handle: str = ""
    """The engine's name for it."""
    generation: int = 0
    """Which engine knows ``handle``; 0 while none does."""
    reopening: Call | None = None
    """The request that opens it in the present engine, while that is under way."""
    reopening_until_s: float = 0.0
    """When that is given up, on the monotonic clock."""
    waiting: list[Call] = field(default_factory=list)
    """Requests that are sent as soon as it is open again."""
    is_closed: bool = False
    """Nobody wants it any more."""
