"""``StacImages``: the images of STAC items, gathered as the items come. Runs in the ENGINE; pure, no I/O.

Of an item there stay the name of its image, its outline, when it was taken, and what it is sorted by. What cannot be used is
counted by its reason.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ..mosaic.accessors import Accessor, default_stac_accessor
from ..mosaic.assets import is_whole
from ..mosaic.errors import BadRequestError, MosaicError, NoAssetFoundError, UntrustedReferenceError
from ..mosaic.gathered import GatheredFootprints
from ..mosaic.notices import Notice
from ..mosaic.recipe import MosaicRecipe
from ..mosaic.shapes import shapes_of
from ..mosaic.trust import is_trusted
from .gathered_mosaic import ZoomsOf
from .making import named
from .naming import ImageNames
from .stac_assets import AssetAccessor, main_asset
from .stac_items import Item, usable_items
from .stac_order import SortKey
from .stac_search import FoundItem, FoundItems
from .stac_zooms import zooms_of_items
from .times import AssetTimes

_CHUNK = 512
_SAMPLE = 256
"""Items that are remembered, for the zooms of all."""
_NAMED_ITEMS = 3
_MOST_REFUSED = 20

Naming = Literal["asset", "item"]


@dataclass(frozen=True, kw_only=True)
class ImageRule:
    """Which image of an item counts, and what the document calls it."""

    target: str
    """Where the document will be."""
    recipe: MosaicRecipe
    asset: str = ""
    """The key of the asset; empty: the one that the item is about."""
    names: Naming = "asset"
    """The address of the asset, or that of the item."""

    def accessor(self) -> Accessor:
        """Gives the address for an item."""
        return AssetAccessor(key=self.asset or None) if self.names == "asset" else default_stac_accessor


@dataclass(kw_only=True)
class _LeftOut:
    """Items of one reason."""

    count: int = 0
    first: list[str] = field(default_factory=list)


class StacImages:
    """The images of items, by tickets that count the items from 0. Not thread-safe."""

    def __init__(self, gathered: GatheredFootprints, rule: ImageRule, *, is_remote: bool, sort: SortKey | None) -> None:
        """``is_remote``: somebody else may have written the items."""
        self.times: dict[str, str] = {}
        """When images were taken, by their names."""
        self.seen = 0
        self.left_out = 0
        self._gathered = gathered
        self._rule = rule
        self._accessor = rule.accessor()
        self._is_remote = is_remote
        self._sort = sort
        self._names = ImageNames(rule.target)
        self._waiting: list[FoundItem] = []
        self._numbers = array("q")
        self._reasons: dict[tuple[str, str], _LeftOut] = {}
        self._repairs: Counter[str] = Counter()
        self._refused: list[Notice] = []
        self._sample: list[Item] = []
        self._stride = 1

    def keep(self, item: Any, page_url: str) -> dict[str, Any]:
        """Take an item that stood at an address; what is needed to sort it, with its ``ticket``."""
        ticket = self.seen
        self.seen += 1
        self._waiting.append(FoundItem(item=item, page_url=page_url))
        if len(self._waiting) >= _CHUNK:
            self.flush()
        if not isinstance(item, Mapping):
            return {"id": "", "ticket": ticket}
        return {"id": item.get("id"), "collection": item.get("collection"), "ticket": ticket, **self._sorted_by(item)}

    def _sorted_by(self, item: Mapping[str, Any]) -> dict[str, Any]:
        if self._sort is None:
            return {}
        properties = item.get("properties")
        properties = properties if isinstance(properties, Mapping) else {}
        names = ("datetime", "start_datetime", "end_datetime", self._sort.name)
        return {"properties": {name: properties[name] for name in names if name in properties}}

    def flush(self) -> None:
        """Bring what waits to where it belongs."""
        found, self._waiting = self._waiting, []
        items: list[Item] = []
        names: list[str] = []
        first = len(self._gathered.names)
        for entry in found:
            # One at a time, so that each has its ticket.
            usable = usable_items(FoundItems(items=(entry,)), is_remote=self._is_remote)
            self._note(usable.notes)
            name = None
            for notice in usable.dropped:
                self._drop(notice.asset or "?", notice.code, notice.message)
            for item in usable.items:
                name = self._name(item, entry.page_url)
                if name is not None:
                    items.append(item)
                    names.append(name)
            self._numbers.append(-1 if name is None else first + len(names) - 1)
        self._gathered.add(names, shapes_of(items))
        for name, item in zip(names, items, strict=True):
            taken = AssetTimes({name: item}).text_of(name)
            if taken is not None:
                self.times.setdefault(name, taken)
        self._remember(items, first)

    def _note(self, notes: Iterable[Notice]) -> None:
        """Count what was repaired in one item, and keep some of the references that it must not make."""
        for notice in notes:
            if notice.asset is None:
                self._repairs[notice.message.removeprefix("1 items ")] += 1
            elif len(self._refused) < _MOST_REFUSED:
                self._refused.append(notice)

    def _name(self, item: Item, page_url: str) -> str | None:
        """What the document calls the image of an item; ``None`` for one that is left out."""
        prefix = self._rule.recipe.asset_prefix
        try:
            address = self._accessor(item)
        except MosaicError as error:
            self._drop(item["id"], error.code, str(error))
            return None
        is_address = self._rule.names == "asset" or is_whole(address)
        if self._is_remote and not is_address and not is_trusted(page_url):
            # An id, which in a document here would name a file of this machine.
            self._drop(item["id"], UntrustedReferenceError.code, "they have no address of their own")
            return None
        return named(address, self._names, prefix).removeprefix(prefix)

    def _drop(self, item: str, code: str, message: str) -> None:
        self.left_out += 1
        of_reason = self._reasons.setdefault((code, message), _LeftOut())
        of_reason.count += 1
        if len(of_reason.first) < _NAMED_ITEMS:
            of_reason.first.append(item)

    def _remember(self, items: Iterable[Item], first: int) -> None:
        """Keep items from all over, few of them."""
        for number, item in enumerate(items, first):
            if number % self._stride == 0:
                self._sample.append(item)
                if len(self._sample) > _SAMPLE:
                    self._sample = self._sample[::2]
                    self._stride *= 2

    def order(self, tickets: Iterable[int]) -> list[int]:
        """The numbers of the images of items in this order; items without an image are passed over."""
        self.flush()
        numbers = (self._numbers[ticket] for ticket in tickets)
        return [number for number in numbers if number >= 0]

    def require_any(self, where: str) -> None:
        """Raises NoAssetFoundError where no item came from ``where``, or none that can be used."""
        if self._gathered.names:
            return
        if not self.seen:
            raise NoAssetFoundError(f"The search matches no item at {where}; widen it")
        reasons = "; ".join(notice.message for notice in self.notices())
        raise NoAssetFoundError(f"None of the {self.seen} items at {where} can be used: {reasons}")

    def notices(self) -> list[Notice]:
        """What was left out, by reason, and what was odd, in few sentences."""
        notices = [
            Notice(code="bad_document", message=f"{count} items {repair}") for repair, count in self._repairs.items()
        ]
        notices += self._refused
        for (code, message), of_reason in self._reasons.items():
            names = ", ".join(of_reason.first) + (", …" if of_reason.count > len(of_reason.first) else "")
            text = f"{of_reason.count} of {self.seen} items are left out, {message}: {names}"
            notices.append(Notice(code=code, message=text))
        return notices

    def zooms(self, zooms_of: ZoomsOf) -> tuple[int, int]:
        """Minzoom and maxzoom, as the recipe and the items say, else those that ``zooms_of`` gives, and raises."""
        recipe = self._rule.recipe
        known = zooms_of_items(self._sample, recipe.tilematrixset, self._asset_keys())
        if known is not None:
            return recipe.zooms([{"properties": {"minzoom": known.minzoom, "maxzoom": known.maxzoom}}])
        accessor = AssetAccessor(key=self._rule.asset or None)
        addresses = []
        for item in self._sample:
            try:
                addresses.append(accessor(item))
            except MosaicError:
                # Named by its item, it need not have an asset that stands out.
                continue
        return zooms_of(addresses)

    def _asset_keys(self) -> tuple[str, ...] | None:
        if self._rule.asset:
            return (self._rule.asset,)
        try:
            return (main_asset(self._sample[0]),) if self._sample else None
        except BadRequestError:
            return None
