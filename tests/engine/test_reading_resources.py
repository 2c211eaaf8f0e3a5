"""Caches, threads, cancelling, concurrency: what all layers share."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
import rasterio
from data.fixtures import imagery, resources  # noqa: F401 - fixtures
from data.oracle import Grid, draw, never, open_layer

from mosaic_qgis.reading.images import look_at
from mosaic_qgis.reading.layer import ReadingResources
from mosaic_qgis.reading.memory import MemoryPlan
from mosaic_qgis.reading.pool import DatasetPool, image_source, is_remote
from mosaic_qgis.reading.tiles import SourceTile, TileCache, TileKey, decode
from mosaic_qgis.reading.values import Cancelled, ReadRequest
from mosaic_qgis.reading.workers import Workers

BOUND_S = 20


class Collector:
    """A waiter that keeps what it is given."""

    def __init__(self) -> None:
        self.has_left = False
        self.results: list[tuple] = []
        self.arrived = threading.Semaphore(0)

    def deliver(self, key, result, error) -> None:
        self.results.append((key, result, error))
        self.arrived.release()

    def wait(self, count: int = 1) -> None:
        for _ in range(count):
            assert self.arrived.acquire(timeout=BOUND_S)


@pytest.fixture
def workers():
    made = Workers(local_threads=1, remote_threads=2, gdal_options={})
    yield made
    made.stop()


def block(workers: Workers) -> tuple[threading.Event, Collector]:
    """Occupy the only local thread until the event is set."""
    gate, started, waiter = threading.Event(), threading.Event(), Collector()

    def work():
        started.set()
        gate.wait(BOUND_S)

    workers.submit("gate", work, waiter, (0,))
    assert started.wait(BOUND_S)
    return gate, waiter


def test_jobs_run_by_priority(workers):
    gate, _ = block(workers)
    waiter, order = Collector(), []
    for name, priority in [("late", 9), ("soon", 1), ("middle", 5)]:
        workers.submit(name, lambda name=name: order.append(name), waiter, (priority,))
    gate.set()
    waiter.wait(3)
    assert order == ["soon", "middle", "late"]


def test_a_job_wanted_twice_runs_once_and_by_the_better_priority(workers):
    gate, _ = block(workers)
    first, second, runs = Collector(), Collector(), []
    workers.submit("same", lambda: runs.append("same") or 7, first, (9,))
    workers.submit("other", lambda: runs.append("other"), first, (5,))
    workers.submit("same", lambda: runs.append("never") or 8, second, (1,))
    gate.set()
    first.wait(2)
    second.wait()
    assert runs == ["same", "other"]
    assert second.results == [("same", 7, None)]


def test_a_job_nobody_waits_for_is_dropped(workers):
    gate, _ = block(workers)
    gone, here, runs = Collector(), Collector(), []
    workers.submit("alone", lambda: runs.append("alone"), gone, (1,))
    workers.submit("shared", lambda: runs.append("shared"), gone, (2,))
    workers.submit("shared", lambda: runs.append("second"), here, (2,))
    gone.has_left = True
    gate.set()
    here.wait()
    assert runs == ["shared"]
    again = Collector()
    workers.submit("alone", lambda: runs.append("alone again"), again, (1,))
    again.wait()
    assert runs == ["shared", "alone again"]


def test_errors_go_to_the_waiter_and_the_thread_lives_on(workers):
    waiter = Collector()
    workers.submit("bad", lambda: 1 / 0, waiter, (0,))
    workers.submit("good", lambda: 5, waiter, (1,))
    waiter.wait(2)
    assert isinstance(waiter.results[0][2], ZeroDivisionError)
    assert waiter.results[1][1] == 5


def test_a_thread_that_cannot_start_fails_its_jobs():
    broken = Workers(local_threads=1, gdal_options={"GDAL_CACHEMAX": object()})
    waiter = Collector()
    broken.submit("any", lambda: 1, waiter, (0,))
    waiter.wait()
    assert waiter.results[0][2] is not None
    broken.stop()


def tile_key(number: int) -> TileKey:
    return TileKey(image_source("s3://bucket/x.tif", {}), 0, number, 0, (1,))


def tile(kilobytes: int) -> SourceTile:
    return SourceTile(data=np.zeros((1, kilobytes, 1024), np.uint8), valid=None)


def test_the_tile_cache_is_bounded_in_bytes():
    cache = TileCache(10 * 1024)
    for number in range(20):
        cache.put(tile_key(number), tile(2))
        assert cache.nbytes <= 10 * 1024
        assert cache.get(tile_key(0)) is not None  # used all the time, so never the oldest
    assert [number for number in range(20) if cache.get(tile_key(number))] == [0, 16, 17, 18, 19]
    cache.put(tile_key(99), tile(11))
    assert cache.get(tile_key(99)) is None
    cache.put(tile_key(19), tile(1))
    assert cache.nbytes == 9 * 1024
    cache.clear()
    assert cache.nbytes == 0


def test_the_pool_is_bounded_and_closes_the_oldest(imagery):  # noqa: F811
    pool = DatasetPool(max_idle=3)
    sources = [image_source(str(path), {}) for path in sorted((imagery / "rgb").glob("*.tif"))[:5]]
    opened = []
    for source in sources:
        with pool.borrow(source) as dataset:
            opened.append(dataset)
    assert pool.idle_count == 3
    assert [dataset.closed for dataset in opened] == [True, True, False, False, False]
    with pool.borrow(sources[4]) as dataset:
        assert dataset is opened[4]
        with pool.borrow(sources[4]) as another:
            assert another is not dataset
    pool.close()
    assert all(dataset.closed for dataset in opened)
    with pool.borrow(sources[0]) as dataset:
        late = dataset
    assert late.closed


def test_a_dataset_that_failed_is_not_used_again(imagery):  # noqa: F811
    pool = DatasetPool()
    source = image_source(str(imagery / "rgb" / "z32_r0_c0.tif"), {})
    with pytest.raises(ZeroDivisionError), pool.borrow(source):
        raise ZeroDivisionError
    assert pool.idle_count == 0


def test_gdal_options_of_one_image_do_not_reach_others(imagery):  # noqa: F811
    from rasterio._env import get_gdal_config

    pool = DatasetPool()
    path = str(imagery / "rgb" / "z32_r0_c0.tif")
    seen = {}

    def look(name, options):
        with rasterio.Env(AWS_REGION="process"), pool.borrow(image_source(path, options)):
            seen[name] = get_gdal_config("AWS_REGION")

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(look, ["own", "plain"], [{"AWS_REGION": "secret"}, {}]))
    assert seen == {"own": "secret", "plain": "process"}
    assert get_gdal_config("AWS_REGION") is None
    pool.close()


def test_a_changed_file_is_another_image(tmp_path):
    path = tmp_path / "a.tif"
    path.write_bytes(b"1")
    before = image_source(str(path), {})
    path.write_bytes(b"22")
    assert image_source(str(path), {}) != before


@pytest.mark.parametrize(
    ("href", "remote"),
    [("/data/a.tif", False), ("C:/a.tif", False), ("file:///a.tif", False), ("/vsizip/a.zip/b.tif", False),
     ("https://h/a.tif", True), ("s3://b/a.tif", True), ("/vsicurl/https://h/a.tif", True), ("/vsis3/b/a.tif", True)],
)  # fmt: skip
def test_what_needs_a_network(href, remote):
    assert is_remote(href) is remote


@pytest.mark.parametrize(("width", "height"), [(512, 512), (1000, 777), (333, 3000), (97, 130), (2047, 65)])
@pytest.mark.parametrize("tiled", [True, False])
def test_decoded_tiles_are_the_levels_own_pixels(tmp_path, width, height, tiled):
    """Every tile of every level against the overview as rasterio opens it, with its mask."""
    path = tmp_path / "image.tif"
    rng = np.random.default_rng(1)
    keys = {"tiled": True, "blockxsize": 128, "blockysize": 64} if tiled else {"blockysize": 3}
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True):
        with rasterio.open(
            path, "w", driver="GTiff", count=2, width=width, height=height, dtype="uint16", crs="EPSG:32632",
            transform=rasterio.Affine(10, 0, 600_000, 0, -10, 5_200_000), **keys,
        ) as image:  # fmt: skip
            image.write(rng.integers(0, 60_000, (2, height, width)).astype("uint16"))
            image.write_mask(rng.random((height, width)) > 0.3)
        with rasterio.open(path, "r+") as image:
            image.build_overviews([2, 3, 8], rasterio.enums.Resampling.nearest)
    pool = DatasetPool()
    source = image_source(str(path), {})
    with rasterio.open(path) as image:
        info = look_at(image, str(path))
    assert [level.index for level in info.levels] == [0, 1, 2, 3]
    for level in info.levels:
        with rasterio.open(path, **({"OVERVIEW_LEVEL": level.index - 1} if level.index else {})) as image:
            pixels, mask = image.read([2, 1]), image.read_masks(1)
        assert pixels.shape[1:] == (level.height, level.width)
        for col in range(-(-level.width // level.tile_width)):
            for row in range(-(-level.height // level.tile_height)):
                left, top, wide, high = level.tile_window(col, row)
                got = decode(pool, info, level, TileKey(source, level.index, col, row, (2, 1)))
                there = (slice(top, top + high), slice(left, left + wide))
                assert np.array_equal(got.data, pixels[(slice(None), *there)])
                valid = np.full((high, wide), 255) if got.valid is None else got.valid
                assert np.array_equal(valid, mask[there])
    pool.close()


def grid_of(layer, width=700, height=500) -> Grid:
    return Grid(layer.description.extent, width, height)


def test_reading_again_decodes_nothing(imagery, resources, monkeypatch):  # noqa: F811
    layer = open_layer(imagery / "rgb" / "mosaic.json", resources)
    cold = draw(layer, grid_of(layer))
    assert cold.report.cached_tiles == 0
    monkeypatch.setattr(resources.local, "decode", lambda *_: pytest.fail("decoded again"))
    warm = draw(layer, grid_of(layer))
    assert np.array_equal(warm.pixels, cold.pixels)
    assert cold.report.tiles > 0
    assert warm.report.cached_tiles == warm.report.tiles
    assert warm.report.assets == cold.report.assets > 0


def test_two_readings_at_once_decode_each_tile_once(imagery, resources, monkeypatch):  # noqa: F811
    layer = open_layer(imagery / "rgb" / "mosaic.json", resources)
    lock, counts = threading.Lock(), {}
    barrier = threading.Barrier(4)

    really_decode = resources.local.decode

    def counting(info, level, key):
        with lock:
            counts[key] = counts.get(key, 0) + 1
        return really_decode(info, level, key)

    monkeypatch.setattr(resources.local, "decode", counting)

    def one(_):
        barrier.wait(BOUND_S)
        return draw(layer, grid_of(layer)).pixels

    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(one, range(4)))
    assert all(np.array_equal(result, results[0]) for result in results)
    assert counts
    assert set(counts.values()) == {1}


def test_a_tiny_cache_changes_no_pixel(imagery, resources):  # noqa: F811
    small = ReadingResources(memory=replace(MemoryPlan.of(), tile_bytes=50_000), max_idle_datasets=1, local_threads=2)
    expected = draw(layer := open_layer(imagery / "jpeg_mask" / "mosaic.json", resources), grid_of(layer)).pixels
    cramped = open_layer(imagery / "jpeg_mask" / "mosaic.json", small)
    assert np.array_equal(draw(cramped, grid_of(cramped)).pixels, expected)
    assert small.tiles.nbytes <= 50_000
    assert small.datasets.idle_count <= 1
    small.close()


def test_cancelling_ends_at_once_and_drops_what_waits(imagery, monkeypatch):  # noqa: F811
    """The decoding of the first tile hangs; the reading ends all the same, and nothing else is decoded."""
    resources = ReadingResources(local_threads=1)  # noqa: F811
    layer = open_layer(imagery / "rgb" / "mosaic.json", resources)
    decoding, go_on, decoded = threading.Event(), threading.Event(), []

    decode = resources.local.decode

    def slow(info, level, key):
        decoding.set()
        assert go_on.wait(BOUND_S)
        decoded.append(key)
        return decode(info, level, key)

    monkeypatch.setattr(resources.local, "decode", slow)
    grid = grid_of(layer)
    request = ReadRequest(extent=grid.extent, width=grid.width, height=grid.height)
    patches = []
    with pytest.raises(Cancelled):
        layer.read(request, patches.append, decoding.is_set)
    assert patches == []
    go_on.set()
    waiter = Collector()
    resources.workers.submit("after", lambda: None, waiter, (99,))
    waiter.wait()
    assert len(decoded) == 1
    monkeypatch.undo()
    assert draw(layer, grid).report.complete
    resources.close()


def test_many_readings_of_many_layers_at_once(imagery, resources):  # noqa: F811
    kinds = ["rgb", "uint16", "float32", "rgba", "palette", "jpeg_mask"]
    layers = {kind: open_layer(imagery / kind / "mosaic.json", resources) for kind in kinds}
    alone = {kind: draw(layer, grid_of(layer, 300, 200)).pixels for kind, layer in layers.items()}
    resources.tiles.clear()
    with ThreadPoolExecutor(8) as threads:
        jobs = [(kind, threads.submit(draw, layers[kind], grid_of(layers[kind], 300, 200))) for kind in kinds * 4]
        for kind, job in jobs:
            assert np.array_equal(job.result(BOUND_S).pixels, alone[kind], equal_nan=kind == "float32")


def test_first_opens_only_what_is_needed(imagery, resources, monkeypatch, tmp_path):  # noqa: F811
    """Images below one that covers the view are not decoded."""
    import json

    document = json.loads((imagery / "rgb" / "mosaic.json").read_text())
    whole = str(imagery / "odd" / "whole.tif")
    copies = [whole] + [str(imagery / "odd" / "no_overviews.tif")] * 1
    document["tiles"] = dict.fromkeys(document["tiles"], copies)
    path = tmp_path / "mosaic.json"
    path.write_text(json.dumps(document))
    layer = open_layer(path, resources)
    with rasterio.open(whole) as image:
        x, y = rasterio.warp.transform(
            image.crs, "EPSG:3857", [sum(image.bounds[::2]) / 2], [sum(image.bounds[1::2]) / 2]
        )
    grid = Grid((x[0] - 2000, y[0] - 2000, x[0] + 2000, y[0] + 2000), 200, 200)
    request = ReadRequest(extent=grid.extent, width=200, height=200)
    assert layer.read(request, lambda _: None, never).assets == 1
