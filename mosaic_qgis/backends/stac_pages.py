"""The pages of STAC APIs: how to ask for one, and where each says that the next one is. Runs in the ENGINE; only ``ask``
does I/O.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from requests.utils import parse_header_links

from ..mosaic.assets import redacted
from ..mosaic.errors import BadDocumentError, BadRequestError
from ..mosaic.notices import shortened
from .http import HttpClient, HttpReply

Method = Literal["GET", "POST"]

DEFAULT_LIMIT = 100
"""Items per page. Nearly every API takes it; larger pages are what overloads some of them."""

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


def first_body(query: Mapping[str, Any], options: SearchOptions) -> dict[str, Any]:
    """The query with its page size, never larger than what is wanted altogether."""
    body = {key: value for key, value in query.items() if value is not None}
    limit = body.get("limit", options.limit)
    if options.max_items is not None and isinstance(limit, int):
        limit = min(limit, options.max_items)
    return {**body, "limit": limit}


def first_request(url: str, body: Mapping[str, Any], method: Method) -> PageRequest:
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


def numbered_request(
    page: Mapping[str, Any], request: PageRequest, options: SearchOptions, *, seen: int, matched: int | None
) -> PageRequest | None:
    """The next page of an API that counts pages and gives no links, as those before STAC 1.0 did."""
    context = _context(page)
    number = context.get("page")
    if options.next_link_key is not None or not isinstance(number, int) or matched is None:
        return None
    if not page["features"] or seen >= matched:
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


def matched_by(page: Mapping[str, Any], before: int | None) -> int | None:
    context = _context(page)
    for value in (context.get("matched"), context.get("found"), page.get("numberMatched"), before):
        if isinstance(value, int) and not isinstance(value, bool):
            return value
    return None
