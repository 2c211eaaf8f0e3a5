"""A live layer of a STAC search as one value, and that value as a layer's URI and back.

QGIS side, pure. `uri_of` and `layer_of` are inverses; options that are none of this panel's business are kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote, unquote

from ..provider.uri import LayerUri, is_absolute, with_file
from .stac_query import CLOUD, SORTS, Condition, Search, SearchTextError, json_of, json_value, search_of

PREFIX: Final = "stac+"
DEFAULT_MAX_ITEMS: Final = 1000
"""What the engine takes of a search where a layer's URI does not say."""
MOST_NAME_CHARACTERS: Final = 20_000
"""Of the names of images in a layer's URI, which stands in projects, lists of recent sources and QGIS's log."""
_OWN = ("authcfg", "assets_authcfg", "query", "where", "sort", "assets", "expression", "max_items", "exclude", "first")


@dataclass(frozen=True, kw_only=True)
class StacLayer:
    """What a live layer shows."""

    address: str
    """Of the API's search, its landing page or a static document, without `stac+`."""
    search: Search = field(default_factory=Search)
    """What the API is asked."""
    where: tuple[Condition, ...] = ()
    """Conditions that the API does not take: the engine sees to them."""
    sort: str = ""
    """An order that the API does not make, a key of `SORTS`."""
    assets: tuple[str, ...] = ()
    """Keys of the assets that are the layer's bands; none: what the items are about, or what the expression names."""
    expression: str = ""
    max_items: int = DEFAULT_MAX_ITEMS
    exclude: tuple[str, ...] = ()
    """Images that are left out, by the names that the mosaic has for them."""
    first: tuple[str, ...] = ()
    """Images that lie on top, topmost first."""
    authcfg: str = ""
    """QGIS's configuration for the API."""
    assets_authcfg: str = ""
    """QGIS's configuration for the images."""
    options: Mapping[str, str] = field(default_factory=dict)
    """All other options of the layer."""

    def __post_init__(self) -> None:
        if not self.address:
            raise ValueError("a STAC layer must have the address of an API or a document, got none")
        if self.max_items < 1:
            raise ValueError(f"max_items must be at least 1, got {self.max_items}")
        object.__setattr__(self, "options", MappingProxyType(dict(self.options)))


def has_too_many_names(layer: StacLayer) -> bool:
    """Whether so many images are left out or put on top that the layer's URI should not hold them."""
    return len(names_text(layer.exclude)) + len(names_text(layer.first)) > MOST_NAME_CHARACTERS


def is_stac(uri: LayerUri) -> bool:
    """Whether a layer is one of a STAC search."""
    return uri.mosaic.lower().startswith(PREFIX)


def address_of(mosaic: str) -> str:
    """An address without the prefix that makes it one of STAC for layers."""
    return mosaic[len(PREFIX) :] if mosaic.lower().startswith(PREFIX) else mosaic


def typed_address(text: str) -> str:
    """The address that a person typed: a host is one of the web, a path one of this machine."""
    address = address_of(text.strip())
    if not address or "://" in address:
        return address
    path = Path(address).expanduser()
    if is_absolute(str(path)):
        return address_of(with_file(f"{PREFIX}file://", str(path)))
    return f"https://{address}"


def uri_of(layer: StacLayer) -> LayerUri:
    """The URI of a live layer."""
    query = json_of(layer.search)
    values = {
        "authcfg": layer.authcfg,
        "assets_authcfg": layer.assets_authcfg,
        "query": _json(query),
        "where": _json([_condition_json(each) for each in layer.where]),
        "sort": _json([{"property": name, "descending": falls} for name, falls in SORTS.get(layer.sort, ())]),
        "assets": ",".join(layer.assets),
        "expression": layer.expression,
        "max_items": str(layer.max_items) if layer.max_items != DEFAULT_MAX_ITEMS else "",
        "exclude": names_text(layer.exclude),
        "first": names_text(layer.first),
    }
    own = {key: value for key, value in values.items() if value}
    others = {key: value for key, value in layer.options.items() if key not in _OWN}
    return LayerUri(mosaic=PREFIX + address_of(layer.address), options={**own, **others})


def layer_of(uri: LayerUri) -> StacLayer:
    """What the URI of a STAC layer says. Raises SearchTextError where its query is no search."""
    options = uri.options
    try:
        body = json.loads(options.get("query") or "{}")
    except (ValueError, RecursionError) as error:
        raise SearchTextError(f"The layer's option “query” is no JSON: {error}.") from error
    if not isinstance(body, dict):
        raise SearchTextError("The layer's option “query” is no JSON object.")
    sort = _list_of("sort", options)
    keys = tuple((each.get("property"), each.get("descending", False)) for each in sort)
    most = options.get("max_items", "").strip()
    return StacLayer(
        address=address_of(uri.mosaic),
        search=search_of(body),
        where=tuple(_condition_of(each) for each in _list_of("where", options)),
        sort=next((name for name, known in SORTS.items() if known == keys), ""),
        assets=tuple(key.strip() for key in options.get("assets", "").split(",") if key.strip()),
        expression=options.get("expression", ""),
        max_items=int(most) if most.isascii() and most.isdigit() and int(most) else DEFAULT_MAX_ITEMS,
        exclude=names_of(options.get("exclude", "")),
        first=names_of(options.get("first", "")),
        authcfg=options.get("authcfg", ""),
        assets_authcfg=options.get("assets_authcfg", ""),
        options={key: value for key, value in options.items() if key not in _OWN},
    )


def shown_search(layer: StacLayer) -> Search:
    """The search as a person put it: whether the API sees to a condition or the engine does is no concern of the fields."""
    search, rows = layer.search, list(layer.where)
    if search.cloud_max is None and rows and (rows[0].property, rows[0].operator) == (CLOUD, "<="):
        value = rows[0].value
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 100:
            search, rows = replace(search, cloud_max=float(value)), rows[1:]
    # One that the API does not listen to stands in both places.
    rows = [row for row in rows if row not in search.all_conditions]
    return replace(search, conditions=(*search.conditions, *rows), sort=layer.sort or search.sort)


def with_found(layer: StacLayer, sent: Mapping[str, Any], filtered_here: Sequence[str]) -> StacLayer:
    """The layer of a search that was made: asks the API as it was asked, and does the rest here.

    `filtered_here`: properties of conditions that the API did not take, and "sort". Raises SearchTextError.
    """
    search = layer.search
    where = tuple(each for each in search.all_conditions if each.property in filtered_here)
    return replace(layer, search=search_of(sent), where=where, sort=search.sort if "sort" in filtered_here else "")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if value else ""


def _condition_json(condition: Condition) -> dict[str, Any]:
    value = {} if condition.value is None else {"value": json_value(condition)}
    return {"property": condition.property, "operator": condition.operator, **value}


def _condition_of(entry: Mapping[str, Any]) -> Condition:
    try:
        return Condition(property=entry["property"], operator=entry["operator"], value=entry.get("value"))
    except (KeyError, ValueError) as error:
        raise SearchTextError(f"The layer's option “where” has a wrong condition: {error}.") from error


def _list_of(name: str, options: Mapping[str, str]) -> list[Mapping[str, Any]]:
    try:
        value = json.loads(options.get(name) or "[]")
    except (ValueError, RecursionError) as error:
        raise SearchTextError(f"The layer's option “{name}” is no JSON: {error}.") from error
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise SearchTextError(f"The layer's option “{name}” is no JSON list of objects.")
    return value


def names_text(names: tuple[str, ...]) -> str:
    """Names of images as the options `exclude` and `first` have them."""
    return ",".join(quote(name, safe="/:") for name in names)


def names_of(text: str) -> tuple[str, ...]:
    """Inverse of `names_text`."""
    return tuple(unquote(part) for part in text.split(",") if part)
