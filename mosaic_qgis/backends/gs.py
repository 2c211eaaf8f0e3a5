"""``GCSBackend``: a mosaic that is an object of Google Cloud Storage. Runs in the ENGINE.

An object's generation is its version: it changes with each writing, and writing can depend on it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Hashable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar

import attr
import requests
from google.api_core import exceptions as api_errors
from google.auth import exceptions as auth_errors
from google.auth.credentials import AnonymousCredentials
from google.cloud import storage
from google.cloud.storage import exceptions as storage_errors
from google.oauth2 import credentials as token_credentials
from google.oauth2 import service_account

from ..mosaic.assets import folder_of, redacted
from ..mosaic.errors import (
    BadRequestError,
    MosaicAuthError,
    MosaicConflictError,
    MosaicError,
    MosaicExistsError,
    MosaicNotFoundError,
    MosaicTimeoutError,
    UnreachableError,
    UnsupportedError,
)
from . import network
from .document import DocumentBackend, DocumentStore, Fetched, Precondition
from .http import DEFAULT_POLICY, RETRIED, retry_after_s
from .http_errors import http_errors
from .renewed_logins import OPTION, HeldHeaders
from .retrying import Passing, ask_until_answered, within_time

_SCOPE = "https://www.googleapis.com/auth/devstorage.read_write"
_TIMEOUT_S = (DEFAULT_POLICY.connect_timeout_s, 60.0)
_FETCH_ATTEMPTS = 3


def timeout_s() -> tuple[float, float]:
    """For a connection, and for a silence."""
    connect_s, silence_s = _TIMEOUT_S
    return network.limits().connect_or(connect_s), network.limits().silence_or(silence_s)


@dataclass(frozen=True, kw_only=True)
class GCSCredentials:
    """How to sign in at Google Cloud Storage. Without any field, as the machine is set up, or else not at all."""

    service_account_json: str | None = field(default=None, repr=False)
    """The key file of a service account, its text. Secret."""
    access_token: str | None = field(default=None, repr=False)
    """An OAuth access token, valid for an hour or so. Secret."""
    held: HeldHeaders | None = field(default=None, repr=False, compare=False)
    """The header that counts instead of the token, where QGIS renews it."""
    anonymous: bool = False
    """Do not sign in: for public data."""
    billed_project: str | None = None
    """Project that pays for requests, where the bucket's owner does not."""
    endpoint_url: str | None = None
    """Address of a store that is not Google's own, without a path."""

    def __post_init__(self) -> None:
        if sum(map(bool, (self.service_account_json, self.access_token, self.anonymous))) > 1:
            raise ValueError("Credentials must be one of a service account, an access token or anonymous; got several")
        if self.service_account_json:
            try:
                key = json.loads(self.service_account_json)
                is_key = {"client_email", "private_key", "token_uri"} <= key.keys()
            except (ValueError, AttributeError):
                is_key = False
            if not is_key:
                raise ValueError(
                    "service_account_json must be the text of a key file with client_email and private_key"
                )

    @property
    def present_token(self) -> str | None:
        """The access token that counts now."""
        if self.held is None:
            return self.access_token
        _, _, token = self.held.headers.get("Authorization", "").partition(" ")
        return token or self.access_token


@attr.s
class GCSBackend(DocumentBackend):
    """A mosaic in Google Cloud Storage: ``gs://bucket/key``.

    Attributes:
        client: google.cloud.storage.Client, instead of one made from ``credentials``.
        bucket, key: what the URI says.
    """

    client: Any = attr.ib(default=None, repr=False)
    bucket: str = attr.ib(init=False)
    key: str = attr.ib(init=False)

    _backend_name: ClassVar[str] = "Google Cloud Storage"

    def _make_store(self) -> GCSStore:
        scheme, _, rest = self.input.partition("://")
        self.bucket, _, self.key = rest.partition("/")
        if scheme.lower() != "gs" or not self.bucket or not self.key or self.key.endswith("/"):
            raise BadRequestError(
                f"A mosaic in Google Cloud Storage must be gs://bucket/key, got {redacted(self.input)!r}"
            )
        return GCSStore(self.bucket, self.key, self.credentials, self.client)

    def _own_gdal_options(self, asset: str) -> dict[str, str]:
        """The document's own credentials for images of the same bucket; the machine's for others."""
        options = super()._own_gdal_options(asset)
        if self.credentials is None or not asset.startswith((f"gs://{self.bucket}/", f"/vsigs/{self.bucket}/")):
            return options
        return {**options, **gdal_options_of(self.credentials)}


def gdal_options_of(credentials: GCSCredentials) -> dict[str, str]:
    """GDAL's options that sign in so."""
    options = {}
    if credentials.anonymous:
        options["GS_NO_SIGN_REQUEST"] = "YES"
    if credentials.held is not None:
        options[OPTION] = credentials.held.key
        options["GS_NO_SIGN_REQUEST"] = "YES"
    elif credentials.access_token:
        options["GDAL_HTTP_HEADERS"] = f"Authorization: Bearer {credentials.access_token}"
        options["GS_NO_SIGN_REQUEST"] = "YES"
    if credentials.service_account_json:
        key = json.loads(credentials.service_account_json)
        options["GS_OAUTH2_PRIVATE_KEY"] = key["private_key"]
        options["GS_OAUTH2_CLIENT_EMAIL"] = key["client_email"]
    if credentials.billed_project:
        options["GS_USER_PROJECT"] = credentials.billed_project
    if credentials.endpoint_url:
        options["CPL_GS_ENDPOINT"] = credentials.endpoint_url.rstrip("/") + "/"
    return options


class GCSStore(DocumentStore):
    """One object."""

    def __init__(self, bucket: str, key: str, credentials: GCSCredentials | None, client: Any) -> None:
        self._bucket_name = bucket
        self._key = key
        self._credentials = credentials or GCSCredentials()
        self._given_client = client
        self._made_client: storage.Client | None = None
        self._made_for: str | None = None

    @property
    def uri(self) -> str:
        """``gs://bucket/key``."""
        return f"gs://{self._bucket_name}/{self._key}"

    @property
    def place(self) -> str:
        """The folder of the object."""
        return folder_of(self.uri)

    @property
    def identity(self) -> Hashable:
        """The client that was given, or the address that the machine is set to."""
        return self._given_client, os.environ.get("STORAGE_EMULATOR_HOST")

    @property
    def kept_as(self) -> str | None:
        """The address in the store that was named."""
        return f"{self._credentials.endpoint_url or ''} {self.uri}" if self.identity == (None, None) else None

    def errors(self) -> AbstractContextManager[None]:
        """Turns Google's exceptions into errors of ours."""
        return gcs_errors(self.uri)

    def fetch(self, known_version: str | None) -> Fetched | None:
        """The object and its generation; one small request when it is still the known one."""
        return within_time(lambda: ask_until_answered(lambda _: self._fetch(known_version), passing_trouble), self.uri)

    def _fetch(self, known_version: str | None) -> Fetched | None:
        for attempt in range(1, _FETCH_ATTEMPTS + 1):
            blob = self._blob()
            unless = int(known_version) if known_version else None
            try:
                blob.reload(if_generation_not_match=unless, timeout=timeout_s(), retry=None)
            except api_errors.NotModified:
                return None
            generation = blob.generation
            try:
                # Raw: what is stored compressed stays so, and the checksum is that of the bytes that come.
                body = self._blob(generation).download_as_bytes(raw_download=True, timeout=timeout_s(), retry=None)
            except api_errors.NotFound:
                if attempt == _FETCH_ATTEMPTS:
                    raise
                continue  # replaced between the two requests
            return Fetched(body=body, version=str(generation))
        raise AssertionError("the last attempt returns or raises")

    def store(self, body: bytes, precondition: Precondition, **options: Any) -> str:
        """Replace the object as a whole; ``options`` are those of ``upload_from_string``."""
        wanted = 0 if precondition.must_be_absent else int(precondition.version) if precondition.version else None
        kind = "application/gzip" if self._key.lower().endswith(".gz") else "application/json"
        arguments = {"content_type": kind, "timeout": timeout_s(), "retry": None, **options}

        def put(attempt: int) -> str:
            blob = self._blob()
            try:
                blob.upload_from_string(body, **arguments, if_generation_match=wanted)
            except api_errors.PreconditionFailed:
                # An earlier attempt of ours may have succeeded without our hearing of it.
                generation = self._generation_of(body) if attempt > 1 else None
                if generation is None:
                    raise
                return generation
            return str(blob.generation)

        try:
            return ask_until_answered(put, passing_trouble)
        except api_errors.PreconditionFailed as error:
            if precondition.must_be_absent:
                raise MosaicExistsError(f"{self.uri} exists already, pass overwrite=True to replace it") from error
            raise MosaicConflictError(f"{self.uri} was changed by somebody else, read it again and repeat") from error

    def _generation_of(self, body: bytes) -> str | None:
        blob = self._blob()
        blob.reload(timeout=timeout_s(), retry=None)
        digest = base64.b64encode(hashlib.md5(body, usedforsecurity=False).digest()).decode()
        return str(blob.generation) if blob.md5_hash == digest else None

    def is_there(self) -> bool:
        """Asks for the object's name."""
        return within_time(lambda: bool(self._blob().exists(timeout=timeout_s(), retry=None)), self.uri)

    def remove(self) -> None:
        """Delete the object."""

        def delete(attempt: int) -> None:
            try:
                self._blob().delete(timeout=timeout_s(), retry=None)
            except api_errors.NotFound:
                if attempt == 1:
                    raise

        ask_until_answered(delete, passing_trouble)

    def _blob(self, generation: int | None = None) -> storage.Blob:
        bucket = self._client().bucket(self._bucket_name, user_project=self._credentials.billed_project)
        return bucket.blob(self._key, generation=generation)

    def _client(self) -> Any:
        if self._given_client is not None:
            return self._given_client
        token = self._credentials.present_token
        if self._made_client is None or token != self._made_for:
            self._made_client, self._made_for = make_client(self._credentials), token
        return self._made_client


def make_client(credentials: GCSCredentials) -> storage.Client:
    """A client that signs in as told; without being told, as the machine is set up, or else not at all.

    Looks for the machine's credentials, which can take seconds. Raises Google's exceptions.
    """
    options = {"api_endpoint": credentials.endpoint_url} if credentials.endpoint_url else None
    signing: Any = None
    if credentials.service_account_json:
        signing = service_account.Credentials.from_service_account_info(
            json.loads(credentials.service_account_json), scopes=[_SCOPE]
        )
    elif credentials.present_token:
        signing = token_credentials.Credentials(token=credentials.present_token)
    elif credentials.anonymous:
        signing = AnonymousCredentials()
    try:
        return storage.Client(project=None, credentials=signing, client_options=options)
    except auth_errors.DefaultCredentialsError:
        return storage.Client(project=None, credentials=AnonymousCredentials(), client_options=options)


def passing_trouble(error: Exception) -> Passing | None:
    """Whether one of Google's exceptions is a trouble that may pass."""
    if isinstance(error, api_errors.GoogleAPICallError) and error.code in RETRIED:
        headers = getattr(error.response, "headers", None) or {}
        return Passing(asked_pause_s=retry_after_s(headers.get("Retry-After")))
    connection_errors = (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError)
    if isinstance(error, (*connection_errors, auth_errors.TransportError, storage_errors.DataCorruption)):
        return Passing()
    return None


# Most specific first.
_MEANINGS: tuple[tuple[tuple[type[Exception], ...], type[MosaicError], str], ...] = (
    (
        (api_errors.Unauthorized, api_errors.Forbidden),
        MosaicAuthError,
        "is refused; check the credentials and what they may do, or give some",
    ),
    ((api_errors.NotFound,), MosaicNotFoundError, "does not exist; check bucket and name"),
    (
        (api_errors.PreconditionFailed, api_errors.Conflict),
        MosaicConflictError,
        "was changed by somebody else; read it again and repeat",
    ),
    ((api_errors.GatewayTimeout,), MosaicTimeoutError, "did not answer in time; try again later"),
    (
        (api_errors.MethodNotAllowed, api_errors.MethodNotImplemented),
        UnsupportedError,
        "is in a store that cannot do this",
    ),
    (
        (api_errors.TooManyRequests, api_errors.ServerError, api_errors.ResumableTransferError, api_errors.RetryError),
        UnreachableError,
        "could not be served, the store is too busy or out of order; try again later",
    ),
    ((api_errors.Redirection,), UnreachableError, "is somewhere else, and the store does not say where"),
    ((api_errors.ClientError, storage_errors.InvalidPathError), BadRequestError, "was refused as malformed"),
    (
        (storage_errors.DataCorruption, storage_errors.InvalidResponse),
        UnreachableError,
        "did not arrive undamaged; try again",
    ),
    ((auth_errors.TimeoutError,), MosaicTimeoutError, "needs a token, and the place that gives it did not answer"),
    (
        (auth_errors.TransportError, auth_errors.ResponseError),
        UnreachableError,
        "needs a token, and the place that gives it cannot be reached",
    ),
    (
        (auth_errors.GoogleAuthError,),
        MosaicAuthError,
        "needs credentials, and those that were found are not accepted; sign in again",
    ),
)


@contextmanager
def gcs_errors(name: str) -> Iterator[None]:
    """Turn the exceptions of Google's libraries into errors of ours; ``name`` stands for the mosaic in messages."""
    with http_errors(name):
        try:
            yield
        except MosaicError:
            raise
        except (
            api_errors.GoogleAPIError,
            auth_errors.GoogleAuthError,
            storage_errors.InvalidResponse,
            storage_errors.DataCorruption,
            storage_errors.InvalidPathError,
        ) as error:
            code = getattr(error, "code", None)
            where = f"({type(error).__name__}" + (f", status {int(code)})" if isinstance(code, int) else ")")
            for kinds, ours, text in _MEANINGS:
                if isinstance(error, kinds):
                    raise ours(f"{name} {text} {where}") from error
            raise MosaicError(f"{name} made Google's library fail {where}; please report this") from error
