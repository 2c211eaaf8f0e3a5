"""The mosaic of a request about long work. ENGINE side."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial

from ....backends.base import MosaicJSONBackend
from ....backends.opening import open_backend
from ....batch.cluster_waiting import patiently
from ....batch.mosaics import Source
from ...wire.request import Credentials
from ..jobs import Job

MOST_SKIPPED = 1000
"""Things left out that a result names; the others are counted."""


def source_of(uri: str, options: Mapping[str, str], credentials: Credentials | None) -> Source:
    """As tasks have it."""
    return Source(
        uri=uri,
        options=options,
        login=None if credentials is None else credentials.document,
        images_login=None if credentials is None else credentials.assets,
    )


def backend_of(uri: str, options: Mapping[str, str], credentials: Credentials | None, job: Job) -> MosaicJSONBackend:
    """The mosaic of a request that writes: whoever withdraws it need not wait for a store that keeps silent.

    Sends progress. Raises as ``open_backend``, and WorkCancelled.
    """
    job.progress(None, "opening the mosaic")
    return patiently(
        partial(
            open_backend,
            uri,
            options,
            None if credentials is None else credentials.document,
            images_login=None if credentials is None else credentials.assets,
            cancelled=job.is_cancelled,
        ),
        "Opening the mosaic",
        cancelled=job.is_cancelled,
        limit_s=math.inf,
        too_late=_left,
    )


def _left(backend: MosaicJSONBackend) -> None:
    """What came too late is put away."""
    with backend:
        pass
