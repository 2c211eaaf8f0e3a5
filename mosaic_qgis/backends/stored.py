"""A mosaic as it is stored, before the model reads it leniently: what a check of the document needs. Runs in the ENGINE; blocks on I/O.

Of a document the very values that are written, also of one that nothing could be shown of. A table or a search has no document of
its own: there the values are what the store makes of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..mosaic.document import document_values, foreign_kind
from ..mosaic.errors import BadDocumentError, MosaicError
from ..mosaic.findings import Findings, pointer
from ..mosaic.model import MosaicJSON
from ..mosaic.notices import shortened
from ..mosaic.tile_table import TileTable
from . import STORES, StoreEntry, scheme_of
from .base import MosaicJSONBackend
from .document import DocumentBackend
from .opening import open_backend

_HOOKED_BYTES = 4 << 20
"""Up to so many bytes of text each object is looked at for keys that stand twice."""
_EMPTY = MosaicJSON.model_validate({"mosaicjson": "0.0.3", "tiles": {}})


@dataclass(frozen=True, kw_only=True)
class StoredMosaic:
    """What a store holds."""

    uri: str
    """Where, absolute and without secrets."""
    is_document: bool
    """Whether it is one document of bytes."""
    values: Mapping[str, Any] | None
    """What is written, ``tiles`` maybe a table, or empty where they are in a database; ``None`` where nothing can be made of it."""
    tiles: Callable[[], Iterator[tuple[Any, Any]]]
    """Keys and lists, as they are written."""
    tile_count: int | None
    place: str
    """The folder that relative names start from, with a separator at the end; empty where there is none."""
    backend: MosaicJSONBackend | None
    """The open mosaic, where there is one."""


def stored_mosaic(
    uri: str,
    options: Mapping[str, str],
    login: Mapping[str, Any] | None,
    images_login: Mapping[str, Any] | None,
    findings: Findings,
    cancelled: Callable[[], bool],
) -> StoredMosaic:
    """What is stored at a URI; tells what keeps it from being a JSON object of the right kind.

    Raises:
        MosaicError: it is not there, or cannot be reached.
    """
    if not _is_document(uri):
        backend = open_backend(uri, options, login, images_login=images_login, cancelled=cancelled)
        dumped = backend.mosaic_def.model_dump(exclude_none=True, exclude={"tiles", "tilematrixset"})
        return StoredMosaic(
            uri=backend.document_uri,
            is_document=False,
            values={**dumped, "tiles": {}},
            tiles=backend.iter_tiles,
            tile_count=backend.tile_count,
            place="",
            backend=backend,
        )
    store = open_backend(uri, options, login, images_login=images_login, cancelled=cancelled, mosaic_def=_EMPTY)
    if not isinstance(store, DocumentBackend):
        raise MosaicError(f"{store.document_uri} must be one document, it is a {type(store).__name__}")
    body = store.stored_body()
    values = _values(body, store.document_uri, findings, cancelled)
    tiles = {} if values is None else values.get("tiles")
    return StoredMosaic(
        uri=store.document_uri,
        is_document=True,
        values=values,
        tiles=lambda: iter(tiles.items() if isinstance(tiles, Mapping) else ()),
        tile_count=len(tiles) if isinstance(tiles, Mapping) else 0,
        place=store._place() or "",
        backend=None,
    )


def _is_document(uri: str) -> bool:
    entry: StoreEntry | None = STORES.get(scheme_of(uri) or "file")
    # An unknown scheme is refused by what opens it.
    return entry is not None and issubclass(entry.load(), DocumentBackend)


def _values(body: bytes, name: str, findings: Findings, cancelled: Callable[[], bool]) -> Mapping[str, Any] | None:
    """The document's own values."""
    try:
        values, text = document_values(body, name, cancelled=cancelled)
    except BadDocumentError as error:
        findings.tell("unreadable", "", str(error))
        return None
    foreign = foreign_kind(values)
    if not isinstance(values, Mapping):
        findings.tell("not_mosaicjson", "", f"{name} is {foreign}, not MosaicJSON")
        return None
    if foreign is not None and foreign != "JSON without the key 'mosaicjson'":
        findings.tell("not_mosaicjson", "", f"{name} is {foreign}, not MosaicJSON")
        return None
    if len(text) <= _HOOKED_BYTES:
        _check_text(text, findings)
    tiles = values.get("tiles")
    if isinstance(tiles, TileTable) and tiles.shape.entry_count > len(tiles):
        twice = tiles.shape.entry_count - len(tiles)
        findings.tell(
            "key_twice",
            pointer("tiles"),
            f"{twice} keys of tiles stand more than once; the last one counts",
            count=twice,
        )
    if tiles is not None and not isinstance(tiles, Mapping):
        findings.tell(
            "wrong_type",
            pointer("tiles"),
            f"tiles must be an object of lists of strings, got {shortened(tiles)}; the document is refused for it",
        )
    return values


def _check_text(text: bytes, findings: Findings) -> None:
    """Tell of what parsers silently pass over: keys that stand twice, and numbers that JSON does not have."""

    def pairs(found: Iterable[tuple[str, Any]]) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for key, value in found:
            if key in made:
                findings.tell(
                    "key_twice", "", f"The key {shortened(key)} stands more than once in an object; the last one counts"
                )
            made[key] = value
        return made

    def constant(found: str) -> float:
        findings.tell("not_json", "", f"JSON has no number {found}; other programs refuse the document")
        return float(found)

    # The other parser has read it already: what this one cannot read, such as a deeper nesting, is none of its business.
    try:
        json.loads(text, object_pairs_hook=pairs, parse_constant=constant)
    except (ValueError, RecursionError):
        return
