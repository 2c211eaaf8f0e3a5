"""Bands as the layer shows them: data type, scale and offset applied, the value of uncovered ground.

QGIS side, pure (numpy, no QGIS): made once from the engine's description of a mosaic. As in QGIS's GDAL provider, a band
with a scale or an offset is shown in real values, in a floating-point type.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy

if TYPE_CHECKING:
    from numpy.typing import NDArray

Array: TypeAlias = "NDArray[Any]"

_QGIS_HAS = ("uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64", "complex64", "complex128")
_SHOWN_AS = {"uint64": "float64", "int64": "float64", "float16": "float32", "bool": "uint8"}
_EXACT_IN_FLOAT32 = ("uint8", "int8", "uint16", "int16", "float32")


@dataclass(frozen=True, kw_only=True)
class KnownStatistics:
    """Statistics of stored values that no pixel was read for."""

    minimum: float
    maximum: float
    mean: float | None
    stdev: float | None


@dataclass(frozen=True, kw_only=True)
class LayerBand:
    """One band of a layer."""

    number: int
    """1-based, as in QGIS."""
    name: str
    """Short name, such as "b1" or "B04"."""
    description: str
    """Words for people, may be empty."""
    unit: str
    """Unit of the shown values, may be empty."""
    color: str
    """red, green, blue, alpha, gray, palette or undefined."""
    colormap: tuple[tuple[float, tuple[int, int, int, int]], ...]
    """Stored value -> red, green, blue, alpha (0-255), sorted; empty where there is no palette."""
    source_dtype: str
    """numpy's name of the type that the images have."""
    dtype: str
    """numpy's name of the type that the layer shows."""
    nodata: float | None
    """Nodata as stored in the images; None where uncovered ground is told by alpha."""
    scale: float
    """Shown value = stored value * scale + offset."""
    offset: float
    """See `scale`."""
    known: KnownStatistics | None = None
    """What metadata say of the stored values; None where they say nothing."""

    @property
    def is_scaled(self) -> bool:
        """Whether shown values differ from stored ones."""
        return self.scale != 1.0 or self.offset != 0.0

    @property
    def is_alpha(self) -> bool:
        """Whether the band tells transparency."""
        return self.color == "alpha"

    @property
    def shown_nodata(self) -> float | None:
        """The nodata value of shown pixels: stored ones cannot collide with it after scaling."""
        if self.nodata is None:
            return None
        return math.nan if self.is_scaled else self.nodata

    @property
    def value_range(self) -> tuple[float, float]:
        """What the data type can hold, in shown values; 0 to 1 for floating-point types."""
        kind = numpy.dtype(self.source_dtype).kind
        if kind not in "iu":
            return (0.0, 1.0)
        limits = numpy.iinfo(self.source_dtype)
        ends = (float(limits.min) * self.scale + self.offset, float(limits.max) * self.scale + self.offset)
        return (min(ends), max(ends))

    def empty(self, height_px: int, width_px: int) -> Array:
        """Uncovered ground in stored values, shape (height, width): nodata, or 0 where alpha tells."""
        fill = 0 if self.nodata is None else self.nodata
        return numpy.full((height_px, width_px), fill, dtype=self.storage_dtype)

    @property
    def storage_dtype(self) -> str:
        """The type that pixels are held in until they are shown."""
        return _SHOWN_AS.get(self.source_dtype, self.source_dtype)

    def shown(self, stored: Array) -> Array:
        """Stored pixels as the layer shows them, in `dtype`, C order; nodata becomes `shown_nodata`."""
        if not self.is_scaled:
            return numpy.ascontiguousarray(stored, dtype=self.dtype)
        values = stored.astype(self.dtype) * self.scale + self.offset
        if self.nodata is not None:
            values[self._is_nodata(stored)] = math.nan
        return numpy.ascontiguousarray(values, dtype=self.dtype)

    def shown_value(self, stored: float | None) -> float | None:
        """One stored value as the layer shows it; None (nodata) stays None."""
        if stored is None or not self.is_scaled:
            return stored
        return stored * self.scale + self.offset

    def _is_nodata(self, stored: Array) -> Array:
        if self.nodata is not None and math.isnan(self.nodata):
            return numpy.isnan(stored)
        return stored == self.nodata


def layer_bands(bands: Iterable[Mapping[str, Any]]) -> tuple[LayerBand, ...]:
    """The layer's bands for those of the engine's description (docs/protocol.md, "A band")."""
    return tuple(_layer_band(number, band) for number, band in enumerate(bands, start=1))


def _layer_band(number: int, band: Mapping[str, Any]) -> LayerBand:
    source_dtype = str(band["dtype"])
    scale, offset = float(band.get("scale") or 1.0), float(band.get("offset") or 0.0)
    dtype = _SHOWN_AS.get(source_dtype, source_dtype)
    if dtype not in _QGIS_HAS:
        raise ValueError(f"band {number} must have a data type that QGIS knows, got {source_dtype!r}")
    if dtype.startswith("complex"):
        scale, offset = 1.0, 0.0
    elif (scale, offset) != (1.0, 0.0):
        dtype = "float32" if source_dtype in _EXACT_IN_FLOAT32 else "float64"
    nodata = None if band.get("nodata") is None else float(band["nodata"])
    if nodata is not None and not _fits(nodata, source_dtype):
        nodata = None
    colormap = sorted(
        (float(value), (int(red), int(green), int(blue), int(alpha)))
        for value, (red, green, blue, alpha) in (band.get("colormap") or {}).items()
    )
    return LayerBand(
        number=number,
        name=str(band.get("name") or f"b{number}"),
        description=str(band.get("description") or ""),
        unit=str(band.get("unit") or ""),
        color=str(band.get("color") or "undefined"),
        colormap=tuple(colormap),
        source_dtype=source_dtype,
        dtype=dtype,
        nodata=nodata,
        scale=scale,
        offset=offset,
        known=_known_statistics(band.get("statistics")),
    )


def _known_statistics(found: Mapping[str, Any] | None) -> KnownStatistics | None:
    """Statistics of metadata, unless they are no range: whoever wrote them may have been wrong."""
    if not found:
        return None
    minimum, maximum = float(found["minimum"]), float(found["maximum"])
    if not (math.isfinite(minimum) and math.isfinite(maximum)) or minimum > maximum:
        return None
    mean, stdev = (None if found.get(name) is None else float(found[name]) for name in ("mean", "stdev"))
    if mean is None or stdev is None or not (math.isfinite(mean) and 0 <= stdev < math.inf):
        mean = stdev = None
    return KnownStatistics(minimum=minimum, maximum=maximum, mean=mean, stdev=stdev)


def _fits(value: float, dtype: str) -> bool:
    """Whether a nodata value can occur in the type at all (GDAL files say -9999 for bytes at times)."""
    if numpy.dtype(dtype).kind not in "iu":
        return True
    limits = numpy.iinfo(dtype)
    return math.isfinite(value) and value.is_integer() and limits.min <= value <= limits.max
