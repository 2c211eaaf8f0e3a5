"""What stands in for a piece of a map while its tiles come: the same images by coarser tiles of the cache. ENGINE; no I/O.

Only for the eye: it is replaced by the real pixels as soon as these are there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from .compose import Canvas
from .sampling import Target, place_window
from .tiles import SourceTile, TileKey
from .units import Part, UnitState

Cached = Callable[[TileKey], SourceTile | None]


def stand_in(state: UnitState, target: Target, cached: Cached) -> UnitState | None:
    """A unit to be composed (by nearest neighbour) in the place of one that waits for tiles; None when nothing is known.

    It has a canvas of its own. Images of which no tile is known are left out.
    """
    if state.selection is not None or state.canvas is None:
        return None
    pixels, covered, opacity = state.canvas.pixels, state.canvas.covered, state.canvas.opacity
    made = UnitState(
        unit=state.unit,
        order=state.order,
        canvas=Canvas(
            np.full(pixels.shape, target.blank, dtype=pixels.dtype),
            np.zeros(covered.shape, dtype=bool),
            None if opacity is None else np.zeros(opacity.shape, dtype=np.uint8),
        ),
        selection=None,
        batch_stop=state.batch_stop,
    )
    for index, parts in state.parts.items():
        for part in parts:
            found = _known(part, state, cached)
            if found is not None:
                made.parts.setdefault(index, []).append(found[0])
                made.tiles.update(found[1])
    return made if made.parts else None


def _known(part: Part, state: UnitState, cached: Cached) -> tuple[Part, dict[TileKey, SourceTile]] | None:
    """A part by the finest level of which all tiles are there."""
    tiles = {key: state.tiles[key] for key in part.keys.values() if key in state.tiles}
    if len(tiles) == len(part.keys):
        return part, tiles
    place, some = part.place, next(iter(part.keys.values()))
    for level in part.info.levels:
        if level.factor_x <= place.level.factor_x:
            continue
        along_x, along_y = place.level.factor_x / level.factor_x, place.level.factor_y / level.factor_y
        coarse = replace(
            place,
            level=level,
            cols=place.cols * along_x,
            rows=place.rows * along_y,
            level_pixels=(place.level_pixels[0] * along_x, place.level_pixels[1] * along_y),
        )
        found = place_window(coarse, part.rect, "nearest")
        if found is None:
            return None
        keys = {tile: replace(some, level=level.index, col=tile[0], row=tile[1]) for tile in found[1].tiles(level)}
        known = {key: tile for key in keys.values() if (tile := cached(key)) is not None}
        if len(known) == len(keys):
            return Part(part.info, coarse, part.rect, *found, keys), known
    return None
