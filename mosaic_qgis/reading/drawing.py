"""One reading in progress: from a plan to patches. Runs in the ENGINE.

A drawing is a small state machine on the caller's thread. The workers open images, decode tiles and compose; they
deliver into the drawing's queue, and nobody else touches its state, so that it needs no lock. A unit of the plan goes
round: its images in order -> the tiles they need -> compose -> finished, or on with the next images. Images are decoded
only as far as there is something left to cover.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .arrivals import Arrivals
from .canvases import DrawnMap, Finished, joined, reuse
from .compose import Canvas
from .coverage import Coverage
from .grid import Rect
from .grouping import Group, groups_of, single
from .images import ImageInfo
from .patches import PatchQueue
from .plan import Unit
from .pool import ImageSource, is_remote
from .projecting import SourceGrid
from .resources import ReadingResources, TileRequest, failure_of
from .sampling import Target, place_window
from .selection import Selection
from .stand_ins import stand_in
from .tiles import SourceTile, TileKey
from .units import Part, UnitState, compose, keep_result
from .values import Cancelled, Failure, Patch, ReadReport
from .view_images import Unknown, ViewImages
from .workers import processor_count

POLL_S = 0.02
"""How often a waiting drawing asks whether it was cancelled."""

LOOKAHEAD = 8
"""Images of a unit that are opened ahead of need."""

REMOTE_LOOKAHEAD = 64
"""The same for images on a network: asking for many takes as long as asking for one."""

LONGEST_BATCH = 16
"""Images of a unit that are decoded before it is composed."""

MAP_URGENCY = 1
"""First number of the priority of a map's jobs; composing, which frees memory, comes one before."""

SAMPLE_URGENCY = 5
"""The same for statistics: QGIS asks for them when a layer is opened, and they must not delay its first map."""

BATCH_URGENCY = 9
"""The same for work in the background, which nobody looks at."""


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
        kept_as: Hashable | None = None,
        with_stand_ins: bool = False,
    ) -> None:
        """`make_selection(height, width)` is None for the rule `first`; `result_bands` makes a patch's array from the
        data bands and the alpha of a rectangle; `misfit` says why an image does not belong to the layer. Maps with the
        same `kept_as` show the same pixels at the same places and are kept for each other; None keeps nothing.
        `with_stand_ins` sends coarser pixels first, where they are at hand, as patches that are not complete."""
        self._target = target
        self._resources = resources
        self._images = ViewImages(target=target, resources=resources, identify=identify, misfit=misfit)
        self._make_selection = make_selection
        self._result_bands = result_bands
        self._bands = bands
        self._patches = PatchQueue(self._patch, on_patch)
        self._cancelled = cancelled
        self._started_s = started_s
        self._urgency = urgency
        self._kept_as = kept_as
        self._age = resources.canvases.age
        self._with_stand_ins = with_stand_ins
        self._coverage = Coverage(target.grid, target.grid_wkt)
        self._arrivals = Arrivals()
        self._left = False
        height, width = target.grid.height, target.grid.width
        self._pixels = np.full((result_count, height, width), target.blank, dtype=result_dtype)
        self._covered = np.zeros((1 if with_alpha else result_count, height, width), dtype=bool)
        self._opacity = np.zeros((height, width), dtype=np.uint8) if with_alpha else None
        self._finished: list[Finished] = []
        self._assets_used: set[str] = set()
        left = self._reuse(units)
        self._waiting = [self._state(group, order) for order, group in enumerate(self._grouped(left))]
        self._waiting.reverse()
        self._active = self._started = 0
        self._in_work: set[UnitState] = set()
        self._bytes_ahead = 0
        self._opening: dict[str, list[UnitState]] = {}
        self._decoding: dict[TileKey, list[UnitState]] = {}
        self._wanted: list[TileRequest] = []
        self._to_compose: list[tuple[int, UnitState]] = []
        self._composing = 0
        self._most_composing = 1 if target.resampling == "nearest" else processor_count()
        self._tiles_seen: set[TileKey] = set()
        self._tiles_cached = 0
        self._is_complete = True

    def _reuse(self, units: Sequence[Unit]) -> Sequence[Unit]:
        """Copy what an earlier map has of this one; what is left to draw."""
        if self._kept_as is None:
            return units
        drawn = self._resources.canvases.best_for(self._kept_as, self._target.grid)
        if drawn is None:
            return units
        found = reuse(drawn, self._target.grid, units, self._pixels, self._opacity, self._images.is_same)
        for each in found.copied:
            self._patches.add(each.rect, complete=True)
            self._assets_used |= each.used
        self._finished.extend(found.copied)
        return found.units

    def _grouped(self, units: Sequence[Unit]) -> list[Group]:
        """The work in few large pieces where a call costs more than its pixels; in small ones where a network decides,
        as a piece waits for all of its images."""
        if self._make_selection is not None or any(is_remote(href) for unit in units for href in unit.assets):
            return [single(unit) for unit in units]
        return groups_of(units)

    def _state(self, group: Group, order: int) -> UnitState:
        selection = None
        if self._make_selection is not None:
            selection = self._make_selection(group.rect.height, group.rect.width)
        return UnitState(unit=group, order=order, canvas=None, selection=selection)

    # Waiter interface, called by the workers

    @property
    def has_left(self) -> bool:
        return self._left

    def deliver(self, key: Hashable, result: Any, error: Exception | None) -> None:
        self._arrivals.put((key, result, error))

    # The state machine

    def run(self, notes: Sequence[Failure] = ()) -> ReadReport:
        """Draw everything; patches go to `on_patch` on this thread.

        Raises:
            Cancelled: the caller withdrew; queued work is dropped, what runs ends in the caches.
        """
        try:
            # What was copied is there at once.
            self._patches.send(everything=True)
            while self._active or self._waiting:
                self._check_wanted()
                self._start_unit()
                self._ask()
                arrival = self._arrivals.take(0 if self._can_start else POLL_S)
                if arrival is not None:
                    self._handle(*arrival)
                self._patches.send()
            self._check_wanted()
            self._patches.send(everything=True)
        finally:
            self._left = True
            self._hold(-self._bytes_ahead)
            self._keep()
        return self._report(notes, complete=self._is_complete)

    def cut_short(self) -> ReadReport:
        """After `run` was cancelled because time is up: send what there is of the rectangles in work."""
        for state in self._in_work:
            self._patches.add(state.unit.rect, complete=False)
        self._patches.send(everything=True)
        return self._report((), complete=False)

    @property
    def map(self) -> tuple[NDArray[Any], NDArray[np.uint8] | None]:
        """The data bands (band, row, column) and the alpha of the whole grid; not to be changed."""
        return self._pixels, self._opacity

    def _report(self, notes: Sequence[Failure], *, complete: bool) -> ReadReport:
        return ReadReport(
            complete=complete,
            skipped=self._images.failures,
            notes=tuple(notes),
            tiles=len(self._tiles_seen),
            cached_tiles=self._tiles_cached,
            assets=len(self._assets_used),
            elapsed_ms=(time.perf_counter() - self._started_s) * 1000,
        )

    def _check_wanted(self) -> None:
        if self._cancelled():
            raise Cancelled("The reading was cancelled.")

    def _keep(self) -> None:
        """Keep what is finished, also of a map that nobody wants any more: the next one may lie beside it."""
        if self._kept_as is not None:
            self._resources.canvases.keep(
                DrawnMap(
                    rule=self._kept_as,
                    grid=self._target.grid,
                    pixels=self._pixels,
                    opacity=self._opacity,
                    finished=joined(self._finished),
                    sources=dict(self._images.sources),
                    age=self._age,
                )
            )

    def _handle(self, key: Hashable, result: Any, error: Exception | None) -> None:
        match key:
            case ("open", ImageSource() as source):
                self._opened(source.href, result, error)
            case TileKey():
                self._decoded(key, result, error)
            case ("stand in", UnitState() as state, UnitState() as standing):
                if error is not None:
                    raise error
                self._stood_in(state, standing)
            case ("compose", _, UnitState() as state):
                if error is not None:
                    raise error
                self._composed(state, result)

    @property
    def _can_start(self) -> bool:
        return bool(self._waiting) and (self._active == 0 or not self._resources.ahead.is_full)

    def _start_unit(self) -> None:
        """Start the next unit, one at a time: the first ones must not wait until all are started."""
        if self._can_start:
            state = self._waiting.pop()
            rect = state.unit.rect
            area = (slice(None), slice(rect.row, rect.row_stop), slice(rect.col, rect.col_stop))
            opacity = None if self._opacity is None else self._opacity[area[1:]]
            state.canvas = Canvas(self._pixels[area], self._covered[area], opacity)
            self._active += 1
            self._started += 1
            self._in_work.add(state)
            self._begin_batch(state)

    def _begin_batch(self, state: UnitState) -> None:
        """Start collecting images at the first that is not drawn yet."""
        state.parts.clear()
        state.passed_over.clear()
        state.tiles.clear()
        self._hold(-state.bytes_ahead)
        state.bytes_ahead = 0
        state.batch_stop = state.position
        state.is_collecting = True
        self._coverage.begin(state)
        self._collect(state)

    def _collect(self, state: UnitState) -> None:
        """Ask for the tiles of the next images, until they probably cover the unit; on with it when one was opened."""
        assets = state.unit.assets
        while state.batch_stop < len(assets) and len(state.parts) < LONGEST_BATCH:
            self._check_wanted()
            index = state.batch_stop
            if index > state.position and self._coverage.is_probably_whole(state):
                break
            href = assets[index]
            info = self._images.info(href)
            if isinstance(info, Unknown):
                lookahead = REMOTE_LOOKAHEAD if self._images.source(href).is_remote else LOOKAHEAD
                for ahead in assets[index : index + lookahead]:
                    self._open(ahead, state.order)
                self._opening[href].append(state)
                return
            if info is None:
                state.is_complete = False
            elif rects := self._rects(state, href, info):
                if self._coverage.take(state, href, info) or index == state.position:
                    self._take(state, index, info, rects)
                else:
                    state.passed_over[index] = [rect for _, rect in rects]
            state.batch_stop = index + 1
        state.is_collecting = False
        if not state.parts and not state.passed_over:
            self._finish(state)
        elif not state.missing:
            self._compose(state)
        elif self._with_stand_ins and state.position == 0:
            self._stand_in(state)

    def _rects(self, state: UnitState, href: str, info: ImageInfo) -> list[tuple[SourceGrid, Rect]]:
        """Where an image lies in a unit, and counts."""
        places = self._images.rects(href, info, state.unit.rect)
        common = ((place, rect.intersection(part)) for place, rect in places for part in state.unit.where(href))
        return [(place, rect) for place, rect in common if not rect.is_empty]

    # Images

    def _open(self, href: str, order: int) -> None:
        if href in self._opening or not isinstance(self._images.info(href), Unknown):
            return
        source = self._images.source(href)
        self._opening[href] = []
        self._resources.workers.submit(
            ("open", source),
            lambda: self._resources.look(source),
            self,
            (self._urgency, order),
            remote=source.is_remote,
        )

    def _opened(self, href: str, info: ImageInfo | None, error: Exception | None) -> None:
        self._images.opened(href, info, error)
        for state in self._opening.pop(href):
            self._collect(state)

    # Tiles

    def _take(self, state: UnitState, index: int, info: ImageInfo, rects: list[tuple[SourceGrid, Rect]]) -> None:
        """Make an image part of a unit's batch and ask for its tiles."""
        source = self._images.source(state.unit.assets[index])
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
            self._images.fail(key.source.href, failure)
            state.is_complete = False
            return
        tile = self._resources.tiles.get(key)
        if key not in self._tiles_seen:
            self._tiles_seen.add(key)
            self._tiles_cached += tile is not None
        size = part.place.level.tile_width * part.place.level.tile_height
        size *= sum(np.dtype(part.info.dtypes[band - 1]).itemsize for band in key.bands)
        state.bytes_ahead += size
        self._hold(size)
        if tile is not None:
            state.tiles[key] = tile
            return
        state.missing.add(key)
        if key in self._decoding:
            self._decoding[key].append(state)
        else:
            self._decoding[key] = [state]
            priority = (self._urgency, state.order)
            self._wanted.append(TileRequest(key, part.info, part.place.level, priority))

    def _ask(self) -> None:
        """Ask for the tiles that turned out to be wanted. On a network those of one image come together, so that all but
        the first unit's wait until all units are started."""
        is_early = self._can_start and self._started > 1
        asked = [each for each in self._wanted if not (is_early and each.key.source.is_remote)]
        if asked:
            self._wanted = [each for each in self._wanted if is_early and each.key.source.is_remote]
            self._resources.ask_tiles(asked, self)

    def _decoded(self, key: TileKey, tile: SourceTile | None, error: Exception | None) -> None:
        if tile is None:
            # Only this tile: the rest of a damaged image may be fine.
            failure = failure_of(error or RuntimeError("nothing came back"), key.source.href)
            self._resources.failures.remember(key, failure)
            self._images.fail(key.source.href, failure)
        for state in self._decoding.pop(key):
            state.missing.discard(key)
            if tile is not None:
                state.tiles[key] = tile
            else:
                state.is_complete = False
            if not state.missing and not state.is_collecting:
                self._compose(state)

    def _hold(self, count_bytes: int) -> None:
        """Count decoded pixels that units in progress hold; further units wait while all maps together hold many."""
        self._bytes_ahead += count_bytes
        self._resources.ahead.add(count_bytes)

    # Composing

    def _compose(self, state: UnitState) -> None:
        heapq.heappush(self._to_compose, (state.order, state))
        self._compose_next()

    def _compose_next(self) -> None:
        while self._to_compose and self._composing < self._most_composing:
            _, state = heapq.heappop(self._to_compose)
            self._composing += 1
            work = partial(compose, state, self._target, lambda: self._left)
            self._resources.workers.submit(("compose", id(self), state), work, self, (self._urgency - 1, state.order))

    def _stand_in(self, state: UnitState) -> None:
        """Let what is known coarsely of a unit be seen while its tiles come."""
        standing = stand_in(state, self._target, self._resources.tiles.get)
        if standing is not None:
            work = partial(compose, standing, replace(self._target, resampling="nearest"), lambda: self._left)
            key = ("stand in", state, standing)
            self._resources.workers.submit(key, work, self, (self._urgency - 1, state.order))

    def _stood_in(self, state: UnitState, standing: UnitState) -> None:
        canvas, rect = standing.canvas, state.unit.rect
        if canvas is not None and state in self._in_work:
            array = self._result_bands(canvas.pixels, canvas.opacity)
            self._patches.send_now(Patch(col=rect.col, row=rect.row, array=array, bands=self._bands, complete=False))

    def _composed(self, state: UnitState, position: int) -> None:
        self._composing -= 1
        self._compose_next()
        assets = state.unit.assets
        state.position = position
        if position >= len(assets):
            self._finish(state)
        else:
            self._begin_batch(state)

    def _finish(self, state: UnitState) -> None:
        keep_result(state)
        self._hold(-state.bytes_ahead)
        self._active -= 1
        self._in_work.discard(state)
        self._is_complete &= state.is_complete
        used = frozenset(state.unit.assets[index] for index in state.used)
        self._assets_used |= used
        self._patches.add(state.unit.rect, complete=state.is_complete)
        if state.is_complete:
            self._finished.extend(Finished(unit.rect, unit.assets, used) for unit in state.unit.members)
        state.parts.clear()
        state.tiles.clear()
        state.canvas = state.selection = None

    def _patch(self, rect: Rect, complete: bool) -> Patch:
        rows, cols = slice(rect.row, rect.row_stop), slice(rect.col, rect.col_stop)
        opacity = None if self._opacity is None else self._opacity[rows, cols]
        array = self._result_bands(self._pixels[:, rows, cols], opacity)
        return Patch(col=rect.col, row=rect.row, array=array, bands=self._bands, complete=complete)
