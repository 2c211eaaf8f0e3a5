"""``DocumentBackend``: a mosaic that is one document of bytes in some store. Runs in the ENGINE.

The store (``DocumentStore``) fetches and stores bytes and knows which version it has. Everything else is here, once for
all of them: parsing, gzip, the cache, the mapping of foreign errors, conditional writing, updating with repetition.
"""

from __future__ import annotations

import abc
from collections.abc import Callable, Hashable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import attr

from ..mosaic.document import mosaic_of_json, parse_document, serialize_document
from ..mosaic.errors import MosaicConflictError, MosaicError
from ..mosaic.large_document import Keep
from ..mosaic.merge import check_same_grid, merged, new_tiles_for
from ..mosaic.model import MosaicJSON
from ..mosaic.pruning import Sieve, pruned
from ..mosaic.tile_table import copied_tiles
from .base import MosaicJSONBackend
from .cache import DOCUMENTS, CachedDocument
from .kept_documents import kept_documents

# How often ``update`` reads again and repeats after somebody else was faster.
UPDATE_ATTEMPTS = 8


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """What a store delivered."""

    body: bytes
    """The document as stored, maybe compressed."""
    version: str | None
    """The store's word for this state of the document; ``None`` when it has none."""
    is_settled: bool = True
    """Whether another state of the document would certainly have another version."""


@dataclass(frozen=True, kw_only=True)
class Precondition:
    """What must be true of the stored document for a write to take place."""

    must_be_absent: bool = False
    """There must be none."""
    version: str | None = None
    """It must still be this one."""

    def __post_init__(self) -> None:
        if self.must_be_absent and self.version is not None:
            raise ValueError(f"A document cannot be absent and have a version, got {self!r}")


ALWAYS = Precondition()
IF_ABSENT = Precondition(must_be_absent=True)


class DocumentStore(abc.ABC):
    """Where the bytes of one document are. No method is called from outside ``errors()``; all may block on I/O."""

    @property
    @abc.abstractmethod
    def uri(self) -> str:
        """Where the document is, absolute and without secrets; also stands for it in messages."""

    @property
    @abc.abstractmethod
    def place(self) -> str:
        """The folder of the document for its relative assets, with a separator at the end."""

    @property
    def is_remote(self) -> bool:
        """Whether somebody else may have written the document."""
        return True

    @property
    def identity(self) -> Hashable:
        """What besides URI and credentials decides which document is meant, such as an endpoint."""
        return None

    @property
    def kept_as(self) -> str | None:
        """What names the document among those that are kept on disk, no login in it; ``None`` keeps it not."""
        return self.uri if self.identity is None else None

    @abc.abstractmethod
    def errors(self) -> AbstractContextManager[None]:
        """A context that turns the exceptions of the store's library into those of ``mosaic.errors``."""

    @abc.abstractmethod
    def fetch(self, known_version: str | None) -> Fetched | None:
        """The document; ``None`` when it is still the known version.

        Raises:
            MosaicNotFoundError: there is none.
        """

    @abc.abstractmethod
    def store(self, body: bytes, precondition: Precondition, **options: Any) -> str | None:
        """Replace the document as a whole if the precondition holds; the new version.

        ``options`` are further arguments of the library's own function, in stores that have one.

        Raises:
            MosaicExistsError: it must be absent, but is not.
            MosaicConflictError: it is another version, or was removed.
        """

    def is_there(self) -> bool:
        """Whether there certainly is a document, by one small question; who writes is told for sure."""
        return False

    @abc.abstractmethod
    def remove(self) -> None:
        """Delete the document.

        Raises:
            MosaicNotFoundError: there is none.
        """


@attr.s
class DocumentBackend(MosaicJSONBackend):
    """A mosaic that is one document of bytes."""

    _version: str | None = None

    def __attrs_post_init__(self) -> None:
        """Make the store, then read the document unless it was given."""
        self._store = self._make_store()
        super().__attrs_post_init__()

    @abc.abstractmethod
    def _make_store(self) -> DocumentStore:
        """The store of ``input``; does no I/O.

        Raises:
            BadRequestError: the URI is wrong.
        """

    @property
    def document_uri(self) -> str:
        """Where the document is, absolute and without secrets."""
        return self._store.uri

    def _place(self) -> str | None:
        return self._store.place

    def _is_remote(self) -> bool:
        return self._store.is_remote

    def stored_body(self) -> bytes:
        """The bytes in the store, whatever they hold; maybe compressed.

        Raises:
            MosaicNotFoundError, MosaicAuthError, UnreachableError, MosaicTimeoutError
        """
        with self._store.errors():
            fetched = self._store.fetch(None)
        if fetched is None:
            raise MosaicError(f"{self._store.uri} was not delivered, although no version of it was known")
        return fetched.body

    @property
    def _cache_key(self) -> Hashable:
        return type(self).__name__, self.input, self._store.identity, self.credentials

    def _read(self) -> MosaicJSON:
        """The store's document, from the cache or the disk if it did not change.

        Raises:
            MosaicNotFoundError, MosaicAuthError, UnreachableError, MosaicTimeoutError, BadDocumentError
        """
        cached = DOCUMENTS.get(self._cache_key) or self._kept()
        with self._store.errors():
            fetched = self._store.fetch(cached.version if cached else None)
        if fetched is None:
            if cached is None:
                raise MosaicError(f"{self._store.uri} was not delivered, although no version of it was known")
            mosaic = cached.mosaic
            self._remember(mosaic, cached.version, cached.size_bytes)
        else:
            # Windows replaces no file that is mapped into memory, and the one before is of no use any more.
            cached = None
            size_bytes = len(fetched.body)
            mosaic = parse_document(
                fetched.body, self._store.uri, keep=self._keeping(fetched, size_bytes), cancelled=self.cancelled
            )
            self._remember(mosaic, fetched.version, size_bytes)
        return mosaic.model_copy(update={"tiles": copied_tiles(mosaic.tiles)})

    def _kept(self) -> CachedDocument | None:
        """The document as it is kept on disk, of whatever version."""
        place, name = kept_documents(), self._store.kept_as
        kept = place.open(name) if place and name else None
        if place is None or name is None or kept is None:
            return None
        try:
            mosaic = mosaic_of_json(kept.document.values(), self._store.uri)
        except (ValueError, MosaicError):
            # Never written so: somebody else did.
            place.drop(name)
            return None
        return CachedDocument(version=kept.version, mosaic=mosaic, size_bytes=kept.size_bytes)

    def _keeping(self, fetched: Fetched, size_bytes: int) -> Keep | None:
        """What keeps the document on disk, if that is wanted and would be right."""
        place, name = kept_documents(), self._store.kept_as
        if place is None or name is None or fetched.version is None or not fetched.is_settled:
            return None
        return place.keeping(name, version=fetched.version, size_bytes=size_bytes)

    def _remember(self, mosaic: MosaicJSON, version: str | None, size_bytes: int) -> None:
        self._version, self._file_byte_size = version, size_bytes
        if version is None:
            DOCUMENTS.drop(self._cache_key)
        else:
            DOCUMENTS.put(self._cache_key, CachedDocument(version=version, mosaic=mosaic, size_bytes=size_bytes))

    def refresh(self) -> bool:
        """Read the document again if the store has another version; whether it has.

        Raises: as opening.
        """
        with self._lock:
            before = self._version
            mosaic = self._read()
            if before is not None and self._version == before:
                return False
            self.mosaic_def = mosaic
            self._use_document()
            return True

    def write(self, overwrite: bool = False, **kwargs: Any) -> None:
        """Write the mosaic, compressed where the name ends in ``.gz``; all of it or nothing.

        ``kwargs`` are further arguments of the library's function that writes: ``put_object`` of boto3,
        ``upload_from_string`` of Google's, ``upload_blob`` of Azure's; files and web addresses take none.

        Raises:
            TypeError: the store takes none of them.
            MosaicExistsError: there is one and ``overwrite`` is false.
            MosaicAuthError, UnreachableError, MosaicTimeoutError
        """
        with self._lock:
            self._save(self.mosaic_def, ALWAYS if overwrite else IF_ABSENT, **kwargs)

    def _save(self, mosaic: MosaicJSON, precondition: Precondition, **options: Any) -> None:
        body = serialize_document(mosaic, compressed=self._store.uri.lower().endswith(".gz"))
        with self._store.errors():
            version = self._store.store(body, precondition, **options)
        copy = mosaic.model_copy(update={"tiles": copied_tiles(mosaic.tiles)})
        self._remember(copy, version, len(body))
        self._mosaicid = None

    def update(
        self, features: Sequence[dict[str, Any]], add_first: bool = True, quiet: bool = True, **kwargs: Any
    ) -> None:
        """Add GeoJSON features to the stored mosaic, before or after its assets.

        Somebody else's changes are kept: when the stored document is not the one that was read, it is read again and
        the features are added to that. ``kwargs`` are those of ``MosaicJSON.from_features``.

        Raises:
            MosaicConflictError: somebody else was faster each of several times; nothing was written.
            MosaicNotFoundError, MosaicAuthError, UnreachableError, MosaicTimeoutError
        """

        # Anew each time: the document that is there now may have other zooms or another prefix.
        def added(mosaic: MosaicJSON) -> MosaicJSON:
            addition = new_tiles_for(mosaic, features, quadkey_zoom=self.quadkey_zoom, quiet=quiet, **kwargs)
            return merged(mosaic, addition, add_first=add_first)

        self._change(added)

    def add(self, addition: MosaicJSON, *, add_first: bool, known: MosaicJSON) -> None:
        """See ``MosaicJSONBackend.add``. Raises as ``update``."""

        def added(mosaic: MosaicJSON) -> MosaicJSON:
            check_same_grid(mosaic, known, self.document_uri)
            return merged(mosaic, addition, add_first=add_first)

        self._change(added)

    def prune(self, keep: Sieve) -> int:
        """See ``MosaicJSONBackend.prune``.

        Raises:
            NoAssetFoundError: no image would be left; nothing was written.
            MosaicConflictError: somebody else was faster each of several times; nothing was written.
            MosaicNotFoundError, MosaicAuthError, UnreachableError, MosaicTimeoutError
        """
        counts = [0]

        def smaller(mosaic: MosaicJSON) -> MosaicJSON:
            left, counts[0] = pruned(mosaic, keep)
            return left

        self._change(smaller)
        return counts[0]

    def is_there(self) -> bool:
        """Whether the store certainly has a document there, by one small question.

        Raises:
            MosaicNotFoundError, MosaicAuthError, UnreachableError, MosaicTimeoutError
        """
        with self._store.errors():
            return self._store.is_there()

    def check_amendable(self) -> None:
        """Further keys are part of the document."""

    def amend(self, keys: Mapping[str, Any]) -> None:
        """Set further keys of the stored document, such as ``overview``; the rest of it stays as it is by then.

        Raises:
            MosaicConflictError: somebody else was faster each of several times; nothing was written.
            MosaicNotFoundError, MosaicAuthError, UnreachableError, MosaicTimeoutError
        """
        self._change(lambda mosaic: mosaic.model_copy(update=dict(keys)))

    def _change(self, change: Callable[[MosaicJSON], MosaicJSON]) -> None:
        """Change the stored document on the condition that it is the one that was read; else read again and repeat.

        A change that gives the very mosaic back writes nothing.
        """
        with self._lock:
            for attempt in range(UPDATE_ATTEMPTS):
                if self._version is None or attempt:
                    self.mosaic_def = self._read()
                    self._use_document()
                mosaic = change(self.mosaic_def)
                if mosaic is self.mosaic_def:
                    return
                try:
                    self._save(mosaic, Precondition(version=self._version))
                except MosaicConflictError:
                    if attempt == UPDATE_ATTEMPTS - 1:
                        raise
                    continue
                self.mosaic_def = mosaic
                self._use_document()
                return

    def delete(self) -> None:
        """Delete the document.

        Raises:
            MosaicNotFoundError: there is none.
            MosaicAuthError, UnreachableError, MosaicTimeoutError
        """
        with self._lock, self._store.errors():
            self._store.remove()
            DOCUMENTS.drop(self._cache_key)
            self._version = None
