"""``HttpBackend``: a mosaic at a web address, read-only. Runs in the ENGINE.

The document's entity tag, or the time of its last change, is its version: opening it again transfers nothing while it
is the same. Time limits, retries and errors are those of ``http``.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, ClassVar, NoReturn

import attr

from ..mosaic.assets import folder_of, redacted
from ..mosaic.errors import BadRequestError, ReadOnlyMosaicError
from ..mosaic.model import MosaicJSON
from ..mosaic.pruning import Sieve
from ..mosaic.secret_names import has_secret
from .document import DocumentBackend, DocumentStore, Fetched, Precondition
from .http import HttpClient, never
from .http_credentials import HttpCredentials, gdal_login

_TAG = "tag:"
_TIME = "time:"


@attr.s
class HttpBackend(DocumentBackend):
    """A mosaic at ``https://…`` or ``http://…``; ``credentials`` are ``HttpCredentials``."""

    # Not an argument: there is nothing that could be done with it.
    mosaic_def: MosaicJSON = attr.ib(init=False, default=None)
    known: tuple[MosaicJSON, str] | None = attr.ib(default=None, kw_only=True, repr=False)
    """The document, and the folder that it came from after redirects, where that was fetched before: it is not asked for again."""

    _backend_name: ClassVar[str] = "HTTP"

    def _make_store(self) -> HttpStore:
        if not self.input.lower().startswith(("http://", "https://")):
            raise BadRequestError(f"A mosaic on the web must be https://… or http://…, got {redacted(self.input)!r}")
        store = HttpStore(self.input, self.credentials, self.cancelled or never)
        if self.known is not None:
            self.mosaic_def, store.delivered_from = self.known
        return store

    def _own_gdal_options(self, asset: str) -> dict[str, str]:
        """The document's own credentials for images of the same host; none for others."""
        return {**super()._own_gdal_options(asset), **gdal_login(self.input, self.credentials, [asset])}

    def write(self, overwrite: bool = False, **_: Any) -> NoReturn:  # noqa: ARG002 - as in the other stores
        """Not possible. Raises ``ReadOnlyMosaicError``, a ``NotImplementedError``."""
        raise ReadOnlyMosaicError(f"{self.document_uri} is on the web and can only be read; write it somewhere else")

    def update(self, *_: Any, **__: Any) -> NoReturn:
        """Not possible. Raises ``ReadOnlyMosaicError``, a ``NotImplementedError``."""
        self.write()

    def add(self, addition: MosaicJSON, *, add_first: bool, known: MosaicJSON) -> NoReturn:  # noqa: ARG002 - as elsewhere
        """Not possible. Raises ``ReadOnlyMosaicError``, a ``NotImplementedError``."""
        self.write()

    def prune(self, keep: Sieve) -> NoReturn:  # noqa: ARG002 - as in the other stores
        """Not possible. Raises ``ReadOnlyMosaicError``, a ``NotImplementedError``."""
        self.write()

    def delete(self) -> NoReturn:
        """Not possible. Raises ``ReadOnlyMosaicError``, a ``NotImplementedError``."""
        self.write()


class HttpStore(DocumentStore):
    """One web address."""

    def __init__(self, url: str, credentials: HttpCredentials | None, cancelled: Callable[[], bool] = never) -> None:
        self._url = url
        self._cancelled = cancelled
        self._credentials = credentials
        self.delivered_from = url

    @property
    def uri(self) -> str:
        """The address, without login and without the values of its query."""
        return redacted(self._url)

    @property
    def place(self) -> str:
        """The folder that the document came from after redirects, once it was fetched."""
        return folder_of(self.delivered_from)

    @property
    def kept_as(self) -> str | None:
        """The address as it is; ``None`` with a login or a secret in it: the document may be nobody else's."""
        has_login = self._credentials is not None or "@" in self._url.partition("://")[2].partition("/")[0]
        return None if has_login or has_secret(self._url) else self._url

    def errors(self) -> AbstractContextManager[None]:
        """Nothing to do, the client's errors are ours already."""
        return nullcontext()

    def fetch(self, known_version: str | None) -> Fetched | None:
        """The document, unless it still has the same tag or time."""
        with HttpClient(self._url, self._credentials, cancelled=self._cancelled) as client:
            reply = client.get(self._url, headers=_condition(known_version))
        self.delivered_from = reply.url
        if reply.status == 304:
            return None
        tag, changed = reply.headers.get("ETag"), reply.headers.get("Last-Modified")
        version = f"{_TAG}{tag}" if tag else f"{_TIME}{changed}" if changed else None
        # Times on the web have whole seconds.
        return Fetched(body=reply.body, version=version, is_settled=bool(tag))

    def store(self, body: bytes, precondition: Precondition, **_: Any) -> NoReturn:  # noqa: ARG002 - as elsewhere
        """Not possible."""
        raise ReadOnlyMosaicError(f"{self.uri} is on the web and can only be read")

    def remove(self) -> NoReturn:
        """Not possible."""
        raise ReadOnlyMosaicError(f"{self.uri} is on the web and can only be read")


def _condition(version: str | None) -> dict[str, str]:
    """The headers that ask for the document only if it is another version."""
    if version is None:
        return {}
    if version.startswith(_TAG):
        return {"If-None-Match": version.removeprefix(_TAG)}
    return {"If-Modified-Since": version.removeprefix(_TIME)}
