"""``FilteredHere``: conditions and order of a layer's search that its API does not take. Runs in the ENGINE; pure, no I/O.

The options ``where`` and ``sort`` of a layer's URI say them; what the API takes stands in ``query``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..mosaic.errors import BadRequestError
from ..mosaic.notices import shortened
from .stac_conditions import Condition
from .stac_order import SortKey, in_order
from .stac_search import FoundItems, Watch

SEEN_FOR_ONE = 20
"""Items that are looked at for each one that is wanted, where the API cannot choose."""
MOST_SEEN = 50_000
_OPERATORS = ("=", "<>", "<", "<=", ">", ">=", "in", "like", "is null", "is not null")


@dataclass(frozen=True, kw_only=True)
class FilteredHere:
    """What is done with found items before they become a mosaic. Empty, nothing is."""

    where: tuple[Condition, ...] = ()
    sort: tuple[SortKey, ...] = ()

    @classmethod
    def of_options(cls, options: Mapping[str, str]) -> FilteredHere:
        """From the options of a layer's URI. Raises BadRequestError for a wrong value."""
        return cls(
            where=tuple(_condition(each) for each in _entries("where", options)),
            sort=tuple(_sort_key(each) for each in _entries("sort", options)),
        )

    def __bool__(self) -> bool:
        return bool(self.where or self.sort)

    @property
    def key(self) -> str:
        """Equal where the same items are kept."""
        return repr([(each.name, each.operator, each.value) for each in self.where])

    def holds(self, item: Any) -> bool:
        """Whether an item counts."""
        return isinstance(item, Mapping) and all(condition.holds(item) for condition in self.where)

    def watch(self, max_items: int | None) -> Watch:
        """For a search page by page: it goes on until enough items count, within bounds."""
        if not self.where:
            return Watch()
        most = MOST_SEEN if max_items is None else min(MOST_SEEN, max_items * SEEN_FOR_ONE)
        return Watch(wanted=self.holds, max_seen=most)

    def sorted(self, found: FoundItems) -> FoundItems:
        """The items in order."""
        if not self.sort:
            return found
        places = {id(entry.item): entry for entry in found.items}
        ordered = in_order([entry.item for entry in found.items], self.sort)
        return FoundItems(**{**vars(found), "items": tuple(places[id(item)] for item in ordered)})


def _entries(name: str, options: Mapping[str, str]) -> Sequence[Mapping[str, Any]]:
    text = options.get(name, "").strip()
    if not text:
        return ()
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadRequestError(f"The option {name} is a JSON list, {shortened(text)} is no JSON ({error})") from error
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise BadRequestError(f"The option {name} is a JSON list of objects, not {shortened(value)}")
    return value


def _condition(entry: Mapping[str, Any]) -> Condition:
    name, operator = entry.get("property"), entry.get("operator")
    if not isinstance(name, str) or not name or operator not in _OPERATORS:
        rule = 'The option where has objects such as {"property": "eo:cloud_cover", "operator": "<=", "value": 20}'
        raise BadRequestError(f"{rule}, not {shortened(dict(entry))}")
    return Condition(name=name, operator=operator, value=entry.get("value"))


def _sort_key(entry: Mapping[str, Any]) -> SortKey:
    name, descending = entry.get("property"), entry.get("descending", False)
    if not isinstance(name, str) or not name or not isinstance(descending, bool):
        rule = 'The option sort has objects such as {"property": "datetime", "descending": true}'
        raise BadRequestError(f"{rule}, not {shortened(dict(entry))}")
    return SortKey(name=name, descending=descending)
