"""MosaicJSON documents as bytes: reading, with bounds and helpful refusals, and writing. Runs in the ENGINE; no I/O.

Gzip is recognised by its first bytes, never by a name. What arrives instead of a MosaicJSON (a login page, GeoJSON, an
image, a cut download) is named in the error. Documents of many megabytes take the way of ``large_document``, unless
something in them is unusual.
"""

from __future__ import annotations

import gc
import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import chain
from typing import Any

from pydantic import ValidationError
from pydantic_core import from_json

from .errors import BadDocumentError
from .large_document import ENTRIES_PER_BLOCK, Keep, LargeDocument, pieces_of, scan_document
from .model import MosaicJSON
from .notices import shortened
from .tile_scan import IrregularTextError
from .tile_table import TileTable
from .tile_text import TileTextMaker

GZIP_MAGIC = b"\x1f\x8b"
_GZIP_WINDOW = zlib.MAX_WBITS | 16
_SLICE_BYTES = 1 << 16
_CHUNK_BYTES = 1 << 20
LARGE_BYTES = 4 << 20
"""From this decompressed size on, in bytes, the tiles of a document become a ``TileTable`` instead of a dictionary."""

_FOREIGN_MAGIC = (
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"II+\x00", "a BigTIFF image"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"PK\x03\x04", "a zip archive"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3\x00", "an SQLite database (open it as sqlite:///file.db:mosaic)"),
    (b"%PDF", "a PDF document"),
)
_GEOJSON, _PAGE = "GeoJSON", "an HTML page"
_GEOJSON_TYPES = frozenset(
    "Feature FeatureCollection Point MultiPoint LineString MultiLineString Polygon MultiPolygon "
    "GeometryCollection".split()
)


@dataclass(frozen=True, kw_only=True)
class DocumentLimits:
    """How much a document may make this program do."""

    max_bytes: int = 2 << 30
    """Largest document, decompressed, in bytes. Four million quadkeys take about 1e9."""
    max_gzip_ratio: float = 250.0
    """Largest ratio of decompressed to compressed size. Real mosaics reach 20 to 50, a bomb 1000."""
    small_bytes: int = 64 << 20
    """Up to this decompressed size, in bytes, any ratio is accepted."""

    def __post_init__(self) -> None:
        if min(self.max_bytes, self.max_gzip_ratio, self.small_bytes) <= 0:
            raise ValueError(f"Limits must be positive, got {self!r}")


DEFAULT_LIMITS = DocumentLimits()


def parse_document(
    body: bytes,
    name: str,
    limits: DocumentLimits = DEFAULT_LIMITS,
    *,
    keep: Keep | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> MosaicJSON:
    """The mosaic in ``body``, which may be compressed; ``name`` stands for the document in messages.

    ``keep`` puts the tiles of a large document somewhere else than into memory.

    Raises:
        BadDocumentError: the bytes are no valid MosaicJSON, or exceed the limits.
        UnsupportedError: the tile matrix set of the document is no quadtree.
        OpeningCancelledError: ``cancelled`` said so.
    """
    large = _large_document(body, name, limits, keep, cancelled)
    return mosaic_of_json(parse_json(body, name, limits) if large is None else large.values(), name)


def document_values(
    body: bytes,
    name: str,
    limits: DocumentLimits = DEFAULT_LIMITS,
    *,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[Any, bytes]:
    """The JSON value in ``body`` as it is written, and its text. Of a large document ``tiles`` are a table, and empty in the text.

    Raises:
        BadDocumentError: the bytes are no JSON, or exceed the limits.
        OpeningCancelledError: ``cancelled`` said so.
    """
    large = _large_document(body, name, limits, None, cancelled)
    if large is not None:
        return large.values(), large.head
    return parse_json(body, name, limits), _without_byte_order_mark(decompressed(body, name, limits), name)


def mosaic_of_json(data: Any, name: str) -> MosaicJSON:
    """The mosaic that a JSON value is, its ``tiles`` maybe a table. Raises as ``parse_document``."""
    foreign = foreign_kind(data)
    if foreign is not None:
        kind = "stac" if _is_stac(data) else "geojson" if foreign == _GEOJSON else ""
        raise BadDocumentError(f"{name} is {foreign}, not MosaicJSON", kind=kind)
    try:
        return MosaicJSON.model_validate(data)
    except ValidationError as error:
        raise BadDocumentError(f"{name} is no valid MosaicJSON: {_first_problem(error)}") from error


def parse_json(body: bytes, name: str, limits: DocumentLimits = DEFAULT_LIMITS) -> Any:
    """The JSON value in ``body``, which may be compressed.

    pydantic_core's parser is used: it is there anyway, and needs 1.6 s and 560 MB for a million quadkeys where the
    standard library needs 3.9 s and 860 MB. It makes one string of equal short ones.

    Raises:
        BadDocumentError: the bytes are no JSON, or exceed the limits.
    """
    text = _without_byte_order_mark(decompressed(body, name, limits), name)
    start = text[:512].lstrip()
    if not start:
        raise BadDocumentError(f"{name} is empty, not MosaicJSON")
    foreign = _foreign_bytes(start)
    if foreign is not None:
        kind = "page" if foreign.startswith(_PAGE) else ""
        raise BadDocumentError(f"{name} is {foreign}, not MosaicJSON", kind=kind)
    try:
        with _collector_paused():
            return from_json(text)
    except ValueError as error:
        advice = " (was the download or the copy cut off?)" if "EOF" in str(error) else ""
        raise BadDocumentError(f"{name} is no valid JSON, {error}{advice}") from error


def _large_document(
    body: bytes, name: str, limits: DocumentLimits, keep: Keep | None, cancelled: Callable[[], bool] | None
) -> LargeDocument | None:
    """The document with its tiles as a table; ``None`` when it is not large, or not regular enough."""
    is_packed = body.startswith(GZIP_MAGIC)
    if len(body) > limits.max_bytes or (len(body) < LARGE_BYTES and not is_packed):
        return None
    text_bytes = len(body)
    if is_packed:
        beginning, size = [], 0
        with _gzip_errors(name):
            for piece in _unpacked(body, name, limits):
                beginning.append(piece)
                size += len(piece)
                if size >= LARGE_BYTES:
                    break
        if size < LARGE_BYTES:
            return None
        # The last four bytes tell the size, of the last member at least.
        text_bytes = max(size, int.from_bytes(body[-4:], "little"))

    def scan(maker: TileTextMaker | None, entries_per_block: int) -> LargeDocument:
        pieces: Iterable[bytes | memoryview] = _unpacked(body, name, limits) if is_packed else pieces_of(body)
        return scan_document(
            pieces,
            body=None if is_packed else body,
            maker=maker,
            entries_per_block=entries_per_block,
            cancelled=cancelled,
        )

    try:
        with _gzip_errors(name):
            return scan(None, ENTRIES_PER_BLOCK) if keep is None else keep(scan, text_bytes)
    except IrregularTextError:
        return None


def serialize_document(mosaic: MosaicJSON, *, compressed: bool) -> bytes:
    """The document of a mosaic, unknown keys included, without those that are null; the same bytes for the same mosaic."""
    if isinstance(mosaic.tiles, TileTable):
        head = mosaic.model_copy(update={"tiles": {}}).model_dump_json(exclude_none=True).encode("utf-8")
        # The fields before "tiles" are texts and numbers, so that the first place that reads so is the field itself.
        before, empty, after = head.partition(b',"tiles":{}')
        # Joined, the pieces and the whole would be in memory together.
        buffer = BytesIO()
        buffer.writelines(chain((before, empty[:-2]), mosaic.tiles.json_pieces(), (after,)))
        body = buffer.getvalue()
    else:
        body = mosaic.model_dump_json(exclude_none=True).encode("utf-8")
    return gzip.compress(body, compresslevel=6, mtime=0) if compressed else body


def decompressed(body: bytes, name: str, limits: DocumentLimits = DEFAULT_LIMITS) -> bytes:
    """``body`` itself, or what its gzip members hold.

    Raises:
        BadDocumentError: damaged or truncated gzip data, or more of it than the limits allow.
    """
    if len(body) > limits.max_bytes:
        raise BadDocumentError(
            f"{name} has {len(body)} bytes; a document may have at most {limits.max_bytes}, "
            "keep larger mosaics in SQLite or DynamoDB"
        )
    if not body.startswith(GZIP_MAGIC):
        return body
    with _gzip_errors(name):
        return b"".join(_unpacked(body, name, limits))


def _unpacked(body: bytes, name: str, limits: DocumentLimits) -> Iterator[bytes]:
    """What the gzip members of ``body`` hold, piece by piece, as far as the limits allow."""
    allowed = min(limits.max_bytes, max(limits.small_bytes, int(len(body) * limits.max_gzip_ratio)))
    total = 0
    for part in _gunzipped(body):
        total += len(part)
        if total > allowed:
            raise BadDocumentError(
                f"{name} has {len(body)} compressed bytes that unpack to more than {allowed}; "
                "that is no ordinary mosaic, it was not read further"
            )
        yield part


@contextmanager
def _gzip_errors(name: str) -> Iterator[None]:
    try:
        yield
    except (zlib.error, EOFError) as error:
        raise BadDocumentError(f"{name} has damaged or incomplete gzip data ({error})") from error


def _gunzipped(body: bytes) -> Iterator[bytes]:
    """The content of all gzip members of ``body``, in pieces of bounded size; bytes after the last member are ignored."""
    member, position, waiting = zlib.decompressobj(_GZIP_WINDOW), 0, b""
    while True:
        # Small slices, because zlib copies what it did not use yet.
        taken = body[position : position + _SLICE_BYTES]
        position += len(taken)
        waiting += taken
        if not waiting:
            raise EOFError("the data ends before the end of the archive")
        while waiting and not member.eof:
            yield member.decompress(waiting, _CHUNK_BYTES)
            waiting = member.unconsumed_tail
        if member.eof:
            waiting = member.unused_data
            if not (waiting + body[position : position + 2]).startswith(GZIP_MAGIC):
                return
            member = zlib.decompressobj(_GZIP_WINDOW)


def foreign_kind(data: Any) -> str | None:
    """What a JSON value is instead of a MosaicJSON, in words; ``None`` when it is a candidate for one."""
    if not isinstance(data, Mapping):
        return f"JSON, but {shortened(data)} instead of an object"
    if "mosaicjson" in data:
        return None
    kind = data.get("type")
    if _is_stac(data):
        return f"a STAC {kind or 'document'}"
    if kind in _GEOJSON_TYPES:
        return _GEOJSON
    if "tilejson" in data:
        return "TileJSON"
    if "tileMatrices" in data or "tileMatrix" in data:
        return "a tile matrix set"
    return "JSON without the key 'mosaicjson'"


def _is_stac(data: Any) -> bool:
    if not isinstance(data, Mapping):
        return False
    features = data.get("features")
    first = features[0] if isinstance(features, list) and features else None
    is_items = data.get("type") == "FeatureCollection" and isinstance(first, Mapping) and "stac_version" in first
    return "stac_version" in data or is_items or (data.get("type") == "Catalog" and "links" in data)


def _foreign_bytes(start: bytes) -> str | None:
    if start.startswith(b"<"):
        is_page = b"<html" in start.lower() or start.lower().startswith(b"<!doctype html")
        return f"{_PAGE} (a sign-in or an error page?)" if is_page else "XML"
    return next((kind for magic, kind in _FOREIGN_MAGIC if start.startswith(magic)), None)


def _without_byte_order_mark(body: bytes, name: str) -> bytes:
    if body.startswith(b"\xef\xbb\xbf"):
        return body[3:]
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return body.decode("utf-16").encode("utf-8")
        except UnicodeDecodeError as error:
            raise BadDocumentError(f"{name} is damaged UTF-16 text ({error.reason})") from error
    return body


def _first_problem(error: ValidationError) -> str:
    problem = error.errors(include_url=False, include_context=False)[0]
    key = ".".join(map(str, problem["loc"]))
    if problem["type"] == "missing":
        return f"the required key {key!r} is missing"
    message = problem["msg"].removeprefix("Value error, ")
    return message if message.startswith("tiles[") else f"{key} = {shortened(problem['input'])}: {message}"


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Keep the garbage collector from walking over a million new lists again and again: halves the time of parsing."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
