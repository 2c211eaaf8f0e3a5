"""What an address may be: a search, a landing page, a collection, a document, a Parquet file; and what is asked there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import arro3.io
import pytest
from arro3.core import Array, DataType, Field, RecordBatch, Schema, Table, struct_array
from cachetools import TTLCache
from catalogs.items import collection_of, item
from servers.scripted import Answer, ScriptedServer

from mosaic_qgis.backends import stac_sources
from mosaic_qgis.backends.http import RequestCancelled
from mosaic_qgis.backends.http_credentials import HttpCredentials
from mosaic_qgis.backends.stac_pages import SearchOptions
from mosaic_qgis.backends.stac_search import FoundItems
from mosaic_qgis.backends.stac_sources import StacQuestion, address_of, find_items, forget_items
from mosaic_qgis.mosaic.errors import BadDocumentError, BadRequestError, MosaicNotFoundError, UnsupportedError

FIELDS = "https://api.stacspec.org/v1.0.0/item-search#fields"
CORE = "https://api.stacspec.org/v1.0.0/core"


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    forget_items()
    yield
    forget_items()


def find(address: str, query: dict[str, Any] | None = None, **kwargs: Any) -> FoundItems:
    options = SearchOptions.of(kwargs.pop("options", {}))
    return find_items(StacQuestion(address=address_of(address), query=query or {}, options=options, **kwargs))


def ids(found: FoundItems) -> list[str]:
    return [entry.item["id"] for entry in found.items]


def landing(*links: dict[str, Any], conforms_to: list[str] | None = None) -> Answer:
    fields = {} if conforms_to is None else {"conformsTo": conforms_to}
    return Answer.of_json({"type": "Catalog", "id": "api", "stac_version": "1.0.0", "links": list(links), **fields})


SEARCH_LINKS = (
    {"rel": "search", "href": "search", "method": "GET", "type": "application/geo+json"},
    {"rel": "search", "href": "search", "method": "POST", "type": "application/geo+json"},
)


def test_landing_page(scripted_server: ScriptedServer) -> None:
    url = scripted_server.script("/api/", landing(*SEARCH_LINKS))
    scripted_server.script("/api/search", Answer.of_json(collection_of(item(0))))
    assert ids(find(f"stac+{url}", {"collections": ["c"]})) == ["item-0"]
    assert [(request.method, request.path) for request in scripted_server.received] == [
        ("GET", "/api/"),
        ("POST", "/api/search"),
    ]


def test_api_that_only_takes_get(scripted_server: ScriptedServer) -> None:
    url = scripted_server.script("/api/", landing(SEARCH_LINKS[0]))
    scripted_server.script("/api/search", Answer.of_json(collection_of(item(0))))
    find(url, {"collections": ["c", "d"]})
    request = scripted_server.received_at("/api/search")[0]
    assert (request.method, dict(request.query)["collections"]) == ("GET", "c,d")


def test_collection_of_an_api(scripted_server: ScriptedServer) -> None:
    links = [{"rel": "root", "href": "../"}, {"rel": "items", "href": "c/items"}]
    url = scripted_server.script(
        "/api/collections/c", Answer.of_json({"type": "Collection", "id": "c", "links": links})
    )
    scripted_server.script("/api/", landing(*SEARCH_LINKS))
    scripted_server.script("/api/search", Answer.of_json(collection_of(item(0))))
    assert ids(find(url, {"bbox": [1, 2, 3, 4]})) == ["item-0"]
    assert scripted_server.received_at("/api/search")[0].json()["collections"] == ["c"]
    with pytest.raises(BadRequestError, match="must not ask for"):
        find(url, {"collections": ["other"]})


def test_collection_without_a_search(scripted_server: ScriptedServer) -> None:
    links = [{"rel": "root", "href": "/gone"}, {"rel": "items", "href": "/items"}]
    url = scripted_server.script("/c", Answer.of_json({"type": "Collection", "id": "c", "links": links}))
    more = {"rel": "next", "href": "/items-2"}
    scripted_server.script("/items", Answer.of_json(collection_of(item(0), item(1), links=[more], numberMatched=3)))
    scripted_server.script("/items-2", Answer.of_json(collection_of(item(2))))
    found = find(url, {"ids": ["item-0", "item-2"]})
    assert (ids(found), found.filtered, found.pages) == (["item-0", "item-2"], 1, 2)
    assert find(url, {}, options={"max_items": 3}).is_truncated is False


def test_static_collection(scripted_server: ScriptedServer) -> None:
    links = [{"rel": "root", "href": "catalog.json"}, {"rel": "item", "href": "a.json"}]
    url = scripted_server.script("/c.json", Answer.of_json({"type": "Collection", "id": "c", "links": links}))
    with pytest.raises(UnsupportedError, match="static STAC Collection"):
        find(url)


def test_static_catalog(scripted_server: ScriptedServer) -> None:
    url = scripted_server.script("/catalog.json", landing({"rel": "child", "href": "a.json"}))
    with pytest.raises(BadDocumentError, match="static STAC Catalog"):
        find(url)


def test_item_collection_at_a_url(scripted_server: ScriptedServer) -> None:
    url = scripted_server.script("/list.json", Answer.of_json(collection_of(item(0), item(1), item(0))))
    found = find(url, {"bbox": [10.12, 45, 10.13, 45.1]})
    assert (ids(found), found.filtered, found.duplicates) == (["item-1"], 1, 1)
    assert found.items[0].page_url == url


def test_single_item(scripted_server: ScriptedServer, tmp_path: Path) -> None:
    url = scripted_server.script("/item.json", Answer.of_json(item(4)))
    assert ids(find(url)) == ["item-4"]
    path = tmp_path / "item.json"
    path.write_text(json.dumps(item(5)))
    assert ids(find(path.as_uri())) == ["item-5"]


def test_file(tmp_path: Path) -> None:
    path = tmp_path / "list of items.json"
    path.write_text(json.dumps(collection_of(*(item(number) for number in range(5)), item(2), "nonsense")))
    found = find(f"stac+{path.as_uri()}", {"datetime": "2024-01-02/2024-01-04"}, options={"max_items": 2})
    assert (ids(found), found.is_truncated, found.filtered) == (["item-1", "item-2"], True, 1)
    assert find(str(path)).duplicates == 1
    assert find(str(path)).items[0].page_url == str(path)


def write_parquet(path: Path, count: int) -> Path:
    text = DataType.string()
    asset = struct_array([Array([f"a{n}.tif" for n in range(count)], type=text)], fields=[Field("href", text)])
    columns = {
        "id": Array([f"item-{n}" for n in range(count)], type=text),
        "assets": struct_array([asset], fields=[Field("image", asset.type)]),
    }
    schema = Schema([Field(name, column.type) for name, column in columns.items()])
    arro3.io.write_parquet(Table.from_batches([RecordBatch.from_arrays(list(columns.values()), schema=schema)]), path)
    return path


def test_parquet(tmp_path: Path, scripted_server: ScriptedServer) -> None:
    path = write_parquet(tmp_path / "items", 5)
    assert len(find(str(path)).items) == 5
    assert ids(find(str(path), {"ids": ["item-3"]})) == ["item-3"]
    assert find(str(path), options={"max_items": 2}).is_truncated is True
    url = scripted_server.script("/items.parquet", Answer(body=path.read_bytes()))
    found = find(url)
    assert len(found.items) == 5
    assert found.items[0].item["assets"] == {"image": {"href": "a0.tif"}}


def test_fields_where_the_api_knows_them(scripted_server: ScriptedServer) -> None:
    scripted_server.script("/", landing(*SEARCH_LINKS, conforms_to=[CORE, FIELDS]))
    url = scripted_server.script("/search", Answer.of_json(collection_of(item(0))))
    find(url, {}, asset_keys=("B04", "B03"))
    fields = scripted_server.received_at("/search")[0].json()["fields"]
    assert fields["include"][-2:] == ["assets.B04", "assets.B03"]
    assert {"id", "geometry", "bbox", "links", "properties", "collection"} <= set(fields["include"])
    find(url, {"fields": {"include": ["id"]}}, asset_keys=("B04",))
    assert scripted_server.received_at("/search")[1].json()["fields"] == {"include": ["id"]}


def test_no_fields_where_nobody_knows_which(scripted_server: ScriptedServer) -> None:
    url = scripted_server.script("/search", Answer.of_json(collection_of(item(0))))
    find(url)
    assert [request.path for request in scripted_server.received] == ["/search"]
    assert "fields" not in scripted_server.received[0].json()


@pytest.mark.parametrize(
    ("answer", "is_sent", "notes"),
    [
        (landing(*SEARCH_LINKS, conforms_to=[CORE]), False, 1),
        (landing(*SEARCH_LINKS), True, 0),
        (Answer(status=500), True, 0),
        (Answer(body=b"<html></html>"), True, 0),
    ],
)
def test_fields_of_the_query(scripted_server: ScriptedServer, answer: Answer, is_sent: bool, notes: int) -> None:
    scripted_server.script("/v1", answer)
    url = scripted_server.script("/v1/search", Answer.of_json(collection_of(item(0))))
    found = find(url, {"fields": {"exclude": ["links"]}})
    assert ("fields" in scripted_server.received_at("/v1/search")[0].json()) is is_sent
    assert len(found.notes) == notes
    assert len(scripted_server.received_at("/v1")) == 1


def test_own_fields_only_where_they_are_known(scripted_server: ScriptedServer) -> None:
    scripted_server.script("/", landing(*SEARCH_LINKS))
    url = scripted_server.script("/search", Answer.of_json(collection_of(item(0))))
    found = find(url, {}, asset_keys=("B04",))
    assert "fields" not in scripted_server.received_at("/search")[0].json()
    assert found.notes == ()


def test_credentials_stay_at_home(scripted_server: ScriptedServer) -> None:
    with ScriptedServer() as foreign:
        elsewhere = foreign.script("/more", Answer.of_json(collection_of(item(1))))
        page = collection_of(item(0), links=[{"rel": "next", "href": elsewhere}])
        url = scripted_server.script("/search", Answer.of_json(page))
        login = HttpCredentials(headers=(("X-Api-Key", "k3y"),))
        assert len(find(url, credentials=login).items) == 2
        assert "X-Api-Key" not in foreign.received[0].headers
    assert scripted_server.received[0].headers["X-Api-Key"] == "k3y"


def test_page_link_to_a_file_is_refused(scripted_server: ScriptedServer) -> None:
    page = collection_of(item(0), links=[{"rel": "next", "href": "file:///etc/passwd"}])
    url = scripted_server.script("/search", Answer.of_json(page))
    with pytest.raises(Exception, match="http or https"):
        find(url)


def test_wrong_address(scripted_server: ScriptedServer) -> None:
    with pytest.raises(MosaicNotFoundError):
        find(f"{scripted_server.url}/nowhere")


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    opened: list[str] = []
    original = stac_sources._found_anew
    monkeypatch.setattr(stac_sources, "_cache", TTLCache(5, 60, getsizeof=lambda found: len(found.items)))
    monkeypatch.setattr(stac_sources, "CACHE_ITEMS", 5)
    monkeypatch.setattr(
        stac_sources, "_found_anew", lambda asked, *rest: opened.append(asked.address) or original(asked, *rest)
    )
    paths = {}
    for count in (2, 3, 4, 6):
        paths[count] = tmp_path / f"{count}.json"
        paths[count].write_text(json.dumps(collection_of(*(item(number) for number in range(count)))))
    for count in (2, 3, 2, 3, 4, 2, 6, 6):
        assert len(find(str(paths[count])).items) == count
    # 2 and 3 fit together; 4 drives both out; 6 is never kept.
    assert [Path(address).stem for address in opened] == ["2", "3", "4", "2", "6", "6"]


def test_withdrawn_search(scripted_server: ScriptedServer) -> None:
    def cancelled() -> bool:
        return len(scripted_server.received) >= 2

    pages = (
        Answer.of_json(collection_of(item(n), links=[{"rel": "next", "href": f"/search?page={n + 2}"}]))
        for n in range(9)
    )
    url = scripted_server.script("/search", *pages)
    question = StacQuestion(address=url, query={}, options=SearchOptions())
    with pytest.raises(RequestCancelled):
        find_items(question, cancelled=cancelled)
    assert len(scripted_server.received) == 2
