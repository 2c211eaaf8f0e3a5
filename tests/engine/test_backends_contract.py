"""One contract for all stores: what a mosaic may rely on wherever it lives. Real servers, see `tests/stores/kinds.py`."""

from __future__ import annotations

import gzip
import inspect
import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy
import pytest
import rasterio
from morecantile import TileMatrixSet
from rasterio.vrt import WarpedVRT
from rasterio.warp import transform_bounds
from rio_tiler.io import Reader
from servers.nginx import NginxServer
from stores.documents import TMS, ZOOM, contents, document, feature, header, make_cog, quadkeys
from stores.kinds import CHECKED_KINDS, KINDS, READ_KINDS, FileKind, HttpKind, Place, SQLiteKind, StoreKind

import mosaic_qgis.backends as backends
from mosaic_qgis.backends import MosaicBackend, MosaicJSONBackend
from mosaic_qgis.backends.aws import AWSCredentials
from mosaic_qgis.backends.az import AzureCredentials
from mosaic_qgis.backends.gdal import gdal_environment
from mosaic_qgis.backends.gs import GCSCredentials
from mosaic_qgis.mosaic import MosaicJSON
from mosaic_qgis.mosaic.errors import (
    BadDocumentError,
    BadRequestError,
    MosaicAuthError,
    MosaicConflictError,
    MosaicExistsError,
    MosaicNotFoundError,
    NoAssetFoundError,
)

DOCUMENT_KINDS = [name for name, kind in READ_KINDS.items() if kind.is_document]


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> StoreKind:
    """Each store that can be written."""
    return KINDS[request.param](request)


@pytest.fixture
def place(kind: StoreKind) -> Place:
    return kind.new_place()


@pytest.fixture(params=READ_KINDS)
def read_kind(request: pytest.FixtureRequest) -> StoreKind:
    """Each store."""
    return READ_KINDS[request.param](request)


@pytest.fixture
def read_place(read_kind: StoreKind) -> Place:
    return read_kind.new_place()


@pytest.fixture(params=DOCUMENT_KINDS)
def document_kind(request: pytest.FixtureRequest) -> StoreKind:
    """Each store whose mosaics are documents of bytes."""
    return READ_KINDS[request.param](request)


@pytest.fixture(params=CHECKED_KINDS)
def checked_kind(request: pytest.FixtureRequest) -> StoreKind:
    """Each store that can be written, on a server that knows who may do what."""
    return CHECKED_KINDS[request.param](request)


def written(kind: StoreKind, uri: str, mosaic: dict[str, Any] | None = None) -> MosaicJSONBackend:
    """A mosaic in the store, and a backend that has it."""
    return kind.written(uri, mosaic or document())


# Write and read


def test_what_is_written_is_read_back_equal(kind: StoreKind, place: Place) -> None:
    mosaic = document()
    with kind.open(place.uri("mosaic.json"), mosaic) as writer:
        assert writer.write() is None
        before = header(writer), contents(writer), writer.bounds, writer.minzoom, writer.maxzoom, writer.quadkey_zoom
    with kind.open(place.uri("mosaic.json")) as reader:
        assert isinstance(reader, MosaicJSONBackend)
        assert type(reader).__name__ == kind.class_name
        after = header(reader), contents(reader), reader.bounds, reader.minzoom, reader.maxzoom, reader.quadkey_zoom
        assert after == before
        assert contents(reader) == mosaic["tiles"]
        assert reader.mosaic_def.model_extra == {"x_provider": mosaic["x_provider"]}
        assert not reader.notices


def test_a_tile_matrix_set_and_a_prefix_survive(read_kind: StoreKind, read_place: Place) -> None:
    import morecantile

    mosaic = document(
        asset_prefix="https://example.com/pre/",
        tilematrixset=json.loads(morecantile.tms.get("WebMercatorQuad").model_dump_json(exclude_none=True)),
        tiles={"03113320": ["a.tif"]},
    )
    written(read_kind, read_place.uri("prefixed.json"), mosaic)
    with read_kind.open(read_place.uri("prefixed.json")) as reader:
        assert isinstance(reader.mosaic_def.tilematrixset, TileMatrixSet)
        assert reader.mosaic_def.asset_prefix == "https://example.com/pre/"
        assert contents(reader) == {"03113320": ["https://example.com/pre/a.tif"]}


@pytest.mark.parametrize(
    "name", ["Übersicht 2026.json", "a b/ç+d.json", "地図.json", "per%20cent.json", "h#sh&co=1.json"]
)
def test_any_name_will_do(read_kind: StoreKind, read_place: Place, name: str) -> None:
    if not read_kind.is_document:
        name = name.replace("/", "-")
    uri = read_place.uri(name)
    if type(read_kind) is FileKind:
        Path(uri).parent.mkdir(exist_ok=True)
    written(read_kind, uri)
    with read_kind.open(uri) as reader:
        assert contents(reader) == document()["tiles"]
    if not isinstance(read_kind, FileKind | HttpKind):
        assert read_kind.names(read_place) == [name]


def test_nothing_is_replaced_unasked(kind: StoreKind, place: Place) -> None:
    uri = place.uri("mosaic.json")
    written(kind, uri)
    other = document(["120220233"], attribution="other")
    with pytest.raises(MosaicExistsError, match="overwrite=True"):
        kind.open(uri, other).write()
    assert contents(kind.open(uri)) == document()["tiles"]
    kind.open(uri, other).write(overwrite=True)
    with kind.open(uri) as reader:
        assert reader.mosaic_def.attribution == "other"
        assert contents(reader) == other["tiles"], "no tile of the replaced mosaic may be left"


def test_a_mosaic_is_copied_to_another_store(kind: StoreKind, place: Place, tmp_path: Path) -> None:
    mosaic = document()
    written(kind, place.uri("mosaic.json"), mosaic)
    copy = str(tmp_path / "copy.json")
    with kind.open(place.uri("mosaic.json")) as source:
        if not kind.is_document:
            with pytest.raises(BadRequestError, match=r"whole_mosaic\(\)"):
                MosaicBackend(copy, source.mosaic_def)
        MosaicBackend(copy, source.whole_mosaic()).write()
        kind.open(place.uri("again.json"), source.whole_mosaic()).write()
        assert contents(source) == mosaic["tiles"]
    assert contents(MosaicBackend(copy)) == mosaic["tiles"]
    assert contents(kind.open(place.uri("again.json"))) == mosaic["tiles"]


def test_of_two_who_create_one_wins(kind: StoreKind, place: Place) -> None:
    uri = place.uri("race.json")
    writers = {name: kind.open(uri, document(quadkeys(40), attribution=name)) for name in ("a", "b", "c")}
    written(kind, place.uri("first.json"))  # whatever has to be made for a first mosaic is there now
    outcomes = _all_at_once({name: writer.write for name, writer in writers.items()})
    winners = [name for name, outcome in outcomes.items() if outcome is None]
    losers = [outcome for outcome in outcomes.values() if outcome is not None]
    assert len(winners) == 1, outcomes
    assert all(isinstance(error, MosaicExistsError | MosaicConflictError) for error in losers), outcomes
    assert kind.open(uri).mosaic_def.attribution == winners[0]


def test_fifty_thousand_quadkeys(read_kind: StoreKind, read_place: Place) -> None:
    keys = quadkeys(50_000, 9)
    mosaic = document(keys, asset_prefix="https://example.com/", tiles={key: [f"{key}.tif"] for key in keys})
    uri = read_place.uri("large.json.gz")
    written(read_kind, uri, mosaic)
    with read_kind.open(uri) as reader:
        assert reader.info(quadkeys=True).quadkeys == keys
        for key in (keys[0], keys[12_345], keys[-1]):
            assert reader.get_assets(*TMS.quadkey_to_tile(key)) == [f"https://example.com/{key}.tif"]
        x, y, zoom = TMS.quadkey_to_tile(keys[0][:-2])
        assert reader.assets_for_tile(x, y, zoom) == [f"https://example.com/{key}.tif" for key in keys[:16]]
        assert len(reader.iter_assets(10)) == 10
        assert reader.lookup_tile(0, 0, 0, limit=7).is_truncated


# Update


@pytest.mark.parametrize("add_first", [True, False])
def test_update_adds_at_the_asked_end(kind: StoreKind, place: Place, add_first: bool) -> None:
    uri = place.uri("mosaic.json")
    mosaic = document()
    written(kind, uri, mosaic)
    with kind.open(uri) as backend:
        old_id = backend.mosaicid
        new = "https://example.com/new.tif"
        features = [feature("03113320", new), feature("03113333", new)]
        assert backend.update(features, add_first=add_first) is None
        after = {"own": contents(backend), "stored": contents(kind.open(uri))}
    expected = dict(mosaic["tiles"])
    present = expected["03113320"]
    expected["03113320"] = [new, *present] if add_first else [*present, new]
    expected["03113333"] = [new]
    assert after == {"own": expected, "stored": expected}
    with kind.open(uri) as reader:
        assert reader.mosaic_def.version == "1.0.1"
        assert reader.mosaicid != old_id
        west, _, east, _ = reader.bounds
        assert west <= -12.5
        assert east >= TMS.bounds(TMS.quadkey_to_tile("03113333")).right - 1
        assert reader.mosaic_def.model_extra == {"x_provider": mosaic["x_provider"]}


def test_update_again_changes_nothing_but_the_version(kind: StoreKind, place: Place) -> None:
    uri = place.uri("mosaic.json")
    written(kind, uri)
    for _ in range(2):
        kind.open(uri).update([feature("03113320", "https://example.com/new.tif")])
    found = contents(kind.open(uri))
    assert found["03113320"] == ["https://example.com/new.tif", *document()["tiles"]["03113320"]]


def test_update_keeps_what_somebody_else_added(kind: StoreKind, place: Place) -> None:
    uri = place.uri("mosaic.json")
    written(kind, uri)
    mine, theirs = kind.open(uri), kind.open(uri)
    theirs.update([feature("03113320", "https://example.com/theirs.tif")])
    mine.update([feature("03113320", "https://example.com/mine.tif")])
    expected = ["https://example.com/mine.tif", "https://example.com/theirs.tif", *document()["tiles"]["03113320"]]
    assert contents(kind.open(uri))["03113320"] == expected
    assert contents(mine)["03113320"] == expected


def test_update_follows_the_mosaic_that_took_the_place(kind: StoreKind, place: Place) -> None:
    uri = place.uri("mosaic.json")
    written(kind, uri)
    mine = kind.open(uri)
    other = document(["031133"], asset_prefix="https://example.com/pre/", tiles={"031133": ["old.tif"]})
    kind.open(uri, other).write(overwrite=True)
    mine.update([feature("03113320", "https://example.com/pre/new.tif")])
    expected = {"031133": [f"https://example.com/pre/{name}.tif" for name in ("new", "old")]}
    assert contents(mine) == expected
    with kind.open(uri) as reader:
        assert contents(reader) == expected
        assert (reader.quadkey_zoom, reader.mosaic_def.asset_prefix) == (6, "https://example.com/pre/")


def test_no_update_is_lost_silently(kind: StoreKind, place: Place) -> None:
    uri = place.uri("mosaic.json")
    written(kind, uri)
    names = [f"https://example.com/{number}.tif" for number in range(6)]
    openings = {name: kind.open(uri) for name in names}

    def update(name: str) -> Callable[[], None]:
        return lambda: openings[name].update([feature("03113320", name), feature("03113330", name)])

    outcomes = _all_at_once({name: update(name) for name in names})
    succeeded = {name for name, outcome in outcomes.items() if outcome is None}
    assert all(outcome is None or isinstance(outcome, MosaicConflictError) for outcome in outcomes.values()), outcomes
    assert succeeded
    found = contents(kind.open(uri))
    for key in ("03113320", "03113330"):
        assert {asset for asset in found[key] if asset in names} >= succeeded, outcomes


def test_an_update_of_a_deleted_mosaic_says_so(kind: StoreKind, place: Place) -> None:
    uri = place.uri("mosaic.json")
    written(kind, uri)
    backend = kind.open(uri)
    kind.open(uri).delete()
    with pytest.raises((MosaicNotFoundError, MosaicConflictError)):
        backend.update([feature("03113320", "https://example.com/new.tif")])


def test_a_change_is_noticed(read_kind: StoreKind, read_place: Place) -> None:
    uri = read_place.uri("mosaic.json")
    written(read_kind, uri)
    old = read_kind.open(uri)
    assert old.refresh() is False
    changed = document(["0311"], attribution="changed")
    if read_kind.can_write:
        read_kind.open(uri, changed).write(overwrite=True)
    else:
        read_kind.put(uri, json.dumps(changed).encode())
    assert read_kind.open(uri).mosaic_def.attribution == "changed"
    assert old.refresh() is True
    assert old.mosaic_def.attribution == "changed"
    assert contents(old) == document(["0311"])["tiles"]
    assert old.quadkey_zoom == 4


# Not there, not allowed


def test_what_is_not_there_is_not_found(read_kind: StoreKind, read_place: Place) -> None:
    written(read_kind, read_place.uri("other.json"))
    with pytest.raises(MosaicNotFoundError, match=r"nothing\.json"):
        read_kind.open(read_place.uri("nothing.json"))
    with pytest.raises(MosaicNotFoundError):
        read_kind.open(read_kind.missing_place())


def test_delete_leaves_nothing_behind(kind: StoreKind, place: Place) -> None:
    written(kind, place.uri("other.json"))
    written(kind, place.uri("mosaic.json"))
    assert kind.names(place) == ["mosaic.json", "other.json"]
    backend = kind.open(place.uri("mosaic.json"))
    assert backend.delete() is None
    assert kind.names(place) == ["other.json"]
    with pytest.raises((MosaicNotFoundError, MosaicConflictError)):
        backend.update([feature("03113320", "https://example.com/new.tif")])
    with pytest.raises(MosaicNotFoundError):
        kind.open(place.uri("mosaic.json"))
    with pytest.raises(MosaicNotFoundError):
        kind.open(place.uri("mosaic.json"), document()).delete()
    written(kind, place.uri("mosaic.json"))


def test_without_rights_reading_is_refused(checked_kind: StoreKind) -> None:
    uri = checked_kind.new_place().uri("mosaic.json")
    written(checked_kind, uri)
    with checked_kind.no_access(uri) as open_refused, pytest.raises(MosaicAuthError, match=r"mosaic\.json"):
        open_refused(uri)


def test_without_rights_writing_is_refused(checked_kind: StoreKind) -> None:
    place = checked_kind.new_place()
    written(checked_kind, place.uri("mosaic.json"))
    with checked_kind.read_access(place.uri("mosaic.json")) as open_reading:
        with pytest.raises(MosaicAuthError):
            open_reading(place.uri("mosaic.json"), document(["0311"])).write(overwrite=True)
        with pytest.raises(MosaicAuthError):
            open_reading(place.uri("new.json"), document(["0311"])).write()
        with pytest.raises(MosaicAuthError):
            open_reading(place.uri("mosaic.json"), document()).delete()
    assert contents(checked_kind.open(place.uri("mosaic.json"))) == document()["tiles"]


def test_no_secret_is_shown(read_kind: StoreKind, read_place: Place) -> None:
    uri = read_place.uri("mosaic.json")
    backend = written(read_kind, uri)
    shown = [repr(backend), str(backend), repr(read_kind.credentials), backend.document_uri]
    with pytest.raises(MosaicNotFoundError) as raised:
        read_kind.open(read_place.uri("nothing.json"))
    shown += [str(raised.value), repr(raised.value)]
    for secret in _secrets_of(read_kind.credentials):
        assert not [text for text in shown if secret in text]


def test_a_wrong_password_is_refused(request: pytest.FixtureRequest) -> None:
    kind = HttpKind(request)
    uri = kind.new_place().uri("mosaic.json")
    written(kind, uri)
    with kind.no_access(uri) as open_refused, pytest.raises(MosaicAuthError) as raised:
        open_refused(uri)
    assert "wrong" not in str(raised.value)


# Documents of bytes


def test_compression_goes_by_content_and_name(document_kind: StoreKind) -> None:
    place = document_kind.new_place()
    body = json.dumps(document()).encode()
    document_kind.put(place.uri("plain.json.gz"), body)
    document_kind.put(place.uri("packed.json"), gzip.compress(body))
    for name in ("plain.json.gz", "packed.json"):
        assert contents(document_kind.open(place.uri(name))) == document()["tiles"]
    if not document_kind.can_write:
        return
    written(document_kind, place.uri("new.json"))
    written(document_kind, place.uri("new.json.gz"))
    plain, packed = document_kind.get(place.uri("new.json")), document_kind.get(place.uri("new.json.gz"))
    assert packed.startswith(b"\x1f\x8b")
    assert gzip.decompress(packed) == plain
    assert json.loads(plain)["tiles"] == document()["tiles"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><title>Sign in</title>", "HTML"),
        (b'{"type": "FeatureCollection", "features": []}', "GeoJSON"),
        (b'{"mosaicjson": "0.0.2", "tiles": {"0": ', "no valid JSON"),
        (gzip.compress(json.dumps(document()).encode())[:-20], "gzip"),
        (b'{"mosaicjson": "0.0.2"}', "'tiles' is missing"),
    ],
    ids=["empty", "html", "geojson", "cut", "cut gzip", "no tiles"],
)
def test_what_is_no_mosaic_is_named(document_kind: StoreKind, body: bytes, reason: str) -> None:
    uri = document_kind.new_place().uri("bad.json")
    document_kind.put(uri, body)
    with pytest.raises(BadDocumentError, match=reason):
        document_kind.open(uri)


# Pixels


@pytest.fixture(scope="module")
def images(nginx_server: NginxServer) -> tuple[str, Path]:
    """COGs: one in a tile, two in the tile to its right; their folder by HTTP, and as it is on the disk."""
    folder = nginx_server.files / "contract"
    folder.mkdir()
    x, y = IMAGE_TILE
    make_cog(folder / "left.tif", x, y, ZOOM, (10, 20, 30))
    make_cog(folder / "right.tif", x + 1, y, ZOOM, (40, 50, 60))
    make_cog(folder / "below.tif", x + 1, y, ZOOM, (70, 80, 90))
    return f"{nginx_server.url}/contract", folder


IMAGE_TILE = (130, 88)


def _mosaic_of(images_url: str) -> dict[str, Any]:
    x, y = IMAGE_TILE
    tiles = {TMS.quadkey(x, y, ZOOM): ["left.tif"], TMS.quadkey(x + 1, y, ZOOM): ["right.tif", "below.tif"]}
    return document(
        tiles, tiles=tiles, asset_prefix=f"{images_url}/", maxzoom=10, colormap=None, layers=None, bounds=list(WORLD)
    )


WORLD = (-180.0, -85.0, 180.0, 85.0)


def test_pixels_are_read(read_kind: StoreKind, read_place: Place, images: tuple[str, Path]) -> None:
    url, folder = images
    uri = read_place.uri("mosaic.json")
    written(read_kind, uri, _mosaic_of(url))
    x, y = IMAGE_TILE
    with read_kind.open(uri) as backend:
        image, used = backend.tile(x, y, ZOOM)
        assert used == [f"{url}/left.tif"]
        numpy.testing.assert_array_equal(image.data[:, :, :200], _oracle(folder / "left.tif", x, y, ZOOM)[:, :, :200])
        assert not image.mask[:, -8:].any(), "nodata is masked: 0"

        bounds = TMS.bounds(x, y, ZOOM)
        east = TMS.bounds(x + 1, y, ZOOM).right
        part, used = backend.part((bounds.left, bounds.bottom, east, bounds.top), max_size=64)
        assert set(used) >= {f"{url}/left.tif", f"{url}/right.tif"}
        assert {tuple(value) for value in part.data.reshape(3, -1).T if value.any()} == {(10, 20, 30), (40, 50, 60)}

        lng, lat = bounds.left + (bounds.right - bounds.left) / 3, (bounds.bottom + bounds.top) / 2
        ((name, point),) = backend.point(lng, lat)
        assert name == f"{url}/left.tif"
        assert point.data.tolist() == [10, 20, 30]

        shape = feature(TMS.quadkey(x, y, ZOOM), "")
        cut, _ = backend.feature(shape, max_size=64)
        assert tuple(cut.data[:, 32, 32]) == (10, 20, 30)

        with pytest.raises(NoAssetFoundError):
            backend.tile(0, 0, ZOOM)
        with pytest.raises(NoAssetFoundError):
            backend.point(-100, 0)


@pytest.mark.parametrize("name", ["file", "s3", "gs", "az", "http"])
def test_images_beside_the_document_are_read_with_its_credentials(
    name: str, request: pytest.FixtureRequest, images: tuple[str, Path]
) -> None:
    kind = READ_KINDS[name](request)
    place = kind.new_place()
    x, y = IMAGE_TILE
    key = TMS.quadkey(x, y, ZOOM)
    written(kind, place.uri("mosaic.json"), document([key], tiles={key: ["left.tif"]}, colormap=None))
    kind.put(place.uri("left.tif"), (images[1] / "left.tif").read_bytes())
    with kind.open(place.uri("mosaic.json")) as backend:
        (asset,) = backend.assets_for_tile(x, y, ZOOM)
        with gdal_environment(backend.gdal_options(asset)), rasterio.open(asset) as image:
            assert image.read(out_shape=(3, 8, 8))[:, 4, 4].tolist() == [10, 20, 30]


def test_search_options_reach_the_search(read_kind: StoreKind, read_place: Place, images: tuple[str, Path]) -> None:
    uri = read_place.uri("mosaic.json")
    written(read_kind, uri, _mosaic_of(images[0]))
    x, y = IMAGE_TILE
    with read_kind.open(uri) as backend:
        names = [f"{images[0]}/right.tif", f"{images[0]}/below.tif"]
        assert backend.assets_for_tile(x + 1, y, ZOOM) == names
        assert backend.assets_for_tile(x + 1, y, ZOOM, reverse=True) == names[::-1]
        for options, values in (({}, (40, 50, 60)), ({"reverse": True}, (70, 80, 90))):
            image, _ = backend.tile(x + 1, y, ZOOM, search_options=options)
            assert tuple(image.data[:, 100, 100]) == values


def _oracle(path: Path, x: int, y: int, zoom: int) -> Any:
    """The pixels of a tile as rasterio reads them, nearest neighbour."""
    bounds = TMS.xy_bounds(x, y, zoom)
    with rasterio.open(path) as image, WarpedVRT(image, crs="EPSG:3857") as warped:
        return warped.read(window=warped.window(*bounds), out_shape=(3, 256, 256))


# Lookups are the same everywhere


def test_lookups_agree_with_a_mosaic_in_memory(read_kind: StoreKind, read_place: Place) -> None:
    keys = [key for key in quadkeys(64, 5) if key[-1] != "2"] + ["31203", "12012", "00333"]
    mosaic = document(sorted(set(keys)), bounds=[-180, -85, 180, 85])
    uri = read_place.uri("mosaic.json")
    written(read_kind, uri, mosaic)
    oracle = MosaicBackend(":memory:", mosaic_def=mosaic)
    with read_kind.open(uri) as backend:
        for zoom in range(8):
            for x, y in ((0, 0), (1, 0), (3, 3), (2**zoom - 1, 2**zoom // 2), (2**zoom // 3, 2**zoom // 4)):
                if max(x, y) < 2**zoom:
                    found = backend.assets_for_tile(x, y, zoom)
                    assert found == oracle.assets_for_tile(x, y, zoom), (x, y, zoom)
        for box in ((-180, 60, -120, 85), (-180, -85, 180, 85), (-179, 84, -178, 84.5), (170, -10, -170, 70)):
            assert backend.assets_for_bbox(*box) == oracle.assets_for_bbox(*box), box
        for point in ((-179.5, 84.9), (0.1, 0.1), (-100, 40), (179.9, 0)):
            assert backend.assets_for_point(*point) == oracle.assets_for_point(*point), point
        west, south, east, north = transform_bounds("EPSG:4326", "EPSG:3857", -170, 50, -100, 80)
        web_mercator = rasterio.crs.CRS.from_epsg(3857)
        found = backend.assets_for_bbox(west, south, east, north, coord_crs=web_mercator)
        assert found == oracle.assets_for_bbox(west, south, east, north, coord_crs=web_mercator)


def test_another_tile_matrix_set_for_reading(read_kind: StoreKind, read_place: Place) -> None:
    import morecantile

    wgs84 = morecantile.tms.get("WGS1984Quad")
    uri = read_place.uri("mosaic.json")
    written(read_kind, uri)
    with read_kind.open(uri, tms=wgs84) as backend:
        assert (backend.minzoom, backend.maxzoom) == (wgs84.minzoom, wgs84.maxzoom)
        box = TMS.bounds(TMS.quadkey_to_tile("03113320"))
        tile = wgs84.tile((box.left + box.right) / 2, (box.top + box.bottom) / 2, 9)
        assert set(backend.assets_for_tile(*tile)) >= set(document()["tiles"]["03113320"])
    with read_kind.open(uri, tms=wgs84, minzoom=3, maxzoom=9) as backend:
        assert (backend.minzoom, backend.maxzoom) == (3, 9)


# The public names


def test_constructor_takes_the_documented_arguments_by_position(read_kind: StoreKind) -> None:
    parameters = inspect.signature(getattr(backends, read_kind.class_name)).parameters
    expected = ["input", "mosaic_def", "tms", "minzoom", "maxzoom", "reader", "reader_options"]
    if not read_kind.can_write:
        expected.remove("mosaic_def")
    if isinstance(read_kind.credentials, AWSCredentials | AzureCredentials | GCSCredentials):
        expected.append("client")
    assert list(parameters)[: len(expected)] == expected
    assert parameters["credentials"].kind is inspect.Parameter.KEYWORD_ONLY


def test_what_can_only_be_read_says_so(nginx_server: NginxServer, request: pytest.FixtureRequest) -> None:
    kind = HttpKind(request)
    uri = kind.new_place().uri("mosaic.json")
    backend = written(kind, uri)
    for change in (backend.write, lambda: backend.update([]), backend.delete):
        with pytest.raises(NotImplementedError):
            change()
    with pytest.raises(TypeError):
        MosaicBackend(uri, mosaic_def=document())


def test_public_names(read_kind: StoreKind, read_place: Place) -> None:
    with written(read_kind, read_place.uri("mosaic.json")) as backend:
        assert isinstance(backend.mosaic_def, MosaicJSON)
        assert len(backend.mosaicid) == 56
        assert backend.mosaicid == backend.mosaicid
        assert backend.crs.to_epsg() == 4326
        assert backend.reader is Reader
        info = backend.info(quadkeys=True)
        # A mosaic in SQLite has the name of its table.
        assert info.name == ("mosaic.json" if isinstance(read_kind, SQLiteKind) else document()["name"])
        assert info.quadkeys == list(document()["tiles"])
        assert (info.mosaic_minzoom, info.mosaic_maxzoom) == (8, 14)
        assert tuple(info.bounds) == tuple(document()["bounds"])
        assert backend.info().quadkeys == []
        tile = TMS.quadkey_to_tile("03113320")
        assert backend.find_quadkeys(tile, 8) == ["03113320"]
        assert backend.find_quadkeys(tile, 9) == [f"03113320{digit}" for digit in "0123"]
        assert backend.find_quadkeys(TMS.quadkey_to_tile("031133201"), 8) == ["03113320"]


def _all_at_once(actions: dict[str, Callable[[], None]]) -> dict[str, BaseException | None]:
    """Run all in threads that start together; what each raised."""
    outcomes: dict[str, BaseException | None] = {}
    start = threading.Barrier(len(actions))

    def run(name: str, action: Callable[[], None]) -> None:
        start.wait(10)
        try:
            action()
            outcomes[name] = None
        except BaseException as error:
            outcomes[name] = error

    threads = [threading.Thread(target=run, args=item) for item in actions.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert len(outcomes) == len(actions), "a writer did not come to an end"
    return outcomes


def _secrets_of(credentials: Any) -> list[str]:
    import dataclasses

    if credentials is None:
        return []
    hidden = [part.name for part in dataclasses.fields(credentials) if not part.repr]
    return [str(value) for name in hidden if (value := getattr(credentials, name))]
