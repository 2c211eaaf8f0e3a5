"""Paging through STAC APIs with every habit that is known of them, on a server that plays them."""

from __future__ import annotations

from typing import Any

import pytest
from catalogs.items import collection_of, item
from servers.scripted import Answer, ScriptedServer

from mosaic_qgis.backends.http import HttpClient, HttpPolicy
from mosaic_qgis.backends.stac_pages import SearchOptions, as_parameters, same_scheme, with_parameters
from mosaic_qgis.backends.stac_search import MAX_PAGES_WITHOUT_ITEMS, FoundItems, search
from mosaic_qgis.mosaic.errors import BadDocumentError, BadRequestError, MosaicNotFoundError, UnreachableError

QUICK = HttpPolicy(backoff_s=0.01, attempts=2, read_timeout_s=5)
COUNTS: list[dict[str, Any]] = [
    {},
    {"context": {"matched": 4, "returned": 2, "limit": 2}},
    {"meta": {"found": 4, "returned": 2, "limit": 2}},
    {"numberMatched": 4, "numberReturned": 2},
    {"context": None, "meta": None, "numberMatched": None},
]


def ids(found: FoundItems) -> list[str]:
    return [entry.item["id"] for entry in found.items]


def run(server: ScriptedServer, query: dict[str, Any] | None = None, **options: Any) -> FoundItems:
    with HttpClient(server.url, policy=QUICK) as client:
        return search(client, f"{server.url}/search", query or {}, SearchOptions.of(options))


def pages(server: ScriptedServer, *links: dict[str, Any] | None, path: str = "/search", **fields: Any) -> None:
    """Two items per page; page n carries the link n, none where it is None."""
    answers = []
    for number, link in enumerate(links):
        given = [] if link is None else [link]
        answers.append(Answer.of_json(collection_of(item(2 * number), item(2 * number + 1), links=given, **fields)))
    server.script(path, *answers)


@pytest.mark.parametrize("counts", COUNTS)
def test_post_with_merged_body(scripted_server: ScriptedServer, counts: dict[str, Any]) -> None:
    href = f"{scripted_server.url}/search"
    pages(
        scripted_server,
        {"rel": "next", "href": href, "method": "POST", "merge": True, "body": {"token": "t2"}},
        None,
        **counts,
    )
    found = run(scripted_server, {"collections": ["c"], "sortby": [{"field": "id"}]}, limit=2)
    assert ids(found) == ["item-0", "item-1", "item-2", "item-3"]
    first, second = scripted_server.received_at("/search")
    assert first.json() == {"collections": ["c"], "sortby": [{"field": "id"}], "limit": 2}
    assert second.json() == {**first.json(), "token": "t2"}
    assert (found.pages, found.duplicates, found.is_truncated, found.notes) == (2, 0, False, ())
    assert found.matched == (4 if any(counts.values()) else None)


def test_merge_is_over_the_first_body(scripted_server: ScriptedServer) -> None:
    href = f"{scripted_server.url}/search"
    link = {"rel": "next", "href": href, "method": "POST", "merge": True}
    pages(scripted_server, {**link, "body": {"first": 1}}, {**link, "body": {"second": 2}}, None)
    run(scripted_server, {"ids": ["a"]}, limit=2)
    bodies = [request.json() for request in scripted_server.received_at("/search")]
    assert bodies[1:] == [{"ids": ["a"], "limit": 2, "first": 1}, {"ids": ["a"], "limit": 2, "second": 2}]


def test_post_with_whole_body(scripted_server: ScriptedServer) -> None:
    link = {"rel": "next", "href": f"{scripted_server.url}/more", "method": "post", "body": {"token": "only"}}
    pages(scripted_server, link)
    scripted_server.script("/more", Answer.of_json(collection_of(item(7), links=[])))
    assert ids(run(scripted_server, {"collections": ["c"]})) == ["item-0", "item-1", "item-7"]
    assert scripted_server.received_at("/more")[0].json() == {"token": "only"}


def test_post_link_without_body_repeats_the_question(scripted_server: ScriptedServer) -> None:
    pages(scripted_server, {"rel": "next", "href": "search?page=2", "method": "POST"}, None)
    run(scripted_server, {"collections": ["c"]}, limit=2)
    first, second = scripted_server.received_at("/search")
    assert second.json() == first.json()
    assert second.query == (("page", "2"),)


def test_get_link_after_post(scripted_server: ScriptedServer) -> None:
    pages(scripted_server, {"rel": "next", "href": f"{scripted_server.url}/next?token=next:abc"})
    scripted_server.script("/next", Answer.of_json(collection_of(item(9), links=[])))
    assert ids(run(scripted_server)) == ["item-0", "item-1", "item-9"]
    (request,) = scripted_server.received_at("/next")
    assert (request.method, request.query, request.body) == ("GET", (("token", "next:abc"),), b"")


def test_headers_of_a_link(scripted_server: ScriptedServer) -> None:
    link = {"rel": "next", "href": "/search", "method": "POST", "merge": True, "body": {}, "headers": {"X-Next": "p2"}}
    pages(scripted_server, link, None)
    run(scripted_server)
    first, second = scripted_server.received_at("/search")
    assert "X-Next" not in first.headers
    assert second.headers["X-Next"] == "p2"


def test_link_header_of_the_answer(scripted_server: ScriptedServer) -> None:
    first = Answer.of_json(collection_of(item(0)), headers={"Link": '</more>; rel="next"; type="application/geo+json"'})
    scripted_server.script("/search", first)
    scripted_server.script("/more", Answer.of_json(collection_of(item(1))))
    assert ids(run(scripted_server)) == ["item-0", "item-1"]


def test_other_key_of_the_link(scripted_server: ScriptedServer) -> None:
    pages(scripted_server, {"rel": "weiter", "href": "/more"})
    scripted_server.script("/more", Answer.of_json(collection_of(item(5))))
    assert len(run(scripted_server, next_link_key="weiter").items) == 3
    pages(scripted_server, {"rel": "weiter", "href": "/more"})
    assert len(run(scripted_server).items) == 2


def test_numbered_pages_of_old_apis(scripted_server: ScriptedServer) -> None:
    def page(number: int, *items: dict[str, Any]) -> Answer:
        return Answer.of_json(
            collection_of(*items, meta={"page": number, "limit": 2, "found": 5, "returned": len(items)})
        )

    scripted_server.script("/search", page(1, item(0), item(1)), page(2, item(2), item(3)), page(3, item(4)))
    assert len(run(scripted_server, limit=2).items) == 5
    assert [request.json().get("page") for request in scripted_server.received_at("/search")] == [None, 2, 3]


def test_api_that_ignores_the_page_number(scripted_server: ScriptedServer) -> None:
    page = collection_of(item(0), item(1), meta={"page": 1, "found": 500, "returned": 2})
    scripted_server.script("/search", Answer.of_json(page))
    found = run(scripted_server, limit=2)
    assert ids(found) == ["item-0", "item-1"]
    assert "repeats items" in found.notes[0].message
    assert "500 items match" in found.notes[1].message
    assert len(scripted_server.received_at("/search")) == 2


def test_link_back_to_an_asked_page(scripted_server: ScriptedServer) -> None:
    link = {"rel": "next", "href": "/search", "method": "POST", "merge": True, "body": {}}
    pages(scripted_server, link)
    found = run(scripted_server)
    assert len(scripted_server.received_at("/search")) == 1
    assert "leads back" in found.notes[0].message


def test_repeated_page_under_new_tokens(scripted_server: ScriptedServer) -> None:
    answers = []
    for number in range(5):
        link = {"rel": "next", "href": f"/search?token={number}", "method": "POST", "merge": True, "body": {}}
        answers.append(Answer.of_json(collection_of(item(0), item(1), links=[link])))
    scripted_server.script("/search", *answers)
    found = run(scripted_server)
    assert (ids(found), found.duplicates, found.pages) == (["item-0", "item-1"], 2, 2)


def test_duplicates_across_pages(scripted_server: ScriptedServer) -> None:
    scripted_server.script(
        "/search", Answer.of_json(collection_of(item(0), item(1), links=[{"rel": "next", "href": "/more"}]))
    )
    again = collection_of(item(1), item(2), item(1, collection="other"), numberMatched=5)
    scripted_server.script("/more", Answer.of_json(again))
    found = run(scripted_server)
    assert ids(found) == ["item-0", "item-1", "item-2", "item-1"]
    assert found.duplicates == 1
    assert found.notes == ()


def test_empty_page_with_a_next_link(scripted_server: ScriptedServer) -> None:
    empty = Answer.of_json(collection_of(links=[{"rel": "next", "href": "/more"}]))
    scripted_server.script("/search", empty)
    scripted_server.script("/more", Answer.of_json(collection_of(item(3))))
    assert ids(run(scripted_server)) == ["item-3"]


def test_empty_pages_for_ever(scripted_server: ScriptedServer) -> None:
    links = ({"rel": "next", "href": f"/search?page={number}"} for number in range(MAX_PAGES_WITHOUT_ITEMS + 5))
    scripted_server.script("/search", *(Answer.of_json(collection_of(links=[link])) for link in links))
    found = run(scripted_server)
    assert found.items == ()
    assert found.pages == MAX_PAGES_WITHOUT_ITEMS
    assert "pages without items" in found.notes[0].message


@pytest.mark.parametrize(
    ("max_items", "requests", "is_truncated"), [(1, 1, True), (2, 1, True), (3, 2, True), (4, 2, False), (9, 2, False)]
)
def test_max_items(scripted_server: ScriptedServer, max_items: int, requests: int, is_truncated: bool) -> None:
    pages(scripted_server, {"rel": "next", "href": "/search?page=2"}, None, numberMatched=4)
    found = run(scripted_server, max_items=max_items, limit=2)
    assert len(found.items) == min(max_items, 4)
    assert found.is_truncated is is_truncated
    received = scripted_server.received_at("/search")
    assert len(received) == requests
    assert received[0].json()["limit"] == min(2, max_items)


def test_max_items_without_counts(scripted_server: ScriptedServer) -> None:
    pages(scripted_server, None)
    assert run(scripted_server, max_items=2).is_truncated is False
    pages(scripted_server, {"rel": "next", "href": "/search?page=2"})
    assert run(scripted_server, max_items=2).is_truncated is True


def test_limit_of_the_query_wins(scripted_server: ScriptedServer) -> None:
    pages(scripted_server, None)
    run(scripted_server, {"limit": 7, "datetime": None, "x:own": {"deep": [1]}}, limit=3)
    assert scripted_server.received_at("/search")[0].json() == {"limit": 7, "x:own": {"deep": [1]}}


@pytest.mark.parametrize("status", [404, 405, 501])
def test_get_where_there_is_no_post(scripted_server: ScriptedServer, status: int) -> None:
    href = f"{scripted_server.url}/search?token=2"
    scripted_server.script(
        "/search",
        Answer(status=status),
        Answer.of_json(collection_of(item(0), links=[{"rel": "next", "href": href, "method": "GET"}])),
        Answer.of_json(collection_of(item(1))),
    )
    assert ids(run(scripted_server, {"collections": ["a", "b"], "bbox": [1, 2, 3, 4]})) == ["item-0", "item-1"]
    post, get, following = scripted_server.received_at("/search")
    assert (post.method, get.method, following.method) == ("POST", "GET", "GET")
    assert dict(get.query) == {"collections": "a,b", "bbox": "1,2,3,4", "limit": "100"}
    assert following.query == (("token", "2"),)


def test_filter_as_text_goes_by_get(scripted_server: ScriptedServer) -> None:
    pages(scripted_server, None)
    run(scripted_server, {"filter": "a = 1 AND b IN (1, 2)"})
    (request,) = scripted_server.received_at("/search")
    assert request.method == "GET"
    assert dict(request.query) == {"filter": "a = 1 AND b IN (1, 2)", "filter-lang": "cql2-text", "limit": "100"}


def test_numbered_pages_by_get(scripted_server: ScriptedServer) -> None:
    def page(number: int) -> Answer:
        return Answer.of_json(collection_of(item(number), context={"page": number, "matched": 2}))

    scripted_server.script("/search", Answer(status=405), page(1), page(2))
    assert len(run(scripted_server, limit=1).items) == 2
    assert dict(scripted_server.received_at("/search")[2].query) == {"limit": "1", "page": "2"}


def test_nowhere_a_search(scripted_server: ScriptedServer) -> None:
    with pytest.raises(MosaicNotFoundError):
        run(scripted_server)


def test_error_on_page_three(scripted_server: ScriptedServer) -> None:
    link = {"rel": "next", "href": "/search?page={}"}
    numbered = [{**link, "href": link["href"].format(number)} for number in (2, 3)]
    pages(scripted_server, *numbered)
    scripted_server.script("/search", *scripted_server._scripts["/search"], Answer(status=500))
    with pytest.raises(UnreachableError, match=r"Page 3 of the search, after 4 items: .* answered 500"):
        run(scripted_server)


def test_busy_api_is_asked_again(scripted_server: ScriptedServer) -> None:
    page = Answer.of_json(collection_of(item(0)))
    scripted_server.script("/search", Answer(status=429, headers={"Retry-After": "0"}), page)
    assert len(run(scripted_server).items) == 1


def test_refused_query_in_the_words_of_the_api(scripted_server: ScriptedServer) -> None:
    refusal = {"code": "RequestValidationError", "description": "bbox is no box"}
    scripted_server.script("/search", Answer.of_json(refusal, status=400))
    with pytest.raises(BadRequestError, match="bbox is no box"):
        run(scripted_server)


@pytest.mark.parametrize("body", [b"[]", b'{"type": "Catalog"}', b'{"features": null}', b"<html></html>", b""])
def test_what_is_no_page(scripted_server: ScriptedServer, body: bytes) -> None:
    scripted_server.script("/search", Answer(body=body))
    with pytest.raises(BadDocumentError):
        run(scripted_server)


def test_links_that_are_none(scripted_server: ScriptedServer) -> None:
    scripted_server.script("/search", Answer.of_json(collection_of(item(0), links=[None, 3, {"rel": "self"}])))
    assert len(run(scripted_server).items) == 1
    scripted_server.script("/search", Answer.of_json(collection_of(item(0), links=None)))
    assert len(run(scripted_server).items) == 1


@pytest.mark.parametrize(
    "options", [{"max_items": 0}, {"limit": 0}, {"limit": "10"}, {"max_items": True}, {"pages": 3}]
)
def test_wrong_options(options: dict[str, Any]) -> None:
    with pytest.raises(BadRequestError):
        SearchOptions.of(options)


def test_query_as_parameters() -> None:
    query = {
        "collections": ["a", "b"],
        "intersects": {"type": "Point", "coordinates": [1, 2]},
        "sortby": [{"field": "id", "direction": "asc"}, {"field": "datetime", "direction": "desc"}, "+x"],
        "fields": {"include": ["id"], "exclude": ["links"]},
        "filter": {"op": "=", "args": [{"property": "a"}, 1]},
        "query": {"eo:cloud_cover": {"lt": 10}},
        "datetime": "2024-01-01/..",
        "flag": True,
        "limit": 5,
    }
    assert as_parameters(query) == {
        "collections": "a,b",
        "intersects": '{"type": "Point", "coordinates": [1, 2]}',
        "sortby": "+id,-datetime,+x",
        "fields": "id,-links",
        "filter": '{"op": "=", "args": [{"property": "a"}, 1]}',
        "filter-lang": "cql2-json",
        "query": '{"eo:cloud_cover": {"lt": 10}}',
        "datetime": "2024-01-01/..",
        "flag": "true",
        "limit": "5",
    }
    assert as_parameters({"filter-lang": "cql2-text", "filter": "a = 1"}) == {
        "filter-lang": "cql2-text",
        "filter": "a = 1",
    }


def test_parameters_replace_those_of_the_url() -> None:
    assert with_parameters("https://a/s?key=1&limit=5", {"limit": "2"}) == "https://a/s?key=1&limit=2"


def test_links_of_servers_behind_a_proxy() -> None:
    assert same_scheme("http://a/s?token=1", "https://a/s") == "https://a/s?token=1"
    assert same_scheme("http://b/s", "https://a/s") == "http://b/s"
    assert same_scheme("http://a/s", "http://a/s") == "http://a/s"
