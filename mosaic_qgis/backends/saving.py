"""A mosaic as it is now, written as a document of its own: frozen, without secrets, in any store that can be written.

Runs in the ENGINE; blocks on the stores. Images are named by whole addresses, but for files beside a document that is a
file. Never opens an image.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..mosaic.assets import redacted
from ..mosaic.errors import (
    MosaicAuthError,
    MosaicError,
    MosaicExistsError,
    MosaicNotFoundError,
    NoAssetFoundError,
    ReadOnlyMosaicError,
)
from ..mosaic.model import MosaicJSON, center_of
from . import MosaicBackend, scheme_of
from .base import TIMES_KEY, MosaicJSONBackend
from .file import path_of
from .naming import ON_THIS_MACHINE, NewNames
from .stacks import KEY, written_stacks

_WRITABLE = frozenset({*ON_THIS_MACHINE, "s3", "gs", "az", "dynamodb"})
_GATHERED, _NAMED = 0.3, 0.7
"""How far it is when all tiles are there, and when all names are made."""
_LOOK_EVERY = 5_000
"""Tiles between two looks whether it was withdrawn."""
OVERVIEW = "overview"
"""The key of a document that names an image of all of it."""

Report = Callable[[float | None, str], None]


class SavingCancelled(MosaicError):
    """The caller withdrew; nothing was written."""

    code = "cancelled"

    def __init__(self) -> None:
        super().__init__("Saving the mosaic was cancelled, nothing was written.")


@dataclass(frozen=True, kw_only=True)
class NewTexts:
    """What people read of the new mosaic; ``None`` is as the mosaic has it."""

    name: str | None = None
    description: str | None = None
    attribution: str | None = None


@dataclass(frozen=True, kw_only=True)
class SavedMosaic:
    """What was written."""

    uri: str
    """Without secrets."""
    images: int
    tiles: int


def check_target(target: str, *, overwrite: bool) -> None:
    """Whether a mosaic can be written there at all, as far as that can be told at once.

    Raises:
        ReadOnlyMosaicError: nothing can be written there.
        MosaicExistsError: there is a file already, and ``overwrite`` is false.
        MosaicNotFoundError, MosaicAuthError: its folder is not there, or may not be written.
    """
    scheme = scheme_of(target)
    if scheme not in _WRITABLE:
        raise ReadOnlyMosaicError(
            f"A mosaic is saved to a file (.json, .json.gz), s3://, gs://, az://, dynamodb:// or sqlite://, got {redacted(target)!r}"
        )
    if scheme not in ("", "file"):
        return
    path = path_of(target)
    if not overwrite and path.exists():
        raise MosaicExistsError(f"{path} exists already; choose another name or have it replaced")
    folder = Path(os.path.realpath(path)).parent
    if not folder.is_dir():
        raise MosaicNotFoundError(f"There is no folder {folder}; make it, or write somewhere else")
    # Where the system can say so at once, nobody should wait for it.
    if os.access in os.supports_effective_ids and not os.access(folder, os.W_OK, effective_ids=True):
        raise MosaicAuthError(f"The file system refuses writing in the folder {folder}; choose another one")


def save_mosaic(
    source: MosaicJSONBackend,
    target: str,
    *,
    credentials: Any = None,
    overwrite: bool = False,
    texts: NewTexts | None = None,
    report: Report = lambda _fraction, _text: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> SavedMosaic:
    """Write the images of an open mosaic, as its options have them, to ``target``. All of it or nothing.

    ``credentials`` are those of the store of ``target``. Withdrawn while the store is written, it ends as that ends; a new
    mosaic in DynamoDB, whose rows may take long, is taken out again.

    Raises:
        ReadOnlyMosaicError, MosaicExistsError: as ``check_target``; the latter also from the store itself.
        UntrustedReferenceError: the document would name files of this machine from elsewhere.
        UnsupportedError: its images are stacks of several files, for which the store has no place.
        NoAssetFoundError: no image is left.
        SavingCancelled: the caller withdrew in time.
        MosaicError: as the stores.
    """
    check_target(target, overwrite=overwrite)
    report(None, "gathering the images")
    whole = source.chosen_mosaic()
    _check(cancelled)
    report(_GATHERED, "naming the images")
    names = NewNames(source, target)
    tiles = _renamed(whole.tiles, names, report, cancelled)
    if not tiles:
        raise NoAssetFoundError(f"No image of {source.document_uri} is left to be saved")
    document = _document(source, whole, tiles, names, texts or NewTexts())
    if scheme_of(target) == "sqlite":
        from .sqlite import SQLiteAddress

        # A database calls a mosaic as its URI does.
        document.name = SQLiteAddress.from_uri(target).mosaic_name
    _check(cancelled)
    report(_NAMED, "writing")
    arguments: dict[str, Any] = {"mosaic_def": document, "cancelled": cancelled}
    if credentials is not None:
        arguments["credentials"] = credentials
    with MosaicBackend(target, **arguments) as backend:
        backend.write(overwrite=overwrite)
        uri = backend.document_uri
    return SavedMosaic(uri=uri, images=names.count, tiles=len(tiles))


def _renamed(
    tiles: Mapping[str, list[str]], names: NewNames, report: Report, cancelled: Callable[[], bool]
) -> dict[str, list[str]]:
    renamed = {}
    for number, (quadkey, listed) in enumerate(tiles.items()):
        if number % _LOOK_EVERY == 0:
            _check(cancelled)
            report(_GATHERED + (_NAMED - _GATHERED) * number / len(tiles), "naming the images")
        # Two names may be one address once their signatures are gone.
        kept = list(dict.fromkeys(name for each in listed if (name := names.new(each)) is not None))
        if kept:
            renamed[quadkey] = kept
    return renamed


def _document(
    source: MosaicJSONBackend, whole: MosaicJSON, tiles: dict[str, list[str]], names: NewNames, texts: NewTexts
) -> MosaicJSON:
    extras = whole.model_extra or {}
    changes: dict[str, Any] = {
        "tiles": tiles,
        "asset_prefix": None,
        "center": whole.center or center_of(whole.bounds, whole.minzoom),
        "quadkey_zoom": source.quadkey_zoom,
    }
    for key in ("name", "description", "attribution"):
        if (text := getattr(texts, key)) is not None:
            changes[key] = text or None
    overview = extras.get(OVERVIEW)
    moved = None if overview is None or source.choice else _moved(overview, source, names)
    further = {KEY: written_stacks(names.stacks), TIMES_KEY: names.times}
    changes |= {key: value for key, value in further.items() if value}
    document = whole.model_copy(update=changes if moved is None else {**changes, OVERVIEW: moved})
    if moved is None:
        # The copy's own: what the picture shows would not be what the document has.
        (document.model_extra or {}).pop(OVERVIEW, None)
    for key in further:
        if key not in changes:
            (document.model_extra or {}).pop(key, None)
    return document


def _moved(overview: Any, source: MosaicJSONBackend, names: NewNames) -> Any:
    """What a document says of its overview image, with its whole address; ``None`` where it cannot be named from there."""
    href = overview.get("href") if isinstance(overview, Mapping) else None
    if not isinstance(href, str):
        return None
    try:
        name = names.written(source.resolve_beside(href))
    except (MosaicError, ValueError):
        return None
    return {**overview, "href": name}


def _check(cancelled: Callable[[], bool]) -> None:
    if cancelled():
        raise SavingCancelled
