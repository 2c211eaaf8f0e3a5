"""Scanning outlines: against shapely, which is asked about every tile."""

from __future__ import annotations

import random

import numpy
import pytest
import shapely
from shapely import affinity

from mosaic_qgis.mosaic.errors import BadRequestError
from mosaic_qgis.mosaic.scanning import scanned_tiles

SIDE, TOUCH = 16, 1e-6


def unchecked(_pairs: float) -> None:
    """As many pairs as there are."""


def expected(polygon: shapely.Geometry) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """The tiles that it reaches into, and those that it covers."""
    tiles = [(x, y) for x in range(SIDE) for y in range(SIDE)]
    inner = [shapely.box(x + TOUCH, y + TOUCH, x + 1 - TOUCH, y + 1 - TOUCH) for x, y in tiles]
    hit = {tile for tile, square in zip(tiles, inner, strict=True) if polygon.intersects(square)}
    whole = {tile for tile, square in zip(tiles, inner, strict=True) if polygon.covers(square)}
    return hit, whole


def blob(numbers: random.Random) -> shapely.Geometry:
    """Any polygon: turned, with a hole, in parts, reaching beyond the grid, tiny."""
    x, y, size = numbers.uniform(-1, 16), numbers.uniform(-1, 16), numbers.choice((0.01, 0.3, 1.0, 4.0, 9.0))
    star = [
        (x + size * radius * numpy.cos(angle), y + size * radius * numpy.sin(angle))
        for angle, radius in ((step * 0.6, numbers.uniform(0.3, 1)) for step in range(10))
    ]
    shape = shapely.make_valid(shapely.Polygon(star))
    shape = shape.difference(affinity.scale(shape, 0.4, 0.4)) if numbers.random() < 0.4 else shape
    if numbers.random() < 0.3:
        shape = shape.union(shapely.box(x + size, y, x + size + 0.7, y + 2.3))
    return shapely.intersection(shape, shapely.box(-0.5, -0.5, 16.5, 16.5))


def test_tiles_are_those_of_shapely() -> None:
    numbers = random.Random(3)
    blobs = [each for each in (blob(numbers) for _ in range(200)) if each.area > 0 and "Polygon" in each.geom_type]
    assert len(blobs) > 150
    found = scanned_tiles(numpy.array(blobs, dtype=object), SIDE, TOUCH, unchecked)
    for number, polygon in enumerate(blobs):
        mine = found.owner == number
        hit, whole = expected(polygon)
        assert {*zip(found.x[mine].tolist(), found.y[mine].tolist(), strict=True)} == hit, polygon
        certain = mine & found.is_whole
        assert {*zip(found.x[certain].tolist(), found.y[certain].tolist(), strict=True)} <= whole
        assert mine.sum() == len(hit)


@pytest.mark.parametrize(
    "polygon",
    [
        shapely.box(3, 3, 6, 5),
        shapely.box(2.5, 2.5, 2.5 + 1e-9, 7.5),
        shapely.box(0, 0, 16, 16),
        shapely.Polygon([(3, 3), (6, 3), (6, 3.5), (3, 6)]),
        shapely.Polygon([(1, 1), (9, 1), (5, 5.5), (9, 10), (1, 10)]),
        shapely.box(1, 1, 15, 15) - shapely.box(3, 3, 12, 12),
        shapely.Polygon([(2, 2.5), (8, 2.5), (8, 7.5), (2, 7.5)]),
    ],
    ids=lambda polygon: polygon.wkt[:40],
)
def test_edges_along_tiles_and_middles(polygon: shapely.Geometry) -> None:
    found = scanned_tiles(numpy.array([polygon], dtype=object), SIDE, TOUCH, unchecked)
    hit, whole = expected(polygon)
    assert {*zip(found.x.tolist(), found.y.tolist(), strict=True)} == hit
    assert {*zip(found.x[found.is_whole].tolist(), found.y[found.is_whole].tolist(), strict=True)} <= whole


def test_nothing_is_scanned_quietly() -> None:
    found = scanned_tiles(numpy.empty(0, dtype=object), SIDE, TOUCH, unchecked)
    assert len(found.owner) == len(found.x) == len(found.is_whole) == 0


def test_too_many_tiles_are_known_before_they_are_made() -> None:
    def check(pairs: float) -> None:
        if pairs > 1e6:
            raise BadRequestError("too many")

    for polygon in (shapely.box(0.5, 0.5, (1 << 30) - 0.5, (1 << 30) - 0.5), shapely.box(0.1, 0.2, 0.3, 1 << 29)):
        with pytest.raises(BadRequestError):
            scanned_tiles(numpy.array([polygon], dtype=object), 1 << 30, TOUCH, check)
