"""The days of a STAC search: presets, and the interval that a search's JSON has for a first and a last day.

QGIS side, pure. A last day that is left open stays open: a layer that is refreshed later sees what came since.
"""

from __future__ import annotations

import datetime
import re
from typing import Any, Final

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FIRST, _LAST = "T00:00:00Z", "T23:59:59Z"
_OPEN = ".."
MONTH_DAYS: Final = 30
YEAR_DAYS: Final = 365
SEASONS: Final = ("spring", "summer", "autumn", "winter")
"""Of the north, by the weather's calendar: March to May and so on."""

LAST_MONTH, LAST_YEAR_OF_DAYS, THIS_YEAR, YEAR_BEFORE = "last 30 days", "last 365 days", "this year", "last year"
PRESETS: Final = (LAST_MONTH, LAST_YEAR_OF_DAYS, THIS_YEAR, YEAR_BEFORE, *SEASONS)


def preset(name: str, today: datetime.date) -> tuple[str, str]:
    """First and last day of a preset; the last one is empty where it reaches until now.

    A season is the one that is running, or the one that was there last.
    """
    if name == LAST_MONTH:
        return (today - datetime.timedelta(days=MONTH_DAYS)).isoformat(), ""
    if name == LAST_YEAR_OF_DAYS:
        return (today - datetime.timedelta(days=YEAR_DAYS)).isoformat(), ""
    if name == THIS_YEAR:
        return datetime.date(today.year, 1, 1).isoformat(), ""
    if name == YEAR_BEFORE:
        return datetime.date(today.year - 1, 1, 1).isoformat(), datetime.date(today.year - 1, 12, 31).isoformat()
    first_month = 3 * SEASONS.index(name) + 3
    begin = datetime.date(today.year, first_month, 1)
    if begin > today:
        begin = begin.replace(year=today.year - 1)
    end_month = first_month + 3
    after = datetime.date(begin.year + (end_month > 12), (end_month - 1) % 12 + 1, 1)
    return begin.isoformat(), (after - datetime.timedelta(days=1)).isoformat()


def interval(begin: str, end: str) -> str:
    """The `datetime` of a search for whole days; empty where neither is given."""
    if not begin and not end:
        return ""
    return f"{begin + _FIRST if begin else _OPEN}/{end + _LAST if end else _OPEN}"


def days_of(value: Any) -> tuple[str, str] | None:
    """First and last day of what `interval` wrote; None for any other `datetime`, and for one that is not there."""
    parts = value.split("/") if isinstance(value, str) else []
    if len(parts) != 2:
        return None
    begin, end = _day(parts[0], _FIRST), _day(parts[1], _LAST)
    if begin is None or end is None or interval(begin, end) != value:
        return None
    return begin, end


def _day(text: str, time: str) -> str | None:
    if text == _OPEN:
        return ""
    day = text.removesuffix(time)
    if day == text or not _DAY.fullmatch(day):
        return None
    try:
        datetime.date.fromisoformat(day)
    except ValueError:
        return None
    return day
