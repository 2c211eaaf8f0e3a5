"""Spans of time in messages: ISO 8601 in UTC, as docs/protocol.md writes them.

Runs on BOTH sides. Checks and reads texts; what lies in a span is for the engine to say.
"""

from __future__ import annotations

from datetime import UTC, datetime

from .numbers import clipped

TimeRange = tuple[str | None, str | None]
"""Begin and end, both included; None is open on that side."""


def check_time(time: TimeRange | None) -> None:
    """Raises ValueError unless ``time`` is None or a span that does not end before it begins."""
    if time is None:
        return
    begin, end = (None if text is None else moment(text) for text in time)
    if begin is not None and end is not None and end < begin:
        raise ValueError(f"A time must not end before it begins, got {clipped(list(time))}.")


def moment(text: str) -> datetime:
    """The moment that a text of the protocol names. Raises ValueError."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise ValueError(f"A moment is ISO 8601 with a time zone, such as 2024-05-31T00:00:00Z, got {clipped(text)}.")
    try:
        return found.astimezone(UTC)
    except OverflowError as exc:
        raise ValueError(f"A moment must lie in the years 1 to 9999 of UTC, got {clipped(text)}.") from exc
