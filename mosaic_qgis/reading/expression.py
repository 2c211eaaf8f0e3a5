"""Band arithmetic: from the text of the option `expression` to new bands. Runs in the ENGINE; arrays only, no I/O.

The text is parsed by Python's own parser and then only walked: what is not listed here is refused, nothing is ever
evaluated as Python. Several expressions are separated by `;`, each becomes a band. Names:

- `b1`, `b2`, … : the image's bands by position, without alpha; with several assets their bands in the order given;
- a band's own name, or the key of a STAC asset: `B08`, `red`; in quotes where it is no identifier: `"nir-08"`;
- `B08_b2`: the second band of an asset that has several.

An expression is worked out for every image before the pixel selection, as rio-tiler does: `highest` takes the largest
vegetation index, not that of the image with the largest first band. It comes after resampling and after `unscale`.
A pixel is nodata where one of the bands of its expression is, and where the result is no finite number (0/0, log(0));
rio-tiler makes that 0, which cannot be told from a value.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..mosaic.errors import BadRequestError
from ..mosaic.notices import shortened
from .band_math import ARITHMETIC, BITWISE, COMPARISONS, FUNCTIONS, BandMath, BoundFormula, Reference

LONGEST_TEXT = 4000
MOST_PARTS = 1000
"""Names, numbers and operations of all expressions together."""
DEEPEST_NESTING = 60
MOST_EXPRESSIONS = 200

_NAMED_BANDS = 20
"""Bands that an error lists."""

_POSITION = re.compile(r"b([1-9][0-9]{0,3})")
_PART_OF_ASSET = re.compile(r"(?P<asset>.+)_b(?P<band>[1-9][0-9]{0,3})")


def _position_of(name: str) -> int | None:
    """0-based position that `b1`, `b2`, … mean; None for other names."""
    found = _POSITION.fullmatch(name)
    return int(found[1]) - 1 if found else None


@dataclass(frozen=True, kw_only=True)
class KnownBands:
    """The bands that an expression may name."""

    count: int
    """Bands of an image, without alpha; `b1` is the first of them."""
    names: tuple[str, ...]
    """What people call them, in order; may be empty texts, or fewer than `count`."""
    aliases: Mapping[str, int] = field(default_factory=dict)
    """Further names and 0-based positions, such as those of assets."""

    def position(self, name: str, *, is_quoted: bool) -> int:
        """0-based position of a band.

        Raises:
            BadRequestError: no band is called that.
        """
        position = None if is_quoted else _position_of(name)
        if position is None:
            position = self.aliases.get(name)
        if position is None and name in self.names:
            position = self.names.index(name)
        if position is None and not is_quoted:
            # B4 is what rio-tiler takes for b4.
            position = _position_of(name.lower())
        if position is None or position >= self.count:
            raise BadRequestError(f"The expression names the band {shortened(name)}; the bands are {self._list()}.")
        return position

    def _list(self) -> str:
        numbered = [f"b{number}" for number in range(1, self.count + 1)]
        if len(numbered) > _NAMED_BANDS:
            numbered = [f"{numbered[0]} to {numbered[-1]}"]
        named = list(dict.fromkeys(name for name in (*self.aliases, *self.names) if name and name not in numbered))
        more = ["…"] if len(named) > _NAMED_BANDS else []
        return ", ".join([*numbered, *named[:_NAMED_BANDS], *more])


@dataclass(frozen=True, eq=False)
class _Formula:
    """One expression: its text, and its tree, which holds nothing that is not known."""

    text: str
    tree: ast.expr


@dataclass(frozen=True)
class Expression:
    """A parsed text; names are not looked up yet."""

    text: str
    _formulas: tuple[_Formula, ...] = field(compare=False, repr=False)

    @classmethod
    def parse(cls, text: str) -> Expression:
        """Read the option's text.

        Raises:
            BadRequestError: it is too long, cannot be read, or holds something else than arithmetic of bands.
        """
        if len(text) > LONGEST_TEXT:
            raise BadRequestError(f"An expression has at most {LONGEST_TEXT} characters, this one has {len(text)}.")
        blocks = [block.strip() for block in _blocks(text) if block.strip()]
        if not 1 <= len(blocks) <= MOST_EXPRESSIONS:
            raise BadRequestError(
                f"The option expression holds 1 to {MOST_EXPRESSIONS} expressions, not {len(blocks)}."
            )
        formulas = tuple(_Formula(block, _tree_of(block)) for block in blocks)
        parts = sum(1 for formula in formulas for _ in ast.walk(formula.tree))
        if parts > MOST_PARTS:
            raise BadRequestError(f"Expressions have at most {MOST_PARTS} parts together, these have {parts}.")
        return cls(text, formulas)

    @property
    def assets(self) -> dict[str, tuple[int, ...]]:
        """Keys of the STAC assets that the names mean, in order of appearance, without those such as `b1`.

        Each with the 1-based bands that are named, none where the asset is meant as a whole.
        """
        bands: dict[str, set[int]] = {}
        whole: set[str] = set()
        for name, is_quoted in (reference for formula in self._formulas for reference in _references(formula.tree)):
            if not is_quoted and _position_of(name) is not None:
                continue
            found = _PART_OF_ASSET.fullmatch(name)
            key = found["asset"] if found else name
            named = bands.setdefault(key, set())
            if found:
                named.add(int(found["band"]))
            else:
                whole.add(key)
        return {key: () if key in whole else tuple(sorted(named)) for key, named in bands.items()}

    def bind(self, bands: KnownBands) -> BandMath:
        """Look the names up.

        Raises:
            BadRequestError: a name is that of no band.
        """
        bound = []
        for formula in self._formulas:
            positions: dict[Reference, int] = {}
            for name, is_quoted in _references(formula.tree):
                positions[name, is_quoted] = bands.position(name, is_quoted=is_quoted)
            bound.append(BoundFormula(formula.text, formula.tree, positions))
        return BandMath(tuple(bound))


def asset_aliases(bands: Sequence[tuple[str, int]]) -> dict[str, int]:
    """Names of bands by the STAC assets that they are in: `red_b1`, and `red` where the asset has one band.

    `bands` are the key and the 1-based band of each, in the order of the bands.
    """
    counts = Counter(key for key, _ in bands)
    aliases = {key: place for place, (key, _) in enumerate(bands) if counts[key] == 1}
    return {**{f"{key}_b{band}": place for place, (key, band) in enumerate(bands)}, **aliases}


def _blocks(text: str) -> list[str]:
    """The text cut at each `;` that does not stand in quotes."""
    return re.findall(r"""(?:"[^"]*"|'[^']*'|[^;])+""", text)


def _tree_of(text: str) -> ast.expr:
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError as error:
        raise BadRequestError(f"The expression {shortened(text)} cannot be read: {error.msg}.") from error
    except (ValueError, MemoryError, RecursionError) as error:
        raise BadRequestError(f"The expression {shortened(text)} cannot be read: {type(error).__name__}.") from error
    _check(tree, text, 0)
    if not _references(tree):
        raise BadRequestError(f"An expression names a band, {shortened(text)} names none.")
    return tree


def _check(node: ast.AST, text: str, depth: int) -> None:
    """Refuse what is not arithmetic of bands."""
    if depth > DEEPEST_NESTING:
        raise BadRequestError(f"Expressions are nested at most {DEEPEST_NESTING} deep, {shortened(text)} is deeper.")
    match node:
        case ast.Name() | ast.Constant(value=int() | float() | str()):
            if isinstance(node, ast.Constant) and isinstance(node.value, int):
                _check_number(node.value, text)
            children: Sequence[ast.AST] = ()
        case ast.BinOp(op=op) if type(op) in ARITHMETIC or type(op) in BITWISE:
            children = (node.left, node.right)
        case ast.UnaryOp():
            children = (node.operand,)
        case ast.BoolOp():
            children = node.values
        case ast.Compare(ops=ops) if all(type(op) in COMPARISONS for op in ops):
            children = (node.left, *node.comparators)
        case ast.Call(func=ast.Name(id=name), keywords=[]):
            _check_call(name, len(node.args), text)
            children = node.args
        case _:
            kind = type(node.op if isinstance(node, ast.BinOp) else node).__name__
            raise BadRequestError(
                f"An expression holds bands, numbers, operators and functions; {kind} in {shortened(text)} is none."
            )
    for child in children:
        _check(child, text, depth + 1)


def _check_number(value: int, text: str) -> None:
    if abs(value) >= 2**63:
        raise BadRequestError(f"Whole numbers in an expression are below 2**63; {shortened(text)} has a larger one.")


def _check_call(name: str, count: int, text: str) -> None:
    if name not in FUNCTIONS:
        raise BadRequestError(
            f"The expression {shortened(text)} calls {shortened(name)}; the functions are {', '.join(sorted(FUNCTIONS))}."
        )
    least, most, _ = FUNCTIONS[name]
    if count < least or (most is not None and count > most):
        wanted = f"{least} or more" if most is None else str(least)
        raise BadRequestError(f"The function {name} takes {wanted} values, {shortened(text)} gives it {count}.")


def _references(tree: ast.AST) -> list[Reference]:
    """Names of bands from left to right, and whether they stand in quotes; each once."""
    found: dict[Reference, None] = {}

    def visit(node: ast.AST) -> None:
        if isinstance(node, ast.Name):
            found[node.id, False] = None
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found[node.value, True] = None
        elif isinstance(node, ast.Call):
            for argument in node.args:
                visit(argument)
        else:
            for child in ast.iter_child_nodes(node):
                visit(child)

    visit(tree)
    return list(found)
