"""Which images a view of too many shows: evenly spread, the same ones after a pan, for how long, and what is said about it.

Runs in the ENGINE; pure but for the clock.

The choice is made tile by tile, from the tile's own list, so that it does not depend on what else the view shows. Of a
list those images are kept whose place in it, times the golden ratio, has a small fraction: lists follow the ground in
some order, and such places are spread over them evenly, without falling into step with its rows. A smaller fraction keeps
a part of what a larger one keeps, so zooming in adds images and takes none away.
"""

from __future__ import annotations

import math
import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyproj

from .plan import Unit
from .record import COMPLETE_RESOLUTION
from .values import Failure

IMAGES = 1000
"""Different images that one view opens, at most: more would be thinner than a finger on any screen."""

SECONDS = 15.0
"""Time after which a view that may not show everything anyway ends with what it has."""

GOLDEN_RATIO = (1 + math.sqrt(5)) / 2
STEP = math.sqrt(0.5)
"""From one size of a choice to the next smaller one."""

DOT_M = 0.0254 / 96
"""Side of a pixel of a screen with 96 dots per inch, which scales are told for."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What of a view's images is shown."""

    units: tuple[Unit, ...]
    kept: frozenset[str]
    total: int
    """Different images of the view."""
    most: int
    """Different images that it may show."""

    @property
    def is_everything(self) -> bool:
        return len(self.kept) == self.total


def chosen(units: Sequence[Unit], most: int) -> Choice:
    """The units with at most `most` different images, or all of them where there are no more."""
    lists = list(dict.fromkeys(unit.assets for unit in units))
    everything = frozenset(asset for assets in lists for asset in assets)
    if len(everything) <= most:
        return Choice(units=tuple(units), kept=everything, total=len(everything), most=most)
    kept = _spread(lists, most)
    fewer = (Unit(unit.rect, tuple(asset for asset in unit.assets if asset in kept)) for unit in units)
    return Choice(units=tuple(unit for unit in fewer if unit.assets), kept=kept, total=len(everything), most=most)


def _spread(lists: Sequence[Sequence[str]], most: int) -> frozenset[str]:
    kept = frozenset(assets[0] for assets in lists if assets)
    if len(kept) > most:
        # More tiles than images: about every second, fourth, … of them, by a number that no view changes.
        halvings = 0
        while len(kept) > most:
            halvings += 1
            kept = frozenset(asset for asset in kept if zlib.crc32(asset.encode()) % (1 << halvings) == 0)
        return kept
    fractions: dict[str, float] = {}
    for assets in lists:
        for asset, fraction in zip(assets, (np.arange(len(assets)) * GOLDEN_RATIO % 1).tolist(), strict=True):
            if fraction < fractions.get(asset, 1):
                fractions[asset] = fraction
    # Downwards in steps, so that a pan, which changes the number of images a little, seldom changes the choice.
    ordered = np.sort(np.fromiter(fractions.values(), np.float64))
    share = 1.0
    while np.searchsorted(ordered, share) > most:
        share *= STEP
    return frozenset(asset for asset, fraction in fractions.items() if fraction < share)


class Deadline:
    """The end of a view's time, asked in the place of "was it cancelled?"."""

    def __init__(
        self, seconds: float, cancelled: Callable[[], bool], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.seconds = seconds
        self._cancelled = cancelled
        self._clock = clock
        self._end_s = clock() + seconds

    @property
    def is_over(self) -> bool:
        return self._clock() >= self._end_s

    def __call__(self) -> bool:
        return self._cancelled() or self.is_over


def complete_resolution(choice: Choice, resolution: float) -> float:
    """About the largest pixel at which a view of the same size shows all its images, in the units of `resolution`."""
    # Images are cut by the edges of a view: of n side by side, the n - 1 between the edges count for the scale.
    return resolution * max(math.sqrt(choice.most) - 1, 0.5) / (math.sqrt(choice.total) - 1)


def scale_of(resolution: float, crs_wkt: str) -> int:
    """The n of 1:n at which a screen's pixel is `resolution` units of a CRS wide, rounded down to two digits."""
    crs = pyproj.CRS.from_wkt(crs_wkt)
    factor = crs.axis_info[0].unit_conversion_factor if crs.axis_info else 1.0
    if crs.is_geographic and crs.ellipsoid is not None:
        factor *= crs.ellipsoid.semi_major_metre
    scale = max(1, int(resolution * factor / DOT_M))
    digits = 10 ** max(0, len(str(scale)) - 2)
    return scale // digits * digits


def left_out_note(choice: Choice, resolution: float, crs_wkt: str, *, outlined: bool) -> Failure:
    """What is said about a view that does not show everything."""
    complete = complete_resolution(choice, resolution)
    shown, left_out, scale = len(choice.kept), choice.total - len(choice.kept), scale_of(complete, crs_wkt)
    outlines = " as outlines" if outlined else ""
    return Failure(
        code="budget",
        message=(
            f"A view shows {choice.most} images at most, this one has {choice.total}: {left_out} of them are left out{outlines}; "
            f"zoom in to about 1:{scale} to see all of them."
        ),
        detail={
            "shown": shown,
            "left_out": left_out,
            "total": choice.total,
            "scale": scale,
            COMPLETE_RESOLUTION: complete,
        },
    )


def time_note(seconds: float) -> Failure:
    """What is said about a view that took too long."""
    return Failure(
        code="budget",
        message=(
            f"A view of so much ground may take {seconds:g} seconds, and ended with what there was by then: zoom in, or "
            "draw it again to go on."
        ),
        detail={"seconds": seconds},
    )
