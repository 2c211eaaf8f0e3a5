"""Band arithmetic: what is understood, what it gives (against numpy), and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from mosaic_qgis.mosaic.errors import BadRequestError
from mosaic_qgis.reading.expression import LONGEST_TEXT, MOST_EXPRESSIONS, Expression, KnownBands

RNG = np.random.default_rng(7)
BANDS = RNG.integers(0, 200, (4, 12, 15)).astype("uint16")
B1, B2, B3, B4 = BANDS.astype("float64")
KNOWN = KnownBands(
    count=4,
    names=("B02", "B03", "B04", "nir-08"),
    aliases={"B08_b2": 3, "visual_b1": 0, "visual_b2": 1},
)


def worked_out(text: str, known: KnownBands = KNOWN, valid: np.ndarray | None = None) -> np.ma.MaskedArray:
    math = Expression.parse(text).bind(known)
    places = list(math.positions)
    everywhere = np.ones(BANDS.shape, bool) if valid is None else valid
    values, has_values = math(BANDS[places], everywhere[places])
    assert values.dtype == np.float32
    return np.ma.MaskedArray(values, ~has_values)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("b1", B1),
        ("b4 - b3", B4 - B3),
        ("-b1 + +b2 * 3.5", -B1 + B2 * 3.5),
        ("(b4+1) / (b3+2)", (B4 + 1) / (B3 + 2)),
        ("b1 // 7 + b2 % 5", B1 // 7 + B2 % 5),
        ("b1 ** 2", B1**2),
        ("2 * b1 - 1e3", 2 * B1 - 1000),
        ("b1 > 100", B1 > 100),
        ("50 < b1 <= 100", (B1 > 50) & (B1 <= 100)),
        ("(b1 > 50) & (b2 < 100)", (B1 > 50) & (B2 < 100)),
        ("(b1 == 50) | (b2 != 100)", (B1 == 50) | (B2 != 100)),
        ("~(b1 >= 50) ^ (b2 > 3)", ~(B1 >= 50) ^ (B2 > 3)),
        ("b1 > 50 and not b2 > 100 or b3 < 9", ((B1 > 50) & ~(B2 > 100)) | (B3 < 9)),
        ("(b1 > 50) * 3", (B1 > 50) * 3),
        ("b1 & 12", BANDS[0] & 12),
        ("(b1 >> 3 | 1) ^ b2 << 2", (BANDS[0].astype(int) >> 3 | 1) ^ (BANDS[1].astype(int) << 2)),
        ("~b1", ~BANDS[0].astype(int)),
        ("where(b1 > 50, b2, -b3)", np.where(B1 > 50, B2, -B3)),
        ("where(b1, 1, 2)", np.where(B1 != 0, 1, 2)),
        ("sqrt(b1) + log(b2 + 1) + abs(b3 - 100)", np.sqrt(B1) + np.log(B2 + 1) + np.abs(B3 - 100)),
        ("log10(b1+1) + log1p(b2) + exp(b3/200) - expm1(b4/200)",
         np.log10(B1 + 1) + np.log1p(B2) + np.exp(B3 / 200) - np.expm1(B4 / 200)),
        ("sin(b1) * cos(b2) - tan(b3/200)", np.sin(B1) * np.cos(B2) - np.tan(B3 / 200)),
        ("arctan2(b1, b2 + 1) + arctan(b3)", np.arctan2(B1, B2 + 1) + np.arctan(B3)),
        ("min(b1, b2, b3) + max(b1, 100)", np.minimum(np.minimum(B1, B2), B3) + np.maximum(B1, 100)),
        ("minimum(b1, b2) - maximum(b3, b4)", np.minimum(B1, B2) - np.maximum(B3, B4)),
        ("clip(b1, 20, 90)", np.clip(B1, 20, 90)),
        ("floor(b1/3) + ceil(b2/3) + round(b3/3)", np.floor(B1 / 3) + np.ceil(B2 / 3) + np.rint(B3 / 3)),
        ("B02 + B04", B1 + B3),
        ('"nir-08" - \'B03\'', B4 - B2),
        ("B08_b2 + visual_b1", B4 + B1),
        ("B4 + b1", B4 + B1),
    ],
)  # fmt: skip
def test_values_are_numpys(text: str, expected: np.ndarray) -> None:
    (band,) = worked_out(text)
    assert not np.ma.getmaskarray(band).any()
    assert np.array_equal(band.data, np.asarray(expected, dtype="float64").astype("float32"))


def test_several_expressions_are_several_bands() -> None:
    bands = worked_out("b1 + b2; 'nir-08'; ;b3")
    assert np.array_equal(bands.data, np.stack([B1 + B2, B4, B3]).astype("float32"))


def test_semicolons_in_quotes_are_part_of_a_name() -> None:
    known = KnownBands(count=1, names=("a;b",))
    assert Expression.parse("'a;b' * 2").bind(known).texts == ("'a;b' * 2",)


def test_only_the_bands_of_an_expression_hide_its_pixels() -> None:
    valid = RNG.random(BANDS.shape) > 0.3
    bands = worked_out("b1 + b3; b2", valid=valid)
    assert np.array_equal(~bands.mask[0], valid[0] & valid[2])
    assert np.array_equal(~bands.mask[1], valid[1])


def test_what_is_no_number_is_nodata() -> None:
    divided = worked_out("(b1 - b2) / (b1 - b2); sqrt(b1 - b2); log(b1 * 0); b1 ** b2 ** b3")
    assert np.array_equal(divided.mask[0], B1 == B2)
    assert np.array_equal(divided.mask[1], B1 < B2)
    assert divided.mask[2].all()
    assert divided.mask[3].any()


def test_bands_that_are_not_named_are_not_read() -> None:
    math = Expression.parse("b4 / b2; b4 + B03; b1").bind(KNOWN)
    assert math.positions == (0, 1, 3)
    assert math.subset([1]).positions == (1, 3)
    assert math.subset([2, 0]).texts == ("b1", "b4 / b2")
    values, _ = math.subset([2, 0])(BANDS[[0, 1, 3]], np.ones((3, 12, 15), bool))
    assert np.array_equal(values[0], B1.astype("float32"))
    assert len(math.subset([2, 0])) == 2


@pytest.mark.parametrize(
    ("text", "assets"),
    [
        ("(B08-B04)/(B08+B04)", {"B08": (), "B04": ()}),
        ("b1 + red", {"red": ()}),
        ("visual_b2 - visual_b1; B08", {"visual": (1, 2), "B08": ()}),
        ("visual_b2 - visual", {"visual": ()}),
        ('"nir-08" + "b1" + "nir-08_b3"', {"nir-08": (), "b1": ()}),
        ("sqrt(b2)", {}),
        ("B4/B3", {"B4": (), "B3": ()}),
    ],
)
def test_assets_that_an_expression_needs(text: str, assets: dict[str, tuple[int, ...]]) -> None:
    assert Expression.parse(text).assets == assets
    assert list(Expression.parse(text).assets) == list(assets)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("__import__('os').system('true')", "Call"),
        ("b1.__class__", "Attribute"),
        ("b1[0]", "Subscript"),
        ("[b1 for b1 in b2]", "ListComp"),
        ("lambda: b1", "Lambda"),
        ("b1 if b2 else b3", "IfExp"),
        ("(b1 := 3)", "NamedExpr"),
        ("f'{b1}'", "JoinedStr"),
        ("b1 + 1j", "Constant"),
        ("b1 + None", "Constant"),
        ("b1 @ b2", "MatMult"),
        ("b1 is b2", "Compare"),
        ("eval(b1)", "where"),
        ("sum(b1)", "functions are"),
        ("where(b1, 2)", "takes 3 values"),
        ("max(b1)", "2 or more"),
        ("clip(b1, 0, maximum=1)", "Call"),
        ("min(*b1)", "2 or more"),
        ("b1 +", "cannot be read"),
        ("b1; = 3", "cannot be read"),
        ("1 + 2", "names none"),
        (" ; ", "not 0"),
        ("b1 ** 99999999999999999999", "2**63"),
        ("(" * 300 + "b1" + ")" * 300, "cannot be read"),
        ("-" * 3000 + "b1", ""),
        ("abs(" * 70 + "b1" + ")" * 70, "nested"),
        ("b1" + "+b1" * 700, ""),
        (";".join(["b1"] * (MOST_EXPRESSIONS + 1)), str(MOST_EXPRESSIONS)),
        ("b1 +" + " " * LONGEST_TEXT + "b2", str(LONGEST_TEXT)),
        (";".join(["b1+b2*b3-b4"] * 150), "parts"),
    ],
)  # fmt: skip
def test_what_is_no_arithmetic_is_refused(text: str, sign: str) -> None:
    with pytest.raises(BadRequestError) as caught:
        Expression.parse(text)
    assert sign in str(caught.value)
    assert len(str(caught.value)) < 700


def test_large_powers_take_no_time() -> None:
    assert worked_out("b1 * 0 + 9**9**9**9").mask.all()


@pytest.mark.parametrize("text", ["b5 + b1", "B99", '"b1"', "nir", "b0 + b1", "_b1"])
def test_unknown_bands_are_named_with_the_known_ones(text: str) -> None:
    with pytest.raises(BadRequestError, match="b1, b2, b3, b4") as caught:
        Expression.parse(text).bind(KNOWN)
    assert "nir-08" in str(caught.value)
    assert "visual_b1" in str(caught.value)


def test_long_lists_of_bands_are_cut() -> None:
    known = KnownBands(count=200, names=tuple(f"band {number}" for number in range(200)))
    with pytest.raises(BadRequestError, match="b1 to b200") as caught:
        Expression.parse("nothing").bind(known)
    assert len(str(caught.value)) < 400
