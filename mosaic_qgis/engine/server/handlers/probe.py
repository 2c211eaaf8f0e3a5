"""``probe``: trying a login. ENGINE side."""

from __future__ import annotations

from ....reading.layer import ReadingResources
from ....reading.options import with_assets
from ....reading.probing import probe
from ...wire.codec import from_json
from ...wire.probing import Probe, ProbeResult
from ..jobs import Job


class ProbeHandler:
    """Tries logins with the resources that all mosaics share."""

    def __init__(self, resources: ReadingResources) -> None:
        self._resources = resources

    def __call__(self, request: Probe, job: Job) -> ProbeResult:
        """Raises what backends raise for wrong options; a store's refusal is a step of the answer."""
        logins = request.credentials
        # What is remembered of images that failed with another login says nothing about this one.
        self._resources.doubt_known()
        steps = probe(
            request.uri,
            with_assets(request.options),
            login=None if logins is None else logins.document,
            images_login=None if logins is None else logins.assets,
            resources=self._resources,
            cancelled=job.is_cancelled,
        )
        values = [
            {"subject": s.subject, "name": s.name, "code": s.code, "message": s.message, "facts": dict(s.facts) or None}
            for s in steps
        ]
        return from_json(ProbeResult, {"steps": values})
