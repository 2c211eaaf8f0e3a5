"""Where one band of an image is, and what is told of it elsewhere than in its file. Runs in the ENGINE; values."""

from __future__ import annotations

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
