"""HTTP for documents and APIs: one policy of time limits, retries, sizes, sign-in and errors. Runs in the ENGINE.

Everything that is asked here may be asked again: documents and searches, never changes. Redirects are followed to http
and https only; credentials go to the host they were given for and nowhere else, and never from https to http. Images
are not read through this module: `reading/ranges.py` and GDAL do that.
"""

from __future__ import annotations

import json
import logging
import secrets
import ssl
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, Self
from urllib.parse import urljoin

import requests
import requests.adapters
from requests.auth import _basic_auth_str
from requests.structures import CaseInsensitiveDict
from requests.utils import get_auth_from_url

from ..mosaic.assets import redacted
from ..mosaic.document import DEFAULT_LIMITS, parse_json
from ..mosaic.errors import (
    BadDocumentError,
    BadRequestError,
    MosaicError,
    MosaicTimeoutError,
    UnreachableError,
    UntrustedReferenceError,
)
from . import network
from .http_credentials import HttpCredentials, origin
from .http_errors import certificate_wanted, http_errors, is_untrusted, no_certificate, status_error, words_of

logger = logging.getLogger(__name__)

RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAX_REDIRECTS = 10
_CHUNK_BYTES = 1 << 16
_ERROR_BODY_BYTES = 1 << 14
_POLL_S = 0.05
# Some services refuse the names of libraries.
_USER_AGENT = "mosaic_qgis"


class RequestCancelled(MosaicError):
    """The caller withdrew what the request was for; nothing is wrong."""

    code = "cancelled"


@dataclass(frozen=True, kw_only=True)
class HttpPolicy:
    """How long, how often and how much."""

    connect_timeout_s: float = 10.0
    """For the connection alone."""
    read_timeout_s: float = 30.0
    """Longest silence of a server that is connected."""
    total_timeout_s: float = 120.0
    """For one question with all its redirects, retries and pauses."""
    attempts: int = 4
    """How often a question is asked at most."""
    backoff_s: float = 0.5
    """Pause after the first failure; doubled each time, and shortened by chance by up to a half."""
    max_pause_s: float = 30.0
    """Longest pause; a server that asks for a longer one with ``Retry-After`` is not asked again."""
    max_body_bytes: int = DEFAULT_LIMITS.max_bytes
    """Largest body of an answer, after the transport's own compression was taken off."""

    def __post_init__(self) -> None:
        limits = (self.connect_timeout_s, self.read_timeout_s, self.total_timeout_s, self.max_body_bytes)
        if min(limits) <= 0 or self.attempts < 1 or min(self.backoff_s, self.max_pause_s) < 0:
            raise ValueError(f"The limits of an HTTP policy must be positive, got {self!r}")


DEFAULT_POLICY = HttpPolicy()


def policy_in_force() -> HttpPolicy:
    """The policy with what the person has set."""
    limits = network.limits()
    return replace(
        DEFAULT_POLICY,
        connect_timeout_s=limits.connect_or(DEFAULT_POLICY.connect_timeout_s),
        read_timeout_s=limits.silence_or(DEFAULT_POLICY.read_timeout_s),
        total_timeout_s=limits.total_or(DEFAULT_POLICY.total_timeout_s),
        attempts=limits.attempts_or(DEFAULT_POLICY.attempts),
    )


@dataclass(frozen=True, kw_only=True)
class HttpReply:
    """An answer that is no error."""

    url: str
    """Where it came from after redirects; may hold secrets in its query."""
    status: int
    """200 to 399, or one of the statuses that the caller accepts."""
    headers: Mapping[str, str]
    """Names in any case."""
    body: bytes = field(repr=False)

    def json(self) -> Any:
        """The body as JSON.

        Raises:
            BadDocumentError: it is something else, such as the HTML of a sign-in page.
        """
        return parse_json(self.body, redacted(self.url))


def never() -> bool:
    """The ``cancelled`` of questions that nobody withdraws."""
    return False


class HttpClient:
    """Asks one host, its home, signed in, and others without credentials. Blocks; may be used by several threads."""

    def __init__(
        self,
        home: str,
        credentials: HttpCredentials | None = None,
        *,
        policy: HttpPolicy | None = None,
        cancelled: Callable[[], bool] = never,
    ) -> None:
        """``home`` is a URL of the host that the credentials are for; ``cancelled`` is asked between waits. Without a
        ``policy`` the one in force."""
        self._home = origin(home)
        self._credentials = credentials
        self._policy = policy or policy_in_force()
        self._cancelled = cancelled
        self._session = _session()
        certificate = None if credentials is None else credentials.certificate
        self._home_session = self._session if certificate is None else _session(certificate.context())
        self._random = secrets.SystemRandom()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._session.close()
        self._home_session.close()

    def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        accept: Collection[int] = (),
    ) -> HttpReply:
        """Ask with GET; ``params`` are added to the URL's query. See ``request``."""
        if params:
            url = str(requests.Request("GET", url, params=dict(params)).prepare().url)
        return self.request("GET", url, headers=headers, accept=accept)

    def post_json(
        self, url: str, value: Any, *, headers: Mapping[str, str] | None = None, accept: Collection[int] = ()
    ) -> HttpReply:
        """Ask with POST and a JSON body. See ``request``.

        Raises:
            BadRequestError: the value is no JSON.
        """
        try:
            body = json.dumps(value, allow_nan=False).encode()
        except (TypeError, ValueError) as error:
            raise BadRequestError(f"A search must be made of JSON values, {error}") from error
        headers = {"Content-Type": "application/json", **(headers or {})}
        return self.request("POST", url, headers=headers, body=body, accept=accept)

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        accept: Collection[int] = (),
    ) -> HttpReply:
        """Ask until there is an answer that is no passing trouble, within the policy.

        ``accept`` lists error statuses that are answers to the caller.

        Raises:
            MosaicAuthError: 401, 403, 407.
            MosaicNotFoundError: 404, 410.
            MosaicConflictError: 409, 412.
            UnsupportedError: 405, 406, 415, 501.
            BadRequestError: any other 4xx, or a URL that is none.
            MosaicTimeoutError: no answer in time, 408, 504.
            UnreachableError: no connection, 429 or 5xx after all retries.
            BadDocumentError: the body is larger than allowed.
            UntrustedReferenceError: a redirect to another scheme, or from https to http with credentials.
            RequestCancelled: ``cancelled`` said so.
        """
        deadline_s = time.monotonic() + self._policy.total_timeout_s
        for attempt in range(1, self._policy.attempts + 1):
            is_last = attempt == self._policy.attempts
            pause_s = self._policy.backoff_s * 2 ** (attempt - 1) * self._random.uniform(0.5, 1.0)
            try:
                reply = self._follow(method, url, dict(headers or {}), body, deadline_s)
            except UnreachableError as error:
                if is_last or is_untrusted(error) or time.monotonic() + pause_s >= deadline_s:
                    raise
                self._wait(min(pause_s, self._policy.max_pause_s))
                continue
            if reply.status < HTTPStatus.BAD_REQUEST or reply.status in accept:
                return reply
            asked_s = retry_after_s(reply.headers.get("Retry-After"))
            if asked_s is not None:
                pause_s = max(pause_s, asked_s)
            is_hopeless = (asked_s or 0) > self._policy.max_pause_s or time.monotonic() + pause_s >= deadline_s
            if reply.status not in RETRIED or is_last or is_hopeless:
                raise self._status_error(reply, asked_s)
            self._wait(min(pause_s, self._policy.max_pause_s))
        raise AssertionError("the last attempt returns or raises")

    def _follow(
        self, method: str, url: str, headers: dict[str, str], body: bytes | None, deadline_s: float
    ) -> HttpReply:
        """One attempt, with its redirects."""
        signed_in_over_https = False
        for _ in range(_MAX_REDIRECTS):
            scheme, _host, _port = origin(url)
            if scheme not in ("http", "https"):
                raise UntrustedReferenceError(f"A web address must be http or https, got {redacted(url)!r}")
            secret_headers = self._secret_headers(url)
            if signed_in_over_https and scheme == "http":
                raise UntrustedReferenceError(
                    f"Credentials must not go from https to http, the host redirects to {redacted(url)!r}"
                )
            signed_in_over_https = signed_in_over_https or (bool(secret_headers) and scheme == "https")
            reply = self._once(method, url, {**headers, **secret_headers}, body, deadline_s)
            target = reply.headers.get("Location")
            if reply.status not in _REDIRECTS or not target:
                return reply
            try:
                url = urljoin(url, target)
            except ValueError as error:
                raise BadRequestError(f"{redacted(url)} redirects to what is no web address, {error}") from error
            if reply.status == HTTPStatus.SEE_OTHER:
                method, body = "GET", None
                headers.pop("Content-Type", None)
        raise UnreachableError(f"{redacted(url)} redirects more than {_MAX_REDIRECTS} times; check the address")

    def _once(self, method: str, url: str, headers: dict[str, str], body: bytes | None, deadline_s: float) -> HttpReply:
        """One exchange."""
        self._check_cancelled()
        left_s = max(deadline_s - time.monotonic(), 0.001)
        timeout_s = (min(self._policy.connect_timeout_s, left_s), min(self._policy.read_timeout_s, left_s))
        headers = {"User-Agent": _USER_AGENT, "Accept-Encoding": "gzip, deflate", **headers}
        session = self._home_session if self._is_home(url) else self._session
        # A redirected POST stays a POST: requests would ask with GET after 301 and 302.
        with (
            http_errors(url),
            session.request(
                method, url, data=body, headers=headers, timeout=timeout_s, stream=True, allow_redirects=False
            ) as response,
        ):
            content = self._body_of(response, url, deadline_s)
        logger.debug("%s %s: %d, %d bytes", method, redacted(url), response.status_code, len(content))
        return HttpReply(
            url=response.url or url,
            status=response.status_code,
            headers=CaseInsensitiveDict(response.headers),
            body=content,
        )

    def _body_of(self, response: requests.Response, url: str, deadline_s: float) -> bytes:
        limit = self._policy.max_body_bytes if response.ok else _ERROR_BODY_BYTES
        parts, total = [], 0
        while True:
            # One read of the socket at a time: a server that drips would keep a larger read waiting for ever.
            part = response.raw.read1(_CHUNK_BYTES, decode_content=True)
            if not part:
                break
            total += len(part)
            if total > limit:
                if not response.ok:
                    break
                raise BadDocumentError(f"{redacted(url)} is larger than the {limit} bytes that are allowed; not read")
            parts.append(part)
            self._check_cancelled()
            if time.monotonic() > deadline_s:
                raise MosaicTimeoutError(
                    f"{redacted(url)} was not delivered within {self._policy.total_timeout_s:g} s, "
                    f"{total} bytes had come; try again"
                )
        return b"".join(parts)

    def _is_home(self, url: str) -> bool:
        """Whether the credentials are for the host of ``url``; a host may move from http to https."""
        there = origin(url)
        return there == self._home or (there[:2] == ("https", self._home[1]) and self._home[0] == "http")

    def _secret_headers(self, url: str) -> dict[str, str]:
        return self._credentials.as_headers() if self._credentials is not None and self._is_home(url) else {}

    def _status_error(self, reply: HttpReply, asked_s: float | None) -> MosaicError:
        if certificate_wanted(reply.status, reply.body):
            return no_certificate(reply.url)
        words = self._without_secrets(words_of(reply.body))
        return status_error(reply.status, reply.url, words, asked_s, is_signed_in=self._credentials is not None)

    def _without_secrets(self, text: str) -> str:
        credentials = self._credentials
        for secret in credentials.as_headers().values() if credentials else ():
            for part in (secret, secret.partition(" ")[2], credentials.password if credentials else None):
                text = text.replace(part, "…") if part else text
        return text

    def _check_cancelled(self) -> None:
        if self._cancelled():
            raise RequestCancelled("The request was withdrawn.")

    def _wait(self, seconds: float) -> None:
        end_s = time.monotonic() + seconds
        while (left_s := end_s - time.monotonic()) > 0:
            self._check_cancelled()
            time.sleep(min(_POLL_S, left_s))


class _OwnContext(requests.adapters.HTTPAdapter):
    """Makes connections with an SSL context that it is given."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, ssl_context=self._context, **kwargs)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        return super().proxy_manager_for(proxy, ssl_context=self._context, **kwargs)


def _session(context: ssl.SSLContext | None = None) -> requests.Session:
    session = requests.Session()
    # Without this requests signs in by ~/.netrc, over the head of credentials that were given, and wherever a redirect
    # leads.
    session.auth = _sign_in_by_url
    if context is not None:
        session.mount("https://", _OwnContext(context))
    return session


def _sign_in_by_url(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Use the login that stands in the URL itself, unless there are credentials among the headers."""
    username, password = get_auth_from_url(request.url or "")
    if username and "Authorization" not in request.headers:
        request.headers["Authorization"] = _basic_auth_str(username, password)
    return request


def retry_after_s(value: str | None) -> float | None:
    """Seconds that a ``Retry-After`` header asks for: a number, or a date."""
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (at - datetime.now(UTC)).total_seconds())
