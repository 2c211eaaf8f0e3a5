"""The overviews of a file that are coarser than its blocks, made of what these leave. Runs in the ENGINE.

Goes down into the pyramid and comes back with one tile at a time, so that memory grows with its height only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .export_blocks import REST_PX
from .export_grid import TILE_PX
from .export_pixels import Array, Output, halved, packed

Rest = Callable[[int, int], "Array | None"]
"""The pixels of a block (column, row of blocks) at half the resolution of its coarsest own overview; None is nothing."""


def make_overviews(
    sizes: Sequence[tuple[int, int]],
    first: int,
    output: Output,
    rest: Rest,
    put: Callable[[int, int, int, bytes], None],
    moved: Callable[[], None],
) -> None:
    """Make the levels from ``first`` on.

    ``sizes``: of all levels, the whole image first. ``put`` takes level, column, row and a packed tile. ``moved`` is called often; what
    it raises ends the work.
    """
    if first < len(sizes):
        _Maker(sizes, first, output, rest, put, moved).tile(len(sizes) - 1, 0, 0)


class _Maker:
    def __init__(
        self,
        sizes: Sequence[tuple[int, int]],
        first: int,
        output: Output,
        rest: Rest,
        put: Callable[[int, int, int, bytes], None],
        moved: Callable[[], None],
    ) -> None:
        self._sizes, self._first, self._output = sizes, first, output
        self._rest, self._put, self._moved = rest, put, moved

    def tile(self, level: int, col: int, row: int) -> Array | None:
        """The pixels of a tile, which is kept; None where there is nothing."""
        self._moved()
        width, height = (
            min(TILE_PX, size - at * TILE_PX) for size, at in zip(self._sizes[level], (col, row), strict=True)
        )
        if width <= 0 or height <= 0:
            return None
        pixels: Array | None = None
        for down in (0, 1):
            for right in (0, 1):
                part = self._quarter(level, col * 2 + right, row * 2 + down)
                if part is None:
                    continue
                if pixels is None:
                    pixels = self._output.blank(height, width)
                top, left = down * REST_PX, right * REST_PX
                pixels[:, top : top + part.shape[1], left : left + part.shape[2]] = part
        if pixels is not None:
            for _, _, tile in packed(pixels, self._output):
                self._put(level, col, row, tile)
        return pixels

    def _quarter(self, level: int, col: int, row: int) -> Array | None:
        if level == self._first:
            return self._rest(col, row)
        finer = self.tile(level - 1, col, row)
        return None if finer is None else halved(finer, self._output)
