"""Every exception of the cloud libraries becomes one of ours, in one place per library, without its secrets."""

from __future__ import annotations

import http.client
import inspect
from typing import Any

import botocore.exceptions
import pytest
import requests
from azure.core import exceptions as azure_sdk
from azure.identity import CredentialUnavailableError
from botocore.exceptions import ClientError
from google.api_core import exceptions as google_api
from google.auth import exceptions as google_auth
from google.cloud.storage import exceptions as google_storage

from mosaic_qgis.backends.aws import aws_errors
from mosaic_qgis.backends.azure_errors import azure_errors
from mosaic_qgis.backends.gs import gcs_errors
from mosaic_qgis.mosaic.errors import (
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

SECRET = "AKIA-very-secret"


def mapped(errors: Any, exception: BaseException) -> MosaicError:
    """What a context turns an exception into."""
    with pytest.raises(MosaicError) as raised, errors("s3://bucket/mosaic.json"):
        raise exception
    assert raised.value.__cause__ is exception
    assert "s3://bucket/mosaic.json" in str(raised.value) or "AWS configuration" in str(raised.value)
    return raised.value


# Amazon


@pytest.mark.parametrize(
    ("code", "status", "expected"),
    [
        ("AccessDenied", 403, MosaicAuthError),
        ("AccessDeniedException", 400, MosaicAuthError),
        ("InvalidAccessKeyId", 403, MosaicAuthError),
        ("SignatureDoesNotMatch", 403, MosaicAuthError),
        ("UnrecognizedClientException", 400, MosaicAuthError),
        ("ExpiredToken", 400, MosaicAuthError),
        ("ExpiredTokenException", 400, MosaicAuthError),
        ("AuthorizationHeaderMalformed", 400, MosaicAuthError),
        ("403", 403, MosaicAuthError),
        ("401", 401, MosaicAuthError),
        ("NoSuchKey", 404, MosaicNotFoundError),
        ("NoSuchBucket", 404, MosaicNotFoundError),
        ("ResourceNotFoundException", 400, MosaicNotFoundError),
        ("404", 404, MosaicNotFoundError),
        ("PreconditionFailed", 412, MosaicConflictError),
        ("ConditionalRequestConflict", 409, MosaicConflictError),
        ("ConditionalCheckFailedException", 400, MosaicConflictError),
        ("412", 412, MosaicConflictError),
        ("SlowDown", 503, UnreachableError),
        ("ThrottlingException", 400, UnreachableError),
        ("ProvisionedThroughputExceededException", 400, UnreachableError),
        ("InternalError", 500, UnreachableError),
        ("429", 429, UnreachableError),
        ("Unheard", 502, UnreachableError),
        ("PermanentRedirect", 301, BadRequestError),
        ("InvalidBucketName", 400, BadRequestError),
        ("ValidationException", 400, BadRequestError),
        ("Unheard", 418, MosaicError),
    ],
)
def test_answers_of_amazon(code: str, status: int, expected: type[MosaicError]) -> None:
    answer = {
        "Error": {"Code": code, "Message": "why" if expected is BadRequestError else SECRET},
        "ResponseMetadata": {"HTTPStatusCode": status},
    }
    error = mapped(aws_errors, ClientError(answer, "GetObject"))  # type: ignore[arg-type]
    assert type(error) is expected
    assert code in str(error)
    assert SECRET not in str(error)


def _boto(kind: str, /, **values: Any) -> Exception:
    return getattr(botocore.exceptions, kind)(**values)


@pytest.mark.parametrize(
    ("exception", "expected"),
    [
        (_boto("ConnectTimeoutError", endpoint_url="u"), MosaicTimeoutError),
        (_boto("ReadTimeoutError", endpoint_url="u"), MosaicTimeoutError),
        (_boto("WaiterError", name="w", reason="r", last_response={}), MosaicTimeoutError),
        (_boto("EndpointConnectionError", endpoint_url="u"), UnreachableError),
        (_boto("SSLError", endpoint_url="u", error="e"), UnreachableError),
        (_boto("ProxyConnectionError", proxy_url="u"), UnreachableError),
        (_boto("ConnectionClosedError", endpoint_url="u"), UnreachableError),
        (_boto("HTTPClientError", error="e"), UnreachableError),
        (_boto("ResponseStreamingError", error="e"), UnreachableError),
        (_boto("IncompleteReadError", actual_bytes=1, expected_bytes=2), UnreachableError),
        (_boto("FlexibleChecksumError", error_msg="e"), UnreachableError),
        (http.client.IncompleteRead(b"x", 3), UnreachableError),
        (_boto("NoCredentialsError"), MosaicAuthError),
        (_boto("PartialCredentialsError", provider="p", cred_var="v"), MosaicAuthError),
        (_boto("CredentialRetrievalError", provider="p", error_msg="e"), MosaicAuthError),
        (_boto("ProfileNotFound", profile="p"), MosaicAuthError),
        (_boto("SSOTokenLoadError", error_msg="e"), MosaicAuthError),
        (_boto("UnauthorizedSSOTokenError"), MosaicAuthError),
        (_boto("TokenRetrievalError", provider="p", error_msg="e"), MosaicAuthError),
        (_boto("NoRegionError"), BadRequestError),
        (_boto("InvalidRegionError", region_name="r"), BadRequestError),
        (_boto("ParamValidationError", report="r"), BadRequestError),
        (_boto("EndpointResolutionError", msg="e"), BadRequestError),
        (_boto("PaginationError", message="m"), MosaicError),
    ],
    ids=lambda value: getattr(value, "__name__", type(value).__name__),
)
def test_exceptions_of_botocore(exception: Exception, expected: type[MosaicError]) -> None:
    error = mapped(aws_errors, exception)
    assert type(error) is expected
    assert type(exception).__name__ in str(error)


# Google


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (304, UnreachableError),
        (308, UnreachableError),
        (400, BadRequestError),
        (401, MosaicAuthError),
        (403, MosaicAuthError),
        (404, MosaicNotFoundError),
        (405, UnsupportedError),
        (409, MosaicConflictError),
        (411, BadRequestError),
        (412, MosaicConflictError),
        (416, BadRequestError),
        (429, UnreachableError),
        (499, BadRequestError),
        (500, UnreachableError),
        (501, UnsupportedError),
        (502, UnreachableError),
        (503, UnreachableError),
        (504, MosaicTimeoutError),
    ],
)
def test_answers_of_google(status: int, expected: type[MosaicError]) -> None:
    exception = google_api.from_http_status(status, SECRET)
    error = mapped(gcs_errors, exception)
    assert type(error) is expected
    assert SECRET not in str(error)
    assert str(status) in str(error)


@pytest.mark.parametrize(
    ("exception", "expected"),
    [
        (google_auth.DefaultCredentialsError(SECRET), MosaicAuthError),
        (google_auth.RefreshError(SECRET), MosaicAuthError),
        (google_auth.ReauthFailError(SECRET), MosaicAuthError),
        (google_auth.MalformedError(SECRET), MosaicAuthError),
        (google_auth.OSError(SECRET), MosaicAuthError),
        (google_auth.OAuthError(SECRET), MosaicAuthError),
        (google_auth.MutualTLSChannelError(SECRET), MosaicAuthError),
        (google_auth.TransportError(SECRET), UnreachableError),
        (google_auth.ResponseError(SECRET), UnreachableError),
        (google_auth.TimeoutError(SECRET), MosaicTimeoutError),
        (google_api.RetryError(SECRET, None), UnreachableError),
        (google_api.GoogleAPIError(SECRET), MosaicError),
        (google_storage.DataCorruption(None, SECRET), UnreachableError),
        (google_storage.InvalidPathError(SECRET), BadRequestError),
        (requests.ConnectTimeout(SECRET), MosaicTimeoutError),
        (requests.ReadTimeout(SECRET), MosaicTimeoutError),
        (requests.ConnectionError(SECRET), UnreachableError),
        (requests.exceptions.ChunkedEncodingError(SECRET), UnreachableError),
        (requests.exceptions.SSLError(SECRET), UnreachableError),
    ],
    ids=lambda value: getattr(value, "__name__", f"{type(value).__module__}.{type(value).__name__}"),
)
def test_exceptions_of_googles_libraries(exception: Exception, expected: type[MosaicError]) -> None:
    error = mapped(gcs_errors, exception)
    assert type(error) is expected
    assert SECRET not in str(error)


# Azure


class _Response:
    """As much of an answer as Azure's exceptions look at."""

    reason = "because"
    headers: dict[str, str] = {}

    def __init__(self, status: int) -> None:
        self.status_code = status

    def text(self, encoding: str | None = None) -> str:
        return SECRET


def _azure(kind: type[Exception], status: int, code: str | None = None) -> Any:
    exception = kind(message=SECRET, response=_Response(status))  # type: ignore[call-arg]
    exception.error_code = code  # type: ignore[attr-defined]
    return exception


@pytest.mark.parametrize(
    ("exception", "expected"),
    [
        (_azure(azure_sdk.HttpResponseError, 401), MosaicAuthError),
        (_azure(azure_sdk.HttpResponseError, 403, "AuthorizationFailure"), MosaicAuthError),
        (_azure(azure_sdk.HttpResponseError, 409, "PublicAccessNotPermitted"), MosaicAuthError),
        (_azure(azure_sdk.ClientAuthenticationError, 403, "AuthenticationFailed"), MosaicAuthError),
        (azure_sdk.ClientAuthenticationError(SECRET), MosaicAuthError),
        (CredentialUnavailableError(SECRET), MosaicAuthError),
        (_azure(azure_sdk.ResourceNotFoundError, 404, "BlobNotFound"), MosaicNotFoundError),
        (_azure(azure_sdk.HttpResponseError, 404), MosaicNotFoundError),
        (_azure(azure_sdk.ResourceExistsError, 409, "BlobAlreadyExists"), MosaicConflictError),
        (_azure(azure_sdk.ResourceModifiedError, 412, "ConditionNotMet"), MosaicConflictError),
        (_azure(azure_sdk.HttpResponseError, 409, "LeaseIdMissing"), MosaicConflictError),
        (_azure(azure_sdk.HttpResponseError, 400, "InvalidUri"), BadRequestError),
        (_azure(azure_sdk.HttpResponseError, 405), UnsupportedError),
        (_azure(azure_sdk.HttpResponseError, 408), MosaicTimeoutError),
        (_azure(azure_sdk.HttpResponseError, 429), UnreachableError),
        (_azure(azure_sdk.HttpResponseError, 500), UnreachableError),
        (_azure(azure_sdk.HttpResponseError, 503, "ServerBusy"), UnreachableError),
        (_azure(azure_sdk.HttpResponseError, 504), MosaicTimeoutError),
        (azure_sdk.ServiceRequestTimeoutError(SECRET), MosaicTimeoutError),
        (azure_sdk.ServiceResponseTimeoutError(SECRET), MosaicTimeoutError),
        (azure_sdk.ServiceRequestError(SECRET), UnreachableError),
        (azure_sdk.ServiceResponseError(SECRET), UnreachableError),
        (azure_sdk.IncompleteReadError(SECRET), UnreachableError),
        (azure_sdk.DecodeError(SECRET), UnreachableError),
        (azure_sdk.StreamConsumedError.__new__(azure_sdk.StreamConsumedError), MosaicError),
    ],
    ids=lambda value: getattr(value, "__name__", f"{type(value).__name__}-{getattr(value, 'status_code', None)}"),
)
def test_exceptions_of_azures_libraries(exception: Exception, expected: type[MosaicError]) -> None:
    error = mapped(azure_errors, exception)
    assert type(error) is expected
    assert SECRET not in str(error)


# All of them


@pytest.mark.parametrize("errors", [aws_errors, gcs_errors, azure_errors])
def test_our_own_errors_pass(errors: Any) -> None:
    with pytest.raises(MosaicExistsError, match=r"^mine$"), errors("name"):
        raise MosaicExistsError("mine")


@pytest.mark.parametrize("errors", [aws_errors, gcs_errors, azure_errors])
def test_faults_of_this_program_are_not_hidden(errors: Any) -> None:
    with pytest.raises(KeyError), errors("name"):
        raise KeyError("a fault")


@pytest.mark.parametrize(
    ("errors", "module", "base"),
    [
        (aws_errors, botocore.exceptions, (botocore.exceptions.BotoCoreError, ClientError)),
        (gcs_errors, google_api, google_api.GoogleAPIError),
        (gcs_errors, google_auth, google_auth.GoogleAuthError),
        (azure_errors, azure_sdk, azure_sdk.AzureError),
    ],
    ids=["botocore", "google.api_core", "google.auth", "azure.core"],
)
def test_no_exception_of_a_library_comes_through(errors: Any, module: Any, base: Any) -> None:
    kinds = [kind for _, kind in inspect.getmembers(module, inspect.isclass) if issubclass(kind, base)]
    assert len(kinds) > 10
    for kind in kinds:
        exception = kind.__new__(kind)
        if isinstance(exception, ClientError):
            exception.response = {}
        assert mapped(errors, exception)
