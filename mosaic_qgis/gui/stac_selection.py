"""What a person makes of the found images: which are left out, which lie on top. QGIS side, pure.

Images are known by their key, which the layer's options `exclude` and `first` have too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any


def key_of(item: Mapping[str, Any]) -> str:
    """What the options call the image of an item: collection and id."""
    collection = str(item.get("collection") or "")
    return f"{collection}/{item['id']}" if collection else str(item["id"])


@dataclass(frozen=True, kw_only=True)
class ImageOrder:
    """Which images a layer leaves out and which it puts on top, over the order of the search."""

    excluded: tuple[str, ...] = ()
    """Keys, in no order that matters."""
    first: tuple[str, ...] = ()
    """Keys, topmost first."""

    def toggled(self, keys: Iterable[str]) -> ImageOrder:
        """Leave images out; where all of them are left out already, take them in again."""
        chosen = tuple(dict.fromkeys(keys))
        gone = set(self.excluded)
        if chosen and all(key in gone for key in chosen):
            back = set(chosen)
            return replace(self, excluded=tuple(key for key in self.excluded if key not in back))
        return replace(self, excluded=(*self.excluded, *(key for key in chosen if key not in gone)))

    def raised(self, keys: Iterable[str]) -> ImageOrder:
        """Put images on top of all others, in the order that they come in."""
        chosen = tuple(dict.fromkeys(keys))
        rest = tuple(key for key in self.first if key not in set(chosen))
        return replace(self, first=(*chosen, *rest))

    def ranks(self, keys: Sequence[str]) -> list[int | None]:
        """The place of each image from 1 (on top) on; None for those that are left out."""
        places = {key: place for place, key in enumerate(self.first)}
        gone = set(self.excluded)
        kept = [index for index, key in enumerate(keys) if key not in gone]
        kept.sort(key=lambda index: places.get(keys[index], len(places)))
        ranks: list[int | None] = [None] * len(keys)
        for rank, index in enumerate(kept, 1):
            ranks[index] = rank
        return ranks
