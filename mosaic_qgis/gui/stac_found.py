"""What a STAC search has found, and by what question. QGIS side, pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..host.pace import paced
from . import stac_news
from .stac_news import Seen
from .stac_query import Search, is_same

if TYPE_CHECKING:
    from qgis.core import QgsGeometry


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was asked."""

    address: str
    search: Search
    max_items: int

    def is_same(self, other: Asked) -> bool:
        """Whether the same was asked, however its conditions are written."""
        return (self.address, self.max_items) == (other.address, other.max_items) and is_same(self.search, other.search)


@dataclass(frozen=True, kw_only=True)
class Found:
    """The engine's answer."""

    asked: Asked
    value: Mapping[str, Any]
    """As docs/protocol.md has it for "stac_search", unpacked."""
    outlines: Sequence[QgsGeometry] = ()
    """Of the items, in degrees; null ones for those without a place."""

    @property
    def seen(self) -> Seen:
        """The mark for a layer that shows this."""
        return stac_news.seen_of(self.value["items"], self.value["matched"])

    @property
    def matched(self) -> int | None:
        """How many the catalog says there are."""
        return None if self.value["matched"] is None else int(self.value["matched"])


def unpacked(value: Mapping[str, Any]) -> dict[str, Any]:
    """The engine's answer with what an item's files are in the item itself; those that have the same share it.

    For the task's thread. The items themselves are changed: as many new ones would have Python's garbage collector go
    through all there is, while the window stands still.
    """
    kinds = value["assets"]
    for item in paced(value["items"]):
        item["assets"] = kinds[item["assets"]]
    return dict(value)
