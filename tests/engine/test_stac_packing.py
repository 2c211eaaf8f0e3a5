"""Found items as they travel: their outlines as one text, what files they have told once."""

from __future__ import annotations

import base64
from typing import Any

import pytest
import shapely
from shapely.geometry import shape

from mosaic_qgis.backends.stac_packing import outline_of, packed

SQUARE = [[7.0, 46.0], [8.0, 46.0], [8.0, 47.0], [7.0, 47.0], [7.0, 46.0]]
FAR = [[-9.0, 1.0], [-8.0, 1.0], [-8.0, 2.0], [-9.0, 1.0]]
RED, BLUE = ({"title": name, "roles": ["data"], "common_name": name, "type": ""} for name in ("red", "blue"))


def item(name: str, assets: dict[str, Any], geometry: Any = None) -> dict[str, Any]:
    return {"id": name, "assets": assets, "geometry": geometry, "bbox": None}


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Polygon", "coordinates": [SQUARE]},
        {"type": "Polygon", "coordinates": [SQUARE, [[7.2, 46.2], [7.7, 46.2], [7.7, 46.7], [7.2, 46.2]]]},
        {"type": "MultiPolygon", "coordinates": [[SQUARE], [FAR]]},
        {"type": "Polygon", "coordinates": [[[x, y, 100.0] for x, y in SQUARE]]},
    ],
)
def test_an_outline_is_the_same_polygon(geometry: dict[str, Any]) -> None:
    text = outline_of(geometry)
    assert text is not None
    found = shapely.from_wkb(base64.b64decode(text))
    assert found.equals(shape(geometry)) and not found.has_z and base64.b64decode(text)[0] == 1


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        {},
        {"type": "Point", "coordinates": [7, 46]},
        {"type": "LineString", "coordinates": SQUARE},
        {"type": "Polygon", "coordinates": [[[7, 46], [8, 46]]]},
        {"type": "Polygon", "coordinates": [[["west", 46], [8, 46], [8, 47], [7, 46]]]},
        {"type": "Polygon", "coordinates": None},
        {"type": "Polygon"},
        {"type": "Polygon", "coordinates": [[[10**400, 46], [8, 46], [8, 47], [7, 46]]]},
        {"type": "MultiPolygon", "coordinates": [[SQUARE], []]},
    ],
)
def test_what_is_no_polygon_has_no_outline(geometry: Any) -> None:
    assert outline_of(geometry) is None


def test_what_many_items_have_is_told_once() -> None:
    polygon = {"type": "Polygon", "coordinates": [SQUARE]}
    first, other = {"B04": RED, "B02": BLUE}, {"B04": RED}
    items, kinds = packed([item("a", first, polygon), item("b", other), item("c", dict(first))])
    assert [each["assets"] for each in items] == [0, 1, 0] and kinds == [first, other]
    assert [each["id"] for each in items] == ["a", "b", "c"] and not any("geometry" in each for each in items)
    assert [each["outline"] is None for each in items] == [False, True, True]


def test_a_box_is_told_where_there_is_no_outline() -> None:
    polygon = {"type": "Polygon", "coordinates": [SQUARE]}
    known, unknown = item("a", {}, polygon), item("b", {}, {"type": "Point", "coordinates": [7, 46]})
    items, _ = packed([each | {"bbox": [7.0, 46.0, 8.0, 47.0]} for each in (known, unknown)])
    assert [each["bbox"] for each in items] == [None, [7.0, 46.0, 8.0, 47.0]]


def test_the_order_of_files_is_kept() -> None:
    items, kinds = packed([item("a", {"B04": RED, "B02": BLUE}), item("b", {"B02": BLUE, "B04": RED})])
    assert [list(kinds[each["assets"]]) for each in items] == [["B04", "B02"], ["B02", "B04"]]


def test_nothing_was_found() -> None:
    assert packed([]) == ([], [])
