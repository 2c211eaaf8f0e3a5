"""Pixel selections: the rule by which overlapping images become one. Runs in the ENGINE; arrays only, no I/O.

The rules are rio-tiler's mosaic methods; `first` has a faster path of its own in `compose.py` with the same result.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from rio_tiler.mosaic.methods import defaults
from rio_tiler.mosaic.methods.base import MosaicMethodBase

from ..mosaic.errors import BadRequestError

METHODS: dict[str, Callable[[], MosaicMethodBase]] = {
    "first": defaults.FirstMethod,
    "highest": defaults.HighestMethod,
    "lowest": defaults.LowestMethod,
    "sum": defaults.SumMethod,
    "mean": defaults.MeanMethod,
    "median": defaults.MedianMethod,
    "stdev": defaults.StdevMethod,
    "lastbandhigh": defaults.LastBandHighMethod,
    "lastbandlow": defaults.LastBandLowMethod,
    "count": defaults.CountMethod,
}


class Selection:
    """One accumulation over the images of a place, in mosaic order."""

    def __init__(self, make: Callable[[], MosaicMethodBase], count: int, height: int, width: int) -> None:
        """`count` bands of `height` x `width` pixels will be fed."""
        self._method = make()
        self._method.count, self._method.height, self._method.width = count, height, width
        self._seen = np.zeros((height, width), dtype=bool)

    def feed(self, pixels: np.ma.MaskedArray) -> None:
        """Add one image: masked array (band, row, column), mask True where there is no data."""
        self._seen |= ~np.ma.getmaskarray(pixels).all(axis=0)
        self._method.feed(pixels)

    @property
    def is_done(self) -> bool:
        """True when further images cannot change the result."""
        return self._method.is_done

    def result(self) -> np.ma.MaskedArray | None:
        """Masked array (band, row, column), masked where no image has data; None when nothing was fed."""
        data = self._method.data
        if data is None:
            return None
        if data.ndim == 2:  # CountMethod gives one band without the band axis
            data = data[np.newaxis]
        # CountMethod calls a count of 0 data: ground without images stays without data here.
        return np.ma.MaskedArray(np.ma.getdata(data), np.ma.getmaskarray(data) | ~self._seen)


def outcome(make: Callable[[], MosaicMethodBase], count: int, dtype: np.dtype) -> tuple[int, np.dtype]:
    """Number of bands and dtype that a rule makes of `count` bands of `dtype`; found by trying it on one pixel."""
    selection = Selection(make, count, 1, 1)
    for value in (1, 2):
        selection.feed(np.ma.MaskedArray(np.full((count, 1, 1), value, dtype), np.zeros((count, 1, 1), bool)))
    result = selection.result()
    if result is None:
        raise BadRequestError(
            f"A pixel selection must make pixels of images that cover everything, {make!r} makes none."
        )
    return result.shape[0], result.dtype
