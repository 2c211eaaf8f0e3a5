"""The order of STAC items, where it is made here and not by an API. Runs in the ENGINE; pure, no I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
        as_text = len({type(place) for place, _ in known}) > 1 and any(isinstance(place, str) for place, _ in known)
        known.sort(key=lambda entry: str(entry[0]) if as_text else entry[0], reverse=key.descending)
        ordered = [item for _, item in known] + [item for place, item in places if place is None]
    return ordered
