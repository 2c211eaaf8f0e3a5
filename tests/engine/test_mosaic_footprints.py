"""Footprints of real images: turned, around a pole, across the antimeridian, unreadable."""

from __future__ import annotations

import sys
import threading
import warnings
from pathlib import Path
from typing import Any

import numpy
import pytest
import rasterio
import shapely
from affine import Affine
from morecantile import tms as tile_matrix_sets
from rasterio.control import GroundControlPoint
from rasterio.session import AWSSession
from rasterio.transform import from_origin
from rasterio.warp import transform
from rio_tiler.io import Reader

from mosaic_qgis.mosaic import MosaicJSON, get_footprints
from mosaic_qgis.mosaic.errors import BadAssetError, BadRequestError, MultipleDataTypeError
from mosaic_qgis.mosaic.footprints import get_dataset_info

NORTH_UP = from_origin(500000, 5000000, 10, 10)
TURNED = Affine.translation(500000, 5000000) @ Affine.rotation(30) @ Affine.scale(10, -10)


def make(
    path: Path, crs: str | None = "EPSG:32631", placing: Affine | None = NORTH_UP, dtype: str = "uint8", size: int = 256
) -> str:
    profile: dict[str, Any] = {"driver": "GTiff", "width": size, "height": size, "count": 1, "dtype": dtype}
    with rasterio.open(path, "w", crs=crs, transform=placing, **profile) as image:
        image.write(numpy.ones((1, size, size), dtype))
    return str(path)


def outline_by_hand(path: str, points: int = 200) -> Any:
    """A polygon in degrees of many positions along the edges."""
    with rasterio.open(path) as image:
        steps = numpy.linspace(0, 1, points, endpoint=False)
        zeros, ones = numpy.zeros(points), numpy.ones(points)
        columns = numpy.concatenate([steps, ones, 1 - steps, zeros]) * image.width
        rows = numpy.concatenate([zeros, steps, ones, 1 - steps]) * image.height
        xs, ys = [], []
        for column, row in zip(columns, rows, strict=True):
            x, y = image.transform @ (column, row)
            xs.append(x)
            ys.append(y)
        longitudes, latitudes = transform(image.crs, "EPSG:4326", xs, ys)
    return shapely.Polygon(zip(longitudes, latitudes, strict=True))


@pytest.mark.parametrize(
    ("crs", "placing"),
    [
        ("EPSG:32631", NORTH_UP),
        ("EPSG:32631", TURNED),
        ("EPSG:32631", from_origin(300000, 5000000, 2000, 2000)),
        ("EPSG:4326", from_origin(3, 45, 0.01, 0.01)),
        ("EPSG:3857", from_origin(300000, 5000000, 10, 10)),
        ("EPSG:2056", from_origin(2600000, 1200000, 5, 5)),
        ("EPSG:32631", Affine(10, 0, 500000, 0, 10, 4997440)),
    ],
    ids=["utm", "turned", "large", "degrees", "mercator", "swiss", "south-up"],
)
def test_the_footprint_is_the_outline_of_the_image(tmp_path: Path, crs: str, placing: Affine) -> None:
    path = make(tmp_path / "a.tif", crs, placing)
    entry = get_dataset_info(path)
    found, expected = shapely.geometry.shape(entry["geometry"]), outline_by_hand(path)
    assert found.symmetric_difference(expected).area < 0.002 * expected.area
    assert len(shapely.get_coordinates(found)) < 60
    assert entry["properties"]["bounds"] == found.bounds
    assert entry["properties"]["path"] == path
    assert entry["properties"]["datatype"] == "uint8"
    with Reader(path) as image:
        assert (entry["properties"]["minzoom"], entry["properties"]["maxzoom"]) == (image.minzoom, image.maxzoom)


def test_a_turned_image_lists_fewer_tiles_than_its_box(tmp_path: Path) -> None:
    path = make(tmp_path / "a.tif", placing=TURNED)
    tiles = MosaicJSON.from_urls([path], quadkey_zoom=17).tiles
    west, south, east, north = get_dataset_info(path)["properties"]["bounds"]
    around = list(tile_matrix_sets.get("WebMercatorQuad").tiles(west, south, east, north, [17]))
    assert len(tiles) < 0.75 * len(around)


def test_an_image_across_the_antimeridian(tmp_path: Path) -> None:
    path = make(tmp_path / "a.tif", "EPSG:3832", from_origin(3226000, 2000000, 1000, 1000))
    entry = get_dataset_info(path)
    assert entry["geometry"]["type"] == "MultiPolygon"
    west, _, east, _ = entry["properties"]["bounds"]
    assert 178 < west < 180
    assert -180 < east < -178
    assert shapely.geometry.shape(entry["geometry"]).area < 10


@pytest.mark.parametrize(("crs", "latitude"), [("EPSG:3413", 90), ("EPSG:3031", -90)])
def test_an_image_around_a_pole(tmp_path: Path, crs: str, latitude: float) -> None:
    path = make(tmp_path / "a.tif", crs, from_origin(-1e6, 1e6, 7812.5, 7812.5))
    outline = shapely.geometry.shape(get_dataset_info(path)["geometry"])
    sign = 1 if latitude > 0 else -1
    for longitude in range(-180, 180, 7):
        assert outline.buffer(1e-9).contains(shapely.Point(longitude, sign * 89.9))
        assert not outline.contains(shapely.Point(longitude, sign * 70))


def test_an_image_with_control_points_only(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    corners = [(0, 0, 3, 46), (0, 100, 4, 46), (100, 0, 3, 45), (100, 100, 4, 45)]
    points = [GroundControlPoint(row=row, col=col, x=x, y=y) for row, col, x, y in corners]
    with rasterio.open(
        path, "w", driver="GTiff", width=100, height=100, count=1, dtype="uint8", crs="EPSG:4326", gcps=points
    ) as image:
        image.write(numpy.ones((1, 100, 100), "uint8"))
    assert get_dataset_info(str(path))["properties"]["bounds"] == pytest.approx((3, 45, 4, 46), abs=0.02)


def test_another_tile_matrix_set_has_other_zooms(tmp_path: Path) -> None:
    path = make(tmp_path / "a.tif", "EPSG:3035", from_origin(4000000, 3000000, 10, 10))
    tms = tile_matrix_sets.get("EuropeanETRS89_LAEAQuad")
    (entry,) = get_footprints([path], tms=tms)
    with Reader(path, tms=tms) as image:
        assert entry["properties"]["maxzoom"] == image.maxzoom
    mosaic = MosaicJSON.from_urls([path], tilematrixset=tms)
    assert mosaic.tilematrixset is not None
    assert mosaic.tilematrixset.id == tms.id
    assert mosaic.maxzoom == image.maxzoom


def test_footprints_come_in_the_order_asked_for(tmp_path: Path) -> None:
    paths = [make(tmp_path / f"{number}.tif", size=16) for number in range(30)]
    assert [entry["properties"]["path"] for entry in get_footprints(paths, max_threads=8)] == paths


def test_what_cannot_be_read_is_told_and_left_out(tmp_path: Path) -> None:
    (tmp_path / "text.tif").write_text("no image")
    good = make(tmp_path / "good.tif")
    bad = [str(tmp_path / "text.tif"), str(tmp_path / "missing.tif"), make(tmp_path / "nowhere.tif", None, None)]
    footprints = get_footprints([bad[0], good, *bad[1:]])
    assert [entry["properties"]["path"] for entry in footprints] == [good]
    assert [notice.asset for notice in footprints.notices] == bad
    assert {notice.code for notice in footprints.notices} == {"bad_asset"}
    assert "coordinate reference system" in footprints.notices[2].message
    mosaic = MosaicJSON.from_urls([*bad, good])
    assert {asset for assets in mosaic.tiles.values() for asset in assets} == {good}
    assert mosaic.notices == footprints.notices


def test_when_nothing_can_be_read_the_first_reason_is_the_error(tmp_path: Path) -> None:
    paths = [str(tmp_path / "a.tif"), str(tmp_path / "b.tif")]
    for action in (get_footprints, MosaicJSON.from_urls):
        with pytest.raises(BadAssetError, match=r"None of the 2 images can be read, .*a\.tif") as caught:
            action(paths)
        assert caught.value.asset == paths[0]


def test_no_secret_of_an_address_is_told() -> None:
    with pytest.raises(BadAssetError) as caught:
        get_footprints(["/vsimem/none?sig=secret", "https://127.0.0.1:9/x.tif?sig=secret"])
    assert "https://127.0.0.1:9/x.tif?sig=secret" not in str(caught.value)


def test_no_images_have_no_footprints() -> None:
    assert get_footprints([]) == []
    with pytest.raises(BadRequestError, match="max_threads"):
        get_footprints(["a.tif"], max_threads=0)


def test_zooms_are_found_or_given(tmp_path: Path) -> None:
    fine, coarse = make(tmp_path / "fine.tif"), make(tmp_path / "c.tif", placing=from_origin(5e5, 5e6, 1000, 1000))
    with pytest.warns(UserWarning, match=r"different values of (minzoom|maxzoom)"):
        mosaic = MosaicJSON.from_urls([fine, coarse])
    assert mosaic.maxzoom == get_dataset_info(fine)["properties"]["maxzoom"]
    assert mosaic.minzoom == mosaic.quadkey_zoom == get_dataset_info(fine)["properties"]["minzoom"]
    mosaic = MosaicJSON.from_urls([fine, coarse], minzoom=6, maxzoom=9)
    assert (mosaic.minzoom, mosaic.maxzoom, mosaic.quadkey_zoom) == (6, 9, 6)


def test_threads_leave_the_filters_of_warnings_as_they_were(tmp_path: Path) -> None:
    paths = [make(tmp_path / f"{number}.tif", size=16) for number in range(8)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with warnings.catch_warnings():
            before = list(warnings.filters)
            for _ in range(30):
                get_footprints(paths)
                assert warnings.filters == before
    finally:
        sys.setswitchinterval(interval)


def test_images_of_several_types_make_no_mosaic(tmp_path: Path) -> None:
    paths = [make(tmp_path / "a.tif"), make(tmp_path / "b.tif", dtype="uint16")]
    with pytest.raises(MultipleDataTypeError, match="uint16, uint8"):
        MosaicJSON.from_urls(paths)


def test_progress_is_told_and_reading_can_be_withdrawn(tmp_path: Path) -> None:
    paths = [make(tmp_path / f"{number}.tif", size=16) for number in range(12)]
    told: list[float] = []
    get_footprints(paths, progress=lambda fraction, _: told.append(fraction))
    assert told == sorted(told)
    assert told[-1] == 1.0
    stop = threading.Event()
    some = get_footprints(paths, max_threads=1, progress=lambda *_: stop.set(), cancelled=stop.is_set)
    assert 1 <= len(some) < len(paths)
    assert [entry["properties"]["path"] for entry in some] == paths[: len(some)]


def test_the_options_of_the_caller_reach_the_threads(tmp_path: Path) -> None:
    path = make(tmp_path / "a.tif")
    assert len(get_footprints([path])) == 1
    # With this option GDAL ignores where the image lies.
    with rasterio.Env(GDAL_GEOREF_SOURCES="NONE"), pytest.raises(BadAssetError):
        get_footprints([path])
    session = AWSSession(aws_access_key_id="key", aws_secret_access_key="secret", region_name="us-east-1")
    with rasterio.Env(session=session):
        assert len(get_footprints([path])) == 1
    with rasterio.Env(session=session, GDAL_GEOREF_SOURCES="NONE"), pytest.raises(BadAssetError):
        get_footprints([path])
