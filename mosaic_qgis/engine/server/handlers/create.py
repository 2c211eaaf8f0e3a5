"""``create``: a mosaic of images. ENGINE side."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from ....backends import scheme_of
from ....backends.logins import credentials_for
from ....backends.making import MadeMosaic
from ....batch.creation import Making, make_mosaic
from ....mosaic.notices import Notice
from ....mosaic.recipe import MosaicRecipe
from ...wire.creating import Create, CreateResult, Recipe
from ...wire.results import Skipped
from ..jobs import Cancelled, Job

MOST_SKIPPED = 1000


def create(request: Create, job: Job) -> CreateResult:
    """Sends progress. Raises what backends raise."""

    def report(fraction: float | None, text: str) -> None:
        # Raised in the midst of the images, it would have all of them looked at before it is heard.
        with contextlib.suppress(Cancelled):
            job.progress(fraction, text)

    making = Making(
        files=request.files,
        target=request.target,
        credentials=credentials_for(scheme_of(request.target), request.target_credentials),
        overwrite=request.overwrite,
        recipe=recipe_of(request.recipe),
        threads=request.threads,
    )
    return result_of(make_mosaic(making, report=report, cancelled=job.is_cancelled))


def recipe_of(recipe: Recipe) -> MosaicRecipe:
    """The recipe as the engine has it. Raises BadRequestError for values that make no sense."""
    return MosaicRecipe(**vars(recipe))


def result_of(made: MadeMosaic) -> CreateResult:
    """What was made, as it is told."""
    skipped = (
        Skipped(code=notice.code, message=notice.message, asset=notice.asset) for notice in made.skipped[:MOST_SKIPPED]
    )
    return CreateResult(
        uri=made.uri,
        images=made.images,
        tiles=made.tiles,
        minzoom=made.minzoom,
        maxzoom=made.maxzoom,
        skipped=_told(made.skipped),
        skipped_count=max(made.skipped_count, len(made.skipped)),
        notes=_told(made.notes),
    )


def _told(notices: Sequence[Notice]) -> tuple[Skipped, ...]:
    return tuple(
        Skipped(code=notice.code, message=notice.message, asset=notice.asset) for notice in notices[:MOST_SKIPPED]
    )
