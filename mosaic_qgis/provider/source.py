"""An open mosaic as a layer and its clones share it: description, bands, frames, statistics, points.

QGIS side, QGIS-free: it talks to the engine client and knows numpy, so that all of it can be tested without a layer.
Every wait is bounded and sees a cancelled feedback within 50 ms. Everything is thread-safe.
"""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy

from ..engine.client.terms import EngineFailure, TimeRange
from ..host import patience
from ..host.patience import Wait, never
from .bands import LayerBand, layer_bands
from .frames import Frame, FrameCache, Grid
from .previews import Previews

if TYPE_CHECKING:
    from ..engine.client.process import ArrayPatch, Pending, RemoteMosaic

WAIT_STEP_S = 0.01
"""How often a wait looks at the feedback and for new pixels."""
MAX_READ_BYTES = 768 * 1024 * 1024
"""A single read beyond this is refused (the protocol ends at 1 GiB)."""
MANY_BANDS = 4
"""Mosaics with more bands are read band-wise as drawn, not whole."""
STRIP_ROWS = 256
"""Rows read ahead when a caller walks the layer row by row, as QGIS's raster calculator does."""
_STRIP_BYTES = 32 * 1024 * 1024
_POINTS_REMEMBERED = 16
_STATISTICS_REMEMBERED = 64


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How long a source waits for the engine."""

    stall_timeout_s: float
    """A read of which nothing arrives for so long is given up."""
    statistics_timeout_s: float
    point_timeout_s: float


@dataclass(frozen=True, kw_only=True)
class StatisticsKey:
    """What a set of statistics was asked for."""

    extent: tuple[float, float, float, float] | None
    """None: the whole mosaic."""
    sample_size: int
    """At most so many pixels."""
    percentiles: tuple[float, ...]
    """0 to 100."""
    time: TimeRange | None = None
    """Only images of this time; None means all."""


@dataclass(eq=False)
class _Asked:
    """A question that several callers may wait for."""

    pending: Pending
    waiting: int = 0
    """How many do."""
    is_late: bool = False
    """Somebody has waited in vain as long as one may: nobody waits for it again."""


class MosaicSource:
    """One open mosaic."""

    def __init__(
        self,
        remote: RemoteMosaic,
        *,
        frames: FrameCache,
        limits: Limits,
        on_frame_settled: Callable[[Frame], None],
        wait: Wait = patience.wait,
    ) -> None:
        """`on_frame_settled` is called once per read that ended, on the thread of a caller that waited for it. `wait` is
        how statistics and identified points are waited for."""
        self._remote = remote
        self.is_told = False
        """Whether a person was told what is to be said about the mosaic."""
        self.identified: Mapping[str, Any] | None = None
        """What QGIS's window was answered last when it identified a point; None where nothing is."""
        self._frames = frames
        self._limits = limits
        self._on_frame_settled = on_frame_settled
        self._wait_for = wait
        self.description: Mapping[str, Any] = remote.description
        self.bands: tuple[LayerBand, ...] = layer_bands(self.description["bands"])
        self._lock = threading.Lock()
        self._owner = object()
        """Stands for this mosaic in the cache, which must not keep it alive."""
        weakref.finalize(self, frames.forget, self._owner)
        self._drawn_grid: Grid | None = None
        self._drawn_bands: set[int] = set()
        self._wanted_bands: set[int] = set()
        self._last_row: Grid | None = None
        self._strip: Grid | None = None
        self._points: dict[tuple[float, float, TimeRange | None], tuple[float | None, ...]] = {}
        self._statistics: dict[StatisticsKey, tuple[Mapping[str, Any], ...]] = {}
        self._statistics_asked: dict[StatisticsKey, _Asked] = {}

    @property
    def remote(self) -> RemoteMosaic:
        """The mosaic in the engine, for questions that windows have of their own."""
        return self._remote

    def band(self, number: int) -> LayerBand:
        """Band `number` (1-based)."""
        if not 1 <= number <= len(self.bands):
            raise ValueError(f"a band of this layer is 1 to {len(self.bands)}, got {number}")
        return self.bands[number - 1]

    # Pixels

    def read(
        self,
        grid: Grid,
        band_1based: int,
        *,
        part: int = 0,
        is_cancelled: Callable[[], bool] = never,
        on_partial: Callable[[], None] | None = None,
    ) -> Frame:
        """The frame of a grid once its read has ended, was cancelled or gave up; see its `failure` and `result`.

        `part` tells the calls apart that take different pieces of the same frame (rows of a strip).
        `on_partial` is called on this thread while the frame fills. Raises ValueError for an absurd size.
        """
        bands = self._bands_to_read(grid, band_1based)
        pixel_bytes = sum(_item_size(band) for band in bands)
        if grid.width_px * grid.height_px * pixel_bytes > MAX_READ_BYTES:
            raise ValueError(
                f"a read must stay below {MAX_READ_BYTES // 1024**2} MB, got {grid.width_px} x {grid.height_px} pixels "
                f"of {len(bands)} bands; ask for smaller pieces"
            )
        frame = self._frames.enter(
            self._owner, grid, band_1based, part, lambda lately: self._start(grid, bands, lately)
        )
        try:
            self._wait(frame, is_cancelled, on_partial)
            if frame.is_settled:
                frame.mark_served(band_1based, part)
        finally:
            self._frames.leave(self._owner, frame)
        return frame

    def sketch(self, grid: Grid, bands_1based: Sequence[int], on_patch: Callable[[ArrayPatch], None]) -> Pending:
        """A picture for the eye that belongs to no layer: nothing of it is kept or told. Raises EngineFailure.

        `on_patch` is called on the client's reader thread.
        """
        size_px = (grid.width_px, grid.height_px)
        return self._remote.read(
            grid.extent, *size_px, tuple(bands_1based), grid.resampling, on_patch, time=grid.time, sketch=True
        )

    def peek(self, grid: Grid) -> Frame | None:
        """What is there of a grid, at once."""
        return self._frames.peek(self._owner, grid)

    def strip_for_row(self, grid: Grid) -> tuple[Grid, int]:
        """The grid to read for a single-row grid, and the row in it: rows ahead where the caller walks downwards."""
        with self._lock:
            last, self._last_row = self._last_row, grid
            strip = self._strip
            row = _row_in(strip, grid) if strip is not None else None
            if strip is not None and row is not None:
                return strip, row
            if last is None or not _is_next_row(last, grid):
                return grid, 0
            row_bytes = grid.width_px * sum(_item_size(band) for band in self.bands)
            rows = max(1, min(STRIP_ROWS, _STRIP_BYTES // row_bytes))
            xmin, _, xmax, ymax = grid.extent
            strip = Grid(
                extent=(xmin, ymax - rows * grid.pixel_height, xmax, ymax),
                width_px=grid.width_px,
                height_px=rows,
                resampling=grid.resampling,
                time=grid.time,
                sketch=grid.sketch,
            )
            self._strip = strip
            return strip, 0

    def _bands_to_read(self, grid: Grid, band_1based: int) -> tuple[LayerBand, ...]:
        """All bands, or of many bands the asked one and those that were drawn together with it last time."""
        self.band(band_1based)
        if len(self.bands) <= MANY_BANDS:
            return self.bands
        with self._lock:
            if grid != self._drawn_grid:
                self._wanted_bands = set(self._drawn_bands)
                self._drawn_grid, self._drawn_bands = grid, set()
            self._drawn_bands.add(band_1based)
            wanted = self._wanted_bands if band_1based in self._wanted_bands else set()
        return tuple(band for band in self.bands if band.number == band_1based or band.number in wanted)

    def _start(self, grid: Grid, bands: tuple[LayerBand, ...], lately: list[Frame]) -> Frame:
        frame = Frame(grid, bands)
        # A map that was moved shows at once what it has in common with the last one.
        for other in lately:
            if frame.borrow(other):
                break
        numbers = None if len(bands) == len(self.bands) else tuple(band.number for band in bands)
        try:
            size_px = (grid.width_px, grid.height_px)
            frame.pending = self._remote.read(
                grid.extent, *size_px, numbers, grid.resampling, frame.paint, time=grid.time, sketch=grid.sketch
            )
        except EngineFailure as failure:
            frame.settle(None, failure)
            self._on_frame_settled(frame)
        return frame

    def _wait(self, frame: Frame, is_cancelled: Callable[[], bool], on_partial: Callable[[], None] | None) -> None:
        seen, gives_up = frame.patches_painted, time.monotonic() + self._limits.stall_timeout_s
        previews = Previews(frame, on_partial, time.monotonic) if on_partial is not None else None
        pending = frame.pending
        while pending is not None and not frame.is_settled:
            if pending.wait(WAIT_STEP_S):
                self._settle(frame, pending)
                return
            if is_cancelled():
                return
            now = time.monotonic()
            if frame.patches_painted != seen:
                seen, gives_up = frame.patches_painted, now + self._limits.stall_timeout_s
            elif now > gives_up:
                pending.cancel()
                text = f"a read must bring something within {self._limits.stall_timeout_s:g} s, got nothing"
                if frame.settle(None, EngineFailure("timeout", text)):
                    self._on_frame_settled(frame)
                return
            if previews is not None:
                previews.look()

    def _settle(self, frame: Frame, pending: Pending) -> None:
        try:
            first = frame.settle(pending.result(0), None)
        except EngineFailure as failure:
            first = frame.settle(None, failure)
        if first:
            self._on_frame_settled(frame)

    # Points

    def identify(self, x: float, y: float, time: TimeRange | None = None) -> Mapping[str, Any]:
        """Stored values and images at a point (docs/protocol.md, "identify"). Raises EngineFailure."""
        return _result(self._remote.identify(x, y, time=time), self._limits.point_timeout_s, self._wait_for)

    def sample(self, x: float, y: float, time: TimeRange | None = None) -> tuple[float | None, ...]:
        """Shown values of all bands at a point, None for nodata. Raises EngineFailure."""
        key = (x, y, time)
        with self._lock:
            known = self._points.get(key)
        if known is not None:
            return known
        # QGIS may ask in the middle of drawing, where its window must not come to life.
        result = _result(self._remote.sample(((x, y),), time=time), self._limits.point_timeout_s, patience.wait)
        values = self.shown_values(result["values"][0])
        with self._lock:
            if len(self._points) >= _POINTS_REMEMBERED:
                self._points.clear()
            self._points[key] = values
        return values

    def shown_values(self, stored: Sequence[float | None]) -> tuple[float | None, ...]:
        """Stored values of all bands as the layer shows them."""
        return tuple(band.shown_value(value) for band, value in zip(self.bands, stored, strict=False))

    # Statistics

    def statistics(
        self, key: StatisticsKey, *, is_cancelled: Callable[[], bool] = never, timeout_s: float | None = None
    ) -> tuple[Mapping[str, Any], ...]:
        """Statistics of all bands, stored values. Asked of the engine once per key, also when a wait gave up before.

        `timeout_s`: default as the settings say. After a wait in vain nobody waits for the same again: they come at once
        or not at all. Who cancels takes nothing from others that wait for the same. Raises EngineFailure.
        """
        bound_s = self._limits.statistics_timeout_s if timeout_s is None else timeout_s
        with self._lock:
            known = self._statistics.get(key)
            if known is not None:
                return known
            asked = self._statistics_asked.get(key)
            if asked is None:
                numbers = tuple(band.number for band in self.bands)
                asked = _Asked(
                    self._remote.statistics(numbers, key.extent, key.sample_size, key.percentiles, 0, time=key.time)
                )
                self._statistics_asked[key] = asked
            asked.waiting += 1
        try:
            if asked.is_late and not asked.pending.wait(0):
                raise EngineFailure("timeout", "the engine has been waited for already and has not answered yet")
            result = _result(asked.pending, bound_s, self._wait_for, is_cancelled, keep_going=True)
            bands = tuple(result["bands"])
            with self._lock:
                if len(self._statistics) >= _STATISTICS_REMEMBERED:
                    self._statistics.pop(next(iter(self._statistics)))
                self._statistics[key] = bands
            return bands
        finally:
            with self._lock:
                asked.waiting -= 1
                has_ended = asked.pending.wait(0)
                asked.is_late = asked.is_late or not (has_ended or is_cancelled())
                is_unwanted = not has_ended and not asked.waiting and is_cancelled()
                if (has_ended or is_unwanted) and self._statistics_asked.get(key) is asked:
                    del self._statistics_asked[key]
            if is_unwanted:
                asked.pending.cancel()

    def has_statistics(self, key: StatisticsKey) -> bool:
        """Whether statistics are there without asking the engine."""
        with self._lock:
            return key in self._statistics

    # About itself

    def status(self, timeout_s: float) -> Mapping[str, Any]:
        """What the engine holds of the mosaic (docs/protocol.md, "status"). Raises EngineFailure."""
        return _result(self._remote.status(), timeout_s, self._wait_for)

    def first_images(self, count: int, timeout_s: float) -> Mapping[str, Any]:
        """The first images in mosaic order (docs/protocol.md, "assets"). Raises EngineFailure."""
        return _result(self._remote.assets(None, count), timeout_s, self._wait_for)

    def outlines(self, limit: int) -> Pending:
        """Where the first images lie, as far as that is known without opening them. Raises EngineFailure."""
        return self._remote.footprints(None, limit)

    # Life

    def forget_pixels(self) -> None:
        """Drop everything that was read: the next drawing reads anew."""
        self._frames.forget(self._owner)
        with self._lock:
            self._points.clear()
            self._statistics.clear()
            self._strip = None


def _result(
    pending: Pending,
    timeout_s: float,
    wait: Wait,
    is_cancelled: Callable[[], bool] = never,
    *,
    keep_going: bool = False,
) -> Mapping[str, Any]:
    """The result of a request within the time, otherwise EngineFailure; cancelled unless it may `keep_going`."""
    if wait(pending, timeout_s, is_cancelled):
        return pending.result(0)
    if not keep_going:
        pending.cancel()
    if is_cancelled():
        raise EngineFailure("cancelled", "cancelled")
    raise EngineFailure("timeout", f"the engine must answer within {timeout_s:g} s, it did not")


def _item_size(band: LayerBand) -> int:
    return numpy.dtype(band.storage_dtype).itemsize


def _is_next_row(above: Grid, row: Grid) -> bool:
    """Whether two single-row grids lie under each other."""
    fuzz = 1e-3 * row.pixel_height
    return (
        above.width_px == row.width_px
        and above.resampling == row.resampling
        and (above.time, above.sketch) == (row.time, row.sketch)
        and abs(above.extent[0] - row.extent[0]) < fuzz
        and abs(above.extent[2] - row.extent[2]) < fuzz
        and abs(above.pixel_height - row.pixel_height) < fuzz
        and abs(above.extent[1] - row.extent[3]) < fuzz
    )


def _row_in(strip: Grid, row: Grid) -> int | None:
    """The row of `strip` that a single-row grid is, or None."""
    fuzz = 1e-3 * row.pixel_height
    if (
        strip.width_px != row.width_px
        or strip.resampling != row.resampling
        or (strip.time, strip.sketch) != (row.time, row.sketch)
        or abs(strip.extent[0] - row.extent[0]) > fuzz
        or abs(strip.extent[2] - row.extent[2]) > fuzz
        or abs(strip.pixel_height - row.pixel_height) > fuzz
    ):
        return None
    position = (strip.extent[3] - row.extent[3]) / strip.pixel_height
    index = round(position)
    return index if 0 <= index < strip.height_px and abs(position - index) < 0.01 else None
