"""The time that a mosaic's images span, as a description has it. Runs in the ENGINE; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from ..backends.times import LATEST, AssetTimes, written


@dataclass(frozen=True, kw_only=True)
class Temporal:
    """ISO 8601 in UTC; None is open."""

    begin: str | None
    end: str | None


def temporal_of(times: AssetTimes | None) -> Temporal | None:
    """The time from the first to the last image; None where the mosaic does not know."""
    whole = None if times is None else times.whole
    if whole is None:
        return None
    # Whole milliseconds, rounded outwards: QGIS knows no smaller ones, and would step past the last image.
    begin, end = whole.begin - timedelta(microseconds=whole.begin.microsecond % 1000), whole.end
    if end.microsecond % 1000 and end < LATEST:
        end += timedelta(microseconds=1000 - end.microsecond % 1000)
    return Temporal(begin=written(begin), end=written(end))
