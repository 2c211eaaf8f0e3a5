"""The layer that a request names. ENGINE side."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from ....reading.layer import MosaicLayer
from ..jobs import Job


@contextmanager
def layer_of(job: Job, handle: str) -> Iterator[MosaicLayer]:
    """The layer, which stays open inside the block. Raises EngineFailure ``not_found``."""
    with job.handles.use(handle) as layer:
        yield cast(MosaicLayer, layer)
