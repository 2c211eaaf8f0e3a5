"""``close``: forget a layer. ENGINE side."""

from __future__ import annotations

from ...wire.requests import Close
from ...wire.results import Empty
from ..jobs import Job


def close(request: Close, job: Job) -> Empty:
    """Requests under way keep the layer until they end. Raises EngineFailure ``not_found``."""
    job.handles.close(request.handle)
    return Empty()
