"""``write_tiles``: a mosaic as tiles for web maps. ENGINE side."""

from __future__ import annotations

from ....batch.runner import runner_for
from ....batch.tiling import TilesWish
from ....batch.tiling import write_tiles as written
from ...wire.results import Skipped
from ...wire.tiles import TilesResult, WriteTiles
from ..jobs import Job
from .sources import MOST_SKIPPED, source_of


def write_tiles(request: WriteTiles, job: Job) -> TilesResult:
    """Sends progress. Raises what batch work raises."""
    source = source_of(request.uri, request.options, request.credentials)
    wish = TilesWish(
        file=request.file,
        folder=request.folder,
        overwrite=request.overwrite,
        extent=request.extent,
        minzoom=request.minzoom,
        maxzoom=request.maxzoom,
        tile_px=request.tile_px,
        format=request.format,
        quality=request.quality,
        bands=request.bands,
        stretch=request.stretch,
        ranges=request.ranges,
        resampling=request.resampling,
        background=request.background,
        keeps_empty=request.keeps_empty,
        skips_broken=request.skips_broken,
        name=request.name,
        description=request.description,
        attribution=request.attribution,
    )
    with runner_for(request.cluster, report=job.progress) as runner:
        made = written(source, wish, runner, report=job.progress, cancelled=job.is_cancelled)
    return TilesResult(
        tiles=made.tiles,
        minzoom=made.minzoom,
        maxzoom=made.maxzoom,
        extent=made.extent,
        skipped=tuple(Skipped(**each.as_dict()) for each in made.skipped[:MOST_SKIPPED]),
        skipped_count=len(made.skipped),
    )
