"""``SQLiteBackend``: a mosaic in a table of an SQLite database. Runs in the ENGINE.

Looking a tile up asks the database for its quadkeys only, with the quadkeys' index: the tiles are never all in memory.
"""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, ClassVar

import attr

from ..mosaic.assets import folder_of, redacted
from ..mosaic.document import serialize_document
from ..mosaic.errors import BadDatabaseError, BadRequestError, MosaicNotFoundError
from ..mosaic.merge import check_same_grid, has_same_grid, joined_assets, merged, new_tiles_for
from ..mosaic.model import MosaicJSON
from ..mosaic.notices import Notice
from ..mosaic.pruning import Sieve, pruned_tiles, with_less
from ..mosaic.quadkeys import MAX_ZOOM, TileRange, cover_of_range, in_reading_order, quadkey_of_tile
from .base import MosaicJSONBackend
from .lookup import gathered
from .sqlite_database import IN_MEMORY
from .sqlite_tables import HEADERS, Change, MosaicTables, names_in

_RANGES = 16


@dataclass(frozen=True, kw_only=True)
class SQLiteAddress:
    """What a URI says."""

    path: str
    """The database: an absolute path, or ``:memory:``."""
    mosaic_name: str
    """The table of the mosaic."""

    @classmethod
    def from_uri(cls, uri: str) -> SQLiteAddress:
        """Raises ``BadRequestError`` for anything but ``sqlite:///file.db:mosaic``."""
        scheme, slashes, rest = uri.partition(":///")
        path, separator, name = rest.rpartition(":")
        if (
            scheme.lower() != "sqlite"
            or not slashes
            or not separator
            or not path
            or not name
            or "/" in name
            or "\\" in name
        ):
            raise BadRequestError(
                "A mosaic in SQLite must be sqlite:///file.db:mosaic (sqlite:////folder/file.db:mosaic with an "
                f"absolute path), got {redacted(uri)!r}"
            )
        if name == HEADERS or name.lower().startswith("sqlite_"):
            raise BadRequestError(f"{name!r} is a reserved table of SQLite or of the mosaics, choose another name")
        return cls(path=path if path == IN_MEMORY else str(Path(path).expanduser().absolute()), mosaic_name=name)


@attr.s
class SQLiteBackend(MosaicJSONBackend):
    """A mosaic in SQLite: ``sqlite:///{file.db}:{mosaic}``; an absolute path begins with a fourth slash.

    ``mosaic_def`` has no tiles once it was read from the database; ``get_assets`` and its kin ask for them.
    """

    db_path: str = attr.ib(init=False)
    mosaic_name: str = attr.ib(init=False)

    _backend_name: ClassVar[str] = "SQLite"
    _metadata_table: ClassVar[str] = HEADERS

    def __attrs_post_init__(self) -> None:
        """Read the mosaic's header unless a document was given.

        Raises:
            BadRequestError, MosaicNotFoundError, MosaicAuthError, BadDatabaseError, MosaicTimeoutError
        """
        address = SQLiteAddress.from_uri(self.input)
        self.db_path, self.mosaic_name = address.path, address.mosaic_name
        self._tables = MosaicTables(address.path, address.mosaic_name)
        self._is_in_table = False
        self._seen_changes: tuple[int, int] | None = None
        if self.mosaic_def is not None and self.mosaic_def.name != self.mosaic_name:
            warnings.warn(
                f"The mosaic's name {self.mosaic_def.name!r} becomes that of its table, {self.mosaic_name!r}",
                UserWarning,
                stacklevel=3,
            )
            self.mosaic_def.name = self.mosaic_name
        super().__attrs_post_init__()

    def close(self) -> None:
        """Close the database; it is opened again when it is needed."""
        self._tables.close()

    def __exit__(self, *_: object) -> None:
        """Close the database."""
        self.close()

    @classmethod
    def list_mosaics_in_db(cls, db_path: str) -> list[str]:
        """The names of all mosaics in a database, a path or ``sqlite:///file.db``.

        Raises:
            ValueError: there is no such file.
        """
        path = str(db_path).removeprefix("sqlite:///")
        if not Path(path).is_file():
            raise BadRequestError(f"There is no database {path!r}")
        return names_in(path)

    @property
    def document_uri(self) -> str:
        """The address with an absolute path."""
        return f"sqlite:///{self.db_path}:{self.mosaic_name}"

    def _place(self) -> str | None:
        return None if self.db_path == IN_MEMORY else folder_of(self.db_path)

    def _is_remote(self) -> bool:
        return False

    # Reading

    def _read(self) -> MosaicJSON:
        changes = self._tables.changes()
        header = self._tables.header()
        if header is None:
            raise MosaicNotFoundError(f"There is no mosaic {self.mosaic_name!r} in {self.db_path}")
        mosaic = self._mosaic_of(header)
        self._is_in_table, self._seen_changes = True, changes
        return mosaic

    def _mosaic_of(self, header: dict[str, Any]) -> MosaicJSON:
        try:
            mosaic = MosaicJSON.model_validate({**header, "tiles": {}})
        except ValueError as error:
            raise BadDatabaseError(f"{self.document_uri} is no valid mosaic: {error}") from error
        mosaic.tiles_are_in = self.document_uri
        return mosaic

    def _all_tiles(self) -> dict[str, list[str]]:
        return dict(self._tables.tiles_below("")) if self._is_in_table else super()._all_tiles()

    def iter_tiles(self) -> Iterator[tuple[str, Sequence[str]]]:
        """All quadkeys and their assets, as written, read as far as they are wanted."""
        return self._tables.tiles_below("") if self._is_in_table else super().iter_tiles()

    def refresh(self) -> bool:
        """Read the mosaic's header again if somebody else changed the database; whether the header changed.

        The tiles are always asked for anew. Raises: as opening.
        """
        with self._lock:
            if not self._is_in_table or self._tables.changes() == self._seen_changes:
                return False
            before, self.mosaic_def = self.mosaic_def, self._read()
            self._use_document()
            return before.model_dump() != self.mosaic_def.model_dump()

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What was ignored or assumed when the mosaic was read."""
        # The header has no tiles, which is no reason to say that nothing can be drawn.
        return tuple(notice for notice in super().notices if not (self._is_in_table and notice.code == "empty"))

    @property
    def mosaicid(self) -> str:
        """SHA-224 of the mosaic's address, header and number of tiles; of the whole document where that was given."""
        if not self._is_in_table:
            return super().mosaicid
        body = serialize_document(self.mosaic_def, compressed=False)
        parts = (self.document_uri.encode(), str(self._tables.count()).encode(), body)
        return hashlib.sha224(b"\n".join(parts)).hexdigest()

    @property
    def tile_count(self) -> int | None:
        """Number of tiles (quadkeys)."""
        return self._tables.count() if self._is_in_table else super().tile_count

    @property
    def _quadkeys(self) -> list[str]:
        return self._tables.quadkeys() if self._is_in_table else super()._quadkeys

    def iter_assets(self, limit: int) -> list[str]:
        """At most ``limit`` different assets from all over the mosaic; the others are not read."""
        if not self._is_in_table:
            return super().iter_assets(limit)
        prefixes = [quadkey_of_tile(x, y, 2) for x in range(4) for y in range(4)]
        share = -(-limit // len(prefixes))
        found: dict[str, None] = {}
        for prefix, count in (*((prefix, share) for prefix in prefixes), ("", limit)):
            lists = (assets for _, assets in self._tables.tiles_below(prefix))
            found.update(dict.fromkeys(self._lookup(lists, count).assets))
        return list(found)[:limit]

    # Which assets

    def _lists_of_tile(self, x: int, y: int, z: int) -> Iterator[Sequence[str]]:
        if not self._is_in_table:
            yield from super()._lists_of_tile(x, y, z)
            return
        if not (z >= 0 and 0 <= x < 1 << z and 0 <= y < 1 << z):
            return
        shift = max(0, z - MAX_ZOOM)
        own = quadkey_of_tile(x >> shift, y >> shift, z - shift)
        covering = self._tables.assets_of(_self_and_ancestors([own]))
        yield from (covering[key] for key in sorted(covering, key=len, reverse=True))
        yield from (assets for key, assets in self._tables.tiles_below(own) if key != own)

    def _lists_of_range(self, tiles: TileRange, limit: int | None) -> Iterable[Sequence[str]]:  # type: ignore[override]
        if not self._is_in_table:
            return super()._lists_of_range(tiles, limit)
        prefixes = cover_of_range(tiles, _RANGES)
        covering = self._tables.assets_of(_self_and_ancestors(prefixes))
        below = chain.from_iterable(map(self._tables.tiles_below, prefixes))
        found = gathered(((key, assets) for key, assets in chain(covering.items(), below) if tiles.meets(key)), limit)
        return [found[key] for key in in_reading_order(list(found))]

    # Writing

    def write(self, overwrite: bool = False) -> None:
        """Write the mosaic to the database, which is made if there is none; all of it or nothing.

        Raises:
            MosaicExistsError: there is one and ``overwrite`` is false.
            BadDatabaseError, MosaicAuthError, MosaicTimeoutError
        """
        with self._lock:
            tiles = None if self._is_in_table else self.mosaic_def.tiles
            self._tables.write(_header_of(self.mosaic_def), tiles, overwrite=overwrite)

    def update(
        self, features: Sequence[dict[str, Any]], add_first: bool = True, quiet: bool = True, **kwargs: Any
    ) -> None:
        """Add GeoJSON features to the mosaic in the database, before or after its assets, in one transaction.

        ``kwargs`` are those of ``MosaicJSON.from_features``.

        Raises:
            MosaicNotFoundError, MosaicAuthError, BadDatabaseError, MosaicTimeoutError
        """
        with self._lock:
            addition = new_tiles_for(self.mosaic_def, features, quadkey_zoom=self.quadkey_zoom, quiet=quiet, **kwargs)
            with self._tables.changing() as change:
                stored = self._mosaic_of(change.header)
                if not has_same_grid(stored, self.mosaic_def):
                    # Somebody replaced the mosaic by one of other zooms or with another prefix.
                    addition = new_tiles_for(stored, features, quadkey_zoom=stored.key_zoom, quiet=quiet, **kwargs)
                _put(change, stored, addition, add_first=add_first)
            self.mosaic_def = self._read()
            self._use_document()

    def add(self, addition: MosaicJSON, *, add_first: bool, known: MosaicJSON) -> None:
        """See ``MosaicJSONBackend.add``; in one transaction. Raises as ``update``."""
        with self._lock:
            with self._tables.changing() as change:
                stored = self._mosaic_of(change.header)
                check_same_grid(stored, known, self.document_uri)
                _put(change, stored, addition, add_first=add_first)
            self.mosaic_def = self._read()
            self._use_document()

    def prune(self, keep: Sieve) -> int:
        """See ``MosaicJSONBackend.prune``; in one transaction.

        Raises:
            NoAssetFoundError: no image would be left; nothing was written.
            MosaicNotFoundError, MosaicAuthError, BadDatabaseError, MosaicTimeoutError
        """
        with self._lock:
            with self._tables.changing() as change:
                tiles = change.tiles()
                changed = pruned_tiles(tiles, keep)
                if not changed:
                    return 0
                change.replace_tiles(changed)
                left = [key for key in tiles if changed.get(key, True)]
                smaller = with_less(self._mosaic_of(change.header), left if len(left) < len(tiles) else None)
                change.put_header(_header_of(smaller))
            self.mosaic_def = self._read()
            self._use_document()
            return len(changed)

    def delete(self) -> None:
        """Remove the mosaic from the database; others in it stay.

        Raises:
            MosaicNotFoundError: there is none.
            MosaicAuthError, MosaicTimeoutError
        """
        with self._lock:
            self._tables.delete()


def _put(change: Change, stored: MosaicJSON, addition: MosaicJSON, *, add_first: bool) -> None:
    present = change.assets_of(list(addition.tiles))
    tiles = {
        key: joined_assets(present.get(key, []), assets, add_first=add_first) for key, assets in addition.tiles.items()
    }
    change.put_tiles(tiles, present)
    change.put_header(_header_of(merged(stored, addition, add_first=add_first)))


def _header_of(mosaic: MosaicJSON) -> dict[str, Any]:
    """The document without its tiles, as JSON values."""
    header: dict[str, Any] = json.loads(mosaic.model_dump_json(exclude={"tiles"}, exclude_none=True))
    return header


def _self_and_ancestors(quadkeys: Iterable[str]) -> list[str]:
    """Quadkeys and all that cover them, each once."""
    return list(dict.fromkeys(key[:length] for key in quadkeys for length in range(len(key), -1, -1)))
