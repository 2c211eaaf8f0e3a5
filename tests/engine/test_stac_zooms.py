"""Zooms from what items say, without opening an image."""

from __future__ import annotations

from typing import Any

import morecantile
import pytest
from catalogs.items import box, item

from mosaic_qgis.backends.stac_zooms import ZoomRange, zooms_of_items

WEB_MERCATOR = morecantile.tms.get("WebMercatorQuad")
SENTINEL_BOX = [10.0, 45.0, 11.4, 46.0]


def zooms(
    properties: dict[str, Any], bbox: list[float] | None = None, keys: Any = None, **kwargs: Any
) -> tuple[int, int] | None:
    entry = item(bbox=bbox or SENTINEL_BOX, properties={"gsd": None, **properties}, **kwargs)
    found = zooms_of_items([entry], WEB_MERCATOR, keys)
    return found and (found.minzoom, found.maxzoom)


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"gsd": 10}, (7, 14)),
        ({"gsd": 0.3}, (7, 19)),
        ({"gsd": 1000}, (7, 7)),
        ({"gsd": "10"}, None),
        ({}, None),
        ({"proj:code": "EPSG:32632", "proj:transform": [10, 0, 5e5, 0, -10, 5e6]}, (7, 14)),
        ({"proj:epsg": 32632, "proj:transform": [10, 0, 5e5, 0, -10, 5e6, 0, 0, 1]}, (7, 14)),
        ({"proj:epsg": 4326, "proj:transform": [0.0001, 0, 10, 0, -0.0001, 46]}, (7, 14)),
        ({"proj:epsg": 2277, "proj:transform": [1, 0, 0, 0, -1, 0]}, (7, 19)),
        ({"proj:epsg": None, "proj:transform": [10, 0, 5e5, 0, -10, 5e6]}, None),
        ({"proj:epsg": 99999999, "proj:transform": [10, 0, 5e5, 0, -10, 5e6], "gsd": 20}, (7, 13)),
        ({"proj:epsg": 32632, "proj:transform": "no", "gsd": 20}, (7, 13)),
    ],
)
def test_resolution(properties: dict[str, Any], expected: tuple[int, int] | None) -> None:
    assert zooms(properties) == expected


def test_size_decides_the_coarse_end() -> None:
    assert zooms({"gsd": 10}, [10, 0, 10.02, 0.02]) == (14, 14)
    assert zooms({"gsd": 10}, [-180, -60, 180, 60]) == (1, 14)
    assert zooms({"gsd": 10}, [10, 45, 10.02, 45.02]) == (13, 14)


def test_finest_of_the_chosen_assets() -> None:
    entry = item(assets={"B01": "a.tif", "B02": "b.tif"}, bbox=SENTINEL_BOX)
    entry["assets"]["B01"]["gsd"] = 60
    entry["assets"]["B02"]["raster:bands"] = [{"spatial_resolution": 10}, "odd"]
    assert zooms_of_items([entry], WEB_MERCATOR, None) == ZoomRange(minzoom=7, maxzoom=14)
    assert zooms_of_items([entry], WEB_MERCATOR, ["B01"]) == ZoomRange(minzoom=7, maxzoom=11)


def test_most_items_decide() -> None:
    entries = [item(number, bbox=SENTINEL_BOX, properties={"gsd": gsd}) for number, gsd in enumerate([10, 10, 0.1])]
    assert zooms_of_items(entries, WEB_MERCATOR, None) == ZoomRange(minzoom=7, maxzoom=14)


@pytest.mark.parametrize("name", ["EuropeanETRS89_LAEAQuad", "WorldCRS84Quad"])
def test_other_tile_matrix_sets(name: str) -> None:
    tms = morecantile.tms.get(name)
    entry = item(bbox=[10, 45, 10.02, 45.02], properties={"gsd": 10})
    found = zooms_of_items([entry], tms, None)
    assert found is not None
    unit_m = 111_320 if tms.crs._pyproj_crs.is_geographic else 1
    assert tms.matrix(found.maxzoom).cellSize * unit_m < 10.8 < tms.matrix(found.maxzoom - 1).cellSize * unit_m
    tiles_m = [
        tms.matrix(zoom).cellSize * tms.matrix(zoom).tileWidth * unit_m for zoom in (found.minzoom, found.minzoom + 1)
    ]
    assert tiles_m[0] > 2226 > tiles_m[1]


def test_poles_are_no_trouble() -> None:
    polar = item(geometry=box(-180, 80, 180, 90), bbox=[-180, 80, 180, 90])
    assert zooms_of_items([polar], WEB_MERCATOR, None) is None


def test_wrong_range() -> None:
    with pytest.raises(ValueError, match="minzoom <= maxzoom"):
        ZoomRange(minzoom=5, maxzoom=4)
