"""How a layer's bands are given, and what the bands of the images are called. QGIS side, no widgets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ..provider.bands import LayerBand

ALL: Final = "all"
INDEXES: Final = "indexes"
EXPRESSION: Final = "expression"


@dataclass(frozen=True, kw_only=True)
class ImageBand:
    """One band of the images."""

    number: int
    """1-based, without alpha."""
    words: str
    """What it is called; may be empty."""

    @property
    def name(self) -> str:
        """What an expression calls it."""
        return f"b{self.number}"

    @property
    def label(self) -> str:
        """For lists."""
        return f"{self.name}  {self.words}" if self.words else self.name


def image_bands(bands: Iterable[LayerBand]) -> tuple[ImageBand, ...]:
    """The bands of images of a layer that shows them all."""
    colors = [band for band in bands if not band.is_alpha]
    return tuple(
        ImageBand(number=number, words=band.description or ("" if band.name == f"b{number}" else band.name))
        for number, band in enumerate(colors, start=1)
    )


def numbers_in(text: str) -> tuple[int, ...]:
    """The numbers of the option `indexes`; those that are none are left out."""
    return tuple(int(part) for part in (each.strip() for each in text.split(",")) if part.isdecimal() and int(part) > 0)


def normalised_difference(first: str, second: str) -> str:
    """The expression of the index of two bands."""
    return f"({first}-{second})/({first}+{second})"
