"""Maps that were drawn lately, kept so that a pan composes only the strip that is new. Runs in the ENGINE; no I/O.

A pixel depends on its place and on the images of its tile, in their order, and on nothing else of the view. So a map of
the same layer on the same grid, moved by whole pixels, is copied where it is finished and where the images are still the
same ones; what is moved by parts of a pixel is drawn anew, because copying would move the image by up to half a pixel.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .grid import AskedGrid, Rect, merged
from .plan import Unit
from .pool import ImageSource
from .values import TimeTexts

SHIFT_TOLERANCE_PX = 1e-3
"""Two grids fit when no pixel of one is further than this from a pixel of the other."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """What decides the pixels of a layer's map beside its grid and its images."""

    layer: object
    """Stands for the layer; it is compared by identity."""
    bands: tuple[int, ...]
    resampling: str
    time: TimeTexts | None


@dataclass(frozen=True, slots=True)
class Finished:
    """A rectangle of a map that is drawn to the end, nothing of it left out."""

    rect: Rect
    assets: tuple[str, ...]
    used: frozenset[str]
    """Those of its images that can be seen."""


def joined(finished: Iterable[Finished]) -> tuple[Finished, ...]:
    """The same in fewer rectangles: each pan cuts off a strip, and after many there would be thousands."""
    by_assets: dict[tuple[str, ...], list[Finished]] = {}
    for each in finished:
        by_assets.setdefault(each.assets, []).append(each)
    return tuple(
        Finished(rect, assets, frozenset().union(*(part.used for part in parts)))
        for assets, parts in by_assets.items()
        for rect in merged(part.rect for part in parts)
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class DrawnMap:
    """A map as it was when its reading ended; its arrays are not written to where it is finished."""

    rule: Hashable
    """What else decides the pixels; a `Look` where it belongs to a layer."""
    grid: AskedGrid
    pixels: NDArray[Any]
    """(band, row, column) of the layer's data bands."""
    opacity: NDArray[np.uint8] | None
    finished: tuple[Finished, ...]
    sources: Mapping[str, ImageSource]
    """What the images were when they were looked at."""
    age: int = 0
    """`CanvasMemory.age` when its reading began."""

    @property
    def nbytes(self) -> int:
        return self.pixels.nbytes + (0 if self.opacity is None else self.opacity.nbytes)

    @property
    def finished_px(self) -> int:
        """Pixels that are drawn to the end."""
        return sum(each.rect.width * each.rect.height for each in self.finished)

    def replaces(self, other: DrawnMap) -> bool:
        """Whether it shows the same ground as another map, and as much of it."""
        return (self.rule, self.grid) == (other.rule, other.grid) and self.finished_px >= other.finished_px


@dataclass(frozen=True, kw_only=True)
class Reuse:
    """What of a new map is there already, and what is left to draw."""

    copied: tuple[Finished, ...]
    """In pixels of the new map."""
    units: tuple[Unit, ...]


class CanvasMemory:
    """The maps drawn last, at most `max_bytes` of them. Thread-safe."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._maps: list[DrawnMap] = []
        self._age = 0
        self._lock = threading.Lock()

    @property
    def age(self) -> int:
        """How often an image turned out to be another version: maps begun before the last time may show the old one."""
        with self._lock:
            return self._age

    def keep(self, drawn: DrawnMap) -> None:
        """Remember a map; one that is larger than the whole memory, has nothing finished, or was begun before an image
        changed is not kept."""
        if drawn.nbytes > self._max_bytes or not drawn.finished:
            return
        with self._lock:
            if drawn.age != self._age:
                return
            # A view that is drawn again and again must not push out those beside it.
            self._maps = [each for each in self._maps if not drawn.replaces(each)]
            self._maps.append(drawn)
            while sum(each.nbytes for each in self._maps) > self._max_bytes:
                del self._maps[0]

    def best_for(self, rule: Hashable, grid: AskedGrid) -> DrawnMap | None:
        """The map with the largest part in common with a grid; None when none fits. The newest of equal ones."""
        with self._lock:
            known = [each for each in reversed(self._maps) if each.rule == rule]
        best, most_px = None, 0
        for each in known:
            shift = whole_pixel_shift(each.grid, grid)
            if shift is not None:
                common = _moved(each.grid.whole, shift).intersection(grid.whole)
                if not common.is_empty and common.width * common.height > most_px:
                    best, most_px = each, common.width * common.height
        return best

    @property
    def nbytes(self) -> int:
        with self._lock:
            return sum(each.nbytes for each in self._maps)

    def forget(self, source: ImageSource) -> None:
        """Drop the maps for which an image was looked at, as it is another version now."""
        with self._lock:
            self._age += 1
            self._maps = [each for each in self._maps if source not in each.sources.values()]

    def drop(self, layer: object) -> None:
        """Drop the maps of a layer (`Look.layer`)."""
        with self._lock:
            self._maps = [each for each in self._maps if not (isinstance(each.rule, Look) and each.rule.layer is layer)]

    def clear(self) -> None:
        with self._lock:
            self._maps.clear()


def whole_pixel_shift(old: AskedGrid, new: AskedGrid) -> tuple[int, int] | None:
    """Columns and rows from a pixel's place in the old grid to that in the new one; None when it is no whole number."""
    longest_px = max(new.width, new.height, old.width, old.height)
    if max(abs(old.x_res / new.x_res - 1), abs(old.y_res / new.y_res - 1)) * longest_px > SHIFT_TOLERANCE_PX:
        return None
    cols = (old.extent[0] - new.extent[0]) / new.x_res
    rows = (new.extent[3] - old.extent[3]) / new.y_res
    if max(abs(cols - round(cols)), abs(rows - round(rows))) > SHIFT_TOLERANCE_PX:
        return None
    return round(cols), round(rows)


def _moved(rect: Rect, shift: tuple[int, int]) -> Rect:
    return Rect(rect.col + shift[0], rect.row + shift[1], rect.width, rect.height)


def reuse(
    drawn: DrawnMap,
    grid: AskedGrid,
    units: Sequence[Unit],
    pixels: NDArray[Any],
    opacity: NDArray[np.uint8] | None,
    is_same: Callable[[str, ImageSource], bool],
) -> Reuse:
    """Copy what fits from a drawn map (`CanvasMemory.best_for`) into the arrays of a new one.

    `is_same(href, source)` says whether an image is still what it was; it is asked once per image.
    """
    shift = whole_pixel_shift(drawn.grid, grid)
    if shift is None:
        return Reuse(copied=(), units=tuple(units))
    known: dict[tuple[str, ...], list[Finished]] = {}
    for each in drawn.finished:
        known.setdefault(each.assets, []).append(each)
    fresh: dict[str, bool] = {}

    def is_fresh(href: str) -> bool:
        if href not in fresh:
            source = drawn.sources.get(href)
            # An image that was never looked at was hidden by others, and still is.
            fresh[href] = source is None or is_same(href, source)
        return fresh[href]

    copied: list[Finished] = []
    left: list[Unit] = []
    for unit in units:
        rests = [unit.rect]
        candidates = known.get(unit.assets, ())
        if candidates and all(map(is_fresh, unit.assets)):
            for each in candidates:
                common = _moved(each.rect, shift).intersection(unit.rect)
                if common.is_empty or rests == [] or not any(_meet(rest, common) for rest in rests):
                    continue
                _copy(drawn, shift, common, pixels, opacity)
                copied.append(Finished(common, each.assets, each.used))
                rests = [piece for rest in rests for piece in _without(rest, common)]
        left.extend(Unit(rest, unit.assets) for rest in rests)
    return Reuse(copied=tuple(copied), units=tuple(left))


def _meet(one: Rect, other: Rect) -> bool:
    return not one.intersection(other).is_empty


def _copy(
    drawn: DrawnMap,
    shift: tuple[int, int],
    rect: Rect,
    pixels: NDArray[Any],
    opacity: NDArray[np.uint8] | None,
) -> None:
    here = slice(rect.row, rect.row_stop), slice(rect.col, rect.col_stop)
    there = (
        slice(rect.row - shift[1], rect.row_stop - shift[1]),
        slice(rect.col - shift[0], rect.col_stop - shift[0]),
    )
    pixels[(slice(None), *here)] = drawn.pixels[(slice(None), *there)]
    if opacity is not None and drawn.opacity is not None:
        opacity[here] = drawn.opacity[there]


def _without(rect: Rect, hole: Rect) -> Iterable[Rect]:
    """What of a rectangle lies outside another one, as at most four rectangles."""
    common = rect.intersection(hole)
    if common.is_empty:
        return [rect]
    pieces = (
        Rect(rect.col, rect.row, rect.width, common.row - rect.row),
        Rect(rect.col, common.row_stop, rect.width, rect.row_stop - common.row_stop),
        Rect(rect.col, common.row, common.col - rect.col, common.height),
        Rect(common.col_stop, common.row, rect.col_stop - common.col_stop, common.height),
    )
    return [piece for piece in pieces if not piece.is_empty]
