"""Pixel selections: the rule by which overlapping images become one. Runs in the ENGINE; arrays only, no I/O.

The rules are those of rio-tiler, with the same values but for what goes wrong there: means, medians and sums keep their
fractions and do not overflow, and only pixels with data decide. All but the median need the memory of one image, however
many overlap. Maps by the rule `first` are drawn by a faster path of its own in `compose.py` with the same result.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[Any]
Mask = NDArray[np.bool_]


class _Rule(ABC):
    """One accumulation; `shape` is (band, row, column) of what is fed."""

    def __init__(self, shape: tuple[int, int, int], dtype: np.dtype[Any]) -> None:
        self._has = np.zeros(shape, dtype=bool)
        self._pixels = np.zeros(shape, dtype=self.dtype_of(dtype))

    is_done = False

    @abstractmethod
    def feed(self, pixels: Pixels, valid: Mask) -> None:
        """Add one image, topmost first; `valid` True is data."""

    def result(self) -> tuple[Pixels, Mask]:
        """Pixels and where they are valid."""
        return self._pixels, self._has

    @staticmethod
    def dtype_of(dtype: np.dtype[Any]) -> np.dtype[Any]:
        """Dtype of the result."""
        return dtype

    @staticmethod
    def count_of(count: int) -> int:
        """Bands of the result."""
        return count

    def _take(self, pixels: Pixels, where: Mask) -> None:
        np.copyto(self._pixels, pixels, where=where)
        self._has |= where


class _First(_Rule):
    def feed(self, pixels: Pixels, valid: Mask) -> None:
        self._take(pixels, valid & ~self._has)
        self.is_done = bool(self._has.all())


class _FirstWhole(_Rule):
    """The same where a pixel comes from one image with all its bands, as in layers with an alpha band."""

    def feed(self, pixels: Pixels, valid: Mask) -> None:
        new = valid.any(axis=0) & ~self._has.any(axis=0)
        self._take(pixels, np.broadcast_to(new, valid.shape))
        self.is_done = bool(self._has.all())


class _Highest(_Rule):
    def feed(self, pixels: Pixels, valid: Mask) -> None:
        self._take(pixels, valid & (~self._has | (pixels > self._pixels)))


class _Lowest(_Rule):
    def feed(self, pixels: Pixels, valid: Mask) -> None:
        self._take(pixels, valid & (~self._has | (pixels < self._pixels)))


class _ByLastBand(_Rule):
    """All bands of the image whose last band decides; that band itself is not shown."""

    def feed(self, pixels: Pixels, valid: Mask) -> None:
        better = valid[-1] & (~self._has[-1] | self._is_better(pixels[-1], self._pixels[-1]))
        self._take(pixels, valid & (~self._has | better))

    @staticmethod
    @abstractmethod
    def _is_better(new: Pixels, old: Pixels) -> Mask: ...

    def result(self) -> tuple[Pixels, Mask]:
        return self._pixels[:-1], self._has[:-1]

    @staticmethod
    def count_of(count: int) -> int:
        return count - 1


class _LastBandHigh(_ByLastBand):
    @staticmethod
    def _is_better(new: Pixels, old: Pixels) -> Mask:
        return np.asarray(new > old)


class _LastBandLow(_ByLastBand):
    @staticmethod
    def _is_better(new: Pixels, old: Pixels) -> Mask:
        return np.asarray(new < old)


class _Real(_Rule):
    """A rule that makes fractions: float32, or float64 where 32 bits would lose whole numbers."""

    @staticmethod
    def dtype_of(dtype: np.dtype[Any]) -> np.dtype[Any]:
        return np.result_type(dtype, np.float32)


class _Sum(_Real):
    def __init__(self, shape: tuple[int, int, int], dtype: np.dtype[Any]) -> None:
        super().__init__(shape, dtype)
        self._sum = np.zeros(shape, dtype=np.float64)

    def feed(self, pixels: Pixels, valid: Mask) -> None:
        np.add(self._sum, pixels, out=self._sum, where=valid)
        self._has |= valid

    def result(self) -> tuple[Pixels, Mask]:
        return self._sum.astype(self._pixels.dtype), self._has


class _Mean(_Sum):
    def __init__(self, shape: tuple[int, int, int], dtype: np.dtype[Any]) -> None:
        super().__init__(shape, dtype)
        self._number = np.zeros(shape, dtype=np.uint16)

    def feed(self, pixels: Pixels, valid: Mask) -> None:
        super().feed(pixels, valid)
        self._number += valid

    def result(self) -> tuple[Pixels, Mask]:
        return (self._sum / np.maximum(self._number, 1)).astype(self._pixels.dtype), self._has


class _Stdev(_Real):
    """Standard deviation of the population, by Welford's method, which does not cancel."""

    def __init__(self, shape: tuple[int, int, int], dtype: np.dtype[Any]) -> None:
        super().__init__(shape, dtype)
        self._number = np.zeros(shape, dtype=np.uint16)
        self._mean = np.zeros(shape, dtype=np.float64)
        self._squares = np.zeros(shape, dtype=np.float64)

    def feed(self, pixels: Pixels, valid: Mask) -> None:
        self._number += valid
        self._has |= valid
        away = pixels - self._mean
        np.add(self._mean, away / np.maximum(self._number, 1), out=self._mean, where=valid)
        np.add(self._squares, away * (pixels - self._mean), out=self._squares, where=valid)

    def result(self) -> tuple[Pixels, Mask]:
        return np.sqrt(self._squares / np.maximum(self._number, 1)).astype(self._pixels.dtype), self._has


class _Median(_Real):
    def __init__(self, shape: tuple[int, int, int], dtype: np.dtype[Any]) -> None:
        super().__init__(shape, dtype)
        self._stack: list[tuple[Pixels, Mask]] = []

    def feed(self, pixels: Pixels, valid: Mask) -> None:
        if valid.any():
            self._stack.append((pixels, valid))
            self._has |= valid

    def result(self) -> tuple[Pixels, Mask]:
        if not self._stack:
            return self._pixels, self._has
        ordered = np.stack([np.where(valid, pixels, np.inf) for pixels, valid in self._stack])
        ordered.sort(axis=0)
        number = np.sum([valid for _, valid in self._stack], axis=0, dtype=np.intp)
        low, high = np.maximum(number - 1, 0) // 2, number // 2
        # Without a second value, the upper one is what fills the rest.
        high = np.where(number % 2 == 1, low, np.minimum(high, len(self._stack) - 1))
        middle = [np.take_along_axis(ordered, place[np.newaxis], axis=0)[0] for place in (low, high)]
        with np.errstate(over="ignore"):
            return ((middle[0] + middle[1]) / 2).astype(self._pixels.dtype), self._has


class _Count(_Rule):
    """How many images have data, by their first band; 0 is ground without any."""

    def feed(self, pixels: Pixels, valid: Mask) -> None:  # noqa: ARG002 - only where there is data counts
        self._pixels[0] += valid[0]
        self._has[0] |= valid[0]

    def result(self) -> tuple[Pixels, Mask]:
        return self._pixels[:1], self._has[:1]

    @staticmethod
    def dtype_of(dtype: np.dtype[Any]) -> np.dtype[Any]:  # noqa: ARG004 - whatever is counted
        return np.dtype("uint16")

    @staticmethod
    def count_of(count: int) -> int:  # noqa: ARG004 - whatever is counted
        return 1


_RULES: Mapping[str, type[_Rule]] = {
    "first": _First,
    "highest": _Highest,
    "lowest": _Lowest,
    "sum": _Sum,
    "mean": _Mean,
    "median": _Median,
    "stdev": _Stdev,
    "lastbandhigh": _LastBandHigh,
    "lastbandlow": _LastBandLow,
    "count": _Count,
}
METHODS = tuple(_RULES)
"""Names of the rules."""

NEEDS_ALL_BANDS = frozenset({"lastbandhigh", "lastbandlow", "count"})
"""Rules whose bands are not made one by one from the images' bands."""


class Selection:
    """One accumulation over the images of a place, in mosaic order."""

    def __init__(self, rule: str, count: int, height: int, width: int, *, whole_pixels: bool = False) -> None:
        """`count` bands of `height` x `width` pixels will be fed; `rule` is one of `METHODS`.

        With `whole_pixels`, the rule `first` never mixes bands of several images in one pixel.
        """
        self._kind = _FirstWhole if whole_pixels and rule == "first" else _RULES[rule]
        self._shape = (count, height, width)
        self._rule: _Rule | None = None

    def feed(self, pixels: np.ma.MaskedArray) -> None:
        """Add one image: masked array (band, row, column), mask True where there is no data."""
        data = np.ma.getdata(pixels)
        if self._rule is None:
            self._rule = self._kind(self._shape, data.dtype)
        self._rule.feed(data, ~np.ma.getmaskarray(pixels))

    @property
    def is_done(self) -> bool:
        """True when further images cannot change the result."""
        return self._rule is not None and self._rule.is_done

    def result(self) -> np.ma.MaskedArray | None:
        """Masked array (band, row, column), masked where no image has data; None when nothing was fed."""
        if self._rule is None:
            return None
        pixels, valid = self._rule.result()
        return np.ma.MaskedArray(pixels, ~valid)


def outcome(rule: str, count: int, dtype: np.dtype[Any]) -> tuple[int, np.dtype[Any]]:
    """Number of bands and dtype that a rule makes of `count` bands of `dtype`."""
    kind = _RULES[rule]
    return kind.count_of(count), kind.dtype_of(dtype)
