"""The fields of the STAC search, its JSON, and a layer's URI: inverse functions; days, assets, and what is new."""

from __future__ import annotations

import datetime
import json
import random

import pytest

from mosaic_qgis.gui import stac_dates, stac_news
from mosaic_qgis.gui.stac_choices import Choice, Offer, choices_of, offers_of
from mosaic_qgis.gui.stac_query import (
    CLEAREST,
    FILTER,
    NEWEST,
    OLDEST,
    QUERY,
    Condition,
    Search,
    SearchTextError,
    base_of,
    is_same,
    json_of,
    search_of,
    search_of_text,
    text_of,
    value_of,
    with_dialect,
)
from mosaic_qgis.gui.stac_uri import StacLayer, is_stac, layer_of, shown_search, typed_address, uri_of, with_found
from mosaic_qgis.provider.uri import LayerUri, decode, encode

S2 = "sentinel-2-l2a"
CLOUDS = Condition(property="eo:cloud_cover", operator=">=", value=5)
TILE = Condition(property="s2:mgrs_tile", operator="=", value="32TNT")
ONE_OF = Condition(property="platform", operator="in", value=("a", "b"))
LIKE = Condition(property="title", operator="like", value="%ä|b=%")

SEARCHES = [
    Search(),
    Search(collections=(S2,), bbox=(7.0, 46.5, 8.25, 47.0), begin="2024-06-01", end="2024-07-31", cloud_max=20.0),
    Search(bbox=(179.0, -10.0, -179.0, 10.0), begin="2024-06-01", sort=NEWEST),
    Search(end="2024-06-01", sort=CLEAREST, cloud_max=12.5, conditions=(TILE,)),
    Search(cloud_max=20.0, conditions=(CLOUDS, TILE, ONE_OF), sort=OLDEST),
    Search(cloud_max=20.0, conditions=(CLOUDS, LIKE), dialect=FILTER),
    Search(conditions=(Condition(property="gsd", operator="is null"), TILE), dialect=FILTER),
    Search(conditions=(Condition(property="gsd", operator="is not null"),), dialect=FILTER),
    Search(conditions=(TILE,), dialect=FILTER, rest={"ids": ["a"], "fields": {"include": ["id"]}}),
    Search(rest={"datetime": "2024-06-01T10:00:00Z", "intersects": {"type": "Point", "coordinates": [7, 47]}}),
    Search(rest={"filter-lang": "cql2-text", "filter": "eo:cloud_cover < 10"}, dialect=FILTER),
]

BODIES = [
    {},
    {"collections": [S2], "limit": 50},
    {"bbox": [7, 46, 0, 8, 47, 3000]},
    {"bbox": [350, 46, 360, 47]},
    {"datetime": "2024-06-01/2024-07-01"},
    {"datetime": "../.."},
    {"datetime": "2024-13-01T00:00:00Z/.."},
    {"query": {"eo:cloud_cover": {"lt": 10}}},
    {"query": {"eo:cloud_cover": {"lte": 10, "gte": 1}, "platform": {"in": ["a"]}}},
    {"query": {"platform": {"startsWith": "s"}}},
    {"query": {"platform": "s"}},
    {"query": {}},
    {"filter": {"op": "<=", "args": [{"property": "eo:cloud_cover"}, 10]}, "filter-lang": "cql2-json"},
    {"filter": {"op": "<=", "args": [{"property": "eo:cloud_cover"}, 10]}},
    {"filter": {"op": "or", "args": [True, False]}, "filter-lang": "cql2-json"},
    {"filter": {"op": "and", "args": [{"op": "=", "args": [{"property": "a"}, {"property": "b"}]}]}},
    {"filter": "a = 1"},
    {"query": {"a": {"eq": 1}}, "filter": "a = 1"},
    {"sortby": [{"field": "properties.datetime", "direction": "desc"}]},
    {"sortby": [{"field": "properties.gsd", "direction": "asc"}]},
    {"sortby": None, "ids": ["a", "b"], "token": "next:5"},
]


@pytest.mark.parametrize("search", SEARCHES)
def test_the_fields_come_back_from_the_json(search: Search) -> None:
    body = json_of(search)
    assert search_of(json.loads(json.dumps(body))) == search
    assert search_of_text(text_of(search)) == search


@pytest.mark.parametrize("body", BODIES)
def test_the_json_comes_back_from_the_fields(body: dict[str, object]) -> None:
    assert json_of(search_of(body)) == body


def test_any_search_survives_both_ways_and_a_layers_source() -> None:
    chance = random.Random(5)
    names = ["eo:cloud_cover", "platform", "a b|c=", "%7Cx="]
    for _ in range(300):
        operators = chance.sample(["=", "<>", "<", ">", ">=", "in"], chance.randint(0, 3))
        rows = tuple(
            Condition(property=name, operator=each, value=("x", 2) if each == "in" else chance.choice([1, 2.5, "ü,|&"]))
            for each, name in zip(operators, sorted(chance.choices(names, k=3)), strict=False)
        )
        west, east = sorted(chance.uniform(-180, 180) for _ in range(2))
        search = Search(
            collections=tuple(chance.sample(["a", "b", "c|query={}"], chance.randint(0, 3))),
            bbox=(west, -1.5, east, 2.0) if chance.random() < 0.5 else None,
            begin=chance.choice(["", "2023-01-05"]),
            end=chance.choice(["", "2024-02-29"]),
            cloud_max=chance.choice([None, 0.0, 33.0, 100.0]),
            conditions=rows,
            sort=chance.choice(["", NEWEST, CLEAREST]),
            dialect=chance.choice([QUERY, FILTER]) if rows else QUERY,
            rest=chance.choice([{}, {"ids": ["a,b", "ü"]}]),
        )
        # How nothing at all is written does not matter.
        again = search_of(json_of(search))
        assert json_of(again) == json_of(search)
        layer = StacLayer(
            address="https://stac.example/search",
            search=again,
            where=chance.choice([(), (TILE, ONE_OF), (Condition(property="a", operator="is null"),)]),
            sort=chance.choice(["", NEWEST, OLDEST, CLEAREST]),
            assets=tuple(chance.sample(["B04", "B03", "visual"], chance.randint(0, 3))),
            expression=chance.choice(["", "(B08-B04)/(B08+B04)"]),
            max_items=chance.choice([1, 1000, 5000]),
            exclude=tuple(chance.sample(["https://h/a,b.tif?x=1|y", "ü %2C", "c"], chance.randint(0, 3))),
            first=tuple(chance.sample(["d", "https://h/%25"], chance.randint(0, 2))),
            authcfg=chance.choice(["", "a1b2c3d"]),
            assets_authcfg=chance.choice(["", "d3c2b1a"]),
            options=chance.choice([{}, {"minzoom": "8", "unknown": "|x="}]),
        )
        assert layer_of(decode(encode(uri_of(layer)))) == layer


def test_a_layers_uri_says_what_is_shown() -> None:
    layer = StacLayer(
        address="stac+https://h/search", search=Search(collections=(S2,), begin="2024-06-01"), assets=("visual",)
    )
    uri = uri_of(layer)
    assert is_stac(uri) and not is_stac(LayerUri(mosaic="https://h/m.json"))
    assert uri.mosaic == "stac+https://h/search"
    assert uri.options == {
        "query": '{"collections":["sentinel-2-l2a"],"datetime":"2024-06-01T00:00:00Z/.."}',
        "assets": "visual",
    }


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("", ""), ("  ", ""), (" https://h/v1 ", "https://h/v1"), ("stac+https://h/search", "https://h/search"),
        ("h.example/v1", "https://h.example/v1"), ("/data/a b.json", "file:///data/a%20b.json"),
        ("stac+file:///data/a.json", "file:///data/a.json"), (r"C:\data\a.json", "file:///C:\\data\\a.json"),
    ],
)  # fmt: skip
def test_a_typed_address_is_what_is_meant(text: str, address: str) -> None:
    assert typed_address(text) == address


def test_what_the_api_does_not_take_is_kept_by_the_layer_and_shown_as_before() -> None:
    asked = Search(collections=(S2,), cloud_max=20.0, conditions=(TILE, LIKE), sort=NEWEST)
    layer = StacLayer(address="https://h/search", search=asked)
    sent = {"collections": [S2], "query": {"s2:mgrs_tile": {"eq": "32TNT"}}}
    made = with_found(layer, sent, ("eo:cloud_cover", "title", "sort"))
    assert json_of(made.search) == sent
    assert json.loads(uri_of(made).options["where"]) == [
        {"property": "eo:cloud_cover", "operator": "<=", "value": 20},
        {"property": "title", "operator": "like", "value": "%ä|b=%"},
    ]
    assert json.loads(uri_of(made).options["sort"]) == [{"property": "datetime", "descending": True}]
    assert is_same(shown_search(layer_of(decode(encode(uri_of(made))))), asked)
    deaf = with_found(layer, json_of(asked), ("s2:mgrs_tile",))
    assert deaf.where == (TILE,) and is_same(shown_search(deaf), asked)
    assert with_found(layer, json_of(asked), ()).where == ()


def test_sources_that_are_no_search_are_refused_with_the_reason() -> None:
    for name, text in (
        ("where", "{"),
        ("where", "[" * 100_000),
        ("where", "[1]"),
        ("where", '[{"property": "a"}]'),
        ("sort", "{}"),
    ):
        with pytest.raises(SearchTextError):
            layer_of(LayerUri(mosaic="stac+https://h/", options={name: text}))
    for query in ("{", "[" * 100_000, "[1]", '{"collections": "a"}', '{"bbox": ["a"]}'):
        with pytest.raises(SearchTextError):
            layer_of(LayerUri(mosaic="stac+https://h/", options={"query": query}))
    assert layer_of(LayerUri(mosaic="stac+https://h/", options={"max_items": "no"})).max_items == 1000


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "line 1"),
        ('{"a": 1,\n "b" 2}', "line 2, column 6"),
        ("[]", "JSON object"),
        ("[" * 100_000, "recursion"),
        ('{"collections": "x"}', "list of texts"),
        ('{"bbox": [1, 2]}', "west, south, east, north"),
    ],
)
def test_a_wrong_text_is_refused_with_the_place(text: str, words: str) -> None:
    with pytest.raises(SearchTextError, match=words):
        search_of_text(text)
    assert search_of_text("  ") == Search()


def test_rows_are_nothing_beside_a_filter_that_they_cannot_say() -> None:
    own = {"filter": "a = 1"}
    search = Search(cloud_max=10.0, conditions=(TILE,), rest=own)
    assert search.has_own_filter and search.all_conditions == () and json_of(search) == own


def test_a_box_replaces_a_geometry_and_the_engine_writes_conditions_itself() -> None:
    search = Search(bbox=(1, 2, 3, 4), cloud_max=10.0, sort=NEWEST, rest={"intersects": {"type": "Point"}})
    assert base_of(search) == {"bbox": [1, 2, 3, 4]}
    with pytest.raises(ValueError, match="west, south"):
        Search(bbox=(1, 50, 3, 4))


def test_conditions_are_written_as_the_api_takes_them() -> None:
    search = Search(conditions=(TILE,))
    assert with_dialect(search, has_filter=True, has_query=False).dialect == FILTER
    assert with_dialect(search, has_filter=False, has_query=True).dialect == QUERY
    assert with_dialect(search, has_filter=True, has_query=True) == search
    twice = Search(conditions=(TILE, TILE))
    assert FILTER in json_of(twice), "an object has each test once"


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("5", "", 5), (" 2.5 ", "number", 2.5), ("32", "string", "32"), ("1e3", "", 1000.0), ("abc", "", "abc"),
        ("true", "", True), ("false", "boolean", False), ("nan", "", "nan"), ("", "", ""),
    ],
)  # fmt: skip
def test_values_are_what_they_look_like(text: str, kind: str, value: object) -> None:
    found = value_of(text, kind)
    assert found == value and type(found) is type(value)


@pytest.mark.parametrize("name", stac_dates.PRESETS)
@pytest.mark.parametrize("today", ["2024-01-01", "2024-02-29", "2024-06-30", "2024-12-31"])
def test_presets_are_days_that_come_back(name: str, today: str) -> None:
    day = datetime.date.fromisoformat(today)
    begin, end = stac_dates.preset(name, day)
    assert begin <= today and (not end or begin < end)
    assert stac_dates.days_of(stac_dates.interval(begin, end)) == (begin, end)


def test_presets_mean_what_they_say() -> None:
    day = datetime.date(2024, 3, 15)
    assert stac_dates.preset(stac_dates.LAST_MONTH, day) == ("2024-02-14", "")
    assert stac_dates.preset(stac_dates.LAST_YEAR_OF_DAYS, day) == ("2023-03-16", "")
    assert stac_dates.preset(stac_dates.THIS_YEAR, day) == ("2024-01-01", "")
    assert stac_dates.preset(stac_dates.YEAR_BEFORE, day) == ("2023-01-01", "2023-12-31")
    assert stac_dates.preset("spring", day) == ("2024-03-01", "2024-05-31")
    assert stac_dates.preset("summer", day) == ("2023-06-01", "2023-08-31")
    assert stac_dates.preset("autumn", day) == ("2023-09-01", "2023-11-30")
    assert stac_dates.preset("winter", day) == ("2023-12-01", "2024-02-29")


def found(**assets: dict[str, object]) -> dict[str, object]:
    return {
        "assets": {
            key: {"title": key, "roles": (), "common_name": "", "type": "", **asset} for key, asset in assets.items()
        }
    }


def test_assets_are_offered_with_what_they_are_good_for() -> None:
    cog = "image/tiff; application=geotiff"
    items = [
        found(
            thumb={"roles": ("thumbnail",), "type": "image/jpeg"},
            info={"type": "application/xml"},
            B02={"common_name": "blue", "type": cog},
            B03={"common_name": "green", "type": cog},
            B04={"common_name": "red", "type": cog},
            **{"nir-08": {"common_name": "nir08", "type": cog}},
            visual={"roles": ("visual",), "type": cog},
        )
    ] * 9 + [found(B02={"type": cog})]
    offers = offers_of(items)
    assert [offer.key for offer in offers] == ["B02", "B03", "B04", "nir-08", "visual"]
    assert [offer.share for offer in offers] == [1.0, 0.9, 0.9, 0.9, 0.9]
    choices = choices_of(offers)
    assert [choice.name for choice in choices] == ["picture", "natural colour", "colour infrared", "NDVI", "NDWI"]
    assert choices[1].assets == ("B04", "B03", "B02")
    assert choices[3].expression == '("nir-08"-B04)/("nir-08"+B04)'
    assert choices_of(offers, ("B04", "B03", "B02"))[0] == Choice(name="natural colour", assets=("B04", "B03", "B02"))
    assert choices_of((Offer(key="x", title="", common_name="", is_picture=False, share=1),), ("visual",)) == ()
    assert offers_of([]) == ()


def test_assets_without_common_names_are_known_by_their_keys() -> None:
    offers = offers_of([found(B02_10m={}, B03_10m={}, B04_10m={}, B08_10m={})])
    assert [choice.assets for choice in choices_of(offers)][:2] == [
        ("B04_10m", "B03_10m", "B02_10m"),
        ("B08_10m", "B04_10m", "B03_10m"),
    ]


def dated(*times: str | None) -> list[dict[str, object]]:
    return [{"datetime": time, "begin": None} for time in times]


def test_new_images_are_counted() -> None:
    seen = stac_news.seen_of(dated("2024-01-01T00:00:00Z", None, "2024-01-02T00:00:00.5Z"))
    assert seen == stac_news.Seen(count=3, newest="2024-01-02T00:00:00.5")
    assert stac_news.of_text(stac_news.text_of(seen)) == seen
    same = dated("2024-01-01T00:00:00Z", None, "2024-01-02T00:00:00.5Z")
    assert stac_news.new_since(seen, same) == 0
    assert stac_news.new_since(seen, [*same, *dated("2024-01-03T00:00:00Z", "2023-01-01T00:00:00Z")]) == 2
    # A limit keeps the count as it was: the newest tell.
    assert stac_news.new_since(seen, dated("2024-02-01T00:00:00Z", "2024-01-03T00:00:00Z")) == 2
    assert stac_news.new_since(seen, same, matched=12) == 9
    assert stac_news.new_since(seen, []) == 0
    for text in (None, "", "{", "[]", '{"count": "1", "newest": ""}', '{"count": -1, "newest": ""}', "5"):
        assert stac_news.of_text(text) is None
