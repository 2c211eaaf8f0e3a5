"""Quadkeys: arithmetic against morecantile, the index against plain enumeration."""

from __future__ import annotations

import random
from collections.abc import Iterator

import morecantile
import pytest

from mosaic_qgis.mosaic.quadkeys import (
    QuadkeyIndex,
    TileRange,
    cover_of_range,
    extent_of_quadkeys,
    in_reading_order,
    is_quadkey,
    quadkey_of_tile,
    quadkeys_of_tile,
    tile_of_quadkey,
    usual_length,
)

TMS = morecantile.tms.get("WebMercatorQuad")


def random_tiles(count: int, max_zoom: int = 24) -> Iterator[tuple[int, int, int]]:
    chance = random.Random(7)
    for _ in range(count):
        zoom = chance.randint(0, max_zoom)
        yield chance.randrange(1 << zoom), chance.randrange(1 << zoom), zoom


def overlap(first: str, second: str) -> bool:
    return first.startswith(second) or second.startswith(first)


# Arithmetic


def test_quadkeys_are_those_of_morecantile() -> None:
    for x, y, zoom in random_tiles(500):
        quadkey = quadkey_of_tile(x, y, zoom)
        assert quadkey == TMS.quadkey(x, y, zoom)
        assert tile_of_quadkey(quadkey) == (x, y, zoom)
        assert is_quadkey(quadkey)


@pytest.mark.parametrize("tile", [(0, 0, -1), (1, 0, 0), (-1, 0, 3), (0, 8, 3), (0, 0, 31)])
def test_tiles_outside_the_matrix_have_no_quadkey(tile: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="must lie in the matrix"):
        quadkey_of_tile(*tile)


@pytest.mark.parametrize("text", ["4", "0x1", "scene-1", "01 ", "0" * 31, "-1"])
def test_other_texts_are_no_quadkeys(text: str) -> None:
    assert not is_quadkey(text)
    with pytest.raises(ValueError, match="A quadkey has only"):
        tile_of_quadkey(text)


def test_the_quadkeys_of_a_tile() -> None:
    assert quadkeys_of_tile(5, 3, 4, 2) == [TMS.quadkey(1, 0, 2)]
    assert quadkeys_of_tile(5, 3, 4, 4) == [TMS.quadkey(5, 3, 4)]
    expected = [TMS.quadkey(*tile) for child in TMS.children(5, 3, 4) for tile in TMS.children(child)]
    assert quadkeys_of_tile(5, 3, 4, 6) == expected
    with pytest.raises(ValueError, match="quadkey zoom"):
        quadkeys_of_tile(0, 0, 4, 31)


@pytest.mark.parametrize(
    "corners", [(3, 0, 0, 3, 9), (3, 2, 2, 1, 3), (3, -1, 0, 1, 1), (-1, 0, 0, 0, 0), (31, 0, 0, 0, 0)]
)
def test_an_impossible_range_is_refused(corners: tuple[int, int, int, int, int]) -> None:
    zoom, min_x, min_y, max_x, max_y = corners
    with pytest.raises(ValueError, match="tile range"):
        TileRange(zoom=zoom, min_x=min_x, min_y=min_y, max_x=max_x, max_y=max_y)


# The index


def a_set_of_keys(seed: int) -> dict[str, list[str]]:
    chance = random.Random(seed)
    lengths = [6] if seed % 2 else [2, 5, 6, 9]
    keys = sorted({"".join(chance.choices("0123", k=chance.choice(lengths))) for _ in range(300)})
    chance.shuffle(keys)
    return {key: [f"{key}.tif"] for key in keys}


@pytest.mark.parametrize("seed", range(6))
def test_a_tile_finds_exactly_the_keys_that_cover_it(seed: int) -> None:
    tiles = a_set_of_keys(seed)
    index = QuadkeyIndex(tiles)
    for x, y, zoom in [*random_tiles(300, 11), *(tile_of_quadkey(key) for key in tiles)]:
        own = quadkey_of_tile(x, y, zoom)
        found = list(index.keys_of_tile(x, y, zoom))
        assert sorted(found) == sorted(key for key in tiles if overlap(key, own))
        above = [key for key in found if len(key) <= zoom]
        assert above == sorted(above, key=len, reverse=True)
        below = found[len(above) :]
        assert below == sorted(below)
        assert index.count_of_tile(x, y, zoom) == len(found)


@pytest.mark.parametrize("seed", range(6))
def test_a_rectangle_finds_exactly_the_keys_that_cover_it(seed: int) -> None:
    tiles = a_set_of_keys(seed)
    index = QuadkeyIndex(tiles)
    chance = random.Random(seed)
    for _ in range(60):
        zoom = chance.randint(0, 9)
        left, right = sorted(chance.choices(range(1 << zoom), k=2))
        top, bottom = sorted(chance.choices(range(1 << zoom), k=2))
        rectangle = TileRange(zoom=zoom, min_x=left, min_y=top, max_x=right, max_y=bottom)
        covering = {
            key
            for key in tiles
            for x, y, own_zoom in [tile_of_quadkey(key)]
            if x / 2**own_zoom < (right + 1) / 2**zoom
            and (x + 1) / 2**own_zoom > left / 2**zoom
            and y / 2**own_zoom < (bottom + 1) / 2**zoom
            and (y + 1) / 2**own_zoom > top / 2**zoom
        }
        found = index.keys_of_range(rectangle)
        assert found == in_reading_order(list(covering))
        prefixes = cover_of_range(rectangle, 8)
        assert len(prefixes) <= 8
        assert all(any(overlap(key, prefix) for prefix in prefixes) for key in covering)
        assert all(rectangle.meets(key) == (key in covering) for key in tiles)


def test_keys_that_are_no_quadkeys_are_never_found() -> None:
    tiles = {key: ["a"] for key in ("01", "scene-1", "4", "", "0" * 40, "01x")}
    index = QuadkeyIndex(tiles)
    assert list(index.keys_of_tile(0, 0, 0)) == ["", "01"]
    assert index.sorted_keys == ["", "01"]


def test_the_root_key_covers_everything() -> None:
    index = QuadkeyIndex({"": ["a.tif"]})
    assert list(index.keys_of_tile(0, 0, 0)) == [""]
    assert list(index.keys_of_tile(123, 45, 12)) == [""]
    assert index.keys_of_range(TileRange(zoom=5, min_x=3, min_y=3, max_x=3, max_y=4)) == [""]


def test_tiles_outside_the_matrix_find_nothing() -> None:
    index = QuadkeyIndex({"0": ["a"]})
    for tile in ((-1, 0, 1), (2, 0, 1), (0, 5, 2), (0, 0, -1), (1 << 40, 0, 12)):
        assert list(index.keys_of_tile(*tile)) == []
        assert index.count_of_tile(*tile) == 0


def test_zooms_beyond_all_keys_are_answered() -> None:
    index = QuadkeyIndex({"0": ["a"]})
    assert list(index.keys_of_tile(0, 0, 40)) == ["0"]
    assert index.count_of_tile(0, 0, 40) == 1


def test_added_keys_are_found() -> None:
    tiles = {"00": ["a"]}
    index = QuadkeyIndex(tiles)
    assert list(index.keys_of_tile(0, 0, 0)) == ["00"]
    tiles["33"] = ["b"]
    tiles["333"] = ["c"]
    assert list(index.keys_of_tile(0, 0, 0)) == ["00", "33", "333"]
    assert list(index.keys_of_tile(7, 7, 3)) == ["333", "33"]


def test_an_empty_mosaic_has_no_keys() -> None:
    index = QuadkeyIndex({})
    assert index.lengths == ()
    assert list(index.keys_of_tile(0, 0, 3)) == []
    assert index.count_of_tile(0, 0, 3) == 0
    assert index.keys_of_range(TileRange(zoom=1, min_x=0, min_y=0, max_x=1, max_y=1)) == []
    assert extent_of_quadkeys([]) is None
    assert usual_length({}) is None


def test_looking_up_does_not_visit_all_keys() -> None:
    class Counted(dict[str, list[str]]):
        visits = 0

        def __getitem__(self, key: str) -> list[str]:
            Counted.visits += 1
            return super().__getitem__(key)

        def __contains__(self, key: object) -> bool:
            Counted.visits += 1
            return super().__contains__(key)

    tiles = Counted({quadkey_of_tile(x, y, 9): ["a"] for x in range(256) for y in range(256)})
    index = QuadkeyIndex(tiles)
    for zoom in (9, 12, 14):
        assert len(list(index.keys_of_tile(0, 0, zoom))) == 1
    assert len(list(index.keys_of_tile(1, 1, 6))) == 64
    assert Counted.visits < 10


@pytest.mark.parametrize("seed", range(4))
def test_the_extent_of_keys(seed: int) -> None:
    keys = list(a_set_of_keys(seed))[:20]
    extent = extent_of_quadkeys(keys)
    assert extent is not None
    boxes = [
        (x / 2**zoom, y / 2**zoom, (x + 1) / 2**zoom, (y + 1) / 2**zoom) for x, y, zoom in map(tile_of_quadkey, keys)
    ]
    side = 2**extent.zoom
    assert extent.min_x / side == min(box[0] for box in boxes)
    assert extent.min_y / side == min(box[1] for box in boxes)
    assert (extent.max_x + 1) / side == max(box[2] for box in boxes)
    assert (extent.max_y + 1) / side == max(box[3] for box in boxes)


def test_the_usual_length() -> None:
    assert usual_length({"01": [], "02": [], "003": [], "0" * 40: []}) == 2
    assert usual_length({"01": [], "003": []}) == 2
