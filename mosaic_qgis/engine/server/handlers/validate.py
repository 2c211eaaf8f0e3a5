"""``validate``: whether a mosaic is as it should be. ENGINE side."""

from __future__ import annotations

import contextlib
import dataclasses

from ....backends import scheme_of
from ....backends.logins import credentials_for
from ....batch.mosaics import Source
from ....batch.validation import validate as checked
from ....batch.validation_terms import Check, Target
from ...wire.codec import from_json
from ...wire.lines import lines_into
from ...wire.validating import Validate, ValidateResult
from ..jobs import Cancelled, Job


def validate(request: Validate, job: Job) -> ValidateResult:
    """Sends progress. Raises what backends raise."""
    logins = request.credentials
    target = None
    if request.target:
        target = Target(
            uri=request.target,
            credentials=credentials_for(scheme_of(request.target), request.target_credentials),
            overwrite=request.overwrite,
        )
    check = Check(
        source=Source(
            uri=request.uri,
            options=request.options,
            login=None if logins is None else logins.document,
            images_login=None if logins is None else logins.assets,
        ),
        looks_at_images=request.looks_at_images,
        most_images=request.most_images,
        target=target,
        cluster=request.cluster,
    )

    def report(fraction: float | None, text: str) -> None:
        # Raised in the midst of the images, it would leave them to themselves.
        with contextlib.suppress(Cancelled):
            job.progress(fraction, text)

    with contextlib.ExitStack() as stack:
        write = stack.enter_context(lines_into(request.lines)) if request.lines else None
        found = checked(
            check,
            on_finding=lambda finding: None if write is None else write(finding.as_dict()),
            report=report,
            cancelled=job.is_cancelled,
        )
    return from_json(ValidateResult, dataclasses.asdict(found))
