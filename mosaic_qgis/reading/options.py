"""The options of a layer that concern its pixels, parsed from the strings of its URI. Runs in the ENGINE; no I/O.

Options of other packages (credentials, searching) are ignored here and unknown ones are nobody's fault.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass

from ..mosaic.errors import BadRequestError
from .expression import Expression
from .selection import METHODS
from .values import RESAMPLINGS

LAYER_TYPES = ("uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64")
"""Types that the bands of a layer may have."""


def _whole(key: str, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise BadRequestError(f"The option {key} is a whole number, not {text!r}.") from None


def _flag(key: str, text: str) -> bool:
    known = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    try:
        return known[text.strip().lower()]
    except KeyError:
        raise BadRequestError(f"The option {key} is true or false, not {text!r}.") from None


@dataclass(frozen=True, kw_only=True)
class ReadingOptions:
    """How the images of a mosaic become the pixels of a layer."""

    pixel_selection: str = "first"
    """Name of a rule of `selection.METHODS`."""
    indexes: tuple[int, ...] | None = None
    """1-based bands of the images, in the order of the layer's bands; None means all but alpha."""
    expression: Expression | None = None
    """Bands made of the images' own, instead of `indexes`."""
    data_type: str | None = None
    """Type of the layer, one of `LAYER_TYPES`; None takes the narrowest that holds the first images."""
    grey_as_rgb: bool = False
    """Images of one band stand for three equal ones among images with more."""
    nodata: float | None = None
    """Replaces the images' own nodata value."""
    resampling: str | None = None
    """Used where a request says nearest, the default of every QGIS layer; None leaves requests as they are."""
    unscale: bool = False
    """Apply the bands' scale and offset: values become 32-bit floats."""
    minzoom: int | None = None
    """Zooms the layer announces; the backend's when None."""
    maxzoom: int | None = None

    def __post_init__(self) -> None:
        if self.pixel_selection not in METHODS:
            raise BadRequestError(f"pixel_selection is one of {', '.join(METHODS)}, not {self.pixel_selection!r}.")
        if self.indexes is not None and (not self.indexes or min(self.indexes) < 1):
            raise BadRequestError(f"indexes are bands counted from 1, not {list(self.indexes)}.")
        if self.indexes is not None and self.expression is not None:
            raise BadRequestError(
                f"A layer has indexes or an expression, not both; {list(self.indexes)} and {self.expression.text!r} are "
                "given. An expression can name bands: b3;b2;b1."
            )
        if self.data_type is not None and self.data_type not in LAYER_TYPES:
            raise BadRequestError(f"data_type is one of {', '.join(LAYER_TYPES)}, not {self.data_type!r}.")
        if self.resampling is not None and self.resampling not in RESAMPLINGS:
            raise BadRequestError(f"resampling is one of {', '.join(RESAMPLINGS)}, not {self.resampling!r}.")
        for key, zoom in (("minzoom", self.minzoom), ("maxzoom", self.maxzoom)):
            if zoom is not None and not 0 <= zoom <= 30:
                raise BadRequestError(f"The option {key} lies in 0…30, not {zoom}.")
        if self.minzoom is not None and self.maxzoom is not None and self.minzoom > self.maxzoom:
            raise BadRequestError(f"minzoom is at most maxzoom, not {self.minzoom} and {self.maxzoom}.")

    @classmethod
    def from_strings(cls, options: Mapping[str, str]) -> ReadingOptions:
        """Parse the options of a layer's URI; unknown keys are ignored, empty values count as absent."""
        given = {key: text.strip() for key, text in options.items() if isinstance(text, str) and text.strip()}
        nodata = None
        if "nodata" in given:
            try:
                nodata = math.nan if given["nodata"].lower() == "nan" else float(given["nodata"])
            except ValueError:
                raise BadRequestError(f"The option nodata is a number or nan, not {given['nodata']!r}.") from None
        indexes = None
        if "indexes" in given:
            indexes = tuple(_whole("indexes", text.strip()) for text in given["indexes"].split(","))
        return cls(
            pixel_selection=given.get("pixel_selection", "first").lower(),
            indexes=indexes,
            expression=Expression.parse(given["expression"]) if "expression" in given else None,
            data_type=given["data_type"].lower() if "data_type" in given else None,
            grey_as_rgb=_flag("grey_as_rgb", given["grey_as_rgb"]) if "grey_as_rgb" in given else False,
            nodata=nodata,
            resampling=given["resampling"].lower() if "resampling" in given else None,
            unscale=_flag("unscale", given["unscale"]) if "unscale" in given else False,
            minzoom=_whole("minzoom", given["minzoom"]) if "minzoom" in given else None,
            maxzoom=_whole("maxzoom", given["maxzoom"]) if "maxzoom" in given else None,
        )


def with_assets(options: Mapping[str, str]) -> dict[str, str]:
    """The options, with the STAC assets that `expression` names as `assets` where that is not given.

    Raises:
        BadRequestError: the expression cannot be read.
    """
    assets, text = options.get("assets", ""), options.get("expression", "")
    if not isinstance(text, str) or not text.strip() or (isinstance(assets, str) and assets.strip()):
        return dict(options)
    found = Expression.parse(text.strip()).assets
    if not found:
        return dict(options)
    bands = {key: bands for key, bands in found.items() if bands}
    more = {"asset_bands": json.dumps(bands)} if bands else {}
    return {**options, "assets": ",".join(found), **more}
