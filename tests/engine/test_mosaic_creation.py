"""Making mosaics: against cogeo-mosaic, against shapely, and the footprints that are hard."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any

import cogeo_mosaic.mosaic
import morecantile
import numpy
import pytest
import shapely
from morecantile import Tile, TileMatrixSet
from pyproj import Transformer

from mosaic_qgis.mosaic import MosaicJSON, default_filter, default_stac_accessor
from mosaic_qgis.mosaic.errors import BadRequestError, NoAssetFoundError, UnsupportedError
from mosaic_qgis.mosaic.merge import joined_assets, merged, new_tiles_for, union_of_bounds

PREFIX = "https://example.com/img(1)?x=+/"
WEB_MERCATOR = morecantile.tms.get("WebMercatorQuad")
Position = tuple[float, float]


def feature(*ring: Position, path: str = "a.tif", **fields: Any) -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    return {"type": "Feature", "properties": {"path": path}, "geometry": geometry, **fields}


def box(x: float, y: float, size: float, path: str = "a.tif") -> dict[str, Any]:
    return feature((x, y), (x + size, y), (x + size, y + size), (x, y + size), path=path)


def turned(x: float, y: float, size: float, path: str = "a.tif") -> dict[str, Any]:
    return feature(
        (x, y), (x + size, y + 0.3 * size), (x + 0.7 * size, y + 1.3 * size), (x - 0.3 * size, y + size), path=path
    )


def scattered(shape: Callable[..., dict[str, Any]], count: int, seed: int = 1) -> list[dict[str, Any]]:
    chance = random.Random(seed)
    return [
        shape(chance.uniform(-20, 20), chance.uniform(-20, 50), chance.uniform(0.05, 3), f"{PREFIX}{number}.tif")
        for number in range(count)
    ]


# Like cogeo-mosaic


@pytest.mark.parametrize("zoom", [5, 8])
def test_boxes_are_listed_as_by_cogeo_mosaic(zoom: int) -> None:
    features = scattered(box, 150)
    ours = MosaicJSON.from_features(features, zoom, 12)
    theirs = cogeo_mosaic.mosaic.MosaicJSON.from_features(features, zoom, 12)
    assert ours.model_dump() == theirs.model_dump()


def test_turned_footprints_are_listed_as_by_cogeo_mosaic() -> None:
    features = scattered(turned, 150)
    ours = MosaicJSON.from_features(features, 7, 12)
    theirs = cogeo_mosaic.mosaic.MosaicJSON.from_features(features, 7, 12)
    assert ours.bounds == pytest.approx(theirs.bounds)
    # Its way of finding tiles, by rasterizing, overlooks some that are only just reached.
    assert theirs.tiles.items() <= ours.tiles.items()
    assert len(ours.tiles) - len(theirs.tiles) <= 2


def test_the_best_covering_images_are_those_of_cogeo_mosaic() -> None:
    features = scattered(turned, 150)
    ours = MosaicJSON.from_features(features, 6, 12, tile_cover_sort=True, maximum_items_per_tile=1)
    theirs = cogeo_mosaic.mosaic.MosaicJSON.from_features(
        features, 6, 12, tile_cover_sort=True, maximum_items_per_tile=1
    )
    shared = ours.tiles.keys() & theirs.tiles.keys()
    assert len(shared) >= len(theirs.tiles)
    assert [ours.tiles[key] for key in shared] == [theirs.tiles[key] for key in shared]


# Against shapely, tile by tile


def covered_by_hand(features: list[dict[str, Any]], zoom: int) -> dict[str, list[str]]:
    """WebMercatorQuad only, where tiles are boxes in degrees."""
    geometries = numpy.array([shapely.geometry.shape(entry["geometry"]) for entry in features])
    tiles: dict[str, list[str]] = {}
    west, south, east, north = shapely.total_bounds(geometries)
    for tile in WEB_MERCATOR.tiles(west, south, east, north, [zoom]):
        shares = shapely.area(shapely.intersection(geometries, shapely.box(*WEB_MERCATOR.bounds(tile))))
        hits = [features[number]["properties"]["path"] for number in numpy.flatnonzero(shares > 1e-12)]
        if hits:
            tiles[WEB_MERCATOR.quadkey(tile)] = hits
    return tiles


@pytest.mark.parametrize("shape", [box, turned])
@pytest.mark.parametrize("zoom", [0, 3, 6, 9])
def test_every_tile_lists_what_reaches_into_it(shape: Callable[..., dict[str, Any]], zoom: int) -> None:
    features = scattered(shape, 40, seed=zoom)
    assert MosaicJSON.from_features(features, zoom, 12).tiles == covered_by_hand(features, zoom)


def test_large_footprints_are_refined() -> None:
    features = [feature((0.3, 0), (60, 5), (50, 50), (-3, 40), path="large"), turned(10, 10, 5, "small")]
    ours = MosaicJSON.from_features(features, 8, 12)
    assert len(ours.tiles) > 1400
    by_hand = covered_by_hand(features, 8)
    # Edges of 60 degrees bend on the map: those found here follow them more exactly than tiles as boxes do.
    assert ours.tiles.keys() == by_hand.keys()
    assert ours.tiles == by_hand


def test_holes_are_no_ground() -> None:
    ring = [(0, 0), (40, 0), (40, 40), (0, 40), (0, 0)]
    hole = [(5, 5), (5, 35), (35, 35), (35, 5), (5, 5)]
    holed = {
        "type": "Feature",
        "properties": {"path": "a"},
        "geometry": {"type": "Polygon", "coordinates": [ring, hole]},
    }
    assert MosaicJSON.from_features([holed], 6, 8).tiles == covered_by_hand([holed], 6)


def test_a_footprint_that_fills_tiles_exactly_touches_no_others() -> None:
    # As web-optimized images do; coordinates carry the noise of two transformations.
    bounds = WEB_MERCATOR.bounds(537, 361, 10)
    exact = feature(
        (bounds.left, bounds.bottom),
        (bounds.right, bounds.bottom),
        (bounds.right, bounds.top),
        (bounds.left, bounds.top),
    )
    for zoom, count in ((9, 1), (10, 1), (11, 4), (13, 64)):
        assert len(MosaicJSON.from_features([exact], zoom, 14).tiles) == count


def test_a_footprint_smaller_than_anything_is_listed_once() -> None:
    tiny = box(7.123456, 45.6789, 1e-10)
    assert MosaicJSON.from_features([tiny], 12, 14).tiles == {
        WEB_MERCATOR.quadkey(WEB_MERCATOR.tile(7.123456, 45.6789, 12)): ["a.tif"]
    }


# Footprints that are hard


def tiles_of(entry: dict[str, Any], zoom: int, tms: TileMatrixSet = WEB_MERCATOR) -> set[tuple[int, int]]:
    mosaic = MosaicJSON.from_features([entry], zoom, 14, tilematrixset=tms)
    return {(tile.x, tile.y) for tile in map(tms.quadkey_to_tile, mosaic.tiles)}


ACROSS = {
    "leaps": feature((179, 10), (-179, 10), (-179, 11), (179, 11)),
    "runs past": feature((179, 10), (181, 10), (181, 11), (179, 11)),
    "runs past west": feature((-181, 10), (-179, 10), (-179, 11), (-181, 11)),
    "two turns on": feature((539, 10), (541, 10), (541, 11), (539, 11)),
    "split": {
        "properties": {"path": "a.tif"},
        "geometry": {
            "type": "MultiPolygon",
            "coordinates": [
                [[(179, 10), (180, 10), (180, 11), (179, 11), (179, 10)]],
                [[(-180, 10), (-179, 10), (-179, 11), (-180, 11), (-180, 10)]],
            ],
        },
    },
    "box only": {"bbox": [179, 10, -179, 11], "geometry": None, "properties": {"path": "a.tif"}},
    "box with heights": {"bbox": [179, 10, 0, -179, 11, 500], "geometry": None, "properties": {"path": "a.tif"}},
}


@pytest.mark.parametrize("entry", ACROSS.values(), ids=ACROSS.keys())
def test_footprints_across_the_antimeridian(entry: dict[str, Any]) -> None:
    last = 2**6 - 1
    rows = {WEB_MERCATOR.tile(0, latitude, 6).y for latitude in (10.01, 10.99)}
    assert tiles_of(entry, 6) == {(column, row) for column in (0, last) for row in rows}
    mosaic = MosaicJSON.from_features([entry, box(170, 0, 1)], 6, 9)
    assert mosaic.bounds == pytest.approx((170, 0, -179, 11))
    assert mosaic.center == pytest.approx((175.5, 5.5, 6))


def test_a_box_around_the_world_is_no_narrow_one() -> None:
    world = feature((-180, -85), (180, -85), (180, 85), (-180, 85))
    assert len(tiles_of(world, 4)) == 256
    assert MosaicJSON.from_features([world], 4, 9).bounds == (-180, -85, 180, 85)


@pytest.mark.parametrize("tms_id", ["UPSArcticWGS84Quad", "EuropeanETRS89_LAEAQuad"])
def test_a_ring_around_the_pole_covers_it(tms_id: str) -> None:
    tms = morecantile.tms.get(tms_id)
    around = feature(*[(longitude, 72 + (longitude % 60) / 20) for longitude in range(-180, 180, 15)])
    found = tiles_of(around, 7, tms)
    to_grid = Transformer.from_crs(tms.geographic_crs, tms.crs.to_wkt(), always_xy=True)
    pole = tms._tile(*to_grid.transform(0, 90), 7)
    assert (pole.x, pole.y) in found
    ring = numpy.array(around["geometry"]["coordinates"][0])
    dense = shapely.get_coordinates(shapely.segmentize(shapely.linestrings(ring[:-1]), 0.5))
    projected = shapely.polygons(numpy.column_stack(to_grid.transform(dense[:, 0], dense[:, 1])))
    for column, row in [(x, y) for x in range(0, 128, 3) for y in range(0, 128, 3)]:
        square = shapely.box(*tms.xy_bounds(column, row, 7))
        share = projected.intersection(square).area / square.area
        if not 0 < share < 0.02:
            assert ((column, row) in found) == (share > 0)


def test_an_antarctic_footprint_on_the_web_map_goes_all_around() -> None:
    around = feature(*[(longitude, -75) for longitude in range(180, -180, -20)])
    found = tiles_of(around, 4)
    assert {column for column, _ in found} == set(range(16))
    assert {row for _, row in found} == set(range(WEB_MERCATOR.tile(0, -75, 4).y, 16))


@pytest.mark.parametrize("tms_id", ["NZTM2000Quad", "EuropeanETRS89_LAEAQuad", "UPSArcticWGS84Quad"])
def test_other_tile_matrix_sets_list_the_tile_of_every_point_inside(tms_id: str) -> None:
    tms = morecantile.tms.get(tms_id)
    west, south = {"NZTM2000Quad": (170, -44), "EuropeanETRS89_LAEAQuad": (5, 50), "UPSArcticWGS84Quad": (-40, 70)}[
        tms_id
    ]
    entry = feature((west, south), (west + 4, south + 0.5), (west + 3, south + 3), (west - 1, south + 2))
    found = tiles_of(entry, 9, tms)
    geometry = shapely.geometry.shape(entry["geometry"])
    chance = random.Random(5)
    inside = 0
    for _ in range(400):
        longitude, latitude = chance.uniform(west - 1, west + 4), chance.uniform(south, south + 3)
        tile = tms.tile(longitude, latitude, 9)
        if geometry.contains(shapely.Point(longitude, latitude)):
            inside += 1
            assert (tile.x, tile.y) in found
    assert inside > 100
    assert len(found) < 1200


def test_mars_has_its_own_degrees() -> None:
    crs = morecantile.tms.get("WebMercatorQuad").crs._pyproj_crs.from_user_input("IAU_2015:49990")
    half = math.pi * 3396190
    mars = TileMatrixSet.custom([-half, -half, half, half], crs, id="MarsMercatorSphere", maxzoom=12)
    mosaic = MosaicJSON.from_features([box(77, 18, 0.5)], 8, 10, tilematrixset=mars)
    tile = mars.tile(77.25, 18.25, 8)
    assert mars.quadkey(tile) in mosaic.tiles
    assert mosaic.tilematrixset is not None
    assert mosaic.tilematrixset.id == "MarsMercatorSphere"


def test_outside_the_tile_matrix_set_is_told() -> None:
    nz = morecantile.tms.get("NZTM2000Quad")
    mosaic = MosaicJSON.from_features([box(172, -42, 1, "nz.tif"), box(5, 50, 1, "eu.tif")], 6, 9, tilematrixset=nz)
    assert {asset for assets in mosaic.tiles.values() for asset in assets} == {"nz.tif"}
    assert "feature 1 is left out, it lies outside NZTM2000Quad" in mosaic.notices[0].message
    with pytest.raises(NoAssetFoundError, match="lies inside NZTM2000Quad"):
        MosaicJSON.from_features([box(5, 50, 1)], 6, 9, tilematrixset=nz)


BAD = {
    "no geometry": {"properties": {"path": "x"}, "geometry": None},
    "a point": {"properties": {"path": "x"}, "geometry": {"type": "Point", "coordinates": [1, 2]}},
    "no coordinates": {"properties": {"path": "x"}, "geometry": {"type": "Polygon", "coordinates": []}},
    "an open end": {"properties": {"path": "x"}, "geometry": {"type": "Polygon", "coordinates": [[(0, 0), (1, 1)]]}},
    "not finite": feature((0, 0), (1, 0), (float("nan"), 1)),
    "text": {"properties": {"path": "x"}, "geometry": {"type": "Polygon", "coordinates": "x"}},
    "ragged": {"properties": {"path": "x"}, "geometry": {"type": "Polygon", "coordinates": [[(0, 0), (1,), 2, 3]]}},
    "flat": feature((0, 0), (1, 1), (2, 2)),
    "a text": "x",
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_a_bad_footprint_is_left_out_and_told(bad: Any) -> None:
    mosaic = MosaicJSON.from_features([bad, box(0, 0, 1, "good.tif")], 5, 9, accessor=lambda entry: str(entry)[-9:])
    assert len(mosaic.notices) == 1
    assert mosaic.notices[0].code == "bad_asset"
    assert mosaic.notices[0].message.startswith("feature 0 is left out, its footprint is unusable: ")
    with pytest.raises(NoAssetFoundError, match="None of the 2 images"):
        MosaicJSON.from_features([bad, bad], 5, 9, accessor=str)


def test_a_bow_tie_counts_as_its_two_halves() -> None:
    bow = feature((0, 0), (10, 10), (10, 0), (0, 10))
    assert tiles_of(bow, 8) < tiles_of(box(0, 0, 10), 8)


def test_heights_are_ignored() -> None:
    high = feature((0, 0, 100), (1, 0, 100), (1, 1, 100), (0, 1, 100))  # type: ignore[arg-type]
    assert tiles_of(high, 8) == tiles_of(box(0, 0, 1), 8)


# Arguments


def test_the_prefix_is_cut_off_as_plain_text() -> None:
    features = [box(0, 0, 1, f"{PREFIX}1.tif"), box(0, 0, 1, f"https://other/{PREFIX}")]
    mosaic = MosaicJSON.from_features(features, 3, 9, asset_prefix=PREFIX)
    assert mosaic.asset_prefix == PREFIX
    assert next(iter(mosaic.tiles.values())) == ["1.tif", f"https://other/{PREFIX}"]


def test_what_is_given_for_the_document_is_in_it() -> None:
    mosaic = MosaicJSON.from_features(
        [box(0, 0, 1)],
        3,
        9,
        quadkey_zoom=4,
        version="0.0.2",
        asset_type="COG",
        data_type="uint8",
        colormap={1: (1, 2, 3, 4)},
        layers={"a": {}},
    )
    assert (mosaic.mosaicjson, mosaic.version, mosaic.quadkey_zoom) == ("0.0.2", "1.0.0", 4)
    assert (mosaic.asset_type, mosaic.data_type, mosaic.colormap, mosaic.layers) == (
        "COG",
        "uint8",
        {1: (1, 2, 3, 4)},
        {"a": {}},
    )
    assert {len(key) for key in mosaic.tiles} == {4}


def test_a_quadkey_zoom_of_zero_is_possible() -> None:
    assert MosaicJSON.from_features([box(0, 0, 1)], 3, 9, quadkey_zoom=0).tiles == {"": ["a.tif"]}


@pytest.mark.parametrize(
    "zooms", [(5, 4, None), (-1, 4, None), (3, 31, None), (3, 5, 31), (3.5, 5, None), (True, 5, 1)]
)
def test_impossible_zooms_are_refused(zooms: tuple[Any, Any, Any]) -> None:
    with pytest.raises(BadRequestError, match="zoom"):
        MosaicJSON.from_features([box(0, 0, 1)], zooms[0], zooms[1], quadkey_zoom=zooms[2])


def test_nothing_makes_no_mosaic() -> None:
    with pytest.raises(NoAssetFoundError, match="at least one image"):
        MosaicJSON.from_features([], 3, 9)


def test_too_many_tiles_are_refused_before_they_are_made() -> None:
    for entry in (feature((-180, -85), (180, -85), (180, 85), (-180, 85)), feature((-170, -80), (170, -84), (179, 84))):
        with pytest.raises(BadRequestError, match="choose a smaller quadkey_zoom"):
            MosaicJSON.from_features([entry], 15, 18)


def test_a_tile_matrix_set_that_is_no_quadtree_is_refused() -> None:
    with pytest.raises(UnsupportedError, match="WGS1984Quad"):
        MosaicJSON.from_features([box(0, 0, 1)], 3, 9, tilematrixset=morecantile.tms.get("WGS1984Quad"))


QUARTERS = WEB_MERCATOR.bounds(32, 31, 6)
WIDTH = QUARTERS.right - QUARTERS.left


def strip(share: float, path: str) -> dict[str, Any]:
    left, bottom, right, top = QUARTERS
    end = left + share * (right - left)
    return feature((left, bottom), (end, bottom), (end, top), (left, top), path=path)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, ["quarter", "all", "half", "also all", "tenth"]),
        ({"minimum_tile_cover": 0.2}, ["quarter", "all", "half", "also all"]),
        ({"minimum_tile_cover": 0.4}, ["all", "half", "also all"]),
        ({"tile_cover_sort": True}, ["all", "also all", "half", "quarter", "tenth"]),
        ({"maximum_items_per_tile": 2}, ["quarter", "all"]),
        ({"maximum_items_per_tile": 2, "tile_cover_sort": True}, ["all", "also all"]),
        (
            {"maximum_items_per_tile": 3, "minimum_tile_cover": 0.2, "tile_cover_sort": True},
            ["all", "also all", "half"],
        ),
        ({"minimum_tile_cover": 1.0}, None),
    ],
)
def test_which_images_a_tile_lists(options: dict[str, Any], expected: list[str] | None) -> None:
    shares = {"quarter": 0.25, "all": 1, "half": 0.5, "also all": 1, "tenth": 0.1}
    features = [strip(share, name) for name, share in shares.items()]
    key = WEB_MERCATOR.quadkey(32, 31, 6)
    assert MosaicJSON.from_features(features, 6, 9, **options).tiles.get(key) == expected
    geometries = [shapely.geometry.shape(entry["geometry"]) for entry in features]
    chosen = default_filter(Tile(32, 31, 6), features, geometries, **options)
    assert [entry["properties"]["path"] for entry in chosen] == (expected or [])


@pytest.mark.parametrize("options", [{"minimum_tile_cover": 1.5}, {"maximum_items_per_tile": -1}])
def test_impossible_filters_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(BadRequestError):
        MosaicJSON.from_features([box(0, 0, 1)], 6, 9, **options)


def test_a_filter_of_one_s_own_is_asked_for_every_tile() -> None:
    asked: list[tuple[Tile, tuple[str, ...]]] = []

    def newest(tile: Tile, dataset: Any, geometries: Any, keep: int = 1) -> list[Any]:
        assert len(dataset) == len(geometries)
        assert all(isinstance(geometry, shapely.geometry.base.BaseGeometry) for geometry in geometries)
        asked.append((tile, tuple(entry["properties"]["path"] for entry in dataset)))
        return list(reversed(dataset))[:keep]

    features = [box(0.1, 0.1, 20, "old"), box(0.1, 0.1, 5, "new")]
    mosaic = MosaicJSON.from_features(features, 5, 9, asset_filter=newest, keep=1)
    assert {tile.z for tile, _ in asked} == {5}
    assert len(asked) == len(mosaic.tiles) > 2
    assert sorted({tuple(assets) for assets in mosaic.tiles.values()}) == [("new",), ("old",)]
    assert not MosaicJSON.from_features(features, 5, 9, asset_filter=lambda *_: []).tiles


def test_progress_is_told() -> None:
    told: list[float] = []
    MosaicJSON.from_features([box(0, 0, 1)], 5, 9, progress=lambda fraction, _: told.append(fraction))
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0.0, 1.0)


def test_progress_goes_to_the_error_output_unless_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    MosaicJSON.from_features([box(0, 0, 1)], 5, 9, quiet=False)
    assert "100%" in capsys.readouterr().err
    MosaicJSON.from_features([box(0, 0, 1)], 5, 9)
    assert capsys.readouterr() == ("", "")


# STAC


def item(**fields: Any) -> dict[str, Any]:
    return {**box(0, 0, 1), "id": "i", "properties": {}, "assets": {"B01": {"href": "s3://b/B01.tif"}}, **fields}


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"links": [{"rel": "root", "href": "https://r/"}, {"rel": "self", "href": "https://s/i"}]}, "https://s/i"),
        ({"links": [{"rel": "root", "href": "https://r/"}], "collection": "c"}, "https://r/collections/c/items/i"),
        ({"links": [{"rel": "root", "href": "https://r/"}]}, "i"),
        ({"links": []}, "i"),
        ({}, "i"),
        ({"links": [{"rel": "self"}]}, "i"),
    ],
)
def test_the_name_of_a_stac_item(fields: dict[str, Any], name: str) -> None:
    assert default_stac_accessor(item(**fields)) == name
    assert next(iter(MosaicJSON.from_stac([item(**fields)], 3, 9).tiles.values())) == [name]


def test_stac_items_as_objects_and_with_an_accessor() -> None:
    import pystac

    entry = pystac.Item.from_dict(
        {
            **item(),
            "stac_version": "1.0.0",
            "bbox": [0, 0, 1, 1],
            "links": [],
            "properties": {"datetime": "2026-01-01T00:00:00Z"},
        }
    )
    mosaic = MosaicJSON.from_stac([entry], 3, 9, accessor=lambda entry: entry["assets"]["B01"]["href"])
    assert next(iter(mosaic.tiles.values())) == ["s3://b/B01.tif"]


# Adding


def test_merging_lists_each_asset_once() -> None:
    assert joined_assets(["a", "b"], ["b", "c"], add_first=True) == ["b", "c", "a"]
    assert joined_assets(["a", "b"], ["b", "c"], add_first=False) == ["a", "b", "c"]
    assert joined_assets(["a", "b"], ["a"], add_first=False) == ["b", "a"]


def test_merging_changes_neither_of_both() -> None:
    old = MosaicJSON.from_features([box(0, 0, 1, "old.tif")], 5, 9, asset_prefix="p/")
    new = new_tiles_for(old, [box(0, 0, 30, "p/new.tif")], quadkey_zoom=5)
    before = old.model_dump(), new.model_dump()
    both = merged(old, new, add_first=True)
    assert (old.model_dump(), new.model_dump()) == before
    assert both.version == "1.0.1"
    assert both.bounds == (0, 0, 30, 30)
    assert both.center == (15, 15, 5)
    assert [both.tiles[key] for key in old.tiles] == [["new.tif", "old.tif"]] * len(old.tiles)
    assert both.tiles.keys() == new.tiles.keys()


def test_merging_raises_the_version_of_the_specification_aloud() -> None:
    old = MosaicJSON(mosaicjson="0.0.1", minzoom=5, maxzoom=9, tiles={})
    new = new_tiles_for(old, [box(0, 0, 30)], quadkey_zoom=5)
    with pytest.warns(UserWarning, match="from 0.0.1 to 0.0.3"):
        assert merged(old, new, add_first=True).mosaicjson == "0.0.3"


@pytest.mark.parametrize(
    ("first", "second", "union"),
    [
        ((0, 0, 10, 10), (5, -5, 20, 5), (0, -5, 20, 10)),
        ((170, 0, -170, 10), (160, 0, 175, 5), (160, 0, -170, 10)),
        ((170, 0, -170, 10), (-175, 0, -160, 5), (170, 0, -160, 10)),
        ((170, 0, -170, 10), (175, 0, -175, 5), (170, 0, -170, 10)),
        ((-180, -90, 180, 90), (170, 0, -170, 10), (-180, -90, 180, 90)),
    ],
)
def test_the_union_of_bounds(first: Any, second: Any, union: Any) -> None:
    assert union_of_bounds(first, second) == pytest.approx(union)
    assert union_of_bounds(second, first) == pytest.approx(union)
