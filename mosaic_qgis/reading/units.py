"""One rectangle of a map being filled: its state, and the composing of it, which runs on a worker. ENGINE.

A unit is worked on by one thread at a time: by the drawing that owns it, or by the worker that composes it. No I/O.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import shapely

from .compose import Canvas, fill_first, masked_for_feed
from .grid import Rect
from .grouping import Group
from .images import ImageInfo
from .projecting import SourceGrid
from .sampling import Limits, Sampled, SourceWindow, Target, TileIndex, nearest, place_window
from .selection import Selection
from .tiles import SourceTile, TileKey
from .warping import warped


@dataclass(frozen=True, slots=True)
class Part:
    """One image on a rectangle of one unit."""

    info: ImageInfo
    place: SourceGrid
    rect: Rect
    limits: Limits
    window: SourceWindow
    keys: dict[TileIndex, TileKey]


@dataclass(slots=True, eq=False)
class UnitState:
    """How far a unit is."""

    unit: Group
    order: int
    canvas: Canvas | None
    selection: Selection | None
    position: int = 0
    """Index of the first image that is not composed yet."""
    parts: dict[int, list[Part]] = field(default_factory=dict)
    """Parts per image index of the current batch."""
    passed_over: dict[int, list[Rect]] = field(default_factory=dict)
    """Where images lie that were not decoded because those before them probably cover the same ground."""
    batch_stop: int = 0
    """Images before this index belong to the batch."""
    tiles: dict[TileKey, SourceTile] = field(default_factory=dict)
    missing: set[TileKey] = field(default_factory=set)
    is_collecting: bool = False
    """True while further images are looked at for the batch."""
    ground_left: shapely.Geometry | None = None
    """Ground that the images so far leave uncovered, as their outlines say; None for rules that need every image."""
    area_left: float = 0.0
    """Its area, in units of the CRS."""
    is_complete: bool = True
    used: set[int] = field(default_factory=set)
    bytes_ahead: int = 0


def _never() -> bool:
    return False


def compose(state: UnitState, target: Target, is_unwanted: Callable[[], bool] = _never) -> int:
    """Draw the images of the batch in order; the index of the first image that is needed but not decoded.

    Ends early, between two images, when nobody wants the result any more.
    """
    if state.selection is not None:
        return _compose_selection(state, state.selection, target, is_unwanted)
    if state.canvas is None:
        raise RuntimeError("A unit has either a canvas or a pixel selection.")
    return _compose_first(state, state.canvas, target, is_unwanted)


def keep_result(state: UnitState) -> None:
    """Put what a pixel selection made of all images on the canvas."""
    result = state.selection.result() if state.selection is not None else None
    canvas = state.canvas
    if result is None or canvas is None:
        return
    valid = ~np.ma.getmaskarray(result)
    np.copyto(canvas.pixels, np.ma.getdata(result), where=valid, casting="unsafe")
    if canvas.opacity is not None:
        canvas.opacity[valid.any(axis=0)] = 255


def _compose_first(state: UnitState, canvas: Canvas, target: Target, is_unwanted: Callable[[], bool]) -> int:
    unit = state.unit.rect
    for index in range(state.position, state.batch_stop):
        if is_unwanted():
            return index
        for rect in state.passed_over.get(index, ()):
            if uncovered(canvas, unit, rect) is not None:
                return index
        for part in state.parts.get(index, ()):
            left = uncovered(canvas, unit, part.rect)
            sampled = _sampled(state, part, left, target) if left is not None else None
            if left is not None and sampled is not None:
                offset = left.row - unit.row, left.col - unit.col
                if fill_first(canvas, offset, part.info, sampled, target):
                    state.used.add(index)
        if _is_covered(canvas):
            return len(state.unit.assets)
    return state.batch_stop


def _is_covered(canvas: Canvas) -> bool:
    # A few pixels say mostly that it is not.
    return bool(canvas.covered[:, ::16, ::16].all() and canvas.covered.all())


def uncovered(canvas: Canvas, unit: Rect, rect: Rect) -> Rect | None:
    """The part of a rectangle where something is left to draw; None when nothing is."""
    top, left = rect.row - unit.row, rect.col - unit.col
    covered = canvas.covered[:, top : top + rect.height, left : left + rect.width]
    if not covered.any():
        return rect
    everywhere = np.asarray(covered.all(axis=0))
    rows = np.flatnonzero(~everywhere.all(axis=1))
    if not rows.size:
        return None
    cols = np.flatnonzero(~everywhere.all(axis=0))
    return Rect(
        rect.col + int(cols[0]),
        rect.row + int(rows[0]),
        int(cols[-1] - cols[0]) + 1,
        int(rows[-1] - rows[0]) + 1,
    )


def _compose_selection(state: UnitState, selection: Selection, target: Target, is_unwanted: Callable[[], bool]) -> int:
    unit = state.unit.rect
    for index in range(state.position, state.batch_stop):
        if is_unwanted():
            return index
        for part in state.parts.get(index, ()):
            sampled = _sampled(state, part, part.rect, target)
            if sampled is not None:
                offset = part.rect.row - unit.row, part.rect.col - unit.col
                selection.feed(masked_for_feed(part.info, sampled, offset, (unit.height, unit.width), target))
                state.used.add(index)
        if selection.is_done:
            return len(state.unit.assets)
    return state.batch_stop


def _sampled(state: UnitState, part: Part, rect: Rect, target: Target) -> Sampled | None:
    """An image on a rectangle within its part; None when it is not there, or none of its tiles could be read."""
    limits, window = part.limits, part.window
    if rect != part.rect:
        found = place_window(part.place, rect, target.resampling)
        if found is None:
            return None
        limits, window = found
    tiles = {index: state.tiles[key] for index, key in part.keys.items() if key in state.tiles}
    if not any(index in tiles for index in window.tiles(part.place.level)):
        return None
    if target.resampling == "nearest":
        return nearest(part.place, rect, limits, window, tiles)
    return warped(part.info, part.place, rect, window, tiles, target)
