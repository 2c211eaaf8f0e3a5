"""Items, collections and queryables of a STAC API in a small, bounded form, for people to choose from. Runs in the ENGINE;
pure, no I/O.

Everything here comes from elsewhere and may have any form: what has a wrong one is left out, what is long is cut.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin

from shapely.errors import ShapelyError
from shapely.geometry import mapping, shape

from .stac_catalog import StacApi
from .stac_items import box_geometry, four_values
from .times import EARLIEST, LATEST, instant, span_of, written

Summary = dict[str, Any]

ITEM_BYTES = 16_000
"""JSON of an item, at most."""
ALL_ITEMS_BYTES = 40_000_000
"""JSON of all items of a search, at most."""
_FEWEST_BYTES = 1_000
_LONGEST_TEXT = 200
_LONGEST_DESCRIPTION = 4_000
_MOST_PROPERTIES = 80
_MOST_ASSETS = 80
_MOST_KEYWORDS = 30
_MOST_CHOICES = 300
_MOST_POSITIONS = 100
_DECIMALS = 6
_CONFORMANCE = 300
_PICTURES = ("image/png", "image/jpeg", "image/jpg", "image/webp", "image/gif")
_PICTURE_KEYS = ("thumbnail", "rendered_preview", "preview", "browse")
_KEPT_LAST = ("datetime", "eo:cloud_cover", "platform", "gsd", "created", "updated")
"""Of the properties, when not all fit."""


# Items


def item_bytes(max_items: int) -> int:
    """What one of so many items may take."""
    return max(_FEWEST_BYTES, min(ITEM_BYTES, ALL_ITEMS_BYTES // max_items))


def item_summary(item: Mapping[str, Any], page_url: str, max_bytes: int = ITEM_BYTES) -> Summary:
    """What people see of an item, as the protocol has it; its JSON is at most ``max_bytes`` long, and never without its id."""
    properties = _mapping(item.get("properties"))
    span = span_of(item)
    at = instant(properties.get("datetime"))
    box = four_values(item.get("bbox"))
    geometry = _geometry(item.get("geometry"))
    base = _own_address(item, page_url)
    summary: Summary = {
        "id": _text(item.get("id"), _LONGEST_TEXT),
        "collection": _text(item.get("collection"), _LONGEST_TEXT),
        "datetime": None if at is None else written(at),
        "begin": None if span is None or span.begin == EARLIEST else written(span.begin),
        "end": None if span is None or span.end == LATEST else written(span.end),
        "cloud_cover": _number(properties.get("eo:cloud_cover", properties.get("cloud_cover"))),
        "platform": _text(properties.get("platform"), _LONGEST_TEXT) or None,
        "geometry": geometry if geometry is not None else None if box is None else box_geometry(box),
        "bbox": None if box is None else list(box),
        "assets": dict(_assets(item)),
        "thumbnail": _thumbnail(item, base),
        "properties": dict(_scalars(properties)),
    }
    return _bounded(summary, max_bytes)


def _bounded(summary: Summary, max_bytes: int) -> Summary:
    """A summary with less and less in it, until it fits."""
    if _size(summary) <= max_bytes:
        return summary
    summary["assets"] = {key: {**asset, "title": "", "type": ""} for key, asset in summary["assets"].items()}
    if _size(summary) > max_bytes and summary["bbox"] is not None:
        summary["geometry"] = box_geometry(tuple(summary["bbox"]))
    if _size(summary) > max_bytes:
        properties = summary["properties"]
        summary["properties"] = {name: properties[name] for name in _KEPT_LAST if name in properties}
    while _size(summary) > max_bytes and summary["assets"]:
        keys = list(summary["assets"])
        summary["assets"] = {key: summary["assets"][key] for key in keys[: len(keys) // 2]}
    if _size(summary) > max_bytes:
        summary |= {"thumbnail": None, "properties": {}}
    return summary


def _size(value: Any) -> int:
    return len(json.dumps(value))


def _assets(item: Mapping[str, Any]) -> Iterator[tuple[str, Summary]]:
    for key, asset in list(_mapping(item.get("assets")).items())[:_MOST_ASSETS]:
        if not isinstance(asset, Mapping):
            continue
        names = common_names(asset)
        yield (
            str(key)[:_LONGEST_TEXT],
            {
                "title": _text(asset.get("title"), 100),
                "roles": _texts(asset.get("roles"), 6),
                "common_name": names[0] if len(names) == 1 else "",
                "type": _text(asset.get("type"), 100),
            },
        )


def common_names(asset: Mapping[str, Any]) -> list[str]:
    """Of an asset's bands, in order; those without one are left out."""
    for field, name in (("bands", "eo:common_name"), ("eo:bands", "common_name"), ("bands", "common_name")):
        bands = asset.get(field)
        if isinstance(bands, list):
            found = [_text(band.get(name), 40) for band in bands if isinstance(band, Mapping)]
            if any(found):
                return [text for text in found if text][:20]
    own = asset.get("eo:common_name")
    return [own[:40]] if isinstance(own, str) and own else []


def _own_address(item: Mapping[str, Any], page_url: str) -> str:
    links = item.get("links")
    for link in links if isinstance(links, list) else ():
        if isinstance(link, Mapping) and link.get("rel") == "self" and isinstance(link.get("href"), str):
            return _joined(page_url, link["href"]) or page_url
    return page_url


def _thumbnail(item: Mapping[str, Any], base: str) -> str | None:
    """Where a small picture is: an asset that says so, else one that is meant to be looked at, else a link."""
    assets = {key: asset for key, asset in _mapping(item.get("assets")).items() if isinstance(asset, Mapping)}
    links = item.get("links")
    groups = (
        [asset for asset in assets.values() if "thumbnail" in _texts(asset.get("roles"), 9)],
        [assets[key] for key in _PICTURE_KEYS if key in assets],
        [asset for asset in assets.values() if "overview" in _texts(asset.get("roles"), 9)],
        [link for link in (links if isinstance(links, list) else []) if _is_link_to_picture(link)],
    )
    for entry in itertools.chain.from_iterable(groups):
        href = entry.get("href")
        # A TIFF is none that a table shows, whatever its role.
        if isinstance(href, str) and _may_be_picture(entry) and (found := _joined(base, href)) is not None:
            return found
    return None


def _is_link_to_picture(link: Any) -> bool:
    return isinstance(link, Mapping) and link.get("rel") in ("thumbnail", "preview", "icon") and bool(link.get("type"))


def _may_be_picture(entry: Mapping[str, Any]) -> bool:
    told = str(entry.get("type") or "").partition(";")[0].strip().lower()
    path = str(entry.get("href")).partition("?")[0].lower()
    return told in _PICTURES if told else not path.endswith((".tif", ".tiff", ".jp2", ".json", ".xml", "/"))


def _joined(base: str, href: str) -> str | None:
    try:
        whole = urljoin(base, href) if "://" not in href else href
    except ValueError:
        return None
    return whole if whole.startswith(("https://", "http://", "s3://", "gs://", "az://")) and len(whole) < 4000 else None


def _scalars(properties: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Numbers, texts and truth values; short lists of them as text."""
    count = 0
    for name, value in properties.items():
        shown = _scalar(value)
        if shown is None or count >= _MOST_PROPERTIES:
            continue
        count += 1
        yield str(name)[:_LONGEST_TEXT], shown


def _scalar(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= _LONGEST_TEXT else value[: _LONGEST_TEXT - 1] + "…"
    if isinstance(value, bool) or (isinstance(value, int) and abs(value) < 2**63):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list) and value and all(isinstance(each, str | int | float) for each in value):
        return _scalar(", ".join(map(str, value[:50])))
    return None


def _geometry(value: Any) -> Mapping[str, Any] | None:
    """A GeoJSON geometry of two dimensions and not too many positions; ``None`` for what is none."""
    try:
        geometry = shape(value)
        if geometry.is_empty:
            return None
        count = sum(1 for _ in _positions(value["coordinates"]))
        if count > _MOST_POSITIONS:
            west, south, east, north = geometry.bounds
            step = max(east - west, north - south) / 1000
            while count > _MOST_POSITIONS and step < max(east - west, north - south):
                geometry = geometry.simplify(step, preserve_topology=True)
                count = sum(1 for _ in _positions(mapping(geometry)["coordinates"]))
                step *= 4
            if count > _MOST_POSITIONS:
                return None
        plain = mapping(geometry)
        return {"type": plain["type"], "coordinates": _rounded(plain["coordinates"])}
    except (ShapelyError, ValueError, TypeError, AttributeError, KeyError, IndexError, OverflowError):
        return None


def _positions(coordinates: Any) -> Iterator[Any]:
    if coordinates and isinstance(coordinates[0], int | float):
        yield coordinates
        return
    for part in coordinates:
        yield from _positions(part)


def _rounded(coordinates: Any) -> Any:
    if coordinates and isinstance(coordinates[0], int | float):
        x, y = float(coordinates[0]), float(coordinates[1])
        if not (math.isfinite(x) and math.isfinite(y)):
            raise ValueError("A position must be finite.")
        return [round(x, _DECIMALS), round(y, _DECIMALS)]
    return [_rounded(part) for part in coordinates]


# Collections


def collection_summary(collection: Mapping[str, Any]) -> Summary:
    """What people see of a collection, as the protocol has it."""
    extent = _mapping(collection.get("extent"))
    boxes = _mapping(extent.get("spatial")).get("bbox")
    intervals = _mapping(extent.get("temporal")).get("interval")
    box = four_values(boxes[0]) if isinstance(boxes, list) and boxes else None
    interval = intervals[0] if isinstance(intervals, list) and intervals else None
    begin, end = interval if isinstance(interval, list) and len(interval) == 2 else (None, None)
    templates = collection.get("item_assets") or _mapping(collection.get("summaries")).get("assets")
    return {
        "id": _text(collection.get("id"), _LONGEST_TEXT),
        "title": _text(collection.get("title"), _LONGEST_TEXT),
        "description": _text(collection.get("description"), _LONGEST_DESCRIPTION),
        "licence": _text(collection.get("license"), _LONGEST_TEXT),
        "bbox": None if box is None else list(box),
        "begin": _time(begin),
        "end": _time(end),
        "keywords": _texts(collection.get("keywords"), _MOST_KEYWORDS),
        "assets": {
            str(key)[:_LONGEST_TEXT]: {
                "title": _text(asset.get("title"), _LONGEST_TEXT),
                "roles": _texts(asset.get("roles"), 6),
                "common_names": common_names(asset),
                "type": _text(asset.get("type"), 100),
            }
            for key, asset in list(_mapping(templates).items())[:_MOST_ASSETS]
            if isinstance(asset, Mapping)
        },
    }


def api_summary(api: StacApi) -> Summary:
    """What people see of an API itself, as the protocol has it."""
    abilities = api.abilities
    return {
        "title": _text(api.landing.get("title") or api.landing.get("id"), _LONGEST_TEXT),
        "description": _text(api.landing.get("description"), _LONGEST_DESCRIPTION),
        "conforms_to": [text[:_LONGEST_TEXT] for text in api.conforms_to[:_CONFORMANCE]],
        "search_uri": api.layer_uri,
        "has_query": abilities.query,
        "has_filter": abilities.filter,
        "has_sortby": abilities.sort,
    }


def _time(value: Any) -> str | None:
    at = instant(value)
    return None if at is None else written(at)


# Queryables


def queryable_summary(name: str, schema: Mapping[str, Any]) -> Summary:
    """What people see of a property that conditions can be about."""
    kinds = schema.get("type")
    kind = next((each for each in kinds if each != "null"), "") if isinstance(kinds, list) else kinds
    choices = schema.get("enum")
    if not isinstance(choices, list) and isinstance(schema.get("const"), str | int | float):
        choices = [schema["const"]]
    return {
        "name": name[:_LONGEST_TEXT],
        "title": _text(schema.get("title") or schema.get("description"), _LONGEST_TEXT),
        "type": "string"
        if name in ("id", "collection")
        else kind
        if kind in ("string", "number", "integer", "boolean", "array")
        else "",
        "enum": [
            each for each in (choices if isinstance(choices, list) else [])[:_MOST_CHOICES] if _scalar(each) is not None
        ],
        "minimum": _number(schema.get("minimum")),
        "maximum": _number(schema.get("maximum")),
        "format": _text(schema.get("format"), 40),
    }


# Values


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(value: Any, length: int) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return ""
    return value if len(value) <= length else value[: length - 1] + "…"


def _texts(value: Any, count: int) -> list[str]:
    entries = value if isinstance(value, list) else []
    return [each[:_LONGEST_TEXT] for each in entries if isinstance(each, str)][:count]


def _number(value: Any) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return float(value) if is_number else None
