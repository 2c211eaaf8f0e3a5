"""``STACBackend``: from items to a mosaic whose pixels are right."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import morecantile
import pytest
from catalogs.items import collection_of, item
from catalogs.scenes import Scene, make_scene
from rio_tiler.io import Reader, STACReader
from servers.nginx import NginxServer
from servers.scripted import Answer, ScriptedServer

from mosaic_qgis.backends import MosaicBackend
from mosaic_qgis.backends.http_credentials import HttpCredentials
from mosaic_qgis.backends.stac import STACBackend, default_stac_accessor
from mosaic_qgis.backends.stac_sources import forget_items
from mosaic_qgis.mosaic.errors import (
    BadDocumentError,
    BadRequestError,
    MosaicAuthError,
    MosaicError,
    MosaicNotFoundError,
    NoAssetFoundError,
    UnsupportedError,
)

WEB_MERCATOR = morecantile.tms.get("WebMercatorQuad")


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    forget_items()
    yield
    forget_items()


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> list[Scene]:
    folder = tmp_path_factory.mktemp("scenes")
    return [make_scene(folder, number) for number in range(3)]


@pytest.fixture
def list_file(scenes: list[Scene], tmp_path: Path) -> Path:
    path = tmp_path / "items.json"
    path.write_text(json.dumps(collection_of(*(scene.item() for scene in scenes))))
    return path


def middle(scene: Scene) -> tuple[float, float]:
    west, south, east, north = scene.item()["bbox"]
    return (west + east) / 2, (south + north) / 2


# Pixels


def test_bands_of_several_assets(scenes: list[Scene], list_file: Path) -> None:
    with STACBackend(str(list_file), minzoom=14, maxzoom=14) as mosaic:
        for scene in scenes:
            tile = WEB_MERCATOR.tile(*middle(scene), 14)
            image, used = mosaic.tile(tile.x, tile.y, tile.z, assets=("B04", "B03", "B02"))
            assert image.count == 3
            assert any(name.endswith(scene.name) for name in used)
            assert image.array[:, 128, 128].tolist() == [scene.values[key] for key in ("B04", "B03", "B02")]


def test_expression(scenes: list[Scene], list_file: Path) -> None:
    with STACBackend(str(list_file), minzoom=8, maxzoom=14) as mosaic:
        tile = WEB_MERCATOR.tile(*middle(scenes[0]), 14)
        image, _ = mosaic.tile(*tile, assets=("B04", "B02"), expression="b1-b2")
        assert image.count == 1
        assert image.array[0, 128, 128] == scenes[0].values["B04"] - scenes[0].values["B02"]


def test_point_and_part(scenes: list[Scene], list_file: Path) -> None:
    with STACBackend(str(list_file), minzoom=14, maxzoom=14) as mosaic:
        longitude, latitude = middle(scenes[1])
        values = mosaic.point(longitude, latitude, assets=("B02",))
        found = {name.rsplit("/", 1)[1]: value.data.tolist() for name, value in values}
        assert found["scene-1"] == [scenes[1].values["B02"]]
        image, used = mosaic.part(
            (longitude - 0.001, latitude - 0.001, longitude + 0.001, latitude + 0.001), assets=("B03",)
        )
        assert image.data.min() == image.data.max() == scenes[1].values["B03"]
        assert "scene-1" in [name.rsplit("/", 1)[1] for name in used]


def test_first_item_lies_on_top(scenes: list[Scene], tmp_path: Path) -> None:
    west, east = scenes[0].item()["bbox"], scenes[1].item()["bbox"]
    longitude, latitude = (east[0] + west[2]) / 2, middle(scenes[0])[1]
    for order in ((0, 1), (1, 0)):
        path = tmp_path / f"{order[0]}.json"
        path.write_text(json.dumps(collection_of(*(scenes[number].item() for number in order))))
        with STACBackend(str(path), minzoom=8, maxzoom=14) as mosaic:
            values = mosaic.point(longitude, latitude, assets=("B02",))
            assert [value.data[0] for _, value in values] == [scenes[number].values["B02"] for number in order]


def test_custom_accessor_with_a_plain_reader(scenes: list[Scene], list_file: Path) -> None:
    options = {"accessor": lambda entry: entry["assets"]["B03"]["href"]}
    with STACBackend(str(list_file), minzoom=14, maxzoom=14, reader=Reader, mosaic_options=options) as mosaic:
        tile = WEB_MERCATOR.tile(*middle(scenes[2]), 14)
        assert str(scenes[2].files["B03"]) in mosaic.assets_for_tile(*tile)
        image, _ = mosaic.tile(*tile)
        assert image.array[0, 128, 128] == scenes[2].values["B03"]


def test_custom_accessor_with_the_default_reader(scenes: list[Scene], list_file: Path) -> None:
    options = {"accessor": lambda entry: entry["assets"]["B03"]["href"]}
    with STACBackend(str(list_file), minzoom=8, maxzoom=14, mosaic_options=options) as mosaic:
        tile = WEB_MERCATOR.tile(*middle(scenes[2]), 14)
        image, _ = mosaic.tile(*tile)
        assert image.array[:, 128, 128].tolist() == [scenes[2].values["B03"]]
        image, _ = mosaic.tile(*tile, assets=("B02",))
        assert image.array[:, 128, 128].tolist() == [scenes[2].values["B02"]]


def test_assets_given_once_for_all(scenes: list[Scene], list_file: Path) -> None:
    with STACBackend(str(list_file), minzoom=8, maxzoom=14, assets=("B02", "B04")) as mosaic:
        image, _ = mosaic.tile(*WEB_MERCATOR.tile(*middle(scenes[0]), 14))
        assert image.array[:, 128, 128].tolist() == [scenes[0].values["B02"], scenes[0].values["B04"]]


def test_reader_of_ones_own_is_kept(scenes: list[Scene], list_file: Path) -> None:
    class OwnReader(STACReader):
        opened: list[str] = []

        def __attrs_post_init__(self) -> None:
            self.opened.append(self.item.id)
            super().__attrs_post_init__()

    options = {"include_assets": {"B02"}}
    with STACBackend(str(list_file), minzoom=14, maxzoom=14, reader=OwnReader, reader_options=options) as mosaic:
        assert issubclass(mosaic.reader, OwnReader)
        mosaic.tile(*WEB_MERCATOR.tile(*middle(scenes[0]), 14), assets=("B02",))
    assert "scene-0" in OwnReader.opened


def test_items_are_not_asked_for_again(
    scenes: list[Scene], nginx_server: NginxServer, scripted_server: ScriptedServer
) -> None:
    for path in scenes[0].files.values():
        (nginx_server.files / path.name).write_bytes(path.read_bytes())
    found = scenes[0].item(
        nginx_server.url + "/{name}", self_href=scripted_server.url + "/collections/{collection}/items/{id}"
    )
    scripted_server.script("/search", Answer.of_json(collection_of(found)))
    with STACBackend(f"{scripted_server.url}/search", {"collections": ["c"]}, 8, 14) as mosaic:
        image, used = mosaic.tile(*WEB_MERCATOR.tile(*middle(scenes[0]), 14), assets=("B04", "B02"))
    assert image.array[:, 128, 128].tolist() == [scenes[0].values["B04"], scenes[0].values["B02"]]
    assert used == [f"{scripted_server.url}/collections/c/items/scene-0"]
    assert [request.path for request in scripted_server.received] == ["/search"]


# The document


def test_document(scripted_server: ScriptedServer) -> None:
    url = scripted_server.script("/search", Answer.of_json(collection_of(item(0), item(1), item(2))))
    with MosaicBackend(f"stac+{url}", {"collections": ["c"]}, 9, 12) as mosaic:
        assert isinstance(mosaic, STACBackend)
        assert mosaic._backend_name == "STAC"
        assert (mosaic.minzoom, mosaic.maxzoom, mosaic.quadkey_zoom) == (9, 12, 9)
        assert mosaic.bounds == pytest.approx((10, 45, 10.3, 45.1))
        assert mosaic.mosaic_def.mosaicjson == "0.0.3"
        assert mosaic.assets_for_point(10.05, 45.05)[0] == "https://stac.test/collections/c/items/item-0"
        assert mosaic.info(quadkeys=True).quadkeys == list(mosaic.mosaic_def.tiles)
        assert mosaic.report.used == mosaic.report.seen == 3
        assert mosaic.notices == ()
        assert mosaic.document_uri == url


def test_same_document_as_cogeo_mosaic(scripted_server: ScriptedServer) -> None:
    from cogeo_mosaic.backends.stac import STACBackend as PeerBackend

    page = collection_of(*(item(number) for number in range(12)), context={"matched": 12, "returned": 12})
    url = scripted_server.script("/search", Answer.of_json(page))
    query = {"collections": ["c"]}
    for options in ({}, {"maximum_items_per_tile": 2}, {"accessor": lambda entry: entry["assets"]["visual"]["href"]}):
        arguments: dict[str, Any] = {"query": query, "minzoom": 10, "maxzoom": 12, "mosaic_options": options}
        with STACBackend(url, **arguments) as ours, PeerBackend(url, **arguments) as peer:
            assert ours.mosaic_def.tiles == peer.mosaic_def.tiles
            assert ours.mosaic_def.bounds == pytest.approx(peer.mosaic_def.bounds)
            for name in ("minzoom", "maxzoom", "quadkey_zoom", "mosaicjson", "tilematrixset"):
                assert getattr(ours.mosaic_def, name) == getattr(peer.mosaic_def, name)
            assert (ours.minzoom, ours.maxzoom) == (peer.minzoom, peer.maxzoom)


def test_reading_in_another_tile_matrix_set(list_file: Path, scenes: list[Scene]) -> None:
    degrees = morecantile.tms.get("WGS1984Quad")
    mosaic_options = {"tilematrixset": WEB_MERCATOR, "minzoom": 8, "maxzoom": 14}
    with STACBackend(str(list_file), {}, tms=degrees, minzoom=8, maxzoom=12, mosaic_options=mosaic_options) as mosaic:
        assert (mosaic.minzoom, mosaic.maxzoom) == (8, 12)
        assert (mosaic.mosaic_def.minzoom, mosaic.mosaic_def.maxzoom, mosaic.quadkey_zoom) == (8, 14, 8)
        tile = degrees.tile(*middle(scenes[0]), 12)
        image, _ = mosaic.tile(*tile, assets=("B02",))
        assert image.crs == degrees.rasterio_crs
        assert image.array[0].max() in (scenes[0].values["B02"], scenes[1].values["B02"])


@pytest.mark.parametrize("mosaic_options", [{}, {"minzoom": 8}, {"tilematrixset": WEB_MERCATOR, "maxzoom": 14}])
def test_other_tile_matrix_set_needs_zooms(mosaic_options: dict[str, Any], scripted_server: ScriptedServer) -> None:
    degrees = morecantile.tms.get("WGS1984Quad")
    with pytest.raises(BadRequestError, match="mosaic_options must have the mosaic's minzoom and maxzoom") as caught:
        STACBackend(f"{scripted_server.url}/search", {}, 8, 12, degrees, mosaic_options=mosaic_options)
    assert isinstance(caught.value, MosaicError)
    assert scripted_server.received == []


def test_mosaic_needs_a_quadtree(list_file: Path) -> None:
    options = {"tilematrixset": morecantile.tms.get("WGS1984Quad"), "minzoom": 8, "maxzoom": 12}
    with pytest.raises(UnsupportedError, match="WGS1984Quad"):
        STACBackend(str(list_file), {}, 8, 12, mosaic_options=options)


def test_zooms_of_the_items(list_file: Path) -> None:
    with STACBackend(str(list_file)) as mosaic:
        # 10 m at 45 degrees north are the pixels of zoom 13 to 14; 2.5 km are tiles of zoom 13.
        assert (mosaic.minzoom, mosaic.maxzoom) == (13, 14)
        assert (mosaic.mosaic_def.minzoom, mosaic.mosaic_def.maxzoom) == (13, 14)
    with STACBackend(str(list_file), minzoom=6) as mosaic:
        assert (mosaic.minzoom, mosaic.maxzoom) == (6, 14)


def test_zooms_that_nobody_knows(tmp_path: Path) -> None:
    path = tmp_path / "items.json"
    path.write_text(json.dumps(collection_of(item(0, properties={"gsd": None}))))
    with pytest.raises(BadRequestError, match="minzoom and maxzoom must be given"):
        STACBackend(str(path))


def test_zooms_the_wrong_way_round(list_file: Path) -> None:
    with pytest.raises(BadRequestError, match="greater"):
        STACBackend(str(list_file), {}, 12, 8)


def test_read_only(list_file: Path) -> None:
    with STACBackend(str(list_file), {}, 8, 14) as mosaic:
        with pytest.raises(NotImplementedError):
            mosaic.write()
        with pytest.raises(NotImplementedError):
            mosaic.update([item(9)])
        document = mosaic.mosaic_def
    with pytest.raises(TypeError):
        STACBackend(str(list_file), {}, 8, 14, mosaic_def=document)


# Which items


def test_report_of_odd_items(scripted_server: ScriptedServer) -> None:
    odd = [
        item(0),
        item(1, geometry=None),
        item(2, geometry=None, bbox=[10, 45, 0, 10.1, 45.1, 100]),
        item(3, bbox=[179.5, 45, -179.5, 45.1], geometry=None),
        item(4, geometry=None) | {"bbox": None},
        item(5, properties={"datetime": None}),
        item(6, assets={"visual": "./relative.tif"}),
        item(0),
        "nonsense",
    ]
    url = scripted_server.script("/search", Answer.of_json(collection_of(*odd, numberMatched=100)))
    with STACBackend(url, {}, 8, 12) as mosaic:
        report = mosaic.report
        assert (report.seen, report.used, report.duplicates, len(report.dropped)) == (8, 6, 1, 2)
        assert {notice.asset for notice in report.dropped} == {"item-4", "'nonsense'"}
        messages = "\n".join(notice.message for notice in mosaic.notices)
        assert "gave only 8 of them" in messages
        assert "3 items have no geometry" in messages
        for longitude in (179.7, -179.7):
            assert mosaic.assets_for_point(longitude, 45.05) == ["https://stac.test/collections/c/items/item-3"]
        assert mosaic.item("https://stac.test/collections/c/items/item-6")["assets"]["visual"]["href"] == (
            "https://stac.test/collections/c/items/relative.tif"
        )


def test_truncated_search(scripted_server: ScriptedServer) -> None:
    page = collection_of(*(item(number) for number in range(4)), numberMatched=40)
    url = scripted_server.script("/search", Answer.of_json(page))
    with STACBackend(url, {}, 8, 12, stac_api_options={"max_items": 3}) as mosaic:
        assert (mosaic.report.used, mosaic.report.is_truncated) == (3, True)
        (notice,) = mosaic.notices
        assert notice.code == "budget"
        assert "40 items match" in notice.message


def test_accessor_that_fails_on_some(scripted_server: ScriptedServer) -> None:
    entries = [item(0, assets={"B01": "https://x/a.tif"}), item(1), item(2, assets={"B01": "https://x/a.tif"})]
    url = scripted_server.script("/search", Answer.of_json(collection_of(*entries)))
    options = {"accessor": lambda entry: entry["assets"]["B01"]["href"]}
    with STACBackend(url, {}, 8, 12, mosaic_options=options) as mosaic:
        reasons = {notice.asset: notice.message for notice in mosaic.report.dropped}
        assert mosaic.report.used == 1
        assert reasons == {
            "item-1": "the accessor fails on them (KeyError('B01'))",
            "item-2": "they name the same image as another item",
        }
    options = {"accessor": lambda entry: None}
    with pytest.raises(NoAssetFoundError, match="must give a text for them, it gives None"):
        STACBackend(url, {}, 8, 12, mosaic_options=options)


def test_items_without_the_wanted_asset(scripted_server: ScriptedServer) -> None:
    entries = [item(0, assets={"B04": "https://x/a.tif"}), item(1)]
    url = scripted_server.script("/search", Answer.of_json(collection_of(*entries)))
    with STACBackend(url, {}, 8, 12, assets=["B04"]) as mosaic:
        assert mosaic.report.dropped[0].message == "they have no asset 'B04', they have visual"


def test_nothing_found(scripted_server: ScriptedServer, list_file: Path) -> None:
    url = scripted_server.script("/search", Answer.of_json(collection_of()))
    with pytest.raises(NoAssetFoundError, match=r"matches no item at .*widen it, it was {'ids': \['x'\]}"):
        STACBackend(url, {"ids": ["x"]}, 8, 12)
    with pytest.raises(NoAssetFoundError, match="no item among the 3 items there"):
        STACBackend(str(list_file), {"ids": ["x"]}, 8, 12)


def test_band_sources(scenes: list[Scene], tmp_path: Path) -> None:
    entry = scenes[0].item()
    entry["assets"]["visual"]["bands"] = [{"name": "red"}, {"name": "green"}, {}]
    path = tmp_path / "items.json"
    path.write_text(json.dumps(collection_of(entry)))
    name = default_stac_accessor(entry)
    with STACBackend(str(path), {}, 8, 12, assets=("B04", "visual")) as mosaic:
        sources = mosaic.band_sources(name)
        assert [(Path(source.href), source.band_1based, source.name) for source in sources] == [
            (scenes[0].files["B04"], 1, "B04"),
            (scenes[0].files["visual"], 1, "visual red"),
            (scenes[0].files["visual"], 2, "visual green"),
            (scenes[0].files["visual"], 3, "visual 3"),
        ]
        assert mosaic.band_sources("elsewhere") is None
    with STACBackend(str(path), {}, 8, 12) as mosaic:
        assert mosaic.band_sources(name) is None


# Signing in, remembering


def test_credentials(scripted_server: ScriptedServer) -> None:
    url = scripted_server.script("/search", Answer.of_json(collection_of(item(0))))
    login = HttpCredentials(headers=(("X-Api-Key", "k3y"),))
    with STACBackend(url, {}, 8, 12, credentials=login) as mosaic:
        assert "k3y" not in repr(mosaic)
    assert scripted_server.received[0].headers["X-Api-Key"] == "k3y"


def test_credentials_for_images_of_the_same_host_only(scripted_server: ScriptedServer) -> None:
    home = {"B1": f"{scripted_server.url}/b1.tif", "B2": f"{scripted_server.url}/b2.tif"}
    mixed = {"B1": f"{scripted_server.url}/b1.tif", "B2": "https://elsewhere.test/b2.tif"}
    url = scripted_server.script("/search", Answer.of_json(collection_of(item(0, assets=home), item(1, assets=mixed))))
    login = HttpCredentials(username="me", password="a,b")
    names = [f"https://stac.test/collections/c/items/item-{number}" for number in (0, 1)]
    with STACBackend(url, {}, 8, 12, credentials=login, assets=["B1", "B2"]) as mosaic:
        assert mosaic.gdal_options(names[0]) == {"GDAL_HTTP_HEADERS": "Authorization: Basic bWU6YSxi\r\n"}
        assert mosaic.gdal_options(names[1]) == {}
        assert mosaic.gdal_options("https://elsewhere.test/b2.tif") == {}
        assert mosaic.gdal_options("s3://bucket/b2.tif") == {}
    with STACBackend(url, {}, 8, 12, assets=["B1", "B2"]) as mosaic:
        assert mosaic.gdal_options(names[0]) == {}


def test_refused(scripted_server: ScriptedServer) -> None:
    url = scripted_server.script("/search", Answer.of_json({"detail": "no"}, status=401))
    with pytest.raises(MosaicAuthError):
        STACBackend(url, {}, 8, 12)


def test_results_are_remembered_by_everything_that_matters(scripted_server: ScriptedServer) -> None:
    url = scripted_server.script("/search", Answer.of_json(collection_of(item(0), item(1))))
    other = scripted_server.script("/other/search", Answer.of_json(collection_of(item(0))))
    login = HttpCredentials(username="a", password="b")

    def requests_for(address: str = url, query: Any = None, **kwargs: Any) -> int:
        before = len(scripted_server.received)
        STACBackend(address, query or {"ids": ["a"], "limit": 9}, 8, 12, **kwargs)
        return len(scripted_server.received) - before

    assert requests_for() == 1
    assert requests_for() == 0
    assert requests_for(query={"limit": 9, "ids": ["a"]}) == 0
    assert requests_for(query={"limit": 9, "ids": ["b"]}) == 1
    assert requests_for(other) == 1
    assert requests_for(stac_api_options={"max_items": 1}) == 1
    assert requests_for(credentials=login) == 1
    assert requests_for(credentials=HttpCredentials(username="a", password="b")) == 0
    assert requests_for(mosaic_options={"accessor": lambda entry: entry["id"]}) == 0


def test_changed_file_is_noticed(list_file: Path) -> None:
    assert STACBackend(str(list_file), {}, 8, 12).report.used == 3
    list_file.write_text(json.dumps(collection_of(item(0))))
    assert STACBackend(str(list_file), {}, 8, 12).report.used == 1


# Bad addresses


@pytest.mark.parametrize("address", ["ftp://x/search", "s3://b/items.json", "stac+gopher://x"])
def test_other_schemes(address: str) -> None:
    with pytest.raises(UnsupportedError, match="STAC is read from"):
        STACBackend(address, {}, 8, 12)


@pytest.mark.parametrize("query", ["collections=c", ["c"], {"when": object()}, {"x": float("nan")}])
def test_wrong_query(query: Any, list_file: Path) -> None:
    with pytest.raises(BadRequestError):
        STACBackend(str(list_file), query, 8, 12)


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(MosaicNotFoundError):
        STACBackend(str(tmp_path / "none.json"), {}, 8, 12)


def test_no_stac(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    for content, words in (
        ('{"mosaicjson": "0.0.3", "tiles": {}}', "MosaicJSON document"),
        ('{"type": "Catalog", "links": []}', "static STAC Catalog"),
        ("[1]", "must be a STAC API"),
        ("<html></html>", "HTML page"),
        ("", "empty"),
    ):
        path.write_text(content)
        with pytest.raises(BadDocumentError, match=words):
            STACBackend(str(path), {}, 8, 12)


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ([("self", "https://a/i")], "https://a/i"),
        ([("root", "https://a/"), ("self", "https://a/i")], "https://a/i"),
        ([("root", "https://a/")], "https://a/collections/c/items/item-0"),
        ([("root", "https://a")], "https://a/collections/c/items/item-0"),
        ([("parent", "https://a")], "item-0"),
        ([], "item-0"),
    ],
)
def test_default_accessor(links: list[tuple[str, str]], expected: str) -> None:
    assert default_stac_accessor(item(links=[{"rel": rel, "href": href} for rel, href in links])) == expected
