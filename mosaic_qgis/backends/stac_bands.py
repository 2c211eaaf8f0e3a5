"""What a STAC item tells of the bands of an asset: names, scale, offset, nodata, unit. Runs in the ENGINE; pure, no I/O.

Understood are the fields of the extensions ``eo`` and ``raster`` and those that STAC 1.1 made of them. What has a wrong
form is passed over.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from .bands import BandFacts

_LISTS = ("bands", "eo:bands", "raster:bands")
_NOT_FINITE = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}


def band_names(asset: Mapping[str, Any], key: str) -> list[str]:
    """One name per band of an asset's file; one band where the item does not list them."""
    for field in _LISTS:
        bands = asset.get(field)
        if isinstance(bands, list) and len(bands) > 1:
            names = (band.get("name") if isinstance(band, Mapping) else None for band in bands)
            return [f"{key} {name or number}" for number, name in enumerate(names, 1)]
    return [key]


def facts_of_asset(asset: Mapping[str, Any]) -> tuple[BandFacts, ...]:
    """One per band that the item lists, or one for all of them; empty where nothing is told."""
    lists = [bands for bands in (asset.get("bands"), asset.get("raster:bands")) if isinstance(bands, list) and bands]
    count = max(map(len, lists), default=1)
    facts = tuple(
        _facts([bands[place] for bands in lists if place < len(bands) and isinstance(bands[place], Mapping)], asset)
        for place in range(count)
    )
    return () if all(fact.is_empty for fact in facts) else facts


def _facts(bands: list[Mapping[str, Any]], asset: Mapping[str, Any]) -> BandFacts:
    """What the band says, else what the asset says of all its bands."""
    places = [*bands, asset]

    def told(*names: str) -> Any:
        return next((place[name] for place in places for name in names if place.get(name) is not None), None)

    unit = told("unit")
    return BandFacts(
        scale=_finite(told("raster:scale", "scale")),
        offset=_finite(told("raster:offset", "offset")),
        nodata=_number(told("nodata")),
        unit=unit if isinstance(unit, str) else "",
    )


def _number(value: Any) -> float | None:
    if isinstance(value, str):
        return _NOT_FINITE.get(value.lower())
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _finite(value: Any) -> float | None:
    number = _number(value)
    return number if number is not None and math.isfinite(number) else None
