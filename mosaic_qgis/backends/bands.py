"""Where one band of an image is, and what is told of it elsewhere than in its file. Runs in the ENGINE; values."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class BandSource:
    """One band of an image that is spread over several files."""

    href: str
    """What to open."""
    band_1based: int
    """Band of that file."""
    name: str
    """Name of the band for people."""
    asset: str = ""
    """Key of the STAC asset that the file is."""

    def __post_init__(self) -> None:
        if not self.href or self.band_1based < 1:
            raise ValueError(f"A band must have a file and a number from 1, got {self!r}")


@dataclass(frozen=True, kw_only=True, slots=True)
class BandFacts:
    """What a catalog tells of a band; counts where the file itself says nothing."""

    scale: float | None = None
    """Real value = stored value * scale + offset."""
    offset: float | None = None
    nodata: float | None = None
    unit: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is told."""
        return self == BandFacts()

    # What is told of an image is part of the keys of caches, and NaN is a usual nodata value. As far as dataclasses go it
    # equals itself up to Python 3.12 only, and only where it is the same object.

    def __eq__(self, other: object) -> bool:
        return self._values == other._values if isinstance(other, BandFacts) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._values)

    @property
    def _values(self) -> tuple[float | str | None, ...]:
        numbers = (self.scale, self.offset, self.nodata)
        return (*("nan" if number is not None and math.isnan(number) else number for number in numbers), self.unit)
