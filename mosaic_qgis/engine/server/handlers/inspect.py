"""``info``, ``footprint_lines``, ``quadkey_lines``, ``point_lines`` and ``time_series_lines``: looking into a mosaic. ENGINE side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rasterio.enums import WktVersion

from ....backends.base import MosaicJSONBackend
from ....backends.opening import open_backend
from ....batch.footprint_listing import FootprintListing
from ....batch.index_walk import Area
from ....batch.mosaic_facts import facts_of
from ....batch.point_images import PointsTold, images_at_points
from ....batch.quadkey_squares import SquaresTold, squares_of
from ....batch.skipping import SkippedImages
from ....batch.time_series import TimeSeries, bands_of
from ....reading.layer import MosaicLayer, ReadingResources
from ....reading.options import ReadingOptions, with_assets
from ...wire import lines
from ...wire.codec import from_json
from ...wire.failures import BAD_REQUEST, EngineFailure
from ...wire.inspecting import (
    FootprintLines,
    FootprintLinesResult,
    Info,
    InfoResult,
    OfMosaic,
    PointLines,
    PointLinesResult,
    QuadkeyLines,
    QuadkeyLinesResult,
    TimeSeriesLines,
    TimeSeriesResult,
)
from ...wire.results import CrsDescription, Extent
from ..jobs import Job


class Inspection:
    """Looks into mosaics with the resources that all of them share. All methods send progress, and raise what batch raises."""

    def __init__(self, resources: ReadingResources) -> None:
        self._resources = resources

    def info(self, request: Info, job: Job) -> InfoResult:
        """The facts of a mosaic."""
        options = ReadingOptions.from_strings(request.options)
        with _opened(request, job) as backend:
            value = facts_of(backend, options, self._resources, report=job.progress, cancelled=job.is_cancelled)
        return from_json(InfoResult, value)

    def footprint_lines(self, request: FootprintLines, job: Job) -> FootprintLinesResult:
        """Where the images lie."""
        with _opened(request, job) as backend:
            listing = FootprintListing(
                backend, self._resources, area=_area(request.extent, request.crs_wkt), exact=request.exact
            )
            rows = listing.rows(job.progress, job.is_cancelled)
            lines.write_lines(request.target, rows, cancelled=job.is_cancelled)
        told = listing.told
        value = {"count": told.count, "total": told.total, "fields": told.kinds, **_skipped(told.skipped)}
        return from_json(FootprintLinesResult, {**value, "geographic_crs_wkt": listing.geographic_wkt})

    def quadkey_lines(self, request: QuadkeyLines, job: Job) -> QuadkeyLinesResult:
        """The index."""
        told = SquaresTold()
        with _opened(request, job) as backend:
            rows = squares_of(
                backend,
                told,
                area=_area(request.extent, request.crs_wkt),
                zoom=request.zoom,
                report=job.progress,
                cancelled=job.is_cancelled,
            )
            lines.write_lines(request.target, rows, cancelled=job.is_cancelled)
            crs = backend.mosaic_tms.rasterio_crs
        epsg = crs.to_epsg()
        return QuadkeyLinesResult(
            count=told.count,
            tiles=told.tiles,
            images=told.counter.different(),
            most_images=told.most_images,
            crs=CrsDescription(
                authority=f"EPSG:{epsg}" if epsg else None, wkt=crs.to_wkt(version=WktVersion.WKT2_2019)
            ),
            zoom=told.zoom,
        )

    def point_lines(self, request: PointLines, job: Job) -> PointLinesResult:
        """Images at points."""
        told = PointsTold()
        with self._layer(request, job) as layer:
            total = sum(1 for _ in lines.read_lines(request.points))
            rows = images_at_points(
                layer,
                _rows(request.points, _point),
                request.crs_wkt,
                told,
                time=request.time,
                with_values=request.with_values,
                total=total,
                report=job.progress,
                cancelled=job.is_cancelled,
            )
            lines.write_lines(request.target, rows, cancelled=job.is_cancelled)
            bands = bands_of(layer)
        value = {"points": told.points, "images": told.images, "bands": bands, **_skipped(told.skipped)}
        return from_json(PointLinesResult, value)

    def time_series_lines(self, request: TimeSeriesLines, job: Job) -> TimeSeriesResult:
        """Values over time."""
        with self._layer(request, job) as layer:
            total = sum(1 for _ in lines.read_lines(request.places))
            series = TimeSeries(
                layer,
                crs_wkt=request.crs_wkt,
                time=request.time,
                by_day=request.by_day,
                resolution=request.resolution,
                cancelled=job.is_cancelled,
            )
            rows = series.rows(_rows(request.places, _place), total, job.progress)
            lines.write_lines(request.target, rows, cancelled=job.is_cancelled)
            bands = bands_of(layer)
        told = series.told
        value = {"rows": told.rows, "images": len(told.hrefs), "bands": bands, "coarsened": told.coarsened}
        return from_json(TimeSeriesResult, {**value, **_skipped(told.skipped)})

    @contextmanager
    def _layer(self, request: OfMosaic, job: Job) -> Iterator[MosaicLayer]:
        options = ReadingOptions.from_strings(request.options)
        with _opened(request, job) as backend:
            layer = MosaicLayer(backend, options, self._resources)
            try:
                yield layer
            finally:
                layer.close()


@contextmanager
def _opened(request: OfMosaic, job: Job) -> Iterator[MosaicJSONBackend]:
    logins = request.credentials
    job.progress(None, "opening the mosaic")
    with open_backend(
        request.uri,
        with_assets(request.options),
        None if logins is None else logins.document,
        images_login=None if logins is None else logins.assets,
        cancelled=job.is_cancelled,
    ) as backend:
        yield backend


def _area(extent: Extent | None, crs_wkt: str) -> Area | None:
    return None if extent is None else Area(box=extent, crs_wkt=crs_wkt)


def _skipped(skipped: SkippedImages) -> dict[str, Any]:
    return {"skipped": [failure.as_dict() for failure in skipped.told], "skipped_count": skipped.count}


def _rows(path: str, shaped: Callable[[Any], Any]) -> Iterator[Any]:
    """The rows of a file as tuples. Raises EngineFailure ``bad_request`` for one of another shape."""
    for number, row in enumerate(lines.read_lines(path), start=1):
        try:
            yield shaped(row)
        except (TypeError, ValueError) as exc:
            raise EngineFailure(BAD_REQUEST, f"Row {number} of the list in {path} has another shape: {exc}.") from exc


def _point(row: Any) -> tuple[int, float, float]:
    number, x, y = row
    return int(number), float(x), float(y)


def _place(row: Any) -> tuple[int, str]:
    number, text = row
    return int(number), str(text)
