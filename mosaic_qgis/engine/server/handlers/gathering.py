"""``create_from_features`` and ``create_from_stac``: mosaics of footprints that somebody else knows. ENGINE side."""

from __future__ import annotations

from collections.abc import Mapping

from ....backends import scheme_of
from ....backends.feature_rows import FeatureRows, make_mosaic_of_rows
from ....backends.gathered_mosaic import Wanted
from ....backends.logins import credentials_for
from ....backends.stac_conditions import Condition
from ....backends.stac_gathering import StacWish, make_mosaic_of_items
from ....backends.stac_order import SortKey
from ....batch.zoom_looks import ZoomLooks
from ...wire.creating import CreateResult, Recipe
from ...wire.gathering import CreateFromFeatures, CreateFromStac
from ...wire.lines import read_lines
from ..jobs import Job
from .create import recipe_of, result_of


def create_from_features(request: CreateFromFeatures, job: Job) -> CreateResult:
    """Sends progress. Raises what backends raise, and EngineFailure for a file that is no list."""
    features = FeatureRows(
        rows=read_lines(request.rows), count=request.count, crs=request.crs, is_descending=request.descending
    )
    wanted = _wanted(request.target, request.target_credentials, request.recipe, overwrite=request.overwrite)
    zooms_of = _zooms_of(wanted, request.images_credentials, job)
    return result_of(make_mosaic_of_rows(features, wanted, zooms_of, report=job.progress, cancelled=job.is_cancelled))


def create_from_stac(request: CreateFromStac, job: Job) -> CreateResult:
    """Sends progress. Raises what backends raise."""
    login, images_login = (
        (None, None) if request.credentials is None else (request.credentials.document, request.credentials.assets)
    )
    wish = StacWish(
        uri=request.uri,
        query=request.query,
        where=tuple(Condition(name=row.property, operator=row.operator, value=row.value) for row in request.where),
        sort=None if request.sort is None else SortKey(name=request.sort.property, descending=request.sort.descending),
        max_items=request.max_items,
        asset=request.asset,
        names=request.names,
        credentials=credentials_for("https", login),
    )
    wanted = _wanted(request.target, request.target_credentials, request.recipe, overwrite=request.overwrite)
    zooms_of = _zooms_of(wanted, images_login, job)
    return result_of(make_mosaic_of_items(wish, wanted, zooms_of, report=job.progress, cancelled=job.is_cancelled))


def _zooms_of(wanted: Wanted, login: Mapping[str, object] | None, job: Job) -> ZoomLooks:
    return ZoomLooks(recipe=wanted.recipe, target=wanted.target, login=login, cancelled=job.is_cancelled)


def _wanted(target: str, login: Mapping[str, object] | None, recipe: Recipe, *, overwrite: bool) -> Wanted:
    return Wanted(
        target=target,
        credentials=credentials_for(scheme_of(target), login),
        overwrite=overwrite,
        recipe=recipe_of(recipe),
    )
