"""Connections to an SQLite database: one that only reads, transactions that write, SQLite's errors. Runs in the ENGINE.

Knows nothing of mosaics but the number of their layout, by which their databases are told from other programs'.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..mosaic.errors import (
    BadDatabaseError,
    MosaicAuthError,
    MosaicError,
    MosaicNotFoundError,
    MosaicTimeoutError,
    UnreachableError,
)

LAYOUT_VERSION = 3
IN_MEMORY = ":memory:"
BUSY_TIMEOUT_S = 30.0


class Database:
    """One database; thread-safe. Reading uses one connection that never writes, and sees the file that is there now."""

    def __init__(self, path: str, name: str) -> None:
        """``path`` is a file that need not exist yet, or ``:memory:``; ``name`` stands for it in messages. No I/O."""
        self.path = path
        self.name = name
        self.generation = 0
        """Counts the connections for reading: temporary tables do not outlive one."""
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None

    def close(self) -> None:
        """Close the connection; it is opened again when it is needed."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = None

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, for this thread alone.

        Raises:
            MosaicNotFoundError, MosaicAuthError, MosaicTimeoutError, BadDatabaseError, UnreachableError
        """
        with self._lock, sqlite_errors(self.name, self.path):
            file = self._present_file()
            if self._connection is None or file != self._file:
                self.close()
                self._connection = self._open_to_read()
                self._file = file
                self.generation += 1
            yield self._connection

    @contextmanager
    def writing(self, *, creates: bool) -> Iterator[sqlite3.Connection]:
        """A transaction that nobody else writes beside; an exception takes everything back.

        Raises:
            BadDatabaseError: the database is another program's.
            MosaicNotFoundError: there is none and this must not create one.
            MosaicAuthError, MosaicTimeoutError, UnreachableError
        """
        with self._lock, sqlite_errors(self.name, self.path):
            if self.path == IN_MEMORY:
                with self.reading() as connection, self._transaction(connection):
                    yield connection
                return
            if not creates and not Path(self.path).is_file():
                raise MosaicNotFoundError(f"There is no {self.name}")
            connection = _connect(f"{Path(self.path).as_uri()}?mode={'rwc' if creates else 'rw'}")
            try:
                with self._transaction(connection):
                    yield connection
            finally:
                connection.close()

    @contextmanager
    def _transaction(self, connection: sqlite3.Connection) -> Iterator[None]:
        connection.execute("BEGIN IMMEDIATE")
        try:
            self._claim_layout(connection)
            yield
            connection.execute("COMMIT")
        finally:
            # SQLite takes some failed transactions back by itself.
            if connection.in_transaction:
                connection.execute("ROLLBACK")

    def _claim_layout(self, connection: sqlite3.Connection) -> None:
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if not 0 <= version <= LAYOUT_VERSION:
            raise BadDatabaseError(
                f"{self.path} is no database of mosaics of version {LAYOUT_VERSION} or less, it says {version}; "
                "choose another file"
            )
        if version != LAYOUT_VERSION:
            connection.execute(f"PRAGMA user_version = {LAYOUT_VERSION}")

    def _present_file(self) -> tuple[int, int] | None:
        if self.path == IN_MEMORY:
            return None
        try:
            status = Path(self.path).stat()
        except (FileNotFoundError, NotADirectoryError) as error:
            raise MosaicNotFoundError(f"There is no {self.name}") from error
        return status.st_dev, status.st_ino

    def _open_to_read(self) -> sqlite3.Connection:
        if self.path == IN_MEMORY:
            return _connect(IN_MEMORY)
        uri = Path(self.path).as_uri()
        try:
            connection = _connect(f"{uri}?mode=ro")
            connection.execute("SELECT 1 FROM sqlite_master").fetchone()
        except sqlite3.OperationalError as error:
            # A database in write-ahead mode on a medium that cannot be written needs to be told that nobody writes.
            if _kind_of(error) not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
                raise
            connection = _connect(f"{uri}?mode=ro&immutable=1")
        return connection


def _connect(database: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        database,
        timeout=BUSY_TIMEOUT_S,
        isolation_level=None,
        check_same_thread=False,
        uri=database.startswith("file:"),
    )
    connection.row_factory = sqlite3.Row
    return connection


def _kind_of(error: sqlite3.Error) -> int:
    # The low byte is the kind, the others say more exactly where.
    return int(getattr(error, "sqlite_errorcode", None) or 0) & 0xFF


_MEANINGS: tuple[tuple[tuple[int, ...], type[MosaicError], str], ...] = (
    ((sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED), MosaicTimeoutError, "is being written by somebody else; try again"),
    ((sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH), MosaicAuthError, "may not be written"),
    ((sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT), BadDatabaseError, "is no SQLite database, or a damaged one"),
    ((sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR), UnreachableError, "cannot be read or written"),
)


@contextmanager
def sqlite_errors(name: str, path: str) -> Iterator[None]:
    """Turn SQLite's exceptions into errors of ours; the only place that does."""
    try:
        yield
    except MosaicError:
        raise
    except sqlite3.Error as error:
        kind = _kind_of(error)
        if kind == sqlite3.SQLITE_CANTOPEN:
            if Path(path).exists():
                raise MosaicAuthError(f"The {name} cannot be opened, check its rights ({error})") from error
            raise MosaicNotFoundError(f"The {name} cannot be made or opened ({error})") from error
        for kinds, ours, text in _MEANINGS:
            if kind in kinds:
                raise ours(f"The {name} {text} ({error})") from error
        if str(error).startswith("no such table"):
            # It was removed since it was looked for.
            raise MosaicNotFoundError(f"There is no {name} any more ({error})") from error
        raise BadDatabaseError(f"The {name} is not in a layout that is known ({error})") from error
    except PermissionError as error:
        raise MosaicAuthError(f"The {name} cannot be opened, check its rights ({error.strerror})") from error
    except OSError as error:
        raise UnreachableError(f"The {name} cannot be read or written ({error})") from error
