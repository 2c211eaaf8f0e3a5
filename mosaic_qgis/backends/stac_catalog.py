"""What a STAC API is and can do: its landing page, collections and queryables. Runs in the ENGINE.

Owns the way from any address of an API to its parts. Searching is ``stac_lookup``; what a collection says is put into a
bounded form by ``stac_summaries``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from ..mosaic.assets import redacted
from ..mosaic.errors import BadDocumentError, BadRequestError, MosaicError, MosaicNotFoundError, UnsupportedError
from ..mosaic.notices import shortened
from .http import HttpClient, HttpReply
from .stac_pages import Method, PageRequest, same_scheme, with_parameters
from .stac_sources import address_of, is_web_address

MAX_COLLECTIONS = 3000
"""The largest public catalogue has a few thousand."""
MAX_PAGES = 200
MAX_CHILDREN = 200
"""Collections of a catalogue of plain files that are looked at, each a file of its own."""
PAGE_COLLECTIONS = 200
_CHILDREN_AT_ONCE = 6

_JSON = {"Accept": "application/json, application/geo+json;q=0.9"}
_QUERY = re.compile(r"item-search#query\b")
_FILTER = re.compile(r"item-search#filter\b|ogcapi-features-3/[^/]*/conf/filter\b|item-search/filter\b")
_SORT = re.compile(r"item-search#sort\b")
_CQL2_JSON = re.compile(r"/conf/cql2-json\b|#cql-json\b|#filter:cql-json\b")
_CQL2_TEXT = re.compile(r"/conf/cql2-text\b|#filter:cql-text\b")
_ADVANCED = re.compile(r"/conf/advanced-comparison-operators\b")

OnProgress = Callable[[float | None, str], None]


@dataclass(frozen=True, kw_only=True)
class StacAbilities:
    """What an API says that it can do with a search."""

    query: bool = False
    """The query extension."""
    filter: bool = False
    """CQL2 as JSON."""
    like: bool = False
    """``like`` and ``in`` of CQL2, too."""
    sort: bool = False


@dataclass(frozen=True, kw_only=True)
class StacApi:
    """An API, or a catalogue of plain files."""

    url: str
    """Of the landing page."""
    landing: Mapping[str, Any]
    """Empty where there is none that can be read."""
    conforms_to: tuple[str, ...] = ()
    search_url: str | None = None
    """``None`` for what cannot be searched."""
    method: Method | None = None
    """How the search wants to be asked, where it says so."""
    only_collection: Mapping[str, Any] | None = None
    """The collection that the address was about."""

    @cached_property
    def abilities(self) -> StacAbilities:
        """What its conformance classes say."""

        def says(pattern: re.Pattern[str]) -> bool:
            return any(pattern.search(name) for name in self.conforms_to)

        return StacAbilities(
            query=says(_QUERY),
            filter=says(_FILTER) and (says(_CQL2_JSON) or not says(_CQL2_TEXT)),
            like=says(_ADVANCED),
            sort=says(_SORT),
        )

    @property
    def layer_uri(self) -> str | None:
        """What a layer of this API is opened with; ``None`` where it has no search."""
        if self.search_url is None:
            return None
        is_plain = urlsplit(self.search_url).path.rstrip("/").endswith("/search")
        return f"stac+{self.search_url if is_plain else self.url}"

    def link(self, *rels: str) -> str | None:
        """Where the first of these links leads."""
        return _link_of(self.landing, self.url, *rels)


def web_address(uri: str) -> str:
    """The web address that a URI of a STAC API means, with or without ``stac+``.

    Raises:
        UnsupportedError: it is none.
    """
    address = address_of(uri)
    if not is_web_address(address):
        raise UnsupportedError(f"A STAC API is at a web address (https), got {redacted(uri)!r}; open files as a layer")
    return address


def find_api(client: HttpClient, address: str) -> StacApi:
    """The API that an address belongs to: its landing page, its search, or one of its collections.

    Raises:
        BadDocumentError: it is no part of a STAC API or catalogue.
        MosaicError: as ``HttpClient.request``.
    """
    parts = urlsplit(address)
    if parts.path.rstrip("/").endswith("/search"):
        base = urlunsplit(parts._replace(path=parts.path.rstrip("/").removesuffix("/search") or "/", query=""))
        return _api_of_search(client, base, address)
    reply = client.get(address, headers=_JSON)
    document = _object_of(reply)
    if document.get("type") == "Collection" and document.get("id"):
        # The root may be a list of APIs, each with its own search.
        for rel in ("root", "parent"):
            above = _link_of(document, reply.url, rel)
            if above is None or above == reply.url or not is_web_address(above):
                continue
            landing = client.get(above, headers=_JSON, accept=range(400, 500))
            if landing.status < 400:
                api = _api(client, landing, _object_of(landing), only_collection=document)
                if api.search_url is not None:
                    return api
    elif isinstance(document.get("features"), list) or document.get("type") == "Feature":
        raise UnsupportedError(f"{redacted(address)} is a list of STAC items and no API; open it as a layer")
    return _api(client, reply, document)


def _api_of_search(client: HttpClient, base: str, search_url: str) -> StacApi:
    """An API whose search is known; its landing page is good to have."""
    reply = client.get(base, headers=_JSON, accept=range(400, 500))
    try:
        document = _object_of(reply) if reply.status < 400 else {}
    except BadDocumentError:
        document = {}
    if not document:
        return StacApi(url=base, landing={}, search_url=search_url)
    found = _api(client, reply, document)
    return found if found.search_url is not None else StacApi(url=base, landing=document, search_url=search_url)


def _api(
    client: HttpClient,
    reply: HttpReply,
    landing: Mapping[str, Any],
    *,
    only_collection: Mapping[str, Any] | None = None,
) -> StacApi:
    if "stac_version" not in landing and "conformsTo" not in landing and landing.get("type") != "Catalog":
        raise BadDocumentError(
            f"The landing page of a STAC API has a stac_version, {redacted(reply.url)} is {shortened(dict(landing))}"
        )
    searches = [link for link in _links(landing) if link.get("rel") == "search"]
    search = next((link for link in searches if str(link.get("method")).upper() == "POST"), next(iter(searches), None))
    methods: dict[str, Method] = {"GET": "GET", "POST": "POST"}
    conforms_to = _texts(landing.get("conformsTo"))
    conformance = _link_of(landing, reply.url, "conformance", "http://www.opengis.net/def/rel/ogc/1.0/conformance")
    if not conforms_to and search is not None and conformance is not None:
        further = client.get(conformance, headers=_JSON, accept=range(400, 600))
        conforms_to = _texts(_object_of(further).get("conformsTo")) if further.status < 400 else ()
    return StacApi(
        url=reply.url,
        landing=landing,
        conforms_to=conforms_to,
        search_url=None if search is None else _absolute(str(search["href"]), reply.url),
        method=None if search is None else methods.get(str(search.get("method")).upper()),
        only_collection=only_collection,
    )


def collections_of(client: HttpClient, api: StacApi, on_progress: OnProgress) -> tuple[list[Mapping[str, Any]], bool]:
    """The collections of an API, or of a catalogue of plain files, and whether there are more. Raises as ``find_api``."""
    if api.only_collection is not None:
        return [api.only_collection], False
    if api.landing.get("type") == "Collection":
        return [api.landing], False
    address = api.link("data", "collections")
    if address is None and api.search_url is None:
        return _children_of(client, api, on_progress)
    found: dict[str, Mapping[str, Any]] = {}
    request: PageRequest | None = PageRequest(method="GET", url=address or f"{api.url.rstrip('/')}/collections")
    asked: set[str] = set()
    while request is not None and len(asked) < MAX_PAGES:
        asked.add(request.url)
        reply = _collections_page(client, request.url, is_first=len(asked) == 1)
        page = _object_of(reply)
        listed = page.get("collections")
        if not isinstance(listed, list):
            raise BadDocumentError(
                f"A STAC API lists its collections under 'collections', {redacted(reply.url)} sent {shortened(dict(page))}"
            )
        before = len(found)
        for collection in listed:
            if isinstance(collection, Mapping) and isinstance(collection.get("id"), str):
                found.setdefault(collection["id"], collection)
        matched = page.get("numberMatched")
        on_progress(
            min(1.0, len(found) / matched) if isinstance(matched, int) and matched > 0 else None,
            f"{len(found)} collections",
        )
        following = _link_of(page, reply.url, "next")
        is_new = following is not None and following not in asked and len(found) > before
        if len(found) >= MAX_COLLECTIONS:
            return list(found.values())[:MAX_COLLECTIONS], is_new or len(found) > MAX_COLLECTIONS
        request = PageRequest(method="GET", url=following) if is_new and following else None
    return list(found.values()), request is not None


def _collections_page(client: HttpClient, url: str, *, is_first: bool) -> HttpReply:
    if not is_first:
        return client.get(url, headers=_JSON)
    # The usual page has ten collections; an API that does not take the parameter is asked without.
    reply = client.get(with_parameters(url, {"limit": str(PAGE_COLLECTIONS)}), headers=_JSON, accept={400, 422})
    return reply if reply.status < 400 else client.get(url, headers=_JSON)


def _children_of(client: HttpClient, api: StacApi, on_progress: OnProgress) -> tuple[list[Mapping[str, Any]], bool]:
    """The collections that a catalogue of plain files links to; a link that leads nowhere is passed over."""
    links = [link for link in _links(api.landing) if link.get("rel") == "child"]
    chosen = links[:MAX_CHILDREN]

    def child(link: Mapping[str, Any]) -> Mapping[str, Any]:
        named = {"id": str(link.get("title") or link["href"]), "title": link.get("title"), "type": "Catalog"}
        try:
            reply = client.get(_absolute(str(link["href"]), api.url), headers=_JSON)
            document = _object_of(reply)
        except (MosaicNotFoundError, BadDocumentError):
            return named
        return document if isinstance(document.get("id"), str) else named

    found: list[Mapping[str, Any]] = []
    with ThreadPoolExecutor(_CHILDREN_AT_ONCE, thread_name_prefix="stac-child") as pool:
        for number, document in enumerate(pool.map(child, chosen), 1):
            found.append(document)
            on_progress(number / len(chosen), f"{number} collections")
    return found, len(links) > len(chosen)


# Queryables


def queryables_of(client: HttpClient, api: StacApi, collections: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """JSON schema by property: what all these collections can be asked for, or all of the API; empty where it does not say.

    Raises:
        MosaicError: as ``HttpClient.request``, but for an API that has none.
    """
    address = api.link("http://www.opengis.net/def/rel/ogc/1.0/queryables", "queryables")
    base = api.url.rstrip("/")
    if not collections:
        return _schema_at(client, address or f"{base}/queryables")
    whole: dict[str, Mapping[str, Any]] | None = None
    for name in collections:
        found = _schema_at(client, f"{base}/collections/{quote(name, safe='')}/queryables")
        if not found:
            continue
        whole = found if whole is None else {key: value for key, value in whole.items() if key in found}
    return whole if whole is not None else _schema_at(client, address or f"{base}/queryables")


def _schema_at(client: HttpClient, url: str) -> dict[str, Mapping[str, Any]]:
    reply = client.get(
        url, headers={"Accept": "application/schema+json, application/json;q=0.9"}, accept=range(400, 500)
    )
    if reply.status in (401, 403):
        return {}
    try:
        document = _object_of(reply) if reply.status < 400 else {}
    except BadDocumentError:
        return {}
    properties, definitions = document.get("properties"), document.get("$defs") or document.get("definitions")
    if not isinstance(properties, Mapping):
        return {}
    found = {}
    for name, schema in properties.items():
        # The area is no matter of conditions.
        if isinstance(schema, Mapping) and name not in ("geometry", "bbox"):
            found[str(name)] = _resolved(schema, definitions if isinstance(definitions, Mapping) else {})
    return found


def _resolved(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> Mapping[str, Any]:
    """A schema with what it refers to in the same document, and with the one alternative that is not null."""
    reference = schema.get("$ref")
    if isinstance(reference, str) and reference.startswith("#"):
        target = definitions.get(reference.rpartition("/")[2])
        schema = {**target, **schema} if isinstance(target, Mapping) else schema
    for word in ("anyOf", "oneOf", "allOf"):
        parts = schema.get(word)
        if isinstance(parts, list):
            known = [part for part in parts if isinstance(part, Mapping) and part.get("type") not in (None, "null")]
            if len(known) == 1:
                schema = {**known[0], **schema}
    return schema


# Links


def _links(document: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    links = document.get("links")
    for link in links if isinstance(links, list) else ():
        if isinstance(link, Mapping) and isinstance(link.get("href"), str) and link["href"]:
            yield link


def _link_of(document: Mapping[str, Any], url: str, *rels: str) -> str | None:
    for rel in rels:
        for link in _links(document):
            if link.get("rel") == rel:
                return _absolute(str(link["href"]), url)
    return None


def _absolute(href: str, url: str) -> str:
    try:
        return same_scheme(urljoin(url, href), url)
    except ValueError as error:
        raise BadRequestError(f"{redacted(url)} has a link that is no web address, {error}") from error


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(str(text) for text in value) if isinstance(value, list) else ()


def _object_of(reply: HttpReply) -> Mapping[str, Any]:
    value = reply.json()
    if not isinstance(value, Mapping):
        raise BadDocumentError(f"A STAC API answers with JSON objects, {redacted(reply.url)} sent {shortened(value)}")
    return value


def static_sentence(api: StacApi) -> MosaicError:
    """Why a catalogue without a search cannot be searched, and the way out."""
    return UnsupportedError(
        f"{redacted(api.url)} is a catalogue of plain files without a search; open one of its lists of items "
        "(an ItemCollection or GeoParquet) as a layer instead"
    )
