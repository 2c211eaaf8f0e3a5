"""``statistics``: from a bounded sample. ENGINE side."""

from __future__ import annotations

from ....reading.values import StatisticsRequest
from ...wire.codec import from_json
from ...wire.requests import Statistics
from ...wire.results import StatisticsResult
from ..jobs import Job
from .layers import layer_of


def statistics(request: Statistics, job: Job) -> StatisticsResult:
    """Raises what reading raises."""
    wanted = StatisticsRequest(
        bands=request.bands,
        extent=request.extent,
        sample_size=request.sample_size,
        percentiles=request.percentiles,
        bins=request.bins,
        time=request.time,
    )
    with layer_of(job, request.handle) as layer:
        found = layer.statistics(wanted, job.is_cancelled)
    return from_json(StatisticsResult, {"bands": [band.as_dict() for band in found]})
