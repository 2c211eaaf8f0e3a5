"""Planning and projecting: pure decisions, as tables and properties."""

from __future__ import annotations

import math

import morecantile
import numpy as np
import pyproj
import pytest
from affine import Affine

from mosaic_qgis.reading.grid import AskedGrid, Rect, merged
from mosaic_qgis.reading.ground import footprint
from mosaic_qgis.reading.images import ImageInfo, MaskKind, _levels, fits
from mosaic_qgis.reading.plan import (
    Tile,
    covering,
    tile_box,
    tiles_of,
    units_of,
    zoom_for,
)
from mosaic_qgis.reading.projecting import MAX_ERROR_PX, control_net, source_grid

MERCATOR = morecantile.tms.get("WebMercatorQuad")
WORLD_M = 20037508.342789244


def wkt(epsg: int) -> str:
    return pyproj.CRS.from_epsg(epsg).to_wkt()


def image(epsg: int, transform: Affine, size: int = 4096, factors: tuple[int, ...] = (2, 4, 8)) -> ImageInfo:
    return ImageInfo(
        href="x", crs_wkt=wkt(epsg), transform=transform, width=size, height=size, dtypes=("uint8",), data_bands=(1,),
        alpha_band=None, mask_kind=MaskKind.NONE, nodata=(None,), levels=_levels(size, size, (512, 512), [(math.ceil(size / factor),) * 2 for factor in factors]),
        colors=("gray",), colormap=None, scales=(1.0,), offsets=(0.0,), units=("",), descriptions=("",),
    )  # fmt: skip


def test_zoom_is_the_coarsest_that_is_fine_enough():
    for zoom in range(25):
        resolution = MERCATOR.matrix(zoom).cellSize
        assert zoom_for(MERCATOR, resolution) == min(zoom, MERCATOR.maxzoom)
        assert zoom_for(MERCATOR, resolution * 1.4) == zoom
        assert zoom_for(MERCATOR, resolution * 0.9) == min(zoom + 1, MERCATOR.maxzoom)
    assert zoom_for(MERCATOR, 1e-9) == MERCATOR.maxzoom


@pytest.mark.parametrize("name", ["WebMercatorQuad", "WGS1984Quad", "UTM31WGS84Quad", "EuropeanETRS89_LAEAQuad"])
def test_boxes_of_tiles_are_morecantiles(name):
    tms = morecantile.tms.get(name)
    for tile in (Tile(0, 0, 3), Tile(5, 2, 3), Tile(1, 1, 1)):
        box = tms.xy_bounds(morecantile.Tile(tile.x, tile.y, tile.z))
        assert tile_box(tms, tile) == pytest.approx((box.left, box.bottom, box.right, box.top))


@pytest.mark.parametrize(("width", "height"), [(256, 256), (1536, 1024), (3, 700), (1, 1), (1921, 1)])
def test_units_share_the_grid_without_gap_or_overlap(width, height):
    extent = (1_234_567.8, 5_900_001.1, 1_234_567.8 + width * 93.7, 5_900_001.1 + height * 93.7)
    grid = AskedGrid(extent, width, height)
    tiles = tiles_of(MERCATOR, grid, 24)
    units = units_of(MERCATOR, grid, [(tile, ["a"]) for tile in tiles])
    times = np.zeros((height, width), int)
    for unit in units:
        rect = unit.rect
        assert rect.width <= 512
        assert rect.height <= 512
        times[rect.row : rect.row_stop, rect.col : rect.col_stop] += 1
    assert (times == 1).all()


def test_work_starts_in_the_middle():
    grid = AskedGrid((0, 0, 3_000_000, 3_000_000), 1500, 1500)
    units = units_of(MERCATOR, grid, [(tile, ["a"]) for tile in tiles_of(MERCATOR, grid, 24)])
    centres = [
        math.dist((unit.rect.col + unit.rect.width / 2, unit.rect.row + unit.rect.height / 2), (750, 750))
        for unit in units
    ]
    assert centres == sorted(centres)
    assert centres[0] < 200


def test_tiles_outside_the_matrix_are_not_asked_for():
    assert covering(MERCATOR, (-9e8, -9e8, 9e8, 9e8), 1) == [Tile(0, 0, 1), Tile(1, 0, 1), Tile(0, 1, 1), Tile(1, 1, 1)]
    assert covering(MERCATOR, (3e7, 0, 4e7, 1e6), 5) == []


def test_lookups_are_never_finer_than_the_document():
    grid = AskedGrid((0, 0, 1000, 1000), 1000, 1000)
    assert {tile.z for tile in tiles_of(MERCATOR, grid, 9)} == {9}
    assert {tile.z for tile in tiles_of(MERCATOR, grid, 30)} == {18}


def test_merged_rectangles_cover_the_same():
    rng = np.random.default_rng(0)
    rects = [Rect(c * 7, r * 5, 7, 5) for c in range(9) for r in range(8) if rng.random() < 0.8]
    mask, again = np.zeros((40, 63), int), np.zeros((40, 63), int)
    for rect in rects:
        mask[rect.row : rect.row_stop, rect.col : rect.col_stop] += 1
    joined = merged(rects)
    for rect in joined:
        again[rect.row : rect.row_stop, rect.col : rect.col_stop] += 1
    assert np.array_equal(mask, again)
    assert len(joined) < len(rects)
    full = [Rect(c * 7, r * 5, 7, 5) for c in range(9) for r in range(8)]
    assert merged(full) == [Rect(0, 0, 63, 40)]


@pytest.mark.parametrize(
    ("ratio", "factor"), [(0.3, 1), (1, 1), (1.7, 1), (1.82, 2), (2, 2), (3.5, 2), (4, 4), (7.9, 8), (100, 8)]
)
def test_the_level_is_not_coarser_than_asked(ratio, factor):
    info = image(32632, Affine(10, 0, 600_000, 0, -10, 5_200_000))
    assert info.level_for(ratio).factor_x == factor


@pytest.mark.parametrize(
    ("block", "size", "expected"),
    [((512, 512), 4096, (512, 512)), ((256, 256), 4096, (512, 512)), ((1024, 1024), 4096, (1024, 1024)),
     ((1, 4096), 4096, (4096, 64)), ((8, 4096), 4096, (4096, 64)), ((4096, 4096), 4096, (512, 512)), ((128, 128), 100, (100, 100))],
)  # fmt: skip
def test_tiles_are_whole_blocks_of_bounded_size(block, size, expected):
    level = _levels(size, size, block, [])[0]
    assert (level.tile_width, level.tile_height) == expected


def between(nodes: np.ndarray, row: np.ndarray, col: np.ndarray) -> np.ndarray:
    """Bilinear interpolation at all combinations of fractional node rows and columns."""
    lines = np.stack([np.interp(row, np.arange(nodes.shape[0]), column) for column in nodes.T], axis=1)
    return np.stack([np.interp(col, np.arange(nodes.shape[1]), line) for line in lines])


def error_px(info: ImageInfo, grid: AskedGrid, epsg: int, rect: Rect) -> float:
    """Largest distance between interpolated and exact positions, in pixels of the level."""
    place = source_grid(info, grid, wkt(epsg), rect, control_net(grid, wkt(epsg), info.crs_wkt))
    assert place is not None
    col, row = np.arange(rect.col, rect.col_stop), np.arange(rect.row, rect.row_stop)
    x, y = grid.extent[0] + (col + 0.5) * grid.x_res, grid.extent[3] - (row + 0.5) * grid.y_res
    xs, ys = np.meshgrid(x, y)
    change = pyproj.Transformer.from_crs(epsg, pyproj.CRS(info.crs_wkt), always_xy=True)
    exact = ~info.transform @ change.transform(xs, ys)
    at_row, at_col = (row - place.origin[1]) / place.step, (col - place.origin[0]) / place.step
    errors = [
        np.abs(between(nodes, at_row, at_col) * factor - wanted).max() / factor
        for nodes, wanted, factor in zip(
            (place.cols, place.rows), exact, (place.level.factor_x, place.level.factor_y), strict=True
        )
    ]
    return float(max(errors))


@pytest.mark.parametrize("pixel_m", [3, 40, 300, 3_000])
def test_interpolation_keeps_its_promise(pixel_m):
    info = image(32632, Affine(10, 0, 600_000, 0, -10, 5_200_000))
    x, y = pyproj.Transformer.from_crs(32632, 3857, always_xy=True).transform(620_000, 5_180_000)
    for width, height in [(300, 200), (33, 1), (1, 1), (64, 64)]:
        grid = AskedGrid((x, y - height * pixel_m, x + width * pixel_m, y), width, height)
        assert error_px(info, grid, 3857, Rect(0, 0, width, height)) <= MAX_ERROR_PX * 1.5
        if width > 40:
            assert error_px(info, grid, 3857, Rect(17, 11, 35, 40)) <= MAX_ERROR_PX * 1.5


def test_polar_images_are_located_exactly():
    info = image(3413, Affine(500, 0, -1_000_000, 0, -500, 1_000_000))
    grid = AskedGrid((-180, 60, 180, 90), 720, 60)
    assert error_px(info, grid, 4326, Rect(0, 20, 720, 38)) <= MAX_ERROR_PX * 1.5
    assert footprint(info, wkt(4326)) == (pytest.approx((-180, 79, 180, 90), abs=3),)


def test_an_image_across_the_antimeridian_has_two_boxes():
    info = image(32601, Affine(10, 0, 250_000, 0, -10, 5_500_000), size=8192)
    boxes = footprint(info, wkt(3857))
    assert len(boxes) == 2
    west, east = sorted(boxes)
    assert west[0] < -WORLD_M * 0.999 < west[2] < -WORLD_M * 0.98
    assert east[2] > WORLD_M * 0.999 > east[0] > WORLD_M * 0.98
    assert footprint(image(32632, Affine(10, 0, 600_000, 0, -10, 5_200_000)), wkt(3857))[0][0] > 0


def test_an_image_far_away_is_nowhere():
    info = image(32660, Affine(10, 0, 500_000, 0, -10, 5_200_000))
    grid = AskedGrid((1_000_000, 5_900_000, 1_100_000, 6_000_000), 100, 100)
    assert all(grid.rect_touching(box).is_empty for box in footprint(info, wkt(3857)))


@pytest.mark.parametrize(
    ("value", "dtype", "expected"),
    [
        (0, "uint8", True),
        (-9999, "uint8", False),
        (255.5, "uint8", False),
        (math.nan, "uint8", False),
        (math.nan, "float32", True),
        (-32768, "int16", True),
    ],
)
def test_nodata_that_no_pixel_can_hold(value, dtype, expected):
    assert fits(value, np.dtype(dtype)) is expected
