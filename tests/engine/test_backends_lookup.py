"""Which assets lie where: against cogeo-mosaic, in odd mosaics, at scale, in other tile matrix sets."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from timeit import repeat
from typing import Any

import cogeo_mosaic.backends
import morecantile
import pytest
from morecantile import TileMatrixSet
from rasterio.crs import CRS
from rio_tiler.io import STACReader

from mosaic_qgis.backends import MosaicBackend, MosaicJSONBackend
from mosaic_qgis.backends.geography import geographic_box, intersection
from mosaic_qgis.mosaic import MosaicJSON
from mosaic_qgis.mosaic.errors import BadRequestError
from mosaic_qgis.mosaic.quadkeys import quadkey_of_tile

WEB_MERCATOR = morecantile.tms.get("WebMercatorQuad")
ZOOM = 7


def scattered_document(seed: int = 3, count: int = 400) -> dict[str, Any]:
    """Keys of zoom 7 in a quarter of the world, in no order, neighbours sharing images."""
    chance = random.Random(seed)
    keys = sorted({"03"[seed % 2] + "".join(chance.choices("0123", k=ZOOM - 1)) for _ in range(count)})
    chance.shuffle(keys)
    tiles = {
        key: [f"https://h/{chance.randrange(count // 3)}.tif" for _ in range(chance.randint(1, 4))] for key in keys
    }
    return {"mosaicjson": "0.0.3", "minzoom": ZOOM, "maxzoom": 14, "quadkey_zoom": ZOOM, "tiles": tiles}


@pytest.fixture(scope="module")
def pair() -> Iterator[tuple[MosaicJSONBackend, Any]]:
    """The same document in both programs."""
    document = {**scattered_document(), "bounds": (-180, -85, 180, 85)}
    with MosaicBackend(None, mosaic_def=document) as ours:
        with cogeo_mosaic.backends.MosaicBackend(None, mosaic_def=document) as theirs:
            yield ours, theirs


def tiles_of_zoom(document: Any, zoom: int, count: int) -> Iterator[tuple[int, int]]:
    """Tiles of a zoom, some with images and some without."""
    chance = random.Random(zoom)
    keys = chance.choices(list(document.tiles), k=count)
    for number, key in enumerate(keys):
        x, y, own = WEB_MERCATOR.quadkey_to_tile(key)
        if number % 4 == 0:
            yield chance.randrange(1 << zoom), chance.randrange(1 << zoom)
        elif zoom >= own:
            shift = zoom - own
            yield (x << shift) + chance.randrange(1 << shift), (y << shift) + chance.randrange(1 << shift)
        else:
            yield x >> (own - zoom), y >> (own - zoom)


# As in cogeo-mosaic


@pytest.mark.parametrize("zoom", range(15))
def test_tiles_have_the_same_assets_in_the_same_order(pair: tuple[MosaicJSONBackend, Any], zoom: int) -> None:
    ours, theirs = pair
    found = 0
    # cogeo-mosaic needs seconds for one tile of zoom 0.
    count = 40 if zoom >= 4 else 4
    for x, y in tiles_of_zoom(ours.mosaic_def, zoom, count):
        expected = theirs.assets_for_tile(x, y, zoom)
        assert ours.assets_for_tile(x, y, zoom) == expected
        assert ours.assets_for_tile(x, y, zoom, reverse=True) == expected[::-1]
        if zoom >= 4:
            tile = morecantile.Tile(x, y, zoom)
            assert ours.find_quadkeys(tile, ZOOM) == theirs.find_quadkeys(tile, ZOOM)
        found += bool(expected)
    assert found > count // 4


def test_boxes_have_the_same_assets_in_the_same_order(pair: tuple[MosaicJSONBackend, Any]) -> None:
    ours, theirs = pair
    chance = random.Random(1)
    found = 0
    for _ in range(80):
        west, south = chance.uniform(-40, 170), chance.uniform(-85, 20)
        east, north = min(west + chance.uniform(0, 20), 180), min(south + chance.uniform(0, 10), 84)
        expected = theirs.assets_for_bbox(west, south, east, north)
        assert ours.assets_for_bbox(west, south, east, north) == expected
        found += bool(expected)
    assert found > 20


def test_points_have_the_same_assets_in_the_same_order(pair: tuple[MosaicJSONBackend, Any]) -> None:
    ours, theirs = pair
    found = 0
    for x, y in tiles_of_zoom(ours.mosaic_def, 16, 200):
        lng, lat = WEB_MERCATOR.ul(x + 0.5, y + 0.5, 16)
        expected = theirs.assets_for_point(lng, lat)
        assert ours.assets_for_point(lng, lat) == expected
        mercator = WEB_MERCATOR.xy(lng, lat)
        assert ours.assets_for_point(*mercator, coord_crs=CRS.from_epsg(3857)) == expected
        found += bool(expected)
    assert found > 50


def test_another_tile_matrix_set_finds_what_cogeo_mosaic_finds_or_less(pair: tuple[MosaicJSONBackend, Any]) -> None:
    document = pair[0].mosaic_def.model_dump()
    tms = morecantile.tms.get("WGS1984Quad")
    ours = MosaicBackend(None, mosaic_def=document, tms=tms)
    theirs = cogeo_mosaic.backends.MosaicBackend(None, mosaic_def=document, tms=tms)
    assert (ours.minzoom, ours.maxzoom) == (theirs.minzoom, theirs.maxzoom) == (tms.minzoom, tms.maxzoom)
    chance = random.Random(2)
    found = 0
    for zoom in (6, 7, 8, 9, 10):
        for _ in range(40):
            # The keys lie in the south-east.
            x, y = chance.randrange(1 << zoom, 1 << (zoom + 1)), chance.randrange(1 << (zoom - 1), 1 << zoom)
            assets = ours.assets_for_tile(x, y, zoom)
            expected = theirs.assets_for_tile(x, y, zoom)
            # It takes tiles that merely touch as well.
            assert set(assets) <= set(expected)
            west, south, east, north = tms.bounds(x, y, zoom)
            inset = (east - west) * 1e-4
            assert set(theirs.assets_for_bbox(west + inset, south + inset, east - inset, north - inset)) <= set(assets)
            found += bool(assets)
    assert found > 20


# Documents that are odd


def opened(**fields: Any) -> MosaicJSONBackend:
    return MosaicBackend(None, mosaic_def={"mosaicjson": "0.0.3", **fields})


@pytest.mark.parametrize(
    ("fields", "zoom"),
    [
        ({"minzoom": 6}, 6),
        ({"minzoom": 4, "quadkey_zoom": 6}, 6),
        ({"minzoom": 8, "quadkey_zoom": 6, "maxzoom": 6}, 6),
        ({"minzoom": 10, "maxzoom": 12}, 6),
        ({"minzoom": 2, "quadkey_zoom": 9}, 6),
        ({}, 6),
    ],
)
def test_tiles_are_found_whatever_the_document_says_of_its_zooms(fields: dict[str, Any], zoom: int) -> None:
    key = "120220"
    x, y, _ = WEB_MERCATOR.quadkey_to_tile(key)
    backend = opened(tiles={key: ["a.tif"]}, **fields)
    assert backend.quadkey_zoom == zoom
    for z in range(13):
        tile = (x >> (6 - z), y >> (6 - z), z) if z <= 6 else (x << (z - 6), y << (z - 6), z)
        assert backend.assets_for_tile(*tile) == ["a.tif"]
    west, south, east, north = WEB_MERCATOR.bounds(x, y, 6)
    assert backend.assets_for_bbox(west, south, east, north) == ["a.tif"]
    assert backend.assets_for_point((west + east) / 2, (south + north) / 2) == ["a.tif"]
    declared = fields.get("quadkey_zoom", fields.get("minzoom", 0))
    assert any("declared quadkey zoom" in notice.message for notice in backend.notices) == (declared != zoom)


def test_the_root_tile_alone_is_a_mosaic() -> None:
    backend = opened(tiles={"": ["a.tif"]}, minzoom=0, quadkey_zoom=0)
    assert backend.quadkey_zoom == 0
    assert backend.assets_for_tile(0, 0, 0) == backend.assets_for_tile(5, 5, 3) == ["a.tif"]
    assert backend.assets_for_point(10, 10) == backend.assets_for_bbox(0, 0, 1, 1) == ["a.tif"]


def test_keys_of_several_lengths_are_all_found() -> None:
    backend = opened(tiles={"12": ["coarse"], "1202": ["middle"], "120220": ["fine"], "3": ["far"]}, minzoom=4)
    x, y, _ = WEB_MERCATOR.quadkey_to_tile("120220")
    assert backend.assets_for_tile(x, y, 6) == ["fine", "middle", "coarse"]
    assert backend.assets_for_tile(x >> 2, y >> 2, 4) == ["middle", "coarse", "fine"]
    west, south, east, north = WEB_MERCATOR.bounds(x, y, 6)
    point = ((west + east) / 2, (south + north) / 2)
    assert backend.assets_for_point(*point) == ["fine", "middle", "coarse"]
    assert set(backend.assets_for_bbox(west, south, east, north)) == {"fine", "middle", "coarse"}


def test_lists_may_be_empty_repeated_or_long() -> None:
    many = [f"https://h/{number}.tif" for number in range(5000)]
    backend = opened(tiles={"00": [], "01": many + many, "02": ["a", "a"]}, minzoom=2)
    assert backend.assets_for_tile(0, 0, 2) == []
    assert backend.assets_for_tile(1, 0, 2) == many
    assert backend.assets_for_tile(0, 1, 2) == ["a"]
    assert backend.assets_for_tile(0, 0, 0) == [*many, "a"]


def test_tiles_outside_the_world_have_no_assets() -> None:
    backend = opened(tiles={"00": ["a"]}, minzoom=2)
    for tile in ((-1, 0, 2), (4, 0, 2), (0, 0, -1)):
        assert backend.assets_for_tile(*tile) == []
    assert backend.assets_for_point(500, 0) == []
    assert backend.assets_for_bbox(10, 95, 20, 99) == []


def test_bounds_that_are_not_stated_are_those_of_the_tiles() -> None:
    backend = opened(tiles={"0311": ["a"], "1200": ["b"]}, minzoom=4)
    boxes = [WEB_MERCATOR.bounds(WEB_MERCATOR.quadkey_to_tile(key)) for key in ("0311", "1200")]
    expected = (boxes[0].left, boxes[0].bottom, boxes[1].right, boxes[0].top)
    west, south, east, north = backend.bounds
    assert (west, east) == pytest.approx((expected[0], expected[2]))
    assert south == pytest.approx(min(box.bottom for box in boxes))
    assert north == pytest.approx(max(box.top for box in boxes))
    assert opened(tiles={"0311": ["a"]}, bounds=[1, 2, 3, 4]).bounds == (1, 2, 3, 4)
    assert opened(tiles={}).bounds == (-180, -90, 180, 90)


def test_a_box_across_the_antimeridian_finds_both_sides() -> None:
    keys = {
        side: WEB_MERCATOR.quadkey(WEB_MERCATOR.tile(longitude, 10, 6))
        for side, longitude in {"west": -179, "east": 179, "middle": 0}.items()
    }
    backend = opened(tiles={key: [side] for side, key in keys.items()}, minzoom=6)
    assert set(backend.assets_for_bbox(178, 5, -178, 15)) == {"west", "east"}
    assert set(backend.assets_for_bbox(178, 5, 182, 15)) == {"west", "east"}
    assert set(backend.assets_for_bbox(-182, 5, -178, 15)) == {"west", "east"}
    assert set(backend.assets_for_bbox(-180, -90, 180, 90)) == {"west", "east", "middle"}
    assert set(backend.assets_for_bbox(-500, -90, 500, 90)) == {"west", "east", "middle"}


@pytest.mark.parametrize(
    ("box", "limits", "parts"),
    [
        ((0, 0, 10, 10), (-180, -85, 180, 85), [(0, 0, 10, 10)]),
        ((170, 0, -170, 10), (-180, -85, 180, 85), [(170, 0, 180, 10), (-180, 0, -170, 10)]),
        ((170, 0, -170, 10), (175, -50, -175, 5), [(175, 0, 180, 5), (-180, 0, -175, 5)]),
        ((0, 0, 10, 10), (160, -50, -160, 50), []),
        ((0, 60, 10, 70), (-180, -85, 180, 50), []),
        ((190, 0, 200, 10), (-180, -85, 180, 85), [(-170, 0, -160, 10)]),
        ((5, 5, 5, 5), (-180, -85, 180, 85), [(5, 5, 5, 5)]),
    ],
)
def test_boxes_are_cut_to_limits(box: Any, limits: Any, parts: Any) -> None:
    assert intersection(box, limits) == parts


# Tile matrix sets


def mosaic_around(
    tms: TileMatrixSet, longitude: float, latitude: float, zoom: int = 6
) -> tuple[MosaicJSONBackend, str]:
    key = tms.quadkey(tms.tile(longitude, latitude, zoom))
    backend = MosaicBackend(
        None,
        mosaic_def={"mosaicjson": "0.0.3", "minzoom": zoom, "maxzoom": 12, "tilematrixset": tms, "tiles": {key: ["a"]}},
        tms=None,
    )
    return backend, key


@pytest.mark.parametrize(
    ("name", "longitude", "latitude"),
    [
        ("NZTM2000Quad", 173, -41),
        ("EuropeanETRS89_LAEAQuad", 10, 52),
        ("UPSArcticWGS84Quad", 40, 85),
        ("UPSArcticWGS84Quad", 179.9, 75),
        ("UPSAntarcticWGS84Quad", -120, -80),
        ("WorldMercatorWGS84Quad", 10, 10),
    ],
)
def test_a_mosaic_in_its_own_tile_matrix_set(name: str, longitude: float, latitude: float) -> None:
    tms = morecantile.tms.get(name)
    backend, key = mosaic_around(tms, longitude, latitude)
    assert backend.tms.id == backend.mosaic_tms.id == name
    assert (backend.minzoom, backend.maxzoom) == (6, 12)
    assert backend.crs == tms.rasterio_geographic_crs
    tile = tms.tile(longitude, latitude, 9)
    assert backend.assets_for_tile(tile.x, tile.y, 9) == ["a"]
    assert backend.assets_for_point(longitude, latitude) == ["a"]
    assert backend.assets_for_bbox(longitude - 0.01, latitude - 0.01, longitude + 0.01, latitude + 0.01) == ["a"]
    assert backend.assets_for_point(-longitude, -latitude) == []
    x, y, zoom = tms.quadkey_to_tile(key)
    assert backend.assets_for_bbox(*tms.xy_bounds(x, y, zoom), coord_crs=tms.rasterio_crs) == ["a"]


@pytest.mark.parametrize(
    ("name", "longitude", "latitude"),
    [("NZTM2000Quad", 173, -41), ("EuropeanETRS89_LAEAQuad", 10, 52), ("UPSArcticWGS84Quad", 179.9, 75)],
)
def test_a_mosaic_read_in_the_web_s_tile_matrix_set(name: str, longitude: float, latitude: float) -> None:
    own, _ = mosaic_around(morecantile.tms.get(name), longitude, latitude)
    backend = MosaicBackend(None, mosaic_def=own.mosaic_def)
    assert backend.tms.id == "WebMercatorQuad"
    assert (backend.minzoom, backend.maxzoom) == (WEB_MERCATOR.minzoom, WEB_MERCATOR.maxzoom)
    for zoom in (0, 3, 6, 9, 12):
        tile = WEB_MERCATOR.tile(longitude, latitude, zoom)
        assert backend.assets_for_tile(tile.x, tile.y, zoom) == ["a"]
    far = WEB_MERCATOR.tile(-longitude + 90, -latitude, 9)
    assert backend.assets_for_tile(far.x, far.y, 9) == []
    assert MosaicBackend(None, mosaic_def=own.mosaic_def, minzoom=3, maxzoom=9).maxzoom == 9


def test_over_the_pole_every_longitude_is_near() -> None:
    tms = morecantile.tms.get("UPSArcticWGS84Quad")
    around = {longitude: tms.quadkey(tms.tile(longitude, 89.5, 4)) for longitude in range(-175, 180, 10)}
    tiles = {key: [key] for key in around.values()}
    backend = opened(tiles=tiles, minzoom=4, tilematrixset=tms)
    assert len(tiles) > 1
    for longitude, key in around.items():
        assert key in backend.assets_for_bbox(longitude - 5, 89, longitude + 5, 90)
    assert set(backend.assets_for_bbox(-180, 89, 180, 90)) == set(tiles)


def test_another_planet_is_another_place() -> None:
    mars = CRS.from_string("IAU_2015:49900")
    with pytest.raises(BadRequestError, match="No way from"):
        opened(tiles={"0": ["a"]}).assets_for_bbox(0, 0, 1, 1, coord_crs=mars)
    with pytest.raises(BadRequestError, match="No way from"):
        geographic_box((0, 0, 1, 1), mars, CRS.from_epsg(4326))


# Answers with limits


def test_a_limit_cuts_the_answer_and_says_so() -> None:
    backend = opened(tiles={quadkey_of_tile(x, y, 5): [f"{x}-{y}"] for x in range(32) for y in range(32)}, minzoom=5)
    found = backend.lookup_tile(0, 0, 0, limit=10)
    assert found.assets == tuple(backend.assets_for_tile(0, 0, 0)[:10])
    assert found.is_truncated
    assert not backend.lookup_tile(0, 0, 0, limit=1024).is_truncated
    assert not backend.lookup_tile(0, 0, 0).is_truncated
    assert backend.lookup_bbox(-180, -85, 180, 85, limit=3).is_truncated
    assert len(backend.lookup_bbox(-180, -85, 180, 85).assets) == 1024


def test_a_sample_of_assets_comes_from_all_over() -> None:
    backend = opened(tiles={quadkey_of_tile(x, y, 5): [f"{x}-{y}", "shared"] for x in range(32) for y in range(32)})
    sample = backend.iter_assets(16)
    assert len(sample) == len(set(sample)) == 16
    assert len({name.partition("-")[0] for name in sample}) > 8
    assert len(backend.iter_assets(5000)) == 1025
    assert backend.iter_assets(0) == []
    assert opened(tiles={"0": []}).iter_assets(5) == []


def test_assets_that_must_not_be_opened_are_named_one_by_one(tmp_path: Path) -> None:
    tiles = {"00": ["https://h/a.tif", "/vsicurl/https://h/b.tif", "c.tif", "file:///etc/passwd"]}

    class Remote(type(opened(tiles={}))):  # type: ignore[misc]
        def _is_remote(self) -> bool:
            return True

        def _place(self) -> str | None:
            return "https://h/mosaics/"

    backend = Remote(mosaic_def={"mosaicjson": "0.0.3", "minzoom": 2, "tiles": tiles})
    found = backend.lookup_tile(0, 0, 2)
    assert found.assets == ("https://h/a.tif", "https://h/mosaics/c.tif")
    assert [error.asset for error in found.refused] == ["/vsicurl/https://h/b.tif", "file:///etc/passwd"]
    assert {error.code for error in found.refused} == {"untrusted"}
    assert backend.assets_for_tile(0, 0, 2) == list(found.assets)
    assert backend.iter_assets(9) == list(found.assets)
    local = MosaicBackend(str(tmp_path / "m.json"), mosaic_def=backend.mosaic_def)
    assert local.assets_for_tile(0, 0, 2) == [
        "https://h/a.tif",
        "/vsicurl/https://h/b.tif",
        str(tmp_path / "c.tif"),
        "file:///etc/passwd",
    ]


def test_identifiers_reach_a_reader_that_knows_them(tmp_path: Path) -> None:
    document = {"mosaicjson": "0.0.3", "minzoom": 2, "tiles": {"00": ["LC08_L1TP_1", "items/a.json"]}}
    backend = MosaicBackend(str(tmp_path / "m.json"), mosaic_def=document, reader=STACReader)
    assert backend.assets_for_tile(0, 0, 2) == ["LC08_L1TP_1", str(tmp_path / "items/a.json")]


# In programs


def test_changes_of_the_document_are_seen() -> None:
    backend = opened(tiles={"00": ["a"]}, minzoom=2)
    assert backend.assets_for_tile(0, 0, 0) == ["a"]
    backend.mosaic_def.tiles["01"] = ["b"]
    assert backend.assets_for_tile(1, 0, 2) == ["b"]
    assert backend.assets_for_tile(0, 0, 0) == ["a", "b"]
    assert backend.tile_count == 2


def test_a_document_is_not_shared_with_its_giver() -> None:
    mosaic = MosaicJSON(mosaicjson="0.0.3", minzoom=2, tiles={"00": ["a"]})
    backend = MosaicBackend(None, mosaic_def=mosaic)
    backend.mosaic_def.tiles["01"] = ["b"]
    assert "01" not in mosaic.tiles
    assert "bounds" not in backend.mosaic_def.model_fields_set


def test_the_identity_is_that_of_the_content() -> None:
    first, same, other = (opened(tiles={"00": [name]}, minzoom=2) for name in ("a", "a", "b"))
    assert first.mosaicid == same.mosaicid != other.mosaicid
    assert len(first.mosaicid) == 56
    before = first.mosaicid
    square = {"type": "Polygon", "coordinates": [[(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]]}
    first.update([{"type": "Feature", "properties": {"path": "n"}, "geometry": square}])
    assert first.mosaicid != before


def test_threads_may_ask_at_the_same_time() -> None:
    tiles = {quadkey_of_tile(x, y, 7): [f"{x}-{y}"] for x in range(128) for y in range(128)}
    backend = opened(tiles=tiles, minzoom=7)
    together = threading.Barrier(8)

    def ask(number: int) -> bool:
        together.wait(10)
        x, y = number % 8, number // 8
        return backend.assets_for_tile(x, y, 3) == [
            f"{tile.x}-{tile.y}"
            for tile in (
                WEB_MERCATOR.quadkey_to_tile(key) for key in sorted(tiles) if key.startswith(quadkey_of_tile(x, y, 3))
            )
        ]

    with ThreadPoolExecutor(8) as executor:
        assert all(executor.map(ask, range(8)))


# At scale


@pytest.fixture(scope="module")
def large() -> MosaicJSONBackend:
    """200 000 quadkeys, as they lie in a country, with names as long as real ones."""
    tiles = {}
    for number in range(200_000):
        x, y = 8000 + number % 500, 5000 + number // 500
        name = f"https://example.com/some/bucket/prefix/2026_03_20/1040010048{number // 2:08d}/visual_cog.tif"
        tiles[quadkey_of_tile(x, y, 14)] = [name]
    return opened(tiles=tiles, minzoom=10, quadkey_zoom=14, maxzoom=20)


def test_a_lookup_in_a_large_mosaic_takes_microseconds(large: MosaicJSONBackend) -> None:
    # The first question at a low zoom sorts the keys.
    assert large.lookup_tile(125, 78, 8, limit=1).assets
    questions = {zoom: (8100 << 4 >> (18 - zoom), 5100 << 4 >> (18 - zoom)) for zoom in (18, 14, 12, 10)}
    for zoom, (x, y) in questions.items():
        # cogeo-mosaic takes 800 ms for each; a busy machine may hold up any single one.
        assert min(repeat(partial(large.assets_for_tile, x, y, zoom), number=1, repeat=100)) < 0.02
    assert large.lookup_tile(0, 0, 0, limit=1000).is_truncated
    assert large.lookup_bbox(-180, -85, 180, 85, limit=1000).is_truncated
    assert min(repeat(partial(large.lookup_tile, 0, 0, 0, limit=1000), number=1, repeat=3)) < 2


def test_a_box_in_a_large_mosaic_visits_its_tiles_only(large: MosaicJSONBackend) -> None:
    west, north = WEB_MERCATOR.ul(8100, 5100, 14)
    east, south = WEB_MERCATOR.ul(8110, 5107, 14)
    inset = 1e-4
    found = large.lookup_bbox(west + inset, south + inset, east - inset, north - inset)
    expected = {
        large.mosaic_def.tiles[quadkey_of_tile(x, y, 14)][0] for x in range(8100, 8110) for y in range(5100, 5107)
    }
    assert set(found.assets) == expected
