"""Images that are placed by ground control points alone, against GDAL's own fit of them."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from data.fixtures import resources  # noqa: F401 - fixture
from data.oracle import Grid, draw, never, open_layer
from data.scenes import write_document
from rasterio import warp
from rasterio.control import GroundControlPoint
from servers.nginx import NginxServer

from mosaic_qgis.reading.layer import ReadingResources

SIZE_PX = 500
PLACE = Affine(20, 0, 655_000, 0, -20, 5_190_000)


def write_scene(path: Path, *, bend: float, mask: str = "nodata") -> Path:
    """An image whose values are its own columns and rows; `bend` is how many pixels its middle is off."""
    line = np.linspace(0, SIZE_PX, 5)
    half = SIZE_PX / 2
    points = [
        GroundControlPoint(row, col, *(PLACE @ (col + bend * ((row - half) / half) ** 2, row)))
        for row in line
        for col in line
    ]
    rows, cols = np.mgrid[0:SIZE_PX, 0:SIZE_PX].astype("uint16")
    keys = {"nodata": 65535} if mask == "nodata" else {}
    with rasterio.open(
        path, "w", driver="GTiff", count=2, height=SIZE_PX, width=SIZE_PX, dtype="uint16", tiled=True, blockxsize=128,
        blockysize=128, **keys,
    ) as image:  # fmt: skip
        image.write(np.stack([cols, rows]))
        image.gcps = (points, rasterio.crs.CRS.from_epsg(32632))
        image.scales, image.descriptions = (0.5, 0.5), ("columns", "rows")
    with rasterio.open(path, "r+") as image:
        image.build_overviews([2, 4])
    return path


def mosaic_of(folder: Path, path: Path, href: str | None = None) -> Path:
    """A document of one image; its bounds are those of a straight copy."""
    straight = folder / "straight.vrt.tif"
    with rasterio.open(
        straight, "w", driver="GTiff", count=1, height=SIZE_PX, width=SIZE_PX + 60, dtype="uint8", crs="EPSG:32632",
        transform=PLACE @ Affine.translation(-30, 0),
    ):  # fmt: skip
        pass
    document = write_document(folder, [straight])
    document.write_text(document.read_text().replace(str(straight), href or str(path)))
    return document


@pytest.mark.parametrize("mask", ["nodata", "none"])
@pytest.mark.parametrize("bend", [0, 12])
def test_pixels_lie_where_gdal_puts_them(
    tmp_path: Path,
    resources: ReadingResources,  # noqa: F811
    bend: float,
    mask: str,
) -> None:
    path = write_scene(tmp_path / "scene.tif", bend=bend, mask=mask)
    layer = open_layer(mosaic_of(tmp_path, path), resources)
    model = layer.description.model
    assert [band.name for band in model.bands[:2]] == ["columns", "rows"]
    assert model.bands[0].scale == 0.5
    for width in (700, 180):
        grid = Grid(layer.description.extent, width, width)
        drawn = draw(layer, grid).pixels.astype(float)
        # Not by rasterio's WarpedVRT, which forgets the points when it is given a transformation.
        with rasterio.open(path) as image:
            points, crs = image.gcps
            stored = np.concatenate([image.read(), np.ones((1, *image.shape), "uint16")])
        expected = np.zeros((3, width, width), "uint16")
        warp.reproject(
            stored,
            expected,
            gcps=points,
            src_crs=crs,
            dst_crs="EPSG:3857",
            dst_transform=grid.transform,
            tolerance=1e-6,
        )
        expected = expected.astype(float)
        shown = drawn[-1] > 0 if model.with_alpha else drawn[0] != 65535
        visible = expected[2] > 0
        assert (shown == visible).mean() > 0.985
        both = shown & visible
        assert both.sum() > 0.5 * width * width
        # A pixel of what is read, once for each of two resamplings.
        step = max(1, 1 << int(math.log2(max(1, grid.transform.a / 29))))
        assert np.abs(drawn[:2] - expected[:2])[:, both].max() <= (1 + (bend > 0)) * step + 0.5
        assert np.abs((drawn[:2] - expected[:2])[:, both].mean()) < 0.3 * step


def test_a_point_shows_the_pixel_there(tmp_path: Path, resources: ReadingResources) -> None:  # noqa: F811
    path = write_scene(tmp_path / "scene.tif", bend=12)
    layer = open_layer(mosaic_of(tmp_path, path), resources)
    east, north = PLACE @ (250.5, 250.5)
    (x,), (y,) = warp.transform("EPSG:32632", "EPSG:3857", [east], [north])
    ((col, row),) = layer.sample([(x, y)], never)
    assert abs(col - 250) <= 1
    assert abs(row - 250) <= 1
    east, north = PLACE @ (250.5 + 12, 2.5)
    (x,), (y,) = warp.transform("EPSG:32632", "EPSG:3857", [east], [north])
    ((col, row),) = layer.sample([(x, y)], never)
    assert abs(col - 250) <= 1
    assert abs(row - 2) <= 1


def test_bent_images_on_the_web(tmp_path: Path, resources: ReadingResources, nginx_server: NginxServer) -> None:  # noqa: F811
    path = write_scene(nginx_server.files / "bent.tif", bend=12)
    local = open_layer(mosaic_of(tmp_path, path), resources)
    remote = open_layer(mosaic_of(tmp_path, path, f"{nginx_server.url}/bent.tif"), resources)
    grid = Grid(local.description.extent, 300, 300)
    drawn = draw(remote, grid)
    assert drawn.report is not None
    assert drawn.report.skipped == ()
    assert np.array_equal(drawn.pixels, draw(local, grid).pixels)
