"""STAC items made usable: a footprint, four-value boxes, absolute references; and the report of what was not.

Runs in the ENGINE; pure, no I/O. An item that cannot be placed or read is left out with its reason, never silently.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ..mosaic.assets import AssetResolver, folder_of, is_whole, redacted
from ..mosaic.errors import BadDocumentError, MosaicError
from ..mosaic.notices import Notice, shortened
from ..mosaic.trust import is_trusted
from .stac_search import FoundItem, FoundItems

Item = dict[str, Any]
Ring = list[tuple[float, float]]

_AREAS = frozenset({"Polygon", "MultiPolygon"})
_NAMED_ITEMS = 3
_SMALLEST_RING = 4


@dataclass(frozen=True, kw_only=True)
class StacReport:
    """What became of the items of a search."""

    seen: int
    """Different items that came."""
    used: int
    """Items in the mosaic."""
    duplicates: int = 0
    """Items that came again on a later page and were left out then."""
    filtered: int = 0
    """Items of a static document that the query does not mean."""
    dropped: tuple[Notice, ...] = ()
    """One per item that could not be used: the reason, and its id as ``asset``."""
    notes: tuple[Notice, ...] = ()
    """What was assumed or odd."""
    pages: int = 1
    """Answers received."""
    matched: int | None = None
    """Items that match altogether, if the server said so."""
    is_truncated: bool = False
    """Whether ``max_items`` left items out, so that parts of the ground may be missing."""

    def __post_init__(self) -> None:
        if self.used + len(self.dropped) != self.seen - self.filtered:
            raise ValueError(f"Each item must be used, dropped or filtered, got {self!r}")

    def notices(self) -> tuple[Notice, ...]:
        """The report in few sentences, for people."""
        notices = list(self.notes)
        if self.is_truncated:
            total = f"{self.matched} items match" if self.matched is not None else "there are more"
            text = f"The search was cut after {self.used} items (max_items), {total}; some ground may be missing"
            notices.append(Notice(code="budget", message=text))
        for (code, message), items in _by_reason(self.dropped).items():
            names = ", ".join(items[:_NAMED_ITEMS]) + (", …" if len(items) > _NAMED_ITEMS else "")
            text = f"{len(items)} of {self.seen} items are left out, {message}: {names}"
            notices.append(Notice(code=code, message=text))
        return tuple(notices)


def _by_reason(dropped: Iterable[Notice]) -> dict[tuple[str, str], list[str]]:
    reasons: dict[tuple[str, str], list[str]] = {}
    for notice in dropped:
        reasons.setdefault((notice.code, notice.message), []).append(notice.asset or "?")
    return reasons


def dropped(item: Any, code: str, message: str) -> Notice:
    """The notice of an item that is left out."""
    name = str(item["id"]) if isinstance(item, dict) and "id" in item else shortened(item, 40)
    return Notice(code=code, message=message, asset=name)


@dataclass(frozen=True, kw_only=True)
class UsableItems:
    """Items that can be placed on the ground."""

    items: tuple[Item, ...]
    """Copies: ``geometry`` is a (multi)polygon, ``bbox`` has four values or is ``None``, references are whole."""
    dropped: tuple[Notice, ...]
    """One per item that is left out."""
    notes: tuple[Notice, ...]
    """What was assumed, in one sentence per kind."""


def usable_items(found: FoundItems, *, is_remote: bool) -> UsableItems:
    """The items of a search that can be used. ``is_remote``: somebody else may have written them."""
    items, left_out = [], []
    repairs: Counter[str] = Counter()
    refused: list[Notice] = []
    for entry in found.items:
        try:
            items.append(_usable(entry, is_remote, repairs, refused))
        except _UnusableItemError as reason:
            left_out.append(dropped(entry.item, "bad_document", str(reason)))
    notes = [Notice(code="bad_document", message=f"{count} items {repair}") for repair, count in repairs.items()]
    return UsableItems(items=tuple(items), dropped=tuple(left_out), notes=(*notes, *refused))


class _UnusableItemError(Exception):
    """The reason why an item cannot be used; never leaves this module."""


def _usable(entry: FoundItem, is_remote: bool, repairs: Counter[str], refused: list[Notice]) -> Item:
    item = entry.item
    if not isinstance(item, dict) or not isinstance(item.get("id"), str | int) or isinstance(item["id"], bool):
        raise _UnusableItemError("they are no STAC items with an id")
    usable = {**item, "id": str(item["id"])}
    box = four_values(item.get("bbox"))
    usable["bbox"] = None if box is None else list(box)
    if not _has_area(item.get("geometry")):
        if box is None:
            raise _UnusableItemError("they have neither a geometry with an area nor a bbox")
        usable["geometry"] = box_geometry(box)
        repairs["have no geometry with an area, their bbox is used"] += 1
    references = _References(entry.page_url, item, is_remote=is_remote)
    usable["links"] = references.links
    usable["assets"] = references.assets
    refused += references.refused
    return usable


def _has_area(geometry: Any) -> bool:
    """Whether a GeoJSON geometry is a polygon or multipolygon that is not flat; its coordinates may be three-valued."""
    if not isinstance(geometry, dict) or geometry.get("type") not in _AREAS:
        return False
    try:
        polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        # The extent instead of the area: twenty times as fast, and what slips through is told by the mosaic.
        return any(_extends(polygon[0]) for polygon in polygons)
    except (ValueError, TypeError, IndexError, KeyError):
        return False


def _extends(ring: Sequence[Sequence[float]]) -> bool:
    xs, ys = [position[0] for position in ring], [position[1] for position in ring]
    extent = (max(xs) - min(xs)) * (max(ys) - min(ys))
    return len(ring) >= _SMALLEST_RING and math.isfinite(extent) and extent > 0


def four_values(bbox: Any) -> tuple[float, float, float, float] | None:
    """(west, south, east, north) of a STAC ``bbox`` of four or six values; ``None`` when it is no box with an area.

    West > east stays as it is: the box crosses the antimeridian.
    """
    if not isinstance(bbox, Sequence) or isinstance(bbox, str) or len(bbox) not in (4, 6):
        return None
    if not all(isinstance(value, int | float) and math.isfinite(value) for value in bbox):
        return None
    half = len(bbox) // 2
    west, south, east, north = float(bbox[0]), float(bbox[1]), float(bbox[half]), float(bbox[half + 1])
    return (west, south, east, north) if south < north and west != east else None


def box_geometry(box: tuple[float, float, float, float]) -> dict[str, Any]:
    """A geographic box as GeoJSON: two polygons where it crosses the antimeridian."""
    west, south, east, north = box
    if west < east:
        return {"type": "Polygon", "coordinates": [_ring(west, south, east, north)]}
    parts = [(west, 180.0), (-180.0, east)]
    rings = [[_ring(left, south, right, north)] for left, right in parts if left < right]
    return {"type": "MultiPolygon", "coordinates": rings}


def _ring(west: float, south: float, east: float, north: float) -> Ring:
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]


class _References:
    """The links and assets of an item with whole references: against its ``self`` link, else the page it came from."""

    def __init__(self, page_url: str, item: Mapping[str, Any], *, is_remote: bool) -> None:
        self._id = str(item["id"])
        self._page_url = page_url
        self._is_remote = is_remote
        self._own_href: str | None = None
        self.refused: list[Notice] = []
        links = [
            link
            for link in _list_of(item.get("links"))
            if isinstance(link, dict) and link.get("rel") and link.get("href")
        ]
        own = next((str(link["href"]) for link in links if link.get("rel") == "self"), None)
        self._own_href = None if own is None else self._resolved(own)
        # Made for the page so far; from here on relative references start at the item itself.
        self.__dict__.pop("_resolver", None)
        self.links = self._with_whole_references(links)
        assets = item.get("assets")
        named = assets.items() if isinstance(assets, dict) else ()
        self.assets: dict[str, dict[str, Any]] = {}
        for key, asset in named:
            if isinstance(asset, dict) and asset.get("href"):
                whole = self._with_whole_references([asset])
                self.assets.update({str(key): entry for entry in whole})

    @cached_property
    def _resolver(self) -> AssetResolver:
        # Where the page came from is known; what an item says of itself is not to be believed.
        is_remote = self._is_remote and not is_trusted(self._page_url)
        return AssetResolver(place=folder_of(self._own_href or self._page_url), is_remote=is_remote)

    def _with_whole_references(self, entries: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        whole = []
        for entry in entries:
            href = self._resolved(str(entry["href"]))
            if href is None:
                continue
            copy = {**entry, "href": href}
            if isinstance(entry.get("alternate"), dict):
                copy["alternate"] = {name: self._alternate(other) for name, other in entry["alternate"].items()}
            whole.append(copy)
        return whole

    def _alternate(self, other: Any) -> Any:
        if not isinstance(other, dict) or not other.get("href"):
            return other
        return {**other, "href": self._resolved(str(other["href"])) or ""}

    def _resolved(self, href: str) -> str | None:
        # By far the most common, and nothing to do.
        if href.startswith(("https://", "http://")):
            return href
        # A path in a document of this machine means this machine, even if the item was copied from elsewhere.
        if not self._is_remote and Path(href).is_absolute():
            return href
        try:
            whole = self._resolver.resolve(href)
        except (MosaicError, ValueError) as error:
            # ValueError: what the item calls its own address is none.
            code = error.code if isinstance(error, MosaicError) else BadDocumentError.code
            self.refused.append(Notice(code=code, message=str(error), asset=f"{self._id}: {redacted(href)}"))
            return None
        # Other absolute references stay as they are written; what opens them knows their forms.
        return href if is_whole(href) else whole


def _list_of(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def asset_href(item: Mapping[str, Any], key: str) -> str | None:
    """Where an asset of an item is; ``None`` when it has none of that key."""
    assets = item.get("assets")
    asset = assets.get(key) if isinstance(assets, dict) else None
    href = asset.get("href") if isinstance(asset, dict) else None
    return str(href) if href else None
