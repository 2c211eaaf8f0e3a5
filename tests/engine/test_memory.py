"""One bound on the engine's memory: how it is divided, and that a real engine stays near it while it draws far more."""

from __future__ import annotations

import itertools
import json
import os
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import rasterio
from data.fixtures import imagery  # noqa: F401 - a fixture
from data.oracle import Grid, draw, open_layer
from engines.processes import BOUND_S, VERSION, Log
from rasterio.transform import from_bounds

from mosaic_qgis.engine.client.launch import LaunchPlan, child_environment
from mosaic_qgis.engine.client.process import ArrayPatch, EngineClient
from mosaic_qgis.engine.server.options import EngineOptions
from mosaic_qgis.mosaic.quadkeys import quadkey_of_tile
from mosaic_qgis.reading.layer import ReadingResources
from mosaic_qgis.reading.memory import DEFAULT_BYTES, MB, PROCESS_BYTES, Ahead, MemoryPlan
from mosaic_qgis.reading.pool import DatasetPool, image_source, read_bytes

ROOT = Path(__file__).parents[2]
TILE_M = 40_075_016.68557849 / 2**10
"""Side of a web tile of zoom 10."""


@pytest.mark.parametrize("total", [0, 64 * MB, 400 * MB, DEFAULT_BYTES, 8 * DEFAULT_BYTES])
def test_the_parts_are_no_more_than_what_is_free(total):
    plan = MemoryPlan.of(total)
    parts = [
        plan.tile_bytes,
        plan.ahead_bytes,
        plan.canvas_bytes,
        plan.open_bytes,
        plan.gdal_bytes,
        plan.network_bytes,
    ]
    assert all(part > 0 for part in parts)
    assert sum(parts) <= max(total - PROCESS_BYTES, total // 4, 16 * MB)


def test_engine_option():
    assert EngineOptions.from_environment({}).memory_bytes == 1 << 30
    assert EngineOptions.from_environment({"MOSAIC_QGIS_ENGINE_MEMORY_MB": "300"}).memory_bytes == 300 * MB
    assert EngineOptions.from_environment({"MOSAIC_QGIS_ENGINE_MEMORY_MB": "much"}).memory_bytes == 1 << 30


def test_maps_draw_with_next_to_nothing_and_give_back_what_they_held(imagery):  # noqa: F811
    plenty = ReadingResources()
    least = ReadingResources(
        memory=replace(MemoryPlan.of(0), tile_bytes=1, ahead_bytes=1, canvas_bytes=1, open_bytes=1)
    )
    layers = [open_layer(imagery / "rgb" / "mosaic.json", resources) for resources in (plenty, least)]
    grid = Grid(layers[0].description.extent, 500, 400)
    one, other = (draw(layer, grid) for layer in layers)
    assert np.array_equal(one.pixels, other.pixels)
    assert (least.tiles.nbytes, least.canvases.nbytes, least.ahead.nbytes) == (0, 0, 0)
    assert plenty.ahead.nbytes == 0
    for resources in (plenty, least):
        resources.close()


def test_ahead():
    ahead = Ahead(10)
    ahead.add(9)
    assert not ahead.is_full
    ahead.add(1)
    assert ahead.is_full
    ahead.add(-10)
    assert (ahead.nbytes, ahead.is_full) == (0, False)


def test_open_images_are_counted_by_what_gdal_keeps(tmp_path):
    paths = [tmp_path / f"{number}.tif" for number in range(4)]
    for path in paths:
        keys = {"crs": "EPSG:3857", "transform": from_bounds(0, 0, 1, 1, 512, 512), "tiled": True}
        with rasterio.open(
            path, "w", driver="GTiff", width=512, height=512, count=3, dtype="uint8", blockxsize=256, blockysize=256,
            interleave="pixel", **keys,
        ) as image:  # fmt: skip
            image.write(np.ones((3, 512, 512), np.uint8))
    with rasterio.open(paths[0]) as image:
        size = read_bytes(image)
    assert size >= 256 * 256 * 3
    pool = DatasetPool(max_bytes=2 * size)
    for path in paths:
        with pool.borrow(image_source(str(path), {})) as image:
            image.read(1)
    assert pool.idle_count == 2
    with pool.borrow(image_source(str(paths[0]), {}), reads=False):
        pass
    assert pool.idle_count == 2
    pool.close()


def _note(means: list[float], patch: ArrayPatch) -> None:
    means.append(float(patch.array.mean()))


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_real_engine_stays_near_its_bound(tmp_path):
    """16 images of 50 MB each, drawn pixel by pixel: an engine that kept all of them would take 900 MB and more."""
    size_px, tiles = 2048, {}
    for number in range(16):
        col, row = 540 + number % 4, 360 + number // 4
        left, top = -20_037_508.342789244 + col * TILE_M, 20_037_508.342789244 - row * TILE_M
        path = tmp_path / f"{number}.tif"
        with rasterio.open(
            path, "w", driver="GTiff", width=size_px, height=size_px, count=3, dtype="float32", crs="EPSG:3857",
            transform=from_bounds(left, top - TILE_M, left + TILE_M, top, size_px, size_px), tiled=True,
            blockxsize=512, blockysize=512, compress="deflate", zlevel=1, nodata=-1,
        ) as image:  # fmt: skip
            image.write(np.full((3, size_px, size_px), number, np.float32))
        tiles[quadkey_of_tile(col, row, 10)] = [str(path)]
    document = {"mosaicjson": "0.0.3", "minzoom": 10, "maxzoom": 13, "quadkey_zoom": 10, "tiles": tiles}
    (tmp_path / "mosaic.json").write_text(json.dumps(document))
    environment = {**child_environment(os.environ), "MOSAIC_QGIS_ENGINE_MEMORY_MB": "448"}
    python, packages = Path(sys.executable), Path(rasterio.__file__).parents[1]
    plan = LaunchPlan(
        python=python, folder=packages, bootstrap=ROOT / "mosaic_qgis/engine/bootstrap.py", environment=environment
    )
    client = EngineClient(lambda: plan, VERSION, Log())
    try:
        mosaic = client.open(str(tmp_path / "mosaic.json"), {}, None, BOUND_S)
        half = TILE_M / 2
        for number, part in itertools.product(range(16), range(4)):
            col, row = 540 + number % 4 + part % 2 / 2, 360 + number // 4 + part // 2 / 2
            left, top = -20_037_508.342789244 + col * TILE_M, 20_037_508.342789244 - row * TILE_M
            means: list[float] = []
            read = mosaic.read(
                (left, top - half, left + half, top), size_px // 2, size_px // 2, on_patch=partial(_note, means)
            )
            assert read.result(BOUND_S)["complete"]
            assert means == pytest.approx([number] * len(means))
        status = Path(f"/proc/{client.pid}/status").read_text()
    finally:
        client.stop()
    most_kb = int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])
    assert most_kb < 800 * 1024


def test_images_that_wait_for_their_pixels_stay_open_longer(tmp_path):
    """What makes an open image large is reading; one that was only looked at will be read next."""
    paths = [tmp_path / f"{number}.tif" for number in range(3)]
    for path in paths:
        with rasterio.open(
            path, "w", driver="GTiff", width=512, height=512, count=1, dtype="uint8", crs="EPSG:3857",
            transform=from_bounds(0, 0, 1, 1, 512, 512), tiled=True, blockxsize=512, blockysize=512,
        ) as image:  # fmt: skip
            image.write(np.ones((1, 512, 512), np.uint8))
    looked_at, first, second = (image_source(str(path), {}) for path in paths)
    with rasterio.open(paths[0]) as image:
        pool = DatasetPool(max_bytes=int(1.5 * read_bytes(image)))
    with pool.borrow(looked_at, reads=False) as image:
        waiting = image
    for source in (first, second):
        with pool.borrow(source) as image:
            image.read(1)
    assert pool.idle_count == 2
    with pool.borrow(looked_at) as image:
        assert image is waiting
    with pool.borrow(first) as image:
        again = image
    assert not again.closed
    pool.close()
