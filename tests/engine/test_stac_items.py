"""Odd items: without place, without time, with relative references; and the report about them."""

from __future__ import annotations

import math
from typing import Any

import pytest
from catalogs.items import box, item

from mosaic_qgis.backends.stac_items import (
    StacReport,
    UsableItems,
    asset_href,
    box_geometry,
    dropped,
    four_values,
    usable_items,
)
from mosaic_qgis.backends.stac_search import FoundItem, FoundItems
from mosaic_qgis.mosaic.notices import Notice

PAGE = "https://stac.test/api/search?token=1"


def usable(*items: Any, page_url: str = PAGE, is_remote: bool = True) -> UsableItems:
    found = FoundItems(items=tuple(FoundItem(item=entry, page_url=page_url) for entry in items))
    return usable_items(found, is_remote=is_remote)


@pytest.mark.parametrize(
    ("bbox", "expected"),
    [
        ([1, 2, 3, 4], (1, 2, 3, 4)),
        ([1, 2, -50, 3, 4, 900], (1, 2, 3, 4)),
        ([170, -10, -170, 10], (170, -10, -170, 10)),
        ([1, 4, 3, 2], None),
        ([1, 2, 1, 4], None),
        ([1, 2, 3], None),
        ([1, 2, 3, math.nan], None),
        (["1", "2", "3", "4"], None),
        ("1234", None),
        (None, None),
    ],
)
def test_four_values(bbox: Any, expected: Any) -> None:
    assert four_values(bbox) == expected


def test_box_across_the_antimeridian() -> None:
    geometry = box_geometry((170.0, -10.0, -170.0, 10.0))
    assert geometry["type"] == "MultiPolygon"
    lefts = [min(x for x, _ in polygon[0]) for polygon in geometry["coordinates"]]
    rights = [max(x for x, _ in polygon[0]) for polygon in geometry["coordinates"]]
    assert (lefts, rights) == ([170.0, -180.0], [180.0, -170.0])
    assert len(box_geometry((170.0, -10.0, -180.0, 10.0))["coordinates"]) == 1


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        ...,
        {"type": "Point", "coordinates": [10, 45]},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[1, 1], [1, 1], [1, 1], [1, 1]]]},
        {"type": "Polygon"},
        {"type": "Polygon", "coordinates": [["a"]]},
        "POLYGON((0 0, 1 1, 1 0, 0 0))",
    ],
)
def test_box_instead_of_a_geometry(geometry: Any) -> None:
    found = usable(item(geometry=geometry, bbox=[1, 2, 0, 3, 4, 9]))
    assert found.items[0]["geometry"]["coordinates"][0][2] == (3.0, 4.0)
    assert found.items[0]["bbox"] == [1, 2, 3, 4]
    assert [notice.message for notice in found.notes] == ["1 items have no geometry with an area, their bbox is used"]


def test_three_valued_coordinates_stay() -> None:
    geometry = {"type": "Polygon", "coordinates": [[[1, 1, 5], [2, 1, 5], [2, 2, 5], [1, 1, 5]]]}
    assert usable(item(geometry=geometry)).items[0]["geometry"] == geometry


@pytest.mark.parametrize("broken", [item(geometry=None) | {"bbox": None}, item(geometry=None) | {"bbox": [1, 2]}])
def test_item_without_a_place(broken: dict[str, Any]) -> None:
    found = usable(item(1), broken)
    assert [entry["id"] for entry in found.items] == ["item-1"]
    (notice,) = found.dropped
    assert (notice.asset, notice.code) == ("item-0", "bad_document")
    assert "neither a geometry" in notice.message


@pytest.mark.parametrize("nonsense", [None, 3, "item", [], {}, {"id": None}, {"id": True}])
def test_what_is_no_item(nonsense: Any) -> None:
    found = usable(nonsense)
    assert found.items == ()
    assert "no STAC items" in found.dropped[0].message


@pytest.mark.parametrize(
    ("self_href", "page_url", "expected"),
    [
        ("https://stac.test/c/{id}.json", PAGE, "https://stac.test/c/img/a%20b.tif"),
        ("./items/{id}.json", "https://other.test/x/list.json", "https://other.test/x/items/img/a%20b.tif"),
        (None, "https://other.test/x/list.json", "https://other.test/x/img/a%20b.tif"),
        ("s3://bucket/c/{id}.json", PAGE, "s3://bucket/c/img/a b.tif"),
    ],
)
def test_relative_references(self_href: str | None, page_url: str, expected: str) -> None:
    found = usable(item(self_href=self_href, assets={"a": "./img/a b.tif"}), page_url=page_url)
    assert asset_href(found.items[0], "a") == expected


def test_relative_references_of_a_file() -> None:
    found = usable(item(self_href=None, assets={"a": "../img/a.tif"}), page_url="/data/stac/list.json", is_remote=False)
    assert asset_href(found.items[0], "a") == "/data/img/a.tif"


def test_absolute_references_stay_as_they_are() -> None:
    hrefs = {"a": "https://x/a.tif?sig=%2B", "b": "s3://bucket/k.tif", "c": "az://acc.blob.core.windows.net/c/k.tif"}
    (found,) = usable(item(assets=hrefs)).items
    assert {key: asset["href"] for key, asset in found["assets"].items()} == hrefs


def test_alternate_references_are_made_whole() -> None:
    asset = {"href": "a.tif", "alternate": {"https": {"href": "alt/a.tif"}, "s3": {"href": "s3://b/a.tif"}, "x": None}}
    (found,) = usable(item(assets={}) | {"assets": {"a": asset}}).items
    alternates = found["assets"]["a"]["alternate"]
    assert alternates["https"]["href"] == "https://stac.test/collections/c/items/alt/a.tif"
    assert alternates["s3"]["href"] == "s3://b/a.tif"


@pytest.mark.parametrize(
    ("self_href", "href", "expected"),
    [
        (PAGE, "<VRTDataset><!-- http://x --></VRTDataset>", "https://stac.test/api/%3CVRTDataset%3E"),
        ("/etc/x://y", "../../secret.tif", "https://stac.test/etc/secret.tif"),
        ("<a>/x://y", "secret.tif", "https://stac.test/api/%3Ca%3E/x://secret.tif"),
        ("s3://bucket", "/etc/secret.tif", None),
        ("https:///", "/etc/secret.tif", None),
        ("https://[", "a.tif", None),
    ],
)
def test_references_are_not_led_to_this_machine(self_href: str, href: str, expected: str | None) -> None:
    links = [{"rel": "self", "href": self_href}]
    found = usable(item(assets={"a": href}, links=links))
    address = asset_href(found.items[0], "a")
    assert address is None if expected is None else (address or "").startswith(expected)


@pytest.mark.parametrize("href", ["file:///etc/passwd", "/vsicurl/https://x/a.tif", "C:\\secret.tif"])
def test_references_to_this_machine_are_refused(href: str) -> None:
    found = usable(item(assets={"bad": href, "good": "https://x/a.tif"}))
    assert list(found.items[0]["assets"]) == ["good"]
    (notice,) = found.notes
    assert notice.code == "untrusted"
    assert str(notice.asset).startswith("item-0: ")


def test_items_are_not_changed() -> None:
    original = item(bbox=[1, 2, 0, 3, 4, 9], geometry=None, assets={"a": "a.tif"})
    before = repr(original)
    usable(original)
    assert repr(original) == before


def test_geometry_of_the_item_is_kept_as_it_is() -> None:
    outline = box(1, 2, 3, 4)
    assert usable(item(geometry=outline, bbox=[-180, -90, 180, 90])).items[0]["geometry"] is outline


def test_report_counts_everything() -> None:
    left_out = tuple(dropped(item(number), "bad_document", "they are odd") for number in range(5))
    other = dropped("nonsense", "bad_document", "they are no items")
    report = StacReport(seen=10, used=4, dropped=(*left_out, other), is_truncated=True, matched=99)
    messages = [notice.message for notice in report.notices()]
    assert messages == [
        "The search was cut after 4 items (max_items), 99 items match; some ground may be missing",
        "5 of 10 items are left out, they are odd: item-0, item-1, item-2, …",
        "1 of 10 items are left out, they are no items: 'nonsense'",
    ]
    with pytest.raises(ValueError, match="used, dropped or filtered"):
        StacReport(seen=10, used=4)


def test_report_of_a_clean_search() -> None:
    assert StacReport(seen=2, used=2).notices() == ()
    note = Notice(code="unsupported", message="something")
    assert StacReport(seen=3, used=2, filtered=1, notes=(note,)).notices() == (note,)
