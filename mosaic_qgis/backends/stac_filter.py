"""Which items of a static document a query means: what an API would do for ``ids``, ``collections``, ``bbox``,
``datetime`` and ``intersects``. Runs in the ENGINE; pure, no I/O.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from ..mosaic.errors import BadRequestError
from ..mosaic.notices import shortened
from .stac_items import box_geometry, four_values
from .times import EARLIEST, LATEST, TimeSpan, instant, span_of

KNOWN = frozenset({"ids", "collections", "bbox", "datetime", "intersects"})
# About paging and the shape of answers, not about which items are meant.
_WITHOUT_MEANING = frozenset({"limit", "fields", "token", "page"})

Test = Callable[[Mapping[str, Any]], bool]


def filter_of(query: Mapping[str, Any]) -> Callable[[Any], bool]:
    """A test for items; what is no item passes, so that it is reported instead of filtered.

    Raises:
        BadRequestError: the query asks for what only an API can do, or holds a wrong value.
    """
    given = {key: value for key, value in query.items() if value is not None and key not in _WITHOUT_MEANING}
    unknown = sorted(set(given) - KNOWN)
    if unknown:
        raise BadRequestError(
            f"A static STAC document can be searched by {', '.join(sorted(KNOWN))}, but not by {unknown[0]!r}; "
            "remove it, or ask an API"
        )
    tests = [_MAKERS[key](value) for key, value in given.items()]
    return lambda item: not isinstance(item, dict) or all(test(item) for test in tests)


def _one_of(key: str, value: Any) -> Test:
    names = {value} if isinstance(value, str) else set(value)
    field = "id" if key == "ids" else "collection"
    return lambda item: item.get(field) in names


def _in_box(value: Any) -> Test:
    parts = [float(part) for part in value.split(",")] if isinstance(value, str) else value
    box = four_values(parts)
    if box is None:
        raise BadRequestError(f"bbox must be west, south, east, north with south < north, got {shortened(value)}")
    return _meets(shape(box_geometry(box)))


def _in_geometry(value: Any) -> Test:
    try:
        return _meets(shape(value))
    except (ShapelyError, ValueError, TypeError, AttributeError, KeyError, IndexError) as error:
        raise BadRequestError(f"intersects must be a GeoJSON geometry, got {shortened(value)}") from error


def _meets(area: BaseGeometry) -> Test:
    shapely.prepare(area)

    def test(item: Mapping[str, Any]) -> bool:
        try:
            return bool(area.intersects(shape(item["geometry"])))
        except (ShapelyError, ValueError, TypeError, AttributeError, KeyError, IndexError):
            box = four_values(item.get("bbox"))
            # Without a place nothing can be said; that is reported later.
            return box is None or bool(area.intersects(shape(box_geometry(box))))

    return test


def _at_time(value: Any) -> Test:
    wanted = _interval(value)

    def test(item: Mapping[str, Any]) -> bool:
        span = span_of(item)
        return span is not None and span.touches(wanted)

    return test


def _interval(value: Any) -> TimeSpan:
    """The instants of ``2024-01-01T00:00:00Z``, ``start/end`` or an interval with an open end; a day lasts 24 hours."""
    parts: Sequence[Any] = value.split("/") if isinstance(value, str) else value
    if not isinstance(parts, list | tuple) or len(parts) not in (1, 2):
        raise BadRequestError(f"datetime must be an instant or start/end, got {shortened(value)}")
    start, end = parts[0], parts[-1]
    first = EARLIEST if start in (None, "", "..") else instant(start)
    last = LATEST if end in (None, "", "..") else instant(end, is_end=True)
    if first is None or last is None or first > last:
        raise BadRequestError(f"datetime must be an instant or start/end as in RFC 3339, got {shortened(value)}")
    return TimeSpan(begin=first, end=last)


_MAKERS: dict[str, Callable[[Any], Test]] = {
    "ids": lambda value: _one_of("ids", value),
    "collections": lambda value: _one_of("collections", value),
    "bbox": _in_box,
    "datetime": _at_time,
    "intersects": _in_geometry,
}
