"""Parts of remote images kept on disk from session to session: their heads and their coarse tiles. Runs in the ENGINE.

One SQLite file in a folder of its own, so that several engines can use it at once, a write is whole or not there, and
what is damaged is noticed. Bounded: what was not used for longest goes. May be deleted at any time, also while it is in
use; nothing in it is ever needed, so no method raises because of it. Holds bytes as the server sent them and validators,
no address, no login: entries are found by digests, in which logins are stretched so that they cannot be guessed.

Whose an entry is: what one login was given, another never finds, nor does who has none. A login is a user and password,
the options that sign in, or a parameter that says who asks (`mosaic.secret_names`). A signature is none, it is made anew
for each image and each hour: it counts by whether there is one and by the signer it names. Who makes one up under the
same account of this computer finds no more than that account's own QGIS was sent, and could read in this file anyway.
"""

from __future__ import annotations

import hashlib
import logging
import math
import secrets
import sqlite3
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar
from urllib.parse import parse_qsl, urlsplit

from ..mosaic.secret_names import SIGNATURES, SIGNERS, holds_login

logger = logging.getLogger(__name__)

FILE_NAME = "parts-1.sqlite"
"""With the number of its format: another version of the plugin uses another file."""

BUSY_S = 0.5
"""Another engine that writes is waited for so long; then the cache is passed by."""

LOCKED_S = 5.0
"""So long it is passed by without another try: an engine that was stopped in mid-write may hold it for good."""

TOUCH_S = 3600
"""The time of use is written this seldom: reading stays reading."""

ROOM = 0.9
"""What is left of the limit after old entries went."""

MOST_LOGINS = 32
"""Different logins of one process for which images are kept. Where each image has a secret of its own, making each slow to
guess would cost more than keeping them saves."""

_STRETCHING = 100_000

Result = TypeVar("Result")

_SCHEMA = """
PRAGMA page_size = 32768;
PRAGMA journal_mode = TRUNCATE;
PRAGMA synchronous = OFF;
CREATE TABLE IF NOT EXISTS salt (value BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS image (
    digest BLOB PRIMARY KEY, validator TEXT NOT NULL, checked_s INTEGER NOT NULL, used_s INTEGER NOT NULL,
    bytes INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS part (
    digest BLOB NOT NULL, start INTEGER NOT NULL, stop INTEGER NOT NULL, crc INTEGER NOT NULL, body BLOB NOT NULL,
    UNIQUE (digest, start, stop));
"""


@dataclass(frozen=True, slots=True)
class KnownImage:
    """What is on disk of an image."""

    validator: str
    """What the server called this version, see `ranges.Piece`."""
    checked_s: float
    """When the server was last asked whether it is still the same, seconds since 1970."""


def identity(href: str, login: str, stretch: Callable[[str], bytes | None]) -> bytes | None:
    """The digest under which an image is kept: of its address without what signs it anew, and of who asks.

    `login` is any text that differs for different logins, empty without one; `stretch` makes it slow to guess, or gives
    None for what shall not be kept. Whoever asks without a signature never finds what came with one, and the identity
    that signed is part of the digest.
    """
    parts = urlsplit(href)
    user, _, host = parts.netloc.rpartition("@")
    words, hidden = [parts.scheme.lower(), host.lower(), parts.path], [user, login]
    for name, value in sorted(parse_qsl(parts.query, keep_blank_values=True)):
        lower = name.lower()
        words.append(name)
        if lower in SIGNERS:
            # Who signed; the day and the place that follow are of no matter.
            words.append(value.partition("/")[0])
        elif lower not in SIGNATURES:
            (hidden if holds_login(name) else words).append(value)
    stretched = stretch(repr(hidden) if any(hidden) else "")
    return None if stretched is None else hashlib.sha256(repr(words).encode() + stretched).digest()


class DiskCache:
    """Parts of images in a folder, at most `most_bytes` of them. Thread-safe; several processes may use one folder."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        """Nothing is made or opened before it is needed."""
        self._folder = folder
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._salt = b""
        self._locked_s = -math.inf
        self._bytes = 0
        self._logins_lock = threading.Lock()
        self._logins: dict[str, Future[bytes]] = {}
        self._logins_salt = b""

    @property
    def limit_bytes(self) -> int:
        return self._most_bytes

    @property
    def nbytes(self) -> int:
        """Bytes that are kept, as far as this engine knows."""
        return self._within(lambda _: self._bytes, 0)

    def prepare(self) -> None:
        """Open the file, which the first image would wait for."""
        self._within(lambda _: None, None)

    def digest(self, href: str, login: str) -> bytes | None:
        """Under what an image is kept for a login; None when it is not kept."""
        salt = self._within(lambda _: self._salt, b"")
        return identity(href, login, partial(self._stretch, salt)) if salt else None

    def image(self, digest: bytes) -> KnownImage | None:
        """What is known of an image."""

        def look(connection: sqlite3.Connection) -> KnownImage | None:
            found = connection.execute("SELECT validator, checked_s, used_s FROM image WHERE digest = ?", (digest,))
            row = found.fetchone()
            if row is None:
                return None
            now_s = int(time.time())
            if now_s - row[2] > TOUCH_S:
                connection.execute("UPDATE image SET used_s = ? WHERE digest = ?", (now_s, digest))
            return KnownImage(str(row[0]), float(row[1]))

        return self._within(look, None)

    def part(self, digest: bytes, validator: str, start: int, stop: int | None = None) -> bytes | None:
        """Bytes of this version of an image: exactly from `start` to `stop`, or as many as there are from `start`."""

        def look(connection: sqlite3.Connection) -> bytes | None:
            found = connection.execute(
                "SELECT crc, body FROM part JOIN image USING (digest) WHERE digest = ? AND validator = ? AND start = ? "
                "AND (? IS NULL OR stop = ?) ORDER BY stop DESC LIMIT 1",
                (digest, validator, start, stop, stop),
            )
            row = found.fetchone()
            if row is None:
                return None
            # Writing does not wait for the disk, so a machine that lost its power may have left half of something.
            body = bytes(row[1])
            if zlib.crc32(body) == row[0]:
                return body
            self._drop(connection, digest)
            return None

        return self._within(look, None)

    def keep(self, digest: bytes, validator: str, parts: Mapping[int, bytes]) -> None:
        """Keep bytes of an image by where they start; those of another version of it go."""

        def write(connection: sqlite3.Connection) -> None:
            now_s = int(time.time())
            known = connection.execute("SELECT validator FROM image WHERE digest = ?", (digest,)).fetchone()
            if known is not None and known[0] != validator:
                self._drop(connection, digest)
                known = None
            if known is None:
                connection.execute("INSERT INTO image VALUES (?, ?, ?, ?, 0)", (digest, validator, now_s, now_s))
            for start, body in parts.items():
                values = (digest, start, start + len(body), zlib.crc32(body), body)
                if connection.execute("INSERT OR IGNORE INTO part VALUES (?, ?, ?, ?, ?)", values).rowcount:
                    connection.execute("UPDATE image SET bytes = bytes + ? WHERE digest = ?", (len(body), digest))
                    self._bytes += len(body)
            if self._bytes > self._most_bytes:
                self._make_room(connection)

        self._within(write, None)

    def confirm(self, digest: bytes, validator: str) -> None:
        """The server said that an image is still the same."""
        values = (int(time.time()), digest, validator)
        statement = "UPDATE image SET checked_s = ? WHERE digest = ? AND validator = ?"
        self._within(lambda connection: connection.execute(statement, values), None)

    def forget(self, digest: bytes) -> None:
        """An image changed, or its entry is of no use."""
        self._within(lambda connection: self._drop(connection, digest), None)

    def close(self) -> None:
        """Close the file; a later use opens it again."""
        with self._lock:
            self._close()

    # The file

    def _within(self, work: Callable[[sqlite3.Connection], Result], otherwise: Result) -> Result:
        """Do something in one transaction, one thread at a time; `otherwise` when the cache cannot be used."""
        with self._lock:
            if time.monotonic() - self._locked_s < LOCKED_S:
                return otherwise
            try:
                connection = self._open()
                with connection:
                    return work(connection)
            except (sqlite3.OperationalError, OSError) as error:
                # Busy for too long, a full disk, a folder that went away: perhaps it works the next time.
                logger.info("The cache of images is passed by: %s", error)
                if "locked" in str(error):
                    self._locked_s = time.monotonic()
                self._close()
            except sqlite3.DatabaseError as error:
                logger.warning("The cache of images is damaged and made anew: %s", error)
                self._remove()
            return otherwise

    def _open(self) -> sqlite3.Connection:
        if self._connection is not None:
            return self._connection
        self._folder.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(
            self._folder / FILE_NAME, timeout=BUSY_S, check_same_thread=False, cached_statements=32
        )
        try:
            connection.executescript(_SCHEMA)
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                row = connection.execute("SELECT value FROM salt").fetchone()
                if row is None:
                    row = (secrets.token_bytes(32),)
                    connection.execute("INSERT INTO salt VALUES (?)", row)
            self._salt = bytes(row[0])
            self._bytes = _kept_bytes(connection)
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        return connection

    def _stretch(self, salt: bytes, text: str) -> bytes | None:
        """A login so that guessing it takes long; None beyond the most logins. Nobody else waits meanwhile."""
        if not text:
            # Stretching takes 50 ms, and there is no secret.
            return salt
        with self._logins_lock:
            if salt != self._logins_salt:
                self._logins_salt, self._logins = salt, {}
            stretched = self._logins.get(text)
            is_new = stretched is None
            if stretched is None:
                if len(self._logins) >= MOST_LOGINS:
                    return None
                stretched = self._logins[text] = Future()
        if is_new:
            stretched.set_result(hashlib.pbkdf2_hmac("sha256", text.encode(), salt, _STRETCHING))
        return stretched.result()

    def _drop(self, connection: sqlite3.Connection, digest: bytes) -> None:
        row = connection.execute("SELECT bytes FROM image WHERE digest = ?", (digest,)).fetchone()
        connection.execute("DELETE FROM part WHERE digest = ?", (digest,))
        connection.execute("DELETE FROM image WHERE digest = ?", (digest,))
        self._bytes -= int(row[0]) if row else 0

    def _make_room(self, connection: sqlite3.Connection) -> None:
        """Drop the images that were not used for longest; others may have written meanwhile, so count first."""
        self._bytes = _kept_bytes(connection)
        for (digest,) in connection.execute("SELECT digest FROM image ORDER BY used_s, rowid").fetchall():
            if self._bytes <= self._most_bytes * ROOM:
                return
            self._drop(connection, digest)

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(sqlite3.Error):
                connection.close()

    def _remove(self) -> None:
        self._close()
        for ending in ("", "-journal"):
            with suppress(OSError):
                (self._folder / f"{FILE_NAME}{ending}").unlink()


def _kept_bytes(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT coalesce(sum(bytes), 0) FROM image").fetchone()[0])
