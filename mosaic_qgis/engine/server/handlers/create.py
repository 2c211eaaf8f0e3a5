"""``create``: a mosaic of images. ENGINE side."""

from __future__ import annotations

from ....backends.making import make_mosaic
from ...wire.images import CreateResult
from ...wire.requests import Create
from ...wire.results import Skipped
from ..jobs import Job


def create(request: Create, job: Job) -> CreateResult:
    """Sends progress. Raises what backends raise."""
    made = make_mosaic(
        request.files,
        request.target,
        overwrite=request.overwrite,
        report=job.progress,
        cancelled=job.is_cancelled,
    )
    skipped = (Skipped(code=notice.code, message=notice.message, asset=notice.asset) for notice in made.skipped)
    return CreateResult(uri=made.uri, images=made.images, skipped=tuple(skipped))
