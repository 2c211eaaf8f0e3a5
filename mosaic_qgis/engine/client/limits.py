"""How long the client waits, and how often it starts an engine.

QGIS side, without QGIS. Values only.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .restarts import RestartPolicy


@dataclass(frozen=True, kw_only=True)
class ClientLimits:
    """Bounds of everything that a client waits for by itself."""

    start_timeout_s: float = 30.0
    """From starting the interpreter to its hello. Long, because a virus scanner may look at every file first."""
    hung_after_s: float = 30.0
    """An engine that leaves a cancelled request unanswered for so long, and says nothing else, is ended."""
    restarts: RestartPolicy = field(default_factory=RestartPolicy)

    def __post_init__(self) -> None:
        if self.start_timeout_s <= 0 or self.hung_after_s <= 0:
            raise ValueError(f"Limits of time must be above 0 s, got {self}.")
