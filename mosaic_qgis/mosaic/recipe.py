"""The recipe of a mosaic: what somebody wants a new document to be like. Runs in the ENGINE; pure, no I/O.

Owns the rules of its zooms. Which images there are is somebody else's business.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import morecantile
from morecantile import TileMatrixSet

from .assets import redacted
from .creation import CoverRule
from .errors import BadRequestError, MultipleDataTypeError, UnsupportedError
from .grid import WEB_MERCATOR_TMS, require_quadtree
from .model import tms_of
from .notices import shortened
from .quadkeys import MAX_ZOOM

_ZOOMS = ("minzoom", "maxzoom", "quadkey_zoom")


@dataclass(frozen=True, kw_only=True)
class MosaicRecipe:
    """What a new mosaic is to be like. ``None`` and empty texts: as the images suggest, or as usual."""

    minzoom: int | None = None
    maxzoom: int | None = None
    quadkey_zoom: int | None = None
    """The zoom of the index; ``None``: minzoom."""
    minimum_tile_cover: float | None = None
    """An image must cover more than this share of a tile, 0 to 1, to be listed there."""
    tile_cover_sort: bool = False
    """Whether images that cover more of a tile come first."""
    maximum_items_per_tile: int | None = None
    """At most so many images for a tile; ``None`` or 0: all."""
    tms: str = ""
    """The id of a tile matrix set, or its JSON; empty: WebMercatorQuad."""
    asset_prefix: str = ""
    """What the names of the images begin with and the document says once."""
    name: str = ""
    """Empty: as the document's file."""
    description: str = ""
    attribution: str = ""

    def __post_init__(self) -> None:
        for name in _ZOOMS:
            value = getattr(self, name)
            if value is not None and not 0 <= value <= MAX_ZOOM:
                raise BadRequestError(f"{name} must be a whole number from 0 to {MAX_ZOOM}, got {value!r}")
        if self.minzoom is not None and self.maxzoom is not None and self.minzoom > self.maxzoom:
            raise BadRequestError(
                f"minzoom must not be greater than maxzoom, got {self.minzoom} and {self.maxzoom}; swap them or leave one "
                "of them empty"
            )
        CoverRule(
            minimum_tile_cover=self.minimum_tile_cover,
            tile_cover_sort=self.tile_cover_sort,
            maximum_items_per_tile=self.maximum_items_per_tile,
        )
        require_quadtree(self.tilematrixset)

    @cached_property
    def tilematrixset(self) -> TileMatrixSet:
        """The tile matrix set of the index. Raises BadRequestError."""
        text = self.tms.strip()
        if not text:
            return WEB_MERCATOR_TMS
        try:
            return tms_of(json.loads(text) if text.startswith("{") else text)
        except (ValueError, RecursionError) as error:
            known = ", ".join(quadtrees())
            raise BadRequestError(
                f"The tile matrix set of a mosaic is one of {known}, or the JSON of one, got {shortened(text)}"
            ) from error

    @property
    def is_usual_grid(self) -> bool:
        """Whether the document need not say which tile matrix set it has."""
        return self.tilematrixset is WEB_MERCATOR_TMS or self.tilematrixset == WEB_MERCATOR_TMS

    def zooms(self, features: Sequence[Mapping[str, Any]]) -> tuple[int, int]:
        """Minzoom and maxzoom: the given ones, else the largest of those that suit the images.

        ``features`` say in ``properties`` which zooms suit each image (``minzoom``, ``maxzoom``) and may say its data type
        (``datatype``). A given zoom wins over one that follows from the images.

        Raises:
            MultipleDataTypeError: the images have different data types.
            UnsupportedError: a zoom is not given, and nobody knows which suit the images.
        """
        check_data_types(features)
        low = _suggested("minzoom", features) if self.minzoom is None else self.minzoom
        high = _suggested("maxzoom", features) if self.maxzoom is None else self.maxzoom
        if self.minzoom is None:
            return min(low, high), high
        return low, max(low, high)


def check_data_types(features: Sequence[Mapping[str, Any]]) -> None:
    """Raises MultipleDataTypeError for images of several types; names one of the rarest type."""
    first: dict[str, Mapping[str, Any]] = {}
    counts: dict[str, int] = {}
    for feature in features:
        data_type = feature["properties"].get("datatype") if feature.get("properties") else None
        if data_type is not None:
            first.setdefault(data_type, feature)
            counts[data_type] = counts.get(data_type, 0) + 1
    if len(counts) > 1:
        named = ", ".join(f"{data_type} ({counts[data_type]} images)" for data_type in sorted(counts))
        rarest = min(sorted(counts), key=lambda data_type: counts[data_type])
        example = first[rarest]["properties"].get("path")
        such = f", such as {redacted(example)!r}" if example else ""
        raise MultipleDataTypeError(
            f"The images of a mosaic must have one data type, got {named}; leave out those of {rarest}{such}",
            asset=example,
        )


def quadtrees() -> list[str]:
    """The ids of the known tile matrix sets that a mosaic can have."""
    found = []
    for name in sorted(morecantile.tms.list()):
        try:
            require_quadtree(morecantile.tms.get(name))
        except UnsupportedError:
            continue
        found.append(name)
    return found


def _suggested(name: str, features: Sequence[Mapping[str, Any]]) -> int:
    try:
        return max(int(feature["properties"][name]) for feature in features)
    except (KeyError, TypeError, ValueError) as error:
        raise UnsupportedError(f"Which {name} suits the images is not known here; give it") from error
