"""``footprints``: where the images of a layer lie. ENGINE side."""

from __future__ import annotations

from ...wire.codec import from_json
from ...wire.images import FootprintsResult
from ...wire.requests import Footprints
from ..jobs import Job
from .layers import layer_of

ENTRIES_PER_PART = 100


def footprints(request: Footprints, job: Job) -> FootprintsResult:
    """Sends progress, then the features in parts. Raises what reading raises."""
    with layer_of(job, request.handle) as layer:
        found = layer.footprints(
            request.extent, request.limit, exact=request.exact, report=job.progress, cancelled=job.is_cancelled
        )
    value = found.as_dict()
    job.parts("features", value.pop("features"), ENTRIES_PER_PART)
    return from_json(FootprintsResult, {**value, "features": []})
