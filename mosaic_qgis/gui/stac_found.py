"""What a STAC search has found, and by what question. QGIS side, pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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
    """As docs/protocol.md has it for "stac_search"."""
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
