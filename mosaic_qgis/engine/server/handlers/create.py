"""``create``: a mosaic of images. ENGINE side."""

from __future__ import annotations

import contextlib

from ....backends.making import make_mosaic
from ...wire.images import CreateResult
from ...wire.requests import Create
from ...wire.results import Skipped
from ..jobs import Cancelled, Job


def create(request: Create, job: Job) -> CreateResult:
    """Sends progress. Raises what backends raise."""

    def report(fraction: float | None, text: str) -> None:
        # Raised in the midst of the images, it would have all of them looked at before it is heard.
        with contextlib.suppress(Cancelled):
            job.progress(fraction, text)

    made = make_mosaic(
        request.files,
        request.target,
        overwrite=request.overwrite,
        report=report,
        cancelled=job.is_cancelled,
    )
    skipped = (Skipped(code=notice.code, message=notice.message, asset=notice.asset) for notice in made.skipped)
    return CreateResult(uri=made.uri, images=made.images, skipped=tuple(skipped))
