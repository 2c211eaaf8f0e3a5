"""``make_overview``: the overview image of a mosaic. ENGINE side."""

from __future__ import annotations

from ....batch.overview import OverviewWish, create_overview
from ....batch.runner import runner_for
from ...wire.overviews import MakeOverview, OverviewResult
from ...wire.results import Skipped
from ..jobs import Job
from .sources import MOST_SKIPPED, source_of


def make_overview(request: MakeOverview, job: Job) -> OverviewResult:
    """Sends progress. Raises what batch work raises."""
    wish = OverviewWish(
        file=request.file,
        overwrite=request.overwrite,
        href=request.href,
        maxzoom=request.maxzoom,
        skips_broken=request.skips_broken,
    )
    source = source_of(request.uri, request.options, request.credentials)
    with runner_for(request.cluster, report=job.progress) as runner:
        made = create_overview(source, wish, runner, report=job.progress, cancelled=job.is_cancelled)
    return OverviewResult(
        file=str(made.path),
        href=made.overview.href,
        maxzoom=made.overview.maxzoom,
        skipped=tuple(Skipped(**each.as_dict()) for each in made.skipped[:MOST_SKIPPED]),
        skipped_count=len(made.skipped),
    )
