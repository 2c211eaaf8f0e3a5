"""A grid in any CRS, drawn with all images into one array: what exports and overviews are made of. Runs in the ENGINE.

Every pixel is drawn onto the asked grid itself, never resampled from another one, and from the images of the tile that holds its
centre, in that tile's order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Protocol

import numpy as np
from morecantile import TileMatrixSet
from numpy.typing import NDArray

from .crs import transformer
from .finding import ImageFinder
from .foreign_grid import tile_map
from .grid import AskedGrid
from .plan import LARGEST_UNIT_PX, Unit, tiles_of, units_of
from .values import Failure, Patch, ReadReport, ReadRequest


class Draw(Protocol):
    """Draws units onto a grid of a CRS."""

    def __call__(
        self,
        request: ReadRequest,
        grid: AskedGrid,
        units: Sequence[Unit],
        crs_wkt: str,
        on_patch: Callable[[Patch], None],
        cancelled: Callable[[], bool],
        /,
    ) -> ReadReport: ...


def drawn_whole(
    request: ReadRequest,
    crs_wkt: str,
    pixels: NDArray[Any],
    *,
    tms: TileMatrixSet,
    tms_wkt: str,
    finder: ImageFinder,
    draw: Draw,
    cancelled: Callable[[], bool],
) -> ReadReport:
    """Draw a grid of a CRS over ``pixels`` (band, row, column); what no image covers stays.

    Raises Cancelled, BadRequestError, and what looking images up raises.
    """
    grid = AskedGrid(request.extent, request.width, request.height)
    if transformer(crs_wkt, tms_wkt) is None:
        found = finder.of_tiles(tiles_of(tms, grid, finder.finest_zoom), request.time, cancelled, limit=None)
        units = units_of(tms, grid, found.tiles)
        report = draw(request, grid, units, tms_wkt, _onto(pixels, None), cancelled)
        return _with_refused([report], found.refused)
    tiles = tile_map(tms, tms_wkt, grid, crs_wkt, finder.finest_zoom)
    found = finder.of_tiles(tiles.tiles, request.time, cancelled, limit=None)
    reports = []
    parts = tiles.parts([assets for _, assets in found.tiles])
    # As large as the pixels, and not needed any more.
    del tiles
    for part in parts:
        rect = part.rect
        box = AskedGrid(grid.box(rect), rect.width, rect.height)
        units = [Unit(piece, part.assets) for piece in box.whole.pieces(LARGEST_UNIT_PX)]
        wanted = replace(request, extent=box.extent, width=rect.width, height=rect.height)
        there = pixels[:, rect.row : rect.row_stop, rect.col : rect.col_stop]
        reports.append(draw(wanted, box, units, crs_wkt, _onto(there, part.mask), cancelled))
    return _with_refused(reports, found.refused)


def _onto(pixels: NDArray[Any], mask: NDArray[np.bool_] | None) -> Callable[[Patch], None]:
    def put(patch: Patch) -> None:
        _, height, width = patch.array.shape
        area = slice(patch.row, patch.row + height), slice(patch.col, patch.col + width)
        if mask is None:
            pixels[:, area[0], area[1]] = patch.array
        else:
            np.copyto(pixels[:, area[0], area[1]], patch.array, where=mask[area])

    return put


def _with_refused(reports: Sequence[ReadReport], refused: tuple[Failure, ...]) -> ReadReport:
    """One report of all; an image that failed in several parts is told once."""
    skipped = {failure.asset or failure.message: failure for report in reports for failure in report.skipped}
    skipped |= {failure.asset or failure.message: failure for failure in refused}
    return ReadReport(
        complete=all(report.complete for report in reports) and not refused,
        skipped=tuple(skipped.values()),
        tiles=sum(report.tiles for report in reports),
        cached_tiles=sum(report.cached_tiles for report in reports),
        assets=sum(report.assets for report in reports),
        elapsed_ms=sum(report.elapsed_ms for report in reports),
    )
