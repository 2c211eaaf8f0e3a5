"""New mosaics: from footprints and a recipe to a document in any store that can be written. Runs in the ENGINE; blocks on I/O.

Images in the folder of a document that is a file, or below it, are named relative to it, so that the folder can be moved.
Never opens an image.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import PurePosixPath
from typing import Any

from ..mosaic.accessors import Accessor, default_accessor
from ..mosaic.assets import redacted
from ..mosaic.errors import BadRequestError, MosaicError, MosaicExistsError
from ..mosaic.model import MosaicJSON
from ..mosaic.notices import Notice
from ..mosaic.recipe import MosaicRecipe
from ..mosaic.unsigned import plain, unsigned
from . import MosaicBackend, scheme_of
from .document import DocumentBackend
from .naming import ImageNames
from .saving import check_target

_SUFFIXES = (".mosaicjson.gz", ".json.gz", ".mosaicjson", ".json")
_LISTED = 0.8
"""How far it is when all tiles have their lists."""

Report = Callable[[float | None, str], None]


@dataclass(frozen=True, kw_only=True)
class MadeMosaic:
    """What was written."""

    uri: str
    """Without secrets."""
    images: int
    """Different images in it."""
    tiles: int
    minzoom: int
    maxzoom: int
    skipped: tuple[Notice, ...] = ()
    """Images that are not; of very many, the first ones."""
    skipped_count: int = 0
    """How many they are, where ``skipped`` has not all of them."""
    notes: tuple[Notice, ...] = ()
    """What else a person should know."""


class MakingCancelled(MosaicError):
    """The caller withdrew; nothing was written."""

    code = "cancelled"

    def __init__(self) -> None:
        super().__init__("Making the mosaic was cancelled, nothing was written.")


def write_mosaic(
    features: Sequence[Mapping[str, Any]],
    recipe: MosaicRecipe,
    target: str,
    *,
    credentials: Any = None,
    overwrite: bool = False,
    accessor: Accessor = default_accessor,
    keys: Mapping[str, Any] | None = None,
    report: Report = lambda _fraction, _text: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> MadeMosaic:
    """Make a mosaic of features, topmost first, and write it to ``target``: all of it or nothing.

    Features are as in ``MosaicJSON.from_features``, their coordinates in degrees of the geographic CRS of the recipe's tile
    matrix set; those without a usable footprint are left out and told. What zooms suit their images may stand in their
    properties, see ``MosaicRecipe.zooms``. ``accessor`` gives the address of a feature's image: an absolute path or a URI.
    ``keys`` are further ones of the document. ``credentials`` are those of the store of ``target``.

    Raises:
        ReadOnlyMosaicError, MosaicExistsError: as ``check_target``; the latter also from the store itself.
        BadRequestError: an image does not begin with the recipe's prefix.
        MultipleDataTypeError, UnsupportedError: as ``MosaicRecipe.zooms``.
        NoAssetFoundError: there is no feature, or none has a usable footprint.
        UntrustedReferenceError: the document would name files of this machine from elsewhere.
        MakingCancelled: the caller withdrew in time.
        MosaicError: as the stores.
    """
    check_target(target, overwrite=overwrite)
    minzoom, maxzoom = recipe.zooms(features)
    names = ImageNames(target)
    prefix = recipe.asset_prefix

    def progress(fraction: float, text: str) -> None:
        check(cancelled)
        report(fraction * _LISTED, text)

    with warnings.catch_warnings():
        # What is left out is told by notices.
        warnings.simplefilter("ignore", UserWarning)
        mosaic = MosaicJSON.from_features(
            features,
            minzoom,
            maxzoom,
            quadkey_zoom=recipe.quadkey_zoom,
            tilematrixset=None if recipe.is_usual_grid else recipe.tilematrixset,
            accessor=lambda feature: named(accessor(feature), names, prefix),
            asset_prefix=prefix or None,
            minimum_tile_cover=recipe.minimum_tile_cover,
            tile_cover_sort=recipe.tile_cover_sort,
            maximum_items_per_tile=recipe.maximum_items_per_tile,
            progress=progress,
        )
    mosaic = mosaic.model_copy(
        update={
            **(keys or {}),
            "name": recipe.name or stem_of(target),
            "description": recipe.description or None,
            "attribution": recipe.attribution or None,
        }
    )
    uri = write_document(
        mosaic,
        target,
        credentials=credentials,
        overwrite=overwrite,
        report=lambda text: report(_LISTED, text),
        cancelled=cancelled,
    )
    return MadeMosaic(
        uri=uri,
        images=len(set(chain.from_iterable(mosaic.tiles.values()))),
        tiles=len(mosaic.tiles),
        minzoom=minzoom,
        maxzoom=maxzoom,
        skipped=mosaic.notices,
    )


def write_document(
    document: MosaicJSON,
    target: str,
    *,
    credentials: Any = None,
    overwrite: bool = False,
    report: Callable[[str], None] = lambda _text: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> str:
    """Write a whole document to ``target``, all of it or nothing; where it is now, without secrets.

    In a database it gets the name that ``target`` says. Raises as ``write_mosaic``.
    """
    check_target(target, overwrite=overwrite)
    if scheme_of(target) == "sqlite":
        from .sqlite import SQLiteAddress

        # A database calls a mosaic as its URI does.
        document = document.model_copy(update={"name": SQLiteAddress.from_uri(target).mosaic_name})
    check(cancelled)
    report("writing")
    arguments: dict[str, Any] = {"mosaic_def": document, "cancelled": cancelled}
    if credentials is not None:
        arguments["credentials"] = credentials
    with MosaicBackend(target, **arguments) as backend:
        backend.write(overwrite=overwrite)
        return backend.document_uri


def check_free(target: str, credentials: Any = None, *, overwrite: bool = False) -> None:
    """As ``check_target``, and asks the store whether there is a mosaic already, before long work for nothing.

    What the store does not say now it says when it is written. Raises as ``check_target``.
    """
    check_target(target, overwrite=overwrite)
    is_there = False
    if not overwrite:
        with suppress(MosaicError):
            is_there = _is_there(target, credentials)
    if is_there:
        raise MosaicExistsError(f"{redacted(target)} exists already; choose another name or have it replaced")


def _is_there(target: str, credentials: Any) -> bool:
    match scheme_of(target):
        case "sqlite":
            from .sqlite import SQLiteAddress
            from .sqlite_tables import names_in

            address = SQLiteAddress.from_uri(target)
            return address.mosaic_name in names_in(address.path)
        case "s3" | "gs" | "az":
            arguments = {} if credentials is None else {"credentials": credentials}
            draft = MosaicJSON.model_validate({"mosaicjson": "0.0.3", "tiles": {}})
            with MosaicBackend(target, mosaic_def=draft, **arguments) as backend:
                return isinstance(backend, DocumentBackend) and backend.is_there()
    return False


def check(cancelled: Callable[[], bool]) -> None:
    """Raises MakingCancelled when the caller has withdrawn."""
    if cancelled():
        raise MakingCancelled


def stem_of(target: str) -> str:
    """What a document is called that has no name of its own."""
    scheme = scheme_of(target)
    path = target.partition("?")[0] if scheme else target.replace(os.sep, "/")
    name = PurePosixPath(path).name
    if scheme in ("sqlite", "dynamodb"):
        return name.rpartition(":")[2]
    return next((name[: -len(suffix)] for suffix in _SUFFIXES if name.lower().endswith(suffix)), name)


def named(address: str, names: ImageNames, prefix: str) -> str:
    """How the document calls an image, its prefix included. Raises BadRequestError for one that does not begin with it."""
    name = names.written(address)
    if not prefix or name.startswith(prefix):
        return name
    whole = plain(unsigned(address))
    if not whole.startswith(prefix):
        raise BadRequestError(
            f"The name of each image must begin with the prefix {redacted(prefix)!r}, got {redacted(whole)!r}; shorten the prefix "
            "or leave it empty",
            asset=whole,
        )
    return whole
