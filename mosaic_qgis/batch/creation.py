"""Mosaics of images that somebody points at: looks at the images, then writes the document. Runs in the ENGINE; blocks on I/O."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..backends.making import MadeMosaic, Report, check, write_mosaic
from ..backends.saving import check_target
from ..mosaic.errors import NoAssetFoundError
from ..mosaic.footprints import get_footprints
from ..mosaic.recipe import MosaicRecipe

_LOOKED = 0.8
"""How far it is when all images have been looked at."""


@dataclass(frozen=True, kw_only=True)
class Making:
    """A mosaic that somebody wants."""

    files: Sequence[str]
    """Absolute paths or URIs of images, topmost first."""
    target: str
    """The URI of the new document."""
    credentials: Any = field(default=None, repr=False)
    """Of the store of ``target``."""
    overwrite: bool = False
    recipe: MosaicRecipe = field(default_factory=MosaicRecipe)
    threads: int = 0
    """0: as many as is good."""


def make_mosaic(making: Making, *, report: Report, cancelled: Callable[[], bool]) -> MadeMosaic:
    """Make a mosaic of images and write it. All of it or nothing.

    Raises:
        BadAssetError: no image can be read, or they do not fit together.
        MosaicError: as ``write_mosaic``.
    """
    check_target(making.target, overwrite=making.overwrite)
    names = list(dict.fromkeys(making.files))
    if not names:
        raise NoAssetFoundError("A mosaic needs at least one image, got none")
    footprints = get_footprints(
        names,
        tms=making.recipe.tilematrixset,
        max_threads=making.threads or 8,
        progress=lambda fraction, text: report(fraction * _LOOKED, text),
        cancelled=cancelled,
    )
    check(cancelled)
    made = write_mosaic(
        footprints,
        making.recipe,
        making.target,
        credentials=making.credentials,
        overwrite=making.overwrite,
        report=lambda fraction, text: report(None if fraction is None else _LOOKED + (1 - _LOOKED) * fraction, text),
        cancelled=cancelled,
    )
    return replace(made, skipped=(*footprints.notices, *made.skipped))
