"""``create``: a mosaic of images. ENGINE side."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence

from ....backends import scheme_of
from ....backends.gathered_mosaic import Wanted
from ....backends.image_folders import ImageFolder
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
        wanted=Wanted(
            target=request.target,
            credentials=credentials_for(scheme_of(request.target), request.target_credentials),
            overwrite=request.overwrite,
            recipe=recipe_of(request.recipe),
        ),
        files=request.files,
        lists=request.lists,
        folders=[
            ImageFolder(uri=each.uri, pattern=each.pattern, is_recursive=each.is_recursive) for each in request.folders
        ],
        login=request.images_credentials or _login_beside(request),
        threads=request.threads,
        cluster=request.cluster,
    )
    return result_of(make_mosaic(making, report=report, cancelled=job.is_cancelled))


def _login_beside(request: Create) -> Mapping[str, object] | None:
    """Images without a login of their own often lie in the store where the mosaic will be."""
    return request.target_credentials if scheme_of(request.target) in ("s3", "gs", "az") else None


def recipe_of(recipe: Recipe) -> MosaicRecipe:
    """The recipe as the engine has it. Raises BadRequestError for values that make no sense."""
    return MosaicRecipe(**vars(recipe))


def result_of(made: MadeMosaic) -> CreateResult:
    """What was made, as it is told."""
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
