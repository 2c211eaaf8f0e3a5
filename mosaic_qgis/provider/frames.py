"""Frames: the pixels of one asked grid, filled patch by patch, shared by the calls for its bands; and their cache.

QGIS side, pure (numpy, no QGIS). QGIS asks band by band, the engine answers for all bands at once: the first call starts
a frame, the others find it. The cache is bounded in bytes over all layers. A frame with gaps (a failed image, a failed
read) serves each band once, so that one drawing is consistent and the next one tries again.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy

from .bands import Array, LayerBand

if TYPE_CHECKING:
    from ..engine.client.process import ArrayPatch, EngineFailure, Pending, TimeRange


_FUZZ_PX = 0.01
"""Grids whose pixels are not further apart lie on each other."""
_SAMPLE_STEP_PX = 8
_LENDERS = 4
"""How many frames drawn lately are looked at for pixels that a new one begins with."""


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A north-up grid: row 0 is at ymax."""

    extent: tuple[float, float, float, float]
    """xmin, ymin, xmax, ymax in the layer's CRS."""
    width_px: int
    height_px: int
    resampling: str
    """As rasterio names it."""
    time: TimeRange | None = None
    """Only images of this time; None means all."""
    sketch: bool = False
    """For the eye, now: where there are too many images it may end early and show outlines of those left out."""

    @property
    def pixel_width(self) -> float:
        """CRS units per pixel from west to east."""
        return (self.extent[2] - self.extent[0]) / self.width_px

    @property
    def pixel_height(self) -> float:
        """CRS units per pixel from north to south."""
        return (self.extent[3] - self.extent[1]) / self.height_px

    def offset_of(self, other: Grid) -> tuple[int, int] | None:
        """Column and row of this grid where the other's upper left pixel lies (either may be negative or beyond this
        grid); None where their pixels do not lie on each other."""
        if (self.resampling, self.time, self.sketch) != (other.resampling, other.time, other.sketch):
            return None
        for mine, its, size_px in (
            (self.pixel_width, other.pixel_width, max(self.width_px, other.width_px)),
            (self.pixel_height, other.pixel_height, max(self.height_px, other.height_px)),
        ):
            if abs(mine - its) * size_px > _FUZZ_PX * mine:
                return None
        col = (other.extent[0] - self.extent[0]) / self.pixel_width
        row = (self.extent[3] - other.extent[3]) / self.pixel_height
        if abs(col - round(col)) > _FUZZ_PX or abs(row - round(row)) > _FUZZ_PX:
            return None
        return round(col), round(row)


class Frame:
    """The pixels of one grid for some bands. Painted by the engine client's reader thread, read by render threads."""

    def __init__(self, grid: Grid, bands: tuple[LayerBand, ...]) -> None:
        self.grid = grid
        self.arrays: dict[int, Array] = {band.number: band.empty(grid.height_px, grid.width_px) for band in bands}
        """1-based band -> stored values, shape (height, width)."""
        # Where alpha tells what is covered, it is the last band.
        self._telling = self.arrays[bands[-1].number]
        self._uncovered = self._telling.flat[0]
        self.patches_painted = 0
        self.users = 0
        """Calls that wait for it; the read is cancelled when nobody waits any more. Guarded by the cache's lock."""
        self.pending: Pending | None = None
        self.result: Mapping[str, Any] | None = None
        """How the read ended well (docs/protocol.md, "read")."""
        self.failure: EngineFailure | None = None
        self._served: set[tuple[int, int]] = set()
        self._settled = False
        self._lock = threading.Lock()

    @property
    def size_bytes(self) -> int:
        """Memory of its pixels."""
        return sum(array.nbytes for array in self.arrays.values())

    @property
    def is_settled(self) -> bool:
        """Whether its read has ended, well or badly."""
        return self._settled

    @property
    def is_whole(self) -> bool:
        """Whether its read has ended well and nothing was left out."""
        return self.result is not None and bool(self.result["complete"])

    def paint(self, patch: ArrayPatch) -> None:
        """Take in a patch. What lies outside the grid or the bands is left out."""
        height, width = patch.array.shape[1:]
        rows = slice(patch.row, min(patch.row + height, self.grid.height_px))
        cols = slice(patch.col, min(patch.col + width, self.grid.width_px))
        for index, band in enumerate(patch.bands):
            array = self.arrays.get(band)
            if array is not None and rows.start < rows.stop and cols.start < cols.stop:
                array[rows, cols] = patch.array[index, : rows.stop - rows.start, : cols.stop - cols.start]
        self.patches_painted += 1

    def borrow(self, other: Frame) -> bool:
        """Begin with the pixels of another frame of the same mosaic where both have some; whether there were any.

        Only from one that is whole: what the read does not bring again must be right.
        """
        offset = self.grid.offset_of(other.grid) if other.is_whole else None
        if offset is None:
            return False
        cols, its_cols = _overlap(offset[0], self.grid.width_px, other.grid.width_px)
        rows, its_rows = _overlap(offset[1], self.grid.height_px, other.grid.height_px)
        bands = self.arrays.keys() & other.arrays.keys()
        if cols.start >= cols.stop or rows.start >= rows.stop or not bands:
            return False
        for band in bands:
            self.arrays[band][rows, cols] = other.arrays[band][its_rows, its_cols]
        self.patches_painted += 1
        return True

    def covered_share(self) -> float:
        """About which share of the pixels is covered ground so far, 0 to 1."""
        sample = self._telling[_SAMPLE_STEP_PX // 2 :: _SAMPLE_STEP_PX, _SAMPLE_STEP_PX // 2 :: _SAMPLE_STEP_PX]
        sample = sample if sample.size else self._telling
        is_uncovered = numpy.isnan(sample) if numpy.isnan(self._uncovered) else sample == self._uncovered
        return 1 - float(numpy.count_nonzero(is_uncovered)) / sample.size

    def settle(self, result: Mapping[str, Any] | None, failure: EngineFailure | None) -> bool:
        """Note how the read ended. True for the first caller only, who then reports it."""
        with self._lock:
            first = not self._settled
            if first:
                self.result, self.failure, self._settled = result, failure, True
            return first

    def serves(self, band_1based: int, part: int = 0) -> bool:
        """Whether it may answer for a part of the band: always while under way or whole, once otherwise."""
        if band_1based not in self.arrays:
            return False
        return not self._settled or self.is_whole or (band_1based, part) not in self._served

    def mark_served(self, band_1based: int, part: int = 0) -> None:
        """Note that a call for a part of the band got its answer."""
        self._served.add((band_1based, part))


def _overlap(offset_px: int, size_px: int, other_size_px: int) -> tuple[slice, slice]:
    """Where something of `other_size_px` that begins at `offset_px` overlaps something of `size_px`: in this, in that."""
    start, stop = max(0, offset_px), min(size_px, offset_px + other_size_px)
    return slice(start, stop), slice(start - offset_px, stop - offset_px)


class FrameCache:
    """The frames of all layers, the least recently used one leaves first. Thread-safe."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self._frames: OrderedDict[tuple[Hashable, Grid], Frame] = OrderedDict()
        # Reentrant: `forget` may be called by the garbage collector while this thread is in here.
        self._lock = threading.RLock()

    def set_limit(self, limit_bytes: int) -> None:
        """Another bound from now on."""
        with self._lock:
            self._limit_bytes = limit_bytes
            self._shrink()

    def enter(
        self, owner: Hashable, grid: Grid, band_1based: int, part: int, start: Callable[[list[Frame]], Frame]
    ) -> Frame:
        """The frame that answers for a part of the band, begun by `start` (which must not wait) if there is none. Pair with `leave`.

        `start` gets the frames drawn lately, from which the new one may borrow pixels. Raises what it raises.
        """
        with self._lock:
            frame = self._frames.get((owner, grid))
            if frame is None or not frame.serves(band_1based, part):
                lately = [each for key, each in reversed(self._frames.items()) if key[0] == owner]
                frame = start(lately[:_LENDERS])
            self._frames[owner, grid] = frame
            self._frames.move_to_end((owner, grid))
            frame.users += 1
            self._shrink()
            return frame

    def leave(self, owner: Hashable, frame: Frame) -> None:
        """The call that entered is done. A read that nobody waits for any more is cancelled and forgotten."""
        with self._lock:
            frame.users -= 1
            abandoned = frame.users == 0 and not frame.is_settled
            if abandoned and self._frames.get((owner, frame.grid)) is frame:
                del self._frames[owner, frame.grid]
            self._shrink()
        if abandoned and frame.pending is not None:
            frame.pending.cancel()

    def peek(self, owner: Hashable, grid: Grid) -> Frame | None:
        """The frame of a grid as it is, without waiting for it or keeping it."""
        with self._lock:
            return self._frames.get((owner, grid))

    def forget(self, owner: Hashable) -> None:
        """Drop all frames of an owner; those in use are finished by their callers."""
        with self._lock:
            for key in [key for key in self._frames if key[0] == owner]:
                self._frames.pop(key, None)

    @property
    def size_bytes(self) -> int:
        """Memory of all frames."""
        with self._lock:
            return sum(frame.size_bytes for frame in list(self._frames.values()))

    def _shrink(self) -> None:
        total = self.size_bytes
        # The newest stays whatever its size: the calls for its other bands are still to come.
        for key, frame in list(self._frames.items())[:-1]:
            if total <= self._limit_bytes:
                break
            if frame.users == 0:
                total -= frame.size_bytes
                self._frames.pop(key, None)
