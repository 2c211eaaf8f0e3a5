"""The options of a layer that concern its pixels, parsed from the strings of its URI. Runs in the ENGINE; no I/O.

Options of other rooms (credentials, searching) are ignored here and unknown ones are nobody's fault.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from ..mosaic.errors import BadRequestError
from .values import RESAMPLINGS


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
        from .selection import METHODS

        if self.pixel_selection not in METHODS:
            raise BadRequestError(f"pixel_selection is one of {', '.join(METHODS)}, not {self.pixel_selection!r}.")
        if self.indexes is not None and (not self.indexes or min(self.indexes) < 1):
            raise BadRequestError(f"indexes are bands counted from 1, not {list(self.indexes)}.")
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
            nodata=nodata,
            resampling=given["resampling"].lower() if "resampling" in given else None,
            unscale=_flag("unscale", given["unscale"]) if "unscale" in given else False,
            minzoom=_whole("minzoom", given["minzoom"]) if "minzoom" in given else None,
            maxzoom=_whole("maxzoom", given["maxzoom"]) if "maxzoom" in given else None,
        )
