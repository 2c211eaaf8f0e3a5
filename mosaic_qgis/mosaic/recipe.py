"""The recipe of a mosaic: what somebody wants a new document to be like. Runs in the ENGINE; pure, no I/O.

Owns the rules of its zooms. Which images there are is somebody else's business.
"""

from __future__ import annotations

import json
from collections import Counter
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
        kinds = ImageKinds()
        for feature in features:
            properties = feature.get("properties") or {}
            kinds.add(*(properties.get(key) for key in ("minzoom", "maxzoom", "datatype", "path")))
        return self.zooms_for(kinds)

    def zooms_for(self, kinds: ImageKinds) -> tuple[int, int]:
        """As ``zooms``, for images that were counted."""
        kinds.check_data_types()
        low = kinds.suggested("minzoom") if self.minzoom is None else self.minzoom
        high = kinds.suggested("maxzoom") if self.maxzoom is None else self.maxzoom
        if self.minzoom is None:
            return min(low, high), high
        return low, max(low, high)


class ImageKinds:
    """What kinds of images there are: data types and zooms that suit them. Takes no more memory for many of them."""

    def __init__(self) -> None:
        self._largest: dict[str, int | None] = {"minzoom": None, "maxzoom": None}
        self._counts: Counter[str] = Counter()
        self._examples: dict[str, str] = {}

    def add(self, minzoom: int | None, maxzoom: int | None, data_type: str | None, name: str | None) -> None:
        """Count an image; ``None`` where nobody knows. ``name`` is where it is."""
        for key, zoom in (("minzoom", minzoom), ("maxzoom", maxzoom)):
            if zoom is not None:
                self._largest[key] = max(int(zoom), self._largest[key] or 0)
        if data_type is not None:
            self._counts[data_type] += 1
            if name is not None:
                self._examples[data_type] = min(name, self._examples.get(data_type, name))

    def suggested(self, key: str) -> int:
        """The largest ``minzoom`` or ``maxzoom`` that suits an image. Raises UnsupportedError."""
        largest = self._largest[key]
        if largest is None:
            raise UnsupportedError(f"Which {key} suits the images is not known here; give it")
        return largest

    def check_data_types(self) -> None:
        """Raises MultipleDataTypeError for images of several types; it names one of the rarest type."""
        if len(self._counts) < 2:
            return
        told = ", ".join(f"{data_type} ({self._counts[data_type]} images)" for data_type in sorted(self._counts))
        rarest = min(sorted(self._counts), key=lambda data_type: self._counts[data_type])
        example = self._examples.get(rarest)
        such = f", such as {redacted(example)!r}" if example else ""
        raise MultipleDataTypeError(
            f"The images of a mosaic must have one data type, got {told}; leave out those of {rarest}{such}",
            asset=None if example is None else redacted(example),
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
