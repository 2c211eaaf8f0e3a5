"""Layers of a STAC search with conditions and an order that the API does not take; images named by their items."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from catalogs.items import collection_of, item
from catalogs.scenes import make_scene
from servers.scripted import Answer, ScriptedServer

from mosaic_qgis.backends.opening import open_backend
from mosaic_qgis.backends.stac import STACBackend
from mosaic_qgis.backends.stac_here import FilteredHere
from mosaic_qgis.backends.stac_sources import forget_items
from mosaic_qgis.mosaic.errors import BadRequestError, NoAssetFoundError


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    forget_items()
    yield
    forget_items()


ZOOMS = {"minzoom": "9", "maxzoom": "12", "assets": "visual"}
BOX = (10.0, 45.0, 10.1, 45.1)


def cloudy(number: int, clouds: int) -> dict[str, object]:
    """An item on the same ground as all others."""
    return item(
        number, bbox=BOX, properties={"eo:cloud_cover": clouds, "datetime": f"2024-01-{number + 1:02d}T10:00:00Z"}
    )


def names(mosaic: STACBackend) -> list[str]:
    """What lies at a place, topmost first."""
    return [name.rpartition("/")[2] for name in mosaic.assets_for_point(10.05, 45.05)]


def options(where: object = None, sort: object = None, **others: str) -> dict[str, str]:
    given = {"where": where, "sort": sort}
    return {**ZOOMS, **{key: json.dumps(value) for key, value in given.items() if value is not None}, **others}


@pytest.fixture
def api(scripted_server: ScriptedServer) -> str:
    """Four images in two pages, from an API that takes no conditions."""
    further = {"rel": "next", "href": f"{scripted_server.url}/more", "method": "GET"}
    scripted_server.script(
        "/search", Answer.of_json(collection_of(cloudy(0, 50), cloudy(1, 10), links=[further], numberMatched=4))
    )
    scripted_server.script("/more", Answer.of_json(collection_of(cloudy(2, 70), cloudy(3, 5), numberMatched=4)))
    return f"stac+{scripted_server.url}/search"


CLEAR = [{"property": "eo:cloud_cover", "operator": "<=", "value": 20}]


def test_conditions_are_met_whatever_the_api_gives(api: str) -> None:
    with open_backend(api, options(CLEAR)) as mosaic:
        assert names(mosaic) == ["item-1.tif", "item-3.tif"]
        assert (mosaic.report.used, mosaic.report.filtered, mosaic.report.is_truncated) == (2, 2, False)
    with open_backend(api, options(CLEAR, max_items="1")) as mosaic:
        assert names(mosaic) == ["item-1.tif"]
        assert mosaic.report.is_truncated
    with pytest.raises(NoAssetFoundError):
        open_backend(api, options([{"property": "gsd", "operator": "is null"}]))


def test_the_order_is_made_here(api: str) -> None:
    by_clouds, newest = [{"property": "eo:cloud_cover"}], [{"property": "datetime", "descending": True}]
    with open_backend(api, options(sort=by_clouds)) as mosaic:
        assert names(mosaic) == ["item-3.tif", "item-1.tif", "item-0.tif", "item-2.tif"]
    with open_backend(api, options(CLEAR, newest)) as mosaic:
        assert names(mosaic) == ["item-3.tif", "item-1.tif"]


def test_what_was_found_without_conditions_is_not_taken_for_them(api: str) -> None:
    with open_backend(api, options()) as mosaic:
        assert mosaic.report.used == 4
    with open_backend(api, options(CLEAR)) as mosaic:
        assert mosaic.report.used == 2


def test_files_are_filtered_too(tmp_path: Path) -> None:
    path = tmp_path / "items.json"
    path.write_text(json.dumps(collection_of(cloudy(0, 50), cloudy(1, 10), cloudy(2, 15))))
    with open_backend(f"stac+file://{path}", options(CLEAR, [{"property": "datetime", "descending": True}])) as mosaic:
        assert names(mosaic) == ["item-2.tif", "item-1.tif"]
        assert mosaic.report.filtered == 1


def test_images_are_left_out_and_raised_by_their_items(api: str) -> None:
    with open_backend(api, options(exclude="c/item-1,c/nobody", first="c/item-3,c/item-2")) as mosaic:
        assert names(mosaic) == ["item-3.tif", "item-2.tif", "item-0.tif"]
    with open_backend(api, options(exclude="https://images.test/item-1.tif")) as mosaic:
        assert names(mosaic) == ["item-0.tif", "item-2.tif", "item-3.tif"]


def test_items_of_several_files_are_named_by_their_items(tmp_path: Path) -> None:
    made = [make_scene(tmp_path, number) for number in range(2)]
    path = tmp_path / "items.json"
    path.write_text(json.dumps(collection_of(*(scene.item() for scene in made))))
    with open_backend(f"stac+file://{path}", {"assets": "B04,B03", "exclude": "c/scene-0"}) as mosaic:
        west, south, east, north = made[1].item()["bbox"]
        found = mosaic.assets_for_point((west + east) / 2, (south + north) / 2)
        assert [name.rpartition("/")[2] for name in found] == ["scene-1"]
        assert not mosaic.assets_for_point(made[0].item()["bbox"][0] + 1e-4, (south + north) / 2)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("where", "{", "no JSON"),
        ("where", "{}", "list of objects"),
        ("where", "[" * 100_000, "no JSON"),
        ("where", '[{"property": "a"}]', "operator"),
        ("where", '[{"property": "", "operator": "=", "value": 1}]', "operator"),
        ("where", '[{"property": "a", "operator": "in", "value": 1}]', "list of values"),
        ("sort", "[1]", "list of objects"),
        ("sort", '[{"property": 5}]', "descending"),
        ("sort", '[{"property": "a", "descending": 1}]', "descending"),
    ],
)
def test_wrong_options_are_refused(name: str, text: str, words: str) -> None:
    with pytest.raises(BadRequestError, match=words):
        FilteredHere.of_options({name: text})
    assert not FilteredHere.of_options({"where": "", "sort": " "})
