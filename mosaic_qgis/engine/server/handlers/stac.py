"""``stac_collections``, ``stac_queryables``, ``stac_search`` and ``fetch_picture``: a STAC API for people. ENGINE side."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from cachetools import TTLCache

from ....backends import pictures
from ....backends.http import HttpClient
from ....backends.http_credentials import HttpCredentials
from ....backends.logins import credentials_for
from ....backends.stac_catalog import StacApi, collections_of, find_api, queryables_of, web_address
from ....backends.stac_conditions import Condition
from ....backends.stac_lookup import look_up
from ....backends.stac_order import SortKey
from ....backends.stac_packing import packed
from ....backends.stac_summaries import api_summary, collection_summary, queryable_summary
from ...wire.codec import from_json
from ...wire.request import Credentials
from ...wire.stac_requests import FetchPicture, StacCollections, StacQueryables, StacSearch
from ...wire.stac_results import PictureResult, StacCollectionsResult, StacQueryablesResult, StacSearchResult
from ..jobs import Job

KNOWN_SECONDS = 120
"""How long it is known what an API can do."""
MOST_QUERYABLES = 500
ENTRIES_PER_PART = 100
"""So many are understood within some milliseconds, however much they say."""


_known: TTLCache[tuple[str, HttpCredentials | None], StacApi] = TTLCache(64, KNOWN_SECONDS)
_known_lock = threading.Lock()


def stac_collections(request: StacCollections, job: Job) -> StacCollectionsResult:
    """Sends progress, then the collections in parts. Raises what backends raise."""
    with _api_at(request.uri, request.credentials, job, anew=True) as (client, api):
        found, is_truncated = collections_of(client, api, job.progress)
    job.parts("collections", [collection_summary(collection) for collection in found], ENTRIES_PER_PART)
    return from_json(StacCollectionsResult, {**api_summary(api), "collections": [], "truncated": is_truncated})


def stac_queryables(request: StacQueryables, job: Job) -> StacQueryablesResult:
    """Raises what backends raise."""
    with _api_at(request.uri, request.credentials, job) as (client, api):
        found = queryables_of(client, api, request.collections)
    properties = [queryable_summary(name, schema) for name, schema in list(found.items())[:MOST_QUERYABLES]]
    return from_json(StacQueryablesResult, {"properties": properties})


def stac_search(request: StacSearch, job: Job) -> StacSearchResult:
    """Sends progress, then the items in parts. Raises what backends raise."""
    conditions = [Condition(name=row.property, operator=row.operator, value=row.value) for row in request.where]
    sort = [SortKey(name=key.property, descending=key.descending) for key in request.sort]
    with _api_at(request.uri, request.credentials, job) as (client, api):
        found = look_up(client, api, request.query, conditions, sort, request.max_items, job.progress)
    items, assets = packed(found.items)
    job.parts("items", items, ENTRIES_PER_PART)
    job.parts("assets", assets, ENTRIES_PER_PART)
    return StacSearchResult(
        items=(),
        assets=(),
        matched=found.matched,
        truncated=found.is_truncated,
        filtered_here=found.filtered_here,
        query=found.query,
    )


def fetch_picture(request: FetchPicture, job: Job) -> PictureResult:
    """Raises what backends raise."""
    home = web_address(request.home) if request.home else ""
    login = None if request.credentials is None or not home else request.credentials.document
    picture = pictures.fetch_picture(
        request.href, home, credentials_for("https", login), request.max_bytes, job.is_cancelled
    )
    return PictureResult(media_type=picture.media_type, base64=base64.b64encode(picture.content).decode("ascii"))


@contextmanager
def _api_at(
    uri: str, credentials: Credentials | None, job: Job, *, anew: bool = False
) -> Iterator[tuple[HttpClient, StacApi]]:
    address = web_address(uri)
    login = credentials_for("https", None if credentials is None else credentials.document)
    with HttpClient(address, login, cancelled=job.is_cancelled) as client:
        with _known_lock:
            api = None if anew else _known.get((address, login))
        if api is None:
            api = find_api(client, address)
            with _known_lock:
                _known[address, login] = api
        yield client, api
