"""``DynamoDBBackend``: a mosaic in a DynamoDB table, one row per quadkey. Runs in the ENGINE.

Looking a tile up reads the rows of that tile only: one row at or below the quadkeys' zoom, one range of rows above it.
What was read is kept for a while and dropped when the mosaic changes. Quadkeys are expected to have the declared zoom.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, ClassVar

import attr
from pydantic import ValidationError

from ..mosaic.document import serialize_document
from ..mosaic.errors import (
    BadDocumentError,
    BadRequestError,
    MosaicConflictError,
    MosaicExistsError,
    MosaicNotFoundError,
)
from ..mosaic.merge import check_same_grid, joined_assets, merged, new_tiles_for
from ..mosaic.model import MosaicJSON
from ..mosaic.notices import Notice
from ..mosaic.pruning import Sieve, nothing_left, with_less
from ..mosaic.quadkeys import TileRange, cover_of_range, in_reading_order, quadkey_of_tile
from .aws import AWSCredentials, aws_config, aws_errors, aws_session
from .base import MosaicJSONBackend
from .document import UPDATE_ATTEMPTS
from .dynamodb_cache import KeptAssets, size_of
from .dynamodb_layout import DynamoDBAddress, Header
from .dynamodb_rows import MosaicRows, WritingWithdrawn
from .geography import box_in_crs
from .lookup import AssetLookup, gathered

DEFAULT_REGION = "us-east-1"
#: How often a mosaic in use is asked whether it was changed.
RECHECK_INTERVAL_S = 5.0
#: How much of a mosaic is kept in memory, in assets.
_KEPT_ASSETS = 200_000
#: Rectangles of up to so many tiles are fetched tile by tile, in at most two requests; larger ones as ranges.
_TILES_ONE_BY_ONE = 200
_RANGES = 16


@attr.s
class DynamoDBBackend(MosaicJSONBackend):
    """A mosaic in DynamoDB: ``dynamodb://{region}/{table}:{mosaic}``, ``dynamodb:///{table}:{mosaic}`` or without name.

    ``mosaic_def`` has no tiles once it was read from the table; ``get_assets`` and its kin fetch them.

    Attributes:
        client: boto3 resource, instead of one made from ``credentials``.
        region: where the URI names none. Default: the credentials', ``AWS_REGION``, ``us-east-1``.
    """

    client: Any = attr.ib(default=None, repr=False)
    region: str = attr.ib(default=None)

    table_name: str = attr.ib(init=False)
    mosaic_name: str = attr.ib(init=False)

    _backend_name: ClassVar[str] = "AWS DynamoDB"

    def __attrs_post_init__(self) -> None:
        """Read the mosaic's header unless a document was given.

        Raises:
            BadRequestError, MosaicNotFoundError, MosaicAuthError, UnreachableError, MosaicTimeoutError
        """
        address = DynamoDBAddress.from_uri(self.input)
        self.table_name, self.mosaic_name = address.table_name, address.mosaic_name
        credentials: AWSCredentials = self.credentials or AWSCredentials()
        self.region = (
            address.region or self.region or credentials.region or os.environ.get("AWS_REGION") or DEFAULT_REGION
        )
        if self.client is None:
            session = aws_session(self.credentials, self.region)
            with aws_errors(self.document_uri):
                self.client = session.resource(
                    "dynamodb",
                    region_name=self.region,
                    endpoint_url=credentials.endpoint_url,
                    config=aws_config(self.credentials),
                )
        elif not hasattr(self.client, "meta") or not hasattr(self.client.meta, "client"):
            raise BadRequestError("client must be a boto3 resource, boto3.resource('dynamodb'), not a low-level client")
        # The resource itself must not be shared by threads, its client may.
        self._rows = MosaicRows(
            self.client.meta.client,
            table_name=self.table_name,
            mosaic_name=self.mosaic_name,
            name=self.document_uri,
        )
        self._header: Header | None = None
        self._checked_at_s = 0.0
        self._kept = KeptAssets(_KEPT_ASSETS)
        super().__attrs_post_init__()

    @property
    def document_uri(self) -> str:
        """The full address."""
        return f"dynamodb://{self.region}/{self.table_name}:{self.mosaic_name}"

    # Reading

    def _read(self) -> MosaicJSON:
        try:
            header = self._rows.header()
        except MosaicNotFoundError as error:
            raise MosaicNotFoundError(
                f"There is no table {self.table_name!r} in {self.region}, check name and region"
            ) from error
        mosaic = self._mosaic_of(header)
        self._header, self._checked_at_s = header, time.monotonic()
        self._kept.start(header)
        return mosaic

    def _mosaic_of(self, header: Header | None) -> MosaicJSON:
        if header is None:
            raise MosaicNotFoundError(f"There is no mosaic {self.document_uri}, check its name")
        if header.writer is not None:
            raise MosaicConflictError(
                f"{self.document_uri} is being written, or a writing broke off: wait, or write it once more"
            )
        try:
            mosaic = MosaicJSON.model_validate({**header.document, "tiles": {}})
        except ValidationError as error:
            problem = error.errors(include_url=False, include_context=False)[0]
            key = ".".join(map(str, problem["loc"]))
            raise BadDocumentError(f"{self.document_uri} is no valid mosaic: {key}: {problem['msg']}") from error
        mosaic.tiles_are_in = self.document_uri
        return mosaic

    def _all_tiles(self) -> dict[str, list[str]]:
        return dict(self._rows.tiles_below("")) if self._is_in_table else super()._all_tiles()

    def iter_tiles(self) -> Iterator[tuple[str, Sequence[str]]]:
        """All quadkeys and their assets, as written, read as far as they are wanted."""
        return self._rows.tiles_below("") if self._is_in_table else super().iter_tiles()

    def refresh(self) -> bool:
        """Read the mosaic's header again; whether the mosaic was changed.

        Raises: as opening.
        """
        with self._lock:
            if self._header is None:
                return False
            before = self._header
            header = self._rows.header()
            self._checked_at_s = time.monotonic()
            if header == before:
                return False
            self.mosaic_def = self._mosaic_of(header)
            self._header = header
            self._kept.start(header)
            self._use_document()
            return True

    @property
    def _is_in_table(self) -> bool:
        """Whether the tiles are in the table; otherwise they are those of the document that was given."""
        return self._header is not None

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What was ignored or assumed when the mosaic was read."""
        # The header has no tiles, which is no reason to say that nothing can be drawn.
        return tuple(notice for notice in super().notices if not (self._is_in_table and notice.code == "empty"))

    @property
    def mosaicid(self) -> str:
        """SHA-224 of the mosaic's header and revision, in hexadecimal; of the whole document where that was given."""
        header = self._header
        if header is None:
            return super().mosaicid
        parts = [self.document_uri.encode(), (header.revision or "").encode()]
        body = serialize_document(self.mosaic_def, compressed=False)
        return hashlib.sha224(b"\n".join([*parts, body])).hexdigest()

    @property
    def tile_count(self) -> int | None:
        """``None`` for a mosaic in the table: counting means reading it."""
        return None if self._is_in_table else super().tile_count

    @property
    def _quadkeys(self) -> list[str]:
        return list(self._rows.quadkeys()) if self._is_in_table else super()._quadkeys

    def iter_assets(self, limit: int) -> list[str]:
        """At most ``limit`` different assets from all over the mosaic, in a few requests."""
        if not self._is_in_table:
            return super().iter_assets(limit)
        tiles = self._tiles_of_bounds()
        prefixes = [] if tiles is None else cover_of_range(tiles, _RANGES)
        found: dict[str, None] = {}
        for prefix in (*prefixes, ""):
            share = -(-limit // len(prefixes)) if prefix else limit
            found.update(dict.fromkeys(self._some_below(prefix, share)))
            if len(found) >= limit:
                break
        return list(found)[:limit]

    def _tiles_of_bounds(self) -> TileRange | None:
        """The tiles of the mosaic's bounds, of their larger part where they cross the antimeridian."""
        boxes = box_in_crs(self.bounds, self.crs, self._grid)
        found = [self._grid.tiles_in_box(*box, zoom=self._key_zoom) for box in boxes]
        return max((tiles for tiles in found if tiles is not None), key=lambda tiles: tiles.count, default=None)

    def _some_below(self, prefix: str, count: int) -> tuple[str, ...]:
        lists = (assets for _, assets in self._rows.tiles_below(prefix, page_rows=max(1, count)))
        found: AssetLookup = self._lookup(lists, count)
        return found.assets

    # Which assets

    def _lists_of_tile(self, x: int, y: int, z: int) -> Iterator[Sequence[str]]:
        if not self._is_in_table:
            yield from super()._lists_of_tile(x, y, z)
            return
        if not (z >= 0 and 0 <= x < 1 << z and 0 <= y < 1 << z):
            return
        self._notice_changes()
        shift = max(0, z - self._key_zoom)
        own = quadkey_of_tile(x >> shift, y >> shift, z - shift)
        if z >= self._key_zoom:
            yield from self._lists_at([own]).values()
        else:
            yield from self._lists_below(own)

    def _lists_of_range(self, tiles: TileRange, limit: int | None) -> Iterator[Sequence[str]]:
        if not self._is_in_table:
            yield from super()._lists_of_range(tiles, limit)
            return
        self._notice_changes()
        columns, rows = range(tiles.min_x, tiles.max_x + 1), range(tiles.min_y, tiles.max_y + 1)
        if tiles.count <= _TILES_ONE_BY_ONE:
            yield from self._lists_at([quadkey_of_tile(x, y, tiles.zoom) for x in columns for y in rows]).values()
            return
        below = chain.from_iterable(map(self._rows.tiles_below, cover_of_range(tiles, _RANGES)))
        found = gathered(((key, assets) for key, assets in below if tiles.meets(key)), limit)
        yield from (found[key] for key in in_reading_order(list(found)))

    def _lists_at(self, quadkeys: Sequence[str]) -> dict[str, Sequence[str]]:
        """The assets of quadkeys of the mosaic's own zoom, in their order."""
        header = self._header
        found = self._kept.get(quadkeys)
        missing = [key for key in quadkeys if key not in found]
        if missing:
            read = self._rows.assets_of(missing)
            fresh = {key: read.get(key, []) for key in missing}
            self._kept.put(fresh, header)
            found.update(fresh)
        return {key: found[key] for key in quadkeys}

    def _lists_below(self, prefix: str) -> Iterator[Sequence[str]]:
        """The assets of the quadkeys below a tile, fetched as far as they are wanted."""
        header, name = self._header, f"{prefix}*"
        kept = self._kept.get([name])
        if kept:
            yield from kept[name]
            return
        lists: list[Sequence[str]] = []
        size = 0
        for _, assets in self._rows.tiles_below(prefix):
            size += size_of(assets)
            if size <= self._kept.max_assets:
                lists.append(assets)
            yield assets
        if size <= self._kept.max_assets:
            self._kept.put({name: lists}, header)

    def _notice_changes(self) -> None:
        if time.monotonic() - self._checked_at_s >= RECHECK_INTERVAL_S:
            self.refresh()

    # Writing

    def write(self, overwrite: bool = False, **kwargs: Any) -> None:
        """Write the mosaic, and create the table if there is none; ``kwargs`` are those of boto3's ``create_table``.

        While it is being written nobody can open the mosaic. A writing that broke off can be repeated.

        Raises:
            MosaicExistsError: there is one and ``overwrite`` is false.
            MosaicConflictError: somebody else began to write it as well.
            WritingWithdrawn: ``cancelled`` said so while a new mosaic was written; nothing of it is left.
            BadRequestError: a tile has more assets than a row can hold; nothing was written.
            MosaicAuthError, UnreachableError, MosaicTimeoutError
        """
        with self._lock:
            tiles = self._all_tiles()
            self._rows.check_tiles(tiles)
            try:
                present = self._rows.header()
            except MosaicNotFoundError:
                self._rows.make_table(**kwargs)
                present = None
            if present is not None and present.writer is None and not overwrite:
                raise MosaicExistsError(f"{self.document_uri} exists already, pass overwrite=True to replace it")
            writer = secrets.token_hex(8)
            self._rows.claim(writer, present)
            outdated = [key for key in self._rows.quadkeys() if key not in tiles]
            self._put_tiles(tiles, writer, is_new=present is None and not outdated)
            self._rows.delete_tiles(outdated, writer)
            self._rows.put_header(_document_of(self.mosaic_def), revision=writer, writer=writer)
            self._mosaicid = None
            if self._is_in_table:
                self.refresh()

    def _put_tiles(self, tiles: Mapping[str, Sequence[str]], writer: str, *, is_new: bool) -> None:
        """Write all tiles. What replaces a mosaic is written to the end: what was there before is gone already."""
        try:
            self._rows.put_tiles(tiles, writer, self.cancelled if is_new else None)
        except WritingWithdrawn:
            self._rows.delete_tiles(list(self._rows.quadkeys()), writer)
            self._rows.delete_header(writer)
            raise

    def update(
        self, features: Sequence[dict[str, Any]], add_first: bool = True, quiet: bool = True, **kwargs: Any
    ) -> None:
        """Add GeoJSON features to the mosaic in the table, before or after its assets.

        Each row is changed only if it is still what was read, so that two who update at the same time both succeed. An
        update that broke off can be repeated. ``kwargs`` are those of ``MosaicJSON.from_features``.

        Raises:
            MosaicConflictError: somebody else is replacing the mosaic, or changes it all the time.
            MosaicNotFoundError, MosaicAuthError, UnreachableError, MosaicTimeoutError
        """
        with self._lock:
            self.mosaic_def = self._read()
            self._use_document()
            addition = new_tiles_for(self.mosaic_def, features, quadkey_zoom=self.quadkey_zoom, quiet=quiet, **kwargs)
            self._add(addition, add_first=add_first)

    def add(self, addition: MosaicJSON, *, add_first: bool, known: MosaicJSON) -> None:
        """See ``MosaicJSONBackend.add``. Raises as ``update``."""
        with self._lock:
            self.mosaic_def = self._read()
            self._use_document()
            check_same_grid(self.mosaic_def, known, self.document_uri)
            self._add(addition, add_first=add_first)

    def _add(self, addition: MosaicJSON, *, add_first: bool) -> None:
        def joined(quadkey: str, assets: list[str]) -> list[str]:
            return joined_assets(assets, addition.tiles[quadkey], add_first=add_first)

        self._rows.change_tiles(list(addition.tiles), joined)
        self._update_header(lambda present: merged(present, addition, add_first=add_first))
        self.mosaic_def = self._read()
        self._use_document()

    def prune(self, keep: Sieve) -> int:
        """See ``MosaicJSONBackend.prune``. Each row is changed only if it is still what was read; can be repeated.

        Raises:
            NoAssetFoundError: no image would be left; nothing was written.
            MosaicConflictError: somebody else is replacing the mosaic, or changes it all the time.
            MosaicNotFoundError, MosaicAuthError, UnreachableError, MosaicTimeoutError
        """
        with self._lock:
            self.mosaic_def = self._read()
            self._use_document()
            changed: dict[str, bool] = {}
            left: list[str] = []
            for key, names in self._rows.tiles_below(""):
                kept = keep(key, names)
                if len(kept) != len(names):
                    changed[key] = bool(kept)
                if kept:
                    left.append(key)
            if not changed:
                return 0
            if not left:
                raise nothing_left()
            self._rows.change_tiles(list(changed), lambda key, names: list(keep(key, names)))
            keys = None if all(changed.values()) else left
            self._update_header(lambda present: with_less(present, keys))
            self.mosaic_def = self._read()
            self._use_document()
            return len(changed)

    def _update_header(self, change: Callable[[MosaicJSON], MosaicJSON]) -> None:
        for attempt in range(UPDATE_ATTEMPTS):
            known = self._rows.header()
            present = self._mosaic_of(known)
            check_same_grid(present, self.mosaic_def, self.document_uri)
            mosaic = change(present)
            try:
                self._rows.put_header(_document_of(mosaic), revision=secrets.token_hex(8), known=known)
            except MosaicConflictError:
                if attempt == UPDATE_ATTEMPTS - 1:
                    raise
            else:
                return

    def delete(self) -> None:
        """Remove all rows of the mosaic; the table stays. A deletion that broke off can be repeated.

        Raises:
            MosaicNotFoundError: there is no row of it.
            MosaicConflictError: somebody else is writing the mosaic.
            MosaicAuthError, UnreachableError, MosaicTimeoutError
        """
        with self._lock:
            present = self._rows.header()
            if present is None and next(self._rows.quadkeys(), None) is None:
                raise MosaicNotFoundError(f"There is no mosaic {self.document_uri}, nothing was deleted")
            writer = secrets.token_hex(8)
            self._rows.claim(writer, present)
            self._rows.delete_tiles(list(self._rows.quadkeys()), writer)
            self._rows.delete_header(writer)
            self._kept.start(None)


def _document_of(mosaic: MosaicJSON) -> dict[str, Any]:
    """The document without its tiles, as JSON values."""
    document: dict[str, Any] = json.loads(mosaic.model_dump_json(exclude={"tiles"}, exclude_none=True))
    return document
