"""Searching a STAC API page by page, whatever its habits. Runs in the ENGINE.

Owns the way from page to page (``stac_pages`` knows the questions) and the reasons to stop. Items are handed on as they
came; what they are worth is decided in ``stac_items``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..mosaic.errors import MosaicError
from ..mosaic.notices import Notice
from .http import HttpClient, HttpReply, RequestCancelled
from .stac_pages import (
    Method,
    PageRequest,
    SearchOptions,
    first_body,
    first_request,
    matched_by,
    next_request,
    numbered_request,
    page_of,
)

MAX_PAGES_WITHOUT_ITEMS = 20
"""Some APIs send empty pages with a next link; for ever is too long."""

# What an API without POST answers to one.
_NO_POST = frozenset({404, 405, 501})


@dataclass(frozen=True, kw_only=True)
class FoundItem:
    """An item as it came."""

    item: Any
    """What stood in ``features``: a STAC item, if the server did as it should."""
    page_url: str
    """Where the page came from; relative references of the item start there."""


@dataclass(frozen=True, kw_only=True)
class FoundItems:
    """What a search, or a document, gave."""

    items: tuple[FoundItem, ...]
    """Each item once, in the order of the answers."""
    pages: int = 1
    """Answers received."""
    duplicates: int = 0
    """Items left out because they had come before."""
    filtered: int = 0
    """Items of a static document left out because the query does not mean them."""
    matched: int | None = None
    """Items that match altogether, if the server says so."""
    is_truncated: bool = False
    """Whether ``max_items`` left items out."""
    notes: tuple[Notice, ...] = ()
    """What was odd about the answers."""
    collection: Mapping[str, Any] | None = None
    """The STAC collection that was asked, where the address is that of one."""


@dataclass(frozen=True, kw_only=True)
class Watch:
    """Who looks on while a search is made."""

    wanted: Callable[[Any], bool] | None = None
    """Which items count; ``None``: all."""
    keep: Callable[[Any, str], Any] | None = None
    """Gets an item that counts and the address of its page; what it gives is kept instead of the item."""
    on_page: Callable[[int, int | None], None] | None = None
    """Gets how many items are kept, and how many match, after each page."""
    max_seen: int | None = None
    """So many items are looked at, wanted or not."""


UNWATCHED = Watch()


def search(
    client: HttpClient,
    url: str,
    query: Mapping[str, Any],
    options: SearchOptions,
    *,
    method: Method | None = None,
    watch: Watch = UNWATCHED,
) -> FoundItems:
    """All items that a STAC API finds. Blocks.

    ``method`` is what the API says it takes; without it POST is tried first, then GET. A filter that is text goes by GET.

    Raises:
        BadRequestError: the API refuses the query.
        BadDocumentError: an answer is no page of items.
        MosaicError: as ``HttpClient.request``.
    """
    body = first_body(query, options)
    if isinstance(body.get("filter"), str):
        # CQL2 as text belongs into a GET search: many APIs take only its JSON form by POST.
        method = "GET"
    request = first_request(url, body, method or "POST")
    reply = None
    if method is None:
        reply = request.ask(client, _NO_POST)
        if reply.status in _NO_POST:
            request, reply = first_request(url, body, "GET"), None
    return follow_pages(client, request, options, first_reply=reply, watch=watch)


def follow_pages(
    client: HttpClient,
    first: PageRequest,
    options: SearchOptions,
    *,
    first_reply: HttpReply | None = None,
    watch: Watch = UNWATCHED,
) -> FoundItems:
    """The items of a page and of all that follow. Raises as ``search``."""
    gathering = _Gathering(options=options, watch=watch)
    request: PageRequest | None = first
    asked: set[str] = set()
    while request is not None:
        if request.fingerprint in asked:
            gathering.note("unreachable", f"The link to page {gathering.pages + 1} leads back to an earlier page")
            break
        asked.add(request.fingerprint)
        reply = first_reply or _ask_for_page(client, request, gathering)
        first_reply = None
        page = page_of(reply)
        following = next_request(page, reply, request, first, options)
        is_worth_more = gathering.add(page, reply.url, has_next=following is not None)
        request = (
            (following or numbered_request(page, request, options, seen=gathering.seen, matched=gathering.matched))
            if is_worth_more
            else None
        )
    return gathering.result()


class _Gathering:
    """Items so far."""

    def __init__(self, *, options: SearchOptions, watch: Watch) -> None:
        self._options = options
        self._watch = watch
        self._items: list[FoundItem] = []
        self._known: set[tuple[Any, Any]] = set()
        self._duplicates = self._filtered = self._pages_without_items = 0
        self._is_truncated = False
        self._notes: list[Notice] = []
        self.pages = 0
        self.matched: int | None = None

    @property
    def seen(self) -> int:
        """Different items so far, wanted or not."""
        return len(self._items) + self._filtered

    def note(self, code: str, message: str) -> None:
        self._notes.append(Notice(code=code, message=message))

    def add(self, page: Mapping[str, Any], page_url: str, *, has_next: bool) -> bool:
        """Take a page; whether there is reason to ask for another one."""
        self.pages += 1
        features = page["features"]
        self.matched = matched_by(page, self.matched)
        room = None if self._options.max_items is None else self._options.max_items - len(self._items)
        new_items = self._new_items(features)
        wanted, keep = self._watch.wanted, self._watch.keep
        kept = [item for item in new_items if wanted is None or wanted(item)]
        self._filtered += len(new_items) - len(kept)
        self._items += (
            FoundItem(item=item if keep is None else keep(item, page_url), page_url=page_url) for item in kept[:room]
        )
        if self._watch.on_page is not None:
            self._watch.on_page(len(self._items), self.matched)
        if room is not None and len(kept) >= room:
            is_all_known = self.matched is not None and not self._filtered
            has_more = self.seen < (self.matched or 0) if is_all_known else has_next
            self._is_truncated = len(kept) > room or has_more
            return False
        if self._watch.max_seen is not None and self.seen >= self._watch.max_seen and has_next:
            self._is_truncated = True
            return False
        if new_items:
            self._pages_without_items = 0
            return True
        if features:
            self.note("unreachable", f"Page {self.pages} repeats items of earlier pages, the search ended there")
            return False
        self._pages_without_items += 1
        if self._pages_without_items >= MAX_PAGES_WITHOUT_ITEMS and has_next:
            self.note("unreachable", f"{self._pages_without_items} pages without items came, the search ended there")
            return False
        return True

    def _new_items(self, features: list[Any]) -> list[Any]:
        new_items = []
        for item in features:
            key = (item.get("collection"), item.get("id")) if isinstance(item, dict) else (None, None)
            if not isinstance(key[1], str | int) or not isinstance(key[0], str | None):
                new_items.append(item)
            elif key in self._known:
                self._duplicates += 1
            else:
                self._known.add(key)
                new_items.append(item)
        return new_items

    def result(self) -> FoundItems:
        if self.matched is not None and not self._is_truncated and self.seen + self._duplicates < self.matched:
            self.note("unreachable", f"The API says that {self.matched} items match, but gave only {self.seen} of them")
        return FoundItems(
            items=tuple(self._items),
            pages=self.pages,
            duplicates=self._duplicates,
            filtered=self._filtered,
            matched=self.matched,
            is_truncated=self._is_truncated,
            notes=tuple(self._notes),
        )


def _ask_for_page(client: HttpClient, request: PageRequest, gathering: _Gathering) -> HttpReply:
    try:
        return request.ask(client)
    except RequestCancelled:
        raise
    except MosaicError as error:
        if gathering.pages == 0:
            raise
        raise type(error)(f"Page {gathering.pages + 1} of the search, after {gathering.seen} items: {error}") from error
