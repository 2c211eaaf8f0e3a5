"""Conditions on the properties of STAC items, as an API takes them and as a test of items. Runs in the ENGINE; pure, no I/O.

Owns the two languages in which APIs take conditions: CQL2 as JSON (``filter``) and the query extension (``query``).
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from ..mosaic.errors import BadRequestError
from ..mosaic.notices import shortened
from .times import instant, written

Operator = Literal["=", "<>", "<", "<=", ">", ">=", "in", "like", "is null", "is not null"]

TIMES = frozenset({"datetime", "start_datetime", "end_datetime", "created", "updated", "published", "expires"})
"""Properties that are times in every catalogue."""
_WHOLE_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_TOP_LEVEL = frozenset({"id", "collection"})
_QUERY_WORDS = {"=": "eq", "<>": "neq", "<": "lt", "<=": "lte", ">": "gt", ">=": "gte", "in": "in"}
_COMPARED: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_WITHOUT_VALUE = ("is null", "is not null")
_MOST_SIGNS = 1000
"""Of a pattern."""


@dataclass(frozen=True, kw_only=True)
class Condition:
    """What must be true of a property of an item."""

    name: str
    """Of the property, without ``properties.`` before it."""
    operator: Operator
    value: Any = None

    def __post_init__(self) -> None:
        has_value = self.value is not None
        is_list = isinstance(self.value, list | tuple)
        if (self.operator in _WITHOUT_VALUE) == has_value:
            self._refuse("takes no value" if has_value else "needs a value")
        if has_value and is_list != (self.operator == "in"):
            self._refuse("takes a list of values" if self.operator == "in" else "takes one value")
        if self.operator == "like" and not (isinstance(self.value, str) and len(self.value) <= _MOST_SIGNS):
            self._refuse(f"takes a text of at most {_MOST_SIGNS} characters")
        for value in self.value if is_list else [self.value] if has_value else []:
            if not isinstance(value, str | int | float):
                self._refuse("takes numbers, texts and truth values")
            if self.is_time and (instant(value) is None):
                self._refuse("takes times such as 2024-06-01T12:00:00Z")
            if self.is_time and self.operator in ("=", "<>", "in") and _WHOLE_DAY.match(str(value)):
                self._refuse("takes times of day; use >= and <= for days")

    def _refuse(self, rule: str) -> None:
        text = f"A condition on {self.name!r} with {self.operator!r} {rule}, got {shortened(self.value)}"
        raise BadRequestError(text)

    @property
    def is_time(self) -> bool:
        """Whether it is about a property that is a time everywhere."""
        return self.name in TIMES and self.operator not in (*_WITHOUT_VALUE, "like")

    @property
    def sent_value(self) -> Any:
        """The value as an API gets it: a day is its first or last moment."""
        if not self.is_time:
            return list(self.value) if isinstance(self.value, tuple) else self.value
        if isinstance(self.value, list | tuple):
            return [_moment(value, is_end=False) for value in self.value]
        return _moment(self.value, is_end=self.operator in ("<=", ">"))

    @cached_property
    def _pieces(self) -> list[re.Pattern[str]]:
        """What stands between the ``%`` of a pattern, each as long as what it matches."""
        texts = str(self.value).split("%")
        return [
            re.compile("".join("." if sign == "_" else re.escape(sign) for sign in text), re.DOTALL) for text in texts
        ]

    def _is_like(self, found: str) -> bool:
        """Each piece is taken where it comes first. One expression for all of them could try without end."""
        first, *others = self._pieces
        if not others:
            return first.fullmatch(found) is not None
        matched = first.match(found)
        for piece in others[:-1]:
            matched = matched and piece.search(found, matched.end())
        if matched is None:
            return False
        last_start = len(found) - len(str(self.value).rpartition("%")[2])
        return last_start >= matched.end() and others[-1].fullmatch(found, last_start) is not None

    def holds(self, item: Mapping[str, Any]) -> bool | None:
        """Whether an item meets it; ``None`` when the item has no such property and the condition needs one."""
        found = value_of(item, self.name)
        if self.operator == "is null":
            return found is None
        if self.operator == "is not null":
            return found is not None
        if found is None:
            return None
        if isinstance(found, list):
            # Instruments and the like: one of them is enough.
            answers = [self._compares(each) for each in found]
            return not any(answer is False for answer in answers) if self.operator == "<>" else any(answers)
        return self._compares(found)

    def _compares(self, found: Any) -> bool:
        if self.operator == "like":
            return isinstance(found, str) and self._is_like(found)
        if self.operator == "in":
            return any(_equal(found, value, is_time=self.is_time) for value in self.sent_value)
        if self.operator in ("=", "<>"):
            return _equal(found, self.sent_value, is_time=self.is_time) == (self.operator == "=")
        left, right = _ordered(found, self.sent_value, is_time=self.is_time)
        try:
            return bool(_COMPARED[self.operator](left, right))
        except TypeError:
            return False


def value_of(item: Mapping[str, Any], name: str) -> Any:
    """A property of an item, or its id or collection; ``None`` where it has none."""
    if name in _TOP_LEVEL:
        return item.get(name)
    properties = item.get("properties")
    return properties.get(name) if isinstance(properties, Mapping) else None


def as_filter(conditions: Sequence[Condition], *, knows_like: bool) -> tuple[list[Any], list[Condition]]:
    """CQL2 for each condition that CQL2 has words for here, and the others."""
    words, others = [], []
    for condition in conditions:
        said = _cql2(condition, knows_like=knows_like)
        if said is None:
            others.append(condition)
        else:
            words.append(said)
    return words, others


def _cql2(condition: Condition, *, knows_like: bool) -> Any:
    subject = {"property": condition.name}
    value = condition.sent_value

    def literal(one: Any) -> Any:
        return {"timestamp": one} if condition.is_time else one

    match condition.operator:
        case "is null":
            return {"op": "isNull", "args": [subject]}
        case "is not null":
            return {"op": "not", "args": [{"op": "isNull", "args": [subject]}]}
        case "like":
            return {"op": "like", "args": [subject, value]} if knows_like else None
        case "in":
            if knows_like:
                return {"op": "in", "args": [subject, [literal(one) for one in value]]}
            choices = [{"op": "=", "args": [subject, literal(one)]} for one in value]
            return choices[0] if len(choices) == 1 else {"op": "or", "args": choices} if choices else None
    return {"op": condition.operator, "args": [subject, literal(value)]}


def as_query(
    conditions: Sequence[Condition], own: Mapping[str, Any]
) -> tuple[dict[str, dict[str, Any]], list[Condition]]:
    """The query extension's words for conditions, beside ``own`` ones, and the conditions that it has none for."""
    said: dict[str, dict[str, Any]] = {
        str(name): dict(words) for name, words in own.items() if isinstance(words, Mapping)
    }
    others = []
    for condition in conditions:
        word, value = _query_word(condition)
        about = said.setdefault(condition.name, {})
        if word is None or word in about:
            others.append(condition)
        else:
            about[word] = value
    return {name: words for name, words in said.items() if words}, others


def _query_word(condition: Condition) -> tuple[str | None, Any]:
    if condition.operator != "like":
        return _QUERY_WORDS.get(condition.operator), condition.sent_value
    inner = condition.value.strip("%")
    if not inner or "_" in inner or "%" in inner:
        return None, None
    starts, ends = not condition.value.startswith("%"), not condition.value.endswith("%")
    word = {(True, True): "eq", (True, False): "startsWith", (False, True): "endsWith"}.get((starts, ends), "contains")
    return word, inner


def _moment(value: Any, *, is_end: bool) -> str:
    at = instant(value, is_end=is_end)
    return str(value) if at is None else (written(at) or str(value))


def _equal(found: Any, value: Any, *, is_time: bool) -> bool:
    left, right = _ordered(found, value, is_time=is_time)
    if isinstance(left, bool) != isinstance(right, bool):
        return False
    return bool(left == right)


def _ordered(found: Any, value: Any, *, is_time: bool) -> tuple[Any, Any]:
    """Both as what they can be compared as: times, numbers (catalogues write some as text), texts."""
    if is_time:
        return instant(found), instant(value)
    if isinstance(found, str) and isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return float(found), value
        except ValueError:
            return found, value
    if isinstance(value, str) and isinstance(found, int | float) and not isinstance(found, bool):
        return str(found), value
    return found, value
