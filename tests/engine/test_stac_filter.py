"""Queries on static documents."""

from __future__ import annotations

from typing import Any

import pytest
from catalogs.items import box, item

from mosaic_qgis.backends.stac_filter import filter_of
from mosaic_qgis.mosaic.errors import BadRequestError

ITEM = item(0, bbox=[10, 45, 11, 46], properties={"datetime": "2024-01-10T12:00:00Z"})
SPAN = item(
    1,
    properties={
        "datetime": None,
        "start_datetime": "2024-01-01T00:00:00Z",
        "end_datetime": "2024-02-01T00:00:00+02:00",
    },
)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, True),
        ({"limit": 3, "fields": {}, "ids": None}, True),
        ({"ids": ["item-0"]}, True),
        ({"ids": ["item-1"]}, False),
        ({"collections": "c"}, True),
        ({"collections": ["d"]}, False),
        ({"bbox": [9, 44, 10.5, 45.5]}, True),
        ({"bbox": "9,44,10.5,45.5"}, True),
        ({"bbox": [9, 44, 0, 10.5, 45.5, 9]}, True),
        ({"bbox": [12, 44, 13, 45.5]}, False),
        ({"bbox": [170, 44, 10.5, 45.5]}, True),
        ({"intersects": {"type": "Point", "coordinates": [10.5, 45.5]}}, True),
        ({"intersects": box(0, 0, 1, 1)}, False),
        ({"datetime": "2024-01-10T12:00:00Z"}, True),
        ({"datetime": "2024-01-01/2024-01-10"}, True),
        ({"datetime": ["2024-01-01", "2024-01-10"]}, True),
        ({"datetime": "2024-01-11/.."}, False),
        ({"datetime": "../2024-01-11"}, True),
        ({"datetime": "/2024-01-09T23:59:59Z"}, False),
        ({"ids": ["item-0"], "bbox": [12, 44, 13, 45]}, False),
    ],
)
def test_query(query: dict[str, Any], expected: bool) -> None:
    assert filter_of(query)(ITEM) is expected


@pytest.mark.parametrize(
    ("value", "expected"), [("2024-01-15/2024-01-20", True), ("2024-02-01/..", False), ("../2023-12-31", False)]
)
def test_item_that_lasts(value: str, expected: bool) -> None:
    assert filter_of({"datetime": value})(SPAN) is expected


def test_item_without_time() -> None:
    assert filter_of({"datetime": "2024-01-01/.."})(item(properties={"datetime": None})) is False
    assert filter_of({"datetime": "2024-01-01/.."})({"id": "x", "properties": None}) is False


def test_item_without_geometry_counts_by_its_box() -> None:
    test = filter_of({"bbox": [0, 0, 1, 1]})
    assert test(item(geometry=None)) is False
    assert test(item(geometry=None, bbox=[0, 0, 1, 1])) is True
    assert test({"id": "nowhere"}) is True
    assert test("nonsense") is True


@pytest.mark.parametrize(
    "query",
    [
        {"filter": {"op": "="}},
        {"query": {"a": {"eq": 1}}},
        {"sortby": []},
        {"bbox": [3, 2, 1]},
        {"datetime": "yesterday"},
        {"datetime": "a/b/c"},
        {"datetime": 5},
        {"intersects": "POINT(1 1)"},
    ],
)
def test_what_only_an_api_can_do_or_is_wrong(query: dict[str, Any]) -> None:
    with pytest.raises(BadRequestError):
        filter_of(query)
