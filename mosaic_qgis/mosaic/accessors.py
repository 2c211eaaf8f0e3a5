"""Accessors: what names the image of a feature. Runs in the ENGINE; pure.

An accessor is any function from a feature (or STAC item) to the text that ``tiles`` will list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Accessor = Callable[[Any], str]


def default_accessor(feature: Mapping[str, Any]) -> str:
    """``properties.path``, where ``get_footprints`` puts it."""
    path: str = feature["properties"]["path"]
    return path


def default_stac_accessor(item: Mapping[str, Any]) -> str:
    """Where the item is: its ``self`` link, else the address below its ``root`` link, else its id."""
    links = {link["rel"]: link["href"] for link in reversed(item.get("links") or []) if link.get("href")}
    if "self" in links:
        return str(links["self"])
    if "root" in links and item.get("collection"):
        return f"{str(links['root']).rstrip('/')}/collections/{item['collection']}/items/{item['id']}"
    return str(item["id"])
