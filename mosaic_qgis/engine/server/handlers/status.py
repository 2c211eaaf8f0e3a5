"""``status``: what the engine holds of a mosaic. ENGINE side."""

from __future__ import annotations

from ...wire.codec import from_json
from ...wire.requests import Status
from ...wire.results import StatusResult
from ..jobs import Job
from .layers import layer_of


def status(request: Status, job: Job) -> StatusResult:
    """Touches no image. Raises EngineFailure ``not_found``."""
    with layer_of(job, request.handle) as layer:
        return from_json(StatusResult, layer.status().as_dict())
