"""An engine that does what a test tells it: slow, failing, silent, refusing. Stands in for `EngineHost` and below.

What a real engine shows is tested with a real one; this is for what it cannot be made to do on demand.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy

from mosaic_qgis.engine.client.process import ArrayPatch, EngineFailure

WEB_MERCATOR = "EPSG:3857"


def band(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A band of a description."""
    facts = {
        "name": f"b{number}", "description": "", "dtype": "uint8", "nodata": 0.0, "scale": 1.0, "offset": 0.0,
        "unit": "", "color": ("red", "green", "blue")[number - 1] if number <= 3 else "undefined", "colormap": None,
    }  # fmt: skip
    return {**facts, **changes}


def description(**changes: Any) -> dict[str, Any]:
    """A mosaic of 1000 x 800 pixels of 10 m."""
    facts = {
        "handle": "h", "name": "", "description": "words", "attribution": "somebody", "document_uri": "/data/m.json",
        "mosaicjson_version": "0.0.2", "crs": {"authority": WEB_MERCATOR, "wkt": ""}, "tms": "WebMercatorQuad",
        "extent": (0.0, 0.0, 10000.0, 8000.0), "bounds_geographic": (0.0, 0.0, 0.09, 0.07), "geographic_crs_wkt": "",
        "minzoom": 8, "maxzoom": 12, "quadkey_zoom": 8, "tile_size": 256, "width": 1000, "height": 800,
        "resolutions": (10.0, 20.0, 40.0), "bands": (band(1), band(2), band(3)), "mask": "nodata", "tile_count": 4,
        "warnings": (), "sample_asset": "/data/a.tif",
    }  # fmt: skip
    return {**facts, **changes}


def image(**changes: Any) -> dict[str, Any]:
    """An image at a point."""
    facts = {
        "rank": 1, "name": "a.tif", "href": "https://u:geheim@h/a.tif?sig=geheim", "used": True,
        "values": (10.0, 20.0, 30.0), "datetime": None, "key": "a.tif",
    }  # fmt: skip
    return {**facts, **changes}


def state(**changes: Any) -> dict[str, Any]:
    """An engine that has read a little."""
    cache = {
        "tile_bytes": 3 * 1024 * 1024, "tile_limit_bytes": 512 * 1024 * 1024, "disk_bytes": 0, "disk_limit_bytes": 0,
        "open_datasets": 4,
    }  # fmt: skip
    return {"cache": cache, "assets_known": 7, "skipped": (), "complete_resolution": None, **changes}


class FakePending:
    """A request that ends when the test says so."""

    def __init__(self) -> None:
        self.ended = threading.Event()
        self.cancelled = threading.Event()
        self.value: Mapping[str, Any] | None = None
        self.failure: EngineFailure | None = None

    def succeed(self, value: Mapping[str, Any]) -> FakePending:
        self.value = value
        self.ended.set()
        return self

    def fail(self, code: str, message: str = "the fake was told to fail") -> FakePending:
        self.failure = EngineFailure(code, message)
        self.ended.set()
        return self

    def wait(self, timeout_s: float) -> bool:
        return self.ended.wait(timeout_s)

    def cancel(self) -> None:
        self.cancelled.set()
        if not self.ended.is_set():
            self.fail("cancelled")

    def result(self, timeout_s: float | None = None) -> Mapping[str, Any]:
        assert self.ended.wait(timeout_s or 0)
        if self.failure is not None:
            raise self.failure
        assert self.value is not None
        return self.value


READ_RESULT = {
    "complete": True, "skipped": (), "notes": (), "tiles": 1, "cached_tiles": 0, "assets": 1, "elapsed_ms": 1.0,
}  # fmt: skip


@dataclass
class Request:
    """One call of the remote mosaic."""

    op: str
    arguments: dict[str, Any]
    pending: FakePending


@dataclass
class FakeRemote:
    """A mosaic whose pixel value is `pattern(band, x, y)`; `on_read` decides how reads go."""

    description: dict[str, Any] = field(default_factory=description)
    on_read: Callable[[Request, Callable[[ArrayPatch], None]], None] | None = None
    point_values: tuple[float | None, ...] = (10.0, 20.0, 30.0)
    point_failure: str | None = None
    point_images: tuple[dict[str, Any], ...] = field(default_factory=lambda: (image(),))
    point_skipped: tuple[dict[str, Any], ...] = ()
    state: dict[str, Any] | None = field(default_factory=state)
    """What `status` answers; None: nothing comes."""
    statistics_come: bool = True
    statistics_failure: str | None = None
    statistics_count: int = 10
    """Valid pixels of a sample."""
    requests: list[Request] = field(default_factory=list)

    def asked(self, op: str) -> list[Request]:
        return [request for request in self.requests if request.op == op]

    def read(
        self, extent, width, height, bands=None, resampling="nearest", on_patch=None, *, time=None, sketch=False
    ) -> FakePending:
        request = self._note(
            "read",
            extent=extent,
            width=width,
            height=height,
            bands=bands,
            resampling=resampling,
            time=time,
            sketch=sketch,
        )
        if self.on_read is not None:
            self.on_read(request, on_patch)
        else:
            on_patch(self.patch(request))
            request.pending.succeed(READ_RESULT)
        return request.pending

    def identify(self, x, y, *, time=None) -> FakePending:
        request = self._note("identify", x=x, y=y, time=time)
        if self.point_failure:
            return request.pending.fail(self.point_failure)
        return request.pending.succeed(
            {"values": self.point_values, "assets": self.point_images, "skipped": self.point_skipped}
        )

    def sample(self, points, *, time=None) -> FakePending:
        request = self._note("sample", points=points, time=time)
        if self.point_failure:
            return request.pending.fail(self.point_failure)
        return request.pending.succeed({"values": tuple(self.point_values for _ in points)})

    def statistics(self, bands, extent=None, sample_size=0, percentiles=(), bins=0, *, time=None) -> FakePending:
        request = self._note("statistics", extent=extent, sample_size=sample_size, percentiles=percentiles, time=time)
        if not self.statistics_come:
            return request.pending
        if self.statistics_failure:
            return request.pending.fail(self.statistics_failure)
        one = {"minimum": 5.0, "maximum": 250.0, "mean": 100.0, "stdev": 20.0, "sum": 1000.0}
        one["count"] = self.statistics_count
        return request.pending.succeed(
            {"bands": [{"band": b, **one, "percentiles": [2.5 * p + 1 for p in percentiles]} for b in bands]}
        )

    def status(self) -> FakePending:
        request = self._note("status")
        return request.pending if self.state is None else request.pending.succeed(self.state)

    def assets(self, extent=None, limit=100) -> FakePending:
        request = self._note("assets", extent=extent, limit=limit)
        images = tuple(
            {"name": f"{n}.tif", "key": f"{n}.tif", "href": f"https://h/{n}.tif?sig=geheim", "rank": n} for n in (1, 2)
        )
        return request.pending.succeed({"assets": images[:limit], "total": 2, "truncated": False})

    def footprints(self, extent=None, limit=1000, *, exact=False, on_progress=None) -> FakePending:
        request = self._note("footprints", extent=extent, limit=limit, exact=exact)
        square = {"type": "Polygon", "coordinates": [[[0, 0], [0.05, 0], [0.05, 0.05], [0, 0.05], [0, 0]]]}
        one = {"name": "1.tif", "key": "1.tif", "href": "https://h/1.tif", "rank": 1, "geometry": square}
        features = ({**one, "datetime": None, "properties": {}},)
        return request.pending.succeed({"features": features, "total": 1, "truncated": False, "skipped": ()})

    def patch(self, request: Request, value: int = 0, part: tuple[int, int, int, int] | None = None) -> ArrayPatch:
        """The pattern (or one value) for a part (col, row, width, height) of a read, default all of it."""
        asked = request.arguments
        col, row, width, height = part or (0, 0, asked["width"], asked["height"])
        numbers = asked["bands"] or tuple(range(1, len(self.description["bands"]) + 1))
        dtype = self.description["bands"][0]["dtype"]
        array = numpy.empty((len(numbers), height, width), dtype=dtype)
        for index, number in enumerate(numbers):
            array[index] = value or 20 * number
        return ArrayPatch(col=col, row=row, array=array, bands=numbers, complete=True)

    def _note(self, op: str, **arguments: Any) -> Request:
        request = Request(op, arguments, FakePending())
        self.requests.append(request)
        return request


class FakeEngine:
    """Stands in for `EngineHost`."""

    def __init__(self, remote: FakeRemote | None = None, failure: EngineFailure | None = None) -> None:
        self.remote = remote or FakeRemote()
        self.failure = failure
        self.opened: list[tuple[str, dict[str, str], Any]] = []
        self.opened_anew: list[str] = []
        self.answers: dict[str, Any] = {}
        """What `ask` gives by op: a value, a failure, or a function (request, is_cancelled, on_progress) -> value."""
        self.asked: list[Any] = []
        """The requests."""

    def ask(self, request, timeout_s, is_cancelled=None, on_progress=None) -> Mapping[str, Any]:
        self.asked.append(request)
        if self.failure is not None:
            raise self.failure
        answer = self.answers[request.op]
        if callable(answer):
            answer = answer(request, is_cancelled or (lambda: False), on_progress or (lambda _fraction, _text: None))
        if isinstance(answer, EngineFailure):
            raise answer
        return answer

    def open(self, mosaic, options, credentials, timeout_s, is_cancelled=None, *, anew=False) -> FakeRemote:
        self.opened.append((mosaic, dict(options), credentials))
        if anew:
            self.opened_anew.append(mosaic)
        if self.failure is not None:
            raise self.failure
        return self.remote


class FakeNotes:
    """Stands in for `Notes`."""

    def __init__(self) -> None:
        self.posted: list[tuple[str, str]] = []

    def post(
        self, text: str, level: str = "warning", kind: str | None = None, detail: str = "", *, is_news: bool = False
    ) -> None:
        self.posted.append((level, f"{text} ({detail})" if detail else text))
