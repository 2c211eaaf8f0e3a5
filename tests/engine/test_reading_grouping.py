"""Pieces of work joined into larger ones: they fill the same pixels, and every image counts where it did before."""

from __future__ import annotations

import random

import pytest

from mosaic_qgis.reading.grid import Rect
from mosaic_qgis.reading.grouping import agreed, groups_of
from mosaic_qgis.reading.plan import Unit


def pixels_of(rects: list[Rect]) -> list[tuple[int, int]]:
    return [(col, row) for r in rects for col in range(r.col, r.col_stop) for row in range(r.row, r.row_stop)]


@pytest.mark.parametrize("seed", range(5))
def test_groups_draw_the_same(seed):
    """Every pixel sees the same images in the same order, whatever lists the tiles have."""
    chance = random.Random(seed)
    order = list("abcdefgh")
    units = [
        Unit(Rect(col * 10, row * 10, 10, 10), tuple(each for each in order if chance.random() < 0.5) or ("a",))
        for row in range(4)
        for col in range(5)
        if chance.random() < 0.9
    ]
    chance.shuffle(units)
    before = {pixel: unit.assets for unit in units for pixel in pixels_of([unit.rect])}
    after: dict[tuple[int, int], list[str]] = {}
    groups = groups_of(units, 30)
    for group in groups:
        assert max(group.rect.width, group.rect.height) <= 30
        for pixel in pixels_of([group.rect]):
            assert pixel not in after
            after[pixel] = []
        for href in group.assets:
            for pixel in pixels_of(group.where(href)):
                after[pixel].append(href)
    assert {pixel: tuple(assets) for pixel, assets in after.items()} == before
    assert len(groups) < len(units)


def test_lists_that_contradict_stay_apart():
    first, *units = (Unit(Rect(col, 0, 10, 10), assets) for col, assets in ((50, "a"), (0, "ab"), (10, "ba")))
    assert [group.members for group in groups_of([first, *units])] == [(first,), (units[0],), (units[1],)]


def test_the_first_unit_waits_for_no_other():
    units = [Unit(Rect(col, 0, 10, 10), ("a",)) for col in (20, 10, 0, 30)]
    assert [group.rect for group in groups_of(units)] == [Rect(20, 0, 10, 10), Rect(0, 0, 20, 10), Rect(30, 0, 10, 10)]


def test_the_order_of_the_first_members_stays():
    units = [Unit(Rect(col, 0, 10, 10), ("a",)) for col in (40, 100, 0)]
    assert [group.rect.col for group in groups_of(units)] == [40, 100, 0]


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ("abc", "abc", "abc"),
        ("ac", "bc", "abc"),
        ("ab", "cd", "abcd"),
        ("ad", "abcd", "abcd"),
        ("", "ab", "ab"),
        ("ab", "ba", None),
        ("aab", "b", None),
    ],
)
def test_agreed(one, other, both):
    assert agreed(one, other) == (None if both is None else tuple(both))
