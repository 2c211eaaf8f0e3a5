"""The real server with invented handlers: fast, slow, stuck and noisy ones. Run as the bootstrap of a LaunchPlan.

Arguments: a folder of site-packages (for numpy), then what is ignored. ``handle`` and ``uri`` steer what happens.
"""

from __future__ import annotations

import ctypes
import os
import resource
import sys
import threading
from pathlib import Path

sys.path.append(sys.argv[1])
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from mosaic_qgis.engine.server.jobs import Cancelled
from mosaic_qgis.engine.server.loop import serve
from mosaic_qgis.engine.server.stdio import claim_stdio, ignore_interrupts
from mosaic_qgis.engine.wire import results, saving, stac_results
from mosaic_qgis.engine.wire.replies import PatchReply

FOREVER_S = 3600


def description(handle: str, name: str) -> results.Description:
    """A mosaic of one band and 256 x 256 pixels."""
    band = results.Band(
        name="b1", description="", dtype="uint8", nodata=float("nan"), scale=1.0, offset=0.0, unit="", color="gray",
        colormap={"7": (1, 2, 3, 255)},
    )  # fmt: skip
    return results.Description(
        handle=handle, name=name, description="", attribution="", document_uri=name, mosaicjson_version="0.0.3",
        crs=results.CrsDescription(authority="EPSG:3857", wkt=""), tms="WebMercatorQuad", extent=(0.0, 0.0, 1.0, 1.0),
        bounds_geographic=(0.0, 0.0, 1.0, 1.0), geographic_crs_wkt="", minzoom=0, maxzoom=0, quadkey_zoom=0,
        tile_size=256, width=256, height=256, resolutions=(1.0,), bands=(band,), mask="nodata", tile_count=None,
        warnings=(), sample_asset=None,
    )  # fmt: skip


class Layer:
    """What is open; writes a line to stderr when it is closed."""

    open_now = 0

    def __init__(self, name: str) -> None:
        self.name = name
        Layer.open_now += 1

    def close(self) -> None:
        Layer.open_now -= 1
        print(f"closed {self.name}", file=sys.stderr)


def open_mosaic(request, job):
    if request.uri == "noisy":
        print("a stray print")
        os.write(1, b"a stray write to descriptor 1\n")
        ctypes.CDLL(None).puts(b"a stray puts from C")
        ctypes.CDLL(None).fflush(None)
    if request.uri == "missing":
        raise LookupErrorWithCode("The mosaic 'missing' does not exist.")
    if request.uri == "fault":
        raise ZeroDivisionError("a fault")
    if request.uri == "slow":
        job._cancelled.wait(FOREVER_S)
    handle = job.handles.add(Layer(request.uri))
    job.if_unwanted(lambda: job.handles.close(handle))
    return description(handle, request.uri)


class LookupErrorWithCode(Exception):
    code = "not_found"
    asset = "s3://bucket/image.tif"


def close(request, job):
    job.handles.close(request.handle)
    return results.Empty()


def read(request, job):
    """``resampling`` says how: nearest = patches of one row each, or a way to be stuck."""
    with job.handles.use(request.handle):
        if request.resampling == "crash":
            os.kill(os.getpid(), 9)
        if request.resampling == "segfault":
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            ctypes.string_at(0)
        if request.resampling == "until-cancelled":
            patch = PatchReply(col=0, row=0, width=1, height=1, bands=(1,), dtype="uint8", complete=True)
            job.patch(patch, b"\x07")
            while not job.is_cancelled():
                job._cancelled.wait(FOREVER_S)
        if request.resampling == "in-c":
            print("stuck", file=sys.stderr)
            ctypes.CDLL(None).sleep(FOREVER_S)
        if request.resampling == "in-c-with-gil":
            print("stuck", file=sys.stderr)
            ctypes.PyDLL(None).sleep(FOREVER_S)
        if request.resampling == "big":
            payload = bytes(16) * (request.width * request.height // 16)
            for _ in range(int(request.extent[2])):
                job.patch(
                    PatchReply(
                        col=0, row=0, width=request.width, height=request.height, bands=(1,), dtype="uint8",
                        complete=True,
                    ),
                    payload,
                )  # fmt: skip
        if request.resampling == "nearest":
            for row in range(request.height):
                job.patch(
                    PatchReply(
                        col=0, row=row, width=request.width, height=1, bands=(1, 2), dtype="uint16", complete=True
                    ),
                    (row.to_bytes(2, "little") + (row + 1).to_bytes(2, "little")) * request.width,
                )
        return results.ReadResult(
            complete=True, skipped=(), notes=(), tiles=1, cached_tiles=0, assets=1, elapsed_ms=float("inf")
        )


def identify(request, job):
    return results.IdentifyResult(values=(request.x, float("nan"), None), assets=())


def statistics(request, job):
    return {"bands": "not what the protocol says"}


def assets(request, job):
    """How many layers are open, as a rank, and how many threads there are."""
    count = results.ListedAsset(name="open", href="", rank=Layer.open_now)
    return results.AssetsResult(assets=(count,), total=threading.active_count(), truncated=False)


def stac_queryables(request, job):
    """``uri`` says how: with progress, in parts, or until it is cancelled."""
    if request.uri == "parts":
        job.parts("properties", [{"name": str(number)} for number in range(7)], 3)
    if request.uri == "parts of nothing":
        job.parts("nothing", [1], 3)
    if request.uri == "crash":
        os.kill(os.getpid(), 9)
    job.progress(0.5, "half")
    while request.uri == "until-cancelled" and not job.is_cancelled():
        job._cancelled.wait(FOREVER_S)
    return stac_results.StacQueryablesResult(properties=())


def save(request, job):
    """Ends when it is cancelled, but not at once: it says how it ended."""
    job.progress(None, request.uri or request.handle)
    if request.target == "crash":
        os.kill(os.getpid(), 9)
    if request.target == "until-cancelled":
        job._cancelled.wait(FOREVER_S)
        print("tidied up", file=sys.stderr)
        raise Cancelled
    return saving.SaveResult(uri=request.target, images=1, tiles=2)


HANDLERS = {
    "open": open_mosaic, "close": close, "read": read, "identify": identify, "statistics": statistics, "assets": assets,
    "stac_queryables": stac_queryables, "save": save,
}  # fmt: skip

if __name__ == "__main__":
    ignore_interrupts()
    streams = claim_stdio()
    serve(*streams, lambda: HANDLERS)
