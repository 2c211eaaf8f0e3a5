"""When the assets of a mosaic were taken. Runs in the ENGINE; pure, no I/O.

Owns reading the times of STAC items and choosing assets by them. Never looks at an image.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ..mosaic.errors import BadRequestError

EARLIEST = datetime.min.replace(tzinfo=UTC)
LATEST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class TimeSpan:
    """A span of time, both ends included; the open ends are ``EARLIEST`` and ``LATEST``."""

    begin: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.begin > self.end:
            raise ValueError(f"A span of time must not end before it begins, got {self.begin} to {self.end}")

    @classmethod
    def of_texts(cls, begin: str | None, end: str | None) -> TimeSpan:
        """The span between two moments in ISO 8601; ``None`` is open.

        Raises:
            BadRequestError: a text is no moment, or the end lies before the beginning.
        """
        first = EARLIEST if begin is None else instant(begin)
        last = LATEST if end is None else instant(end)
        if first is None or last is None or first > last:
            raise BadRequestError(
                f"A time is a beginning and an end in ISO 8601 that follow each other, not {begin!r} and {end!r}"
            )
        return cls(begin=first, end=last)

    def touches(self, other: TimeSpan) -> bool:
        """Whether the two have a moment in common."""
        return self.begin <= other.end and other.begin <= self.end


def instant(value: object, *, is_end: bool = False) -> datetime | None:
    """The moment that a text names, in UTC where it names no time zone; ``None`` when it names none.

    ``is_end``: a day without a time of day means its last moment.
    """
    if not isinstance(value, str):
        return None
    try:
        at = datetime.fromisoformat(value)
        if is_end and "T" not in value.upper() and ":" not in value:
            at = at.replace(hour=23, minute=59, second=59, microsecond=999999)
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def span_of(item: Mapping[str, Any]) -> TimeSpan | None:
    """When a STAC item was taken: its ``datetime``, or what ``start_datetime`` and ``end_datetime`` enclose."""
    properties = item.get("properties")
    properties = properties if isinstance(properties, Mapping) else {}
    at = instant(properties.get("datetime"))
    if at is not None:
        return TimeSpan(begin=at, end=at)
    first, last = instant(properties.get("start_datetime")), instant(properties.get("end_datetime"))
    if first is None and last is None:
        return None
    begin, end = first or EARLIEST, last or LATEST
    return TimeSpan(begin=min(begin, end), end=max(begin, end))


class AssetTimes:
    """The times of the assets of one mosaic. Immutable, so thread-safe."""

    def __init__(self, items: Mapping[str, Mapping[str, Any]]) -> None:
        """``items``: the STAC item of each name of an asset."""
        spans = ((name, span_of(item)) for name, item in items.items())
        self._spans = {name: span for name, span in spans if span is not None}

    @classmethod
    def of_texts(cls, texts: Mapping[str, str]) -> AssetTimes:
        """From what ``text_of`` gives for each name; a text of another form is passed over."""
        times = cls({})
        times._spans = {name: span for name, text in texts.items() if (span := _span_of_text(text)) is not None}
        return times

    def __len__(self) -> int:
        """How many names have a time."""
        return len(self._spans)

    @property
    def whole(self) -> TimeSpan | None:
        """The time from the first to the last asset; ``None`` when no asset has a time."""
        if not self._spans:
            return None
        spans = self._spans.values()
        return TimeSpan(begin=min(span.begin for span in spans), end=max(span.end for span in spans))

    def span_of(self, name: str) -> TimeSpan | None:
        """When an asset was taken; ``None`` where that is not known."""
        return self._spans.get(name)

    def text_of(self, name: str) -> str | None:
        """When an asset was taken, ISO 8601: a moment, or two with a slash between them, ``..`` for an open end."""
        span = self._spans.get(name)
        if span is None:
            return None
        begin, end = written(span.begin), written(span.end)
        return begin if begin == end and begin is not None else f"{begin or '..'}/{end or '..'}"

    def chooser(self, wanted: TimeSpan) -> Callable[[str], bool]:
        """A test for assets that were taken in a time; one whose own time is not known fails it."""
        spans = self._spans

        def is_wanted(name: str) -> bool:
            span = spans.get(name)
            return span is not None and span.touches(wanted)

        return is_wanted


def _span_of_text(text: str) -> TimeSpan | None:
    begin, _, end = text.partition("/")
    first = EARLIEST if begin == ".." else instant(begin)
    last = LATEST if end == ".." else instant(end or begin)
    return TimeSpan(begin=first, end=last) if first is not None and last is not None and first <= last else None


def written(at: datetime) -> str | None:
    """A moment in UTC as the protocol writes it; ``None`` for the ends of time."""
    if at in (EARLIEST, LATEST):
        return None
    spec = "microseconds" if at.microsecond % 1000 else ("milliseconds" if at.microsecond else "seconds")
    return at.astimezone(UTC).isoformat(timespec=spec).replace("+00:00", "Z")
