"""What the person has set for the network: time limits and retries of this process. Runs in the ENGINE; no I/O.

Each part that asks a network has limits of its own, which fit what it asks for. What is set here takes their place
everywhere: documents, searches, stores and images. Set once, before anything is asked; read by every part when it asks.
"""

from __future__ import annotations

from dataclasses import dataclass

_GDAL_TOTAL_S = 60.0
"""GDAL's limit for one request, as it is set for images."""


@dataclass(frozen=True, kw_only=True)
class NetworkLimits:
    """``None`` leaves a limit to each part."""

    connect_s: float | None = None
    """Longest wait for a connection."""
    silence_s: float | None = None
    """Longest wait for the next byte of a server that is connected."""
    retries: int | None = None
    """How often a question is asked again at most, after the first time."""

    def __post_init__(self) -> None:
        for name in ("connect_s", "silence_s"):
            value = getattr(self, name)
            if value is not None and not 0 < value <= 3600:
                raise ValueError(f"{name} must be more than 0 and at most 3600 seconds, got {value!r}")
        if self.retries is not None and not 0 <= self.retries <= 20:
            raise ValueError(f"retries must be 0 to 20, got {self.retries!r}")

    def connect_or(self, own_s: float) -> float:
        """The limit for a connection of a part whose own is ``own_s``."""
        return own_s if self.connect_s is None else self.connect_s

    def silence_or(self, own_s: float) -> float:
        """The limit for a silence of a part whose own is ``own_s``."""
        return own_s if self.silence_s is None else self.silence_s

    def attempts_or(self, own: int) -> int:
        """How often a part asks at most, the first time included."""
        return own if self.retries is None else self.retries + 1

    def total_or(self, own_s: float) -> float:
        """The limit for all attempts together: never so short that one silence uses it up."""
        return max(own_s, 2 * (self.silence_s or 0), 2 * (self.connect_s or 0))

    def gdal_options(self) -> dict[str, str]:
        """The same for what GDAL asks itself; empty where its own options stay."""
        options = {}
        if self.connect_s is not None:
            options["GDAL_HTTP_CONNECTTIMEOUT"] = f"{max(1, round(self.connect_s))}"
        if self.silence_s is not None:
            options["GDAL_HTTP_LOW_SPEED_TIME"] = f"{max(1, round(self.silence_s))}"
        if self.total_or(_GDAL_TOTAL_S) > _GDAL_TOTAL_S:
            options["GDAL_HTTP_TIMEOUT"] = f"{round(self.total_or(_GDAL_TOTAL_S))}"
        if self.retries is not None:
            options["GDAL_HTTP_MAX_RETRY"] = f"{self.retries}"
        return options


_in_force = NetworkLimits()


def set_limits(limits: NetworkLimits) -> None:
    """Use these from now on, in the whole process."""
    global _in_force  # noqa: PLW0603 (the one value of the process; handing it through every backend says nothing more)
    _in_force = limits


def limits() -> NetworkLimits:
    """What is set."""
    return _in_force
