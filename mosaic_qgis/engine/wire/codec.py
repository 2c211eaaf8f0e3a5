"""Frozen dataclasses to JSON objects and back, driven by their annotations, with every field checked.

Runs on BOTH sides; knows no message. Understood annotations: bool, int, str, float (the protocol's number*),
``object`` (any JSON), ``Mapping[str, T]``, ``tuple[T, ...]``, ``tuple[A, B]``, ``Literal``, ``T | None`` and dataclasses.
Unknown keys are an error: both sides are always of the same version, so an unknown key is a fault, not a future.
"""

from __future__ import annotations

import dataclasses
import functools
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeVar, Union, cast

from .numbers import clipped, number_from_json, number_to_json

T = TypeVar("T")
Check = Callable[[object, str], Any]


class FieldError(ValueError):
    """A JSON value does not fit its field; the text names the field's path, the rule and the received value."""


def to_json(value: object) -> Any:
    """JSON for a message: dataclasses become objects, tuples arrays, floats number*.

    Raises:
        TypeError: a value has no JSON form; numpy scalars are refused, so that a dtype never changes unnoticed.
    """
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return number_to_json(float(value))
    if isinstance(value, (tuple, list)):
        return [to_json(item) for item in value]
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                raise TypeError(f"A JSON object has text keys, got {clipped(key)}.")
        return {key: to_json(item) for key, item in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_json(getattr(value, field.name)) for field in dataclasses.fields(value)}
    raise TypeError(f"{type(value).__name__} has no JSON form: {clipped(value)}.")


def from_json(kind: type[T], value: object) -> T:
    """An instance of the dataclass ``kind`` from a JSON object.

    Raises:
        FieldError: a key is missing or unknown, or a value does not fit.
    """
    return cast(T, _check_for(cast(Any, kind))(value, ""))


def plain(value: object) -> Any:
    """``value`` as dicts, tuples and plain values; like ``to_json``, but floats stay floats, also NaN."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return tuple(plain(item) for item in value)
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return value


@functools.cache
def _check_for(annotation: Any) -> Check:
    if annotation is object:
        return _anything
    if annotation is float:
        return _number
    if annotation in (bool, int, str):
        return functools.partial(_exact, annotation)
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is Literal:
        return functools.partial(_one_of, arguments)
    if origin in (Union, types.UnionType):
        (inner,) = (argument for argument in arguments if argument is not type(None))
        return functools.partial(_optional, _check_for(inner))
    if origin is tuple and arguments[-1] is ...:
        return functools.partial(_array, _check_for(arguments[0]))
    if origin is tuple:
        return functools.partial(_record, tuple(_check_for(argument) for argument in arguments))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return functools.partial(_mapping, _check_for(arguments[1]))
    if isinstance(annotation, type) and dataclasses.is_dataclass(annotation):
        return functools.partial(_dataclass, annotation)
    raise TypeError(f"{annotation!r} is no annotation of a message.")


@functools.cache
def _fields_of(kind: type) -> Mapping[str, tuple[Check, bool]]:
    """Name -> how to check it, and whether it must be there."""
    hints = typing.get_type_hints(kind)
    return {
        field.name: (
            _check_for(hints[field.name]),
            field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING,
        )
        for field in dataclasses.fields(kind)
    }


def _dataclass(kind: type, value: object, path: str) -> object:
    if not isinstance(value, Mapping):
        raise _misfit(path, "a JSON object", value)
    fields = _fields_of(kind)
    unknown = [key for key in value if key not in fields]
    if unknown:
        raise FieldError(f"{path or kind.__name__} has no field {clipped(unknown[0])}.")
    arguments = {}
    for name, (check, required) in fields.items():
        if name in value:
            arguments[name] = check(value[name], f"{path}.{name}" if path else name)
        elif required:
            raise FieldError(f"{path or kind.__name__} needs the field {name!r}.")
    try:
        return kind(**arguments)
    except FieldError:
        raise
    except ValueError as exc:
        raise FieldError(f"{path}: {exc}" if path else str(exc)) from exc


def _anything(value: object, path: str) -> object:  # noqa: ARG001 - the signature of all checks
    return value


def _exact(kind: type, value: object, path: str) -> object:
    if type(value) is not kind:
        words = {bool: "true or false", int: "an integer", str: "text"}
        raise _misfit(path, words[kind], value)
    return value


def _number(value: object, path: str) -> float:
    try:
        return number_from_json(value)
    except ValueError as exc:
        raise FieldError(f"{path} {exc}.") from exc


def _one_of(choices: tuple[object, ...], value: object, path: str) -> object:
    if isinstance(value, (str, int)) and value in choices:
        return value
    raise _misfit(path, "one of " + ", ".join(map(repr, choices)), value)


def _optional(inner: Check, value: object, path: str) -> object:
    return None if value is None else inner(value, path)


def _array(inner: Check, value: object, path: str) -> tuple[object, ...]:
    if not isinstance(value, (list, tuple)):
        raise _misfit(path, "an array", value)
    return tuple(inner(item, f"{path}[{index}]") for index, item in enumerate(value))


def _record(inners: tuple[Check, ...], value: object, path: str) -> tuple[object, ...]:
    if not isinstance(value, (list, tuple)) or len(value) != len(inners):
        raise _misfit(path, f"an array of {len(inners)}", value)
    return tuple(inner(item, f"{path}[{index}]") for index, (inner, item) in enumerate(zip(inners, value, strict=True)))


def _mapping(inner: Check, value: object, path: str) -> dict[str, object]:
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise _misfit(path, "a JSON object", value)
    return {key: inner(item, f"{path}.{key}") for key, item in value.items()}


def _misfit(path: str, rule: str, value: object) -> FieldError:
    return FieldError(f"{path or 'The message'} must be {rule}, got {clipped(value)}.")
