"""What came since a layer's search was last looked at: the mark that a layer keeps, and the count of new images.

QGIS side, pure but for the layer's custom property. The mark holds no name and no address: a count and a time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

PROPERTY: Final = "mosaic_qgis/seen_items"


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What a search found when it was last looked at."""

    count: int
    """How many items."""
    newest: str = ""
    """The datetime of the newest of them, ISO 8601 in UTC; empty where none has one."""


def seen_of(items: Sequence[Mapping[str, Any]], matched: float | None = None) -> Seen:
    """The mark for what a search has found."""
    return Seen(count=max(len(items), int(matched or 0)), newest=max(_times(items), default=""))


def text_of(seen: Seen) -> str:
    """The mark as a layer keeps it."""
    return json.dumps({"count": seen.count, "newest": seen.newest})


def of_text(text: Any) -> Seen | None:
    """Inverse of `text_of`; None for anything else."""
    try:
        value = json.loads(text)
        count, newest = value["count"], value["newest"]
    except (ValueError, TypeError, KeyError):
        return None
    if type(count) is not int or count < 0 or not isinstance(newest, str):
        return None
    return Seen(count=count, newest=newest)


def new_since(seen: Seen, items: Sequence[Mapping[str, Any]], matched: float | None = None) -> int:
    """How many images are new: those that are newer than all before, and what the count has grown by."""
    newer = sum(time > seen.newest for time in _times(items)) if seen.newest else 0
    grown = seen_of(items, matched).count - seen.count
    return max(newer, grown, 0)


def _times(items: Sequence[Mapping[str, Any]]) -> Iterable[str]:
    for item in items:
        time = item.get("datetime") or item.get("begin")
        if time:
            # All as the API has them; a fraction of a second must not sort behind the Z.
            yield str(time).removesuffix("Z").removesuffix("+00:00")
