"""``write_twin``: a file by which GDAL opens a mosaic. ENGINE side."""

from __future__ import annotations

from ....batch.twin import TwinWish
from ....batch.twin import write_twin as written
from ...wire.results import Skipped
from ...wire.twins import TwinResult, WriteTwin
from ..jobs import Job
from .sources import MOST_SKIPPED, source_of


def write_twin(request: WriteTwin, job: Job) -> TwinResult:
    """Sends progress. Raises what batch work raises."""
    wish = TwinWish(
        file=request.file,
        overwrite=request.overwrite,
        crs=request.crs,
        resolution=request.resolution,
        skips_broken=request.skips_broken,
    )
    source = source_of(request.uri, request.options, request.credentials)
    made = written(source, wish, report=job.progress, cancelled=job.is_cancelled)
    return TwinResult(
        file=made.file,
        images=made.images,
        crs=made.crs,
        width=made.width,
        height=made.height,
        resolution=made.resolution,
        notes=made.notes,
        skipped=tuple(Skipped(**each.as_dict()) for each in made.skipped[:MOST_SKIPPED]),
        skipped_count=len(made.skipped),
    )
