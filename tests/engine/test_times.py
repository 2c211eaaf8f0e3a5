"""When assets were taken, and under which terms they may be used."""

from __future__ import annotations

from typing import Any

import pytest
from catalogs.items import item

from mosaic_qgis.backends.terms import MOST_LINKS, terms_of
from mosaic_qgis.backends.times import AssetTimes, TimeSpan, instant, span_of
from mosaic_qgis.mosaic.errors import BadRequestError

DAY = TimeSpan.of_texts("2024-06-01T00:00:00Z", "2024-06-01T23:59:59.999Z")


def taken(**properties: Any) -> dict[str, Any]:
    return item(properties=properties)


@pytest.mark.parametrize(
    ("properties", "text"),
    [
        ({"datetime": "2024-06-01T10:20:30Z"}, "2024-06-01T10:20:30Z"),
        ({"datetime": "2024-06-01T10:20:30.5Z"}, "2024-06-01T10:20:30.500Z"),
        ({"datetime": "2024-06-01T10:20:30.123456Z"}, "2024-06-01T10:20:30.123456Z"),
        ({"datetime": "2024-06-01T12:20:30+02:00"}, "2024-06-01T10:20:30Z"),
        ({"datetime": "2024-06-01T10:20:30"}, "2024-06-01T10:20:30Z"),
        ({"datetime": "2024-06-01"}, "2024-06-01T00:00:00Z"),
        (
            {"datetime": None, "start_datetime": "2024-06-01T00:00:00Z", "end_datetime": "2024-06-30T23:59:59Z"},
            "2024-06-01T00:00:00Z/2024-06-30T23:59:59Z",
        ),
        ({"datetime": None, "start_datetime": "2024-06-01T00:00:00Z"}, "2024-06-01T00:00:00Z/.."),
        ({"datetime": None, "end_datetime": "2024-06-01T00:00:00Z"}, "../2024-06-01T00:00:00Z"),
        (
            {"datetime": None, "start_datetime": "2024-06-02T00:00:00Z", "end_datetime": "2024-06-01T00:00:00Z"},
            "2024-06-01T00:00:00Z/2024-06-02T00:00:00Z",
        ),
        ({"datetime": None}, None),
        ({"datetime": "last summer"}, None),
        ({"datetime": 1717236030}, None),
        ({"datetime": "0001-01-01T00:00:00+14:00"}, None),
    ],
)
def test_the_time_of_an_item(properties: dict[str, Any], text: str | None) -> None:
    times = AssetTimes({"a": taken(**properties)})
    assert times.text_of("a") == text
    assert len(times) == (text is not None)


@pytest.mark.parametrize("odd", [{"properties": None}, {"properties": "x"}, {}])
def test_items_without_properties_have_no_time(odd: dict[str, Any]) -> None:
    assert span_of(odd) is None
    assert AssetTimes({"a": odd}).whole is None


@pytest.mark.parametrize(
    ("properties", "is_there"),
    [
        ({"datetime": "2024-05-31T23:59:59Z"}, False),
        ({"datetime": "2024-06-01T00:00:00Z"}, True),
        ({"datetime": "2024-06-01T23:59:59.999Z"}, True),
        ({"datetime": "2024-06-02T00:00:00Z"}, False),
        ({"datetime": "2024-06-02T00:00:00+02:00"}, True),
        ({"datetime": None, "start_datetime": "2024-01-01T00:00:00Z", "end_datetime": "2024-12-31T00:00:00Z"}, True),
        ({"datetime": None, "start_datetime": "2024-01-01T00:00:00Z", "end_datetime": "2024-06-01T00:00:00Z"}, True),
        ({"datetime": None, "start_datetime": "2024-01-01T00:00:00Z"}, True),
        ({"datetime": None, "end_datetime": "2024-05-31T00:00:00Z"}, False),
        ({"datetime": None}, False),
    ],
)
def test_choosing_by_time(properties: dict[str, Any], is_there: bool) -> None:
    assert AssetTimes({"a": taken(**properties)}).chooser(DAY)("a") is is_there


def test_an_asset_that_nobody_knows_is_not_chosen() -> None:
    assert not AssetTimes({}).chooser(TimeSpan.of_texts(None, None))("a")


def test_the_time_of_a_mosaic_is_from_the_first_to_the_last() -> None:
    items = {
        "a": taken(datetime="2024-06-01T00:00:00Z"),
        "b": taken(datetime=None),
        "c": taken(datetime=None, start_datetime="2023-01-01T00:00:00Z", end_datetime="2023-02-01T00:00:00Z"),
    }
    whole = AssetTimes(items).whole
    assert whole == TimeSpan.of_texts("2023-01-01T00:00:00Z", "2024-06-01T00:00:00Z")


@pytest.mark.parametrize(
    ("begin", "end"), [("yesterday", None), (None, "2024-13-01T00:00:00Z"), ("2024-06-02", "2024-06-01"), ("", "")]
)
def test_what_is_no_time_is_refused(begin: str | None, end: str | None) -> None:
    with pytest.raises(BadRequestError, match="ISO 8601"):
        TimeSpan.of_texts(begin, end)


def test_a_day_as_an_end_is_its_last_moment() -> None:
    assert str(instant("2024-06-01", is_end=True)) == "2024-06-01 23:59:59.999999+00:00"


# Terms


def test_terms_of_items_and_their_collection() -> None:
    collection = {
        "license": "proprietary",
        "links": [
            {"rel": "license", "href": "https://h/terms?sig=geheim", "title": "Terms"},
            {"rel": "next", "href": "https://h/next"},
            {"rel": "license", "href": "javascript:alert(1)"},
            {"rel": "license", "href": "//h/x"},
            {"rel": "license", "href": ["https://h"]},
            {"rel": "license", "href": "https://[broken"},
            {"rel": ["license"], "href": "https://h/y"},
            "no link",
        ],
    }
    items = [
        {"properties": {"license": "CC-BY-4.0"}, "links": [{"rel": "collection", "href": "https://h/c"}]},
        {"properties": {"license": "CC-BY-4.0"}, "links": [{"rel": "collection", "href": "https://h/c"}]},
        {"properties": None, "links": None, "license": 4},
    ]
    terms = terms_of(items, collection)
    assert terms.licence == "proprietary, CC-BY-4.0"
    assert [(link.rel, link.href, link.title) for link in terms.links] == [
        ("license", "https://h/terms?sig=…", "Terms"),
        ("collection", "https://h/c", ""),
    ]


def test_terms_stay_short() -> None:
    items = (
        {"license": f"l{n}", "links": [{"rel": "via", "href": f"https://h/{n}", "title": "t" * 9999}]}
        for n in range(99)
    )
    terms = terms_of(items)
    assert terms.licence == "l0, l1, l2, l3, l4"
    assert len(terms.links) == MOST_LINKS and max(len(link.title) for link in terms.links) == 500


def test_nothing_said_is_nothing() -> None:
    assert terms_of([item()]).licence is None
    assert terms_of([]).links == ()
