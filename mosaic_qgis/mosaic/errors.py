"""What can go wrong with a mosaic, one class per way out. Runs in the ENGINE; no I/O, no network, no GDAL.

Every error has a stable ``code`` (see ``docs/protocol.md``), a one-sentence message that states the rule, the received
value and the way out, and, where one image is to blame, its ``asset``::

    MosaicError                     internal      a fault of this program, or a store's unforeseen answer
    |-- MosaicAuthError             auth          sign in, or ask for access
    |-- MosaicNotFoundError         not_found     correct the URI
    |-- MosaicExistsError           exists        choose another name, or overwrite
    |-- MosaicConflictError         conflict      read again and repeat
    |-- ReadOnlyMosaicError         read_only     write somewhere else
    |-- BadDocumentError            bad_document  correct the document
    |   `-- BadDatabaseError                      correct the database
    |-- BadAssetError               bad_asset     correct the image
    |   `-- MultipleDataTypeError                 leave out the images of another type
    |-- BadRequestError             bad_request   correct the option (also a ValueError)
    |-- NoAssetFoundError           empty         look elsewhere
    |-- UnreachableError            unreachable   try again later
    |   `-- MosaicTimeoutError      timeout       try again, or allow more time
    |-- ClusterError                cluster       look after the cluster, or work on this machine
    |-- UnsupportedError            unsupported   use another store, scheme or tile matrix set
    `-- UntrustedReferenceError     untrusted     correct the document

No message, argument or attribute may hold a secret: texts go to logs and across the process boundary.
"""

from __future__ import annotations

from typing import ClassVar


class MosaicError(Exception):
    """Base of all errors of mosaics and their stores."""

    code: ClassVar[str] = "internal"

    def __init__(self, message: str = "", *, asset: str | None = None) -> None:
        """``asset`` is the image to blame, as the document names it or as it was opened."""
        super().__init__(message)
        self.asset = asset


class MosaicAuthError(MosaicError):
    """The store refuses access: 401, 403, missing or wrong credentials."""

    code = "auth"


class MosaicNotFoundError(MosaicError):
    """The document, table, bucket or mosaic does not exist."""

    code = "not_found"


class MosaicExistsError(MosaicError):
    """Writing would replace a mosaic and ``overwrite`` was not asked for."""

    code = "exists"


# cogeo-mosaic has both names.
MosaicExists = MosaicExistsError


class MosaicConflictError(MosaicError):
    """Somebody else changed the mosaic since it was read; nothing was written."""

    code = "conflict"


class ReadOnlyMosaicError(MosaicError, NotImplementedError):
    """The store, or this kind of mosaic, cannot be written."""

    code = "read_only"


class BadDocumentError(MosaicError):
    """The bytes are no valid MosaicJSON document."""

    code = "bad_document"

    def __init__(self, message: str = "", *, asset: str | None = None, kind: str = "") -> None:
        """``kind`` is what was found instead, where that is known: ``geojson``, ``stac``, ``page`` (HTML)."""
        super().__init__(message, asset=asset)
        self.detail: dict[str, str] = {"kind": kind} if kind else {}


class BadDatabaseError(BadDocumentError):
    """The database does not hold mosaics in a layout that is known."""


class BadAssetError(MosaicError):
    """An image cannot be read, or does not fit the mosaic."""

    code = "bad_asset"


class MultipleDataTypeError(BadAssetError):
    """The images of one mosaic have different data types."""


class BadRequestError(MosaicError, ValueError):
    """An argument or option is wrong."""

    code = "bad_request"


class NoAssetFoundError(MosaicError):
    """No image of the mosaic lies where one was asked for."""

    code = "empty"


class UnreachableError(MosaicError):
    """No connection, or a server error that retries did not cure."""

    code = "unreachable"


class MosaicTimeoutError(UnreachableError):
    """No answer in time."""

    code = "timeout"


class ClusterError(MosaicError):
    """The Dask cluster that work was to be done on cannot do it."""

    code = "cluster"


class UnsupportedError(MosaicError):
    """A feature, scheme or tile matrix set that this version does not know."""

    code = "unsupported"


class UntrustedReferenceError(MosaicError):
    """A document from elsewhere refers to something that only a local document may name."""

    code = "untrusted"
