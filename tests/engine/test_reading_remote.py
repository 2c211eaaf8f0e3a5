"""Images behind HTTP: the same pixels, in parallel, in few requests, with failures told apart. A server in this process."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import rasterio.shutil
from data.fixtures import imagery, patient, resources  # noqa: F401 - fixtures
from data.oracle import Grid, draw, never, open_layer
from servers.ranges import BOUND_S, RangeServer, serving

from mosaic_qgis.mosaic.errors import UntrustedReferenceError
from mosaic_qgis.reading.resources import ReadingResources
from mosaic_qgis.reading.values import Cancelled, ReadRequest

# Requests are counted: they are fewer when all images are known from the start.
pytestmark = pytest.mark.usefixtures("patient")


@pytest.fixture
def server(imagery: Path) -> Iterator[RangeServer]:  # noqa: F811
    with serving(imagery / "rgb") as made:
        yield made


@pytest.fixture
def document(server: RangeServer, imagery: Path, tmp_path: Path) -> Path:  # noqa: F811
    made = json.loads((imagery / "rgb" / "mosaic.json").read_text())
    made["tiles"] = {
        key: [f"{server.url}/{name}?token=secret" for name in names] for key, names in made["tiles"].items()
    }
    path = tmp_path / "mosaic.json"
    path.write_text(json.dumps(made))
    return path


class Collector:
    """A waiter that counts."""

    has_left = False

    def __init__(self) -> None:
        self._arrived = threading.Semaphore(0)

    def deliver(self, *_: object) -> None:
        self._arrived.release()

    def wait(self) -> None:
        assert self._arrived.acquire(timeout=BOUND_S)


def grid_of(layer) -> Grid:
    return Grid(layer.description.extent, 500, 300)


def test_remote_images_give_the_same_pixels_in_few_requests(imagery, resources, server, document):  # noqa: F811
    local = open_layer(imagery / "rgb" / "mosaic.json", resources)
    layer = open_layer(document, resources)
    drawn = draw(layer, grid_of(layer))
    assert drawn.report.complete
    assert np.array_equal(drawn.pixels, draw(local, grid_of(local)).pixels)
    # Header and pixels of seven small images: no listing, no sidecars, nothing twice.
    assert not [name for name in server.requests if not name.endswith(".tif")]
    assert len(server.requests) <= 2 * 7
    assert {asked.method for asked in server.asked} == {"GET"}
    before = len(server.requests)
    draw(layer, grid_of(layer))
    assert len(server.requests) == before


def test_images_are_opened_in_parallel(resources, server, document):  # noqa: F811
    layer = open_layer(document, resources)
    server.release.clear()
    with ThreadPoolExecutor(1) as threads:
        job = threads.submit(draw, layer, grid_of(layer))
        with server.lock:
            assert server.lock.wait_for(lambda: server.together >= 4, timeout=BOUND_S)
        server.release.set()
        assert job.result(BOUND_S).report.complete


@pytest.mark.parametrize(("status", "code"), [(404, "not_found"), (403, "auth")])
def test_one_image_that_is_refused(resources, server, document, status, code):  # noqa: F811
    layer = open_layer(document, resources)
    name = "z33_r0_c0.tif"
    server.status_of[name] = status
    report = draw(layer, grid_of(layer)).report
    assert not report.complete
    assert [(failure.code, failure.asset) for failure in report.skipped] == [(code, f"{server.url}/{name}")]
    assert "secret" not in report.skipped[0].message
    # It is not asked again with every pan.
    before = server.requests.count(name)
    assert draw(layer, grid_of(layer)).report.skipped == report.skipped
    assert server.requests.count(name) == before


def test_cancelling_does_not_wait_for_the_network(resources, server, document):  # noqa: F811
    layer = open_layer(document, resources)
    server.release.clear()
    grid = grid_of(layer)
    request = ReadRequest(extent=grid.extent, width=grid.width, height=grid.height)

    def cancelled() -> bool:
        with server.lock:
            return server.together >= 2

    with pytest.raises(Cancelled):
        layer.read(request, lambda _: None, cancelled)
    server.release.set()


def test_identify_shows_no_signature(resources, server, document):  # noqa: F811
    layer = open_layer(document, resources)
    found = layer.identify(1_335_000, 5_942_000, never)
    assert found.assets
    assert "secret" not in json.dumps(found.as_dict())
    assert "secret" not in json.dumps(layer.description.as_dict())
    assert "secret" not in json.dumps(layer.assets(None, 10).as_dict())


def test_remote_files_that_name_other_files_are_refused(imagery, resources, tmp_path):  # noqa: F811
    # A stranger's VRT could name any image of this machine.
    made = json.loads((imagery / "rgb" / "mosaic.json").read_text())
    image = next(iter((imagery / "rgb").glob("*.tif")))
    rasterio.shutil.copy(image, tmp_path / "other.vrt", driver="VRT")
    with serving(tmp_path) as server:
        made["tiles"] = {key: [f"{server.url}/other.vrt"] for key in made["tiles"]}
        path = tmp_path / "mosaic.json"
        path.write_text(json.dumps(made))
        with pytest.raises(UntrustedReferenceError, match=r"other\.vrt is a VRT file"):
            open_layer(path, resources)


def test_a_cancelled_view_stops_its_requests(imagery, server, document):  # noqa: F811
    resources = ReadingResources(remote_threads=2)  # noqa: F811
    layer = open_layer(document, resources)
    server.release.clear()
    grid = grid_of(layer)
    request = ReadRequest(extent=grid.extent, width=grid.width, height=grid.height)
    before = len(server.asked)

    def cancelled() -> bool:
        with server.lock:
            return server.together >= 1

    with pytest.raises(Cancelled):
        layer.read(request, lambda _: None, cancelled)
    server.release.set()
    # The workers come to this job last: whatever was queued before it is through, or was dropped.
    done = Collector()
    resources.workers.submit("after", lambda: None, done, (99,), remote=True)
    done.wait()
    assert len(server.asked) - before <= 2
    resources.close()


def test_a_pan_asks_for_the_new_strip_only(resources, server, document):  # noqa: F811
    layer = open_layer(document, resources)
    west, south, east, north = layer.description.extent
    width = (east - west) / 2
    draw(layer, Grid((west, south, west + width, north), 400, 400))
    before = len(server.asked)
    again = draw(layer, Grid((west, south, west + width, north), 400, 400))
    assert len(server.asked) == before
    assert again.report.complete
    draw(layer, Grid((west + width / 4, south, west + width * 5 / 4, north), 400, 400))
    ranges = [(asked.name, asked.range) for asked in server.asked]
    assert len(ranges) == len(set(ranges))


def test_tiles_of_one_image_come_together(imagery, server, document):  # noqa: F811
    """Two ready-made groups: the head tells where tiles lie, so they are asked for in few ranges."""
    resources = ReadingResources()  # noqa: F811
    layer = open_layer(document, resources)
    fine = Grid(layer.description.extent, 1500, 900)
    report = draw(layer, fine).report
    assert report.complete
    tiles = [asked for asked in server.asked if not asked.range.startswith("bytes=0-")]
    assert len(tiles) <= report.tiles
    assert len(server.asked) <= report.assets + report.tiles
    resources.close()
