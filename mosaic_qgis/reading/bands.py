"""The bands of a layer, and how images become them. Runs in the ENGINE; values only: no I/O, no pixels.

Which bands a layer has is decided in `agreement.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .band_math import BandMath
from .images import ImageInfo
from .options import LAYER_TYPES
from .pool import public_href
from .selection import NEEDS_ALL_BANDS
from .values import BandRange, Failure, number

RGB_COUNT = 3

Colormap = tuple[tuple[int, tuple[int, int, int, int]], ...]
"""Value to red, green, blue, alpha."""


@dataclass(frozen=True, kw_only=True)
class BandDescription:
    """One band of the layer."""

    name: str
    description: str
    dtype: str
    nodata: float | None
    scale: float
    offset: float
    unit: str
    color: str
    """red, green, blue, alpha, gray, palette or undefined."""
    colormap: Colormap | None = None
    """Value to red, green, blue, alpha."""
    statistics: BandRange | None = None
    """What metadata tell of the values as they are stored."""

    def as_dict(self) -> dict[str, Any]:
        colormap = None if self.colormap is None else {str(value): list(rgba) for value, rgba in self.colormap}
        return {
            "name": self.name,
            "description": self.description,
            "dtype": self.dtype,
            "nodata": number(self.nodata),
            "scale": number(self.scale),
            "offset": number(self.offset),
            "unit": self.unit,
            "color": self.color,
            "colormap": colormap,
            "statistics": None if self.statistics is None else self.statistics.as_dict(),
        }


ALPHA = BandDescription(
    name="alpha", description="", dtype="uint8", nodata=None, scale=1.0, offset=0.0, unit="", color="alpha"
)


@dataclass(frozen=True, kw_only=True)
class BandPlan:
    """What has to be read and made for some bands of the layer."""

    positions: tuple[int, ...]
    """The layer's data bands (from 0) that come out, in this order."""
    source_bands: tuple[int, ...]
    """Positions (from 0) among an image's data bands of what is read."""
    math: BandMath | None
    """Makes bands of what is read, one image at a time; None leaves them as they are."""
    fed_count: int
    """Bands of one image that take part in the pixel selection."""


@dataclass(frozen=True, kw_only=True)
class LayerModel:
    """How images become bands: decided once from the first images, the yardstick for all others."""

    bands: tuple[BandDescription, ...]
    """All bands of the layer, the alpha band last if there is one."""
    with_alpha: bool
    nodata: float | None
    """The layer's nodata value; None with an alpha band."""
    source_bands: tuple[int, ...]
    """Positions (from 0) among an image's data bands."""
    source_dtype: str
    """dtype that images are converted to before the pixel selection."""
    math: BandMath | None
    """The layer's `expression` over `source_bands`."""
    takes_any_type: bool
    """Whether images of every type are converted, since the values become floats anyway."""
    is_palette: bool
    colormap: Colormap | None
    """The colour table that images must have; None where that does not matter."""
    grey_as_rgb: bool
    """Whether images of one band stand for three equal ones."""

    @property
    def data_count(self) -> int:
        """Bands without the alpha band."""
        return len(self.bands) - self.with_alpha

    def plan(self, bands: Sequence[int], rule: str) -> BandPlan:
        """What is needed for some bands (1-based, of the layer) by a pixel selection.

        Rules that look at several bands, or turn them into others, need all of them, and so does the alpha band alone.
        """
        wanted = tuple(band - 1 for band in bands if band <= self.data_count)
        if rule in NEEDS_ALL_BANDS or not wanted:
            math, source_bands, positions = self.math, self.source_bands, tuple(range(self.data_count))
        elif self.math is not None:
            math = self.math.subset(wanted)
            source_bands, positions = math.positions, wanted
        else:
            math, source_bands, positions = None, tuple(self.source_bands[place] for place in wanted), wanted
        fed_count = len(source_bands) if math is None else len(math)
        return BandPlan(positions=positions, source_bands=source_bands, math=math, fed_count=fed_count)

    def misfit(self, info: ImageInfo) -> Failure | None:
        """Why an image does not belong to the layer; None when it does."""
        text = self._misfit(info)
        if text is None:
            return None
        asset = public_href(info.href)
        return Failure(code="bad_asset", message=f"{text} The image was left out: {asset}.", asset=asset)

    def _misfit(self, info: ImageInfo) -> str | None:
        count, needed = len(info.data_bands), max(self.source_bands) + 1
        if count < needed and not (self.grey_as_rgb and count == 1):
            way_out = " The option grey_as_rgb=true shows it in grey." if (count, needed) == (1, RGB_COUNT) else ""
            return f"The layer needs {needed} band{'s' * (needed > 1)}, an image has {count}.{way_out}"
        if self.is_palette != (info.colormap is not None):
            kinds = ("colours by a palette", "plain values")
            layer, image = kinds if self.is_palette else kinds[::-1]
            return (
                f"The layer has {layer}, an image has {image}. Convert it, for example by gdal_translate -expand rgb."
            )
        if self.colormap is not None and info.colormap != self.colormap:
            return (
                "The values of an image mean other colours than those of the layer. "
                "Convert the images, for example by gdal_translate -expand rgb."
            )
        if self.takes_any_type:
            return None
        for position in self.source_bands:
            dtype = info.dtypes[info.file_band(position) - 1]
            if not np.can_cast(dtype, self.source_dtype, "same_kind" if dtype.startswith("float") else "safe"):
                both = (dtype, self.source_dtype)
                wide = next((kind for kind in LAYER_TYPES if all(np.can_cast(one, kind) for one in both)), None)
                way_out = f"The option data_type={wide} makes room for it." if wide else "Convert it."
                return f"The layer holds {self.source_dtype}, an image holds {dtype}. {way_out}"
        return None
