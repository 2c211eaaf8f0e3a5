"""Under which terms a mosaic's images may be used, and where to read more. Runs in the ENGINE; pure, no I/O.

Owns what STAC items and collections say of this. Follows no link.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from ..mosaic.assets import redacted

MOST_LINKS = 20
"""Links that are kept, at most: they are for people to read."""
MOST_LICENCES = 5
_ITEMS_LOOKED_AT = 1000
_RELATIONS = ("license", "collection", "about", "describedby", "cite-as", "via")
"""What is worth a person's time; the others lead from one piece of the catalog to the next."""
_LONGEST_TEXT = 500


@dataclass(frozen=True, kw_only=True)
class Link:
    """A reference for people."""

    title: str
    """May be empty."""
    href: str
    """On the web, without secrets."""
    rel: str
    """What it is, as STAC says."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a mosaic says about the use of its images."""

    licence: str | None = None
    """Identifiers such as CC-BY-4.0, by commas; ``None`` where nothing is said."""
    links: tuple[Link, ...] = ()


def terms_of(items: Iterable[Mapping[str, Any]], collection: Mapping[str, Any] | None = None) -> Terms:
    """The terms of a STAC search: of the collection that was asked, and of the first items that were found."""
    sources = [] if collection is None else [collection]
    licences: dict[str, None] = {}
    links: dict[str, Link] = {}
    for source in (*sources, *islice(items, _ITEMS_LOOKED_AT)):
        properties = source.get("properties")
        for holder in (source, properties if isinstance(properties, Mapping) else {}):
            licence = holder.get("license")
            if isinstance(licence, str) and licence.strip():
                licences.setdefault(licence.strip()[:_LONGEST_TEXT])
        for link in _links(source):
            links.setdefault(link.href, link)
    found = sorted(links.values(), key=lambda link: _RELATIONS.index(link.rel))
    return Terms(licence=", ".join(list(licences)[:MOST_LICENCES]) or None, links=tuple(found[:MOST_LINKS]))


def _links(source: Mapping[str, Any]) -> Iterator[Link]:
    links = source.get("links")
    for link in links if isinstance(links, list) else ():
        if not isinstance(link, Mapping) or link.get("rel") not in _RELATIONS or not isinstance(link.get("href"), str):
            continue
        href = redacted(link["href"])
        if _is_on_the_web(href):
            title = link.get("title")
            yield Link(title=title[:_LONGEST_TEXT] if isinstance(title, str) else "", href=href, rel=str(link["rel"]))


def _is_on_the_web(href: str) -> bool:
    try:
        parts = urlsplit(href)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)
