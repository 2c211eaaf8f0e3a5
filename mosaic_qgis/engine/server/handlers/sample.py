"""``sample``: values at points. ENGINE side."""

from __future__ import annotations

from ...wire.requests import Sample
from ...wire.results import SampleResult
from ..jobs import Job
from .layers import layer_of


def sample(request: Sample, job: Job) -> SampleResult:
    """Raises what reading raises."""
    with layer_of(job, request.handle) as layer:
        values = layer.sample(request.points, job.is_cancelled, time=request.time)
    return SampleResult(values=tuple(tuple(of_point) for of_point in values))
