"""What the search panel asks, answered by a real STAC API (stac-fastapi and pgstac)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from catalogs.items import item
from servers.pgstac import StacServer

from mosaic_qgis.backends.http import HttpClient, RequestCancelled
from mosaic_qgis.backends.stac_catalog import StacApi, collections_of, find_api, queryables_of
from mosaic_qgis.backends.stac_conditions import Condition
from mosaic_qgis.backends.stac_lookup import Lookup, look_up
from mosaic_qgis.backends.stac_order import SortKey
from mosaic_qgis.backends.stac_summaries import api_summary, collection_summary, queryable_summary
from mosaic_qgis.mosaic.errors import BadRequestError

COUNT = 40
PLATFORMS = ("sentinel-2a", "sentinel-2b")


def silent(_fraction: float | None, _text: str) -> None:
    """Progress that nobody sees."""


@pytest.fixture(scope="module")
def api(stac_server: StacServer) -> Iterator[StacServer]:
    """40 items, each with its own cloud cover, and an empty collection with all that a collection says."""
    items = [
        item(
            number,
            collection="lookup",
            properties={"eo:cloud_cover": number, "platform": PLATFORMS[number % 2], "s2:mgrs_tile": f"33U{number:02}"},
        )
        for number in range(COUNT)
    ]
    stac_server.load("lookup", items, title="Looked up")
    stac_server.load(
        "told",
        [],
        title="Told",
        description="Words.",
        license="CC-BY-4.0",
        keywords=["optical"],
        extent={
            "spatial": {"bbox": [[170.0, -10.0, 0.0, -170.0, 10.0, 100.0]]},
            "temporal": {"interval": [["2015-06-27T10:25:31Z", None]]},
        },
        item_assets={
            "B04": {"title": "Red", "roles": ["data"], "type": "image/tiff", "eo:bands": [{"common_name": "red"}]},
        },
    )
    yield stac_server
    stac_server.delete("lookup")
    stac_server.delete("told")


@pytest.fixture
def client(api: StacServer) -> Iterator[HttpClient]:
    with HttpClient(api.url) as made:
        yield made


@pytest.fixture
def found_api(api: StacServer, client: HttpClient) -> StacApi:
    return find_api(client, api.url)


def numbers(found: Lookup) -> list[int]:
    return [int(str(entry["id"]).removeprefix("item-")) for entry in found.items]


@pytest.mark.parametrize("path", ["", "/", "/search", "/collections/lookup"])
def test_any_address_of_an_api_leads_to_it(api: StacServer, client: HttpClient, path: str) -> None:
    found = find_api(client, api.url + path)
    told = api_summary(found)
    assert told["has_query"] and told["has_filter"] and told["has_sortby"]
    assert told["search_uri"] == f"stac+{api.url}/search" and told["conforms_to"]
    assert (found.only_collection is None) == (not path.startswith("/collections"))


def test_collections_say_what_they_are(client: HttpClient, found_api: StacApi) -> None:
    told: list[str] = []
    found, is_truncated = collections_of(client, found_api, lambda _fraction, text: told.append(text))
    by_id = {collection["id"]: collection_summary(collection) for collection in found}
    assert not is_truncated and by_id["lookup"]["title"] == "Looked up" and told
    assert by_id["told"] == {
        "id": "told",
        "title": "Told",
        "description": "Words.",
        "licence": "CC-BY-4.0",
        "bbox": [170.0, -10.0, -170.0, 10.0],
        "begin": "2015-06-27T10:25:31Z",
        "end": None,
        "keywords": ["optical"],
        "assets": {"B04": {"title": "Red", "roles": ["data"], "common_names": ["red"], "type": "image/tiff"}},
    }


def test_queryables(client: HttpClient, found_api: StacApi) -> None:
    for collections in ((), ("lookup",), ("lookup", "told")):
        found = queryables_of(client, found_api, collections)
        told = {name: queryable_summary(name, schema) for name, schema in found.items()}
        assert told["datetime"]["format"] == "date-time" and told["id"]["type"] == "string"
        assert "geometry" not in told


def lookup(
    client: HttpClient,
    api: StacApi,
    conditions: Sequence[Condition] = (),
    sort: Sequence[SortKey] = (),
    query: Mapping[str, Any] | None = None,
    max_items: int = 100,
) -> Lookup:
    return look_up(client, api, {"collections": ["lookup"], **(query or {})}, conditions, sort, max_items, silent)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Condition(name="eo:cloud_cover", operator="<", value=3), {0, 1, 2}),
        (Condition(name="eo:cloud_cover", operator="=", value=7), {7}),
        (Condition(name="eo:cloud_cover", operator=">=", value=38), {38, 39}),
        (Condition(name="eo:cloud_cover", operator="in", value=[4, 5]), {4, 5}),
        (Condition(name="platform", operator="<>", value="sentinel-2a"), set(range(1, COUNT, 2))),
        (Condition(name="s2:mgrs_tile", operator="like", value="33U1%"), set(range(10, 20))),
        (Condition(name="s2:mgrs_tile", operator="like", value="33U_7"), {7, 17, 27, 37}),
        (Condition(name="s2:orbit", operator="is null"), set(range(COUNT))),
        (Condition(name="s2:orbit", operator="is not null"), set()),
        (Condition(name="id", operator="=", value="item-9"), {9}),
        (Condition(name="datetime", operator="<=", value="2024-01-01"), {0, 28}),
        (Condition(name="datetime", operator=">", value="2024-01-27"), {27}),
    ],
    ids=lambda value: f"{value.name} {value.operator} {value.value}" if isinstance(value, Condition) else "",
)
@pytest.mark.parametrize("way", ["filter", "query", "here"])
def test_a_condition_means_the_same_whoever_applies_it(
    client: HttpClient, found_api: StacApi, condition: Condition, expected: set[int], way: str
) -> None:
    classes = {
        "filter": found_api.conforms_to,
        "query": ("https://api.stacspec.org/v1.0.0/item-search#query",),
        "here": (),
    }
    limited = StacApi(
        url=found_api.url, landing=found_api.landing, conforms_to=classes[way], search_url=found_api.search_url
    )
    found = lookup(client, limited, [condition])
    assert set(numbers(found)) == expected
    if way == "filter":
        # This API does not say that it knows "like".
        assert found.filtered_here == ((condition.name,) if condition.operator == "like" else ())
        assert ("filter" in found.query) == (condition.operator != "like")
    if way == "here":
        assert found.filtered_here == (condition.name,) and "filter" not in found.query and "query" not in found.query


@pytest.mark.parametrize("is_sent", [True, False])
@pytest.mark.parametrize("name", ["eo:cloud_cover", "datetime", "id"])
def test_sorting(client: HttpClient, found_api: StacApi, is_sent: bool, name: str) -> None:
    limited = found_api if is_sent else StacApi(url=found_api.url, landing={}, search_url=found_api.search_url)
    found = lookup(client, limited, sort=[SortKey(name=name, descending=True)])
    places = [entry["properties"][name] if name != "id" else entry["id"] for entry in found.items]
    assert places == sorted(places, reverse=True) and len(places) == COUNT
    # This API sorts numbers as texts unless it is told that they are numbers.
    assert found.filtered_here == (() if is_sent and name != "eo:cloud_cover" else ("sort",))


def test_a_limit_and_what_it_cuts_off(client: HttpClient, found_api: StacApi) -> None:
    told: list[float | None] = []
    found = look_up(
        client, found_api, {"collections": ["lookup"], "limit": 5}, (), (), 12, lambda part, _text: told.append(part)
    )
    assert len(found.items) == 12 and found.is_truncated and found.matched in (None, COUNT)
    assert told == sorted(told) and told[-1] == 1.0 and len(told) == 3


def test_boxes(client: HttpClient, found_api: StacApi) -> None:
    assert set(numbers(lookup(client, found_api, query={"bbox": [10.01, 45.01, 0, 10.09, 45.05, 99]}))) == {0}
    around = lookup(client, found_api, query={"bbox": [13.85, 44, -170, 46]})
    assert set(numbers(around)) == {38, 39} and "bbox" not in around.query and around.query["intersects"]
    assert len(lookup(client, found_api, query={"bbox": [-200, -90, 200, 90]}).items) == COUNT


def test_days_are_whole(client: HttpClient, found_api: StacApi) -> None:
    found = lookup(client, found_api, query={"datetime": "2024-01-03/2024-01-04"})
    assert set(numbers(found)) == {2, 3, 30, 31}


def test_own_filters_stay(client: HttpClient, found_api: StacApi) -> None:
    own = {"filter": {"op": "<", "args": [{"property": "eo:cloud_cover"}, 10]}, "filter-lang": "cql2-json"}
    row = Condition(name="platform", operator="=", value=PLATFORMS[0])
    assert set(numbers(lookup(client, found_api, [row], query=own))) == {0, 2, 4, 6, 8}
    text = {"filter": "eo:cloud_cover < 4"}
    found = lookup(client, found_api, [row], query=text)
    assert set(numbers(found)) == {0, 2}


def test_a_refused_query_is_told(client: HttpClient, found_api: StacApi) -> None:
    with pytest.raises(BadRequestError):
        lookup(client, found_api, query={"datetime": "yesterday"})


def test_a_search_can_be_withdrawn(api: StacServer, found_api: StacApi) -> None:
    pages: list[str] = []

    def is_cancelled() -> bool:
        return bool(pages)

    with HttpClient(api.url, cancelled=is_cancelled) as client, pytest.raises(RequestCancelled):
        look_up(
            client,
            found_api,
            {"collections": ["lookup"], "limit": 5},
            (),
            (),
            100,
            lambda _part, text: pages.append(text),
        )
    assert len(pages) == 1
