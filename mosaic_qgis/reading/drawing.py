"""One reading in progress: from a plan to patches. Runs in the ENGINE.

A drawing is a small state machine on the caller's thread. The workers open images, decode tiles and compose; they
deliver into the drawing's queue, and nobody else touches its state, so that it needs no lock. A unit of the plan goes
round: its images in order -> the tiles they need -> compose -> finished, or on with the next images. Images are decoded
only as far as there is something left to cover.
"""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Hashable, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from ..mosaic.errors import MosaicError
from .compose import Canvas
from .grid import Rect, merged
from .ground import outline
from .images import ImageInfo
from .plan import Unit
from .pool import ImageSource
from .projecting import ControlNet, SourceGrid, control_net, places_of
from .resources import ReadingResources, failure_of
from .sampling import Target, place_window
from .selection import Selection
from .tiles import SourceTile, TileKey, decode
from .units import Part, UnitState, compose, keep_result, uncovered
from .values import Cancelled, Failure, Patch, ReadReport

POLL_S = 0.02
"""How often a waiting drawing asks whether it was cancelled."""

PATCH_INTERVAL_S = 0.08
"""Finished rectangles are collected for this long and sent together: QGIS repaints for every patch."""

LOOKAHEAD = 8
"""Images of a unit that are opened ahead of need."""

LONGEST_BATCH = 16
"""Images of a unit that are decoded before it is composed."""

MOST_BYTES_AHEAD = 384 * 1024 * 1024
"""Decoded pixels that units in progress may hold together; further units wait."""

MAP_URGENCY = 1
"""First number of the priority of a map's jobs; composing, which frees memory, comes one before."""

SAMPLE_URGENCY = 5
"""The same for statistics: QGIS asks for them when a layer is opened, and they must not delay its first map."""

SLIVER_PX = 4
"""Area, in pixels, below which a rest of a unit is not thought worth a further image before it turns out to be empty."""


class Drawing:
    """One reading. Not thread-safe apart from `deliver`; use once: `run`."""

    def __init__(
        self,
        *,
        units: Sequence[Unit],
        target: Target,
        resources: ReadingResources,
        identify: Callable[[str], ImageSource],
        misfit: Callable[[ImageInfo], Failure | None],
        with_alpha: bool,
        make_selection: Callable[[int, int], Selection] | None,
        result_bands: Callable[[NDArray[Any], NDArray[np.uint8] | None], NDArray[Any]],
        bands: tuple[int, ...],
        result_count: int,
        result_dtype: np.dtype[Any],
        on_patch: Callable[[Patch], None],
        cancelled: Callable[[], bool],
        started_s: float,
        urgency: int = MAP_URGENCY,
    ) -> None:
        """`make_selection(height, width)` is None for the rule `first`; `result_bands` makes a patch's array from the
        data bands and the alpha of a rectangle; `misfit` says why an image does not belong to the layer."""
        self._target = target
        self._resources = resources
        self._identify = identify
        self._misfit = misfit
        self._make_selection = make_selection
        self._result_bands = result_bands
        self._bands = bands
        self._on_patch = on_patch
        self._cancelled = cancelled
        self._started_s = started_s
        self._urgency = urgency
        self._sliver = SLIVER_PX * target.grid.x_res * target.grid.y_res
        self._last_patch_s = self._started_s
        self._events: queue.SimpleQueue[tuple[Hashable, Any, Exception | None]] = queue.SimpleQueue()
        self._left = False
        height, width = target.grid.height, target.grid.width
        self._pixels = np.full((result_count, height, width), target.blank, dtype=result_dtype)
        self._covered = np.zeros((1 if with_alpha else result_count, height, width), dtype=bool)
        self._opacity = np.zeros((height, width), dtype=np.uint8) if with_alpha else None
        self._waiting = [self._state(unit, order) for order, unit in enumerate(units)]
        self._waiting.reverse()
        self._active = 0
        self._bytes_ahead = 0
        self._sources: dict[str, ImageSource] = {}
        self._infos: dict[str, ImageInfo | None] = {}
        self._nets: dict[str, ControlNet] = {}
        self._places: dict[str, list[SourceGrid]] = {}
        self._opening: dict[str, list[UnitState]] = {}
        self._decoding: dict[TileKey, list[UnitState]] = {}
        self._failures: dict[str, Failure] = {}
        self._finished: list[tuple[Rect, bool]] = []
        self._tiles_seen: set[TileKey] = set()
        self._tiles_cached = 0
        self._assets_used: set[str] = set()
        self._is_complete = True

    def _state(self, unit: Unit, order: int) -> UnitState:
        selection = None
        if self._make_selection is not None:
            selection = self._make_selection(unit.rect.height, unit.rect.width)
        return UnitState(unit=unit, order=order, canvas=None, selection=selection)

    # Waiter interface, called by the workers

    @property
    def has_left(self) -> bool:
        return self._left

    def deliver(self, key: Hashable, result: Any, error: Exception | None) -> None:
        self._events.put((key, result, error))

    # The state machine

    def run(self, notes: Sequence[Failure] = ()) -> ReadReport:
        """Draw everything; patches go to `on_patch` on this thread.

        Raises:
            Cancelled: the caller withdrew; queued work is dropped, what runs ends in the caches.
        """
        try:
            self._start_units()
            while self._active:
                if self._cancelled():
                    raise Cancelled("The reading was cancelled.")
                try:
                    event = self._events.get(timeout=POLL_S)
                except queue.Empty:
                    self._send_patches()
                    continue
                self._handle(*event)
                self._start_units()
                self._send_patches()
            if self._cancelled():
                raise Cancelled("The reading was cancelled.")
            self._send_patches(everything=True)
        finally:
            self._left = True
        return ReadReport(
            complete=self._is_complete,
            skipped=tuple(self._failures.values()),
            notes=tuple(notes),
            tiles=len(self._tiles_seen),
            cached_tiles=self._tiles_cached,
            assets=len(self._assets_used),
            elapsed_ms=(time.perf_counter() - self._started_s) * 1000,
        )

    def _handle(self, key: Hashable, result: Any, error: Exception | None) -> None:
        match key:
            case ("open", ImageSource() as source):
                self._opened(source.href, result, error)
            case TileKey():
                self._decoded(key, result, error)
            case ("compose", _, UnitState() as state):
                if error is not None:
                    raise error
                self._composed(state, result)

    def _start_units(self) -> None:
        while self._waiting and (self._active == 0 or self._bytes_ahead < MOST_BYTES_AHEAD):
            state = self._waiting.pop()
            rect = state.unit.rect
            area = (slice(None), slice(rect.row, rect.row_stop), slice(rect.col, rect.col_stop))
            opacity = None if self._opacity is None else self._opacity[area[1:]]
            state.canvas = Canvas(self._pixels[area], self._covered[area], opacity)
            self._active += 1
            self._begin_batch(state)

    def _begin_batch(self, state: UnitState) -> None:
        """Start collecting images at the first that is not drawn yet."""
        state.parts.clear()
        state.passed_over.clear()
        state.tiles.clear()
        self._bytes_ahead -= state.bytes_ahead
        state.bytes_ahead = 0
        state.batch_stop = state.position
        state.is_collecting = True
        state.ground_left = self._ground_left(state)
        self._collect(state)

    def _collect(self, state: UnitState) -> None:
        """Ask for the tiles of the next images, until they probably cover the unit; on with it when one was opened."""
        assets = state.unit.assets
        while state.batch_stop < len(assets) and len(state.parts) < LONGEST_BATCH:
            index = state.batch_stop
            if index > state.position and self._is_probably_covered(state):
                break
            href = assets[index]
            info = self._info(href)
            if isinstance(info, _Unknown):
                for ahead in assets[index : index + LOOKAHEAD]:
                    self._open(ahead, state.order)
                self._opening[href].append(state)
                return
            if info is None:
                state.is_complete = False
            elif rects := self._rects(href, info, state.unit.rect):
                if self._covers_more(state, info) or index == state.position:
                    self._take(state, index, info, rects)
                else:
                    state.passed_over[index] = [rect for _, rect in rects]
            state.batch_stop = index + 1
        state.is_collecting = False
        if not state.parts and not state.passed_over:
            self._finish(state)
        elif not state.missing:
            self._compose(state)

    def _ground_left(self, state: UnitState) -> shapely.Geometry | None:
        """The ground of a unit that is not covered yet, at most; None for rules that need every image."""
        if state.selection is not None or state.canvas is None:
            return None
        rect = uncovered(state.canvas, state.unit.rect, state.unit.rect) or Rect(0, 0, 0, 0)
        return shapely.box(*self._target.grid.box(rect))

    def _is_probably_covered(self, state: UnitState) -> bool:
        return state.ground_left is not None and bool(shapely.area(state.ground_left) < self._sliver)

    def _covers_more(self, state: UnitState, info: ImageInfo) -> bool:
        """Whether an image probably covers ground that those before it leave; its nodata is not known yet."""
        before = state.ground_left
        if before is None:
            return True
        state.ground_left = shapely.difference(before, outline(info, self._target.grid_wkt))
        return bool(shapely.area(before) - shapely.area(state.ground_left) >= self._sliver)

    # Images

    def _info(self, href: str) -> ImageInfo | _Unknown | None:
        """What is known of an image: None when it failed, `_UNKNOWN` when it has to be opened first."""
        if href in self._infos:
            return self._infos[href]
        try:
            source = self._sources[href] = self._identify(href)
        except MosaicError as error:
            self._fail(href, failure_of(error, href))
            return None
        failure = self._resources.failures.recall(source)
        if failure is not None:
            self._fail(href, failure)
            return None
        info = self._resources.known_info(source)
        return _UNKNOWN if info is None else self._learn(href, info)

    def _learn(self, href: str, info: ImageInfo) -> ImageInfo | None:
        misfit = self._misfit(info)
        if misfit is not None:
            self._fail(href, misfit)
            return None
        self._infos[href] = info
        return info

    def _fail(self, href: str, failure: Failure) -> None:
        self._infos[href] = None
        self._failures.setdefault(href, failure)

    def _open(self, href: str, order: int) -> None:
        if href in self._opening or (href not in self._sources and not isinstance(self._info(href), _Unknown)):
            return
        if href in self._infos:
            return
        source = self._sources[href]
        self._opening[href] = []
        self._resources.workers.submit(
            ("open", source),
            lambda: self._resources.look(source),
            self,
            (self._urgency, order),
            remote=source.is_remote,
        )

    def _opened(self, href: str, info: ImageInfo | None, error: Exception | None) -> None:
        if error is not None or info is None:
            failure = failure_of(error or RuntimeError("nothing came back"), href)
            self._resources.failures.remember(self._sources[href], failure)
            self._fail(href, failure)
        else:
            self._learn(href, info)
        for state in self._opening.pop(href):
            self._collect(state)

    def _rects(self, href: str, info: ImageInfo, unit: Rect) -> list[tuple[SourceGrid, Rect]]:
        """Where an image lies in a unit."""
        places = self._places.get(href)
        if places is None:
            places = places_of(info, self._target.grid, self._target.grid_wkt, self._net(info))
            self._places[href] = places
        common = ((place, place.rect.intersection(unit)) for place in places)
        return [(place, rect) for place, rect in common if not rect.is_empty]

    def _net(self, info: ImageInfo) -> ControlNet:
        net = self._nets.get(info.crs_wkt)
        if net is None:
            net = self._nets[info.crs_wkt] = control_net(self._target.grid, self._target.grid_wkt, info.crs_wkt)
        return net

    # Tiles

    def _take(self, state: UnitState, index: int, info: ImageInfo, rects: list[tuple[SourceGrid, Rect]]) -> None:
        """Make an image part of a unit's batch and ask for its tiles."""
        source = self._sources[state.unit.assets[index]]
        bands = tuple(info.file_band(position) for position in self._target.source_bands)
        for place, rect in rects:
            found = place_window(place, rect, self._target.resampling)
            if found is None:
                continue
            limits, window = found
            level = place.level.index
            keys = {tile: TileKey(source, level, tile[0], tile[1], bands) for tile in window.tiles(place.level)}
            part = Part(info, place, rect, limits, window, keys)
            state.parts.setdefault(index, []).append(part)
            for key in keys.values():
                self._want(state, part, key)

    def _want(self, state: UnitState, part: Part, key: TileKey) -> None:
        if key in state.tiles or key in state.missing:
            return
        failure = self._resources.failures.recall(key)
        if failure is not None:
            self._failures.setdefault(key.source.href, failure)
            state.is_complete = False
            return
        tile = self._resources.tiles.get(key)
        if key not in self._tiles_seen:
            self._tiles_seen.add(key)
            self._tiles_cached += tile is not None
        size = part.place.level.tile_width * part.place.level.tile_height
        size *= sum(np.dtype(part.info.dtypes[band - 1]).itemsize for band in key.bands)
        state.bytes_ahead += size
        self._bytes_ahead += size
        if tile is not None:
            state.tiles[key] = tile
            return
        state.missing.add(key)
        if key in self._decoding:
            self._decoding[key].append(state)
        else:
            self._decoding[key] = [state]
            self._submit_decode(key, part, state.order)

    def _submit_decode(self, key: TileKey, part: Part, order: int) -> None:
        resources, info, level = self._resources, part.info, part.place.level

        def work() -> SourceTile:
            tile = resources.tiles.get(key)
            if tile is None:
                tile = decode(resources.datasets, info, level, key)
                resources.tiles.put(key, tile)
            return tile

        resources.workers.submit(key, work, self, (self._urgency, order), remote=key.source.is_remote)

    def _decoded(self, key: TileKey, tile: SourceTile | None, error: Exception | None) -> None:
        if tile is None:
            # Only this tile: the rest of a damaged image may be fine.
            failure = failure_of(error or RuntimeError("nothing came back"), key.source.href)
            self._resources.failures.remember(key, failure)
            self._failures.setdefault(key.source.href, failure)
        for state in self._decoding.pop(key):
            state.missing.discard(key)
            if tile is not None:
                state.tiles[key] = tile
            else:
                state.is_complete = False
            if not state.missing and not state.is_collecting:
                self._compose(state)

    # Composing

    def _compose(self, state: UnitState) -> None:
        self._resources.workers.submit(
            ("compose", id(self), state), lambda: compose(state, self._target), self, (self._urgency - 1, state.order)
        )

    def _composed(self, state: UnitState, position: int) -> None:
        assets = state.unit.assets
        self._assets_used.update(assets[index] for index in state.used)
        state.used.clear()
        state.position = position
        if position >= len(assets):
            self._finish(state)
        else:
            self._begin_batch(state)

    def _finish(self, state: UnitState) -> None:
        keep_result(state)
        self._bytes_ahead -= state.bytes_ahead
        self._active -= 1
        self._is_complete &= state.is_complete
        self._finished.append((state.unit.rect, state.is_complete))
        state.parts.clear()
        state.tiles.clear()
        state.canvas = state.selection = None

    # Patches

    def _send_patches(self, *, everything: bool = False) -> None:
        now = time.perf_counter()
        if not self._finished or (not everything and now - self._last_patch_s < PATCH_INTERVAL_S):
            return
        for complete in (True, False):
            for rect in merged(rect for rect, is_complete in self._finished if is_complete is complete):
                rows, cols = slice(rect.row, rect.row_stop), slice(rect.col, rect.col_stop)
                opacity = None if self._opacity is None else self._opacity[rows, cols]
                array = self._result_bands(self._pixels[:, rows, cols], opacity)
                self._on_patch(Patch(col=rect.col, row=rect.row, array=array, bands=self._bands, complete=complete))
        self._finished.clear()
        self._last_patch_s = time.perf_counter()


class _Unknown:
    """An image that was not opened yet."""


_UNKNOWN = _Unknown()
