"""Where STAC items come from: an API's search, landing page or collection, a static document, a GeoParquet file.

Runs in the ENGINE. Finds out what an address is, asks the right thing there, and remembers the answers for a short time.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit

from cachetools import TTLCache
from pystac_client.conformance import ConformanceClasses

from ..mosaic.assets import redacted
from ..mosaic.document import parse_json
from ..mosaic.errors import BadDocumentError, BadRequestError, UnsupportedError
from ..mosaic.notices import Notice, shortened
from .file import file_errors, path_of
from .http import HttpClient, HttpReply, never
from .http_credentials import HttpCredentials
from .stac_filter import filter_of
from .stac_here import FilteredHere
from .stac_pages import Method, PageRequest, SearchOptions, same_scheme
from .stac_parquet import MAGIC as PARQUET_MAGIC
from .stac_parquet import items_of_parquet
from .stac_search import FoundItem, FoundItems, Watch, follow_pages, search

CACHE_SECONDS = 60
"""Long enough for a layer that is opened twice, short enough for new images to appear."""
CACHE_ITEMS = 50_000
"""Items kept altogether; about 5 kB each."""

# What every item must keep, whatever fields are asked for.
_ITEM_FIELDS = (
    "type",
    "stac_version",
    "stac_extensions",
    "id",
    "collection",
    "geometry",
    "bbox",
    "links",
    "properties",
)
NOTHING_HERE = FilteredHere()
_CAME_FROM_ELSEWHERE = frozenset({"http", "https"})


@dataclass(frozen=True, kw_only=True)
class StacQuestion:
    """Everything that decides which items are found."""

    address: str
    """URL of an API or a document, or an absolute path of this machine."""
    query: Mapping[str, Any]
    """The body of a STAC search."""
    options: SearchOptions
    asset_keys: tuple[str, ...] | None = None
    """The only assets that are needed, if that is known."""
    credentials: HttpCredentials | None = None
    here: FilteredHere = NOTHING_HERE
    """What the API does not take of the search."""

    def __post_init__(self) -> None:
        if not isinstance(self.query, Mapping):
            raise BadRequestError(f"A STAC query must be an object such as {{'collections': […]}}, got {self.query!r}")

    @property
    def is_remote(self) -> bool:
        """Whether the items come from another machine."""
        return is_web_address(self.address)

    @property
    def cache_key(self) -> Hashable:
        """Equal for questions with equal answers; of a file also its time and size.

        Raises:
            BadRequestError: the query is no JSON.
        """
        try:
            query = json.dumps(self.query, sort_keys=True, allow_nan=False)
        except (TypeError, ValueError) as error:
            raise BadRequestError(f"A STAC query must be made of JSON values, {error}") from error
        version: Hashable = None
        if not self.is_remote:
            with file_errors(Path(self.address)):
                status = Path(self.address).stat()
            version = status.st_mtime_ns, status.st_size, status.st_ino
        return self.address, version, query, self.options, self.asset_keys, self.credentials, self.here.key


def is_web_address(address: str) -> bool:
    """Whether this is an http or https URL."""
    return urlsplit(address).scheme.lower() in _CAME_FROM_ELSEWHERE


def address_of(text: str) -> str:
    """The address that a backend's ``input`` names: without ``stac+``; a path becomes absolute.

    Raises:
        UnsupportedError: a scheme other than http, https and file.
    """
    text = os.fspath(text)
    text = text[len("stac+") :] if text.lower().startswith("stac+") else text
    scheme = urlsplit(text).scheme.lower() if "://" in text else ""
    if scheme in _CAME_FROM_ELSEWHERE:
        return text
    if scheme not in ("", "file"):
        raise UnsupportedError(f"STAC is read from http, https and files, got {redacted(text)!r}")
    return str(path_of(text))


_cache: TTLCache[Hashable, FoundItems] = TTLCache(
    CACHE_ITEMS, CACHE_SECONDS, getsizeof=lambda found: max(1, len(found.items))
)
_cache_lock = threading.Lock()


def find_items(
    question: StacQuestion, client: HttpClient | None = None, cancelled: Callable[[], bool] | None = None
) -> FoundItems:
    """The items that a question means; from memory, if they were found a short time ago. Blocks.

    Raises:
        MosaicError: as the modules that ask.
    """
    key = question.cache_key
    with _cache_lock:
        found = _cache.get(key)
    if found is None:
        found = _found_anew(question, client, cancelled)
        with _cache_lock:
            if len(found.items) <= CACHE_ITEMS:
                _cache[key] = found
    return found


def forget_items() -> None:
    """Empty the memory of ``find_items``."""
    with _cache_lock:
        _cache.clear()


def _found_anew(question: StacQuestion, client: HttpClient | None, cancelled: Callable[[], bool] | None) -> FoundItems:
    if not question.is_remote:
        return _items_of_file(question)
    if client is not None:
        return _items_from_web(question, client)
    with HttpClient(question.address, question.credentials, cancelled=cancelled or never) as own_client:
        return _items_from_web(question, own_client)


# Files


def _items_of_file(question: StacQuestion) -> FoundItems:
    path = Path(question.address)
    with file_errors(path):
        with path.open("rb") as file:
            is_parquet = file.read(len(PARQUET_MAGIC)) == PARQUET_MAGIC
        body = b"" if is_parquet else path.read_bytes()
    if is_parquet:
        return _chosen(items_of_parquet(path, question.address), question)
    document = parse_json(body, question.address)
    items = items_of_document(document)
    if items is None:
        raise BadDocumentError(what_it_is_instead(document, question.address))
    return _chosen(items, question)


def items_of_document(document: Any) -> list[Any] | None:
    """The items of an ItemCollection, or the one that an Item is; ``None`` for anything else."""
    if not isinstance(document, Mapping):
        return None
    if isinstance(document.get("features"), list):
        return list(document["features"])
    return [document] if document.get("type") == "Feature" and "assets" in document else None


def what_it_is_instead(document: Any, name: str) -> str:
    """Why a document has no items, and the way out."""
    kind = document.get("type") if isinstance(document, Mapping) else None
    if kind in ("Catalog", "Collection"):
        return f"{name} is a static STAC {kind}, which only lists links; open an API, an ItemCollection or a GeoParquet"
    if isinstance(document, Mapping) and "mosaicjson" in document:
        return f"{name} is a MosaicJSON document, open it as such (without stac+)"
    return f"{name} must be a STAC API, an ItemCollection or a GeoParquet, got {shortened(document)}"


def _chosen(items: Iterable[Any], question: StacQuestion) -> FoundItems:
    """The items of a document that the query means, each once."""
    wanted = test_of(question)
    known: set[tuple[Any, Any]] = set()
    kept: list[FoundItem] = []
    duplicates = filtered = 0
    max_items = question.options.max_items
    remaining = iter(items)
    for item in remaining:
        key = (str(item.get("collection")), str(item.get("id"))) if isinstance(item, dict) else None
        if key is not None and key in known:
            duplicates += 1
        elif not wanted(item):
            filtered += 1
        elif max_items is not None and len(kept) >= max_items:
            return FoundItems(items=tuple(kept), duplicates=duplicates, filtered=filtered, is_truncated=True)
        else:
            kept.append(FoundItem(item=item, page_url=question.address))
        if key is not None:
            known.add(key)
    return FoundItems(items=tuple(kept), duplicates=duplicates, filtered=filtered)


def test_of(question: StacQuestion) -> Callable[[Any], bool]:
    """Whether an item counts; what is no item passes, so that it is reported."""
    meant, here = filter_of(question.query), question.here
    if not here.where:
        return meant
    return lambda item: meant(item) and (not isinstance(item, dict) or here.holds(item))


# The web


def _items_from_web(question: StacQuestion, client: HttpClient) -> FoundItems:
    if is_search(question.address):
        return _searched(client, question, question.address, method=None, landing=None)
    reply = client.get(question.address, headers={"Accept": "application/geo+json, application/json, */*;q=0.1"})
    if reply.body.startswith(PARQUET_MAGIC):
        return _chosen(items_of_parquet(reply.body, redacted(question.address)), question)
    document = reply.json()
    if isinstance(document, Mapping) and isinstance(document.get("features"), list):
        first = PageRequest(method="GET", url=question.address)
        watch = Watch(wanted=test_of(question))
        return follow_pages(client, first, question.options, first_reply=reply, watch=watch)
    items = items_of_document(document)
    if items is not None:
        return _chosen(items, question)
    if isinstance(document, Mapping):
        if document.get("type") == "Collection" and document.get("id"):
            return replace(_items_of_collection(client, question, document, reply), collection=document)
        if (link := _search_link(document)) is not None:
            url, method = _target(link, reply)
            return _searched(client, question, url, method=method, landing=document)
    raise BadDocumentError(what_it_is_instead(document, redacted(question.address)))


def is_search(address: str) -> bool:
    """Whether this looks like the address of an API's search."""
    return urlsplit(address).path.rstrip("/").endswith("/search")


def _items_of_collection(
    client: HttpClient, question: StacQuestion, collection: Mapping[str, Any], reply: HttpReply
) -> FoundItems:
    """Search the API that a collection belongs to; where it has no search, read the collection's list of items."""
    asked_for = question.query.get("collections")
    if asked_for is not None and asked_for != [collection["id"]]:
        raise BadRequestError(
            f"The address is that of the collection {collection['id']!r}, so the query must not ask for {asked_for!r}; "
            "remove collections from the query, or give the address of the API"
        )
    links = [link for link in collection.get("links") or () if isinstance(link, Mapping) and link.get("href")]
    for rel in ("root", "parent"):
        for link in links:
            url, _ = _target(link, reply)
            if link.get("rel") != rel or not is_web_address(url) or url == reply.url:
                continue
            landing = _json_or_none(client, url)
            if landing is not None and (found := _search_link(landing[0])) is not None:
                url, method = _target(found, landing[1])
                own = replace(question, query={**question.query, "collections": [collection["id"]]})
                return _searched(client, own, url, method=method, landing=landing[0])
    for link in links:
        if link.get("rel") == "items":
            watch = Watch(wanted=test_of(question))
            first = PageRequest(method="GET", url=_target(link, reply)[0])
            return follow_pages(client, first, question.options, watch=watch)
    raise UnsupportedError(what_it_is_instead(collection, redacted(question.address)))


def _search_link(landing: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The link to an API's item search; the one with POST where there are two."""
    links = landing.get("links")
    found = [
        link
        for link in (links if isinstance(links, list) else ())
        if isinstance(link, Mapping) and link.get("rel") == "search" and link.get("href")
    ]
    return next((link for link in found if str(link.get("method")).upper() == "POST"), found[0] if found else None)


def _target(link: Mapping[str, Any], reply: HttpReply) -> tuple[str, Method | None]:
    methods: dict[str, Method] = {"GET": "GET", "POST": "POST"}
    url = same_scheme(urljoin(reply.url, str(link["href"])), reply.url)
    return url, methods.get(str(link.get("method")).upper())


def _searched(
    client: HttpClient,
    question: StacQuestion,
    url: str,
    *,
    method: Method | None,
    landing: Mapping[str, Any] | None,
) -> FoundItems:
    """Search, with ``fields`` only where the API knows them."""
    query = dict(question.query)
    notes: tuple[Notice, ...] = ()
    own_fields = query.get("fields")
    if own_fields is not None or question.asset_keys:
        has_fields = _has_fields(landing if landing is not None else _landing_of(client, url))
        if own_fields is None and has_fields and question.asset_keys:
            query["fields"] = {"include": [*_ITEM_FIELDS, *(f"assets.{key}" for key in question.asset_keys)]}
        if own_fields is not None and has_fields is False:
            del query["fields"]
            notes = (
                Notice(code="unsupported", message="The API does not say that it knows 'fields', which were not sent"),
            )
    found = search(
        client, url, query, question.options, method=method, watch=question.here.watch(question.options.max_items)
    )
    return replace(found, notes=(*notes, *found.notes))


def _has_fields(landing: Mapping[str, Any] | None) -> bool | None:
    """Whether an API knows ``fields``; ``None`` when it does not say what it knows."""
    conforms_to = landing.get("conformsTo") if landing is not None else None
    if not isinstance(conforms_to, Sequence) or isinstance(conforms_to, str):
        return None
    return any(ConformanceClasses.FIELDS.pattern.match(str(name)) for name in conforms_to)


def _landing_of(client: HttpClient, search_url: str) -> Mapping[str, Any] | None:
    parts = urlsplit(search_url)
    path = parts.path.rstrip("/").removesuffix("/search")
    found = _json_or_none(client, urlunsplit(parts._replace(path=path or "/", query="", fragment="")))
    return None if found is None else found[0]


def _json_or_none(client: HttpClient, url: str) -> tuple[Mapping[str, Any], HttpReply] | None:
    """A JSON object that is good to have and can be done without."""
    try:
        reply = client.get(url, headers={"Accept": "application/json"}, accept=range(400, 600))
        value = reply.json() if reply.status < 400 else None
    except BadDocumentError:
        return None
    return (value, reply) if isinstance(value, Mapping) else None
