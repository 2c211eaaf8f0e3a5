"""Documents kept in memory between openings, so that opening a mosaic again neither fetches nor parses it. ENGINE; no I/O.

An entry is used only for the same store, URI, options and credentials, and only after the store said that the document
is still the same version. What is kept is bounded. Thread-safe.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

from ..mosaic.model import MosaicJSON


@dataclass(frozen=True, kw_only=True)
class CachedDocument:
    """A document as it was when it was read."""

    version: str
    """The store's word for this state of the document: an ETag, a generation, time and size."""
    mosaic: MosaicJSON
    """The parsed document; copied before it is handed out."""
    size_bytes: int
    """Size of the document's bytes as stored; parsed, it takes several times that."""


class DocumentCache:
    """The most recently used documents, up to a total size."""

    def __init__(self, *, max_bytes: int, max_documents: int) -> None:
        """``max_bytes`` bounds the sum of the documents' sizes as stored, not as parsed."""
        self._max_bytes = max_bytes
        self._max_documents = max_documents
        self._documents: OrderedDict[Hashable, CachedDocument] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> CachedDocument | None:
        """The document kept under ``key``, whatever its version."""
        with self._lock:
            document = self._documents.get(key)
            if document is not None:
                self._documents.move_to_end(key)
            return document

    def put(self, key: Hashable, document: CachedDocument) -> None:
        """Keep a document, instead of the one under the same key, and drop the least recently used beyond the bounds."""
        with self._lock:
            self._documents.pop(key, None)
            if document.size_bytes > self._max_bytes:
                return
            self._documents[key] = document
            while (
                len(self._documents) > self._max_documents
                or sum(kept.size_bytes for kept in self._documents.values()) > self._max_bytes
            ):
                self._documents.popitem(last=False)

    def drop(self, key: Hashable) -> None:
        """Forget a document."""
        with self._lock:
            self._documents.pop(key, None)

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._documents.clear()


# One for the process: layers that are opened again, or twice, share it.
DOCUMENTS = DocumentCache(max_bytes=64 << 20, max_documents=32)
