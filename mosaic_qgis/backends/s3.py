"""``S3Backend``: a mosaic that is an object of Amazon S3, or of a store that speaks its protocol. Runs in the ENGINE.

An object's entity tag is its version; writing can depend on it.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Hashable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, ClassVar
from urllib.parse import urlsplit

import attr
import botocore.exceptions as boto_errors

from ..mosaic.assets import folder_of, redacted
from ..mosaic.document import DEFAULT_LIMITS
from ..mosaic.errors import BadDocumentError, BadRequestError, MosaicConflictError, MosaicExistsError
from .aws import AWSCredentials, assumed_role, aws_config, aws_errors, aws_session, error_code
from .document import DocumentBackend, DocumentStore, Fetched, Precondition
from .http_errors import http_errors
from .renewed_logins import OPTION
from .retrying import within_time

_ATTEMPTS = 4
_PAUSE_S = 0.2
_NOT_MODIFIED = 304
_NOT_FOUND = 404
_PRECONDITION_FAILED = 412
#: Metadata that tells whose writing an object comes from.
_WRITING_KEY = "mosaic-writing"
#: What of GDAL's options a role takes the place of.
_OF_SOURCE = frozenset({"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"})


@attr.s
class S3Backend(DocumentBackend):
    """A mosaic in S3: ``s3://bucket/key``.

    Attributes:
        client: boto3 client, instead of one made from ``credentials``, which are ``AWSCredentials``.
        bucket, key: what the URI says.
    """

    client: Any = attr.ib(default=None, repr=False)
    bucket: str = attr.ib(init=False)
    key: str = attr.ib(init=False)

    _backend_name: ClassVar[str] = "AWS S3"

    def _make_store(self) -> S3Store:
        scheme, _, rest = self.input.partition("://")
        self.bucket, _, self.key = rest.partition("/")
        if scheme.lower() != "s3" or not self.bucket or not self.key or self.key.endswith("/"):
            raise BadRequestError(f"A mosaic in S3 must be s3://bucket/key, got {redacted(self.input)!r}")
        return S3Store(self.bucket, self.key, self.credentials, self.client)

    def _own_gdal_options(self, asset: str) -> dict[str, str]:
        """The document's own credentials for images of the same bucket; the machine's for others."""
        options = super()._own_gdal_options(asset)
        if self.credentials is None or not asset.startswith((f"s3://{self.bucket}/", f"/vsis3/{self.bucket}/")):
            return options
        return {**options, **gdal_options_of(self.credentials)}


def gdal_options_of(credentials: AWSCredentials) -> dict[str, str]:
    """GDAL's options that sign in so."""
    renewed = assumed_role(credentials)
    named = {
        OPTION: renewed.key if renewed else None,
        "AWS_REQUEST_PAYER": "requester" if credentials.requester_pays else None,
        "AWS_ACCESS_KEY_ID": credentials.access_key_id,
        "AWS_SECRET_ACCESS_KEY": credentials.secret_access_key,
        "AWS_SESSION_TOKEN": credentials.session_token,
        "AWS_PROFILE": credentials.profile,
        "AWS_REGION": credentials.region,
        "AWS_NO_SIGN_REQUEST": "YES" if credentials.anonymous else None,
    }
    if renewed:
        named = {name: value for name, value in named.items() if name not in _OF_SOURCE}
    options = {name: value for name, value in named.items() if value}
    if credentials.endpoint_url:
        parts = urlsplit(credentials.endpoint_url)
        options["AWS_S3_ENDPOINT"] = parts.netloc + parts.path.rstrip("/")
        options["AWS_HTTPS"] = "NO" if parts.scheme == "http" else "YES"
    if credentials.has_path_style is not None:
        options["AWS_VIRTUAL_HOSTING"] = "FALSE" if credentials.has_path_style else "TRUE"
    return options


class S3Store(DocumentStore):
    """One object."""

    def __init__(self, bucket: str, key: str, credentials: AWSCredentials | None, client: Any) -> None:
        self._address = {"Bucket": bucket, "Key": key}
        self._asking = {"RequestPayer": "requester"} if credentials and credentials.requester_pays else {}
        self._credentials = credentials
        self._given_client = client
        self._made_client: Any = None

    @property
    def uri(self) -> str:
        """``s3://bucket/key``."""
        return f"s3://{self._address['Bucket']}/{self._address['Key']}"

    @property
    def place(self) -> str:
        """The folder of the object."""
        return folder_of(self.uri)

    @property
    def identity(self) -> Hashable:
        """The client that was given."""
        return self._given_client

    @property
    def kept_as(self) -> str | None:
        """The address in the store that was named."""
        endpoint = self._credentials.endpoint_url if self._credentials else None
        return None if self.identity is not None else f"{endpoint or ''} {self.uri}"

    @contextmanager
    def _both_errors(self) -> Iterator[None]:
        # The body of an answer comes through urllib3, past botocore.
        with http_errors(self.uri), aws_errors(self.uri):
            yield

    def errors(self) -> AbstractContextManager[None]:
        """Turns botocore's exceptions into errors of ours."""
        return self._both_errors()

    def fetch(self, known_version: str | None) -> Fetched | None:
        """The object and its tag; one small request when it is still the known one."""
        return within_time(lambda: self._fetch(known_version), self.uri)

    def _fetch(self, known_version: str | None) -> Fetched | None:
        condition = {"IfNoneMatch": known_version} if known_version else {}
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                answer = self._client().get_object(**self._address, **self._asking, **condition)
            except boto_errors.ClientError as error:
                if _status_of(error) == _NOT_MODIFIED:
                    return None
                raise
            length = int(answer.get("ContentLength") or 0)
            if length > DEFAULT_LIMITS.max_bytes:
                raise BadDocumentError(
                    f"{self.uri} has {length} bytes; a document may have at most {DEFAULT_LIMITS.max_bytes}"
                )
            try:
                return Fetched(body=answer["Body"].read(), version=_bare(answer["ETag"]))
            except (boto_errors.HTTPClientError, boto_errors.IncompleteReadError):
                # botocore repeats requests by itself, but not the reading of their bodies.
                if attempt == _ATTEMPTS:
                    raise
            time.sleep(_PAUSE_S * 2**attempt)
        raise AssertionError("the last attempt returns or raises")

    def store(self, body: bytes, precondition: Precondition, **options: Any) -> str:
        """Replace the object as a whole; ``options`` are those of ``put_object``."""
        writing = secrets.token_hex(8)
        arguments: dict[str, Any] = {
            **self._address,
            **self._asking,
            "Body": body,
            "ContentType": "application/gzip" if self._address["Key"].lower().endswith(".gz") else "application/json",
            **options,
        }
        arguments["Metadata"] = {**arguments.get("Metadata", {}), _WRITING_KEY: writing}
        if precondition.must_be_absent:
            arguments["IfNoneMatch"] = "*"
        if precondition.version is not None:
            arguments["IfMatch"] = precondition.version
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return _bare(self._client().put_object(**arguments)["ETag"])
            except boto_errors.ClientError as error:
                # "Another writing of this object is under way": its outcome decides.
                if error_code(error) == "ConditionalRequestConflict" and attempt < _ATTEMPTS:
                    time.sleep(_PAUSE_S * 2**attempt)
                    continue
                is_gone = precondition.version is not None and _status_of(error) == 404
                if _status_of(error) != _PRECONDITION_FAILED and not is_gone:
                    raise
                # botocore repeats a request whose answer got lost: the one that is there may be ours.
                version = None if is_gone else self._version_of(writing)
                if version is not None:
                    return version
                if precondition.must_be_absent:
                    raise MosaicExistsError(f"{self.uri} exists already, pass overwrite=True to replace it") from error
                raise MosaicConflictError(
                    f"{self.uri} was changed by somebody else, read it again and repeat"
                ) from error
        raise AssertionError("the last attempt returns or raises")

    def _version_of(self, writing: str) -> str | None:
        answer = self._client().head_object(**self._address, **self._asking)
        return _bare(answer["ETag"]) if answer.get("Metadata", {}).get(_WRITING_KEY) == writing else None

    def is_there(self) -> bool:
        """Asks for the head of the object."""

        def ask() -> bool:
            try:
                self._client().head_object(**self._address, **self._asking)
            except boto_errors.ClientError as error:
                if _status_of(error) == _NOT_FOUND:
                    return False
                raise
            return True

        return within_time(ask, self.uri)

    def remove(self) -> None:
        """Delete the object; S3 itself does not tell whether there was one."""
        self._client().head_object(**self._address, **self._asking)
        self._client().delete_object(**self._address, **self._asking)

    def _client(self) -> Any:
        if self._given_client is not None:
            return self._given_client
        if self._made_client is None:
            self._made_client = make_client(self._credentials)
        return self._made_client


def make_client(given: AWSCredentials | None) -> Any:
    """A boto3 client that signs in as told; without being told, as the machine is set up."""
    credentials = given or AWSCredentials()
    style = (
        {}
        if credentials.has_path_style is None
        else {"addressing_style": "path" if credentials.has_path_style else "virtual"}
    )
    return aws_session(given).client("s3", endpoint_url=credentials.endpoint_url, config=aws_config(given, s3=style))


def _status_of(error: boto_errors.ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def _bare(tag: str) -> str:
    """An entity tag without quotes, which some stores refuse in conditions."""
    return tag.strip('"')
