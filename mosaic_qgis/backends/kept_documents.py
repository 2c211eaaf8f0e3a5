"""Large documents kept on disk in parsed form, so that opening one again parses nothing. Runs in the ENGINE.

One file per document in a folder of their own, bounded in bytes: what was not used for longest goes. Files are written
beside and renamed, so that several engines may use one folder. All of it may be deleted at any time; whatever goes wrong
here is logged and costs time only. A file is found by a digest of where the document is, and used only after the store
said that the document is still that version.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import re
import secrets
import time
from functools import partial
from pathlib import Path

from ..mosaic.large_document import ENTRIES_PER_BLOCK, Keep, LargeDocument, ScanInto
from .index_file import BadIndexError, Kept, TextInFile, finish_file, open_file

logger = logging.getLogger(__name__)

_SUFFIX = ".tiles"
_PART_SUFFIX = ".part"
# Nothing else is counted or removed: the folder may hold other things.
_OURS = re.compile(r"[0-9a-f]{64}(\.[0-9a-f]{12}\.part|\.tiles)")
# An engine that was killed while it wrote leaves its part behind.
_OLDEST_PART_S = 3600
# The text may take this share of the limit as it is; larger ones are deflated, which takes about twice the time.
_PLAIN_SHARE = 0.6
_DEFLATED_ENTRIES_PER_BLOCK = 32


class KeptDocuments:
    """The folder. Thread-safe; several processes may use one folder."""

    def __init__(self, folder: Path, limit_bytes: int) -> None:
        """The folder is made when it is needed; at most ``limit_bytes`` of documents stay in it."""
        self._folder = folder
        self._limit_bytes = limit_bytes

    def open(self, document: str) -> Kept | None:
        """What is kept of a document, which is named by any text without secrets; ``None`` if it is nothing of use."""
        path = self._path(document)
        try:
            kept = open_file(path, name=path.stem, on_damage=partial(_remove, path))
            # Marks it as used now.
            with contextlib.suppress(OSError):
                os.utime(path)
        except FileNotFoundError:
            return None
        except BadIndexError as error:
            logger.info("A kept document is of no use and is dropped: %s.", error)
            _remove(path)
            return None
        except OSError as error:
            logger.warning("A kept document cannot be read: %s.", error)
            return None
        return kept

    def drop(self, document: str) -> None:
        """Forget a document."""
        _remove(self._path(document))

    def keeping(self, document: str, *, version: str, size_bytes: int) -> Keep:
        """What scans a document and keeps it; whether or not that works, the document comes out."""
        return partial(self._keep, document, version, size_bytes)

    def _keep(self, document: str, version: str, size_bytes: int, scan: ScanInto, text_bytes: int) -> LargeDocument:
        path = self._path(document)
        deflates = text_bytes > self._limit_bytes * _PLAIN_SHARE
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            # Room first, so that a full disk is not made fuller; deflated text takes a fifth at most.
            self._make_room(text_bytes // 5 if deflates else text_bytes)
            part = path.with_suffix(f".{secrets.token_hex(6)}{_PART_SUFFIX}")
            try:
                with open(part, "x+b", opener=_private) as file, TextInFile(file, deflates=deflates) as maker:
                    scanned = scan(maker, _DEFLATED_ENTRIES_PER_BLOCK if deflates else ENTRIES_PER_BLOCK)
                    finish_file(file, scanned, name=path.stem, version=version, size_bytes=size_bytes)
                    written_bytes = os.fstat(file.fileno()).st_size
                del scanned, maker
                if written_bytes <= self._limit_bytes:
                    part.replace(path)
                    self._make_room(0)
                    return open_file(path, name=path.stem, on_damage=partial(_remove, path)).document
            finally:
                _remove(part)
        except (OSError, BadIndexError) as error:
            logger.warning("A document cannot be kept for the next time: %s.", error)
        return scan(None, ENTRIES_PER_BLOCK)

    def _path(self, document: str) -> Path:
        return self._folder / f"{hashlib.sha256(document.encode('utf-8', 'surrogatepass')).hexdigest()}{_SUFFIX}"

    def _make_room(self, needed_bytes: int) -> None:
        """Remove the documents that were not used for longest until there is room for more. Raises ``OSError``."""
        files: list[tuple[float, int, Path]] = []
        with os.scandir(self._folder) as entries:
            for entry in entries:
                # Another engine may be removing as well.
                with contextlib.suppress(FileNotFoundError):
                    if not _OURS.fullmatch(entry.name):
                        continue
                    status = entry.stat()
                    if entry.name.endswith(_SUFFIX):
                        files.append((status.st_mtime, status.st_size, Path(entry.path)))
                    elif status.st_mtime < time.time() - _OLDEST_PART_S:
                        _remove(Path(entry.path))
        total = sum(size for _, size, _ in files) + min(needed_bytes, self._limit_bytes)
        for _, size, path in sorted(files):
            if total <= self._limit_bytes:
                return
            if _remove(path):
                total -= size


def _remove(path: Path) -> bool:
    """Remove a file, if it is there and the system allows it (Windows does not while it is mapped); whether it is gone."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        logger.info("A kept document cannot be removed now: %s.", error)
        return False
    return True


def _private(path: str, flags: int) -> int:
    """Open a file that only its owner can read: documents may be behind a login."""
    return os.open(path, flags, 0o600)


class _Place:
    """Which folder this process uses."""

    documents: KeptDocuments | None = None


def keep_documents_in(folder: Path | None, limit_bytes: int = 0) -> None:
    """Keep large documents in a folder from now on; ``None`` keeps none, which is how a process begins."""
    _Place.documents = None if folder is None else KeptDocuments(folder, limit_bytes)


def kept_documents() -> KeptDocuments | None:
    """Where this process keeps large documents."""
    return _Place.documents
