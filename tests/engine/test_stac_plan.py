"""How a search is put to an API of given abilities, and what is left to do here; what people see of an item. All pure."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from catalogs.items import item

from mosaic_qgis.backends.stac_catalog import StacAbilities, StacApi
from mosaic_qgis.backends.stac_conditions import Condition, as_query
from mosaic_qgis.backends.stac_order import SortKey, in_order, is_in_order
from mosaic_qgis.backends.stac_plan import NO_ABILITIES, plain_box, planned, whole_times
from mosaic_qgis.backends.stac_summaries import ITEM_BYTES, collection_summary, item_bytes, item_summary
from mosaic_qgis.mosaic.errors import BadRequestError

CQL2 = StacAbilities(filter=True, like=True, sort=True)
BASIC = StacAbilities(filter=True)
QUERY = StacAbilities(query=True)
CLOUD = Condition(name="eo:cloud_cover", operator="<=", value=20)
NAME = Condition(name="platform", operator="like", value="sentinel-%")


# Abilities


@pytest.mark.parametrize(
    ("classes", "expected"),
    [
        ((), NO_ABILITIES),
        (("https://api.stacspec.org/v1.0.0/item-search#query",), QUERY),
        (("https://api.stacspec.org/v1.0.0-rc.2/item-search#query:1",), QUERY),
        (("https://api.stacspec.org/v1.0.0/ogcapi-features#query",), NO_ABILITIES),
        (("https://api.stacspec.org/v1.0.0-rc.2/item-search#filter",), BASIC),
        (
            (
                "https://api.stacspec.org/v1.0.0/item-search#filter",
                "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text",
            ),
            NO_ABILITIES,
        ),
        (
            (
                "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter",
                "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text",
                "http://www.opengis.net/spec/cql2/1.0/conf/cql2-json",
                "http://www.opengis.net/spec/cql2/1.0/conf/advanced-comparison-operators",
                "https://api.stacspec.org/v1.0.0/item-search#sort",
            ),
            CQL2,
        ),
    ],
)
def test_abilities_are_what_the_conformance_classes_say(classes: tuple[str, ...], expected: StacAbilities) -> None:
    assert StacApi(url="https://host", landing={}, conforms_to=classes).abilities == expected


# Conditions


def test_cql2_goes_first() -> None:
    plan = planned({"collections": ["a"]}, [CLOUD, NAME], [], StacAbilities(filter=True, like=True, query=True))
    assert plan.query == {
        "collections": ["a"],
        "filter": {
            "op": "and",
            "args": [
                {"op": "<=", "args": [{"property": "eo:cloud_cover"}, 20]},
                {"op": "like", "args": [{"property": "platform"}, "sentinel-%"]},
            ],
        },
        "filter-lang": "cql2-json",
    }
    assert (plan.here, plan.sent) == ((), (CLOUD, NAME))


def test_without_advanced_operators_in_becomes_or_and_like_stays_here() -> None:
    either = Condition(name="gsd", operator="in", value=[10, 20])
    plan = planned({}, [either, NAME], [], BASIC)
    one, two = ({"op": "=", "args": [{"property": "gsd"}, value]} for value in (10, 20))
    assert plan.query["filter"] == {"op": "or", "args": [one, two]} and plan.here == (NAME,) and plan.sent == (either,)


def test_the_query_extension() -> None:
    low = Condition(name="eo:cloud_cover", operator=">", value=5)
    missing = Condition(name="gsd", operator="is null")
    plan = planned({"query": {"platform": {"eq": "x"}}}, [CLOUD, low, missing], [], QUERY)
    assert plan.query == {"query": {"platform": {"eq": "x"}, "eo:cloud_cover": {"lte": 20, "gt": 5}}}
    assert plan.here == (missing,) and plan.leans_on_extensions
    again = Condition(name="eo:cloud_cover", operator="<=", value=30)
    said, others = as_query([CLOUD, again], {})
    assert said == {"eo:cloud_cover": {"lte": 20}} and others == [again]


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("abc", {"eq": "abc"}),
        ("abc%", {"startsWith": "abc"}),
        ("%abc", {"endsWith": "abc"}),
        ("%abc%", {"contains": "abc"}),
        ("a%c", None),
        ("a_c%", None),
        ("%", None),
    ],
)
def test_patterns_in_the_query_extension(pattern: str, words: dict[str, str] | None) -> None:
    condition = Condition(name="p", operator="like", value=pattern)
    said, others = as_query([condition], {})
    assert said == ({} if words is None else {"p": words}) and others == ([condition] if words is None else [])


def test_own_filters_are_kept() -> None:
    own: dict[str, Any] = {"op": "=", "args": [{"property": "a"}, 1]}
    plan = planned({"filter": own}, [CLOUD], [], CQL2)
    assert plan.query["filter"]["args"][0] == own and len(plan.query["filter"]["args"]) == 2
    text = planned({"filter": "a = 1", "filter-lang": "cql2-text"}, [CLOUD], [], StacAbilities(filter=True, query=True))
    assert text.query == {
        "filter": "a = 1",
        "filter-lang": "cql2-text",
        "query": {"eo:cloud_cover": {"lte": 20}},
    }


def test_an_api_without_abilities_is_asked_nothing_special() -> None:
    plan = planned({"collections": ["a"], "sortby": [], "ids": None}, [CLOUD], [SortKey(name="id")], NO_ABILITIES)
    assert plan.query == {"collections": ["a"]} and plan.here == (CLOUD,) and plan.sort_here == (SortKey(name="id"),)
    assert not plan.leans_on_extensions


def test_times_are_sent_as_moments() -> None:
    until = Condition(name="created", operator="<=", value="2024-06-01")
    sent = planned({}, [until], [], CQL2).query["filter"]
    assert sent == {"op": "<=", "args": [{"property": "created"}, {"timestamp": "2024-06-01T23:59:59.999999Z"}]}
    after = Condition(name="datetime", operator=">=", value="2024-06-01T12:00:00+02:00")
    assert planned({}, [after], [], QUERY).query["query"] == {"datetime": {"gte": "2024-06-01T10:00:00Z"}}


@pytest.mark.parametrize(
    "wrong",
    [
        {"operator": "=", "value": None},
        {"operator": "is null", "value": 1},
        {"operator": "in", "value": "a"},
        {"operator": "=", "value": ["a"]},
        {"operator": "=", "value": {"a": 1}},
        {"operator": "in", "value": [["a"]]},
        {"operator": "like", "value": 5},
        {"operator": "like", "value": "a" * 1001},
        {"name": "datetime", "operator": "<", "value": "yesterday"},
        {"name": "datetime", "operator": "=", "value": "2024-06-01"},
    ],
)
def test_conditions_that_make_no_sense(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadRequestError, match="A condition on"):
        Condition(**{"name": "p", **wrong})


@pytest.mark.parametrize(
    ("value", "condition", "expected"),
    [
        (5, {"operator": "<", "value": 10}, True),
        ("5", {"operator": "<", "value": 10}, True),
        ("many", {"operator": "<", "value": 10}, False),
        (5, {"operator": "=", "value": "5"}, True),
        (True, {"operator": "=", "value": True}, True),
        (1, {"operator": "=", "value": True}, False),
        ("a", {"operator": "<>", "value": "b"}, True),
        (None, {"operator": "<>", "value": "b"}, None),
        (None, {"operator": "is null"}, True),
        (0, {"operator": "is not null"}, True),
        (["msi", "sar"], {"operator": "=", "value": "sar"}, True),
        (["msi", "sar"], {"operator": "<>", "value": "sar"}, False),
        (["msi"], {"operator": "like", "value": "m%"}, True),
        ("a.b", {"operator": "like", "value": "a_b"}, True),
        ("axxb", {"operator": "like", "value": "a.b"}, False),
        ({"a": 1}, {"operator": ">", "value": 1}, False),
    ],
)
def test_conditions_hold_or_not(value: object, condition: dict[str, Any], expected: bool | None) -> None:
    assert Condition(name="p", **condition).holds({"properties": {"p": value}}) is expected
    assert Condition(name="p", **condition).holds({"properties": None}) in (None, condition["operator"] == "is null")


# Time and area


@pytest.mark.parametrize(
    ("pattern", "like", "unlike"),
    [
        ("", "", "a"),
        ("a%b_d%", "axxb.d\nyy", "axxb.e"),
        ("%ab%ba%", "abba", "aba"),
        ("a%a", "aa", "a"),
        ("_%_", "äö", "ä"),
        ("%.tif", "x.tif", "xatif"),
        # All ways to share the text out would never end.
        ("%" + "a%" * 400 + "b", "a" * 400 + "b", "a" * 20_000),
    ],
)
def test_patterns(pattern: str, like: str, unlike: str) -> None:
    condition = Condition(name="p", operator="like", value=pattern)
    assert condition.holds({"properties": {"p": like}}) is True
    assert condition.holds({"properties": {"p": unlike}}) is False


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-06-01", "2024-06-01T00:00:00Z/2024-06-01T23:59:59Z"),
        ("2024-06-01/2024-06-30", "2024-06-01T00:00:00Z/2024-06-30T23:59:59Z"),
        ("2024-06-01/..", "2024-06-01T00:00:00Z/.."),
        ("/2024-06-30", "../2024-06-30T23:59:59Z"),
        ("2024-06-01T10:00:00Z/2024-06-30", "2024-06-01T10:00:00Z/2024-06-30T23:59:59Z"),
        ("2024-06-01T10:00:00Z", "2024-06-01T10:00:00Z"),
        ("anything", "anything"),
    ],
)
def test_days_become_moments(text: str, expected: str) -> None:
    assert whole_times(text) == expected


def test_a_day_that_is_none() -> None:
    with pytest.raises(BadRequestError, match="RFC 3339"):
        whole_times("2024-02-30/2024-03-01")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([1, 2, 3, 4], (1, 2, 3, 4)),
        ([1, 2, -100, 3, 4, 100], (1, 2, 3, 4)),
        ("1,2,3,4", (1, 2, 3, 4)),
        ([170, -10, -170, 10], (170, -10, -170, 10)),
        ([170, -10, 190, 10], (170, -10, -170, 10)),
        ([-190, -10, -170, 10], (170, -10, -170, 10)),
        ([-180, -100, 180, 100], None),
        ([-500, -90, 500, 90], None),
        ([-180, -20, 180, 20], (-180, -20, 180, 20)),
        ([350, 0, 360, 1], (-10, 0, 0, 1)),
        ([180, 0, 190, 1], (-180, 0, -170, 1)),
        ([170, 0, 180, 1], (170, 0, 180, 1)),
    ],
)
def test_boxes_are_made_plain(value: Any, expected: tuple[float, ...] | None) -> None:
    assert plain_box(value) == expected


@pytest.mark.parametrize(
    "value", [[1, 2, 3], "a,b,c,d", [1, 5, 3, 4], [1, 2, 1, 4], [1, 91, 2, 95], [math.nan, 0, 1, 1], {"a": 1}, 7]
)
def test_what_is_no_box(value: Any) -> None:
    with pytest.raises(BadRequestError, match="bbox must"):
        plain_box(value)


def test_a_box_across_the_antimeridian_is_sent_as_an_area() -> None:
    sent = planned({"bbox": [170, -10, -170, 10]}, [], [], CQL2).query
    assert set(sent) == {"intersects"} and sent["intersects"]["type"] == "MultiPolygon"
    with pytest.raises(BadRequestError, match="not both"):
        planned({"bbox": [170, -10, -170, 10], "intersects": {"type": "Point"}}, [], [], CQL2)
    assert planned({"bbox": [-180, -90, 180, 90]}, [], [], CQL2).query == {}


# Order


def dated(number: int, **properties: Any) -> dict[str, Any]:
    return {"id": f"i{number}", "properties": properties}


def test_items_without_the_property_come_last_in_both_directions() -> None:
    items = [dated(0, c=5), dated(1), dated(2, c=1.5), dated(3, c=9)]
    assert [each["id"] for each in in_order(items, [SortKey(name="c")])] == ["i2", "i0", "i3", "i1"]
    assert [each["id"] for each in in_order(items, [SortKey(name="c", descending=True)])] == ["i3", "i0", "i2", "i1"]


def test_order_by_several_and_by_time() -> None:
    times = ["2024-01-02T00:00:00+02:00", "2024-01-01T23:00:00Z", None, "2024-01-01T22:00:00Z"]
    items = [dated(number, datetime=time, c=number % 2) for number, time in enumerate(times)]
    keys = [SortKey(name="datetime"), SortKey(name="c", descending=True)]
    assert [each["id"] for each in in_order(items, keys)] == ["i3", "i0", "i1", "i2"]
    assert [
        each["id"] for each in in_order([dated(0, c="b"), dated(1, c=3), dated(2, c="a")], [SortKey(name="c")])
    ] == [
        "i1",
        "i2",
        "i0",
    ]


def test_order_is_recognised() -> None:
    items = [dated(0, c=1), dated(1), dated(2, c=2.5)]
    assert is_in_order(items, [SortKey(name="c")]) and is_in_order(items, [])
    assert not is_in_order(items, [SortKey(name="c", descending=True)])
    assert is_in_order([dated(0, c="a"), dated(1, c=1)], [SortKey(name="c", descending=True)]), "who could tell"


# What people see


def test_an_item_in_short() -> None:
    asset = {"href": "https://h/B04.tif", "type": "image/tiff", "roles": ["data"], "title": "Red"}
    whole = item(
        3,
        properties={
            "eo:cloud_cover": 12,
            "platform": "s2a",
            "instruments": ["msi", "x"],
            "nested": {"a": 1},
            "none": None,
            "long": "x" * 500,
            "nan": math.nan,
            "flag": True,
        },
        bbox=[10, 45, 0, 11, 46, 100],
    )
    whole["assets"] = {
        "B04": {**asset, "eo:bands": [{"name": "B04", "common_name": "red"}]},
        "B03": {**asset, "bands": [{"eo:common_name": "green"}]},
        "visual": {**asset, "eo:bands": [{"common_name": "red"}, {"common_name": "green"}]},
        "thumbnail": {"href": "./t.jpg", "type": "image/jpeg", "roles": ["thumbnail"]},
        "broken": 5,
    }
    found = item_summary(whole, "https://api/search")
    assert {key: found[key] for key in ("id", "collection", "datetime", "begin", "end", "cloud_cover", "platform")} == {
        "id": "item-3",
        "collection": "c",
        "datetime": "2024-01-04T10:00:00Z",
        "begin": "2024-01-04T10:00:00Z",
        "end": "2024-01-04T10:00:00Z",
        "cloud_cover": 12.0,
        "platform": "s2a",
    }
    assert found["bbox"] == [10, 45, 11, 46] and found["geometry"]["type"] == "Polygon"
    assert found["thumbnail"] == "https://stac.test/collections/c/items/t.jpg", "beside the item itself"
    names = {key: asset["common_name"] for key, asset in found["assets"].items()}
    assert names == {"B04": "red", "B03": "green", "visual": "", "thumbnail": ""}
    shown = found["properties"]
    assert shown["instruments"] == "msi, x" and shown["flag"] is True and len(shown["long"]) == 200
    assert not {"nested", "none", "nan"} & set(shown)


@pytest.mark.parametrize(
    ("changes", "geometry"),
    [
        ({"geometry": None}, "Polygon"),
        ({"geometry": None, "bbox": [170, -1, -170, 1]}, "MultiPolygon"),
        ({"geometry": None, "bbox": None}, None),
        ({"geometry": {"type": "Polygon", "coordinates": "nonsense"}, "bbox": [1]}, None),
        ({"geometry": {"type": "Point", "coordinates": [1, 2, 3]}}, "Point"),
        ({"properties": None, "assets": [], "links": 3}, "Polygon"),
    ],
)
def test_items_of_any_form(changes: dict[str, Any], geometry: str | None) -> None:
    found = item_summary({**item(1), **changes}, "https://api/search")
    assert (found["geometry"] or {"type": None})["type"] == geometry
    json.dumps(found, allow_nan=False)


def test_an_outline_of_a_thousand_positions_is_made_simpler() -> None:
    ring = [[10 + math.cos(n / 159.2), 45 + math.sin(n / 159.2)] for n in range(1000)]
    outline = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    found = item_summary({**item(1), "geometry": outline}, "https://api/search")["geometry"]
    assert found["type"] == "Polygon" and 8 < len(found["coordinates"][0]) <= 100


@pytest.mark.parametrize("max_bytes", [ITEM_BYTES, 4000, 1000])
def test_an_item_never_takes_more_than_its_share(max_bytes: int) -> None:
    whole = item(1, properties={f"property_{n}": "ü" * 150 for n in range(200)} | {"eo:cloud_cover": 3})
    whole["assets"] = {f"asset-{n}": {"href": "x", "title": "t" * 90, "roles": ["r" * 90] * 6} for n in range(300)}
    found = item_summary(whole, "https://api/search", max_bytes)
    assert len(json.dumps(found)) <= max_bytes and found["id"] == "item-1" and found["datetime"]
    assert item_bytes(1) == ITEM_BYTES and item_bytes(10_000) * 10_000 <= 40_000_000


@pytest.mark.parametrize(
    "collection",
    [
        {"id": "a"},
        {"id": "a", "extent": 5, "keywords": "x", "item_assets": [], "title": None},
        {"id": "a", "extent": {"spatial": {"bbox": []}, "temporal": {"interval": [["x"]]}}, "license": {"a": 1}},
        {"id": "a", "item_assets": {"x": 5}, "summaries": {"assets": {"y": {}}}},
    ],
)
def test_collections_of_any_form(collection: dict[str, Any]) -> None:
    found = collection_summary(collection)
    assert found["id"] == "a" and found["bbox"] is None and found["begin"] is None and found["title"] == ""


@pytest.mark.parametrize(
    ("assets", "links", "expected"),
    [
        ({"x": {"href": "t.png", "roles": ["thumbnail"]}}, [], "https://api/t.png"),
        ({"x": {"href": "t.tif", "roles": ["thumbnail"], "type": "image/tiff"}}, [], None),
        (
            {
                "preview": {"href": "https://blob/p.tif", "roles": ["thumbnail"], "type": "image/tiff"},
                "rendered_preview": {"href": "https://data/p.png?a=1", "roles": ["overview"], "type": "image/png"},
            },
            [],
            "https://data/p.png?a=1",
        ),
        ({"thumbnail": {"href": "/t"}}, [], "https://api/t"),
        ({"x": {"href": "x.tif", "roles": ["overview"]}}, [], None),
        (
            {},
            [{"rel": "preview", "href": "p.jpg", "type": "image/jpeg"}, {"rel": "preview", "href": "no"}],
            "https://api/p.jpg",
        ),
        ({}, [{"rel": "preview", "href": "p.html", "type": "text/html"}], None),
        ({"thumbnail": {"href": "file:///etc/passwd"}}, [], None),
        ({"thumbnail": {"href": 5}, "x": 7}, [8], None),
    ],
)
def test_thumbnails_are_pictures_that_can_be_shown(assets: Any, links: Any, expected: str | None) -> None:
    assert item_summary({**item(1), "assets": assets, "links": links}, "https://api/search")["thumbnail"] == expected
