"""Searching a STAC API for people to choose from the items, or to make a mosaic of them. Runs in the ENGINE.

Owns the order in which a search is tried: as the API says that it understands it, then without what it refuses, which is
done here. Keeps of each item no more than is needed. What becomes of a search as a layer is ``stac``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from ..mosaic.errors import BadRequestError, UnreachableError
from ..mosaic.notices import Notice
from .http import HttpClient
from .stac_catalog import OnProgress, StacApi, static_sentence
from .stac_conditions import Condition
from .stac_order import SortKey, in_order, is_in_order
from .stac_pages import SearchOptions
from .stac_plan import NO_ABILITIES, SORT, SearchPlan, planned
from .stac_search import FoundItems, Watch, search
from .stac_summaries import Summary, item_bytes, item_summary

Keep = Callable[[Mapping[str, Any], str], Mapping[str, Any]]
SEEN_FOR_ONE = 20
"""Items that are looked at for each one that is wanted, where the API cannot choose."""
MOST_SEEN = 50_000


@dataclass(frozen=True, kw_only=True)
class Lookup:
    """What was found."""

    items: tuple[Any, ...]
    """As ``item_summary`` makes them, or what was asked to be kept of them; in order."""
    matched: int | None
    """How many there are; ``None`` where nobody knows."""
    is_truncated: bool
    """Whether there are more than were asked for."""
    filtered_here: tuple[str, ...]
    """Properties of conditions that the API did not take, and ``sort``."""
    query: Mapping[str, Any]
    """What the API was sent."""
    notes: tuple[Notice, ...] = ()
    """What was odd about the answers."""


def look_up(
    client: HttpClient,
    api: StacApi,
    query: Mapping[str, Any],
    conditions: Sequence[Condition],
    sort: Sequence[SortKey],
    max_items: int | None,
    on_progress: OnProgress,
    *,
    keep: Keep | None = None,
) -> Lookup:
    """Search an API. Blocks.

    ``keep`` gets an item and the address of its page, and gives what is kept of it: a mapping with the item's ``id`` and
    ``collection``, and ``properties`` as far as it is sorted by them. With it, as many items are looked at as there are.
    ``max_items`` of ``None`` is all, which needs ``keep``.

    Raises:
        UnsupportedError: it has no search.
        BadRequestError: it refuses the query.
        MosaicError: as ``stac_search.search``.
    """
    if api.search_url is None:
        raise static_sentence(api)
    if api.only_collection is not None:
        query = {"collections": [api.only_collection["id"]], **query}
    attempt = _Attempt(
        client=client, api=api, search_url=api.search_url, max_items=max_items, on_progress=on_progress, keep=keep
    )
    plan = planned(query, conditions, sort, api.abilities)
    try:
        return attempt.made(plan)
    except (BadRequestError, UnreachableError) as refusal:
        # 400 for a property that it does not know, or 500 from a filter that it does not survive.
        if attempt.pages or not plan.leans_on_extensions:
            raise
        try:
            return attempt.made(planned(query, conditions, sort, NO_ABILITIES))
        except (BadRequestError, UnreachableError):
            raise refusal from None


@dataclass(kw_only=True)
class _Attempt:
    """Asking one API, perhaps twice."""

    client: HttpClient
    api: StacApi
    search_url: str
    max_items: int | None
    on_progress: OnProgress
    keep: Keep | None
    pages: int = 0
    """That came."""

    def made(self, plan: SearchPlan) -> Lookup:
        broken: set[str] = set()
        unsure: dict[tuple[str, str], frozenset[str]] = {}
        keep, max_seen = self.keep, None
        if keep is None:
            most = self.max_items or MOST_SEEN
            keep = partial(_summary, max_bytes=item_bytes(most))
            max_seen = min(MOST_SEEN, most * SEEN_FOR_ONE)

        def is_wanted(item: Any) -> bool:
            if not isinstance(item, Mapping) or not isinstance(item.get("id"), str | int):
                return False
            if not all(condition.holds(item) for condition in plan.here):
                return False
            # What the API has chosen counts, unless an item shows that it did not listen.
            deaf = [condition.name for condition in plan.sent if condition.holds(item) is False]
            broken.update(deaf)
            silent = frozenset(condition.name for condition in plan.sent if condition.holds(item) is None)
            if silent and not deaf:
                unsure[_identity(item)] = silent
            return not deaf

        def tell(found: int, matched: int | None) -> None:
            self.pages += 1
            bounds = (self.max_items, None if plan.here else matched)
            total = min((bound for bound in bounds if bound is not None), default=None)
            self.on_progress(None if total is None else min(1.0, found / total) if total else 1.0, f"{found} items")

        found = search(
            self.client,
            self.search_url,
            plan.query,
            SearchOptions(max_items=self.max_items),
            method=self.api.method,
            watch=Watch(
                wanted=is_wanted,
                keep=keep,
                on_page=tell,
                max_seen=max_seen,
            ),
        )
        # An API that does not listen to a condition has not judged items without the property either: as where the layer
        # sees to the condition, they do not count.
        items = [each.item for each in found.items if not unsure.get(_identity(each.item), frozenset()) & broken]
        return _lookup_of(found, items, plan, broken)


def _summary(item: Mapping[str, Any], page_url: str, *, max_bytes: int) -> Summary:
    return item_summary(item, page_url, max_bytes)


def _identity(item: Mapping[str, Any]) -> tuple[str, str]:
    return str(item.get("collection") or ""), str(item["id"])


def _lookup_of(found: FoundItems, items: list[Any], plan: SearchPlan, broken: set[str]) -> Lookup:
    sort_here = plan.sort_here or (() if is_in_order(items, plan.sort_sent) else plan.sort_sent)
    if sort_here:
        items = in_order(items, sort_here)
    here = {condition.name for condition in plan.here} | broken
    asked = dict.fromkeys(condition.name for condition in (*plan.here, *plan.sent))
    return Lookup(
        items=tuple(items),
        matched=None if here or (found.matched or 0) < len(items) else found.matched,
        is_truncated=found.is_truncated,
        filtered_here=(*(name for name in asked if name in here), *([SORT] if sort_here else [])),
        query=plan.query,
        notes=found.notes,
    )
