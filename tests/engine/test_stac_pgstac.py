"""``STACBackend`` on a real STAC API (stac-fastapi and pgstac), with images served by nginx."""

from __future__ import annotations

from collections.abc import Iterator

import morecantile
import pytest
from catalogs.items import item
from catalogs.scenes import KEYS, Scene, make_scene
from servers.nginx import NginxServer
from servers.pgstac import StacServer

from mosaic_qgis.backends import MosaicBackend
from mosaic_qgis.backends.opening import open_backend
from mosaic_qgis.backends.stac import STACBackend
from mosaic_qgis.backends.stac_sources import forget_items
from mosaic_qgis.mosaic.errors import BadRequestError, NoAssetFoundError

WEB_MERCATOR = morecantile.tms.get("WebMercatorQuad")
COUNT = 37


@pytest.fixture(scope="module")
def api(stac_server: StacServer) -> Iterator[StacServer]:
    """37 items in a row, each with its own cloud cover."""
    items = [item(number, collection="row", properties={"eo:cloud_cover": number}) for number in range(COUNT)]
    stac_server.load("row", items)
    yield stac_server
    stac_server.delete("row")


@pytest.fixture(scope="module")
def scenes(
    stac_server: StacServer, nginx_server: NginxServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Scene]]:
    """Three scenes whose images nginx serves."""
    folder = tmp_path_factory.mktemp("scenes")
    made = [make_scene(folder, number) for number in range(3)]
    for scene in made:
        for path in scene.files.values():
            (nginx_server.files / path.name).write_bytes(path.read_bytes())
    stac_server.load("scenes", [scene.item(nginx_server.url + "/{name}", self_href=None) for scene in made])
    yield made
    stac_server.delete("scenes")


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    forget_items()
    yield
    forget_items()


@pytest.mark.parametrize("limit", [5, 10, 37, 100])
def test_all_pages(api: StacServer, limit: int) -> None:
    with STACBackend(api.search_url, {"collections": ["row"]}, 9, 12, stac_api_options={"limit": limit}) as mosaic:
        assert (mosaic.report.used, mosaic.report.is_truncated) == (COUNT, False)
        assert mosaic.notices == ()
        found = mosaic.assets_for_point(12.55, 45.05)
        assert f"{api.url}/collections/row/items/item-25" in found


def test_max_items(api: StacServer) -> None:
    with STACBackend(
        api.search_url, {"collections": ["row"]}, 9, 12, stac_api_options={"max_items": 12, "limit": 5}
    ) as mosaic:
        assert (mosaic.report.used, mosaic.report.is_truncated) == (12, True)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"ids": ["item-3", "item-5"]}, {3, 5}),
        ({"bbox": [10.01, 45, 10.19, 45.05]}, {0, 1}),
        ({"intersects": {"type": "Point", "coordinates": [10.45, 45.05]}}, {4}),
        ({"datetime": "2024-01-03T00:00:00Z/2024-01-04T23:00:00Z"}, {2, 3, 30, 31}),
        ({"query": {"eo:cloud_cover": {"gte": 35}}}, {35, 36}),
        ({"filter-lang": "cql2-json", "filter": {"op": "<", "args": [{"property": "eo:cloud_cover"}, 2]}}, {0, 1}),
        ({"filter-lang": "cql2-text", "filter": "eo:cloud_cover = 7"}, {7}),
    ],
)
def test_query(api: StacServer, query: dict[str, object], expected: set[int]) -> None:
    with MosaicBackend(f"stac+{api.search_url}", {"collections": ["row"], **query}, 9, 12) as mosaic:
        used = {name.rsplit("-", 1)[1] for names in mosaic.mosaic_def.tiles.values() for name in names}
        assert used == {str(number) for number in expected}


def test_sorting_decides_what_lies_on_top(api: StacServer) -> None:
    for direction, first in (("asc", "item-24"), ("desc", "item-26")):
        query = {"collections": ["row"], "sortby": [{"field": "properties.eo:cloud_cover", "direction": direction}]}
        box = {"bbox": [12.41, 45, 12.69, 45.05]}
        with STACBackend(api.search_url, {**query, **box}, 5, 12) as mosaic:
            assert mosaic.assets_for_point(12.55, 45.05)[0].endswith(first)


@pytest.mark.parametrize("path", ["/", "/collections/row"])
def test_other_addresses_of_the_api(api: StacServer, path: str) -> None:
    query = {} if path != "/" else {"collections": ["row"]}
    with STACBackend(f"{api.url}{path}", query, 9, 12) as mosaic:
        assert mosaic.report.used == COUNT


def test_list_of_a_collections_items(api: StacServer) -> None:
    with STACBackend(f"{api.url}/collections/row/items", {"bbox": [10.01, 45, 10.19, 45.05]}, 9, 12) as mosaic:
        assert (mosaic.report.used, mosaic.report.filtered) == (2, COUNT - 2)


def test_refused_query(api: StacServer) -> None:
    with pytest.raises(BadRequestError, match="answered 400"):
        STACBackend(api.search_url, {"bbox": [1, 2, 3]}, 9, 12)


def test_nothing_there(api: StacServer) -> None:
    with pytest.raises(NoAssetFoundError):
        STACBackend(api.search_url, {"collections": ["nobody's"]}, 9, 12)


def test_pixels(scenes: list[Scene], stac_server: StacServer) -> None:
    with STACBackend(stac_server.search_url, {"collections": ["scenes"]}, 13, 14) as mosaic:
        for scene in scenes:
            west, south, east, north = scene.item()["bbox"]
            tile = WEB_MERCATOR.tile((west + east) / 2, (south + north) / 2, 14)
            image, _ = mosaic.tile(*tile, assets=KEYS)
            assert image.array[:, 128, 128].tolist() == [scene.values[key] for key in KEYS]


def test_layer_of_one_asset(scenes: list[Scene], stac_server: StacServer) -> None:
    options = {"query": '{"collections": ["scenes"]}', "assets": "B03", "max_items": "10"}
    with open_backend(f"stac+{stac_server.search_url}", options) as mosaic:
        hrefs = {name for names in mosaic.mosaic_def.tiles.values() for name in names}
        assert {href.rsplit("/", 1)[1] for href in hrefs} == {scene.files["B03"].name for scene in scenes}
        assert (mosaic.minzoom, mosaic.maxzoom) == (13, 14)


def test_layer_of_several_assets_asks_for_these_only(scenes: list[Scene], stac_server: StacServer) -> None:
    options = {"query": '{"collections": ["scenes"]}', "assets": "B04,B02"}
    with open_backend(f"stac+{stac_server.search_url}", options) as mosaic:
        assert isinstance(mosaic, STACBackend)
        name = f"{stac_server.url}/collections/scenes/items/scene-1"
        found = mosaic.item(name)
        assert found is not None
        assert set(found["assets"]) == {"B04", "B02"}
        assert found["properties"]["proj:epsg"] == 32632
        sources = mosaic.band_sources(name)
        assert sources is not None
        assert [source.href.rsplit("/", 1)[1] for source in sources] == ["scene-1_B04.tif", "scene-1_B02.tif"]
