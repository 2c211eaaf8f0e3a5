"""Images behind HTTP: the same pixels, in parallel, in few requests, with failures told apart. A server in this process."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
import rasterio.shutil
from data.fixtures import imagery, resources  # noqa: F401 - fixtures
from data.oracle import Grid, draw, never, open_layer

from mosaic_qgis.mosaic.errors import UntrustedReferenceError
from mosaic_qgis.reading.values import Cancelled, ReadRequest

BOUND_S = 30


class RangeServer(ThreadingHTTPServer):
    """Serves a folder with byte ranges; can refuse, or hold requests until several have come."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), partial(RangeHandler, folder))
        self.requests: list[str] = []
        self.status_of: dict[str, int] = {}
        self.held: set[str] = set()
        self.together = 0
        self.most_together = 0
        self.lock = threading.Condition()
        self.release = threading.Event()
        self.release.set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class RangeHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: RangeServer

    def __init__(self, folder: Path, *arguments) -> None:
        self.folder = folder
        super().__init__(*arguments)

    def log_message(self, *_arguments) -> None:
        """Nothing to say."""

    def do_HEAD(self) -> None:
        self.answer(with_body=False)

    def do_GET(self) -> None:
        self.answer(with_body=True)

    def answer(self, *, with_body: bool) -> None:
        name = self.path.split("?")[0].lstrip("/")
        server = self.server
        with server.lock:
            server.requests.append(name)
            server.together += 1
            server.most_together = max(server.most_together, server.together)
            server.lock.notify_all()
        server.release.wait(BOUND_S)
        with server.lock:
            server.together -= 1
        path = self.folder / name
        status = server.status_of.get(name, 200 if path.is_file() else 404)
        body = path.read_bytes() if status == 200 else b"no"
        wanted = self.headers.get("Range")
        total = len(body)
        if status == 200 and wanted:
            first, last = wanted.removeprefix("bytes=").split("-")
            start, stop = int(first), min(int(last) + 1 if last else total, total)
            body, status = body[start:stop], 206
        self.send_response(status)
        if status == 206:
            self.send_header("Content-Range", f"bytes {start}-{stop - 1}/{total}")
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if with_body:
            self.wfile.write(body)


@contextmanager
def serving(folder: Path) -> Iterator[RangeServer]:
    made = RangeServer(folder)
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield made
    made.release.set()
    made.shutdown()
    made.server_close()
    thread.join(BOUND_S)


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
    assert len(server.requests) <= 3 * 7
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
