"""Found items in the form in which thousands of them travel: an outline is one text, and what files there are is told once.

Runs in the ENGINE; pure, no I/O. Items are summaries as stac_summaries.py makes them.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape

_LITTLE_ENDIAN = 1
_POLYGONS = ("Polygon", "MultiPolygon")


def packed(items: Sequence[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], list[Mapping[str, Any]]]:
    """The items with `outline` for `geometry`, or else with their `bbox`, and a place in the second list for `assets`."""
    places: dict[str, int] = {}
    kinds: list[Mapping[str, Any]] = []
    made = []
    for item in items:
        fields = dict(item)
        assets, geometry = fields["assets"], fields.pop("geometry")
        place = places.setdefault(json.dumps(assets), len(kinds))
        if place == len(kinds):
            kinds.append(assets)
        outline = outline_of(geometry)
        bbox = fields["bbox"] if outline is None else None
        made.append({**fields, "assets": place, "outline": outline, "bbox": bbox})
    return made, kinds


def outline_of(geometry: Mapping[str, Any] | None) -> str | None:
    """Polygons of GeoJSON as the protocol has outlines; None for anything else."""
    if geometry is None or geometry.get("type") not in _POLYGONS:
        return None
    try:
        outline = shape(dict(geometry))
        if outline.is_empty:
            return None
        binary = shapely.to_wkb(outline, byte_order=_LITTLE_ENDIAN, output_dimension=2)
    except (ShapelyError, ValueError, TypeError, AttributeError, KeyError, IndexError, OverflowError):
        return None
    return base64.b64encode(binary).decode("ascii")
