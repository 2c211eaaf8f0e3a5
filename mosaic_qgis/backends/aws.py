"""Amazon's SDK for S3 and DynamoDB: signing in, time limits and retries, its exceptions. Runs in the ENGINE.

Everything that the stores on botocore have in common, and nothing of what they store. No I/O here: sessions look for
credentials when the first request is made.
"""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from functools import lru_cache, partial
from typing import Any

import boto3
import botocore.exceptions as boto_errors
import botocore.loaders
import botocore.session
from botocore import UNSIGNED
from botocore.config import Config
from botocore.credentials import AssumeRoleCredentialFetcher, DeferredRefreshableCredentials
from cachetools import TTLCache

from ..mosaic.errors import (
    BadRequestError,
    MosaicAuthError,
    MosaicConflictError,
    MosaicError,
    MosaicNotFoundError,
    MosaicTimeoutError,
    UnreachableError,
)
from . import network
from .http import DEFAULT_POLICY, RETRIED, retry_after_s
from .renewed_logins import Granted, RenewedLogin, shared

CONNECT_TIMEOUT_S = 10.0
READ_TIMEOUT_S = 60.0
#: Requests for one answer, the first one included; the pauses are botocore's, or as long as the store asks for.
ATTEMPTS = 4
#: Connections, and so requests at the same time, of one client.
CONNECTIONS = 16
_REGION_OF_ROLES = "us-east-1"
_ROLE_ASKED_S = 60.0


@dataclass(frozen=True, kw_only=True)
class AWSCredentials:
    """How to sign in at Amazon or at a store that speaks its protocols. Without any field, as the machine is set up."""

    access_key_id: str | None = None
    """Public half of an access key; needs ``secret_access_key``."""
    secret_access_key: str | None = field(default=None, repr=False)
    """Secret half of it."""
    session_token: str | None = field(default=None, repr=False)
    """Third part of a temporary key. Secret."""
    profile: str | None = None
    """Name of a profile in the machine's own AWS configuration, instead of a key."""
    region: str | None = None
    """Where the store is, such as ``eu-central-1``."""
    endpoint_url: str | None = None
    """Address of a store that is not Amazon's own, such as ``https://minio.example.com``."""
    anonymous: bool = False
    """Do not sign requests at all: for public data."""
    role_arn: str | None = None
    """A role to take on, signed in as the other fields say; its own keys are renewed when they end."""
    external_id: str | None = field(default=None, repr=False)
    """What some roles ask for besides."""
    path_style: bool | None = None
    """Whether buckets stand in the path of addresses; ``None``: only where ``endpoint_url`` is given."""
    requester_pays: bool = False
    """Whether who asks pays for it, where the bucket's owner does not."""

    def __post_init__(self) -> None:
        if bool(self.access_key_id) != bool(self.secret_access_key):
            raise ValueError("An access key has two halves, access_key_id and secret_access_key; got only one of them")
        if self.session_token and not self.access_key_id:
            raise ValueError("A session token belongs to an access key, got one without access_key_id")
        if sum(map(bool, (self.access_key_id, self.profile, self.anonymous))) > 1:
            raise ValueError(f"Credentials must be one of an access key, a profile or anonymous, got {self!r}")
        if self.role_arn and self.anonymous:
            raise ValueError("A role is taken on by somebody who signs in; got role_arn with anonymous")
        if self.external_id and not self.role_arn:
            raise ValueError("An external_id belongs to a role, got one without role_arn")
        if self.endpoint_url and not self.endpoint_url.startswith(("https://", "http://")):
            raise ValueError(f"endpoint_url must be an http or https address, got {self.endpoint_url!r}")

    @property
    def has_path_style(self) -> bool | None:
        """Whether buckets stand in the path; ``None`` leaves it to the libraries."""
        # Stores of one's own seldom have a host name per bucket.
        return True if self.path_style is None and self.endpoint_url else self.path_style


#: The descriptions of Amazon's services, which every session would parse anew: 20 ms per client instead of 250.
_descriptions = botocore.loaders.create_loader()
_descriptions_lock = threading.Lock()


def aws_session(credentials: AWSCredentials | None, region: str | None = None) -> boto3.Session:
    """A session that signs as ``credentials`` say; ``region`` is used where they name none.

    Raises:
        MosaicAuthError: there is no such profile.
    """
    credentials = credentials or AWSCredentials()
    with aws_errors("The AWS configuration of this computer"), _descriptions_lock:
        shared = botocore.session.get_session()
        shared.register_component("data_loader", _descriptions)
        for service in ("s3", "dynamodb"):
            # As precise as botocore's own answer to the question, or that one would come first.
            shared.get_component("event_emitter").register_first(f"needs-retry.{service}", pause_asked_for)
        session = boto3.Session(
            botocore_session=shared,
            aws_access_key_id=credentials.access_key_id,
            aws_secret_access_key=credentials.secret_access_key,
            aws_session_token=credentials.session_token,
            profile_name=credentials.profile,
            region_name=credentials.region or region,
        )
        if credentials.profile and credentials.profile not in session.available_profiles:
            raise boto_errors.ProfileNotFound(profile=credentials.profile)
        # Each session adds its own folder to the list.
        _descriptions.search_paths[:] = dict.fromkeys(_descriptions.search_paths)
    if credentials.role_arn:
        _take_on_role(session, credentials)
    return session


def _take_on_role(session: boto3.Session, credentials: AWSCredentials) -> None:
    """Have a session sign as a role, whose keys it renews by itself. Asks nobody yet."""
    inner: Any = session._session
    make = partial(
        inner.create_client,
        endpoint_url=credentials.endpoint_url,
        region_name=session.region_name or _REGION_OF_ROLES,
        config=aws_config(None),
    )
    extra = {"RoleSessionName": "mosaic_qgis"} | (
        {"ExternalId": credentials.external_id} if credentials.external_id else {}
    )
    source = session.get_credentials()
    if source is None:
        raise boto_errors.NoCredentialsError
    fetcher = AssumeRoleCredentialFetcher(
        client_creator=make, source_credentials=source, role_arn=credentials.role_arn or "", extra_args=extra
    )
    inner._credentials = DeferredRefreshableCredentials(refresh_using=fetcher.fetch_credentials, method="assume-role")


class AssumedRole(RenewedLogin):
    """The keys of a role, for GDAL."""

    def __init__(self, credentials: AWSCredentials) -> None:
        values = (getattr(credentials, each.name) for each in fields(credentials))
        super().__init__(*(repr(value) for value in values))
        self._credentials = credentials
        self._session: boto3.Session | None = None

    def _ask(self) -> Granted:
        name = f"The role {self._credentials.role_arn}"
        with aws_errors(name):
            if self._session is None:
                self._session = aws_session(self._credentials)
            signed: Any = self._session.get_credentials()
            keys = signed.get_frozen_credentials()
        named = {
            "AWS_ACCESS_KEY_ID": keys.access_key,
            "AWS_SECRET_ACCESS_KEY": keys.secret_key,
            "AWS_SESSION_TOKEN": keys.token,
        }
        # The session decides when they are renewed: minutes before they end.
        options = {each: value for each, value in named.items() if value}
        return Granted(options=options, ends_s=time.time() + _ROLE_ASKED_S)


@lru_cache(maxsize=64)
def assumed_role(credentials: AWSCredentials) -> AssumedRole | None:
    """The renewed login of credentials with a role; ``None`` for others. Asks nobody yet."""
    return shared(AssumedRole(credentials)) if credentials.role_arn else None


#: The machine's own credentials and region; looking for them can mean asking a metadata service.
_machine: TTLCache[str, tuple[Any, str | None]] = TTLCache(maxsize=1, ttl=60)
_machine_lock = threading.Lock()


def machine_login() -> dict[str, str]:
    """GDAL's options for signing in at S3 as this machine is set up, for what rasterio does not open itself.

    Empty when the machine has no credentials: the store's refusal then says the rest. May block for some seconds.
    """
    with _machine_lock:
        if "found" not in _machine:
            session = aws_session(None)
            _machine["found"] = session.get_credentials(), session.region_name
        credentials, region = _machine["found"]
        try:
            keys = None if credentials is None else credentials.get_frozen_credentials()
        except boto_errors.BotoCoreError:
            keys = None
    if keys is None:
        return {}
    named = {
        "AWS_ACCESS_KEY_ID": keys.access_key,
        "AWS_SECRET_ACCESS_KEY": keys.secret_key,
        "AWS_SESSION_TOKEN": keys.token,
        "AWS_REGION": region,
    }
    return {name: value for name, value in named.items() if value}


def pause_asked_for(response: tuple[Any, Any] | None = None, attempts: int = 1, **_: Any) -> float | None:
    """Botocore's question whether to ask again: how long to wait where the store itself says it; else ``None``."""
    if response is None or attempts >= network.limits().attempts_or(ATTEMPTS) or response[0].status_code not in RETRIED:
        return None
    asked_s = retry_after_s(response[0].headers.get("Retry-After"))
    return asked_s if asked_s is not None and asked_s <= DEFAULT_POLICY.max_pause_s else None


def aws_config(credentials: AWSCredentials | None, **options: Any) -> Config:
    """Time limits, retries and signing for a client; ``options`` are those of botocore's ``Config``."""
    if credentials is not None and credentials.anonymous:
        options["signature_version"] = UNSIGNED
    return Config(
        connect_timeout=network.limits().connect_or(CONNECT_TIMEOUT_S),
        read_timeout=network.limits().silence_or(READ_TIMEOUT_S),
        retries={"mode": "standard", "total_max_attempts": network.limits().attempts_or(ATTEMPTS)},
        max_pool_connections=CONNECTIONS,
        **options,
    )


_AUTH_CODES = frozenset(
    "AccessDenied AccessDeniedException AllAccessDisabled AccountProblem AuthFailure AuthorizationHeaderMalformed "
    "ExpiredToken ExpiredTokenException IncompleteSignature InvalidAccessKeyId InvalidClientTokenId InvalidSecurity "
    "InvalidSignatureException InvalidToken MissingAuthenticationToken MissingAuthenticationTokenException NotSignedUp "
    "OptInRequired RequestExpired RequestTimeTooSkewed SignatureDoesNotMatch TokenRefreshRequired "
    "UnauthorizedOperation UnrecognizedClientException".split()
)
_NOT_FOUND_CODES = frozenset("NoSuchBucket NoSuchKey NoSuchVersion NotFound ResourceNotFoundException".split())
_CONFLICT_CODES = frozenset(
    "ConditionalCheckFailedException ConditionalRequestConflict OperationAborted PreconditionFailed "
    "ResourceInUseException TransactionCanceledException TransactionConflictException".split()
)
_BUSY_CODES = frozenset(
    "BandwidthLimitExceeded InternalError InternalServerError LimitExceededException PriorRequestNotComplete "
    "ProvisionedThroughputExceededException RequestLimitExceeded RequestThrottled RequestThrottledException "
    "RequestTimeout RequestTimeoutException ServiceUnavailable SlowDown Throttling ThrottlingException "
    "ThrottledException TooManyRequestsException TransactionInProgressException".split()
)
_ELSEWHERE_CODES = frozenset("IllegalLocationConstraintException PermanentRedirect TemporaryRedirect".split())
_WRONG_CODES = frozenset("InvalidBucketName InvalidURI KeyTooLongError NoSuchUpload ValidationException".split())

# Most specific first: ConnectTimeoutError is a ConnectionError, UnauthorizedSSOTokenError an SSOError.
_LIBRARY_ERRORS: tuple[tuple[tuple[type[Exception], ...], type[MosaicError], str], ...] = (
    (
        (boto_errors.ConnectTimeoutError, boto_errors.ReadTimeoutError, boto_errors.WaiterError),
        MosaicTimeoutError,
        "did not answer in time; try again, or check the network",
    ),
    (
        (
            boto_errors.ConnectionError,
            boto_errors.HTTPClientError,
            boto_errors.IncompleteReadError,
            boto_errors.ChecksumError,
            boto_errors.FlexibleChecksumError,
            http.client.HTTPException,
        ),
        UnreachableError,
        "cannot be reached, or the connection broke; check the network and the endpoint",
    ),
    (
        (
            boto_errors.NoCredentialsError,
            boto_errors.PartialCredentialsError,
            boto_errors.CredentialRetrievalError,
            boto_errors.UnknownCredentialError,
            boto_errors.NoAuthTokenError,
            boto_errors.TokenRetrievalError,
            boto_errors.UnknownTokenProviderError,
            boto_errors.ProfileNotFound,
            boto_errors.SSOError,
            boto_errors.LoginError,
            boto_errors.MetadataRetrievalError,
            boto_errors.RefreshWithMFAUnsupportedError,
            boto_errors.ConfigNotFound,
            boto_errors.ConfigParseError,
        ),
        MosaicAuthError,
        "needs AWS credentials that this computer does not have; give an access key or a profile, or ask without signing (anonymous=True; of a layer, the option signing=none)",
    ),
    (
        (
            boto_errors.BaseEndpointResolverError,
            boto_errors.EndpointProviderError,
            boto_errors.InvalidEndpointConfigurationError,
            boto_errors.InvalidDNSNameError,
            boto_errors.InvalidHostLabelError,
            boto_errors.ValidationError,
            boto_errors.ParamValidationError,
            boto_errors.UnsupportedS3ArnError,
            boto_errors.UnknownRegionError,
            boto_errors.ServiceNotInRegionError,
            boto_errors.InvalidS3AddressingStyleError,
            boto_errors.UnsupportedS3ConfigurationError,
        ),
        BadRequestError,
        "cannot be asked for; check bucket or table, name, region and endpoint",
    ),
)


@contextmanager
def aws_errors(name: str) -> Iterator[None]:
    """Turn botocore's exceptions into errors of ours; ``name`` stands for the mosaic in messages."""
    try:
        yield
    except MosaicError:
        raise
    except boto_errors.ClientError as error:
        raise _of_answer(error, name) from error
    except (boto_errors.BotoCoreError, http.client.HTTPException) as error:
        for kinds, ours, text in _LIBRARY_ERRORS:
            if isinstance(error, kinds):
                raise ours(f"{name} {text} ({type(error).__name__})") from error
        raise MosaicError(f"{name} made the AWS library fail ({type(error).__name__}); please report this") from error


def error_code(error: boto_errors.ClientError) -> str:
    """Amazon's word for what went wrong."""
    answer: Mapping[str, Any] = error.response
    return str(answer.get("Error", {}).get("Code", ""))


def _of_answer(error: boto_errors.ClientError, name: str) -> MosaicError:
    """What a refusal means. Amazon's own text is left out where it could repeat parts of the signature."""
    code = error_code(error)
    answer: Mapping[str, Any] = error.response
    status = int(answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    where = f"({code or 'no code'}, status {status})"
    if code in _AUTH_CODES:
        return MosaicAuthError(f"{name} is refused {where}; check the credentials and what they may do")
    if code in _NOT_FOUND_CODES:
        return MosaicNotFoundError(f"{name} does not exist {where}; check the name and the region")
    if code in _CONFLICT_CODES:
        return MosaicConflictError(f"{name} was changed by somebody else {where}; read it again and repeat")
    if code in _BUSY_CODES:
        return UnreachableError(f"{name} could not be served, the store is too busy or out of order {where}; try later")
    if code in _ELSEWHERE_CODES:
        return BadRequestError(f"{name} is in another region {where}; name its region")
    if code in _WRONG_CODES:
        return BadRequestError(f"{name} was refused as malformed {where}: {answer['Error'].get('Message', '')[:200]}")
    return _of_status(status, name, where)


def _of_status(status: int, name: str, where: str) -> MosaicError:
    if status in (401, 403):
        return MosaicAuthError(f"{name} is refused {where}; check the credentials and what they may do")
    if status == 404:
        return MosaicNotFoundError(f"{name} does not exist {where}; check the name and the region")
    if status in (409, 412):
        return MosaicConflictError(f"{name} was changed by somebody else {where}; read it again and repeat")
    if status in (408, 429) or status >= 500:
        return UnreachableError(f"{name} could not be served, the store is too busy or out of order {where}; try later")
    return MosaicError(f"{name} was answered in an unforeseen way {where}; please report this")
