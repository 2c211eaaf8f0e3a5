"""What the exceptions of Azure's libraries mean, and which may pass. Runs in the ENGINE; no I/O."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from azure.core import exceptions as sdk_errors

from ..mosaic.errors import (
    BadRequestError,
    MosaicAuthError,
    MosaicConflictError,
    MosaicError,
    MosaicNotFoundError,
    MosaicTimeoutError,
    UnreachableError,
    UnsupportedError,
)
from .http import RETRIED, retry_after_s
from .http_errors import http_errors
from .retrying import Passing

_NO_AUTH_STATUS = (401, 403)
# A public container that the account closed answers 409.
_AUTH_WORDS = frozenset(
    {"PublicAccessNotPermitted", "NoAuthenticationInformation", "KeyBasedAuthenticationNotPermitted"}
)


def passing_trouble(error: Exception) -> Passing | None:
    """Whether one of Azure's exceptions is a trouble that may pass."""
    if isinstance(error, sdk_errors.HttpResponseError) and error.status_code in RETRIED:
        headers = error.response.headers if error.response is not None else {}
        return Passing(asked_pause_s=retry_after_s(headers.get("Retry-After")))
    passing = (
        sdk_errors.ServiceRequestError,
        sdk_errors.ServiceResponseError,
        sdk_errors.IncompleteReadError,
    )
    return Passing() if isinstance(error, passing) else None


# Most specific first: all but the first, second and last are HttpResponseErrors.
_MEANINGS: tuple[tuple[tuple[type[Exception], ...], type[MosaicError], str], ...] = (
    (
        (sdk_errors.ServiceRequestTimeoutError, sdk_errors.ServiceResponseTimeoutError),
        MosaicTimeoutError,
        "did not answer in time; try again later",
    ),
    (
        (
            sdk_errors.ServiceRequestError,
            sdk_errors.ServiceResponseError,
            sdk_errors.IncompleteReadError,
            sdk_errors.TooManyRedirectsError,
        ),
        UnreachableError,
        "cannot be reached, or the connection broke; check the network and the account's name",
    ),
    (
        (sdk_errors.ClientAuthenticationError,),
        MosaicAuthError,
        "needs credentials, and there are none or they are not accepted; give some, or sign in",
    ),
    ((sdk_errors.ResourceNotFoundError,), MosaicNotFoundError, "does not exist; check account, container and name"),
    (
        (sdk_errors.ResourceExistsError, sdk_errors.ResourceModifiedError),
        MosaicConflictError,
        "was changed by somebody else; read it again and repeat",
    ),
    ((sdk_errors.DecodeError,), UnreachableError, "did not arrive undamaged; try again"),
)


@contextmanager
def azure_errors(name: str) -> Iterator[None]:
    """Turn the exceptions of Azure's libraries into errors of ours; ``name`` stands for the mosaic in messages.

    Azure's own texts are left out: they repeat parts of signed requests.
    """
    with http_errors(name):
        try:
            yield
        except MosaicError:
            raise
        except sdk_errors.AzureError as error:
            raise _meaning_of(error, name) from error
        except ValueError as error:
            # The library's word for an answer without the headers of a blob.
            raise UnreachableError(f"{name} was not answered in Azure's way; check the account's address") from error


def _meaning_of(error: sdk_errors.AzureError, name: str) -> MosaicError:
    status = getattr(error, "status_code", None)
    word = getattr(error, "error_code", None)
    parts = (getattr(word, "value", word) or type(error).__name__, f"status {status}" if status else "")
    where = f"({', '.join(filter(None, parts))})"
    if status in _NO_AUTH_STATUS or parts[0] in _AUTH_WORDS:
        return MosaicAuthError(f"{name} is refused {where}; check the credentials and what they may do, or give some")
    for kinds, ours, text in _MEANINGS:
        if isinstance(error, kinds):
            return ours(f"{name} {text} {where}")
    if status is None:
        return MosaicError(f"{name} made Azure's library fail {where}; please report this")
    if status == 404:
        return MosaicNotFoundError(f"{name} does not exist {where}; check account, container and name")
    if status in (409, 412):
        return MosaicConflictError(f"{name} was changed by somebody else {where}; read it again and repeat")
    if status in (408, 504):
        return MosaicTimeoutError(f"{name} did not answer in time {where}; try again later")
    if status in (405, 501):
        return UnsupportedError(f"{name} is in a store that cannot do this {where}")
    if status == 429 or status >= 500:
        return UnreachableError(f"{name} could not be served, the store is too busy or out of order {where}")
    return BadRequestError(f"{name} was refused as malformed {where}")
