"""The index of a mosaic as squares: one per key, or keys put together in coarser tiles. Runs in the ENGINE; opens no image.

A million keys take about 40 bytes each while they are put together, and nothing when each one is told.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..backends.base import MosaicJSONBackend
from ..mosaic.grid import grid_of
from ..mosaic.quadkeys import tile_of_quadkey
from .index_walk import Area, Cancelled, ImageCounter, IndexWalk, Report

Row = list[object]
"""``[quadkey, zoom, column, row, keys, listed, images, most, xmin, ymin, xmax, ymax]``."""


@dataclass(kw_only=True)
class SquaresTold:
    """What was told, known at its end."""

    count: int = 0
    tiles: int = 0
    most_images: int = 0
    zooms: set[int] = field(default_factory=set)
    counter: ImageCounter = field(default_factory=ImageCounter, repr=False)

    @property
    def zoom(self) -> int | None:
        """Of the squares; None where there are several."""
        return next(iter(self.zooms)) if len(self.zooms) == 1 else None


def squares_of(
    backend: MosaicJSONBackend,
    told: SquaresTold,
    *,
    area: Area | None = None,
    zoom: int | None = None,
    report: Report,
    cancelled: Cancelled,
) -> Iterator[Row]:
    """A row for each square; ``told`` is right when all rows were taken.

    ``zoom``: keys that are finer are put together in their tiles of this zoom. Raises as ``IndexWalk``.
    """
    walk = IndexWalk(backend, area)
    place = _Places(backend)
    rows = _each(walk, told, report, cancelled) if zoom is None else _gathered(walk, told, zoom, report, cancelled)
    for quadkey, keys, listed, images, most in rows:
        x, y, own_zoom = tile_of_quadkey(quadkey)
        told.count += 1
        told.tiles += keys
        told.most_images = max(told.most_images, images)
        told.zooms.add(own_zoom)
        yield [quadkey, own_zoom, x, y, keys, listed, images, most, *place.of(x, y, own_zoom)]


Counts = tuple[str, int, int, int, int]
"""Quadkey, keys, images listed, different images, most images of a key."""


def _each(walk: IndexWalk, told: SquaresTold, report: Report, cancelled: Cancelled) -> Iterator[Counts]:
    for quadkey, names in walk.cells(report, cancelled):
        told.counter.add(names)
        images = len(set(names))
        yield quadkey, 1, len(names), images, images


def _gathered(walk: IndexWalk, told: SquaresTold, zoom: int, report: Report, cancelled: Cancelled) -> Iterator[Counts]:
    numbers: dict[str, int] = {}
    squares, lengths, different = array("I"), array("I"), array("I")
    for quadkey, names in walk.cells(report, cancelled, share=(0.0, 0.8)):
        squares.append(numbers.setdefault(quadkey[:zoom], len(numbers)))
        lengths.append(len(names))
        different.append(len(set(names)))
        told.counter.add(names)
    if not numbers:
        return
    count = len(numbers)
    of_key, per_key = _numbers(squares), _numbers(lengths)
    keys = np.bincount(of_key, minlength=count)
    listed = np.bincount(of_key, weights=per_key, minlength=count).astype(np.int64)
    most = np.zeros(count, dtype=np.uint32)
    np.maximum.at(most, of_key, _numbers(different))
    images = _different_by(np.repeat(of_key, per_key), told.counter.marks, count)
    for quadkey, number in numbers.items():
        yield quadkey, int(keys[number]), int(listed[number]), int(images[number]), int(most[number])


def _numbers(values: array[int]) -> NDArray[np.uint32]:
    return np.frombuffer(values, dtype=np.uint32)


def _different_by(groups: NDArray[np.uint32], marks: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Different marks of each group."""
    if not len(groups):
        return np.zeros(count, dtype=np.int64)
    order = np.lexsort((marks, groups))
    groups, marks = groups[order], marks[order]
    is_new = np.append(True, (groups[1:] != groups[:-1]) | (marks[1:] != marks[:-1]))
    return np.bincount(groups[is_new], minlength=count)


class _Places:
    """Where tiles lie, in the CRS of the mosaic's tile matrix set."""

    def __init__(self, backend: MosaicJSONBackend) -> None:
        grid = grid_of(backend.mosaic_def.tilematrixset)
        self._left, self._top = grid.left, grid.top
        self._width, self._height = grid.right - grid.left, grid.top - grid.bottom

    def of(self, x: int, y: int, zoom: int) -> tuple[float, float, float, float]:
        """xmin, ymin, xmax, ymax; neighbours have the very same edges."""
        side = 1 << zoom
        return (
            self._left + self._width * x / side,
            self._top - self._height * (y + 1) / side,
            self._left + self._width * (x + 1) / side,
            self._top - self._height * y / side,
        )
