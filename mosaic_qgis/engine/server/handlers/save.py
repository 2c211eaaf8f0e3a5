"""``save``: the images of a mosaic as a document of its own. ENGINE side."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ....backends import scheme_of
from ....backends.base import MosaicJSONBackend
from ....backends.logins import credentials_for
from ....backends.saving import NewTexts, check_target, save_mosaic
from ....reading.options import with_assets
from ...wire.saving import Save, SaveResult
from ..jobs import Job
from .layers import layer_of
from .sources import backend_of


def save(request: Save, job: Job) -> SaveResult:
    """Sends progress. Raises what backends raise."""
    check_target(request.target, overwrite=request.overwrite)
    with _mosaic_of(request, job) as source:
        saved = save_mosaic(
            source,
            request.target,
            credentials=credentials_for(scheme_of(request.target), request.target_credentials),
            overwrite=request.overwrite,
            texts=NewTexts(name=request.name, description=request.description, attribution=request.attribution),
            report=job.progress,
            cancelled=job.is_cancelled,
        )
    return SaveResult(uri=saved.uri, images=saved.images, tiles=saved.tiles)


@contextmanager
def _mosaic_of(request: Save, job: Job) -> Iterator[MosaicJSONBackend]:
    if request.handle is not None:
        with layer_of(job, request.handle) as layer:
            yield layer.backend
        return
    with backend_of(request.uri, with_assets(request.options), request.credentials, job) as source:
        yield source
