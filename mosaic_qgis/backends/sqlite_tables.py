"""The tables of mosaics in an SQLite database: one row per mosaic, one table of tiles for each. Runs in the ENGINE.

The layout is cogeo-mosaic's (version 3), so that each program reads what the other wrote; with an index on the quadkeys,
and a column for keys of a document that the layout does not know. A database without the index, such as cogeo-mosaic
writes, is read through a temporary one. All writing is one transaction.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from ..mosaic.errors import (
    BadDatabaseError,
    MosaicExistsError,
    MosaicNotFoundError,
)
from .sqlite_database import Database

HEADERS = "mosaicjson_metadata"
_PAGE_ROWS = 1000
_KEYS_PER_QUESTION = 500
# How many rows are read through without an index rather than making a temporary one.
_FEW_ROWS = 500

_COLUMNS = {
    "mosaicjson": "TEXT NOT NULL",
    "name": "TEXT NOT NULL",
    "description": "TEXT",
    "version": "TEXT NOT NULL",
    "attribution": "TEXT",
    "minzoom": "INTEGER NOT NULL",
    "maxzoom": "INTEGER NOT NULL",
    "quadkey_zoom": "INTEGER",
    "bounds": "JSON NOT NULL",
    "center": "JSON",
    "tilematrixset": "JSON",
    "asset_type": "TEXT",
    "asset_prefix": "TEXT",
    "data_type": "TEXT",
    "colormap": "JSON",
    "layers": "JSON",
    "other_keys": "JSON",
}
_JSON_COLUMNS = tuple(name for name, kind in _COLUMNS.items() if kind.startswith("JSON"))

# {table} and {index} are replaced by quoted names; everything else is bound.
_MAKE_HEADERS = "CREATE TABLE IF NOT EXISTS {table} ({columns})"
_MAKE_TILES = "CREATE TABLE {table} (quadkey TEXT NOT NULL, assets JSON NOT NULL)"
_MAKE_INDEX = "CREATE INDEX IF NOT EXISTS {index} ON {table} (quadkey)"
_ADD_COLUMN = "ALTER TABLE {table} ADD COLUMN {columns}"
_HEADER = "SELECT * FROM {table} WHERE name = ?"
_NAMES = "SELECT name FROM {table}"
_PUT_HEADER = "INSERT INTO {table} ({columns}) VALUES ({marks})"
_DROP_HEADER = "DELETE FROM {table} WHERE name = ?"
_DROP_TILES = "DROP TABLE IF EXISTS {table}"
_PUT_TILE = "INSERT INTO {table} (quadkey, assets) VALUES (?, ?)"
_CHANGE_TILE = "UPDATE {table} SET assets = ? WHERE quadkey = ?"
_ALL_TILES = "SELECT quadkey, assets FROM {table} ORDER BY quadkey"
_DROP_TILE = "DELETE FROM {table} WHERE quadkey = ?"
_COUNT = "SELECT count(*) FROM {table}"
_QUADKEYS = "SELECT quadkey FROM {table} ORDER BY quadkey"
_TILES_AT = "SELECT quadkey, assets FROM {table} WHERE quadkey IN ({marks})"
_TILES_FROM = "SELECT quadkey, assets FROM {table} WHERE quadkey >= ? AND quadkey < ? ORDER BY quadkey LIMIT ? OFFSET ?"
_HAS_TABLE = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
_INDEXED_COLUMNS = "SELECT i.name FROM pragma_index_list(?) AS l, pragma_index_info(l.name) AS i WHERE i.seqno = 0"
# The table is its own index: one sorting less than with a separate one, and half the size.
_MAKE_PLACES = "CREATE TEMP TABLE places (quadkey TEXT NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (quadkey, place)) WITHOUT ROWID"
_FILL_PLACES = "INSERT INTO temp.places SELECT quadkey, rowid FROM {table} ORDER BY quadkey"
_COUNT_PLACES = "SELECT count(*) FROM temp.places"
_DROP_PLACES = "DROP TABLE IF EXISTS temp.places"
_TILES_AT_PLACES = (
    "SELECT t.quadkey, t.assets FROM temp.places AS p JOIN {table} AS t ON t.rowid = p.place "
    "WHERE p.quadkey IN ({marks})"
)
_TILES_FROM_PLACES = (
    "SELECT t.quadkey, t.assets FROM temp.places AS p JOIN {table} AS t ON t.rowid = p.place "
    "WHERE p.quadkey >= ? AND p.quadkey < ? ORDER BY p.quadkey LIMIT ? OFFSET ?"
)


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


class MosaicTables:
    """One mosaic in one database; thread-safe."""

    def __init__(self, path: str, mosaic_name: str) -> None:
        """``path`` is a file that need not exist yet, or ``:memory:``. Does no I/O."""
        self._path = path
        self._name = mosaic_name
        self._table = _quoted(mosaic_name)
        self._database = Database(path, f"database {path} with the mosaic {mosaic_name!r}")
        self._is_indexed = False
        self._seen: tuple[int, int] | None = None

    def close(self) -> None:
        """Close the connection; it is opened again when it is needed."""
        self._database.close()

    # Reading

    def header(self) -> dict[str, Any] | None:
        """The document without its tiles; ``None`` when there is no such mosaic."""
        with self._database.reading() as connection:
            return self._header(connection)

    def _header(self, connection: sqlite3.Connection) -> dict[str, Any] | None:
        if not _has_table(connection, HEADERS) or not _has_table(connection, self._name):
            return None
        row = connection.execute(_HEADER.format(table=HEADERS), (self._name,)).fetchone()
        if row is None:
            return None
        values = {key: row[key] for key in row.keys() if row[key] is not None}  # noqa: SIM118 - rows have no items
        for key in _JSON_COLUMNS:
            if isinstance(values.get(key), str | bytes):
                values[key] = self._json(values[key], key)
        return {**(values.pop("other_keys", None) or {}), **values}

    def _json(self, text: str | bytes, what: str) -> Any:
        try:
            return json.loads(text)
        except ValueError as error:
            raise BadDatabaseError(f"{self._path} has damaged JSON at {what} of {self._name!r}, {error}") from error

    def count(self) -> int:
        """Number of rows."""
        with self._database.reading() as connection:
            question = _COUNT.format(table=self._table) if self._has_index(connection) else _COUNT_PLACES
            return int(connection.execute(question).fetchone()[0])

    def quadkeys(self) -> list[str]:
        """All quadkeys, sorted."""
        with self._database.reading() as connection:
            return [str(row[0]) for row in connection.execute(_QUADKEYS.format(table=self._table))]

    def assets_of(self, quadkeys: Sequence[str]) -> dict[str, list[str]]:
        """The assets of those quadkeys that have some."""
        found: dict[str, list[str]] = {}
        with self._database.reading() as connection:
            template = _TILES_AT if self._has_index(connection) else _TILES_AT_PLACES
            for start in range(0, len(quadkeys), _KEYS_PER_QUESTION):
                asked = quadkeys[start : start + _KEYS_PER_QUESTION]
                question = template.format(table=self._table, marks=_marks(len(asked)))
                for key, assets in connection.execute(question, list(asked)):
                    found.setdefault(str(key), []).extend(self._assets(str(key), assets))
        return found

    def tiles_below(self, prefix: str) -> Iterator[tuple[str, list[str]]]:
        """Quadkeys that begin with ``prefix`` and their assets, sorted, read page by page as they are wanted."""
        start, skipped = prefix, 0
        while True:
            with self._database.reading() as connection:
                template = _TILES_FROM if self._has_index(connection) else _TILES_FROM_PLACES
                bounds = (start, f"{prefix}4", _PAGE_ROWS, skipped)
                rows = connection.execute(template.format(table=self._table), bounds).fetchall()
            for key, assets in rows:
                yield str(key), self._assets(str(key), assets)
            if len(rows) < _PAGE_ROWS:
                return
            # A quadkey may have several rows in databases of others.
            last = str(rows[-1][0])
            skipped = sum(1 for row in rows if row[0] == last) + (skipped if last == start else 0)
            start = last

    def changes(self) -> tuple[int, int]:
        """A value that is another one after any other connection changed the database, or another file took its place."""
        with self._database.reading() as connection:
            return self._changes(connection)

    def _changes(self, connection: sqlite3.Connection) -> tuple[int, int]:
        return self._database.generation, int(connection.execute("PRAGMA data_version").fetchone()[0])

    def _assets(self, quadkey: str, text: str | bytes) -> list[str]:
        assets = self._json(text, f"tile {quadkey}")
        if not isinstance(assets, list) or not all(isinstance(asset, str) for asset in assets):
            raise BadDatabaseError(f"{self._path} must have a list of strings at tile {quadkey} of {self._name!r}")
        return assets

    def _has_index(self, connection: sqlite3.Connection) -> bool:
        """Whether the table can be asked by quadkey; if not, a temporary table can, which is made where it is missing."""
        changes = self._changes(connection)
        if changes != self._seen:
            indexed = {row[0] for row in connection.execute(_INDEXED_COLUMNS, (self._name,))}
            few = connection.execute(_TILES_FROM.format(table=self._table), ("", "4", 1, _FEW_ROWS)).fetchone() is None
            self._is_indexed = "quadkey" in indexed or few
            if not self._is_indexed:
                connection.execute(_DROP_PLACES)
                connection.execute(_MAKE_PLACES)
                connection.execute(_FILL_PLACES.format(table=self._table))
            self._seen = changes
        return self._is_indexed

    # Writing

    def write(self, header: Mapping[str, Any], tiles: Mapping[str, Sequence[str]] | None, *, overwrite: bool) -> None:
        """Write a mosaic; ``tiles`` of ``None`` keep those that are there.

        Raises:
            MosaicExistsError: there is one and ``overwrite`` is false.
            BadDatabaseError: the database is another program's.
        """
        with self._database.writing(creates=True) as connection:
            exists = self._header(connection) is not None or _has_table(connection, self._name)
            if exists and not overwrite:
                raise MosaicExistsError(
                    f"{self._path} has a mosaic or table {self._name!r} already, pass overwrite=True to replace it"
                )
            self._put_header(connection, header)
            if tiles is not None:
                connection.execute(_DROP_TILES.format(table=self._table))
                connection.execute(_MAKE_TILES.format(table=self._table))
                self._put_tiles(connection, tiles.items())
            self._make_index(connection)

    @contextmanager
    def changing(self) -> Iterator[Change]:
        """Read and change the mosaic as one step; nobody else writes meanwhile.

        Raises:
            MosaicNotFoundError: there is none.
        """
        with self._database.writing(creates=False) as connection:
            header = self._header(connection)
            if header is None:
                raise MosaicNotFoundError(f"{self._path} has no mosaic {self._name!r} any more")
            self._make_index(connection)
            yield Change(self, connection, header)

    def delete(self) -> None:
        """Remove the mosaic.

        Raises:
            MosaicNotFoundError: there is none.
        """
        with self._database.writing(creates=False) as connection:
            if not _has_table(connection, self._name):
                raise MosaicNotFoundError(f"{self._path} has no mosaic {self._name!r}, nothing was deleted")
            if _has_table(connection, HEADERS):
                connection.execute(_DROP_HEADER.format(table=HEADERS), (self._name,))
            connection.execute(_DROP_TILES.format(table=self._table))

    def _put_header(self, connection: sqlite3.Connection, header: Mapping[str, Any]) -> None:
        kinds = ", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())
        connection.execute(_MAKE_HEADERS.format(table=HEADERS, columns=kinds))
        present = {row[1] for row in connection.execute(f"PRAGMA table_info({HEADERS})")}
        for name in _COLUMNS.keys() - present:
            kind = _COLUMNS[name].removesuffix(" NOT NULL")
            connection.execute(_ADD_COLUMN.format(table=HEADERS, columns=f"{name} {kind}"))
        values = {name: header.get(name) for name in _COLUMNS}
        values["name"] = self._name
        values["other_keys"] = {key: value for key, value in header.items() if key not in _COLUMNS} or None
        for name in _JSON_COLUMNS:
            values[name] = None if values[name] is None else json.dumps(values[name], ensure_ascii=False)
        connection.execute(_DROP_HEADER.format(table=HEADERS), (self._name,))
        question = _PUT_HEADER.format(table=HEADERS, columns=", ".join(values), marks=_marks(len(values)))
        connection.execute(question, list(values.values()))

    def _put_tiles(self, connection: sqlite3.Connection, tiles: Iterable[tuple[str, Sequence[str]]]) -> None:
        rows = ((key, json.dumps(list(assets), ensure_ascii=False)) for key, assets in tiles)
        connection.executemany(_PUT_TILE.format(table=self._table), rows)

    def _make_index(self, connection: sqlite3.Connection) -> None:
        indexed = {row[0] for row in connection.execute(_INDEXED_COLUMNS, (self._name,))}
        if "quadkey" not in indexed:
            index = _quoted(f"{self._name}_quadkey")
            connection.execute(_MAKE_INDEX.format(index=index, table=self._table))


class Change:
    """A transaction on a mosaic, see ``MosaicTables.changing``."""

    def __init__(self, tables: MosaicTables, connection: sqlite3.Connection, header: dict[str, Any]) -> None:
        self.header = header
        """The document without its tiles, as it is now."""
        self._tables = tables
        self._connection = connection

    def put_header(self, header: Mapping[str, Any]) -> None:
        """Replace the document without its tiles."""
        self._tables._put_header(self._connection, header)

    def assets_of(self, quadkeys: Sequence[str]) -> dict[str, list[str]]:
        """The assets of those quadkeys that have some, as they are now."""
        found: dict[str, list[str]] = {}
        for start in range(0, len(quadkeys), _KEYS_PER_QUESTION):
            asked = list(quadkeys[start : start + _KEYS_PER_QUESTION])
            question = _TILES_AT.format(table=self._tables._table, marks=_marks(len(asked)))
            for key, assets in self._connection.execute(question, asked):
                found.setdefault(str(key), []).extend(self._tables._assets(str(key), assets))
        return found

    def tiles(self) -> dict[str, list[str]]:
        """All quadkeys and their assets, as they are now."""
        found: dict[str, list[str]] = {}
        for key, assets in self._connection.execute(_ALL_TILES.format(table=self._tables._table)):
            found.setdefault(str(key), []).extend(self._tables._assets(str(key), assets))
        return found

    def replace_tiles(self, tiles: Mapping[str, Sequence[str]]) -> None:
        """Replace the assets of quadkeys that are there; those without assets are taken out."""
        self._connection.executemany(_DROP_TILE.format(table=self._tables._table), ((key,) for key in tiles))
        self._tables._put_tiles(self._connection, ((key, assets) for key, assets in tiles.items() if assets))

    def put_tiles(self, tiles: Mapping[str, Sequence[str]], present: Iterable[str]) -> None:
        """Replace the assets of ``present`` quadkeys and add the others."""
        known = set(present)
        changed = ((json.dumps(list(assets), ensure_ascii=False), key) for key, assets in tiles.items() if key in known)
        self._connection.executemany(_CHANGE_TILE.format(table=self._tables._table), changed)
        self._tables._put_tiles(self._connection, ((key, tiles[key]) for key in tiles if key not in known))


def names_in(path: str) -> list[str]:
    """The names of all mosaics in a database.

    Raises:
        MosaicNotFoundError: there is no such file.
    """
    tables = MosaicTables(path, HEADERS)
    try:
        with tables._database.reading() as connection:
            if not _has_table(connection, HEADERS):
                return []
            names = [str(row[0]) for row in connection.execute(_NAMES.format(table=HEADERS))]
            return [name for name in names if _has_table(connection, name)]
    finally:
        tables.close()


def _has_table(connection: sqlite3.Connection, name: str) -> bool:
    return connection.execute(_HAS_TABLE, (name,)).fetchone() is not None


def _marks(count: int) -> str:
    return ", ".join("?" * count)
