"""Which tiles of the web's grid a mosaic has: blocks of them, to be drawn in one go each. Runs in the ENGINE.

Pure apart from asking where images are; opens none. The grid is that of all web maps (WebMercatorQuad, row 0 in the north).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..mosaic.errors import BadRequestError
from ..mosaic.grid import WEB_MERCATOR_TMS, grid_of
from ..mosaic.quadkeys import TileRange
from .runner import WorkCancelled

Extent = tuple[float, float, float, float]
"""xmin, ymin, xmax, ymax in EPSG:3857."""

BLOCK_PX = 2048
"""Side of what is drawn at once: large enough that images are opened once for many tiles, small enough for memory."""
MOST_TILES = 20_000_000
"""Tiles of one set: more would fill any disk, and nobody means that."""
MOST_ZOOM = 24
"""The finest of the grid."""
TILE_SIZES = (256, 512)

HasImages = Callable[[int, int, int], bool]
"""Whether the mosaic lists any image for the tile x, y, zoom."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TileBlock:
    """A rectangle of tiles of one zoom."""

    zoom: int
    col: int
    row: int
    """Of its first tile, from the north-west."""
    cols: int
    rows: int

    @property
    def count(self) -> int:
        """How many tiles it has."""
        return self.cols * self.rows

    @property
    def extent(self) -> Extent:
        """In EPSG:3857."""
        last_col, last_row = self.col + self.cols - 1, self.row + self.rows - 1
        tiles = TileRange(zoom=self.zoom, min_x=self.col, min_y=self.row, max_x=last_col, max_y=last_row)
        return grid_of(WEB_MERCATOR_TMS).box_of_tiles(tiles)


def blocks_of(
    extent: Extent,
    minzoom: int,
    maxzoom: int,
    tile_px: int,
    *,
    has_images: HasImages | None,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[TileBlock]:
    """The blocks of all zooms, coarse ones first. ``has_images``: what has none is left out with all below it; None keeps all.

    Raises:
        BadRequestError: too many tiles.
        WorkCancelled: the caller withdrew.
    """
    steps = (BLOCK_PX // tile_px).bit_length() - 1
    found: list[TileBlock] = []
    tiles = 0
    for zoom, blocks in _levels(extent, minzoom, maxzoom, steps, has_images, cancelled):
        for block in blocks:
            tiles += block.count
            if tiles > MOST_TILES:
                raise BadRequestError(
                    f"A set has {MOST_TILES:,} tiles at most, the zooms {minzoom} to {maxzoom} of this extent have more, at "
                    f"zoom {zoom} already; ask for a smaller extent or a smaller maxzoom"
                )
            found.append(block)
    return found


def _levels(
    extent: Extent,
    minzoom: int,
    maxzoom: int,
    steps: int,
    has_images: HasImages | None,
    cancelled: Callable[[], bool],
) -> Iterator[tuple[int, Iterator[TileBlock]]]:
    """The blocks of each zoom. Those of a zoom lie within those of the zoom before, four in each."""
    grid = grid_of(WEB_MERCATOR_TMS)
    above: set[tuple[int, int]] | None = None
    for zoom in range(minzoom, maxzoom + 1):
        tiles = grid.tiles_in_box(*extent, zoom)
        if tiles is None:
            return
        here = _block_places(tiles, steps, above)
        kept: set[tuple[int, int]] = set()

        def blocks(
            zoom: int = zoom,
            tiles: TileRange = tiles,
            here: Iterator[tuple[int, int]] = here,
            kept: set[tuple[int, int]] = kept,
        ) -> Iterator[TileBlock]:
            for col, row in here:
                if cancelled():
                    raise WorkCancelled("the work was stopped")
                # A block is the tile some zooms above, where there is one.
                if has_images is None or zoom < steps or has_images(col, row, zoom - steps):
                    kept.add((col, row))
                    yield _block(zoom, col, row, tiles, steps)

        yield zoom, blocks()
        above = None if zoom < steps else kept


def _block_places(tiles: TileRange, steps: int, above: set[tuple[int, int]] | None) -> Iterator[tuple[int, int]]:
    """Columns and rows of the blocks that hold tiles, row by row; below those of the zoom before, where these are known."""
    cols, rows = (
        range(tiles.min_x >> steps, (tiles.max_x >> steps) + 1),
        range(tiles.min_y >> steps, (tiles.max_y >> steps) + 1),
    )
    if above is None:
        yield from ((col, row) for row in rows for col in cols)
        return
    below = {(2 * col + right, 2 * row + down) for col, row in above for right in (0, 1) for down in (0, 1)}
    yield from sorted(((col, row) for col, row in below if col in cols and row in rows), key=lambda place: place[::-1])


def _block(zoom: int, col: int, row: int, tiles: TileRange, steps: int) -> TileBlock:
    first_col, first_row = max(col << steps, tiles.min_x), max(row << steps, tiles.min_y)
    last_col, last_row = min(((col + 1) << steps) - 1, tiles.max_x), min(((row + 1) << steps) - 1, tiles.max_y)
    return TileBlock(
        zoom=zoom, col=first_col, row=first_row, cols=last_col - first_col + 1, rows=last_row - first_row + 1
    )
