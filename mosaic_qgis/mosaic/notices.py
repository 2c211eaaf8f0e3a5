"""Notices: what was left out or assumed while something succeeded. Runs in the ENGINE; no I/O.

What is skipped is part of a result, never only a line in a log.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One thing that was skipped, ignored or assumed."""

    code: str
    """Stable code, see ``docs/protocol.md``."""
    message: str
    """One sentence: the rule and the received value."""
    asset: str | None = None
    """The image concerned, as it was opened or as the document names it."""

    def __post_init__(self) -> None:
        if not self.code or not self.message:
            raise ValueError(f"A notice needs a code and a message, got {self!r}")


def shortened(value: object, length: int = 80) -> str:
    """``repr`` of a received value for a message, cut to ``length`` characters; cheap for huge containers."""
    if isinstance(value, dict | list | tuple | set) and len(value) > 10:
        return f"{type(value).__name__} of {len(value)} items"
    text = repr(value)
    return text if len(text) <= length else f"{text[: length - 1]}…"
