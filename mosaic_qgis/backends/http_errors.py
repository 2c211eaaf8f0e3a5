"""What goes wrong with HTTP, as errors of ours: the exceptions of the libraries, and answers that refuse. ENGINE; no I/O."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

import requests
import urllib3.exceptions

from ..mosaic.assets import redacted
from ..mosaic.errors import (
    BadDocumentError,
    BadRequestError,
    MosaicAuthError,
    MosaicConflictError,
    MosaicError,
    MosaicNotFoundError,
    MosaicTimeoutError,
    UnreachableError,
    UnsupportedError,
)

_WORDS_LENGTH = 200
_NGINX_CERTIFICATE = frozenset({495, 496})
"""nginx's own statuses for a client certificate that is wrong or missing; unless told otherwise it says 400, and in words."""
_NGINX_WORDS = b"SSL certificate"
_ALERTS = (
    "ALERT_CERTIFICATE_REQUIRED",
    "ALERT_BAD_CERTIFICATE",
    "ALERT_UNSUPPORTED_CERTIFICATE",
    "ALERT_CERTIFICATE_REVOKED",
    "ALERT_CERTIFICATE_EXPIRED",
    "ALERT_CERTIFICATE_UNKNOWN",
    "ALERT_UNKNOWN_CA",
    "ALERT_ACCESS_DENIED",
    "ALERT_HANDSHAKE_FAILURE",
)
"""What servers say in OpenSSL's words; the last is what many of TLS 1.2 say when no certificate came."""


@contextmanager
def http_errors(url: str) -> Iterator[None]:
    """Turn the exceptions of requests and urllib3 into ours; the only place that does."""
    name = redacted(url)
    try:
        yield
    except (requests.Timeout, urllib3.exceptions.TimeoutError) as error:
        raise MosaicTimeoutError(f"{name} did not answer in time; try again later") from error
    except requests.exceptions.SSLError as error:
        if alert_in(error):
            raise no_certificate(url) from error
        raise UnreachableError(f"{name} has no certificate that is trusted here ({_root_of(error)})") from error
    except requests.exceptions.ProxyError as error:
        raise UnreachableError(f"{name} cannot be reached through the proxy ({_root_of(error)})") from error
    except (
        requests.exceptions.InvalidURL,
        requests.exceptions.InvalidSchema,
        requests.exceptions.MissingSchema,
        requests.exceptions.InvalidHeader,
    ) as error:
        raise BadRequestError(f"{name!r} is no web address that can be asked ({type(error).__name__})") from error
    except urllib3.exceptions.DecodeError as error:
        raise BadDocumentError(f"{name} has a damaged compression of its transport ({_root_of(error)})") from error
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
        if alert_in(error):
            raise no_certificate(url) from error
        raise UnreachableError(f"{name} cannot be reached ({_root_of(error)}); try again later") from error


def status_error(status: int, url: str, words: str, asked_s: float | None, *, is_signed_in: bool) -> MosaicError:
    """The error of an answer with an error status.

    ``words`` is what the server says itself, without secrets; ``asked_s`` the pause that it asks for.
    """
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "unknown status"
    said = f"{redacted(url)} answered {status} ({phrase})" + (f": {words}" if words else "")
    match status:
        case 401 | 403 | 407:
            return MosaicAuthError(
                f"{said}; " + ("check the credentials" if is_signed_in else "credentials are needed")
            )
        case 404 | 410:
            return MosaicNotFoundError(f"{said}; check the address")
        case 409 | 412:
            return MosaicConflictError(said)
        case 405 | 406 | 415 | 501:
            return UnsupportedError(said)
        case 408 | 504:
            return MosaicTimeoutError(f"{said}; try again later")
        case 429:
            wait = f", it asks to wait {asked_s:g} s" if asked_s else ""
            return UnreachableError(f"{said}{wait}; try again later")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return UnreachableError(f"{said}; try again later")
    return BadRequestError(said)


def certificate_wanted(status: int, body: bytes) -> bool:
    """Whether an answer refuses because of a client certificate: none came, or one that the server does not take."""
    return status in _NGINX_CERTIFICATE or (status == HTTPStatus.BAD_REQUEST and _NGINX_WORDS in body)


def alert_in(error: BaseException) -> bool:
    """Whether a server ended the handshake of TLS because of a client certificate.

    With TLS 1.3 the client has finished its part by then and hears of it when it waits for the answer.
    """
    return any(
        isinstance(each, ssl.SSLError) and any(sign in (each.reason or "") for sign in _ALERTS)
        for each in _causes_of(error)
    )


def is_untrusted(error: BaseException) -> bool:
    """Whether it is because the server's certificate is not trusted, which does not pass."""
    return any(isinstance(each, ssl.SSLCertVerificationError) for each in _causes_of(error))


def no_certificate(url: str) -> MosaicError:
    """The error of a server that wants a client certificate, or another one."""
    return MosaicAuthError(f"{redacted(url)} wants a client certificate, or another one; check the credentials")


def words_of(body: bytes) -> str:
    """What an error body says, in a line; empty for HTML and for what is no text."""
    text = body.decode("utf-8", "replace").strip()
    if text.startswith(("{", "[", '"')):
        try:
            value = json.loads(text)
        except ValueError:
            value = None
        if isinstance(value, dict):
            named = (value.get(key) for key in ("detail", "description", "message", "error", "title", "code"))
            value = next((entry for entry in named if entry), value)
        text = value if isinstance(value, str) else json.dumps(value) if value is not None else text
    if not text or text.startswith("<") or "\x00" in text:
        return ""
    text = " ".join(text.split())
    return text if len(text) <= _WORDS_LENGTH else f"{text[: _WORDS_LENGTH - 1]}…"


def _root_of(error: BaseException) -> str:
    """The innermost reason of an exception, in the system's words and without the URL that the outer ones repeat."""
    *_, innermost = _causes_of(error)
    return getattr(innermost, "strerror", None) or type(innermost).__name__


def _causes_of(error: BaseException) -> Iterator[BaseException]:
    """An exception, what it came of, and so on."""
    seen: set[int] = set()
    while id(error) not in seen:
        seen.add(id(error))
        yield error
        inner = getattr(error, "reason", None) or error.__cause__ or error.__context__
        if not inner and error.args and isinstance(error.args[0], BaseException):
            inner = error.args[0]
        if not isinstance(inner, BaseException):
            return
        error = inner
