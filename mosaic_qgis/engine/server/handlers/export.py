"""``export``: the pixels of a mosaic as Cloud-Optimized GeoTIFF. ENGINE side."""

from __future__ import annotations

import contextlib
from pathlib import Path

from ....batch.export import export_mosaic
from ....batch.export_mask import Mask
from ....batch.export_plan import Wish
from ....batch.mosaics import Source
from ...wire.exporting import Export, ExportResult
from ...wire.lines import read_lines
from ...wire.results import Skipped
from ..jobs import Cancelled, Job

MOST_SKIPPED = 1000


def export(request: Export, job: Job) -> ExportResult:
    """Sends progress. Raises what backends, reading and batch raise."""

    def report(fraction: float | None, text: str) -> None:
        # Its tasks end in order when they are told, not in the midst of a line of progress.
        with contextlib.suppress(Cancelled):
            job.progress(fraction, text)

    logins = request.credentials
    wish = Wish(
        target=Path(request.target),
        crs_wkt=request.crs,
        extent=request.extent,
        extent_wkt=request.extent_crs,
        resolution=request.resolution,
        bands=request.bands,
        resampling=request.resampling,
        time=request.time,
        nodata=request.nodata,
        compression=request.compression,
        quality=request.quality,
        largest_px=request.largest_px,
        leaves_out=request.leaves_out,
        overwrite=request.overwrite,
        resume=request.resume,
    )
    source = Source(
        uri=request.uri,
        options=request.options,
        login=None if logins is None else logins.document,
        images_login=None if logins is None else logins.assets,
    )
    exported = export_mosaic(
        source,
        wish,
        mask=None if request.mask is None else Mask(read_lines(request.mask), request.mask_crs),
        cluster=request.cluster,
        threads=request.threads,
        report=report,
        cancelled=job.is_cancelled,
    )
    skipped = (
        Skipped(code=failure.code, message=failure.message, asset=failure.asset)
        for failure in exported.skipped[:MOST_SKIPPED]
    )
    return ExportResult(
        path=str(exported.path),
        width=exported.width,
        height=exported.height,
        files=exported.files,
        blocks=exported.blocks,
        resumed=exported.resumed,
        began_anew=exported.began_anew,
        skipped=tuple(skipped),
        skipped_count=len(exported.skipped),
    )
