"""``assets``: the images of an extent or of the whole mosaic. ENGINE side."""

from __future__ import annotations

from ...wire.codec import from_json
from ...wire.requests import Assets
from ...wire.results import AssetsResult
from ..jobs import Job
from .layers import layer_of


def assets(request: Assets, job: Job) -> AssetsResult:
    """Raises what reading raises."""
    with layer_of(job, request.handle) as layer:
        return from_json(AssetsResult, layer.assets(request.extent, request.limit).as_dict())
