"""A small map of a checked mosaic: where it is sound and where not, in so few shapes that a page can draw them. Runs in the ENGINE; pure.

Few images are drawn as they lie, many as squares of tiles. Positions are in the mosaic's own grid, x to the right, y down.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely
from pyproj import Transformer

from ..mosaic.grid import TileGrid
from ..mosaic.index_rules import TileIndex, shown
from ..mosaic.quadkeys import TileRange
from ..mosaic.rules import SEVERITIES
from .validation_cover import Placed
from .validation_ground import cells_of, extent_of

MOST_OUTLINES = 400
_COLUMNS, _ROWS = 48, 32
_SIDE = 1000.0
"""Units along the longer side."""


def picture(index: TileIndex, placed: Placed | None, worst: Mapping[int, str], grid: TileGrid) -> dict[str, Any] | None:
    """``{width, height, shapes: [{severity, points: [[x, y] …], title}]}``; ``None`` without tiles. ``worst``: by image."""
    extent = extent_of(index)
    if extent is None:
        return None
    if len(index.names) <= MOST_OUTLINES and placed is not None and len(placed.images):
        return _outlines(index, placed, worst, grid, extent)
    return _squares(index, worst, extent)


def _frame(box: tuple[float, float, float, float]) -> tuple[float, float, float]:
    """Units per unit of a box, and the size of its picture."""
    left, bottom, right, top = box
    scale = _SIDE / max(right - left, top - bottom)
    return scale, (right - left) * scale, (top - bottom) * scale


def _outlines(
    index: TileIndex, placed: Placed, worst: Mapping[int, str], grid: TileGrid, extent: TileRange
) -> dict[str, Any]:
    to_grid = Transformer.from_crs(grid.tms.geographic_crs, grid.tms.crs.to_wkt(), always_xy=True)

    def moved(points: np.ndarray) -> np.ndarray:
        return np.column_stack(to_grid.transform(points[:, 0], points[:, 1]))

    shapes = []
    found: list[tuple[int, Any]] = []
    for image, outline in zip(placed.images.tolist(), placed.outlines, strict=True):
        ground = shapely.transform(outline, moved)
        if np.isfinite(shapely.get_coordinates(ground)).all():
            found.append((image, ground))
    # What the images cover; of those without a place, a tile that lists each.
    placed_images = set(placed.images.tolist())
    lost = {
        image: _tile_box(index, index.first_tile[image], grid)
        for image in range(len(index.names))
        if image not in placed_images
    }
    boxes = [*(ground.bounds for _, ground in found), *lost.values()]
    if not boxes:
        return _squares(index, worst, extent)
    left, bottom, right, top = (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
    scale, width, height = _frame((left, bottom, right, top))
    for image, ground in found:
        for polygon in shapely.get_parts(ground):
            points = shapely.get_coordinates(shapely.get_exterior_ring(polygon))
            places = np.column_stack([(points[:, 0] - left) * scale, (top - points[:, 1]) * scale])
            shapes.append(_shape(places, worst.get(image, ""), shown(index.names[image])))
    for image, (west, south, east, north) in lost.items():
        corners = np.array([[west, north], [east, north], [east, south], [west, south]])
        places = np.column_stack([(corners[:, 0] - left) * scale, (top - corners[:, 1]) * scale])
        shapes.append({**_shape(places, worst.get(image, ""), shown(index.names[image])), "is_tile": True})
    # The gravest on top.
    ranks: dict[str, int] = {"": 0, **{severity: rank for rank, severity in enumerate(reversed(SEVERITIES), 1)}}
    shapes.sort(key=lambda shape: ranks[shape["severity"]])
    return {"width": round(width, 1), "height": round(height, 1), "shapes": shapes}


def _tile_box(index: TileIndex, tile: int, grid: TileGrid) -> tuple[float, float, float, float]:
    zoom, x, y = index.tile_zoom[tile], index.tile_x[tile], index.tile_y[tile]
    return grid.box_of_tiles(TileRange(zoom=zoom, min_x=x, max_x=x, min_y=y, max_y=y))


def _shape(places: np.ndarray, severity: str, title: str) -> dict[str, Any]:
    return {"severity": severity, "points": np.round(places, 1).tolist(), "title": title, "is_tile": False}


def _squares(index: TileIndex, worst: Mapping[int, str], extent: TileRange) -> dict[str, Any]:
    """Tiles of a coarser zoom, as many as can be told apart."""
    zoom = extent.zoom
    while zoom > 0 and (
        (extent.max_x - extent.min_x) >> (extent.zoom - zoom) >= _COLUMNS
        or (extent.max_y - extent.min_y) >> (extent.zoom - zoom) >= _ROWS
    ):
        zoom -= 1
    cells = cells_of(index, zoom)
    shift = extent.zoom - zoom
    first_x, end_x, first_y, end_y = (
        each >> shift for each in (extent.min_x, extent.max_x, extent.min_y, extent.max_y)
    )
    ranks = np.zeros(len(index.names), dtype=np.int64)
    for image, severity in worst.items():
        ranks[image] = len(SEVERITIES) - SEVERITIES.index(severity)
    tiles, images = np.frombuffer(index.pair_tile, np.uint32), np.frombuffer(index.pair_image, np.uint32)
    counts = np.bincount(tiles, minlength=len(cells))
    gravest = np.zeros(len(cells), dtype=np.int64)
    np.maximum.at(gravest, tiles, ranks[images])
    found: dict[tuple[int, int], list[int]] = {}
    for (x, y, last_x, last_y), count, rank in zip(cells.tolist(), counts.tolist(), gravest.tolist(), strict=True):
        for column in range(max(x, first_x), min(last_x, end_x) + 1):
            for row in range(max(y, first_y), min(last_y, end_y) + 1):
                cell = found.setdefault((column, row), [0, 0])
                cell[0] += count
                cell[1] = max(cell[1], rank)
    left, top = min(x for x, _ in found), min(y for _, y in found)
    columns, rows = max(x for x, _ in found) - left + 1, max(y for _, y in found) - top + 1
    side = _SIDE / max(columns, rows)
    shapes = []
    for (x, y), (count, rank) in sorted(found.items()):
        corner = np.array([(x - left) * side, (y - top) * side])
        square = corner + np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * side
        severity = SEVERITIES[len(SEVERITIES) - rank] if rank else ""
        shapes.append(_shape(square, severity, f"{count}"))
    return {"width": round(columns * side, 1), "height": round(rows * side, 1), "shapes": shapes}
