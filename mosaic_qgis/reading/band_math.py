"""Working band arithmetic out: checked trees of `expression.py` on arrays. Runs in the ENGINE; arrays only, no I/O.

Everything is computed in 64-bit floats, so that neither sums of 8-bit bands overflow nor large constants take time;
`&`, `|`, `^`, `~`, `<<` and `>>` work on the bits of whole numbers, as quality bands need it, and on truth values.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

Reference = tuple[str, bool]
"""Name of a band as an expression writes it, and whether it stands in quotes."""

Values = NDArray[Any]
"""Numbers (float64) or truth values, shape (row, column) or ()."""
Step = Callable[[Values], Values]
"""From the bands that are read, float64 (band, row, column), to a part of an expression."""


def _clip(value: Values, low: Values, high: Values) -> Values:
    return np.minimum(np.maximum(value, low), high)


def _where(condition: Values, yes: Values, no: Values) -> Values:
    return np.where(_truth(condition), yes, no)


def _folded(function: Callable[[Values, Values], Values]) -> Callable[..., Values]:
    return lambda *values: reduce(function, values)


FUNCTIONS: Mapping[str, tuple[int, int | None, Callable[..., Values]]] = {
    "where": (3, 3, _where),
    "clip": (3, 3, _clip),
    "min": (2, None, _folded(np.minimum)),
    "minimum": (2, None, _folded(np.minimum)),
    "max": (2, None, _folded(np.maximum)),
    "maximum": (2, None, _folded(np.maximum)),
    "arctan2": (2, 2, np.arctan2),
    "isnan": (1, 1, np.isnan),
    "round": (1, 1, np.rint),
    **{
        name: (1, 1, getattr(np, name))
        for name in (
            "abs", "sqrt", "exp", "expm1", "log", "log1p", "log10", "log2", "floor", "ceil", "sign", "sin", "cos", "tan",
            "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "arcsinh", "arccosh", "arctanh",
        )
    },
}  # fmt: skip
"""Name: least and most arguments (None is any number), what it does."""

ARITHMETIC: Mapping[type[ast.operator], Callable[[Values, Values], Values]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.true_divide,
    ast.FloorDiv: np.floor_divide,
    ast.Mod: np.mod,
    ast.Pow: np.power,
}
BITWISE: Mapping[type[ast.operator], Callable[[Any, Any], Values]] = {
    ast.BitAnd: np.bitwise_and,
    ast.BitOr: np.bitwise_or,
    ast.BitXor: np.bitwise_xor,
    ast.LShift: np.left_shift,
    ast.RShift: np.right_shift,
}
COMPARISONS: Mapping[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


def _number(value: Values) -> Values:
    """Truth values as 0 and 1."""
    return value.astype(np.float64) if value.dtype == bool else value


def _truth(value: Values) -> Values:
    return value if value.dtype == bool else value != 0


def _whole(value: Values) -> Values:
    """Numbers as bits: what has no whole number within 53 bits becomes 0, and is nodata or of no meaning anyway."""
    known = np.where(np.abs(value) < 2.0**53, value, 0)
    return known.astype(np.int64)


@dataclass(frozen=True, eq=False)
class BoundFormula:
    """One expression whose names have positions."""

    text: str
    tree: ast.expr
    """Holds only what `expression.py` lets through."""
    positions: Mapping[Reference, int]
    """Per name its position, from 0, among an image's data bands."""


class BandMath:
    """Expressions over the bands of one layer's images, ready to be worked out. Immutable, thread-safe."""

    def __init__(self, formulas: tuple[BoundFormula, ...]) -> None:
        self._formulas = formulas
        self.positions: tuple[int, ...] = tuple(sorted({p for formula in formulas for p in formula.positions.values()}))
        """Positions (from 0) among an image's data bands of those that have to be read."""
        places = {position: place for place, position in enumerate(self.positions)}
        self._needs = [sorted({places[p] for p in formula.positions.values()}) for formula in formulas]
        self._steps = [
            _step(formula.tree, {name: places[p] for name, p in formula.positions.items()}) for formula in formulas
        ]

    def __len__(self) -> int:
        """Number of bands that come out."""
        return len(self._formulas)

    @property
    def texts(self) -> tuple[str, ...]:
        """The expressions, one per band."""
        return tuple(formula.text for formula in self._formulas)

    def subset(self, places: Sequence[int]) -> BandMath:
        """Some of the expressions (from 0), and only the bands that these need."""
        return BandMath(tuple(self._formulas[place] for place in places))

    def __call__(self, values: Values, valid: NDArray[np.bool_]) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        """Work the expressions out.

        `values` and `valid` (True is data) have the axes (band, row, column), one band per one of `positions`; the
        result has one per expression, of float32. Where it is not valid it may be anything.
        """
        bands = values.astype(np.float64)
        shape = (len(self._steps), *values.shape[1:])
        result, has_result = np.empty(shape, np.float32), np.empty(shape, bool)
        with np.errstate(all="ignore"):
            for place, (step, needs) in enumerate(zip(self._steps, self._needs, strict=True)):
                result[place] = step(bands)
                np.isfinite(result[place], out=has_result[place])
                for need in needs:
                    has_result[place] &= valid[need]
        return result, has_result


def _step(node: ast.expr, places: Mapping[Reference, int]) -> Step:
    """A checked tree as nested functions; `places` are those of the names among the bands that are read."""

    def made(child: ast.expr) -> Step:
        return _step(child, places)

    match node:
        case ast.Name(id=name):
            return _band_step(places[name, False])
        case ast.Constant(value=str() as name):
            return _band_step(places[name, True])
        case ast.Constant(value=bool() | int() | float() as constant):
            fixed = np.asarray(constant, dtype=np.float64)
            return lambda _: fixed
        case ast.BinOp(op=op) if type(op) in ARITHMETIC:
            return _joined(_on_numbers(ARITHMETIC[type(op)]), made(node.left), made(node.right))
        case ast.BinOp():
            return _joined(_on_bits(node.op), made(node.left), made(node.right))
        case ast.UnaryOp():
            return _joined(_UNARY[type(node.op)], made(node.operand))
        case ast.BoolOp():
            return _joined(_all_of if isinstance(node.op, ast.And) else _any_of, *map(made, node.values))
        case ast.Compare():
            return _joined(
                _chain([COMPARISONS[type(op)] for op in node.ops]), made(node.left), *map(made, node.comparators)
            )
        case ast.Call(func=ast.Name(id=name)):
            function = FUNCTIONS[name][2]
            return _joined(function if name == "where" else _on_numbers(function), *map(made, node.args))
    raise TypeError(f"An expression holds no {type(node).__name__}.")


def _band_step(place: int) -> Step:
    return lambda bands: bands[place]


def _joined(function: Callable[..., Values], *steps: Step) -> Step:
    return lambda bands: function(*(step(bands) for step in steps))


def _on_numbers(function: Callable[..., Values]) -> Callable[..., Values]:
    return lambda *values: np.asarray(function(*map(_number, values)))


def _on_bits(op: ast.operator) -> Callable[[Values, Values], Values]:
    function = BITWISE[type(op)]
    is_shift = isinstance(op, ast.LShift | ast.RShift)

    def work(left: Values, right: Values) -> Values:
        if left.dtype == right.dtype == bool and not is_shift:
            return np.asarray(function(left, right))
        bits = np.clip(_whole(_number(right)), 0, 62) if is_shift else _whole(_number(right))
        return np.asarray(function(_whole(_number(left)), bits), dtype=np.float64)

    return work


def _chain(comparisons: Sequence[Callable[[Any, Any], Any]]) -> Callable[..., Values]:
    """`a < b < c` means both."""

    def work(*values: Values) -> Values:
        numbers = [_number(value) for value in values]
        pairs = zip(comparisons, numbers, numbers[1:], strict=False)
        return np.asarray(reduce(np.logical_and, (compare(left, right) for compare, left, right in pairs)))

    return work


def _all_of(*values: Values) -> Values:
    return np.asarray(reduce(np.logical_and, map(_truth, values)))


def _any_of(*values: Values) -> Values:
    return np.asarray(reduce(np.logical_or, map(_truth, values)))


def _inverted(value: Values) -> Values:
    return ~value if value.dtype == bool else (~_whole(value)).astype(np.float64)


_UNARY: Mapping[type[ast.unaryop], Callable[[Values], Values]] = {
    ast.UAdd: _number,
    ast.USub: lambda value: np.negative(_number(value)),
    ast.Not: lambda value: np.logical_not(_truth(value)),
    ast.Invert: _inverted,
}
