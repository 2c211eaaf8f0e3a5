"""Mosaics of gathered footprints: listed as those that are made at once, whatever the size of the pieces."""

from __future__ import annotations

import errno
import random
from collections.abc import Sequence
from typing import Any

import morecantile
import numpy
import pytest
import shapely
from pyproj import CRS, Transformer
from shapely.geometry import mapping, shape

from mosaic_qgis.mosaic import gathered as gathered_module
from mosaic_qgis.mosaic import listing
from mosaic_qgis.mosaic.creation import CoverRule
from mosaic_qgis.mosaic.errors import BadRequestError, NoAssetFoundError, UnreachableError
from mosaic_qgis.mosaic.gathered import GatheredFootprints
from mosaic_qgis.mosaic.geometries import ToDegrees, geometries_of_wkb, shapes_of_geometries
from mosaic_qgis.mosaic.listing import ListedMosaic, mosaic_of_gathered
from mosaic_qgis.mosaic.model import MosaicJSON
from mosaic_qgis.mosaic.shapes import shapes_of
from mosaic_qgis.mosaic.tile_table import TileTable

WGS84 = CRS.from_epsg(4326)
ANY = CoverRule()


def silent(_fraction: float, _text: str) -> None:
    """Progress that nobody sees."""


def footprints(count: int, seed: int = 5) -> list[dict[str, Any]]:
    """Turned boxes of all sizes, some of them twice, one across the antimeridian."""
    numbers = random.Random(seed)
    features = []
    for number in range(count):
        x, y, size = numbers.uniform(5, 9), numbers.uniform(45, 48), numbers.choice((0.02, 0.1, 0.5))
        ring = [
            (x, y),
            (x + size, y + 0.2 * size),
            (x + 0.8 * size, y + 1.2 * size),
            (x - 0.2 * size, y + size),
            (x, y),
        ]
        features.append(
            {
                "type": "Feature",
                "properties": {"path": f"https://images.test/{number}.tif"},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        )
    features[0]["geometry"] = mapping(shapely.box(6, 45.5, 6.4, 45.8))
    return features


def names_of(features: Sequence[dict[str, Any]]) -> list[str]:
    return [feature["properties"]["path"] for feature in features]


def listed(
    features: Sequence[dict[str, Any]],
    *,
    zoom: int = 11,
    order: list[int] | None = None,
    chunk: int = 7,
    **options: Any,
) -> ListedMosaic:
    """Gathered in small pieces."""
    with GatheredFootprints() as gathered:
        for start in range(0, len(features), chunk):
            piece = features[start : start + chunk]
            gathered.add(names_of(piece), shapes_of(piece))
        tms = options.pop("tilematrixset", None)
        return mosaic_of_gathered(
            gathered,
            order,
            zooms=(zoom - 2, zoom + 2),
            quadkey_zoom=zoom,
            rule=CoverRule(**options),
            tilematrixset=tms,
            document={"name": "n", "asset_prefix": None},
            report=silent,
        )


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"minimum_tile_cover": 0.3},
        {"tile_cover_sort": True},
        {"tile_cover_sort": True, "maximum_items_per_tile": 2},
        {"tilematrixset": morecantile.tms.get("WorldMercatorWGS84Quad")},
    ],
)
def test_pieces_make_the_mosaic_that_is_made_at_once(options: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathered_module, "_CHUNK", 5)
    features = footprints(60)
    at_once = MosaicJSON.from_features(features, 9, 13, quadkey_zoom=11, **options)
    in_pieces = listed(features, **options)
    assert in_pieces.mosaic.tiles == at_once.tiles
    assert list(in_pieces.mosaic.tiles) == list(at_once.tiles)
    assert in_pieces.mosaic.bounds == pytest.approx(at_once.bounds)
    assert in_pieces.images == len({name for names in at_once.tiles.values() for name in names})
    for name in ("mosaicjson", "minzoom", "maxzoom", "quadkey_zoom", "tilematrixset", "center"):
        assert getattr(in_pieces.mosaic, name) == getattr(at_once, name)


def test_a_large_mosaic_is_a_table_with_the_same_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    features = footprints(60)
    expected = listed(features).mosaic
    monkeypatch.setattr(listing, "DICTIONARY_PAIRS", 0)
    monkeypatch.setattr(listing, "_TILES_PER_PIECE", 11)
    table = listed(features).mosaic
    assert isinstance(table.tiles, TileTable)
    assert dict(table.tiles.items()) == expected.tiles
    assert list(table.tiles) == list(expected.tiles)


def test_lists_have_the_asked_order() -> None:
    features = footprints(40)
    order = list(range(40))
    random.Random(1).shuffle(order)
    shuffled = MosaicJSON.from_features([features[number] for number in order], 9, 13, quadkey_zoom=11)
    assert listed(features, order=order).mosaic.tiles == shuffled.tiles


def test_what_is_not_in_the_order_is_not_in_the_mosaic() -> None:
    features = footprints(10)
    few = MosaicJSON.from_features([features[3], features[1]], 9, 13, quadkey_zoom=11)
    made = listed(features, order=[3, 1])
    assert made.mosaic.tiles == few.tiles and made.mosaic.bounds == pytest.approx(few.bounds)
    assert made.images == 2


def test_an_image_that_came_twice_is_listed_once_in_a_tile() -> None:
    features = footprints(4)
    again = [dict(features[0], geometry=mapping(shapely.box(6.2, 45.5, 6.6, 45.8))), *features]
    made = listed(again)
    assert made.images == 4
    for names in made.mosaic.tiles.values():
        assert len(set(names)) == len(names)
    tile = next(iter(MosaicJSON.from_features(again[:1], 9, 13, quadkey_zoom=11).tiles))
    assert made.mosaic.tiles[tile][0] == features[0]["properties"]["path"]


def test_footprints_beyond_memory_lie_on_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = listed(footprints(30)).mosaic.tiles
    monkeypatch.setattr(gathered_module, "_MEMORY_BYTES", 100)
    assert listed(footprints(30)).mosaic.tiles == expected


def test_a_full_disk_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def write(self, _data: bytes) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        def close(self) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    with GatheredFootprints() as gathered:
        monkeypatch.setattr(gathered, "_outlines", Full())
        with pytest.raises(UnreachableError, match="No space left"):
            gathered.add(["a.tif"], shapes_of(footprints(1)))


def test_nothing_makes_no_mosaic() -> None:
    with pytest.raises(NoAssetFoundError, match="at least one image"):
        listed([])
    flat = dict(footprints(1)[0], geometry={"type": "Point", "coordinates": [1, 2]})
    with pytest.raises(NoAssetFoundError, match="None of the 1 images has a footprint"):
        listed([flat])
    away = dict(footprints(1)[0], geometry=mapping(shapely.box(10, 87, 11, 88)))
    with pytest.raises(
        NoAssetFoundError, match=r"inside WebMercatorQuad, such as: https://images\.test/0\.tif is left out"
    ):
        listed([away])


def test_what_is_left_out_is_counted_and_the_first_ones_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathered_module, "MOST_NOTICES", 3)
    features = footprints(10)
    for feature in features[4:]:
        feature["geometry"] = None
    with GatheredFootprints() as gathered:
        gathered.add(names_of(features), shapes_of(features))
        assert gathered.left_out == 6 and len(gathered.notices) == 3 and len(gathered) == 4


def test_impossible_sizes_are_refused_before_they_are_made() -> None:
    whole = [dict(feature, geometry=mapping(shapely.box(-80, -80, 80, 80))) for feature in footprints(3)]
    with pytest.raises(BadRequestError, match="choose a smaller quadkey_zoom"):
        listed(whole, zoom=14)


def test_withdrawing_ends_the_work() -> None:
    class Withdrawn(Exception):
        pass

    def report(fraction: float, _text: str) -> None:
        seen.append(fraction)
        if fraction > 0.3:
            raise Withdrawn

    seen: list[float] = []
    features = footprints(40)
    with GatheredFootprints() as gathered:
        gathered.add(names_of(features), shapes_of(features))
        with pytest.raises(Withdrawn):
            mosaic_of_gathered(
                gathered, None, zooms=(9, 13), quadkey_zoom=11, rule=ANY, tilematrixset=None, document={}, report=report
            )
    assert seen == sorted(seen)


# Geometries


HARD = [
    shapely.box(5, 45, 6, 46),
    None,
    shapely.Point(5, 45),
    shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)]),
    shapely.Polygon([(170, 10), (-170, 10), (-170, 20), (170, 20)]),
    shapely.box(170, -10, 190, 10),
    shapely.MultiPolygon([shapely.box(170, -10, 180, 10), shapely.box(-180, -10, -170, 10)]),
    shapely.Polygon([(-180, 70), (-60, 70), (60, 70), (180, 70)]),
    shapely.Polygon(),
    shapely.Polygon([(1, 1), (1, 1), (1, 1)]),
    shapely.Polygon([(0, 0, 5), (1, 0, 5), (1, 1, 5)]),
    shapely.Polygon([(0, 0), (float("nan"), 0), (1, 1), (0, 1)]),
    shapely.box(5, 45, 6, 46).union(shapely.box(8, 45, 9, 46)),
    shapely.GeometryCollection([shapely.box(0, 0, 1, 1), shapely.box(3, 3, 4, 4)]),
]


def test_geometries_are_taken_as_geojson_is() -> None:
    names = [f"{number}.tif" for number in range(len(HARD))]
    found = shapes_of_geometries(
        geometries_of_wkb([None if each is None else shapely.to_wkb(each) for each in HARD]), names
    )
    features = [
        {"id": name, "geometry": None if each is None else mapping(shapely.force_2d(each))}
        for name, each in zip(names, HARD, strict=True)
    ]
    expected = shapes_of(features)
    assert found.features.tolist() == expected.features.tolist()
    for mine, theirs in zip(found.geometries, expected.geometries, strict=True):
        assert shapely.equals(mine, theirs) or mine.symmetric_difference(theirs).area < 1e-9
    assert [notice.asset for notice in found.notices] == [notice.asset for notice in expected.notices]
    assert all("is left out" in notice.message for notice in found.notices)


def test_bytes_that_are_no_geometry_are_left_out() -> None:
    found = shapes_of_geometries(geometries_of_wkb([b"nonsense", shapely.to_wkb(HARD[0]), None]), ["a", "b", "c"])
    assert found.features.tolist() == [1] and len(found.notices) == 2


@pytest.mark.parametrize(
    ("crs", "box"),
    [
        ("EPSG:32632", (500_000, 5_000_000, 610_000, 5_110_000)),
        ("EPSG:3035", (2_700_000, 1_500_000, 2_900_000, 1_700_000)),
        ("EPSG:2056", (2_600_000, 1_200_000, 2_600_500, 1_200_700)),
        ("EPSG:32660", (700_000, 5_000_000, 900_000, 5_100_000)),
        ("EPSG:3995", (-100_000, -100_000, 150_000, 120_000)),
    ],
)
def test_outlines_bend_as_their_projection_has_it(crs: str, box: tuple[float, float, float, float]) -> None:
    """Against a transformation of ten thousand positions, also across the antimeridian and around the pole."""
    square = shapely.box(*box)
    found = ToDegrees(CRS.from_user_input(crs).to_wkt(), WGS84).shapes(numpy.array([square], dtype=object), ["a"])
    transformer = Transformer.from_crs(crs, WGS84, always_xy=True)
    grid = numpy.random.default_rng(1).uniform(
        (box[0] - 20_000, box[1] - 20_000), (box[2] + 20_000, box[3] + 20_000), (10_000, 2)
    )
    longitudes, latitudes = transformer.transform(grid[:, 0], grid[:, 1])
    is_inside = shapely.contains_xy(square, grid[:, 0], grid[:, 1])
    is_found = shapely.contains_xy(found.geometries[0], longitudes, latitudes)
    assert (is_inside == is_found).mean() > 0.999
    assert shapely.get_num_coordinates(found.geometries[0]) < 200


def test_the_geographic_crs_itself_is_not_touched() -> None:
    for crs in ("", "EPSG:4326", CRS.from_user_input("OGC:CRS84").to_wkt()):
        found = ToDegrees(crs, WGS84).shapes(numpy.array([HARD[0]], dtype=object), ["a"])
        assert shapely.equals_exact(found.geometries[0], HARD[0])


def test_what_is_no_crs_is_refused() -> None:
    with pytest.raises(BadRequestError, match="nonsense"):
        ToDegrees("nonsense", WGS84)
    with pytest.raises(BadRequestError):
        ToDegrees('LOCAL_CS["site",UNIT["metre",1]]', WGS84)


def test_footprints_of_shapes_are_those_of_features() -> None:
    """What goes through WKB comes back to the last digit."""
    features = footprints(20)
    with GatheredFootprints() as gathered:
        gathered.add(names_of(features), shapes_of(features))
        (chunk,) = gathered.chunks(1e9)
        assert [len(each.features) for each in gathered.chunks(0.0)] == [1] * 20
    for geometry, feature in zip(chunk.geometries, features, strict=True):
        assert shapely.equals_exact(geometry, shape(feature["geometry"]))
