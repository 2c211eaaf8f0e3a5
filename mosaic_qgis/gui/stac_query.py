"""What a STAC search asks for: the panel's fields as one value, and that value as the JSON of a search and back.

QGIS side, pure (standard library only). `search_of` and `json_of` are inverses: what the fields cannot express stays in
`rest`, untouched. Asks no API and knows no widget.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final

from . import stac_dates

OPERATORS: Final = ("=", "<>", "<", "<=", ">", ">=", "in", "like", "is null", "is not null")
"""As the engine knows them."""
WITHOUT_VALUE: Final = ("is null", "is not null")
CLOUD: Final = "eo:cloud_cover"
NEWEST, OLDEST, CLEAREST = "newest", "oldest", "clearest"
SORTS: Final[Mapping[str, tuple[tuple[str, bool], ...]]] = {
    NEWEST: (("datetime", True),),
    OLDEST: (("datetime", False),),
    CLEAREST: ((CLOUD, False), ("datetime", True)),
}
"""What is sorted by, and whether it descends."""
QUERY, FILTER = "query", "filter"
_OWN_PROPERTIES = ("id", "collection", "geometry", "bbox")
_QUERY_OPERATORS = {"=": "eq", "<>": "neq", "<": "lt", "<=": "lte", ">": "gt", ">=": "gte", "in": "in"}
_OF_QUERY = {name: operator for operator, name in _QUERY_OPERATORS.items()}


class SearchTextError(ValueError):
    """A text is not the JSON of a search; the message says where."""


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A row: a property, what about it, and the value."""

    property: str
    operator: str
    """One of `OPERATORS`."""
    value: Any = None
    """A number, text or truth value; a tuple of them for "in"; None where the operator takes none."""

    def __post_init__(self) -> None:
        if not self.property:
            raise ValueError("a condition must name a property, got none")
        if self.operator not in OPERATORS:
            raise ValueError(f"the operator of a condition is one of {', '.join(OPERATORS)}, got {self.operator!r}")
        if isinstance(self.value, list):
            object.__setattr__(self, "value", tuple(self.value))


@dataclass(frozen=True, kw_only=True)
class Search:
    """What is searched."""

    collections: tuple[str, ...] = ()
    bbox: tuple[float, float, float, float] | None = None
    """West, south, east, north in degrees; west above east crosses the antimeridian."""
    begin: str = ""
    """First day, as 2024-06-01; empty: from the beginning."""
    end: str = ""
    """Last day, included; empty: until now, whenever that is."""
    cloud_max: float | None = None
    """Percent of clouds that an image may have; None: does not matter."""
    conditions: tuple[Condition, ...] = ()
    """All of them must hold."""
    sort: str = ""
    """A key of `SORTS`, or empty: as the API likes."""
    dialect: str = QUERY
    """How conditions are written as JSON: "query" or "filter" (CQL2)."""
    rest: Mapping[str, Any] = field(default_factory=dict)
    """Everything else of the search's JSON, such as `intersects` or `ids`."""

    def __post_init__(self) -> None:
        if self.bbox is not None and not _is_box(self.bbox):
            raise ValueError(f"bbox must be west, south, east, north in degrees, got {list(self.bbox)}")
        object.__setattr__(self, "rest", MappingProxyType(dict(self.rest)))

    def __hash__(self) -> int:
        return hash(text_of(self))

    @property
    def has_own_filter(self) -> bool:
        """Whether the JSON has a filter that rows cannot say; rows and clouds count for nothing then."""
        return QUERY in self.rest or FILTER in self.rest

    @property
    def all_conditions(self) -> tuple[Condition, ...]:
        """The rows, and the clouds as a row."""
        if self.has_own_filter:
            return ()
        if self.cloud_max is None:
            return self.conditions
        most = int(self.cloud_max) if self.cloud_max.is_integer() else self.cloud_max
        return (Condition(property=CLOUD, operator="<=", value=most), *self.conditions)


def json_of(search: Search) -> dict[str, Any]:
    """The body of the search."""
    conditions = search.all_conditions
    return {**base_of(search), **_written(conditions, search.dialect), **_sortby(search.sort)}


def base_of(search: Search) -> dict[str, Any]:
    """The body without conditions and order, which the engine writes as the API takes them."""
    body: dict[str, Any] = dict(search.rest)
    if search.collections:
        body["collections"] = list(search.collections)
    if search.bbox is not None:
        body["bbox"] = list(search.bbox)
        # An API takes one of both.
        body.pop("intersects", None)
    times = stac_dates.interval(search.begin, search.end)
    if times:
        body["datetime"] = times
    return body


def search_of(body: Mapping[str, Any]) -> Search:
    """The fields that say the same as a search's body. Raises SearchTextError for what no search can have."""
    rest = dict(body)
    collections = rest.pop("collections", None)
    if collections is not None and not (isinstance(collections, list) and all(isinstance(c, str) for c in collections)):
        raise SearchTextError('“collections” must be a list of texts, such as ["sentinel-2-l2a"].')
    bbox = rest.pop("bbox", None)
    if bbox is not None:
        if not (isinstance(bbox, list) and len(bbox) in (4, 6) and all(_is_number(each) for each in bbox)):
            raise SearchTextError("“bbox” must be a list of four numbers: west, south, east, north.")
        if not _is_box(bbox):
            rest["bbox"], bbox = bbox, None
    days = stac_dates.days_of(rest.get("datetime"))
    if days is not None:
        rest.pop("datetime", None)
    begin, end = days or ("", "")
    sort = next((name for name in SORTS if _sortby(name)["sortby"] == rest.get("sortby")), "")
    if sort:
        del rest["sortby"]
    conditions, dialect = _read(rest)
    if conditions is None:
        conditions = ()
    else:
        for key in (QUERY, FILTER, "filter-lang"):
            rest.pop(key, None)
    cloud_max = None
    if conditions and (conditions[0].property, conditions[0].operator) == (CLOUD, "<="):
        value = conditions[0].value
        if _is_number(value) and 0 <= value <= 100:
            cloud_max, conditions = float(value), conditions[1:]
    return Search(
        collections=tuple(collections or ()),
        bbox=None if bbox is None else tuple(map(float, bbox)),  # type: ignore[arg-type]
        begin=begin,
        end=end,
        cloud_max=cloud_max,
        conditions=conditions,
        sort=sort,
        dialect=dialect,
        rest=rest,
    )


def text_of(search: Search) -> str:
    """The JSON of the search for people."""
    return json.dumps(json_of(search), indent=2, ensure_ascii=False)


def search_of_text(text: str) -> Search:
    """The search that a person wrote. Raises SearchTextError with the place of the fault."""
    if not text.strip():
        return Search()
    try:
        body = json.loads(text)
    except (ValueError, RecursionError) as error:
        place = f" (line {error.lineno}, column {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        raise SearchTextError(f"{getattr(error, 'msg', error)}{place}") from error
    if not isinstance(body, dict):
        raise SearchTextError('A search is a JSON object, such as {"collections": ["sentinel-2-l2a"]}.')
    return search_of(body)


def with_dialect(search: Search, *, has_filter: bool, has_query: bool) -> Search:
    """The same search, written as the API takes it."""
    if has_filter and not has_query:
        return replace(search, dialect=FILTER)
    return replace(search, dialect=QUERY) if has_query and not has_filter else search


def json_value(condition: Condition) -> Any:
    """The value of a condition as JSON has it."""
    return list(condition.value) if isinstance(condition.value, tuple) else condition.value


def is_same(one: Search, other: Search) -> bool:
    """Whether two searches ask the same, however their conditions are written."""
    return replace(one, dialect=other.dialect) == other


def value_of(text: str, kind: str = "") -> Any:
    """The value that a person typed: a number where it is one and the property's type does not say text."""
    text = text.strip()
    if kind == "string":
        return text
    if kind == "boolean" or text in ("true", "false"):
        return text.lower() == "true"
    try:
        number = float(text)
    except ValueError:
        return text
    if not math.isfinite(number):
        return text
    return int(number) if number.is_integer() and "." not in text and "e" not in text.lower() else number


def _written(conditions: Sequence[Condition], dialect: str) -> dict[str, Any]:
    if not conditions:
        return {}
    if dialect == QUERY:
        body: dict[str, dict[str, Any]] = {}
        for condition in conditions:
            name = _QUERY_OPERATORS.get(condition.operator)
            tests = body.setdefault(condition.property, {})
            if name is None or name in tests or condition.property in _OWN_PROPERTIES:
                break
            tests[name] = json_value(condition)
        else:
            return {QUERY: body}
    tests_cql = [_cql(condition) for condition in conditions]
    return {
        "filter-lang": "cql2-json",
        FILTER: tests_cql[0] if len(tests_cql) == 1 else {"op": "and", "args": tests_cql},
    }


def _cql(condition: Condition) -> dict[str, Any]:
    named = {"property": condition.property}
    if condition.operator == "is null":
        return {"op": "isNull", "args": [named]}
    if condition.operator == "is not null":
        return {"op": "not", "args": [{"op": "isNull", "args": [named]}]}
    return {"op": condition.operator, "args": [named, json_value(condition)]}


def _read(body: Mapping[str, Any]) -> tuple[tuple[Condition, ...] | None, str]:
    """The conditions of a body and how they are written there; None where rows cannot say the same."""
    if QUERY in body and FILTER in body:
        return None, QUERY
    dialect = FILTER if FILTER in body else QUERY
    found = _of_cql(body[FILTER]) if dialect == FILTER else _of_query(body.get(QUERY))
    if found is None:
        return None, dialect
    own = {key: body[key] for key in (QUERY, FILTER, "filter-lang") if key in body}
    return (found, dialect) if _written(found, dialect) == own else (None, dialect)


def _of_query(value: Any) -> tuple[Condition, ...] | None:
    if value is None:
        return ()
    if not isinstance(value, Mapping) or not all(isinstance(tests, Mapping) for tests in value.values()):
        return None
    found = [(name, _OF_QUERY.get(test), given) for name, tests in value.items() for test, given in tests.items()]
    if not found or any(operator is None or not name or not _is_value(given) for name, operator, given in found):
        return None
    return tuple(Condition(property=name, operator=str(operator), value=given) for name, operator, given in found)


def _of_cql(value: Any) -> tuple[Condition, ...] | None:
    if isinstance(value, Mapping) and value.get("op") == "and" and isinstance(value.get("args"), list):
        parts = [_one_of_cql(each) for each in value["args"]]
    else:
        parts = [_one_of_cql(value)]
    return None if None in parts else tuple(part for part in parts if part is not None)


def _one_of_cql(value: Any) -> Condition | None:
    if not isinstance(value, Mapping) or not isinstance(value.get("args"), list) or not value["args"]:
        return None
    operator, args = value.get("op"), value["args"]
    if operator == "not" and len(args) == 1 and isinstance(args[0], Mapping) and args[0].get("op") == "isNull":
        inner = _one_of_cql(args[0])
        return None if inner is None else replace(inner, operator="is not null")
    name = args[0].get("property") if isinstance(args[0], Mapping) else None
    if not isinstance(name, str) or not name:
        return None
    if operator == "isNull" and len(args) == 1:
        return Condition(property=name, operator="is null")
    if operator not in OPERATORS or operator in WITHOUT_VALUE or len(args) != 2 or not _is_value(args[1]):
        return None
    return Condition(property=name, operator=str(operator), value=args[1])


def _sortby(sort: str) -> dict[str, Any]:
    keys = SORTS.get(sort, ())
    fields = [{"field": f"properties.{name}", "direction": "desc" if falls else "asc"} for name, falls in keys]
    return {"sortby": fields} if fields else {}


def _is_value(value: Any) -> bool:
    if isinstance(value, list):
        return all(isinstance(each, str | int | float | bool) for each in value)
    return isinstance(value, str | int | float | bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_box(box: Sequence[float]) -> bool:
    if len(box) != 4:
        return False
    west, south, east, north = box
    return -180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90
