"""Mosaics of what a STAC catalogue has, however much it is: from a search or a document of items. Runs in the ENGINE; blocks
on the catalogue.

Owns what is asked where. No item stays in memory: ``stac_images``. An API is searched as for people who choose from the items:
``stac_lookup``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

from ..mosaic.assets import redacted
from ..mosaic.document import parse_json
from ..mosaic.errors import BadDocumentError
from ..mosaic.gathered import GatheredFootprints
from ..mosaic.notices import Notice
from .feature_rows import order_of
from .file import file_errors
from .gathered_mosaic import Wanted, ZoomsOf, write_gathered
from .http import HttpClient, HttpReply
from .http_credentials import HttpCredentials
from .image_folders import unless_withdrawn
from .making import MadeMosaic, Report, check
from .saving import check_target
from .stac_catalog import find_api
from .stac_conditions import Condition
from .stac_here import FilteredHere
from .stac_images import ImageRule, Naming, StacImages
from .stac_lookup import look_up
from .stac_order import SortKey
from .stac_pages import SearchOptions
from .stac_parquet import MAGIC as PARQUET_MAGIC
from .stac_parquet import items_of_parquet
from .stac_sources import (
    StacQuestion,
    address_of,
    find_items,
    is_search,
    is_web_address,
    items_of_document,
    test_of,
    what_it_is_instead,
)

_FOUND = 0.5
"""How far it is when all items are there."""
_LOOK_EVERY = 256
_MANY = 20_000
"""Where nobody knows how many items come, half of the way is for so many."""

Progress = Callable[[float | None, str], None]


@dataclass(frozen=True, kw_only=True)
class StacWish:
    """Which items a mosaic is to be made of."""

    uri: str
    """Of a STAC API, or of a document of items: a web address or an absolute path."""
    query: Mapping[str, Any] = field(default_factory=dict)
    """The JSON of a search."""
    where: tuple[Condition, ...] = ()
    """All of these must hold, too."""
    sort: SortKey | None = None
    """The first items are topmost; ``None``: as the catalogue gives them."""
    max_items: int | None = None
    asset: str = ""
    """The key of the asset; empty: the one that each item is about."""
    names: Naming = "asset"
    credentials: HttpCredentials | None = field(default=None, repr=False)


def make_mosaic_of_items(
    wish: StacWish, wanted: Wanted, zooms_of: ZoomsOf, *, report: Report, cancelled: Callable[[], bool]
) -> MadeMosaic:
    """Make a mosaic of STAC items and write it. All of it or nothing. ``zooms_of`` is asked with the addresses of some images
    where the items do not say their resolution.

    Raises:
        NoAssetFoundError: no item is found, or none that can be used.
        BadRequestError: the search is wrong.
        MosaicError: as the catalogue, ``write_gathered`` and ``zooms_of``.
    """
    check_target(wanted.target, overwrite=wanted.overwrite)
    address = address_of(wish.uri)
    rule = ImageRule(target=wanted.target, recipe=wanted.recipe, asset=wish.asset, names=wish.names)

    def progress(fraction: float | None, text: str) -> None:
        check(cancelled)
        report(None if fraction is None else fraction * _FOUND, text)

    with GatheredFootprints() as gathered:
        images = StacImages(gathered, rule, is_remote=is_web_address(address), sort=wish.sort)
        place = _Place(wish=wish, address=address, images=images, progress=progress)
        # However long a catalogue keeps silent, whoever withdraws need not wait for it.
        found = unless_withdrawn(partial(_gathered, place, cancelled), redacted(address), cancelled, limit_s=math.inf)
        images.require_any(redacted(address))
        made = write_gathered(
            gathered,
            found.order,
            wanted,
            zooms=images.zooms(zooms_of),
            times=images.times,
            notes=(*found.notes, *images.notices()),
            report=lambda fraction, text: report(None if fraction is None else _FOUND + (1 - _FOUND) * fraction, text),
            cancelled=cancelled,
        )
    return replace(made, skipped_count=made.skipped_count + images.left_out)


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Where items come from, and where they go."""

    wish: StacWish
    address: str
    images: StacImages
    progress: Progress

    def question(self) -> StacQuestion:
        """What is asked of a document."""
        return StacQuestion(
            address=self.address,
            query=self.wish.query,
            options=SearchOptions(max_items=self.wish.max_items),
            credentials=self.wish.credentials,
            here=FilteredHere(where=self.wish.where),
        )


@dataclass(frozen=True, kw_only=True)
class _Found:
    """What was gathered."""

    order: list[int] | None
    """The numbers of images, topmost first."""
    notes: tuple[Notice, ...] = ()


def _gathered(place: _Place, cancelled: Callable[[], bool]) -> _Found:
    place.progress(0.0, "asking the catalogue")
    if not is_web_address(place.address):
        path = Path(place.address)
        with file_errors(path):
            return _of_document(place, _items_of_file(path))
    with HttpClient(place.address, place.wish.credentials, cancelled=cancelled) as client:
        if is_search(place.address):
            return _of_api(place, client)
        reply = client.get(place.address, headers={"Accept": "application/geo+json, application/json, */*;q=0.1"})
        if reply.body.startswith(PARQUET_MAGIC):
            return _of_document(place, items_of_parquet(reply.body, redacted(place.address)))
        items = items_of_document(reply.json())
        if items is None:
            return _of_api(place, client)
        return _of_pages(place, client) if _goes_on(reply) else _of_document(place, items)


def _goes_on(reply: HttpReply) -> bool:
    """Whether a list of items has further pages."""
    document = reply.json()
    links = document.get("links") if isinstance(document, Mapping) else None
    return any(
        isinstance(link, Mapping) and link.get("rel") == "next" for link in (links if isinstance(links, list) else ())
    )


# An API


def _of_api(place: _Place, client: HttpClient) -> _Found:
    wish = place.wish
    api = find_api(client, place.address)
    if api.search_url is None:
        # A collection without a search may list its items; anything else has its sentence.
        return _of_pages(place, client)
    sort = () if wish.sort is None else (wish.sort,)
    found = look_up(client, api, wish.query, wish.where, sort, wish.max_items, place.progress, keep=place.images.keep)
    order = place.images.order(each["ticket"] for each in found.items)
    notes = (*found.notes, *_cut(len(found.items), found.matched)) if found.is_truncated else found.notes
    return _Found(order=order, notes=notes)


def _of_pages(place: _Place, client: HttpClient) -> _Found:
    """A list of items that goes on from page to page."""
    found = find_items(place.question(), client)
    keys = []
    for entry in found.items:
        place.images.keep(entry.item, entry.page_url)
        keys.append(_sort_key(place, entry.item))
    notes = (*found.notes, *_cut(len(found.items), found.matched)) if found.is_truncated else found.notes
    return _Found(order=_order(place, keys), notes=notes)


# A document


def _items_of_file(path: Path) -> Iterator[Any]:
    with path.open("rb") as file:
        is_parquet = file.read(len(PARQUET_MAGIC)) == PARQUET_MAGIC
    if is_parquet:
        yield from items_of_parquet(path, str(path))
        return
    document = parse_json(path.read_bytes(), str(path))
    items = items_of_document(document)
    if items is None:
        raise BadDocumentError(what_it_is_instead(document, str(path)))
    yield from items


def _of_document(place: _Place, items: Iterable[Any]) -> _Found:
    """Items of a document, each once, as they come."""
    is_wanted = test_of(place.question())
    known: set[bytes] = set()
    keys: list[Any] = []
    most = place.wish.max_items
    is_cut = False
    for number, item in enumerate(items):
        if number % _LOOK_EVERY == 0:
            place.progress(number / (number + _MANY), f"{number} items")
        if isinstance(item, dict):
            identity = blake2b(f"{item.get('collection')}/{item.get('id')}".encode(errors="replace"), digest_size=16)
            if identity.digest() in known:
                continue
            known.add(identity.digest())
        if not is_wanted(item):
            continue
        if most is not None and len(keys) >= most:
            is_cut = True
            break
        place.images.keep(item, place.address)
        keys.append(_sort_key(place, item))
    return _Found(order=_order(place, keys), notes=_cut(len(keys), None) if is_cut else ())


def _sort_key(place: _Place, item: Any) -> Any:
    sort = place.wish.sort
    return None if sort is None or not isinstance(item, Mapping) else sort.place(item)


def _order(place: _Place, keys: list[Any]) -> list[int]:
    """The numbers of images, sorted by the keys of their items, which are in the order of the tickets."""
    sort = place.wish.sort
    tickets = None if sort is None else order_of(keys, is_descending=sort.descending)
    return place.images.order(range(len(keys)) if tickets is None else tickets)


def _cut(count: int, matched: int | None) -> tuple[Notice, ...]:
    total = f"{matched} items match" if matched is not None else "there are more"
    text = f"The search was cut after {count} items, {total}; some ground may be missing"
    return (Notice(code="budget", message=text),)
