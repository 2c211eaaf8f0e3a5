"""``ABSBackend``: a mosaic that is a blob of Azure Blob Storage. Runs in the ENGINE.

A blob's ETag is its version: it changes with each writing, and writing can depend on it.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Hashable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import Any, ClassVar

import attr
from azure.core import MatchConditions
from azure.core import exceptions as sdk_errors
from azure.identity import ClientSecretCredential, CredentialUnavailableError, DefaultAzureCredential
from azure.storage.blob import BlobClient, BlobServiceClient, ContainerClient, ContentSettings

from ..mosaic.assets import folder_of, redacted
from ..mosaic.errors import BadRequestError, MosaicAuthError, MosaicConflictError, MosaicExistsError
from . import network
from .azure_environment import account_options, connection_string_for
from .azure_errors import azure_errors, passing_trouble
from .document import DocumentBackend, DocumentStore, Fetched, Precondition
from .http import policy_in_force
from .renewed_logins import OPTION, Granted, RenewedLogin, shared
from .retrying import ask_until_answered, within_time

_READ_TIMEOUT_S = 60
_BLOBS = "https://storage.azure.com/.default"
# Says in many lines on stderr what the exception says as well.
_IDENTITY_LOG = logging.getLogger("azure.identity")
if _IDENTITY_LOG.level == logging.NOTSET:
    _IDENTITY_LOG.setLevel(logging.ERROR)
_URI = re.compile(r"az://(?P<host>[^/]+\.[^/]+)/(?P<container>[^/]+)/(?P<key>.*[^/])", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class AzureCredentials:
    """How to sign in at a storage account. Without any field, as the machine is set up.

    That is ``AZURE_STORAGE_CONNECTION_STRING`` where it is for the same account, else ``DefaultAzureCredential``.
    """

    account_key: str | None = field(default=None, repr=False)
    """One of the account's two keys. Secret."""
    sas_token: str | None = field(default=None, repr=False)
    """A shared access signature, with or without its question mark. Secret."""
    connection_string: str | None = field(default=None, repr=False)
    """What the portal shows under access keys. Secret."""
    client_id: str | None = None
    """Alone: a managed identity of this machine. With tenant and secret: an application."""
    tenant_id: str | None = None
    """Directory of the application."""
    client_secret: str | None = field(default=None, repr=False)
    """Password of the application. Secret."""
    anonymous: bool = False
    """Do not sign in: for public containers."""
    account_url: str | None = None
    """Address of the account's blob service where it is not ``https://`` and the host of the URI."""

    def __post_init__(self) -> None:
        methods = (self.account_key, self.sas_token, self.connection_string, self.client_id, self.anonymous)
        if sum(map(bool, methods)) > 1:
            raise ValueError(
                "Credentials must be one of account_key, sas_token, connection_string, client_id or anonymous; got several"
            )
        if bool(self.tenant_id) != bool(self.client_secret) or (self.client_secret and not self.client_id):
            raise ValueError(
                "An application signs in with client_id, tenant_id and client_secret; got only some of them"
            )
        if self.account_url and "?" in self.account_url:
            raise ValueError("account_url must be an address without a query, pass a signature as sas_token")

    @property
    def needs_token(self) -> bool:
        """Whether Azure's identity service is asked for a token."""
        return not (self.account_key or self.sas_token or self.connection_string or self.anonymous)


@attr.s
class ABSBackend(DocumentBackend):
    """A mosaic in Azure Blob Storage: ``az://{account}.blob.core.windows.net/{container}/{key}``.

    Attributes:
        client: azure.storage.blob.BlobServiceClient, instead of one made from ``credentials``.
        account_url, container, key: what the URI says.
    """

    client: Any = attr.ib(default=None, repr=False)
    account_url: str = attr.ib(init=False)
    container: str = attr.ib(init=False)
    key: str = attr.ib(init=False)

    _backend_name: ClassVar[str] = "Azure Blob Storage"

    def _make_store(self) -> ABSStore:
        match = _URI.fullmatch(self.input)
        if match is None:
            raise BadRequestError(
                f"A mosaic in Azure must be az://account.blob.core.windows.net/container/key, got {redacted(self.input)!r}"
            )
        self.account_url, self.container, self.key = f"https://{match['host']}", match["container"], match["key"]
        return ABSStore(match["host"], match["container"], match["key"], self.credentials, self.client)

    def _own_gdal_options(self, asset: str) -> dict[str, str]:
        """The account, and the document's own credentials for images of the same container in the same account."""
        options = super()._own_gdal_options(asset)
        if not asset.startswith(("az://", "/vsiaz/")) or "AZURE_STORAGE_ACCOUNT" in options:
            return options
        account = account_of(self.account_url)
        container = asset.removeprefix("az://").removeprefix("/vsiaz/").partition("/")[0]
        own = self.credentials if container == self.container else None
        options.update(account_options(account, has_credentials=own is not None))
        if own is not None:
            options.update(gdal_options_of(own, account))
        return options


def account_of(host: str) -> str:
    """The account in a host name or address such as ``account.blob.core.windows.net``."""
    return host.rpartition("/")[2].partition(".")[0]


def gdal_options_of(credentials: AzureCredentials, account: str) -> dict[str, str]:
    """GDAL's options that sign in so at an account."""
    if credentials.needs_token:
        return {OPTION: azure_token(credentials, account).key}
    sas = (credentials.sas_token or "").removeprefix("?")
    if credentials.account_url:
        # GDAL takes another address only as part of a connection string.
        parts = {
            "BlobEndpoint": credentials.account_url.rstrip("/"),
            "AccountName": account,
            "AccountKey": credentials.account_key,
            "SharedAccessSignature": sas,
        }
        text = ";".join(f"{name}={value}" for name, value in parts.items() if value)
        return {"AZURE_STORAGE_CONNECTION_STRING": text, **_unsigned(credentials)}
    named = {
        "AZURE_STORAGE_CONNECTION_STRING": credentials.connection_string,
        "AZURE_STORAGE_ACCESS_KEY": credentials.account_key,
        "AZURE_STORAGE_SAS_TOKEN": sas,
    }
    return {**{name: value for name, value in named.items() if value}, **_unsigned(credentials)}


class AzureToken(RenewedLogin):
    """A token of Azure's identity service for blobs, for GDAL and for who asks without it."""

    def __init__(self, credentials: AzureCredentials, account: str) -> None:
        values = (getattr(credentials, each.name) for each in fields(credentials))
        super().__init__(account, *(repr(value) for value in values))
        self._credentials = credentials
        self._account = account
        self._signing: Any = None

    def _ask(self) -> Granted:
        with azure_errors(f"Azure's identity service for the account {self._account}"):
            if self._signing is None:
                self._signing = _signing(self._credentials)
            token = self._signing.get_token(_BLOBS)
        options = {"AZURE_STORAGE_ACCESS_TOKEN": token.token}
        if self._credentials.account_url:
            options["AZURE_STORAGE_CONNECTION_STRING"] = f"BlobEndpoint={self._credentials.account_url.rstrip('/')}"
        return Granted(options=options, ends_s=float(token.expires_on))


@lru_cache(maxsize=64)
def azure_token(credentials: AzureCredentials, account: str) -> AzureToken:
    """The renewed login for an account. Asks nobody yet."""
    return shared(AzureToken(credentials, account))


def _unsigned(credentials: AzureCredentials) -> dict[str, str]:
    return {"AZURE_NO_SIGN_REQUEST": "YES"} if credentials.anonymous else {}


class ABSStore(DocumentStore):
    """One blob."""

    def __init__(self, host: str, container: str, key: str, credentials: AzureCredentials | None, client: Any) -> None:
        self._host = host
        self._container = container
        self._key = key
        self._credentials = credentials or AzureCredentials(connection_string=connection_string_for(account_of(host)))
        self._given_client = client
        self._made_client: BlobServiceClient | None = None

    @property
    def uri(self) -> str:
        """``az://account.blob.core.windows.net/container/key``."""
        return f"az://{self._host}/{self._container}/{self._key}"

    @property
    def place(self) -> str:
        """The folder of the blob."""
        return folder_of(self.uri)

    @property
    def identity(self) -> Hashable:
        """The client that was given, or what the machine is set to."""
        return self._given_client, self._credentials.connection_string

    @property
    def kept_as(self) -> str | None:
        """The address, which names the account."""
        return self.uri if self.identity == (None, None) else None

    def errors(self) -> AbstractContextManager[None]:
        """Turns Azure's exceptions into errors of ours."""
        return azure_errors(self.uri)

    def fetch(self, known_version: str | None) -> Fetched | None:
        """The blob and its ETag; one small request when it is still the known one."""
        return within_time(lambda: self._fetch_signed_or_not(known_version), self.uri)

    def _fetch_signed_or_not(self, known_version: str | None) -> Fetched | None:
        try:
            return ask_until_answered(lambda _: self._fetch(known_version), passing_trouble)
        except (CredentialUnavailableError, sdk_errors.ClientAuthenticationError) as error:
            # This machine has no credentials for Azure, which public data does not need.
            if error.response is not None or not self._signs_in_as_machine:
                raise
            refused = error
        anonymous = self._make_client(None)
        try:
            return ask_until_answered(lambda _: self._fetch(known_version, anonymous), passing_trouble)
        except sdk_errors.HttpResponseError as error:
            raise MosaicAuthError(
                f"{self.uri} is not public, and this computer has no credentials for Azure; give some, or sign in"
            ) from (refused if error.status_code == 404 else error)

    def _fetch(self, known_version: str | None, client: BlobServiceClient | None = None) -> Fetched | None:
        condition: dict[str, Any] = {}
        if known_version is not None:
            condition = {"etag": known_version, "match_condition": MatchConditions.IfModified}
        try:
            download = self._blob(client).download_blob(decompress=False, **condition)
            return Fetched(body=download.readall(), version=download.properties.etag)
        except sdk_errors.HttpResponseError as error:
            if error.status_code == 304:
                return None
            raise

    def store(self, body: bytes, precondition: Precondition, **options: Any) -> str:
        """Replace the blob as a whole; ``options`` are those of ``upload_blob``."""
        kind = "application/gzip" if self._key.lower().endswith(".gz") else "application/json"
        digest = bytearray(hashlib.md5(body, usedforsecurity=False).digest())
        settings = ContentSettings(content_type=kind, content_md5=digest)
        arguments = {"content_settings": settings, **options, "overwrite": not precondition.must_be_absent}
        if precondition.version is not None:
            arguments |= {"etag": precondition.version, "match_condition": MatchConditions.IfNotModified}

        def put(attempt: int) -> str:
            try:
                answer = self._blob().upload_blob(body, **arguments)
            except (sdk_errors.ResourceExistsError, sdk_errors.ResourceModifiedError):
                # An earlier attempt of ours may have succeeded without our hearing of it.
                etag = self._etag_of(digest) if attempt > 1 else None
                if etag is None:
                    raise
                return etag
            return str(answer["etag"])

        try:
            return ask_until_answered(put, passing_trouble)
        except (sdk_errors.ResourceExistsError, sdk_errors.ResourceModifiedError) as error:
            if precondition.must_be_absent:
                raise MosaicExistsError(f"{self.uri} exists already, pass overwrite=True to replace it") from error
            raise MosaicConflictError(f"{self.uri} was changed by somebody else, read it again and repeat") from error

    def _etag_of(self, digest: bytearray) -> str | None:
        properties = self._blob().get_blob_properties()
        return str(properties.etag) if properties.content_settings.content_md5 == digest else None

    def is_there(self) -> bool:
        """Asks for the blob's properties."""
        return within_time(lambda: bool(self._blob().exists()), self.uri)

    def remove(self) -> None:
        """Delete the blob and its snapshots."""

        def delete(attempt: int) -> None:
            try:
                self._blob().delete_blob(delete_snapshots="include")
            except sdk_errors.ResourceNotFoundError:
                if attempt == 1:
                    raise

        ask_until_answered(delete, passing_trouble)

    @property
    def _signs_in_as_machine(self) -> bool:
        given = self._credentials
        return self._given_client is None and not any(
            (given.account_key, given.sas_token, given.connection_string, given.client_id, given.anonymous)
        )

    def _blob(self, client: BlobServiceClient | None = None) -> BlobClient:
        if client is None:
            client = self._given_client
        if client is None:
            if self._made_client is None:
                self._made_client = self._make_client(_signing(self._credentials))
            client = self._made_client
        return client.get_blob_client(self._container, self._key)

    def _make_client(self, signing: Any) -> BlobServiceClient:
        return make_client(self._host, self._credentials, signing)


def make_client(host: str, credentials: AzureCredentials, signing: Any) -> BlobServiceClient:
    """A client of the account at ``host`` that signs in with ``signing``. Raises BadRequestError."""
    options: dict[str, Any] = {
        "retry_total": 0,  # asked again by ourselves, since this library does not know Retry-After
        "connection_timeout": policy_in_force().connect_timeout_s,
        "read_timeout": network.limits().silence_or(_READ_TIMEOUT_S),
    }
    text = credentials.connection_string
    if not text:
        return BlobServiceClient(credentials.account_url or f"https://{host}", signing, **options)
    try:
        client = BlobServiceClient.from_connection_string(text, **options)
    except ValueError:
        # The library repeats parts of the text in its message.
        raise BadRequestError("The connection string is not one of an Azure storage account") from None
    account = account_of(host)
    if client.account_name and client.account_name != account:
        raise BadRequestError(
            f"The connection string is for the account {client.account_name!r}, the mosaic is in {account!r}"
        )
    return client


def make_container_client(host: str, container: str, given: AzureCredentials | None) -> ContainerClient:
    """A client of a container: signed in as told, as the machine is set up, or else not at all. Raises Azure's exceptions."""
    credentials = given or AzureCredentials(connection_string=connection_string_for(account_of(host)))
    signing = _signing(credentials)
    if given is None and isinstance(signing, DefaultAzureCredential):
        try:
            signing.get_token(_BLOBS)
        except (CredentialUnavailableError, sdk_errors.ClientAuthenticationError):
            # This machine has no credentials for Azure, which public data does not need.
            signing = None
    return make_client(host, credentials, signing).get_container_client(container)


def _signing(credentials: AzureCredentials) -> Any:
    if credentials.account_key:
        return credentials.account_key
    if credentials.sas_token:
        return credentials.sas_token.removeprefix("?")
    if credentials.anonymous or credentials.connection_string:
        return None
    if credentials.client_secret:
        return ClientSecretCredential(credentials.tenant_id, credentials.client_id, credentials.client_secret)
    return DefaultAzureCredential(managed_identity_client_id=credentials.client_id)
