"""Found items as what is read: a store of them, and readers that take their item from it. Runs in the ENGINE.

rio-tiler's ``STACReader`` fetches an item's JSON by its address, once for each image of each tile. The search delivered
all items already; a reader made here looks there first. Makes no request of its own.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Mapping
from typing import Any

import pystac
from cachetools import LRUCache
from rio_tiler.io import STACReader

from ..mosaic.errors import BadAssetError, MosaicError
from .stac_items import Item, four_values

_PARSED_ITEMS = 512


class ItemStore:
    """The items of a mosaic by the names that its tiles give them. Thread-safe."""

    def __init__(self, items: Mapping[str, Item]) -> None:
        self._items = dict(items)
        self._parsed: LRUCache[str, pystac.Item] = LRUCache(_PARSED_ITEMS)
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, name: object) -> bool:
        return name in self._items

    def add_spellings(self, respell: Callable[[str], str]) -> None:
        """Let items be found by what ``respell`` makes of their names, too; names that it refuses are passed over."""
        for name, item in list(self._items.items()):
            with contextlib.suppress(MosaicError):
                self._items.setdefault(respell(name), item)

    @property
    def items(self) -> Mapping[str, Item]:
        """The items as JSON by all their names; not to be changed."""
        return self._items

    def item(self, name: str) -> Item | None:
        """The item as JSON; not to be changed."""
        return self._items.get(name)

    def parsed(self, name: str) -> pystac.Item | None:
        """The item for a reader; shared by all that read it.

        Raises:
            BadAssetError: it is no valid STAC item.
        """
        item = self._items.get(name)
        if item is None:
            return None
        with self._lock:
            known = self._parsed.get(name)
            if known is None:
                known = self._parsed[name] = _parsed(item, name)
        return known

    def key_of(self, name: str) -> str | None:
        """The key of the asset that has ``name`` as its address; ``None`` when the name is that of the whole item."""
        assets = (self._items.get(name) or {}).get("assets") or {}
        return next((key for key, asset in assets.items() if asset.get("href") == name), None)


def _parsed(item: Item, name: str) -> pystac.Item:
    """A pystac item that a reader can use: with a plain box, and without links, whose addresses nobody follows."""
    complete = {
        "type": "Feature",
        "stac_version": "1.0.0",
        **item,
        "properties": {"datetime": None, **(item.get("properties") or {})},
        "bbox": _plain_box(item.get("bbox")),
        "links": [],
    }
    if complete["properties"]["datetime"] is None and "start_datetime" not in complete["properties"]:
        # pystac demands a time; readers of pixels do not care.
        complete["properties"] |= {"start_datetime": _ANY_TIME, "end_datetime": _ANY_TIME}
    try:
        return pystac.Item.from_dict(complete, migrate=False)
    except Exception as error:
        raise BadAssetError(f"The STAC item {item['id']} cannot be read ({error})", asset=name) from error


_ANY_TIME = "1970-01-01T00:00:00Z"


def _plain_box(bbox: Any) -> list[float] | None:
    """Four values with west < east: a box across the antimeridian becomes the whole way round."""
    box = four_values(bbox)
    if box is None:
        return None
    west, south, east, north = box
    return [west, south, east, north] if west < east else [-180.0, south, 180.0, north]


def reader_of(store: ItemStore, reader: type[STACReader], default_assets: tuple[str, ...] | None) -> type[STACReader]:
    """A subclass of ``reader`` which takes its item from ``store`` when it is there.

    Where a tile names an asset instead of an item, that asset is what is read unless others are asked for.
    """

    class FoundItemReader(reader):  # type: ignore[misc, valid-type]
        """See ``reader_of``."""

        def __init__(self, input: str | None, *args: Any, **kwargs: Any) -> None:  # noqa: A002 - rio-tiler's name
            if input is not None and not args and kwargs.get("item") is None and input in store:
                kwargs["item"] = store.parsed(input)
                key = store.key_of(input)
                assets = default_assets or ((key,) if key is not None else None)
                if assets is not None:
                    kwargs.setdefault("default_assets", assets)
            super().__init__(input, *args, **kwargs)

    FoundItemReader.__name__ = FoundItemReader.__qualname__ = reader.__name__
    return FoundItemReader
