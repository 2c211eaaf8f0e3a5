"""Every pixel selection on every kind of mask, and the rules' arithmetic where rio-tiler's own goes wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from data.fixtures import patient, resources  # noqa: F401 - fixtures
from data.oracle import draw, never, open_layer, warped
from data.scenes import GRID, Image, images_of, write_mosaic

from mosaic_qgis.mosaic.errors import BadRequestError
from mosaic_qgis.reading.layer import ReadingResources
from mosaic_qgis.reading.selection import METHODS, Selection, outcome

pytestmark = pytest.mark.usefixtures("patient")


def by_hand(rule: str, parts: list[np.ma.MaskedArray]) -> np.ma.MaskedArray:
    """A rule worked out for all images at once, band by band."""
    stack = np.ma.stack(parts).astype("float64")
    stack = np.ma.MaskedArray(stack.data, np.ma.getmaskarray(stack))
    if rule in ("lastbandhigh", "lastbandlow"):
        # Images have all bands or none of a pixel here, so one image gives all of a pixel's bands.
        last = stack[:, -1]
        best = last.argmax(axis=0) if rule == "lastbandhigh" else last.argmin(axis=0)
        return np.ma.MaskedArray(
            np.take_along_axis(stack.data, best[np.newaxis, np.newaxis], axis=0)[0][:-1],
            last.mask.all(axis=0)[np.newaxis].repeat(2, 0),
        )
    if rule == "first":
        found = stack[0]
        for part in stack[1:]:
            found = np.ma.MaskedArray(np.where(found.mask, part.data, found.data), found.mask & part.mask)
        return found
    if rule == "count":
        number = stack[:, :1].count(axis=0)
        return np.ma.MaskedArray(number, number == 0)
    return {
        "highest": np.ma.max, "lowest": np.ma.min, "sum": np.ma.sum, "mean": np.ma.mean, "median": np.ma.median,
        "stdev": np.ma.std,
    }[rule](stack, axis=0)  # fmt: skip


@pytest.mark.parametrize("mask", ["nodata", "mask", "alpha"])
@pytest.mark.parametrize("dtype", ["uint8", "int32", "float32"])
@pytest.mark.parametrize("rule", METHODS)
def test_every_rule_with_every_mask(
    tmp_path: Path,
    resources: ReadingResources,  # noqa: F811
    rule: str,
    dtype: str,
    mask: str,
) -> None:
    document = write_mosaic(tmp_path, [Image(dtype=dtype, mask=mask, high=9, size_px=90)] * 4)
    layer = open_layer(document, resources, pixel_selection=rule)
    model = layer.description.model
    drawn = draw(layer, GRID).pixels
    expected = by_hand(rule, [warped(path, GRID) for path in images_of(document)])
    hidden = np.ma.getmaskarray(expected)
    assert model.data_count == len(expected)
    real = "float64" if dtype == "int32" else "float32"
    types = {"sum": real, "mean": real, "median": real, "stdev": real, "count": "uint16"}
    assert {band.dtype for band in model.bands[: model.data_count]} == {types.get(rule, dtype)}
    blank = 0 if model.nodata is None else model.nodata
    assert np.allclose(drawn[: model.data_count], np.where(hidden, blank, expected.data), equal_nan=True, rtol=1e-6)
    if model.with_alpha:
        assert np.array_equal(drawn[-1] > 0, ~hidden.all(axis=0))
    row, col = np.argwhere(~hidden[0])[2000]
    (values,) = layer.sample([GRID.transform @ (col + 0.5, row + 0.5)], never)
    assert np.allclose(np.array(values[: model.data_count], float), drawn[: model.data_count, row, col], rtol=1e-6)


def test_names_say_what_a_rule_makes(tmp_path: Path, resources: ReadingResources) -> None:  # noqa: F811
    document = write_mosaic(tmp_path, [Image()])
    names = {
        rule: [band.name for band in open_layer(document, resources, pixel_selection=rule).description.model.bands]
        for rule in METHODS
    }
    plain = ["b1", "b2", "b3"]
    assert names == dict.fromkeys(("first", "highest", "lowest", "mean", "median"), plain) | {
        "stdev": ["stdev of b1", "stdev of b2", "stdev of b3"],
        "sum": ["sum of b1", "sum of b2", "sum of b3"],
        "count": ["count"],
        "lastbandhigh": ["b1", "b2"],
        "lastbandlow": ["b1", "b2"],
    }


def test_the_last_band_must_not_be_the_only_one(tmp_path: Path, resources: ReadingResources) -> None:  # noqa: F811
    document = write_mosaic(tmp_path, [Image(count=1)])
    with pytest.raises(BadRequestError, match="lastbandhigh shows all bands but the last"):
        open_layer(document, resources, pixel_selection="lastbandhigh")


def test_the_first_image_on_top_is_the_documents_first(tmp_path: Path, resources: ReadingResources) -> None:  # noqa: F811
    images = [replace(Image(mask="none"), low=number, high=number + 0.5) for number in (1, 2, 3)]
    layer = open_layer(write_mosaic(tmp_path, images), resources)
    # Where all three lie.
    row, col = 100, 90
    assert draw(layer, GRID).pixels[:3, row, col].tolist() == [1, 1, 1]
    found = layer.identify(*(GRID.transform @ (col + 0.5, row + 0.5)), never)
    assert [(image.rank, image.values[0], image.used) for image in found.assets] == [
        (1, 1, True), (2, 2, False), (3, 3, False),
    ]  # fmt: skip


def fed(rule: str, *values: float | None, dtype: str = "uint8") -> np.ma.MaskedArray:
    """One pixel of one band of several images; None is nodata."""
    selection = Selection(rule, 1, 1, 1)
    for value in values:
        pixels = np.full((1, 1, 1), 255 if value is None else value, dtype)
        selection.feed(np.ma.MaskedArray(pixels, np.full((1, 1, 1), value is None)))
    result = selection.result()
    assert result is not None
    return result


@pytest.mark.parametrize(
    ("rule", "values", "expected"),
    [
        ("mean", (1, 2), 1.5),
        ("mean", (None, 250, 251), 250.5),
        ("median", (1, 2), 1.5),
        ("median", (7, None, 1, 3), 3),
        ("median", (9, None, None), 9),
        ("median", (9, None, 4, 1, 2), 3),
        ("sum", (250, 250, 250), 750),
        ("stdev", (5,), 0),
        ("stdev", (1, None, 3), 1),
        ("highest", (None, 3, 9, 4), 9),
        ("lowest", (None, 3, 9, 4), 3),
        ("count", (None, 3, 9, 4), 3),
        ("first", (None, 3, 9), 3),
    ],
)
def test_arithmetic(rule: str, values: tuple[float | None, ...], expected: float) -> None:
    result = fed(rule, *values)
    assert not result.mask.any()
    assert result.data[0, 0, 0] == pytest.approx(expected)


@pytest.mark.parametrize("rule", [rule for rule in METHODS if not rule.startswith("last")])
def test_nothing_stays_nothing(rule: str) -> None:
    assert fed(rule, None, None).mask.all()
    assert Selection(rule, 1, 1, 1).result() is None


def test_more_images_than_fit_in_a_byte() -> None:
    assert fed("count", *([1] * 300)).data[0, 0, 0] == 300
    assert fed("mean", *([200] * 300)).data[0, 0, 0] == 200


def test_large_values_keep_their_spread() -> None:
    values = [1e9 + offset for offset in (0, 1, 2, 3)]
    assert fed("stdev", *values, dtype="float64").data[0, 0, 0] == pytest.approx(np.std(values))


def test_a_whole_pixel_comes_from_one_image() -> None:
    selection = Selection("first", 2, 1, 1, whole_pixels=True)
    selection.feed(np.ma.MaskedArray([[[1]], [[2]]], [[[False]], [[True]]]))
    selection.feed(np.ma.MaskedArray([[[3]], [[4]]], [[[False]], [[False]]]))
    result = selection.result()
    assert result is not None
    assert result.data.ravel().tolist() == [1, 2]
    assert selection.is_done


@pytest.mark.parametrize("rule", METHODS)
@pytest.mark.parametrize("dtype", ["uint8", "uint32", "float64"])
def test_the_outcome_is_known_beforehand(rule: str, dtype: str) -> None:
    selection = Selection(rule, 3, 1, 1)
    selection.feed(np.ma.MaskedArray(np.ones((3, 1, 1), dtype), np.zeros((3, 1, 1), bool)))
    result = selection.result()
    assert result is not None
    assert outcome(rule, 3, np.dtype(dtype)) == (result.shape[0], result.dtype)
