"""Adding images to a mosaic where it is stored: made as a new mosaic of the same grid, then joined to what is there. Runs in the
ENGINE; blocks on I/O.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import chain
from typing import Any

from ..backends.base import MosaicJSONBackend
from ..backends.feature_rows import FeatureRows, make_mosaic_of_rows
from ..backends.gathered_mosaic import Wanted
from ..backends.making import MadeMosaic, Report
from ..mosaic.creation import CoverRule
from ..mosaic.errors import UntrustedReferenceError
from ..mosaic.model import MosaicJSON
from ..mosaic.recipe import MosaicRecipe
from .creation import Making, make_mosaic


def add_images(
    backend: MosaicJSONBackend,
    images: Making | FeatureRows,
    *,
    rule: CoverRule,
    is_first: bool,
    report: Report,
    cancelled: Callable[[], bool],
) -> MadeMosaic:
    """Add images to the mosaic, above those that are there (``is_first``) or below: all of them or none.

    ``images``: the target of a making counts for nothing here. ``rule`` is for the new images alone. The result tells of the
    images that were added, not of the whole mosaic.

    Raises:
        ReadOnlyMosaicError, MosaicConflictError: as ``MosaicJSONBackend.add``.
        BadRequestError: an image does not begin with the prefix of the mosaic.
        MosaicError: as ``make_mosaic`` and ``make_mosaic_of_rows``.
    """
    known = backend.mosaic_def
    present = _present_names(backend)

    def put(addition: MosaicJSON) -> str:
        backend.add(_renamed(addition, present, backend), add_first=is_first, known=known)
        return backend.document_uri

    wanted = Wanted(target=backend.input, overwrite=True, recipe=_recipe_of(backend, rule), put=put)
    if isinstance(images, Making):
        return make_mosaic(replace(images, wanted=wanted), report=report, cancelled=cancelled)
    zooms = (known.minzoom, known.maxzoom)
    return make_mosaic_of_rows(images, wanted, lambda _names: zooms, report=report, cancelled=cancelled)


def _recipe_of(backend: MosaicJSONBackend, rule: CoverRule) -> MosaicRecipe:
    """What a mosaic must be like to be joined to this one."""
    mosaic = backend.mosaic_def
    return MosaicRecipe(
        minzoom=mosaic.minzoom,
        maxzoom=mosaic.maxzoom,
        quadkey_zoom=backend.quadkey_zoom,
        minimum_tile_cover=rule.minimum_tile_cover,
        tile_cover_sort=rule.tile_cover_sort,
        maximum_items_per_tile=rule.maximum_items_per_tile,
        tms="" if mosaic.tilematrixset is None else mosaic.tilematrixset.model_dump_json(exclude_none=True),
        asset_prefix=mosaic.asset_prefix or "",
    )


def _present_names(backend: MosaicJSONBackend) -> Mapping[str, str]:
    """How the document writes images, by what is opened for them; empty where its tiles are in a database, and names are whole."""
    by_address: dict[str, str] = {}
    for name in dict.fromkeys(chain.from_iterable(backend.mosaic_def.tiles.values())):
        try:
            by_address.setdefault(backend.resolve_name(name), name)
        except UntrustedReferenceError:
            continue
    return by_address


def _renamed(addition: MosaicJSON, present: Mapping[str, str], backend: MosaicJSONBackend) -> MosaicJSON:
    """The addition with images that are there already called as they are there, so that none is listed twice."""
    known: dict[str, str] = {}

    def written(name: str) -> str:
        if name not in known:
            known[name] = present.get(backend.resolve_name(name), name)
        return known[name]

    tiles = {key: list(dict.fromkeys(map(written, names))) for key, names in addition.tiles.items()}
    changes: dict[str, Any] = {"tiles": tiles}
    for key, facts in (addition.model_extra or {}).items():
        if isinstance(facts, Mapping):
            changes[key] = {known.get(name, name): fact for name, fact in facts.items()}
    return addition.model_copy(update=changes)
