"""Where images lie: from headers, catalogues and tiles; which mosaics a database holds; mosaics of files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import morecantile
import numpy
import pytest
import rasterio
import shapely
from data.fixtures import resources  # noqa: F401 - fixture
from morecantile import Tile, TileMatrixSet
from rasterio.transform import from_bounds
from rasterio.warp import transform_bounds
from servers.dynalite import DynaliteServer
from shapely.geometry import box, shape
from stores.documents import document
from stores.kinds import DynamoKind, SQLiteKind

from mosaic_qgis.backends import MosaicBackend
from mosaic_qgis.backends.gathered_mosaic import Wanted
from mosaic_qgis.backends.listing import mosaics_at
from mosaic_qgis.backends.opening import open_backend
from mosaic_qgis.batch.creation import Making, make_mosaic
from mosaic_qgis.mosaic.errors import (
    BadAssetError,
    BadRequestError,
    MosaicError,
    MosaicExistsError,
    MosaicNotFoundError,
    UnsupportedError,
)
from mosaic_qgis.reading.layer import MosaicLayer, ReadingResources
from mosaic_qgis.reading.options import ReadingOptions
from mosaic_qgis.reading.values import Cancelled, FootprintList

TMS = morecantile.tms.get("WebMercatorQuad")
ZOOM = 9
AT = Tile(270, 180, ZOOM)


def make_image(path: Path, bounds: tuple[float, ...], crs: str = "EPSG:3857", dtype: str = "uint8") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with rasterio.open(
        path, "w", driver="GTiff", width=64, height=64, count=1, dtype=dtype, crs=crs,
        transform=from_bounds(*bounds, 64, 64),
    ) as dataset:  # fmt: skip
        dataset.write(numpy.full((1, 64, 64), 7, dtype))


def quarter_of(tile: Tile) -> tuple[float, float, float, float]:
    """The lower left quarter of a tile, in its CRS."""
    left, bottom, right, top = TMS.xy_bounds(tile)
    return left, bottom, (left + right) / 2, (bottom + top) / 2


def degrees(bounds: tuple[float, ...], crs: str = "EPSG:3857") -> shapely.Geometry:
    return box(*transform_bounds(crs, "EPSG:4326", *bounds))


def write_mosaic(path: Path, tiles: dict[str, list[str]], tms: TileMatrixSet | None = None) -> Path:
    fields: dict[str, Any] = {"mosaicjson": "0.0.3", "minzoom": 5, "maxzoom": 12, "quadkey_zoom": ZOOM, "tiles": tiles}
    if tms is not None:
        fields["tilematrixset"] = json.loads(tms.model_dump_json(exclude_none=True))
    path.write_text(json.dumps(fields), encoding="utf-8")
    return path


@pytest.fixture
def mosaic(tmp_path: Path) -> Path:
    """Two images, each a quarter of a tile, and one that is listed in both tiles and is not there."""
    east = Tile(AT.x + 1, AT.y, ZOOM)
    for name, tile in (("west.tif", AT), ("east.tif", east)):
        make_image(tmp_path / name, quarter_of(tile))
    return write_mosaic(
        tmp_path / "m.json",
        {TMS.quadkey(AT): ["west.tif", "lost.tif"], TMS.quadkey(east): ["east.tif", "lost.tif"]},
    )


def layer_of(path: Path | str, resources: ReadingResources, **options: str) -> MosaicLayer:  # noqa: F811
    return MosaicLayer(open_backend(str(path), options), ReadingOptions.from_strings(options), resources)


def footprints(layer: MosaicLayer, **arguments: Any) -> FootprintList:
    told: list[float | None] = []
    defaults: dict[str, Any] = {"extent": None, "limit": 100, "exact": False, "cancelled": lambda: False}
    asked = {**defaults, **arguments}
    found = layer.footprints(
        asked.pop("extent"), asked.pop("limit"), report=lambda fraction, _: told.append(fraction), **asked
    )
    assert all(fraction is None or 0 <= fraction <= 1 for fraction in told)
    assert told
    json.dumps(found.as_dict(), allow_nan=False)
    return found


def assert_same_ground(geometry: Any, expected: shapely.Geometry) -> None:
    ground = shape(geometry)
    assert ground.is_valid
    assert ground.symmetric_difference(expected).area < 0.002 * expected.area


def test_headers_tell_exactly(mosaic: Path, resources: ReadingResources) -> None:  # noqa: F811
    found = footprints(layer_of(mosaic, resources), exact=True)
    by_name = {feature.name: feature for feature in found.features}
    assert list(by_name) == ["west.tif", "lost.tif", "east.tif"] or set(by_name) == {"west.tif", "lost.tif", "east.tif"}
    assert_same_ground(by_name["west.tif"].geometry, degrees(quarter_of(AT)))
    assert by_name["west.tif"].properties == {"footprint": "image", "width": 64, "height": 64, "data_type": "uint8"}
    assert (by_name["west.tif"].key, by_name["west.tif"].href) == ("west.tif", str(mosaic.parent / "west.tif"))
    assert by_name["lost.tif"].properties == {"footprint": "tiles"}
    assert [failure.code for failure in found.skipped] == ["not_found"]
    assert (found.total, found.truncated) == (3, False)
    assert sorted(feature.rank for feature in found.features) == [1, 2, 3]


def test_tiles_tell_where_nobody_knows_better(mosaic: Path, resources: ReadingResources) -> None:  # noqa: F811
    found = footprints(layer_of(mosaic, resources))
    lost = next(feature for feature in found.features if feature.name == "lost.tif")
    both = degrees(tuple(TMS.xy_bounds(AT))).union(degrees(tuple(TMS.xy_bounds(Tile(AT.x + 1, AT.y, ZOOM)))))
    assert_same_ground(lost.geometry, both)
    assert len(shape(lost.geometry).exterior.coords) == 5, "tiles are joined without seams"


def test_an_extent_and_a_limit(mosaic: Path, resources: ReadingResources) -> None:  # noqa: F811
    layer = layer_of(mosaic, resources)
    inside = quarter_of(Tile(AT.x + 1, AT.y, ZOOM))
    assert {each.name for each in footprints(layer, extent=inside).features} == {"east.tif", "lost.tif"}
    found = footprints(layer, limit=2)
    assert (len(found.features), found.total, found.truncated) == (2, None, True)


def test_images_left_out_are_not_listed(mosaic: Path, resources: ReadingResources) -> None:  # noqa: F811
    layer = layer_of(mosaic, resources, exclude="lost.tif", first="east.tif")
    assert [each.name for each in footprints(layer).features] == ["east.tif", "west.tif"]
    assert [(each.key, each.rank) for each in layer.assets(None, 10).assets] == [("east.tif", 1), ("west.tif", 2)]


def test_identify_names_the_keys(mosaic: Path, resources: ReadingResources) -> None:  # noqa: F811
    left, bottom, right, top = quarter_of(AT)
    found = layer_of(mosaic, resources).identify((left + right) / 2, (bottom + top) / 2, lambda: False)
    assert [(image.name, image.key) for image in found.assets][:1] == [("west.tif", "west.tif")]


def test_cancelled(mosaic: Path, resources: ReadingResources) -> None:  # noqa: F811
    layer = layer_of(mosaic, resources)
    for exact in (True, False):
        with pytest.raises(Cancelled):
            footprints(layer, exact=exact, cancelled=lambda: True)


def test_another_tile_matrix_set(tmp_path: Path, resources: ReadingResources) -> None:  # noqa: F811
    tms = morecantile.tms.get("UPSArcticWGS84Quad")
    tile = Tile(300, 260, ZOOM)
    bounds = tuple(tms.xy_bounds(tile))
    make_image(tmp_path / "a.tif", bounds, "EPSG:5041")
    other = Tile(400, 100, ZOOM)
    path = write_mosaic(tmp_path / "m.json", {tms.quadkey(tile): ["a.tif"], tms.quadkey(other): ["lost.tif"]}, tms)
    found = footprints(layer_of(path, resources))
    lost = next(each for each in found.features if each.name == "lost.tif")
    west, south, east, north = transform_bounds("EPSG:5041", "EPSG:4326", *tms.xy_bounds(other), densify_pts=21)
    assert shape(lost.geometry).bounds == pytest.approx((west, south, east, north), abs=1e-3)


def test_catalogues_tell_place_and_more(tmp_path: Path, resources: ReadingResources) -> None:  # noqa: F811
    bounds = quarter_of(AT)
    make_image(tmp_path / "a.tif", bounds)
    make_image(tmp_path / "b.tif", bounds)
    slanted = {"type": "Polygon", "coordinates": [[[10, 46], [11, 46.2], [10.8, 47], [10, 46.9], [10, 46]]]}
    west, south, east, north = degrees(bounds).bounds
    square = {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }

    def item(name: str, geometry: Any) -> dict[str, Any]:
        return {
            "type": "Feature", "stac_version": "1.0.0", "id": name, "collection": "c", "geometry": geometry,
            "bbox": list(shape(geometry).bounds),
            "properties": {"datetime": "2024-05-01T10:00:00Z", "eo:cloud_cover": 3.5, "list": [1], "platform": "s-2"},
            "assets": {"image": {"href": str(tmp_path / f"{name}.tif"), "type": "image/tiff; application=geotiff"}},
            "links": [],
        }  # fmt: skip

    file = tmp_path / "items.geojson"
    collection = {"type": "FeatureCollection", "features": [item("a", square), item("b", slanted)]}
    file.write_text(json.dumps(collection), encoding="utf-8")
    layer = layer_of(f"stac+file://{file}", resources, minzoom="8", maxzoom="12", assets="image")
    by_id = {each.properties["id"]: each for each in footprints(layer).features}
    kinds = {each.properties["footprint"] for each in by_id.values()}
    assert kinds <= {"item", "image"}
    assert by_id["a"].datetime is not None and by_id["a"].datetime.startswith("2024-05-01T10:00:00")
    assert by_id["a"].properties["eo:cloud_cover"] == 3.5
    assert "list" not in by_id["a"].properties
    assert_same_ground(by_id["a"].geometry, degrees(bounds))


# Databases


def test_mosaics_of_a_sqlite_database(request: pytest.FixtureRequest) -> None:
    kind = SQLiteKind(request)
    place = kind.new_place()
    for name in ("b", "A ü"):
        kind.written(place.uri(name), document())
    uri = place.uri("b")
    database = uri.rpartition(":")[0]
    expected = (("A ü", f"{database}:A ü"), ("b", f"{database}:b"))
    assert mosaics_at(database) == expected
    assert mosaics_at(uri) == expected
    with MosaicBackend(expected[0][1]) as backend:
        assert backend.tile_count == 3


def test_mosaics_of_a_dynamodb_table(
    request: pytest.FixtureRequest, dynalite_server: DynaliteServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in dynalite_server.sdk_environment.items():
        monkeypatch.setenv(variable, value)
    kind = DynamoKind(request)
    place = kind.new_place()
    for name in ("one", "two"):
        kind.written(place.uri(name), document())
    found = mosaics_at(place.uri("one"))
    assert [name for name, _ in found] == ["one", "two"]
    with kind.open(found[1][1]) as backend:
        assert len(backend.info(quadkeys=True).quadkeys) == 3
    assert mosaics_at(place.uri("one").rpartition(":")[0], cancelled=lambda: False) == found


def test_where_no_mosaics_can_be_listed(tmp_path: Path) -> None:
    with pytest.raises(MosaicNotFoundError):
        mosaics_at(f"sqlite:///{tmp_path}/none.db")
    with pytest.raises(UnsupportedError, match="SQLite database"):
        mosaics_at("https://host/m.json")
    with pytest.raises(BadRequestError):
        mosaics_at("dynamodb://nowhere")


# Mosaics of files


def make(files: list[Path], target: Path, cancelled: Callable[[], bool] = lambda: False, **more: Any) -> Any:
    told: list[tuple[float | None, str]] = []
    made = make_mosaic(
        Making(
            wanted=Wanted(target=str(target), overwrite=more.get("overwrite", False)),
            files=[str(file) for file in files],
        ),
        report=lambda fraction, text: told.append((fraction, text)),
        cancelled=cancelled,
    )
    fractions = [fraction for fraction, _ in told if fraction is not None]
    assert fractions == sorted(fractions)
    return made


def test_a_mosaic_of_files(tmp_path: Path, resources: ReadingResources) -> None:  # noqa: F811
    files = [tmp_path / "in ü" / "a.tif", tmp_path / "in ü" / "sub" / "b.tif", tmp_path / "elsewhere" / "c.tif"]
    for number, file in enumerate(files):
        make_image(file, quarter_of(Tile(AT.x + number, AT.y, ZOOM)))
    (tmp_path / "in ü" / "broken.tif").write_bytes(b"no image")
    target = tmp_path / "in ü" / "all.mosaicjson"
    made = make([*files, tmp_path / "in ü" / "broken.tif", files[0]], target)
    assert (made.uri, made.images) == (str(target), 3)
    assert [notice.asset for notice in made.skipped] == [str(tmp_path / "in ü" / "broken.tif")]
    with MosaicBackend(str(target)) as backend:
        names = {name for names in backend.mosaic_def.tiles.values() for name in names}
        assert names == {"a.tif", "sub/b.tif", str(files[2])}
        assert backend.mosaic_def.name == "all"
    found = footprints(layer_of(target, resources), exact=True)
    assert len(found.features) == 3


def test_a_mosaic_that_is_there_stays(tmp_path: Path) -> None:
    image, target = tmp_path / "a.tif", tmp_path / "m.mosaicjson"
    make_image(image, quarter_of(AT))
    target.write_text("mine", encoding="utf-8")
    with pytest.raises(MosaicExistsError):
        make([image], target)
    assert target.read_text(encoding="utf-8") == "mine"
    assert make([image], target, overwrite=True).images == 1


def test_mosaics_that_cannot_be_made(tmp_path: Path) -> None:
    image, other, target = tmp_path / "a.tif", tmp_path / "b.tif", tmp_path / "m.mosaicjson"
    make_image(image, quarter_of(AT))
    make_image(other, quarter_of(AT), dtype="uint16")
    with pytest.raises(BadAssetError, match="uint16"):
        make([image, other], target)
    with pytest.raises(BadAssetError, match="can be read"):
        make([tmp_path / "none.tif"], target)
    with pytest.raises(MosaicError) as failure:
        make([image], target, cancelled=lambda: True)
    assert failure.value.code == "cancelled"
    assert not target.exists()
