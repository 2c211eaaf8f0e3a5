"""Whether two maps show the same: an empty or wrong picture must never count as a fast one. Pure (NumPy).

Bands 1 and 2 of the measured images are smooth, band 3 is noise; nearest neighbours of one program and another differ
by half a pixel, which the noise shows and the smooth bands hardly do.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SMOOTH_BANDS = 2
EXACT, LOSSY = 4.0, 8.0
"""Largest mean difference, of 255. Programs that take the nearest pixel differ by 0.5 in the closest view and by 2.7 in
the widest, where QGIS's own map of the VRT lies that far from an exact warp; a shift by one pixel there makes 6.7. JPEG
tiles of these noisy images add up to 4."""
LARGEST_EDGE_SHARE = 0.01
LEAST_DRAWN_SHARE = 0.3


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A picture against the one that is taken as true."""

    drawn: float
    """Share of the map that is drawn."""
    smooth_difference: float
    """Mean absolute difference of the smooth bands where both are drawn, of 255."""
    only_here: float
    """Share of the map that is drawn here only."""
    only_there: float
    """Share of the map that is drawn in the true one only."""

    def is_same(self, largest_difference: float = EXACT) -> bool:
        """Whether it counts as the same map."""
        return (
            self.drawn >= LEAST_DRAWN_SHARE
            and self.smooth_difference <= largest_difference
            and max(self.only_here, self.only_there) <= LARGEST_EDGE_SHARE
        )

    def as_dict(self) -> dict[str, float]:
        """For the report."""
        return asdict(self)


def compare(shown: NDArray[np.uint8], true: NDArray[np.uint8]) -> Comparison:
    """Two pictures of the same shape (rows, columns, red-green-blue-alpha); alpha 0 is not drawn."""
    if shown.shape != true.shape or shown.shape[2] != 4:
        raise ValueError(f"both pictures must be (rows, columns, 4), got {shown.shape} and {true.shape}")
    here, there = shown[..., 3] > 0, true[..., 3] > 0
    both = here & there
    smooth = slice(0, SMOOTH_BANDS)
    difference = np.abs(shown[both][:, smooth].astype(np.int16) - true[both][:, smooth].astype(np.int16))
    return Comparison(
        drawn=float(here.mean()),
        smooth_difference=float(difference.mean()) if difference.size else 255.0,
        only_here=float((here & ~there).mean()),
        only_there=float((there & ~here).mean()),
    )


def compare_files(shown: Path, true: Path) -> Comparison:
    """Two pictures saved with `numpy.save`."""
    return compare(np.load(shown), np.load(true))
