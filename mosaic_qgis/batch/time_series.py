"""What each image of a mosaic shows at places, in the order of time: one row per place and image, or per day. ENGINE side.

A place is a point or a polygon. Only images that the mosaic knows the time of can have a row. Many are read at the same time.
"""

from __future__ import annotations

import contextlib
import itertools
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from shapely.errors import ShapelyError

from ..backends.times import TimeSpan, written
from ..mosaic.errors import BadRequestError
from ..mosaic.notices import shortened
from ..reading.crs import transformer
from ..reading.image_list import short_name
from ..reading.layer import MosaicLayer
from ..reading.pool import public_href
from ..reading.values import Failure, TimeTexts, number
from .index_walk import Cancelled, Report, crs_of
from .ordering import in_order
from .point_images import THREADS
from .runner import LocalRunner, WorkCancelled
from .skipping import SkippedImages
from .zonal import Zone, summaries_of, zone_of

Place = tuple[int, str]
"""Its number and its geometry as WKB in hexadecimal text."""
Row = list[object]
"""``[number, begin, end, names, hrefs, [band …]]``; a band is ``[value]`` or ``[mean, minimum, maximum, stdev, median, count]``."""

LARGE_PX = 100_000
LARGE_AT_ONCE = 4
"""Areas of more than so many pixels that are read at the same time: each may take 50 MB where there are many bands."""
_POINT, _POINTS, _AREAS = 0, 4, (3, 6)
"""shapely's numbers of the kinds of geometries."""
_EDGES = 64
"""The longest piece of a polygon's edge is such a part of its size, before it is bent into another CRS."""


@dataclass(kw_only=True)
class SeriesTold:
    """What was told, known at its end."""

    rows: int = 0
    coarsened: int = 0
    hrefs: set[int] = field(default_factory=set)
    """Marks of the images that gave values."""
    skipped: SkippedImages = field(default_factory=SkippedImages)


@dataclass(frozen=True, kw_only=True)
class _Moment:
    """A place, and images of it that make one row."""

    place: int
    spot: tuple[float, float] | Zone
    span: TimeSpan
    hrefs: tuple[str, ...]


class TimeSeries:
    """The time series of one mosaic."""

    def __init__(
        self,
        layer: MosaicLayer,
        *,
        crs_wkt: str,
        time: TimeTexts | None = None,
        by_day: bool = False,
        resolution: float | None = None,
        cancelled: Cancelled,
    ) -> None:
        """``resolution``: of pixels in polygons; None is the layer's finest.

        Raises BadRequestError for a CRS that is none and for a mosaic that does not know when its images were taken.
        """
        crs_of(crs_wkt)
        times = layer.backend.times
        if times is None:
            raise BadRequestError(
                "A time series needs a mosaic that knows when its images were taken, such as a STAC search or one saved from "
                f"it; {layer.description.document_uri} says of no image when it was taken"
            )
        self._layer, self._times = layer, times
        self._time, self._by_day, self._cancelled = time, by_day, cancelled
        self._resolution = resolution or layer.description.resolutions[0]
        self._change = transformer(crs_wkt, layer.description.crs_wkt)
        self._large_zones = threading.Semaphore(LARGE_AT_ONCE)
        self.told = SeriesTold()

    def rows(self, places: Iterable[Place], total: int, report: Report) -> Iterator[Row]:
        """A row for each place and image with values there, by place and time; ``told`` is right when all were taken.

        Raises WorkCancelled, BadRequestError for a geometry that is neither point nor polygon, and what the store raises.
        """
        report(0.0, f"0 of {total} places")
        for outcome in in_order(
            LocalRunner(THREADS).run(self._task, self._moments(places, total, report), cancelled=self._cancelled)
        ):
            if outcome.error is not None:
                raise WorkCancelled("the work was stopped") if self._cancelled() else outcome.error
            if outcome.value is None:
                continue
            row, failures, hrefs = outcome.value
            for failure in failures:
                self.told.skipped.add(failure)
            if row is not None:
                self.told.rows += 1
                self.told.hrefs.update(map(hash, hrefs))
                yield row

    def _moments(self, places: Iterable[Place], total: int, report: Report) -> Iterator[_Moment]:
        """What is to be read; asks for the images of a place when its turn comes."""
        for done, (mark, text) in enumerate(places):
            report(done / total if total else None, f"{done} of {total} places")
            geometry = self._geometry(mark, text)
            if geometry is None:
                continue
            spot: tuple[float, float] | Zone
            listed: Sequence[str]
            if shapely.get_type_id(geometry) == _POINT:
                spot = (float(shapely.get_x(geometry)), float(shapely.get_y(geometry)))
                listed = self._layer.single.listed_at(*spot, self._cancelled, time=self._time)
            else:
                spot = zone_of(geometry, self._resolution)
                self.told.coarsened += spot.is_coarsened
                listed = self._over(geometry)
            for span, hrefs in self._by_time(listed):
                yield _Moment(place=mark, spot=spot, span=span, hrefs=hrefs)

    def _geometry(self, mark: int, text: str) -> shapely.Geometry | None:
        """A place in the layer's CRS; None where it has none there, which is told."""
        try:
            geometry: shapely.Geometry | None = shapely.force_2d(shapely.from_wkb(text))
        except (ShapelyError, ValueError, TypeError) as error:
            raise BadRequestError(f"Place number {mark} must be WKB in hexadecimal text ({error})") from error
        if shapely.get_type_id(geometry) == _POINTS and shapely.get_num_geometries(geometry) == 1:
            geometry = shapely.get_geometry(geometry, 0)
        if geometry is None or shapely.get_type_id(geometry) not in (_POINT, *_AREAS):
            raise BadRequestError(
                f"A time series is of points and polygons, place number {mark} is neither: {shortened(text, 20)}; split points "
                "of several parts first"
            )
        placed = geometry if shapely.is_empty(geometry) else self._moved(geometry)
        if shapely.is_empty(placed) or not np.isfinite(shapely.get_coordinates(placed)).all():
            text = f"Place number {mark} has no place in the CRS of the mosaic."
            self.told.skipped.add(Failure(code="bad_request", message=text))
            return None
        return placed

    def _moved(self, geometry: shapely.Geometry) -> shapely.Geometry:
        change = self._change
        if change is None:
            return geometry
        if shapely.get_type_id(geometry) in _AREAS:
            west, south, east, north = shapely.bounds(geometry)
            length = max(east - west, north - south) / _EDGES
            # Straight edges are bent in another CRS.
            geometry = shapely.segmentize(geometry, length) if length > 0 else geometry
        moved: shapely.Geometry = shapely.transform(
            geometry, lambda points: np.column_stack(change.transform(points[:, 0], points[:, 1]))
        )
        return moved

    def _over(self, polygon: shapely.Geometry) -> list[str]:
        """The images over a polygon, as far as tiles and catalogues tell."""
        backend = self._layer.backend
        west, south, east, north = map(float, shapely.bounds(polygon))
        lookup = backend.lookup_bbox(west, south, east, north, coord_crs=backend.tms.rasterio_crs)
        wanted = None if self._time is None else self._times.chooser(TimeSpan.of_texts(*self._time))
        return [href for href in lookup.assets if wanted is None or wanted(href)]

    def _by_time(self, hrefs: Sequence[str]) -> Iterator[tuple[TimeSpan, tuple[str, ...]]]:
        """Images with the same time, in its order; of a day all together where that is asked for. They keep their order of the mosaic."""
        known: list[tuple[TimeSpan, str]] = []
        for href in hrefs:
            span = self._times.span_of(href)
            if span is None:
                text = f"The mosaic does not know when the image {public_href(href)} was taken."
                self.told.skipped.add(Failure(code="bad_asset", message=text, asset=public_href(href)))
            else:
                known.append((span, href))
        if not self._by_day:
            yield from ((span, (href,)) for span, href in sorted(known, key=lambda each: (each[0].begin, each[0].end)))
            return
        known.sort(key=lambda each: each[0].begin.date())
        for _, group in itertools.groupby(known, key=lambda each: each[0].begin.date()):
            of_day = list(group)
            begin, end = min(span.begin for span, _ in of_day), max(span.end for span, _ in of_day)
            yield TimeSpan(begin=begin, end=end), tuple(href for _, href in of_day)

    def _task(self, moment: _Moment) -> tuple[Row | None, Sequence[Failure], tuple[str, ...]]:
        """Read the images of a moment at its place."""
        bands, failures = self._bands(moment)
        row: Row | None = None
        if bands is not None:
            names = [short_name(href) for href in moment.hrefs]
            shown = [public_href(href) for href in moment.hrefs]
            begin, end = written(moment.span.begin), written(moment.span.end)
            row = [moment.place, begin, end, names, shown, bands]
        return row, failures, moment.hrefs

    def _bands(self, moment: _Moment) -> tuple[list[list[Any]] | None, Sequence[Failure]]:
        layer = self._layer
        if isinstance(moment.spot, Zone):
            zone = moment.spot
            with self._large_zones if zone.inside.size > LARGE_PX else contextlib.nullcontext():
                found, skipped = summaries_of(layer, moment.hrefs, zone, self._cancelled)
            if found is None:
                return None, skipped
            told = [(each.mean, each.minimum, each.maximum, each.stdev, each.median) for each in found]
            return [[*map(number, values), each.count] for values, each in zip(told, found, strict=True)], skipped
        values, skipped = layer.single.values_at(moment.hrefs, *moment.spot, self._cancelled)
        kept = values[: layer.description.model.data_count]
        return (None if all(value is None for value in kept) else [[number(value)] for value in kept]), skipped


def bands_of(layer: MosaicLayer) -> list[Mapping[str, Any]]:
    """The layer's bands that hold values, as the JSON of docs/protocol.md."""
    model = layer.description.model
    return [band.as_dict() for band in model.bands[: model.data_count]]
