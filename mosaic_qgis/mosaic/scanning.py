"""Scanning outlines: which tiles of a grid many polygons reach into, all at once. Runs in the ENGINE; pure.

Row by row: the tiles that an edge runs through, and those between two crossings of the row's middle, which no edge runs through.
That is exact for any valid polygons, with holes and in parts. Positions are as in cover.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy
import shapely
from numpy.typing import NDArray

Integers = NDArray[numpy.int64]
Numbers = NDArray[numpy.float64]


@dataclass(frozen=True, kw_only=True)
class ScannedTiles:
    """Pairs of a polygon and a tile that it reaches into, each once."""

    owner: Integers
    """Number of the polygon."""
    x: Integers
    y: Integers
    is_whole: NDArray[numpy.bool_]
    """Whether the polygon covers the tile from edge to edge for certain."""


def scanned_tiles(
    polygons: NDArray[numpy.object_], side: int, touch: float, check: Callable[[float], None]
) -> ScannedTiles:
    """The tiles of a grid of ``side`` by ``side``.

    What reaches less than ``touch`` into a tile does not count. ``check`` gets how many pairs there will be, and may raise.
    """
    edges = _edges_of(polygons)
    edge, rows = _rows_of(edges, side, check)
    border = _border(edges, edge, rows, side, touch, check)
    inside = _inside(edges, edge, rows, side, check)
    parts = [border, inside]
    owner, x, y = (numpy.concatenate([part[number] for part in parts]) for number in range(3))
    is_inside = numpy.concatenate([numpy.zeros(len(border[0]), dtype=bool), numpy.ones(len(inside[0]), dtype=bool)])
    # Of what is there twice, the border comes first.
    order = numpy.lexsort((is_inside, x, y, owner))
    owner, x, y, is_inside = owner[order], x[order], y[order], is_inside[order]
    is_first = numpy.ones(len(owner), dtype=bool)
    is_first[1:] = (numpy.diff(owner) != 0) | (numpy.diff(x) != 0) | (numpy.diff(y) != 0)
    return ScannedTiles(owner=owner[is_first], x=x[is_first], y=y[is_first], is_whole=is_inside[is_first])


@dataclass(frozen=True, kw_only=True)
class _Edges:
    """Edges of all rings."""

    owner: Integers
    start: Numbers
    """x and y, shape (n, 2)."""
    end: Numbers

    def x_at(self, edge: Integers, y: Numbers) -> Numbers:
        """Where edges are at heights that they reach; at the start where they run along a row."""
        (x0, y0), (x1, y1) = self.start[edge].T, self.end[edge].T
        height = y1 - y0
        is_level = height == 0
        share = numpy.where(is_level, 0.0, (y - y0) / numpy.where(is_level, 1.0, height))
        return x0 + numpy.clip(share, 0.0, 1.0) * (x1 - x0)


def _edges_of(polygons: NDArray[numpy.object_]) -> _Edges:
    parts, owner_of_part = shapely.get_parts(polygons, return_index=True)
    rings, part_of_ring = shapely.get_rings(parts, return_index=True)
    positions, ring_of_position = shapely.get_coordinates(rings, return_index=True)
    is_edge = ring_of_position[1:] == ring_of_position[:-1]
    owner = owner_of_part[part_of_ring[ring_of_position[:-1][is_edge]]]
    return _Edges(owner=owner.astype(numpy.int64), start=positions[:-1][is_edge], end=positions[1:][is_edge])


def _rows_of(edges: _Edges, side: int, check: Callable[[float], None]) -> tuple[Integers, Integers]:
    """Each edge with each row that it touches."""
    low = numpy.clip(numpy.floor(numpy.minimum(edges.start[:, 1], edges.end[:, 1])), 0, side - 1).astype(numpy.int64)
    high = numpy.clip(numpy.floor(numpy.maximum(edges.start[:, 1], edges.end[:, 1])), 0, side - 1).astype(numpy.int64)
    # Two edges of a thin footprint share a tile, four a corner of it.
    check(float((high - low).sum()) / 4)
    return _spans(numpy.arange(len(edges.owner)), low, high)


def _border(
    edges: _Edges, edge: Integers, rows: Integers, side: int, touch: float, check: Callable[[float], None]
) -> tuple[Integers, Integers, Integers]:
    """The tiles that edges run through."""
    y0, y1 = edges.start[edge, 1], edges.end[edge, 1]
    low = numpy.maximum(numpy.minimum(y0, y1), rows + touch)
    high = numpy.minimum(numpy.maximum(y0, y1), rows + 1 - touch)
    is_there = low <= high
    edge, rows, low, high = edge[is_there], rows[is_there], low[is_there], high[is_there]
    is_level = edges.start[edge, 1] == edges.end[edge, 1]
    first, last = edges.x_at(edge, low), edges.x_at(edge, high)
    last = numpy.where(is_level, edges.end[edge, 0], last)
    left, right = numpy.minimum(first, last), numpy.maximum(first, last)
    columns = numpy.clip(numpy.ceil(left - 1 + touch), 0, side - 1).astype(numpy.int64)
    last_columns = numpy.clip(numpy.floor(right - touch), 0, side - 1).astype(numpy.int64)
    is_there = (columns <= last_columns) & (right >= touch) & (left <= side - touch)
    check(float((last_columns - columns)[is_there].sum()) / 4)
    place, x = _spans(numpy.flatnonzero(is_there), columns[is_there], last_columns[is_there])
    return edges.owner[edge[place]], x, rows[place]


def _inside(
    edges: _Edges, edge: Integers, rows: Integers, side: int, check: Callable[[float], None]
) -> tuple[Integers, Integers, Integers]:
    """The tiles whose middles lie inside, which may have edges running through them."""
    middle = rows + 0.5
    # Of two edges that meet at the height of the middle, one counts.
    is_crossing = (edges.start[edge, 1] <= middle) != (edges.end[edge, 1] <= middle)
    edge, rows, middle = edge[is_crossing], rows[is_crossing], middle[is_crossing]
    owner, crossing = edges.owner[edge], edges.x_at(edge, middle)
    order = numpy.lexsort((crossing, rows, owner))
    owner, rows, crossing = owner[order], rows[order], crossing[order]
    # A ring crosses each height an even number of times.
    left, right = crossing[0::2], crossing[1::2]
    columns = numpy.clip(numpy.ceil(left - 0.5), 0, side).astype(numpy.int64)
    last_columns = numpy.clip(numpy.floor(right - 0.5), -1, side - 1).astype(numpy.int64)
    is_there = columns <= last_columns
    check(float((last_columns - columns + 1)[is_there].sum()))
    place, x = _spans(numpy.flatnonzero(is_there), columns[is_there], last_columns[is_there])
    return owner[0::2][place], x, rows[0::2][place]


def _spans(keys: Integers, first: Integers, last: Integers) -> tuple[Integers, Integers]:
    """All numbers from first to last, with the key of each span."""
    counts = last - first + 1
    starts = numpy.cumsum(counts) - counts
    return numpy.repeat(keys, counts), numpy.arange(counts.sum()) - numpy.repeat(starts - first, counts)
