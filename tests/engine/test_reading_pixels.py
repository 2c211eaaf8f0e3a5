"""Pixels of mosaics against rasterio's warper and against cogeo-mosaic: types, masks, zooms, extents."""

from __future__ import annotations

import json
import math
from pathlib import Path

import morecantile
import numpy as np
import pytest
import rasterio
from data.fixtures import imagery, resources  # noqa: F401 - fixtures
from data.oracle import Grid, differing, draw, first_mosaic, open_layer
from rasterio.warp import transform_bounds

KINDS = ["rgb", "uint16", "float32", "jpeg_mask", "rgba", "palette"]
CENTRE = (1_335_800.0, 5_942_000.0)
"""Web Mercator: where the two UTM zones of the test images meet."""

GROUND_M = 30 / math.cos(math.radians(47))
"""A pixel of the test images in Web Mercator metres."""


def view(pixel_m: float, width: int = 300, height: int = 200, dx: float = 0, dy: float = 0, aspect: float = 1) -> Grid:
    x, y = CENTRE[0] + dx, CENTRE[1] + dy
    half_x, half_y = width * pixel_m / 2, height * pixel_m * aspect / 2
    return Grid((x - half_x, y - half_y, x + half_x, y + half_y), width, height)


VIEWS = {
    "quarter": view(GROUND_M * 4.5),
    "half": view(GROUND_M * 2.4),
    "native": view(GROUND_M),
    "twice": view(GROUND_M / 2.1),
    "deep": view(GROUND_M / 19, dx=3_333, dy=-1_234),
    "oblong pixels": view(GROUND_M * 1.3, aspect=1.7),
    "at the edge": view(GROUND_M * 1.2, dx=-18_000, dy=9_000),
    "one pixel": view(GROUND_M * 1.5, 1, 1),
    "a row": view(GROUND_M * 1.5, 257, 1),
    "a column": view(GROUND_M * 1.5, 1, 191),
    "more than all": view(GROUND_M * 12, 211, 173),
}


def images_of(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.tif"))


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("kind", KINDS)
def test_pixels_equal_rasterios(imagery, resources, kind, name):  # noqa: F811
    """Every value is rasterio's, or that of a point not more than a tenth of a source pixel away."""
    grid = VIEWS[name]
    folder = imagery / kind
    layer = open_layer(folder / "mosaic.json", resources)
    model = layer.description.model
    drawn = draw(layer, grid)
    blank = 0 if model.nodata is None else model.nodata
    data = drawn.pixels[: model.data_count].astype(model.source_dtype)
    level_m = max(grid.transform.a, GROUND_M)
    wrong, unexplained = differing(data, images_of(folder), grid, blank, shift=0.08 * level_m)
    assert unexplained == 0
    assert wrong < 0.02
    assert drawn.report is not None
    assert drawn.report.complete
    assert not drawn.report.skipped
    if model.with_alpha:
        covered = first_mosaic(images_of(folder), grid)[1].any(axis=0)
        assert ((drawn.pixels[-1] > 0) == covered).mean() > 0.99 if covered.size > 100 else True


def test_uncovered_ground_is_nodata(imagery, resources):  # noqa: F811
    grid = view(GROUND_M * 30, 100, 100)
    rgb = draw(open_layer(imagery / "rgb" / "mosaic.json", resources), grid)
    assert (rgb.pixels[:, 0, 0] == 0).all()
    elevation = draw(open_layer(imagery / "float32" / "mosaic.json", resources), grid)
    assert np.isnan(elevation.pixels[0, 0, 0])
    photo = draw(open_layer(imagery / "jpeg_mask" / "mosaic.json", resources), grid)
    assert photo.pixels[:, 0, 0].tolist() == [0, 0, 0, 0]
    assert set(np.unique(photo.pixels[3])) == {0, 255}


def test_nothing_is_sent_outside(imagery, resources):  # noqa: F811
    grid = view(GROUND_M, dx=400_000)
    drawn = draw(open_layer(imagery / "rgb" / "mosaic.json", resources), grid)
    assert drawn.patches == []
    assert drawn.report is not None
    assert drawn.report.complete


@pytest.mark.parametrize("bands", [(2,), (3, 1), (4,), (1, 4), (4, 2, 2)])
def test_bands_as_asked(imagery, resources, bands):  # noqa: F811
    grid = VIEWS["native"]
    layer = open_layer(imagery / "jpeg_mask" / "mosaic.json", resources)
    whole = draw(layer, grid).pixels
    assert np.array_equal(draw(layer, grid, bands=bands).pixels, whole[[band - 1 for band in bands]])


@pytest.mark.parametrize("document", ["mosaic.json", "mosaic_cogeo.json"])
def test_the_grid_may_be_cut_anywhere(imagery, resources, document):  # noqa: F811
    """Parts of a map are the map: no seams, whatever tiles the parts are planned with."""
    grid = VIEWS["half"]
    layer = open_layer(imagery / "rgb" / document, resources)
    whole = draw(layer, grid).pixels
    xmin, _ymin, _xmax, ymax = grid.extent
    pixel = grid.transform.a
    for col, row, width, height in [(0, 0, 101, 77), (101, 77, 199, 123), (37, 50, 64, 32)]:
        left, top = xmin + col * pixel, ymax - row * pixel
        part = Grid((left, top - height * pixel, left + width * pixel, top), width, height)
        alone = draw(layer, part).pixels
        there = whole[:, row : row + height, col : col + width]
        # The control points lie elsewhere, so a value on the border of two pixels may fall to the other side.
        assert (alone != there).any(axis=0).mean() < 0.02


@pytest.mark.parametrize("zoom", [10, 11, 12, 13])
@pytest.mark.parametrize("kind", ["rgb", "uint16", "float32"])
def test_tiles_equal_cogeo_mosaics(imagery, resources, kind, zoom):  # noqa: F811
    """The same document, written and read by cogeo-mosaic."""
    from cogeo_mosaic.backends import MosaicBackend as CogeoBackend

    document = imagery / kind / "mosaic_cogeo.json"
    layer = open_layer(document, resources)
    tms = morecantile.tms.get("WebMercatorQuad")
    middle = tms.tile(12.0, 47.0, zoom)
    with CogeoBackend(str(document)) as cogeo:
        for dx in (-1, 0):
            tile = morecantile.Tile(middle.x + dx, middle.y, zoom)
            image, _ = cogeo.tile(tile.x, tile.y, tile.z, threads=0)
            box = tms.xy_bounds(tile)
            drawn = draw(layer, Grid((box.left, box.bottom, box.right, box.top), 256, 256)).pixels
            mask = np.ma.getmaskarray(image.array)
            nodata = layer.description.model.nodata
            blank = np.isnan(drawn) if math.isnan(nodata) else drawn == nodata
            # cogeo-mosaic warps to another grid first and resamples that, so borders of pixels lie elsewhere; below the
            # native zoom it picks single pixels where we read the (averaged) overview.
            assert (mask != blank).mean() < 0.01
            both = ~mask & ~blank
            close = np.abs(image.array.data[both].astype(float) - drawn[both].astype(float))
            spread = np.ptp(drawn[both].astype(float))
            assert np.mean(close) < (0.05 if zoom < 12 else 0.02) * spread


def test_id_coded_pixels_prove_the_place(tmp_path, resources):  # noqa: F811
    """Images whose values are their own column and row: every value must be that of the pixel under the point."""
    size = 700
    rows, cols = np.mgrid[0:size, 0:size].astype("uint16")
    cases = {
        "utm": (32632, rasterio.Affine(20, 0, 650_000, 0, -20, 5_220_000)),
        "laea": (3035, rasterio.Affine(20, 0, 4_420_000, 0, -20, 2_670_000)),
        "degrees": (4326, rasterio.Affine(0.0002, 0, 10.9, 0, -0.0002, 47.2)),
        "mercator": (3857, rasterio.Affine(25, 0, 1_215_000, 0, -25, 5_970_000)),
        "rotated": (32632, rasterio.Affine(20, 0, 655_000, 0, -20, 5_220_000) @ rasterio.Affine.rotation(33)),
        "south up": (32632, rasterio.Affine(20, 0, 650_000, 0, 20, 5_206_000)),
    }
    for name, (epsg, place) in cases.items():
        path = tmp_path / f"{name}.tif"
        with rasterio.open(
            path, "w", driver="GTiff", count=2, height=size, width=size, dtype="uint16", crs=f"EPSG:{epsg}", transform=place,
            nodata=65535, tiled=True, blockxsize=256, blockysize=256,
        ) as image:  # fmt: skip
            image.write(np.stack([cols, rows]))
        with rasterio.open(path) as image:
            edge = np.array([(0, 0), (size, 0), (size, size), (0, size)]).T
            xs, ys = image.transform @ (edge[0], edge[1])
            box = transform_bounds(image.crs, "EPSG:4326", xs.min(), ys.min(), xs.max(), ys.max())
        tms = morecantile.tms.get("WebMercatorQuad")
        document = tmp_path / f"{name}.json"
        tiles = {tms.quadkey(tile): [str(path)] for tile in tms.tiles(*box, zooms=[9])}
        document.write_text(
            json.dumps({"mosaicjson": "0.0.3", "minzoom": 9, "maxzoom": 14, "bounds": box, "tiles": tiles})
        )
        layer = open_layer(document, resources)
        west, south, east, north = layer.description.extent
        for width, height in [(523, 401), (97, 130)]:
            grid = Grid((west, south, east, north), width, height)
            drawn = draw(layer, grid).pixels.astype(int)
            x, y = grid.transform @ (np.arange(width) + 0.5, np.zeros(width)), np.arange(height)
            xs = np.broadcast_to(x[0], (height, width))
            ys = np.broadcast_to((north + (y + 0.5) * grid.transform.e)[:, None], (height, width))
            east_north = rasterio.warp.transform("EPSG:3857", f"EPSG:{epsg}", xs.ravel(), ys.ravel())
            col, row = ~place @ (np.array(east_north[0]), np.array(east_north[1]))
            col, row = col.reshape(height, width), row.reshape(height, width)
            inside = (col > 0.07) & (col < size - 0.07) & (row > 0.07) & (row < size - 0.07)
            outside = (col < -0.07) | (col > size + 0.07) | (row < -0.07) | (row > size + 0.07)
            assert inside.sum() > 1000
            assert np.abs(drawn[0] + 0.5 - col)[inside].max() <= 0.5 + 0.07, name
            assert np.abs(drawn[1] + 0.5 - row)[inside].max() <= 0.5 + 0.07, name
            assert (drawn[:, outside] == 65535).all(), name
