"""The time that a mosaic's images span, as a description has it. Runs in the ENGINE; pure."""

from __future__ import annotations

from dataclasses import dataclass

from ..backends.times import AssetTimes, written


@dataclass(frozen=True, kw_only=True)
class Temporal:
    """ISO 8601 in UTC; None is open."""

    begin: str | None
    end: str | None


def temporal_of(times: AssetTimes | None) -> Temporal | None:
    """The time from the first to the last image; None where the mosaic does not know."""
    whole = None if times is None else times.whole
    return None if whole is None else Temporal(begin=written(whole.begin), end=written(whole.end))
