"""New mosaics of gathered footprints, however many they are. Runs in the ENGINE; blocks on I/O. Never opens an image."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..mosaic.creation import CoverRule
from ..mosaic.errors import NoAssetFoundError
from ..mosaic.gathered import GatheredFootprints
from ..mosaic.listing import mosaic_of_gathered
from ..mosaic.model import MosaicJSON
from ..mosaic.notices import Notice
from ..mosaic.recipe import MosaicRecipe
from . import scheme_of
from .base import TIMES_KEY
from .making import MadeMosaic, Report, check, stem_of, write_document
from .naming import TABLES

ZoomsOf = Callable[[Sequence[str]], tuple[int, int]]
"""Gives the zooms of a mosaic of images at these addresses."""
_LISTED = 0.8
"""How far it is when all tiles have their lists."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A mosaic that somebody wants, of whatever images."""

    target: str
    """The URI of the new document."""
    credentials: Any = field(default=None, repr=False)
    """Of the store of ``target``."""
    overwrite: bool = False
    recipe: MosaicRecipe = field(default_factory=MosaicRecipe)
    put: Callable[[MosaicJSON], str] | None = None
    """What becomes of the document, instead of its being written to ``target``; gives back where it is."""


def write_gathered(
    gathered: GatheredFootprints,
    order: Sequence[int] | None,
    wanted: Wanted,
    *,
    zooms: tuple[int, int],
    times: Mapping[str, str] | None = None,
    notes: Sequence[Notice] = (),
    report: Report,
    cancelled: Callable[[], bool],
) -> MadeMosaic:
    """Make a mosaic of gathered images, topmost first, and write it: all of it or nothing.

    ``times``: when images were taken, by their names; stores that have no place for them go without. ``notes`` are handed on.
    Raises as ``mosaic_of_gathered`` and ``write_document``.
    """
    recipe = wanted.recipe

    def progress(fraction: float, text: str) -> None:
        check(cancelled)
        report(fraction * _LISTED, text)

    document: dict[str, Any] = {
        "name": recipe.name or stem_of(wanted.target),
        "description": recipe.description or None,
        "attribution": recipe.attribution or None,
        "asset_prefix": recipe.asset_prefix or None,
    }
    if times and scheme_of(wanted.target) not in TABLES:
        document[TIMES_KEY] = dict(times)
    listed = mosaic_of_gathered(
        gathered,
        order,
        zooms=zooms,
        quadkey_zoom=recipe.quadkey_zoom,
        rule=CoverRule(
            minimum_tile_cover=recipe.minimum_tile_cover,
            tile_cover_sort=recipe.tile_cover_sort,
            maximum_items_per_tile=recipe.maximum_items_per_tile,
        ),
        tilematrixset=None if recipe.is_usual_grid else recipe.tilematrixset,
        document=document,
        report=progress,
    )
    if not listed.images:
        raise NoAssetFoundError(
            f"None of the {len(gathered)} images covers enough of a tile to be listed; allow a lower minimum cover, or give a "
            "higher zoom for the index"
        )
    uri = _put(listed.mosaic, wanted, lambda text: report(_LISTED, text), cancelled)
    return MadeMosaic(
        uri=uri,
        images=listed.images,
        tiles=len(listed.mosaic.tiles),
        minzoom=zooms[0],
        maxzoom=zooms[1],
        skipped=tuple(gathered.notices),
        skipped_count=gathered.left_out,
        notes=(*notes, *listed.mosaic.notices),
    )


def _put(document: MosaicJSON, wanted: Wanted, report: Callable[[str], None], cancelled: Callable[[], bool]) -> str:
    if wanted.put is not None:
        check(cancelled)
        report("writing")
        return wanted.put(document)
    return write_document(
        document,
        wanted.target,
        credentials=wanted.credentials,
        overwrite=wanted.overwrite,
        report=report,
        cancelled=cancelled,
    )


def left_out(name: str, reason: str) -> Notice:
    """The notice of an image that is not in the mosaic."""
    return Notice(code="bad_asset", message=f"{name} is left out, {reason}", asset=name)
