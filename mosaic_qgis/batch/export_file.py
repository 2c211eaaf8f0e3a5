"""One file of an export: its blocks and levels, and how it is put together of what is packed. Runs in the ENGINE; writes files."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..reading.grid import Rect
from .export_blocks import REST_PX, DrawnBlock, rest_of
from .export_grid import TILE_PX, ExportGrid, FilePlan, count_blocks, level_sizes
from .export_overviews import make_overviews
from .export_pixels import Array, Output, template
from .export_store import PartialFile, disk_errors
from .export_tiff import Level, write_cog

_OVERVIEW_SHARE = 0.2


@dataclass(frozen=True, kw_only=True)
class ExportFile:
    """What a file is to be."""

    grid: ExportGrid
    plan: FilePlan
    output: Output
    block_px: int
    tags: Mapping[str, str]

    @property
    def sizes(self) -> list[tuple[int, int]]:
        """Of its image and overviews."""
        return level_sizes(self.plan.rect.width, self.plan.rect.height)

    @property
    def own_levels(self) -> int:
        """Overviews that blocks make for themselves."""
        return min(len(self.sizes) - 1, (self.block_px // TILE_PX).bit_length() - 1)

    @property
    def has_rests(self) -> bool:
        """Whether there are coarser ones."""
        return len(self.sizes) - 1 > self.own_levels

    @property
    def columns(self) -> int:
        """Of blocks."""
        return -(-self.plan.rect.width // self.block_px)

    @property
    def block_count(self) -> int:
        return count_blocks(self.plan.rect, self.block_px)

    def block(self, number: int) -> Rect:
        """In pixels of the file."""
        row, col = divmod(number, self.columns)
        size = self.block_px
        whole = Rect(0, 0, self.plan.rect.width, self.plan.rect.height)
        return whole.intersection(Rect(col * size, row * size, size, size))

    def in_grid(self, rect: Rect) -> Rect:
        """Pixels of the file as pixels of the export."""
        return Rect(self.plan.rect.col + rect.col, self.plan.rect.row + rect.row, rect.width, rect.height)

    def has_begun(self, folder: Path) -> bool:
        """Whether an earlier run has finished any of its blocks."""
        return (folder / f"{self.plan.name}.log").exists()


class FilePart:
    """A file that is being made. Not thread-safe."""

    def __init__(self, file: ExportFile, folder: Path, check: Callable[[], None]) -> None:
        """``check`` is called often while what is there is looked at; what it raises ends that."""
        self._file = file
        self._store = PartialFile(folder, file.plan.name, check)
        self._levels = [Level.empty(width, height) for width, height in file.sizes]
        self._rests: dict[int, bytes] = {}
        for block in self._store.blocks.values():
            at = block.at
            for tile in block.tiles:
                self._levels[tile.level].put(tile.col, tile.row, at, tile.size)
                at += tile.size
        self.finished = frozenset(self._store.blocks)
        """Blocks that an earlier run has drawn."""

    def take(self, block: DrawnBlock, *, is_kept: bool) -> None:
        """Take a block in; ``is_kept``: a later run need not draw it again. Raises MosaicError."""
        if is_kept:
            self._store.add(block.number, block.tiles, block.rest)
            at = self._store.blocks[block.number].at
            for (level, col, row), tile in block.tiles.items():
                self._levels[level].put(col, row, at, len(tile))
                at += len(tile)
            return
        for (level, col, row), tile in block.tiles.items():
            self._levels[level].put(col, row, self._store.put(tile), len(tile))
        if block.rest is not None:
            self._rests[block.number] = block.rest

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it."""
        return not any(level.sizes.any() for level in self._levels)

    def write(self, path: Path, moved: Callable[[float], None]) -> None:
        """Put the file together. ``moved`` hears the share that is done, often; what it raises ends the work.

        Raises MosaicError.
        """
        file = self._file
        first = file.own_levels + 1
        made = 0
        expected = max(1, sum(level.sizes.size for level in self._levels[first:]))

        def put(level: int, col: int, row: int, tile: bytes) -> None:
            nonlocal made
            made += 1
            self._levels[level].put(col, row, self._store.put(tile), len(tile))

        make_overviews(
            file.sizes, first, file.output, self._rest, put, lambda: moved(_OVERVIEW_SHARE * min(made / expected, 1))
        )
        told = template(file.output, file.grid.crs_wkt, file.grid.transform(file.plan.rect), dict(file.tags))
        with disk_errors(path, f" What is finished is kept in {path.parent}."):
            part = path.with_name(f"{path.name}.new")
            with part.open("wb", buffering=1 << 20) as written:
                write_cog(
                    written,
                    self._levels,
                    told.entries,
                    self._store.packed,
                    lambda share: moved(_OVERVIEW_SHARE + (1 - _OVERVIEW_SHARE) * share),
                )
            os.replace(part, path)

    def _rest(self, col: int, row: int) -> Array | None:
        file = self._file
        if col >= file.columns:
            return None
        width, height = file.sizes[file.own_levels + 1]
        number = row * file.columns + col
        data = self._rests.get(number) or self._store.rest(number)
        return rest_of(data, min(REST_PX, width - col * REST_PX), min(REST_PX, height - row * REST_PX), file.output)

    def close(self) -> None:
        """Let go of the files; what is finished stays."""
        self._store.close()

    def remove(self) -> None:
        """Forget what was packed: the file is written, or will not be."""
        self._store.remove()
