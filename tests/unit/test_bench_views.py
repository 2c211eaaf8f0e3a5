"""The maps that the benchmark draws."""

from __future__ import annotations

import math

import pytest

from benchmarks.views import (
    HEIGHT_PX,
    VIEWS,
    WIDTH_PX,
    WORLD_M,
    map_extent,
    named_views,
    pixel_m,
    tile_zoom,
    tiles_of,
    to_mercator,
)

BOUNDS = (1.2, 43.7, 4.8, 46.2)


def test_mercator_of_known_places() -> None:
    assert to_mercator(0, 0) == pytest.approx((0, 0), abs=1e-6)
    assert to_mercator(180, 0)[0] == pytest.approx(WORLD_M / 2)
    assert to_mercator(0, math.degrees(math.atan(math.sinh(math.pi))))[1] == pytest.approx(WORLD_M / 2)


def test_the_whole_map_holds_the_mosaic_and_touches_it() -> None:
    xmin, ymin, xmax, ymax = map_extent(BOUNDS, 1.0)
    west, south = to_mercator(*BOUNDS[:2])
    east, north = to_mercator(*BOUNDS[2:])
    assert xmin <= west
    assert xmax >= east
    assert (ymin, ymax) == pytest.approx((south, north))


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_pixels_are_square_and_the_middle_stays(view) -> None:
    xmin, ymin, xmax, ymax = map_extent(BOUNDS, view.fraction)
    pixel = pixel_m(BOUNDS, view.fraction)
    assert (xmax - xmin) / WIDTH_PX == pytest.approx(pixel)
    assert (ymax - ymin) / HEIGHT_PX == pytest.approx(pixel)
    whole = map_extent(BOUNDS, 1.0)
    assert (xmin + xmax, ymin + ymax) == pytest.approx((whole[0] + whole[2], whole[1] + whole[3]))


def test_a_shift_is_in_pixels() -> None:
    here, beside = map_extent(BOUNDS, 0.1), map_extent(BOUNDS, 0.1, WIDTH_PX / 4)
    assert beside[0] - here[0] == pytest.approx((here[2] - here[0]) / 4)
    assert beside[1::2] == pytest.approx(here[1::2])


def test_tiles_of_a_tile_itself() -> None:
    size_m = WORLD_M / 2**5
    west, north = -WORLD_M / 2 + 17 * size_m, WORLD_M / 2 - 11 * size_m
    extent = (west + 1, north - size_m + 1, west + size_m - 1, north - 1)
    assert tiles_of(extent, 5) == [(17, 11)]
    wider = (west + 1, north - size_m - 1, west + size_m + 1, north - 1)
    assert tiles_of(wider, 5) == [(17, 11), (18, 11), (17, 12), (18, 12)]


@pytest.mark.parametrize("zoom", [0, 7, 13])
def test_the_zoom_of_a_map_at_a_tiles_resolution(zoom: int) -> None:
    width_m = WIDTH_PX * WORLD_M / 256 / 2**zoom
    assert tile_zoom((0, 0, width_m, width_m * HEIGHT_PX / WIDTH_PX)) == zoom


def test_views_by_name() -> None:
    assert [view.fraction for view in named_views("tenth, full")] == [0.1, 1.0]


@pytest.mark.parametrize("names", ["", " , ", "whole", "full,0.5"])
def test_unknown_views_are_refused(names: str) -> None:
    with pytest.raises(ValueError, match=r"views are full, half, tenth, 0\.03"):
        named_views(names)
