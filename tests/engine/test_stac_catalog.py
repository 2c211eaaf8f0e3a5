"""STAC APIs with odd habits, as the search panel meets them, on a scripted server."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from catalogs.items import collection_of, item
from servers.scripted import Answer, ScriptedServer

from mosaic_qgis.backends.http import HttpClient, HttpPolicy
from mosaic_qgis.backends.pictures import fetch_picture
from mosaic_qgis.backends.stac_catalog import StacApi, collections_of, find_api, queryables_of, web_address
from mosaic_qgis.backends.stac_conditions import Condition
from mosaic_qgis.backends.stac_here import FilteredHere
from mosaic_qgis.backends.stac_lookup import Lookup, look_up
from mosaic_qgis.backends.stac_plan import SortKey
from mosaic_qgis.backends.stac_summaries import queryable_summary
from mosaic_qgis.mosaic.errors import (
    BadAssetError,
    BadDocumentError,
    BadRequestError,
    MosaicAuthError,
    UnreachableError,
    UnsupportedError,
)

QUERY = "https://api.stacspec.org/v1.0.0/item-search#query"
SORT = "https://api.stacspec.org/v1.0.0/item-search#sort"
FILTER = (
    "https://api.stacspec.org/v1.0.0/item-search#filter",
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-json",
)
CLOUDY = Condition(name="eo:cloud_cover", operator="<", value=2)


def silent(_fraction: float | None, _text: str) -> None:
    """Progress that nobody sees."""


@pytest.fixture
def client(scripted_server: ScriptedServer) -> Iterator[HttpClient]:
    with HttpClient(scripted_server.url, policy=HttpPolicy(backoff_s=0)) as made:
        yield made


def landing(*links: Mapping[str, Any], classes: Sequence[str] = (), **fields: Any) -> Answer:
    return Answer.of_json(
        {"type": "Catalog", "stac_version": "1.0.0", "id": "odd", "conformsTo": list(classes), "links": list(links)}
        | fields
    )


def api_of(server: ScriptedServer, client: HttpClient, *classes: str, method: str = "POST") -> StacApi:
    """An API with these abilities."""
    link = {"rel": "search", "href": "/search", "method": method}
    return find_api(client, server.script("/", landing(link, classes=classes)))


def page(*numbers: int, following: str | None = None, **fields: Any) -> Answer:
    links = [] if following is None else [{"rel": "next", "href": following}]
    found = (item(number, properties={"eo:cloud_cover": number}) for number in numbers)
    return Answer.of_json({**collection_of(*found), "links": links, **fields})


def lookup(
    client: HttpClient, api: StacApi, *conditions: Condition, sort: Sequence[SortKey] = (), max_items: int = 10
) -> Lookup:
    return look_up(client, api, {"collections": ["c"]}, conditions, sort, max_items, silent)


def ids(found: Lookup) -> list[str]:
    return [entry["id"] for entry in found.items]


# What an API is


def test_an_api_that_tells_its_conformance_elsewhere(scripted_server: ScriptedServer, client: HttpClient) -> None:
    scripted_server.script("/conformance", Answer.of_json({"conformsTo": [QUERY, SORT]}))
    links = [{"rel": "search", "href": "search"}, {"rel": "conformance", "href": "./conformance"}]
    api = find_api(client, scripted_server.script("/", landing(*links)))
    assert api.abilities.query and api.abilities.sort and not api.abilities.filter
    assert api.layer_uri == f"stac+{scripted_server.url}/search"


def test_an_api_that_has_only_a_search(scripted_server: ScriptedServer, client: HttpClient) -> None:
    url = scripted_server.script("/v1/search", page(0, 1))
    for address in (Answer(status=404), Answer(body=b"<html>Hello</html>"), Answer(status=403)):
        scripted_server.script("/v1", address)
        api = find_api(client, url)
        assert api.search_url == url and api.conforms_to == ()
    assert ids(lookup(client, api, CLOUDY)) == ["item-0", "item-1"]


def test_a_search_at_an_unusual_address_is_opened_by_its_landing_page(
    scripted_server: ScriptedServer, client: HttpClient
) -> None:
    home = scripted_server.script("/stac", landing({"rel": "search", "href": "/find?in=all"}))
    assert find_api(client, home).layer_uri == f"stac+{home}"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(body=b"<!DOCTYPE html><title>Sign in</title>"), BadDocumentError),
        (Answer.of_json({"hello": 1}), BadDocumentError),
        (Answer.of_json([1]), BadDocumentError),
        (Answer.of_json(collection_of(item(1))), UnsupportedError),
        (Answer.of_json(item(1)), UnsupportedError),
        (Answer(status=401), MosaicAuthError),
        (Answer(status=503), UnreachableError),
    ],
)
def test_what_is_no_api(
    scripted_server: ScriptedServer, client: HttpClient, answer: Answer, error: type[Exception]
) -> None:
    with pytest.raises(error):
        find_api(client, scripted_server.script("/", answer))


@pytest.mark.parametrize("uri", ["/data/catalog.json", "stac+file:///data/items.json", "s3://bucket/catalog.json"])
def test_an_api_is_on_the_web(uri: str) -> None:
    with pytest.raises(UnsupportedError):
        web_address(uri)
    assert web_address("stac+https://host/stac") == web_address("https://host/stac") == "https://host/stac"


# Catalogues of plain files


def test_a_catalogue_of_files_lists_its_children_and_cannot_be_searched(
    scripted_server: ScriptedServer, client: HttpClient
) -> None:
    children = [{"rel": "child", "href": f"./{name}/collection.json", "title": name} for name in ("a", "b", "gone")]
    for name in ("a", "b"):
        document = {"type": "Collection", "id": name, "links": [], "title": name.upper()}
        scripted_server.script(f"/{name}/collection.json", Answer.of_json(document))
    api = find_api(client, scripted_server.script("/catalog.json", landing(*children)))
    told: list[float | None] = []
    found, is_truncated = collections_of(client, api, lambda fraction, _text: told.append(fraction))
    assert [entry["id"] for entry in found] == ["a", "b", "gone"] and not is_truncated and told[-1] == 1.0
    assert api.layer_uri is None
    with pytest.raises(UnsupportedError, match="without a search; open one of its lists of items"):
        lookup(client, api)


# Collections


def test_pages_of_collections(scripted_server: ScriptedServer, client: HttpClient) -> None:
    def listed(*names: str, following: str) -> Answer:
        links = [{"rel": "next", "href": following}]
        return Answer.of_json({"collections": [{"id": name} for name in names], "links": links, "numberMatched": 4})

    api = api_of(scripted_server, client)
    scripted_server.script("/collections", listed("a", "b", following="/more"))
    scripted_server.script("/more", listed("b", "c", following="/more2"), listed("b", "c", following="/more2"))
    scripted_server.script("/more2", listed("c", following="/more3"))
    found, is_truncated = collections_of(client, api, silent)
    assert [entry["id"] for entry in found] == ["a", "b", "c"] and not is_truncated
    assert not scripted_server.received_at("/more3"), "a page that repeats leads nowhere"


def test_an_api_that_takes_no_limit_of_collections(scripted_server: ScriptedServer, client: HttpClient) -> None:
    api = api_of(scripted_server, client)
    scripted_server.script("/collections", Answer(status=400), Answer.of_json({"collections": [{"id": "a"}]}))
    found, _ = collections_of(client, api, silent)
    asked = [request.query for request in scripted_server.received_at("/collections")]
    assert [entry["id"] for entry in found] == ["a"] and asked == [(("limit", "200"),), ()]


def test_collections_in_no_form(scripted_server: ScriptedServer, client: HttpClient) -> None:
    api = api_of(scripted_server, client)
    scripted_server.script("/collections", Answer.of_json({"collections": [7, {"title": "no id"}, {"id": "a"}]}))
    assert [entry["id"] for entry in collections_of(client, api, silent)[0]] == ["a"]
    scripted_server.script("/collections", Answer.of_json({"collections": "many"}))
    with pytest.raises(BadDocumentError):
        collections_of(client, api, silent)


# Queryables


def test_queryables_of_several_collections_are_those_that_all_have(
    scripted_server: ScriptedServer, client: HttpClient
) -> None:
    api = api_of(scripted_server, client)
    cloud = {"$ref": "#/$defs/percent", "title": "Cloud cover"}
    first = {
        "properties": {
            "eo:cloud_cover": cloud,
            "platform": {"type": ["string", "null"], "enum": ["a", "b"]},
            "geometry": {},
            "gsd": {"anyOf": [{"type": "number"}, {"type": "null"}]},
        },
        "$defs": {"percent": {"type": "number", "minimum": 0, "maximum": 100}},
    }
    second = {"properties": {"gsd": {"type": "number"}, "eo:cloud_cover": cloud, "other": True}}
    scripted_server.script("/collections/a/queryables", Answer.of_json(first))
    scripted_server.script("/collections/b/queryables", Answer.of_json(second))
    one = {name: queryable_summary(name, schema) for name, schema in queryables_of(client, api, ["a"]).items()}
    assert one["eo:cloud_cover"] == {
        "name": "eo:cloud_cover",
        "title": "Cloud cover",
        "type": "number",
        "enum": [],
        "minimum": 0.0,
        "maximum": 100.0,
        "format": "",
    }
    assert one["platform"]["type"] == "string" and one["platform"]["enum"] == ["a", "b"]
    assert one["gsd"]["type"] == "number" and "geometry" not in one
    assert set(queryables_of(client, api, ["a", "b"])) == {"eo:cloud_cover", "gsd"}
    assert set(queryables_of(client, api, ["a", "unknown"])) == set(one)


@pytest.mark.parametrize("answer", [Answer(status=404), Answer(status=403), Answer(body=b"<html>"), Answer.of_json({})])
def test_an_api_without_queryables(scripted_server: ScriptedServer, client: HttpClient, answer: Answer) -> None:
    api = api_of(scripted_server, client)
    scripted_server.script("/queryables", answer)
    assert queryables_of(client, api, []) == {}
    assert queryables_of(client, api, ["a"]) == {}


# Searches


@pytest.mark.parametrize("method", ["GET", ""])
def test_an_api_that_is_asked_by_get_only(scripted_server: ScriptedServer, client: HttpClient, method: str) -> None:
    api = api_of(scripted_server, client, QUERY, SORT, method=method)
    answers = [page(0, 1)] if method else [Answer(status=405), page(0, 1)]
    scripted_server.script("/search", *answers)
    found = lookup(client, api, CLOUDY, sort=[SortKey(name="eo:cloud_cover")])
    assert ids(found) == ["item-0", "item-1"] and found.filtered_here == ()
    sent = dict(scripted_server.received_at("/search")[-1].query)
    assert json.loads(sent["query"]) == {"eo:cloud_cover": {"lt": 2}}
    assert sent["sortby"] == "+properties.eo:cloud_cover" and sent["collections"] == "c"


def test_what_an_api_refuses_is_done_here(scripted_server: ScriptedServer, client: HttpClient) -> None:
    api = api_of(scripted_server, client, *FILTER, SORT)
    scripted_server.script("/search", Answer(status=400, body=b'{"detail": "unknown field"}'), page(3, 1, 0))
    found = lookup(client, api, CLOUDY, sort=[SortKey(name="eo:cloud_cover")])
    assert ids(found) == ["item-0", "item-1"]
    assert found.filtered_here == ("eo:cloud_cover", "sort") and set(found.query) == {"collections"}
    first, second = (request.json() for request in scripted_server.received_at("/search"))
    assert "filter" in first and "sortby" in first and set(second) == {"collections", "limit"}


def test_a_filter_that_an_api_does_not_survive(scripted_server: ScriptedServer, client: HttpClient) -> None:
    api = api_of(scripted_server, client, *FILTER)
    scripted_server.script("/search", *[Answer(status=500)] * 4, page(1, 3))
    found = lookup(client, api, CLOUDY)
    assert ids(found) == ["item-1"] and found.filtered_here == ("eo:cloud_cover",)


def test_a_refusal_that_is_about_something_else_is_told(scripted_server: ScriptedServer, client: HttpClient) -> None:
    api = api_of(scripted_server, client, *FILTER)
    scripted_server.script("/search", Answer(status=400, body=b'{"detail": "no such collection"}'))
    with pytest.raises(BadRequestError, match="no such collection"):
        lookup(client, api, CLOUDY)
    assert len(scripted_server.received_at("/search")) == 2
    with pytest.raises(BadRequestError):
        lookup(client, api)
    assert len(scripted_server.received_at("/search")) == 3, "nothing could be left out"


def test_a_page_that_fails_later_does_not_begin_anew(scripted_server: ScriptedServer, client: HttpClient) -> None:
    api = api_of(scripted_server, client, *FILTER)
    scripted_server.script("/search", page(0, following="/page2"))
    scripted_server.script("/page2", Answer(status=500))
    with pytest.raises(UnreachableError, match="Page 2"):
        lookup(client, api, CLOUDY)
    assert len(scripted_server.received_at("/search")) == 1


@pytest.mark.parametrize("classes", [FILTER, (QUERY,)])
def test_an_api_that_does_not_listen(
    scripted_server: ScriptedServer, client: HttpClient, classes: Sequence[str]
) -> None:
    api = api_of(scripted_server, client, *classes, SORT)
    scripted_server.script("/search", page(5, 1, 7, 0, numberMatched=4))
    found = lookup(client, api, CLOUDY, sort=[SortKey(name="eo:cloud_cover")])
    assert ids(found) == ["item-0", "item-1"] and found.filtered_here == ("eo:cloud_cover", "sort")
    assert found.matched is None


@pytest.mark.parametrize(("covers", "kept", "here"), [((5, 1), 1, True), ((1, 0), 3, False)])
def test_images_without_the_property_count_as_in_the_layer(
    scripted_server: ScriptedServer, client: HttpClient, covers: Sequence[int], kept: int, here: bool
) -> None:
    """Only an API that listens to a condition has judged them."""
    api = api_of(scripted_server, client, *FILTER)
    unknown = item(9, properties={})
    items = [unknown, *(item(number, properties={"eo:cloud_cover": number}) for number in covers)]
    scripted_server.script("/search", Answer.of_json({**collection_of(*items), "links": []}))
    found = lookup(client, api, CLOUDY)
    assert len(found.items) == kept and bool(found.filtered_here) is here
    layer = FilteredHere(where=(CLOUDY,) if here else ())
    assert sorted(ids(found)) == sorted(each["id"] for each in items if layer.holds(each))


def test_what_the_api_cannot_choose_is_looked_for_on_later_pages(
    scripted_server: ScriptedServer, client: HttpClient
) -> None:
    api = api_of(scripted_server, client)
    scripted_server.script("/search", page(5, 6, following="/page2"))
    scripted_server.script("/page2", page(7, 0, following="/page3"))
    scripted_server.script("/page3", page(1, 8, following="/page4"))
    found = lookup(client, api, CLOUDY, max_items=2)
    assert ids(found) == ["item-0", "item-1"] and found.is_truncated and found.filtered_here == ("eo:cloud_cover",)


def test_looking_for_what_is_not_there_ends(scripted_server: ScriptedServer, client: HttpClient) -> None:
    api = api_of(scripted_server, client)
    scripted_server.script("/search", page(*range(10, 35), following="/page2"))
    scripted_server.script("/page2", page(*range(35, 60), following="/page3"))
    found = lookup(client, api, CLOUDY, max_items=1)
    assert found.items == () and found.is_truncated
    assert not scripted_server.received_at("/page2"), "20 items are looked at for each one that is wanted"


def test_a_page_that_repeats(scripted_server: ScriptedServer, client: HttpClient) -> None:
    api = api_of(scripted_server, client)
    scripted_server.script("/search", page(0, 1, following="/search?page=2"))
    found = lookup(client, api)
    assert ids(found) == ["item-0", "item-1"] and not found.is_truncated


def test_things_that_are_no_items_are_left_out(scripted_server: ScriptedServer, client: HttpClient) -> None:
    api = api_of(scripted_server, client)
    odd = [
        7,
        None,
        {"type": "Feature"},
        {"id": {"a": 1}},
        {"id": 8},
        {**item(1), "properties": None, "assets": 5},
        item(2),
    ]
    scripted_server.script("/search", Answer.of_json({"features": odd}))
    assert ids(lookup(client, api)) == ["8", "item-1", "item-2"]


def test_a_collection_alone_is_searched_in_its_api(scripted_server: ScriptedServer, client: HttpClient) -> None:
    scripted_server.script("/", landing({"rel": "search", "href": "/search", "method": "POST"}))
    collection = {"type": "Collection", "stac_version": "1.0.0", "id": "one", "links": [{"rel": "root", "href": "/"}]}
    api = find_api(client, scripted_server.script("/collections/one", Answer.of_json(collection)))
    scripted_server.script("/search", page(0))
    look_up(client, api, {}, (), (), 5, silent)
    assert scripted_server.received_at("/search")[0].json()["collections"] == ["one"]
    assert collections_of(client, api, silent) == ([collection], False)


def test_the_api_of_a_collection_may_be_below_a_list_of_apis(
    scripted_server: ScriptedServer, client: HttpClient
) -> None:
    scripted_server.script("/", landing({"rel": "child", "href": "/one"}))
    scripted_server.script("/one", landing({"rel": "search", "href": "/one/search"}))
    links = [{"rel": "root", "href": "/"}, {"rel": "parent", "href": "/one"}]
    collection = {"type": "Collection", "stac_version": "1.0.0", "id": "a", "links": links}
    url = scripted_server.script("/one/collections/a", Answer.of_json(collection))
    assert find_api(client, url).search_url == f"{scripted_server.url}/one/search"
    lost = {**collection, "links": [{"rel": "root", "href": "/gone"}]}
    alone = find_api(client, scripted_server.script("/lost", Answer.of_json(lost)))
    assert alone.search_url is None and collections_of(client, alone, silent) == ([lost], False)


# Pictures


PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0....", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
    ],
)
def test_pictures_are_known_by_what_they_are(scripted_server: ScriptedServer, body: bytes, media_type: str) -> None:
    href = scripted_server.script("/t", Answer(body=body, headers={"Content-Type": "text/plain"}))
    found = fetch_picture(href, "", None, 1000)
    assert (found.media_type, found.content) == (media_type, body)


@pytest.mark.parametrize("body", [b"<html>Sign in</html>", b"", b"II*\x00", b"<svg    WEBP=''/>", PNG + bytes(1000)])
def test_what_is_no_small_picture(scripted_server: ScriptedServer, body: bytes) -> None:
    href = scripted_server.script("/t", Answer(body=body))
    with pytest.raises(BadAssetError, match="thumbnail"):
        fetch_picture(href, "", None, 1000)


@pytest.mark.parametrize("href", ["/etc/passwd", "file:///etc/passwd", "s3://bucket/a.png"])
def test_pictures_are_on_the_web(href: str) -> None:
    with pytest.raises(UnsupportedError):
        fetch_picture(href, "", None, 1000)
