"""``update``, ``remove`` and ``merge``: mosaics that have more images, fewer of them, or those of several. ENGINE side."""

from __future__ import annotations

import base64
import binascii
import contextlib
from collections.abc import Callable

import shapely

from ....backends import scheme_of
from ....backends.base import MosaicJSONBackend
from ....backends.feature_rows import FeatureRows
from ....backends.gathered_mosaic import Wanted
from ....backends.image_folders import ImageFolder
from ....backends.logins import credentials_for
from ....backends.merging import merge_mosaics
from ....backends.saving import NewTexts, check_target
from ....batch.additions import add_images
from ....batch.creation import Making
from ....batch.removal import Removal, remove_images
from ....mosaic.creation import CoverRule
from ....mosaic.errors import BadRequestError
from ....mosaic.geometries import geometries_of_wkb
from ....reading.options import with_assets
from ....reading.resources import ReadingResources
from ...wire.editing import Merge, MergedSource, Remove, RemoveResult, Update, UpdateResult
from ...wire.lines import read_lines
from ...wire.results import Skipped
from ...wire.saving import SaveResult
from ..jobs import Cancelled, Job
from .create import result_of
from .sources import backend_of

Report = Callable[[float | None, str], None]


def update(request: Update, job: Job) -> UpdateResult:
    """Sends progress. Raises what backends raise."""
    check_target(request.uri, overwrite=True)
    rule = CoverRule(
        minimum_tile_cover=request.minimum_tile_cover,
        tile_cover_sort=request.tile_cover_sort,
        maximum_items_per_tile=request.maximum_items_per_tile,
    )
    login = None if request.credentials is None else request.credentials.assets
    images: Making | FeatureRows = Making(
        wanted=Wanted(target=request.uri),
        files=request.files,
        lists=request.lists,
        folders=[ImageFolder(**vars(folder)) for folder in request.folders],
        login=login,
    )
    if request.rows:
        images = FeatureRows(
            rows=read_lines(request.rows), count=request.count, crs=request.crs, is_descending=request.descending
        )
    with backend_of(request.uri, {}, request.credentials, job) as backend:
        made = add_images(
            backend,
            images,
            rule=rule,
            is_first=request.is_first,
            report=_quietly(job),
            cancelled=job.is_cancelled,
        )
    told = result_of(made)
    return UpdateResult(
        uri=made.uri, added=made.images, tiles=made.tiles, skipped=told.skipped, skipped_count=told.skipped_count
    )


class Removing:
    """``remove``."""

    def __init__(self, resources: ReadingResources) -> None:
        self._resources = resources

    def __call__(self, request: Remove, job: Job) -> RemoveResult:
        """Sends progress. Raises what backends raise."""
        check_target(request.uri, overwrite=True)
        removal = Removal(
            names=request.names,
            area=_area_of(request.area),
            area_crs=request.crs,
            how=request.how,
            exact=request.exact,
            dead=request.dead,
            is_trial=request.is_trial,
        )
        with backend_of(request.uri, {}, request.credentials, job) as backend:
            found = remove_images(backend, removal, self._resources, report=_quietly(job), cancelled=job.is_cancelled)
        return RemoveResult(
            uri=found.uri,
            removed=found.removed,
            names=found.names,
            images=found.images,
            tiles=found.tiles,
            skipped=tuple(Skipped(code=each.code, message=each.message, asset=each.asset) for each in found.skipped),
            skipped_count=found.skipped_count,
        )


def merge(request: Merge, job: Job) -> SaveResult:
    """Sends progress. Raises what backends raise."""
    check_target(request.target, overwrite=request.overwrite)
    with contextlib.ExitStack() as stack:
        sources = [stack.enter_context(_source(each, job)) for each in request.sources]
        saved = merge_mosaics(
            sources,
            request.target,
            credentials=credentials_for(scheme_of(request.target), request.target_credentials),
            overwrite=request.overwrite,
            quadkey_zoom=request.quadkey_zoom,
            texts=NewTexts(name=request.name, description=request.description, attribution=request.attribution),
            report=_quietly(job),
            cancelled=job.is_cancelled,
        )
    return SaveResult(uri=saved.uri, images=saved.images, tiles=saved.tiles)


def _source(source: MergedSource, job: Job) -> MosaicJSONBackend:
    return backend_of(source.uri, with_assets(source.options), source.credentials, job)


def _area_of(text: str) -> shapely.Geometry | None:
    if not text:
        return None
    try:
        (area,) = geometries_of_wkb([base64.b64decode(text, validate=True)])
    except binascii.Error:
        area = None
    if area is None:
        raise BadRequestError("The area must be a polygon as WKB in base64")
    return area


def _quietly(job: Job) -> Report:
    """Progress that does not raise: the work itself looks whether it was withdrawn, between steps that can end there."""

    def report(fraction: float | None, text: str) -> None:
        with contextlib.suppress(Cancelled):
            job.progress(fraction, text)

    return report
