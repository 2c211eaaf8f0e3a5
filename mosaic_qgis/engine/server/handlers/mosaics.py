"""``mosaics``: what a database holds. ENGINE side."""

from __future__ import annotations

from ....backends.listing import mosaics_at
from ...wire.images import ListedMosaic, MosaicsResult
from ...wire.requests import Mosaics
from ..jobs import Job


def mosaics(request: Mosaics, job: Job) -> MosaicsResult:
    """Raises what backends raise."""
    login = None if request.credentials is None else request.credentials.document
    found = mosaics_at(request.uri, login, cancelled=job.is_cancelled)
    return MosaicsResult(mosaics=tuple(ListedMosaic(name=name, uri=uri) for name, uri in found))
