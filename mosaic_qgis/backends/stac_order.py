"""The order of STAC items, where it is made here and not by an API. Runs in the ENGINE; pure, no I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from .stac_conditions import value_of
from .times import EARLIEST, instant, span_of


@dataclass(frozen=True, kw_only=True)
class SortKey:
    """What items are sorted by."""

    name: str
    """Of a property, without ``properties.`` before it."""
    descending: bool = False

    def place(self, item: Mapping[str, Any]) -> Any:
        """What an item is compared by; ``None`` where it has no such property."""
        if self.name == "datetime":
            span = span_of(item)
            return None if span is None else (span.begin if span.begin != EARLIEST else span.end)
        value = value_of(item, self.name)
        if isinstance(value, str):
            return instant(value) if self.name.endswith("datetime") else value
        return value if isinstance(value, int | float) else None


def in_order(items: Sequence[Any], keys: Sequence[SortKey]) -> list[Any]:
    """Items sorted; those without a property come last whichever way it is sorted."""
    ordered = list(items)
    for key in reversed(keys):
        places = [(key.place(item), item) for item in ordered]
        known = [entry for entry in places if entry[0] is not None]
        # Numbers and texts have no order between them; a catalogue that mixes them is sorted as text.
        as_text = _are_mixed([place for place, _ in known])
        known.sort(key=lambda entry: str(entry[0]) if as_text else entry[0], reverse=key.descending)
        ordered = [item for _, item in known] + [item for place, item in places if place is None]
    return ordered


def is_in_order(items: Sequence[Any], keys: Sequence[SortKey]) -> bool:
    """Whether items that an API has sorted are sorted by the first of these; APIs sort some numbers as texts."""
    if not keys:
        return True
    places = [place for item in items if (place := keys[0].place(item)) is not None]
    if _are_mixed(places):
        return True
    return all(right <= left if keys[0].descending else left <= right for left, right in pairwise(places))


def _are_mixed(places: Sequence[Any]) -> bool:
    return len({float if isinstance(place, int | float) else type(place) for place in places}) > 1
