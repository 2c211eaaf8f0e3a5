"""A document against the specification of MosaicJSON: every rule about its keys but ``tiles``. Runs in the ENGINE; pure.

Takes the values as they are written, before the model reads them leniently, so that everything that is ignored there is told here.
The tiles are checked by ``index_rules``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from .errors import UnsupportedError
from .findings import Findings, pointer
from .grid import require_quadtree
from .index_rules import tells_secret
from .model import KNOWN_VERSIONS, tms_of
from .notices import shortened
from .quadkeys import MAX_ZOOM

SINCE: Final[dict[str, str]] = {
    **dict.fromkeys(
        (
            "mosaicjson",
            "name",
            "description",
            "version",
            "attribution",
            "minzoom",
            "maxzoom",
            "bounds",
            "center",
            "tiles",
        ),
        "0.0.1",
    ),
    "quadkey_zoom": "0.0.2",
    **dict.fromkeys(("asset_type", "asset_prefix", "data_type", "colormap", "tilematrixset", "layers"), "0.0.3"),
}
"""All keys of the specification, and the version that brought each."""
OWN_KEYS: Final = frozenset({"overview", "stacks", "datetimes"})
"""Keys that this program writes beside them."""
REQUIRED: Final = ("mosaicjson", "minzoom", "maxzoom", "tiles")
DATA_TYPES: Final = (
    *("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64"),
    *("cint16", "cint32", "cfloat32", "cfloat64", "other"),
)
_SEMVER = re.compile(r"\d+\.\d+\.\d+(?:[-+.]?[0-9A-Za-z.+-]+)?")
# What would run, or call home, where a page shows the text as HTML.
_ACTIVE = re.compile(r"(?i)<\s*(?:script|iframe|object|embed|img|link|style|svg)\b|\bon[a-z]+\s*=|javascript:")
_TEXTS = ("name", "description", "attribution", "asset_type", "asset_prefix")
_ZOOMS = ("minzoom", "maxzoom", "quadkey_zoom")
_HALF_TURN, _QUARTER_TURN = 180.0, 90.0
_ALMOST = 1e-6
"""Degrees by which coordinates may miss for rounding."""


def check_head(values: Mapping[str, Any], findings: Findings) -> None:
    """Tell what is wrong with the keys of a document; ``tiles`` only has to be there."""
    _check_presence(values, findings)
    _check_versions(values, findings)
    for key in _TEXTS:
        if not _is_missing(values, key) and not isinstance(values[key], str):
            _wrong(findings, "wrong_type", key, "must be a string", values[key])
    _check_attribution(values.get("attribution"), findings)
    prefix = values.get("asset_prefix")
    if isinstance(prefix, str) and tells_secret(prefix):
        findings.tell(
            "asset_secret",
            pointer("asset_prefix"),
            "asset_prefix should hold no login and no signature, got one that does",
        )
    zooms = {key: _checked_zoom(values, key, findings) for key in _ZOOMS}
    _check_order_of_zooms(zooms, findings)
    bounds = _checked_bounds(values.get("bounds"), findings)
    _check_center(values.get("center"), bounds, zooms, findings)
    for key, check in _CHECKS.items():
        if not _is_missing(values, key):
            check(values[key], findings)


def _is_missing(values: Mapping[str, Any], key: str) -> bool:
    # Null is the default of most optional keys, and read as absent for all of them.
    return values.get(key) is None


def _wrong(findings: Findings, rule: str, key: str, words: str, value: object) -> None:
    result = "the document is refused for it" if key == "mosaicjson" else "it is ignored"
    findings.tell(rule, pointer(key), f"{key} {words}, got {shortened(value)}; {result}")


def _check_presence(values: Mapping[str, Any], findings: Findings) -> None:
    for key in REQUIRED:
        if _is_missing(values, key):
            default = {"minzoom": "0", "maxzoom": str(MAX_ZOOM)}.get(key)
            result = (
                f"{default} is used, which makes far too many zooms"
                if default
                else "the document is refused without it"
            )
            findings.tell("key_missing", pointer(key), f"{key} is required and missing; {result}")
    if _is_missing(values, "bounds"):
        findings.tell(
            "bounds_missing",
            pointer("bounds"),
            "bounds is missing; without it programs take the whole world for the extent of the mosaic",
        )
    for key in values:
        if key not in SINCE and key not in OWN_KEYS:
            findings.tell(
                "unknown_key",
                pointer(key),
                f"{shortened(key)} is no key of the specification; it is kept and otherwise left alone",
            )


def _check_versions(values: Mapping[str, Any], findings: Findings) -> None:
    told = values.get("mosaicjson")
    if told is None:
        pass
    elif not isinstance(told, str) or not _SEMVER.fullmatch(told):
        _wrong(findings, "spec_version", "mosaicjson", 'must be a version such as "0.0.3"', told)
    elif told not in KNOWN_VERSIONS:
        findings.tell(
            "spec_version_unknown",
            pointer("mosaicjson"),
            f"The version {shortened(told)} is unknown; it is read as {KNOWN_VERSIONS[-1]}",
        )
    else:
        for key in values:
            since = SINCE.get(key)
            if since is not None and since > told and not _is_missing(values, key):
                findings.tell(
                    "newer_key",
                    pointer(key),
                    f"{key} came with version {since} of the specification, the document says {told}; it counts all the same",
                )
    version = values.get("version")
    if version is not None and (not isinstance(version, str) or not _SEMVER.fullmatch(version)):
        _wrong(findings, "version", "version", 'must be a version such as "1.0.0"', version)


def _check_attribution(value: Any, findings: Findings) -> None:
    found = _ACTIVE.search(value) if isinstance(value, str) else None
    if found:
        findings.tell(
            "active_attribution",
            pointer("attribution"),
            f"attribution holds {shortened(found[0])}, which may run, or call home, where a page shows it; write text or links only",
        )


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _checked_zoom(values: Mapping[str, Any], key: str, findings: Findings) -> int | None:
    value = values.get(key)
    if value is None:
        return None
    if not _is_whole(value) or not 0 <= value <= MAX_ZOOM:
        _wrong(findings, "zoom", key, f"must be a whole number from 0 to {MAX_ZOOM}", value)
        return None
    return int(value)


def _check_order_of_zooms(zooms: Mapping[str, int | None], findings: Findings) -> None:
    low, high, keys = zooms["minzoom"], zooms["maxzoom"], zooms["quadkey_zoom"]
    if low is not None and high is not None and low > high:
        findings.tell(
            "zoom_order",
            pointer("maxzoom"),
            f"maxzoom must not be smaller than minzoom, got {high} and {low}; they are swapped",
        )
        low, high = high, low
    if keys is not None and high is not None and keys > high:
        findings.tell(
            "quadkey_zoom",
            pointer("quadkey_zoom"),
            f"quadkey_zoom must not be greater than maxzoom, got {keys} and {high}",
        )


def _checked_bounds(value: Any, findings: Findings) -> tuple[float, float, float, float] | None:
    """The bounds, where they make sense."""
    if value is None:
        return None
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) != 4 or not all(map(_is_number, value)):
        _wrong(findings, "bounds", "bounds", "must be four numbers [west, south, east, north]", value)
        return None
    west, south, east, north = map(float, value)
    if south > north:
        _wrong(findings, "bounds", "bounds", "must have south, the second number, not above north", value)
        return None
    if max(abs(west), abs(east)) > _HALF_TURN + _ALMOST or max(abs(south), abs(north)) > _QUARTER_TURN + _ALMOST:
        _tell_bounds(findings, "bounds", "must be degrees, from -180 to 180 and from -90 to 90", value)
    elif west == east or south == north:
        _tell_bounds(findings, "bounds", "must have an area", value)
    elif west > east:
        _tell_bounds(findings, "bounds_across", "cross the antimeridian, which some programs do not understand", value)
    return west, south, east, north


def _tell_bounds(findings: Findings, rule: str, words: str, value: Any) -> None:
    findings.tell(rule, pointer("bounds"), f"bounds {words}, got {shortened(value)}")


def _check_center(
    value: Any,
    bounds: tuple[float, float, float, float] | None,
    zooms: Mapping[str, int | None],
    findings: Findings,
) -> None:
    if value is None:
        return
    is_list = isinstance(value, Sequence) and not isinstance(value, str)
    if not is_list or len(value) != 3 or not all(map(_is_number, value)) or value[2] != int(value[2]):
        _wrong(findings, "center", "center", "must be longitude, latitude and a whole zoom", value)
        return
    x, y, zoom = value
    if abs(x) > _HALF_TURN + _ALMOST or abs(y) > _QUARTER_TURN + _ALMOST or not 0 <= zoom <= MAX_ZOOM:
        words = f"must be degrees, from -180 to 180 and from -90 to 90, and a zoom from 0 to {MAX_ZOOM}"
        findings.tell("center", pointer("center"), f"center {words}, got {shortened(value)}")
        return
    if bounds is not None:
        west, south, east, north = bounds
        is_in_x = west - _ALMOST <= x <= east + _ALMOST
        if west > east:
            is_in_x = x >= west - _ALMOST or x <= east + _ALMOST
        if not (is_in_x and south - _ALMOST <= y <= north + _ALMOST):
            findings.tell(
                "center",
                pointer("center"),
                f"center must lie within the bounds {shortened(list(bounds))}, got {shortened(value)}",
            )
    low, high = zooms["minzoom"], zooms["maxzoom"]
    if low is not None and high is not None and not min(low, high) <= zoom <= max(low, high):
        findings.tell(
            "center",
            pointer("center", 2),
            f"The zoom of center must lie between minzoom {low} and maxzoom {high}, got {shortened(zoom)}",
        )


def _check_data_type(value: Any, findings: Findings) -> None:
    if value not in DATA_TYPES:
        _wrong(findings, "data_type", "data_type", f"must be one of {', '.join(DATA_TYPES)}", value)


def _check_colormap(value: Any, findings: Findings) -> None:
    if not isinstance(value, Mapping):
        _wrong(findings, "colormap", "colormap", 'must be an object such as {"0": [0, 0, 0, 255]}', value)
        return
    for key, color in value.items():
        is_color = isinstance(color, Sequence) and not isinstance(color, str) and len(color) in (3, 4)
        if not re.fullmatch(r"\d+", str(key)):
            words = f"A key of colormap must be a whole number from 0, got {shortened(key)}; the colormap is ignored"
        elif not is_color or not all(_is_whole(part) and 0 <= part <= 255 for part in color):
            words = (
                f"A colour must be four whole numbers from 0 to 255, got {shortened(color)}; the colormap is ignored"
            )
        elif len(color) == 3:
            words = f"A colour must have four numbers, got {shortened(color)}; it is taken as opaque"
        else:
            continue
        findings.tell("colormap", pointer("colormap", key), words)


def _check_tilematrixset(value: Any, findings: Findings) -> None:
    place = pointer("tilematrixset")
    try:
        tms = require_quadtree(tms_of(value))
    except UnsupportedError as error:
        findings.tell("tilematrixset", place, f"{error}; the mosaic cannot be opened")
        return
    except ValueError as error:
        reason = shortened(str(error), 200)
        findings.tell("tilematrixset", place, f"tilematrixset must be a tile matrix set of OGC 2.0, {reason}")
        return
    if isinstance(value, str):
        findings.tell("tilematrixset", place, f"tilematrixset must be an object, got the name {shortened(value)}")
    elif "supportedCRS" in value:
        findings.tell(
            "tilematrixset_old",
            place,
            f"The tile matrix set {shortened(tms.id)} is written as in version 1 of the standard, version 2 is asked for",
        )


def _check_layers(value: Any, findings: Findings) -> None:
    if not isinstance(value, Mapping):
        _wrong(findings, "layers", "layers", "must be an object of configurations", value)
        return
    for name, layer in value.items():
        if not isinstance(layer, Mapping):
            findings.tell(
                "layers",
                pointer("layers", name),
                f"A configuration of layers must be an object, got {shortened(layer)}",
            )


_CHECKS: Final[dict[str, Callable[[Any, Findings], None]]] = {
    "data_type": _check_data_type,
    "colormap": _check_colormap,
    "tilematrixset": _check_tilematrixset,
    "layers": _check_layers,
}
