"""How often the engine may be started again.

QGIS side, without QGIS. Pure policy: knows no process and no clock of its own.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class RestartPolicy:
    """The numbers of the policy."""

    restarts: int = 3
    """So many restarts are allowed …"""
    window_s: float = 60.0
    """… within so many seconds."""
    stable_after_s: float = 30.0
    """An engine that lived so long was well: its end is the first one again."""

    def __post_init__(self) -> None:
        if self.restarts < 0 or self.window_s <= 0 or self.stable_after_s <= 0:
            raise ValueError(f"A restart policy has restarts >= 0 and times above 0, got {self}.")


@dataclass(kw_only=True)
class RestartCount:
    """What has happened so far. Not thread-safe: one thread owns it."""

    policy: RestartPolicy
    _ends_s: deque[float] = field(default_factory=deque, init=False)

    def ended(self, *, now_s: float, lived_s: float) -> None:
        """An engine ended that nobody had asked to end, or did not start at all (``lived_s`` 0)."""
        if lived_s >= self.policy.stable_after_s:
            self._ends_s.clear()
        self._ends_s.append(now_s)

    def wait_s(self, *, now_s: float) -> float:
        """Seconds until the next start is allowed; 0 when it is allowed now."""
        while self._ends_s and now_s - self._ends_s[0] >= self.policy.window_s:
            self._ends_s.popleft()
        if len(self._ends_s) <= self.policy.restarts:
            return 0.0
        # The one that must leave the window so that only ``restarts`` remain within it.
        blocking_s = self._ends_s[len(self._ends_s) - self.policy.restarts - 1]
        return blocking_s + self.policy.window_s - now_s

    def forget(self) -> None:
        """Begin anew, because a person changed something."""
        self._ends_s.clear()
