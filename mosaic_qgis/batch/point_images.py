"""Which images of a mosaic lie at points, and what they show there, one row per point. Runs in the ENGINE.

Many points are read at the same time: of remote images, waiting for the network is most of the work.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ..mosaic.errors import MosaicError
from ..reading.crs import transformer
from ..reading.image_list import short_name
from ..reading.layer import MosaicLayer
from ..reading.pool import public_href
from ..reading.resources import failure_of
from ..reading.values import Cancelled as ReadingCancelled
from ..reading.values import Failure, TimeTexts, number
from .index_walk import Cancelled, Report, crs_of
from .ordering import in_order
from .runner import LocalRunner, WorkCancelled
from .skipping import SkippedImages

THREADS = 16
"""Points that are read at the same time."""
_REPORT_EVERY = 50

Point = tuple[int, float, float]
"""Its number, x and y."""
Row = list[object]
"""``[number, [value or None per band], [[rank, name, key, href, datetime or None, used, values or None] …]]``"""


@dataclass(kw_only=True)
class PointsTold:
    """What was told, known at its end."""

    points: int = 0
    images: int = 0
    skipped: SkippedImages = field(default_factory=SkippedImages)


def images_at_points(
    layer: MosaicLayer,
    points: Iterable[Point],
    crs_wkt: str,
    told: PointsTold,
    *,
    time: TimeTexts | None,
    with_values: bool,
    total: int,
    report: Report,
    cancelled: Cancelled,
) -> Iterator[Row]:
    """A row for each point, in their order; ``told`` is right when all were taken.

    Raises WorkCancelled, BadRequestError for a CRS or a time that is none, and what the store raises.
    """
    crs_of(crs_wkt)
    task = _PointTask(layer, time, with_values, cancelled)
    placed = ((mark, *place) for mark, place in _placed(points, crs_wkt, layer.description.crs_wkt))
    for outcome in in_order(LocalRunner(THREADS).run(task, placed, cancelled=cancelled)):
        if outcome.error is not None:
            raise WorkCancelled("the work was stopped") if cancelled() else outcome.error
        row, failures = outcome.value or ([], [])
        for failure in failures:
            told.skipped.add(failure)
        told.points += 1
        told.images += len(row[2])  # type: ignore[arg-type]
        if told.points % _REPORT_EVERY == 1 or told.points == total:
            report(told.points / total if total else None, f"{told.points} of {total} points")
        yield row


def _placed(points: Iterable[Point], from_wkt: str, to_wkt: str) -> Iterator[tuple[int, tuple[float, float]]]:
    change = transformer(from_wkt, to_wkt)
    for mark, x, y in points:
        yield mark, (x, y) if change is None else change.transform(x, y)


class _PointTask:
    """Reads one point."""

    def __init__(self, layer: MosaicLayer, time: TimeTexts | None, with_values: bool, cancelled: Cancelled) -> None:
        self._layer = layer
        self._time = time
        self._with_values = with_values
        self._cancelled = cancelled

    def __call__(self, point: tuple[int, float, float]) -> tuple[Row, list[Failure]]:
        mark, x, y = point
        if not (math.isfinite(x) and math.isfinite(y)):
            text = f"Point number {mark} has no place in the CRS of the mosaic."
            return [mark, [], []], [Failure(code="bad_request", message=text)]
        return self._identified(mark, x, y) if self._with_values else self._listed(mark, x, y)

    def _identified(self, mark: int, x: float, y: float) -> tuple[Row, list[Failure]]:
        found = self._layer.identify(x, y, self._cancelled, time=self._time, most=sys.maxsize)
        images = [
            [image.rank, image.name, image.key, image.href, image.datetime, image.used, list(map(number, image.values))]
            for image in found.assets
        ]
        return [mark, list(map(number, found.values)), images], list(found.skipped)

    def _listed(self, mark: int, x: float, y: float) -> tuple[Row, list[Failure]]:
        backend, single = self._layer.backend, self._layer.single
        images: list[object] = []
        failures = []
        for rank, href in enumerate(single.listed_at(x, y, self._cancelled, time=self._time), start=1):
            try:
                reaches = single.reaches(href, x, y, self._cancelled)
            except ReadingCancelled:
                raise
            except MosaicError as error:
                failures.append(failure_of(error, href))
                continue
            if reaches:
                images.append(
                    [rank, short_name(href), backend.key_of(href), public_href(href), backend.datetime_of(href), False, None]
                )  # fmt: skip
        return [mark, [], images], failures
