"""Searching a STAC API page by page, whatever its habits. Runs in the ENGINE.

Owns the questions (POST, or GET where an API has no other), the ``next`` links as servers give them, and the reasons to
stop. Items are handed on as they came; what they are worth is decided in ``stac_items``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from requests.utils import parse_header_links

from ..mosaic.assets import redacted
from ..mosaic.errors import BadDocumentError, BadRequestError, MosaicError
from ..mosaic.notices import Notice, shortened
from .http import HttpClient, HttpReply, RequestCancelled

Method = Literal["GET", "POST"]

DEFAULT_LIMIT = 100
"""Items per page. Nearly every API takes it; larger pages are what overloads some of them."""
MAX_PAGES_WITHOUT_ITEMS = 20
"""Some APIs send empty pages with a next link; for ever is too long."""

# What an API without POST answers to one.
_NO_POST = frozenset({404, 405, 501})
_ACCEPT = {"Accept": "application/geo+json, application/json"}


@dataclass(frozen=True, kw_only=True)
class SearchOptions:
    """``stac_api_options``: how an API is asked."""

    max_items: int | None = None
    """Stop after so many items; ``None`` takes all."""
    limit: int = DEFAULT_LIMIT
    """Items per page, unless the query has a ``limit`` of its own."""
    next_link_key: str | None = None
    """``rel`` of the link to the next page; ``None`` means ``next``."""

    def __post_init__(self) -> None:
        for name, value in (("max_items", self.max_items), ("limit", self.limit)):
            is_absent = value is None and name == "max_items"
            if not is_absent and (not isinstance(value, int) or isinstance(value, bool) or value < 1):
                raise BadRequestError(f"{name} of a STAC search must be a whole number above 0, got {value!r}")

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> SearchOptions:
        """The options as a program passes them.

        Raises:
            BadRequestError: an unknown option or a wrong value.
        """
        unknown = sorted(set(options) - set(cls.__dataclass_fields__))
        if unknown:
            raise BadRequestError(
                f"stac_api_options has {', '.join(cls.__dataclass_fields__)}, but no {unknown[0]!r}; "
                "what the API itself is asked for belongs into the query"
            )
        given = {key: value for key, value in options.items() if value is not None}
        return cls(**given)


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


@dataclass(frozen=True, kw_only=True)
class PageRequest:
    """The question for one page."""

    method: Method
    url: str
    """With the parameters, for GET."""
    body: Mapping[str, Any] | None = None
    """The JSON body, for POST."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """What the link to the page asks to be sent."""

    @property
    def fingerprint(self) -> str:
        """Equal for equal questions."""
        return json.dumps([self.method, self.url, self.body, dict(self.headers)], sort_keys=True, default=str)

    def ask(self, client: HttpClient, accept: Iterable[int] = ()) -> HttpReply:
        """Send it. Raises as ``HttpClient.request``."""
        headers = {**_ACCEPT, **self.headers}
        if self.method == "POST":
            return client.post_json(self.url, dict(self.body or {}), headers=headers, accept=frozenset(accept))
        return client.get(self.url, headers=headers, accept=frozenset(accept))


def search(
    client: HttpClient,
    url: str,
    query: Mapping[str, Any],
    options: SearchOptions,
    *,
    method: Method | None = None,
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
    request = _first_request(url, body, method or "POST")
    reply = None
    if method is None:
        reply = request.ask(client, _NO_POST)
        if reply.status in _NO_POST:
            request, reply = _first_request(url, body, "GET"), None
    return follow_pages(client, request, options, first_reply=reply)


def first_body(query: Mapping[str, Any], options: SearchOptions) -> dict[str, Any]:
    """The query with its page size, never larger than what is wanted altogether."""
    body = {key: value for key, value in query.items() if value is not None}
    limit = body.get("limit", options.limit)
    if options.max_items is not None and isinstance(limit, int):
        limit = min(limit, options.max_items)
    return {**body, "limit": limit}


def follow_pages(
    client: HttpClient,
    first: PageRequest,
    options: SearchOptions,
    *,
    first_reply: HttpReply | None = None,
    wanted: Callable[[Any], bool] | None = None,
) -> FoundItems:
    """The items of a page and of all that follow; ``wanted`` says which ones count. Raises as ``search``."""
    gathering = _Gathering(options=options, wanted=wanted)
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
        request = (following or _numbered_page(page, request, options, gathering)) if is_worth_more else None
    return gathering.result()


class _Gathering:
    """Items so far."""

    def __init__(self, *, options: SearchOptions, wanted: Callable[[Any], bool] | None) -> None:
        self._options = options
        self._wanted = wanted
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
        self.matched = _matched(page, self.matched)
        room = None if self._options.max_items is None else self._options.max_items - len(self._items)
        new_items = self._new_items(features)
        kept = [item for item in new_items if self._wanted is None or self._wanted(item)]
        self._filtered += len(new_items) - len(kept)
        self._items += (FoundItem(item=item, page_url=page_url) for item in kept[:room])
        if room is not None and len(kept) >= room:
            is_all_known = self.matched is not None and self._wanted is None
            has_more = self.seen < (self.matched or 0) if is_all_known else has_next
            self._is_truncated = len(kept) > room or has_more
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


def page_of(reply: HttpReply) -> Mapping[str, Any]:
    """The answer as a page of items.

    Raises:
        BadDocumentError: it is none.
    """
    page = reply.json()
    if not isinstance(page, Mapping) or not isinstance(page.get("features"), list):
        raise BadDocumentError(
            f"A STAC search must answer with a list of items ('features'), {redacted(reply.url)} sent {shortened(page)}"
        )
    return page


def next_request(
    page: Mapping[str, Any], reply: HttpReply, request: PageRequest, first: PageRequest, options: SearchOptions
) -> PageRequest | None:
    """The question for the page after ``page``, as the server gives it; ``None`` when there is no link.

    A POST link without body means the same question at another address; ``merge`` adds its body to the first question.
    """
    link = _next_link(page, reply, options.next_link_key or "next")
    if link is None:
        return None
    url = same_scheme(urljoin(reply.url, str(link.get("href") or request.url)), reply.url)
    given, body = link.get("headers"), link.get("body")
    headers = {str(name): str(value) for name, value in given.items()} if isinstance(given, Mapping) else {}
    if link.get("merge"):
        headers = {**first.headers, **headers}
    is_post = str(link.get("method") or ("POST" if body else "GET")).upper() == "POST"
    if not is_post:
        return PageRequest(method="GET", url=url, headers=headers)
    own_body = dict(body) if isinstance(body, Mapping) else {}
    if link.get("merge") or not own_body:
        own_body = {**(first.body or {}), **own_body}
    return PageRequest(method="POST", url=url, body=own_body, headers=headers)


def _next_link(page: Mapping[str, Any], reply: HttpReply, rel: str) -> Mapping[str, Any] | None:
    links = page.get("links")
    for link in links if isinstance(links, list) else ():
        if isinstance(link, Mapping) and link.get("rel") == rel:
            return link
    for found in parse_header_links(reply.headers.get("Link") or ""):
        if found.get("rel") == rel and found.get("url"):
            return {"href": found["url"]}
    return None


def _numbered_page(
    page: Mapping[str, Any], request: PageRequest, options: SearchOptions, gathering: _Gathering
) -> PageRequest | None:
    """The next page of an API that counts pages and gives no links, as those before STAC 1.0 did."""
    context = _context(page)
    number, matched = context.get("page"), gathering.matched
    if options.next_link_key is not None or not isinstance(number, int) or matched is None:
        return None
    if not page["features"] or gathering.seen >= matched:
        return None
    if request.method == "POST":
        return PageRequest(method="POST", url=request.url, body={**(request.body or {}), "page": number + 1})
    return PageRequest(method="GET", url=with_parameters(request.url, {"page": str(number + 1)}))


def _context(page: Mapping[str, Any]) -> Mapping[str, Any]:
    """The older extensions' ``context`` or ``meta``, if there is one."""
    for name in ("context", "meta"):
        value = page.get(name)
        if isinstance(value, Mapping):
            return value
    return {}


def _matched(page: Mapping[str, Any], before: int | None) -> int | None:
    context = _context(page)
    for value in (context.get("matched"), context.get("found"), page.get("numberMatched"), before):
        if isinstance(value, int) and not isinstance(value, bool):
            return value
    return None


def _first_request(url: str, body: Mapping[str, Any], method: Method) -> PageRequest:
    if method == "POST":
        return PageRequest(method="POST", url=url, body=body)
    return PageRequest(method="GET", url=with_parameters(url, as_parameters(body)))


def as_parameters(query: Mapping[str, Any]) -> dict[str, str]:
    """A search body as the parameters of a GET search."""
    parameters = {}
    for key, value in query.items():
        if key == "sortby":
            parameters[key] = _joined(value, _sort_text)
        elif key == "fields" and isinstance(value, Mapping):
            excluded = [f"-{name}" for name in value.get("exclude") or ()]
            parameters[key] = ",".join([*(value.get("include") or ()), *excluded])
        elif key == "filter" and isinstance(value, Mapping):
            parameters[key] = json.dumps(value)
            parameters.setdefault("filter-lang", "cql2-json")
        elif isinstance(value, Mapping):
            parameters[key] = json.dumps(value)
        elif key == "filter":
            parameters[key] = str(value)
            parameters.setdefault("filter-lang", "cql2-text")
        else:
            parameters[key] = _joined(value, str)
    return parameters


def _joined(value: Any, text_of: Callable[[Any], str]) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(text_of(part) for part in value) if isinstance(value, list | tuple) else text_of(value)


def _sort_text(value: Any) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    sign = "-" if str(value.get("direction", "")).lower() == "desc" else "+"
    return f"{sign}{value.get('field', '')}"


def with_parameters(url: str, parameters: Mapping[str, str]) -> str:
    """A URL with these parameters instead of its own of the same names."""
    parts = urlsplit(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in parameters]
    return urlunsplit(parts._replace(query=urlencode([*kept, *parameters.items()])))


def same_scheme(url: str, page_url: str) -> str:
    """``url`` with https, where a server behind a proxy names its own host with http in an answer over https."""
    here, there = urlsplit(page_url), urlsplit(url)
    if here.scheme == "https" and there.scheme == "http" and here.netloc == there.netloc:
        return urlunsplit(there._replace(scheme="https"))
    return url
