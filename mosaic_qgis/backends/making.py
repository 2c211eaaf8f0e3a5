"""A mosaic of images that somebody points at, written as a document beside them. Runs in the ENGINE; blocks on I/O.

Images in the folder of the document, or below it, are named relative to it, so that the folder can be moved.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..mosaic.creation import zooms_of_images
from ..mosaic.errors import MosaicError, MosaicExistsError
from ..mosaic.footprints import get_footprints
from ..mosaic.model import MosaicJSON
from ..mosaic.notices import Notice
from . import MosaicBackend, scheme_of
from .base import MosaicJSONBackend

_LOOKING = 0.8
"""The share of the time that opening the images takes."""
_SUFFIXES = (".mosaicjson.gz", ".json.gz", ".mosaicjson", ".json")

Report = Callable[[float | None, str], None]


@dataclass(frozen=True, kw_only=True)
class MadeMosaic:
    """What was written."""

    uri: str
    images: int
    """How many there are in it."""
    skipped: tuple[Notice, ...]
    """Images that are not."""


class _Withdrawn(MosaicError):
    code = "cancelled"


def make_mosaic(
    files: Sequence[str], target: str, *, overwrite: bool, report: Report, cancelled: Callable[[], bool]
) -> MadeMosaic:
    """Make a mosaic of images, topmost first, and write it to ``target``.

    Raises:
        MosaicExistsError: there is one, and ``overwrite`` is false.
        BadAssetError: no image can be read, or they do not fit together.
        MosaicError: it cannot be written, or the caller withdrew.
    """
    if not overwrite and not scheme_of(target) and Path(target).exists():
        raise MosaicExistsError(f"There is {target!r} already; choose another name or have it replaced")
    names = list(dict.fromkeys(files))
    footprints = get_footprints(
        names,
        max_threads=8,
        progress=lambda fraction, text: report(fraction * _LOOKING, text),
        cancelled=cancelled,
    )
    _check(cancelled)
    with warnings.catch_warnings():
        # That images suit different zooms is the rule here, not worth a word.
        warnings.simplefilter("ignore", UserWarning)
        minzoom, maxzoom = zooms_of_images(footprints, None, None)
        mosaic = MosaicJSON.from_features(
            footprints,
            minzoom,
            maxzoom,
            accessor=lambda feature: _relative(feature["properties"]["path"], target),
        )
    mosaic.name = _stem(target)
    report(0.95, "writing")
    _check(cancelled)
    backend: MosaicJSONBackend = MosaicBackend(target, mosaic_def=mosaic)
    backend.write(overwrite=overwrite)
    skipped = (*footprints.notices, *mosaic.notices)
    return MadeMosaic(uri=target, images=len(footprints), skipped=skipped)


def _check(cancelled: Callable[[], bool]) -> None:
    if cancelled():
        raise _Withdrawn("Making the mosaic was cancelled, nothing was written")


def _relative(path: str, target: str) -> str:
    """How the document names an image."""
    if scheme_of(path) or scheme_of(target) or path.startswith("/vsi"):
        return path
    folder = os.path.dirname(os.path.abspath(target))
    image = os.path.abspath(path)
    if not image.startswith(folder.rstrip(os.sep) + os.sep):
        return image
    name = os.path.relpath(image, folder).replace(os.sep, "/")
    # GDAL takes what begins so for a description of an image, and a whole path for a path.
    return image if name.startswith(("<", "{")) else name


def _stem(target: str) -> str:
    name = Path(target).name
    return next((name[: -len(suffix)] for suffix in _SUFFIXES if name.lower().endswith(suffix)), name)
