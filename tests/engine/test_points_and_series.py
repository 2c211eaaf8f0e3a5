"""Images at points and values over time, against what rasterio reads; any CRS, order, failures, cancel."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy
import pytest
import rasterio
import shapely
from catalogs.items import collection_of, item_of_image
from data.fixtures import resources  # noqa: F401 - fixture
from rasterio.crs import CRS
from rasterio.features import geometry_mask
from rasterio.transform import from_origin
from rasterio.warp import transform, transform_geom
from shapely.geometry import box, mapping, shape

from mosaic_qgis.backends.opening import open_backend
from mosaic_qgis.batch import time_series, zonal
from mosaic_qgis.batch.ordering import in_order
from mosaic_qgis.batch.point_images import PointsTold, images_at_points
from mosaic_qgis.batch.runner import Outcome, WorkCancelled
from mosaic_qgis.batch.skipping import MOST_TOLD, SkippedImages
from mosaic_qgis.batch.time_series import TimeSeries, bands_of
from mosaic_qgis.mosaic.errors import BadRequestError, MosaicError
from mosaic_qgis.reading.layer import MosaicLayer, ReadingResources
from mosaic_qgis.reading.options import ReadingOptions
from mosaic_qgis.reading.values import Failure

WGS84, UTM = CRS.from_epsg(4326).to_wkt(), CRS.from_epsg(32632).to_wkt()
WEST, NORTH, PIXEL, SIZE = 500_000, 5_000_000, 10, 64


def never() -> bool:
    return False


def silent(_fraction: float | None, _text: str) -> None:
    """Nobody listens."""


def write_image(path: Path, number: int) -> None:
    """Two bands; each image lies ten pixels east of its predecessor, and its upper left quarter is nodata, 0."""
    rows, columns = numpy.mgrid[0:SIZE, 0:SIZE]
    first = 100 * (number + 1) + columns + 1
    first[: SIZE // 2, : SIZE // 2] = 0
    with rasterio.open(
        path, "w", driver="GTiff", width=SIZE, height=SIZE, count=2, dtype="uint16", crs="EPSG:32632", nodata=0, tiled=True,
        blockxsize=32, blockysize=32, transform=from_origin(WEST + 100 * number, NORTH, PIXEL, PIXEL),
    ) as out:  # fmt: skip
        out.write(numpy.stack([first, numpy.where(first, rows + 1, 0)]).astype("uint16"))


@pytest.fixture
def items(tmp_path: Path) -> Path:
    """Four images: the third of the day of the first, one without a time, newest item first."""
    times = ["2024-03-01T10:00:00Z", "2024-01-15T10:00:00Z", "2024-03-01T12:30:00Z", None]
    made = []
    for number, time in enumerate(times):
        write_image(tmp_path / f"{number}.tif", number)
        item = item_of_image(tmp_path / f"{number}.tif", f"i{number}", {"data": str(tmp_path / f"{number}.tif")})
        item["properties"]["datetime"] = time
        made.append(item)
    path = tmp_path / "items.json"
    path.write_text(json.dumps(collection_of(*made)), encoding="utf-8")
    return path


def opened(path: Path, resources: ReadingResources, **options: str) -> MosaicLayer:  # noqa: F811
    uri = f"stac+file://{path}" if path.name == "items.json" else str(path)
    options = {"assets": "data", **options} if path.name == "items.json" else options
    return MosaicLayer(open_backend(uri, options), ReadingOptions.from_strings(options), resources)


def at_points(
    layer: MosaicLayer, points: Sequence[tuple[int, float, float]], crs_wkt: str = UTM, **arguments: Any
) -> tuple[list[Any], PointsTold]:
    told = PointsTold()
    given: dict[str, Any] = {
        "time": None,
        "with_values": True,
        "total": len(points),
        "report": silent,
        "cancelled": never,
    }
    rows: list[Any] = list(images_at_points(layer, points, crs_wkt, told, **{**given, **arguments}))
    json.dumps(rows, allow_nan=False)
    assert told.points == len(rows) == len(points)
    return rows, told


def place(column: float, row: float) -> tuple[float, float]:
    """The middle of a pixel of the first image."""
    return WEST + (column + 0.5) * PIXEL, NORTH - (row + 0.5) * PIXEL


def pixel(path: Path, x: float, y: float) -> list[float | None] | None:
    with rasterio.open(path) as image:
        col, row = ~image.transform @ (x, y)
        if not (0 <= col < SIZE and 0 <= row < SIZE):
            return None
        return [None if value == 0 else float(value) for value in image.read()[:, int(row), int(col)]]


def test_images_at_points_are_those_that_rasterio_finds(items: Path, resources: ReadingResources) -> None:  # noqa: F811
    layer = opened(items, resources)
    points = [
        (number, *place(column, row)) for number, (column, row) in enumerate(((5, 40), (40, 5), (70, 40), (12, 40)))
    ]
    rows, told = at_points(layer, points)
    assert [row[0] for row in rows] == [0, 1, 2, 3]
    assert told.skipped.count == 0
    for number, x, y in points:
        expected = {f"{i}.tif": pixel(items.parent / f"{i}.tif", x, y) for i in range(4)}
        there = {name: values for name, values in expected.items() if values is not None}
        _, values, images = rows[number]
        assert {image[1]: image[6] for image in images} == there
        assert [image[0] for image in images] == sorted(image[0] for image in images)
        used = [image for image in images if image[5]]
        assert all(image[6] == values for image in used) and len(used) == (1 if any(filter(any, there.values())) else 0)
    assert told.images == sum(len(row[2]) for row in rows)


def test_points_of_any_crs(items: Path, resources: ReadingResources) -> None:  # noqa: F811
    layer, (x, y) = opened(items, resources), place(40, 40)
    (longitude,), (latitude,) = transform("EPSG:32632", "EPSG:4326", [x], [y])
    assert at_points(layer, [(7, longitude, latitude)], WGS84)[0] == at_points(layer, [(7, x, y)])[0]
    nowhere, told = at_points(layer, [(0, math.inf, 0.0), (1, x, y), (2, 0.0, 0.0)], UTM)
    assert [len(row[2]) for row in nowhere] == [0, 4, 0]
    assert told.skipped.count == 1
    with pytest.raises(BadRequestError, match="WKT"):
        at_points(layer, [(0, 1.0, 1.0)], "no crs")


def test_without_values_only_headers_are_read(
    items: Path,
    resources: ReadingResources,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    layer = opened(items, resources)
    points = [(number, *place(column, 40)) for number, column in enumerate((5, 12, 40, 70, 95, 200))]
    full, _ = at_points(layer, points)
    monkeypatch.setattr(ReadingResources, "tile", lambda *_: pytest.fail("a pixel was read"))
    rows, told = at_points(layer, points, with_values=False)
    assert [(row[0], row[1], [image[:5] for image in row[2]]) for row in rows] == [
        (row[0], [], [image[:5] for image in row[2]]) for row in full
    ]
    assert all(image[5:] == [False, None] for row in rows for image in row[2])
    assert told.images > 0


def test_only_images_of_a_time(items: Path, resources: ReadingResources) -> None:  # noqa: F811
    layer = opened(items, resources)
    time = ("2024-02-01T00:00:00Z", None)
    for with_values in (True, False):
        rows, _ = at_points(layer, [(0, *place(40, 40))], time=time, with_values=with_values)
        assert {image[1]: image[4] for image in rows[0][2]} == {
            "0.tif": "2024-03-01T10:00:00Z", "2.tif": "2024-03-01T12:30:00Z",
        }  # fmt: skip


def test_a_lost_image_is_told_once(items: Path, resources: ReadingResources) -> None:  # noqa: F811
    layer = opened(items, resources)
    (items.parent / "2.tif").unlink()
    for with_values in (True, False):
        rows, told = at_points(layer, [(n, *place(40, 40 + n)) for n in range(5)], with_values=with_values)
        assert [failure.code for failure in told.skipped.told] == ["not_found"]
        assert all({image[1] for image in row[2]} == {"0.tif", "1.tif", "3.tif"} for row in rows)


def test_more_images_than_identifying_asks(tmp_path: Path, resources: ReadingResources) -> None:  # noqa: F811
    write_image(tmp_path / "0.tif", 0)
    names = [f"{number:03d}.tif" for number in range(70)]
    for name in names:
        (tmp_path / name).symlink_to(tmp_path / "0.tif")
    layer = _plain(tmp_path, names, resources)
    rows, told = at_points(layer, [(0, *place(40, 40))])
    assert [image[1] for image in rows[0][2]] == names and told.skipped.count == 0


def _plain(folder: Path, names: Sequence[str], resources: ReadingResources) -> MosaicLayer:  # noqa: F811
    document = {"mosaicjson": "0.0.3", "minzoom": 5, "maxzoom": 14, "quadkey_zoom": 0, "tiles": {"": list(names)}}
    (folder / "m.json").write_text(json.dumps(document))
    return opened(folder / "m.json", resources)


def test_points_can_be_stopped(items: Path, resources: ReadingResources) -> None:  # noqa: F811
    layer = opened(items, resources)
    with pytest.raises(WorkCancelled):
        at_points(layer, [(n, *place(40, 40)) for n in range(100)], cancelled=lambda: True)


# Series


def series(
    layer: MosaicLayer, places: Sequence[shapely.Geometry], crs_wkt: str = UTM, **arguments: Any
) -> tuple[list[Any], TimeSeries]:
    work = TimeSeries(layer, crs_wkt=crs_wkt, cancelled=arguments.pop("cancelled", never), **arguments)
    told: list[float] = []
    lines = [(number, shapely.to_wkb(geometry, hex=True)) for number, geometry in enumerate(places)]
    rows: list[Any] = list(work.rows(lines, len(lines), lambda fraction, _: told.append(fraction or 0.0)))
    json.dumps(rows, allow_nan=False)
    assert work.told.rows == len(rows) and told == sorted(told)
    return rows, work


def test_values_at_a_point_in_the_order_of_time(items: Path, resources: ReadingResources) -> None:  # noqa: F811
    layer, (x, y) = opened(items, resources), place(40, 40)
    rows, work = series(layer, [shapely.Point(x, y)])
    assert [(row[1], row[3]) for row in rows] == [
        ("2024-01-15T10:00:00Z", ["1.tif"]), ("2024-03-01T10:00:00Z", ["0.tif"]), ("2024-03-01T12:30:00Z", ["2.tif"]),
    ]  # fmt: skip
    for row in rows:
        assert [values[0] for values in row[5]] == pixel(items.parent / row[3][0], x, y)
        assert row[1] == row[2] and row[4] == [str(items.parent / row[3][0])]
    # The image whose time nobody knows.
    assert [failure.asset for failure in work.told.skipped.told] == [str(items.parent / "3.tif")]
    assert len(work.told.hrefs) == 3
    assert [band["name"] for band in bands_of(layer)] == ["b1", "b2"]


def test_images_without_a_value_there_have_no_row(items: Path, resources: ReadingResources) -> None:  # noqa: F811
    layer = opened(items, resources)
    # Nodata in the first two images, beside the third one.
    rows, _ = series(layer, [shapely.Point(*place(12, 5))])
    assert rows == []


def test_several_places_keep_their_order(items: Path, resources: ReadingResources) -> None:  # noqa: F811
    layer = opened(items, resources)
    points = [shapely.Point(*place(40, row)) for row in range(40, 60)]
    rows, _ = series(layer, points)
    assert [row[0] for row in rows] == sorted(row[0] for row in rows) and len(rows) == 60
    whole = transform_geom("EPSG:32632", "EPSG:4326", mapping(points[3]))
    moved, _ = series(layer, [shape(whole)], WGS84)
    assert [row[1:] for row in moved] == [row[1:] for row in rows if row[0] == 3]


def test_a_polygon_has_the_statistics_of_its_pixels(items: Path, resources: ReadingResources) -> None:  # noqa: F811
    """The layer's grid is not the image's: the same numbers as of the image, but for pixels at the edge."""
    layer = opened(items, resources)
    area = shapely.Polygon([place(20, 20), place(60, 25), place(55, 60), place(25, 55)])
    rows, work = series(layer, [area], resolution=2.0)
    assert work.told.coarsened == 0 and len(rows) == 3
    for row in rows:
        with rasterio.open(items.parent / row[3][0]) as image:
            outside = geometry_mask([mapping(area)], image.shape, image.transform)
            data = image.read()
        for found, pixels in zip(row[5], data, strict=True):
            values = pixels[~outside & (pixels != 0)].astype(float)
            mean, low, high, deviation, median, count = found
            assert mean == pytest.approx(values.mean(), abs=1.0)
            assert (low, high) == (pytest.approx(values.min(), abs=1), pytest.approx(values.max(), abs=1))
            assert deviation == pytest.approx(values.std(), rel=0.05)
            assert median == pytest.approx(numpy.median(values), abs=2.0)
            # Pixels of about 2 m in Web Mercator at 45 degrees: 10 m on the ground are 14 m there.
            assert count == pytest.approx(len(values) * (PIXEL / 2.0 * math.sqrt(2)) ** 2, rel=0.05)


def test_statistics_are_exactly_those_of_the_read_pixels(items: Path, resources: ReadingResources) -> None:  # noqa: F811
    layer = opened(items, resources)
    area = box(*place(34, 60), *place(60, 34))
    ground = shapely.Polygon(
        numpy.column_stack(transform("EPSG:32632", "EPSG:3857", *shapely.get_coordinates(area).T.tolist()))
    )
    zone = zonal.zone_of(ground, 20.0)
    found, failures = zonal.summaries_of(layer, [str(items.parent / "0.tif")], zone, never)
    assert found is not None and not failures
    west, south, east, north = zone.extent
    xs, ys = numpy.meshgrid(
        numpy.linspace(west + 10, east - 10, zone.width), numpy.linspace(north - 10, south + 10, zone.height)
    )
    inside = shapely.contains_xy(ground, xs, ys)
    assert (inside == zone.inside).all()
    back = transform("EPSG:3857", "EPSG:32632", xs[inside].tolist(), ys[inside].tolist())
    with rasterio.open(items.parent / "0.tif") as image:
        columns, rows = numpy.floor(~image.transform @ numpy.array(back)).astype(int)
        values = image.read()[:, rows, columns].T.astype(float)
    for band, summary in enumerate(found):
        # Drawing may be an eighth of a pixel off, which is another pixel at an edge.
        assert summary.mean == pytest.approx(values[:, band].mean(), abs=0.05)
        assert summary.minimum == pytest.approx(values[:, band].min(), abs=1)
        assert summary.maximum == pytest.approx(values[:, band].max(), abs=1)
        assert summary.stdev == pytest.approx(values[:, band].std(), rel=0.01)
        assert summary.median == pytest.approx(numpy.median(values[:, band]), abs=1)
        assert summary.count == len(values)


def test_a_polygon_smaller_than_a_pixel_has_a_value(items: Path, resources: ReadingResources) -> None:  # noqa: F811
    layer, (x, y) = opened(items, resources), place(40, 40)
    rows, _ = series(layer, [box(x, y, x + 0.5, y + 0.5)], resolution=10.0)
    assert [row[5][0][5] for row in rows] == [1, 1, 1]
    assert rows[1][5][0][0] == pytest.approx(pixel(items.parent / "0.tif", x, y)[0], abs=1)  # type: ignore[index]


def test_a_large_polygon_is_coarsened(
    items: Path,
    resources: ReadingResources,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    layer = opened(items, resources)
    area = box(*place(34, 60), *place(60, 34))
    fine, _ = series(layer, [area])
    monkeypatch.setattr(time_series, "LARGE_PX", 1)
    assert series(layer, [area] * 10)[0][:3] == fine
    monkeypatch.setattr(zonal, "MOST_PIXELS", 100)
    coarse, work = series(layer, [area])
    assert work.told.coarsened == 1
    assert [row[:5] for row in coarse] == [row[:5] for row in fine]
    for few, many in zip(coarse, fine, strict=True):
        assert few[5][0][5] <= 100 < many[5][0][5]
        assert few[5][0][0] == pytest.approx(many[5][0][0], abs=3)


def test_images_of_a_day_are_put_together(items: Path, resources: ReadingResources) -> None:  # noqa: F811
    layer, (x, y) = opened(items, resources), place(40, 40)
    rows, _ = series(layer, [shapely.Point(x, y), box(*place(34, 60), *place(60, 34))], by_day=True)
    assert [(row[0], row[1], row[2], row[3]) for row in rows if row[0] == 0] == [
        (0, "2024-01-15T10:00:00Z", "2024-01-15T10:00:00Z", ["1.tif"]),
        (0, "2024-03-01T10:00:00Z", "2024-03-01T12:30:00Z", ["0.tif", "2.tif"]),
    ]
    assert [values[0] for values in rows[1][5]] == pixel(items.parent / "0.tif", x, y)
    assert [len(row[3]) for row in rows if row[0] == 1] == [1, 2]


def test_an_expression_and_a_time(items: Path, resources: ReadingResources) -> None:  # noqa: F811
    layer, (x, y) = opened(items, resources, expression="b1/b2"), place(40, 40)
    rows, _ = series(layer, [shapely.Point(x, y)], time=("2024-01-01T00:00:00Z", "2024-02-01T00:00:00Z"))
    assert [row[3] for row in rows] == [["1.tif"]]
    first, second = pixel(items.parent / "1.tif", x, y) or (None, None)
    assert rows[0][5] == [[pytest.approx((first or 0) / (second or 1))]]


def test_a_lost_image_leaves_the_others(items: Path, resources: ReadingResources) -> None:  # noqa: F811
    layer = opened(items, resources)
    (items.parent / "1.tif").unlink()
    rows, work = series(layer, [shapely.Point(*place(40, 40)), box(*place(34, 60), *place(60, 34))])
    assert {row[3][0] for row in rows} == {"0.tif", "2.tif"}
    assert {failure.code for failure in work.told.skipped.told} == {"not_found", "bad_asset"}


def test_places_that_are_none_are_refused(items: Path, resources: ReadingResources) -> None:  # noqa: F811
    layer = opened(items, resources)
    with pytest.raises(BadRequestError, match="points and polygons"):
        series(layer, [shapely.LineString([place(0, 0), place(9, 9)])])
    with pytest.raises(BadRequestError, match="points and polygons"):
        series(layer, [shapely.MultiPoint([place(0, 0), place(9, 9)])])
    with pytest.raises(BadRequestError, match="must be WKB"):
        list(TimeSeries(layer, crs_wkt=UTM, cancelled=never).rows([(0, "00")], 1, silent))
    rows, work = series(layer, [shapely.Point(), shapely.Point(math.inf, 1.0), shapely.MultiPoint([place(40, 40)])])
    assert {row[0] for row in rows} == {2} and work.told.skipped.count == 3
    with pytest.raises(BadRequestError, match="WKT"):
        series(layer, [], "no crs")


def test_a_mosaic_without_times_is_refused(items: Path, resources: ReadingResources) -> None:  # noqa: F811
    layer = _plain(items.parent, ["0.tif"], resources)
    with pytest.raises(BadRequestError, match="knows when its images were taken"):
        series(layer, [shapely.Point(*place(40, 40))])


def test_a_series_can_be_stopped(items: Path, resources: ReadingResources) -> None:  # noqa: F811
    layer = opened(items, resources)
    with pytest.raises(MosaicError) as stopped:
        series(layer, [shapely.Point(*place(40, 40))] * 50, cancelled=lambda: True)
    assert stopped.value.code == "cancelled"


# Parts


def test_outcomes_come_in_the_order_of_their_items() -> None:
    outcomes = [Outcome(number=number, value=str(number)) for number in (2, 0, 1, 4, 3)]
    assert [outcome.value for outcome in in_order(outcomes)] == ["0", "1", "2", "3", "4"]


def test_what_is_left_out_is_told_once_and_counted() -> None:
    skipped = SkippedImages()
    for number in range(MOST_TOLD + 10):
        for _ in range(2):
            skipped.add(Failure(code="bad_asset", message="It is broken.", asset=f"{number}.tif"))
    skipped.add(Failure(code="budget", message="More."))
    assert (len(skipped.told), skipped.count) == (MOST_TOLD, MOST_TOLD + 11)


def test_pixels_of_zones_lie_on_one_grid() -> None:
    zone = zonal.zone_of(box(12.0, 7.0, 38.0, 29.0), 10.0)
    assert (zone.extent, zone.width, zone.height) == ((10.0, 0.0, 40.0, 30.0), 3, 3)
    assert zone.inside.tolist() == [[True] * 3, [True] * 3, [False] * 3]
    assert not zone.is_coarsened
