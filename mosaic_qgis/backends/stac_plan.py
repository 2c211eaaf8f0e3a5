"""A search as an API is asked, and what is left to do here with what comes. Runs in the ENGINE; pure, no I/O.

Owns the choice between CQL2, the query extension and filtering here, by what the API says of itself, and the forms of
area and time that every API takes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..mosaic.errors import BadRequestError
from ..mosaic.notices import shortened
from .stac_catalog import StacAbilities
from .stac_conditions import Condition, as_filter, as_query
from .stac_items import box_geometry
from .stac_order import SortKey
from .times import instant, written

NO_ABILITIES = StacAbilities()
SORT = "sort"
"""What is said where the order was made here."""
_WHOLE_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_TOP_LEVEL = frozenset({"id", "collection"})
_ROUND = 360.0


@dataclass(frozen=True, kw_only=True)
class SearchPlan:
    """How a search is made."""

    query: Mapping[str, Any]
    """What the API is sent."""
    here: tuple[Condition, ...] = ()
    """Conditions that it is not sent."""
    sent: tuple[Condition, ...] = ()
    """Conditions that it is sent; an item that breaks one shows that it was not listened to."""
    sort_here: tuple[SortKey, ...] = ()
    sort_sent: tuple[SortKey, ...] = ()

    @property
    def leans_on_extensions(self) -> bool:
        """Whether something was sent that an API may refuse, and that could be done here."""
        return bool(self.sent or self.sort_sent)


def planned(
    query: Mapping[str, Any],
    conditions: Sequence[Condition],
    sort: Sequence[SortKey],
    abilities: StacAbilities,
) -> SearchPlan:
    """A search for an API of these abilities.

    Raises:
        BadRequestError: a value of the query is wrong.
    """
    sent: dict[str, Any] = {**{key: value for key, value in query.items() if value is not None}}
    sent |= _area(sent)
    if sent.get("bbox", ...) is None:
        del sent["bbox"]
    if isinstance(sent.get("datetime"), str):
        sent["datetime"] = whole_times(sent["datetime"])
    left = list(conditions)
    own_filter, own_language = sent.get("filter"), str(sent.get("filter-lang") or "cql2-json")
    if (
        abilities.filter
        and left
        and (own_filter is None or (isinstance(own_filter, Mapping) and "json" in own_language))
    ):
        words, left = as_filter(left, knows_like=abilities.like)
        if words:
            every = [*([] if own_filter is None else [own_filter]), *words]
            sent["filter"] = every[0] if len(every) == 1 else {"op": "and", "args": every}
            sent["filter-lang"] = "cql2-json"
    elif abilities.query and left and isinstance(sent.get("query") or {}, Mapping):
        said, left = as_query(left, sent.get("query") or {})
        if said:
            sent["query"] = said
    if sort and abilities.sort:
        sent["sortby"] = [
            {"field": _sort_field(key.name), "direction": "desc" if key.descending else "asc"} for key in sort
        ]
    elif sort:
        sent.pop("sortby", None)
    return SearchPlan(
        query=sent,
        here=tuple(left),
        sent=tuple(each for each in conditions if each not in left),
        sort_here=() if abilities.sort else tuple(sort),
        sort_sent=tuple(sort) if abilities.sort else (),
    )


def _sort_field(name: str) -> str:
    return name if name in _TOP_LEVEL or name.startswith("properties.") else f"properties.{name}"


# Time


def whole_times(text: str) -> str:
    """``datetime`` of a search with days as moments: many APIs take RFC 3339 with a time of day only."""
    parts = text.split("/")
    if len(parts) > 2 or not any(_WHOLE_DAY.match(part.strip()) for part in parts):
        return text
    first, last = parts[0].strip(), parts[-1].strip()
    return f"{_moment(first, is_end=False)}/{_moment(last, is_end=True)}"


def _moment(text: str, *, is_end: bool) -> str:
    if not _WHOLE_DAY.match(text):
        return text or ".."
    at = instant(text, is_end=is_end)
    if at is None:
        raise BadRequestError(f"datetime must be an instant or start/end as in RFC 3339, got {shortened(text)}")
    return written(at.replace(microsecond=0)) or text


# Area


def _area(query: Mapping[str, Any]) -> dict[str, Any]:
    """The box of a search in the form that every API understands: four values within the world, or, across the
    antimeridian, an area of two boxes, since APIs disagree on boxes there."""
    if query.get("bbox") is None:
        return {}
    box = plain_box(query["bbox"])
    if box is None:
        return {"bbox": None}
    west, south, east, north = box
    if west < east:
        return {"bbox": [west, south, east, north]}
    if query.get("intersects") is not None:
        raise BadRequestError("A search has a bbox or intersects, not both")
    return {"bbox": None, "intersects": box_geometry(box)}


def plain_box(value: Any) -> tuple[float, float, float, float] | None:
    """(west, south, east, north) of a box of four or six values, within ±180 and ±90; west > east crosses the antimeridian.
    ``None`` for one around the whole world.

    Raises:
        BadRequestError: it is no box.
    """
    parts = value.split(",") if isinstance(value, str) else value
    try:
        numbers = [float(part) for part in parts]
    except (TypeError, ValueError):
        numbers = []
    half = len(numbers) // 2
    if len(numbers) not in (4, 6) or not all(abs(number) < 1e9 for number in numbers):
        raise BadRequestError(f"bbox must be west, south, east, north in degrees, got {shortened(value)}")
    west, south, east, north = numbers[0], numbers[1], numbers[half], numbers[half + 1]
    if south >= north or west == east:
        raise BadRequestError(f"bbox must have south below north and west apart from east, got {shortened(value)}")
    south, north = max(south, -90.0), min(north, 90.0)
    if south >= north:
        raise BadRequestError(f"bbox must lie between 90 degrees south and north, got {shortened(value)}")
    if east - west >= _ROUND:
        west, east = -180.0, 180.0
    elif east > west and (west < -180 or east > 180):
        west, east = _wrapped(west), _wrapped(east)
        west = -180.0 if west == 180.0 else west
    is_world = (west, south, east, north) == (-180.0, -90.0, 180.0, 90.0)
    return None if is_world else (west, south, east, north)


def _wrapped(longitude: float) -> float:
    around = (longitude + 180.0) % _ROUND - 180.0
    return 180.0 if around == -180.0 and longitude > 0 else around
