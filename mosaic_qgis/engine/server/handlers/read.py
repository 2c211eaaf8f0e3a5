"""``read``: pixels, as patches. ENGINE side."""

from __future__ import annotations

from ....reading.values import Patch, ReadRequest
from ...wire.arrays import pack_array
from ...wire.codec import from_json
from ...wire.replies import PatchReply
from ...wire.requests import Read
from ...wire.results import ReadResult
from ..jobs import Job
from .layers import layer_of


def read(request: Read, job: Job) -> ReadResult:
    """Send patches as they are finished; how it went. Raises what reading raises."""

    def send(patch: Patch) -> None:
        dtype, payload = pack_array(patch.array)
        _, height, width = patch.array.shape
        job.patch(
            PatchReply(
                col=patch.col,
                row=patch.row,
                width=width,
                height=height,
                bands=patch.bands,
                dtype=dtype,
                complete=patch.complete,
            ),
            payload,
        )

    wanted = ReadRequest(
        extent=request.extent,
        width=request.width,
        height=request.height,
        bands=request.bands,
        resampling=request.resampling,
        time=request.time,
        sketch=request.sketch,
        is_whole=request.is_whole,
    )
    with layer_of(job, request.handle) as layer:
        return from_json(ReadResult, layer.read(wanted, send, job.is_cancelled).as_dict())
