"""``identify``: values and images at a point. ENGINE side."""

from __future__ import annotations

from ...wire.codec import from_json
from ...wire.requests import Identify
from ...wire.results import IdentifyResult
from ..jobs import Job
from .layers import layer_of


def identify(request: Identify, job: Job) -> IdentifyResult:
    """Raises what reading raises."""
    with layer_of(job, request.handle) as layer:
        found = layer.identify(request.x, request.y, job.is_cancelled, time=request.time)
    return from_json(IdentifyResult, found.as_dict())
