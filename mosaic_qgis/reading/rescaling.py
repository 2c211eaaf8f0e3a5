"""Ranges of values that the styles of a document (`layers` of MosaicJSON 0.0.3) name for bands. Runs in the ENGINE; pure.

The styles are parameters of a tile server, written in several ways; what cannot be understood is passed over.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from .values import BandRange


def range_of(layers: Mapping[str, Any] | None, band_1based: int) -> BandRange | None:
    """The range of the first style that has one for a band of the images; None where there is none."""
    for style in (layers or {}).values():
        if not isinstance(style, Mapping) or style.get("expression"):
            continue
        ranges = _ranges(style.get("rescale"))
        bands = _bands(style.get("indexes", style.get("bidx"))) or list(range(1, max(2, len(ranges) + 1)))
        if band_1based in bands and ranges:
            # One range stands for all bands.
            found = ranges[0] if len(ranges) == 1 else dict(zip(bands, ranges, strict=False)).get(band_1based)
            if found is not None:
                return found
    return None


def _bands(value: Any) -> list[int]:
    values = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    return [band for band in values if isinstance(band, int) and not isinstance(band, bool)]


def _ranges(value: Any) -> list[BandRange]:
    """From [[0, 100], …], [0, 100], "0,100" or ["0,100", …]."""
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, Sequence):
        return []
    if len(value) == 2 and all(isinstance(number, int | float) for number in value):
        value = [value]
    found = [_range(entry) for entry in value]
    return [entry for entry in found if entry is not None] if None not in found else []


def _range(entry: Any) -> BandRange | None:
    parts = entry.split(",") if isinstance(entry, str) else entry
    if not isinstance(parts, Sequence) or len(parts) != 2:
        return None
    try:
        low, high = float(parts[0]), float(parts[1])
    except (TypeError, ValueError):
        return None
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        return None
    return BandRange(minimum=low, maximum=high)
