"""Which pixels of a grid in another CRS lie in which tiles of the tile matrix set. Runs in the ENGINE; pure geometry.

A pixel is drawn from the images of the tile that holds its centre, in that tile's order, whatever CRS it is drawn in. Tiles are bent
in another CRS: most cells of a lattice lie in one tile by their corners, the pixels of those on an edge are placed one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from morecantile import TileMatrixSet
from numpy.typing import NDArray

from .crs import Floats, transformer
from .grid import AskedGrid, Rect
from .plan import MOST_TILES, Tile, tile_box, zoom_for

CELL_PX = 32
_STEP_PX = CELL_PX // 2
_OVERLAP = 1.25
"""Areas of equal images are drawn as one unless their boxes have more pixels than so many times those of the tiles' own."""
Labels = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Part:
    """Pixels of a grid that are drawn from the same images in the same order."""

    rect: Rect
    """Their box."""
    assets: tuple[str, ...]
    mask: NDArray[np.bool_] | None
    """Which pixels of the box, (row, column); None is all of them."""


@dataclass(frozen=True, eq=False)
class TileMap:
    """The tiles of a grid's pixels."""

    tiles: tuple[Tile, ...]
    labels: Labels
    """For each pixel (row, column) its tile's place in ``tiles``; -1 is none."""

    def parts(self, lists: Sequence[Sequence[str]]) -> list[Part]:
        """What is to be drawn, given each tile's images; pixels without images are in no part."""
        ranks: dict[tuple[str, ...], int] = {}
        for assets in lists:
            if assets:
                ranks.setdefault(tuple(assets), len(ranks))
        joined = np.array([ranks[tuple(assets)] if assets else -1 for assets in lists] + [-1], np.int32)
        by_list = joined[self.labels]
        of_lists = _regions(by_list, len(ranks))
        of_tiles = _regions(self.labels, len(self.tiles))
        if sum(map(_area, of_lists.values())) <= _OVERLAP * sum(map(_area, of_tiles.values())):
            regions, labels, names = of_lists, by_list, list(ranks)
        else:
            regions, labels, names = of_tiles, self.labels, [tuple(assets) for assets in lists]
        return [Part(rect, names[label], _mask(labels, label, rect)) for label, rect in regions.items() if names[label]]


def tile_map(tms: TileMatrixSet, tms_wkt: str, grid: AskedGrid, grid_wkt: str, finest_zoom: int) -> TileMap:
    """The tiles of the zoom that fits the grid's resolution, as for grids in the CRS of the tile matrix set."""
    rows, cols = -(-grid.height // CELL_PX), -(-grid.width // CELL_PX)
    x, y = np.meshgrid(
        grid.extent[0] + np.arange(cols * 2 + 1) * (_STEP_PX * grid.x_res),
        grid.extent[3] - np.arange(rows * 2 + 1) * (_STEP_PX * grid.y_res),
    )
    x, y = _projected(x, y, grid_wkt, tms_wkt)
    zoom = min(zoom_for(tms, _resolution(x, y)), max(finest_zoom, tms.minzoom))
    while True:
        u, v = _in_tiles(tms, zoom, x, y)
        if zoom <= tms.minzoom or _spread(u) * _spread(v) <= MOST_TILES:
            break
        zoom -= 1
    cells = _numbers(tms, zoom, u[1::2, 1::2], v[1::2, 1::2])
    cut_rows, cut_cols = np.nonzero(~_is_in_one_tile(u, v))
    within = np.arange(CELL_PX) + 0.5
    shape = (cut_rows.size, CELL_PX, CELL_PX)
    px = np.broadcast_to((cut_cols[:, None] * CELL_PX + within)[:, None, :], shape)
    py = np.broadcast_to((cut_rows[:, None] * CELL_PX + within)[:, :, None], shape)
    at = _projected(grid.extent[0] + px * grid.x_res, grid.extent[3] - py * grid.y_res, grid_wkt, tms_wkt)
    pixels = _numbers(tms, zoom, *_in_tiles(tms, zoom, *at))
    # Tiles are told apart by cells: looking each pixel's up would take longer than drawing it.
    known = np.unique(np.concatenate([np.unique(pixels), cells.ravel()]))
    known = known[known >= 0]
    labels = np.empty((rows, CELL_PX, cols, CELL_PX), np.int32)
    labels[:] = _places(known, cells)[:, None, :, None]
    labels[cut_rows, :, cut_cols, :] = _places(known, pixels)
    width = tms.matrix(zoom).matrixWidth
    return TileMap(
        tuple(Tile(int(n % width), int(n // width), zoom) for n in known),
        labels.reshape(rows * CELL_PX, cols * CELL_PX)[: grid.height, : grid.width],
    )


def _places(known: NDArray[np.int64], numbers: NDArray[np.int64]) -> Labels:
    """Where numbers stand among those that are known; -1 for those that are none."""
    return np.where(numbers < 0, -1, np.searchsorted(known, numbers)).astype(np.int32)


def _projected(x: Floats, y: Floats, from_wkt: str, to_wkt: str) -> tuple[Floats, Floats]:
    change = transformer(from_wkt, to_wkt)
    if change is None:
        return x, y
    to_x, to_y = change.transform(np.ascontiguousarray(x), np.ascontiguousarray(y))
    return to_x, to_y


def _resolution(x: Floats, y: Floats) -> float:
    """Units of the tile matrix set's CRS per pixel, typically."""
    with np.errstate(invalid="ignore"):
        steps = [np.hypot(np.diff(x, axis=axis), np.diff(y, axis=axis)) / _STEP_PX for axis in (0, 1)]
    found = [float(np.median(step[np.isfinite(step)])) for step in steps if np.isfinite(step).any()]
    return min(found, default=float("inf"))


def _in_tiles(tms: TileMatrixSet, zoom: int, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Places counted in tiles from the north-west corner."""
    left, bottom, right, top = tile_box(tms, Tile(0, 0, zoom))
    return (x - left) / (right - left), (top - y) / (top - bottom)


def _spread(values: Floats) -> float:
    finite = values[np.isfinite(values)]
    return float(np.ptp(finite)) + 1 if finite.size else 1.0


def _is_in_one_tile(u: Floats, v: Floats) -> NDArray[np.bool_]:
    """For each cell of three by three points whether it lies in one tile, edges and all."""
    results: list[NDArray[np.bool_]] = []
    with np.errstate(invalid="ignore"):
        for values in (u, v):
            points = [values[i : i - 2 or None : 2, j : j - 2 or None : 2] for i in range(3) for j in range(3)]
            low, high = np.minimum.reduce(points), np.maximum.reduce(points)
            # Between points an edge may bulge by an eighth of the second difference; eight times that is plenty.
            triples = [(0, 1, 2), (3, 4, 5), (6, 7, 8), (0, 3, 6), (1, 4, 7), (2, 5, 8)]
            bulge = np.maximum.reduce([np.abs(points[a] - 2 * points[b] + points[c]) for a, b, c in triples])
            bulge = bulge + 1e-9
            results.append(np.floor(low - bulge) == np.floor(high + bulge))
    return results[0] & results[1]


def _numbers(tms: TileMatrixSet, zoom: int, u: Floats, v: Floats) -> NDArray[np.int64]:
    """Tiles as numbers, row by row; -1 outside of the tile matrix set."""
    matrix = tms.matrix(zoom)
    with np.errstate(invalid="ignore"):
        col, row = np.floor(u), np.floor(v)
        inside = (col >= 0) & (col < matrix.matrixWidth) & (row >= 0) & (row < matrix.matrixHeight)
        return np.where(inside, row * matrix.matrixWidth + col, -1).astype(np.int64)


def _regions(labels: Labels, count: int) -> dict[int, Rect]:
    """The box of each label that is there."""
    found: dict[int, Rect] = {}
    # A line at a time: what differs from its neighbour begins a run.
    boxes = np.full((count, 4), [labels.shape[1], labels.shape[0], 0, 0], np.int64)
    flat = np.ascontiguousarray(labels)
    starts = np.ones(flat.shape, bool)
    starts[:, 1:] = flat[:, 1:] != flat[:, :-1]
    rows, cols = np.nonzero(starts)
    stops = np.append(cols[1:], 0)
    stops[np.append(rows[1:] != rows[:-1], True)] = flat.shape[1]
    names = flat[rows, cols]
    keep = names >= 0
    rows, cols, stops, names = rows[keep], cols[keep], stops[keep], names[keep]
    np.minimum.at(boxes[:, 0], names, cols)
    np.minimum.at(boxes[:, 1], names, rows)
    np.maximum.at(boxes[:, 2], names, stops)
    np.maximum.at(boxes[:, 3], names, rows + 1)
    for label, (left, top, right, bottom) in enumerate(boxes.tolist()):
        if right > left:
            found[label] = Rect(left, top, right - left, bottom - top)
    return found


def _area(rect: Rect) -> int:
    return rect.width * rect.height


def _mask(labels: Labels, label: int, rect: Rect) -> NDArray[np.bool_] | None:
    mask = labels[rect.row : rect.row_stop, rect.col : rect.col_stop] == label
    return None if mask.all() else mask
