"""Byte ranges of images on the web: asked for, checked, tried again, within limits. Runs in the ENGINE.

The only module that asks for images over HTTP without GDAL. It follows the rules that GDAL's curl has here: the same
time limits and retries, the proxies of the environment, the machine's own authorities, `~/.netrc`. What it cannot do in
the same way it leaves to GDAL (`web_address`). Connections stay open, so that one image costs one round trip per
question. Knows nothing of TIFF.
"""

from __future__ import annotations

import base64
import os
import re
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import unquote, urlsplit, urlunsplit

import urllib3
from requests.utils import get_netrc_auth
from urllib3.exceptions import HTTPError, LocationParseError, ProxyError, SSLError
from urllib3.exceptions import TimeoutError as WebTimeoutError

from ..backends import network
from ..backends.client_certificates import PresentedCertificate
from ..backends.http import RETRIED
from ..backends.http_errors import alert_in, certificate_wanted, status_error
from ..mosaic.errors import BadAssetError, MosaicAuthError, MosaicError, MosaicTimeoutError, UnreachableError
from .pool import public_href
from .web_connections import WebConnections
from .workers import REMOTE_THREADS, Unwanted

TOTAL_TIMEOUT_S = 60.0
"""For one range; GDAL's limit is the same."""
ATTEMPTS = 3
USER_AGENT = "mosaic_qgis"
"""Some services refuse the names of libraries."""
BACKOFF_S = 0.5
_POLL_S = 0.05
_CHUNK_BYTES = 1 << 18
_MOST_REDIRECTS = 10
_NO_CERTIFICATE = "the server wants a client certificate, or another one; check the credentials"

_OPTIONS_KNOWN = frozenset({"GDAL_HTTP_HEADERS"})
_SETTINGS_OF_GDAL = ("GDAL_HTTP", "GDAL_PROXY", "CPL_CURL", "CPL_VSIL_CURL", "CPL_GDALRC", "VSI_CONFIG")
"""Beginnings of variables of the environment that change how GDAL asks."""

_CONTENT_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")


class NoRanges(Exception):
    """The server sends whole files only, or in a form that has no ranges: GDAL has its own way with those."""


@dataclass(frozen=True, slots=True)
class WebAddress:
    """Where an image is asked for, and how."""

    url: str = field(repr=False)
    """Without a login; the query may hold a signature."""
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """What signs the request in; never sent to another host."""
    shown: str = ""
    """For texts."""
    sign: Callable[[str], Mapping[str, str]] | None = field(default=None, repr=False, compare=False)
    """Makes the headers of one question at the URL, where each is signed anew."""
    login: str = field(default="", repr=False)
    """Tells apart who signs."""
    renewed: Callable[[], WebAddress | None] | None = field(default=None, repr=False, compare=False)
    """Gives the address of the next question, where the login does not last."""
    certificate: PresentedCertificate | None = field(default=None, repr=False)
    """What signs in while a connection to the URL's server is made."""

    @property
    def is_signed_in(self) -> bool:
        """Whether somebody signs in."""
        return bool(self.headers or self.sign or self.certificate)


@dataclass(frozen=True, slots=True)
class Piece:
    """A range as it came."""

    body: bytes = field(repr=False)
    validator: str
    """Names this version of the file: its ETag, or date and size; empty when the server tells neither."""


def gdal_is_set_up() -> bool:
    """Whether the environment says how GDAL shall ask: then it does all the asking."""
    return any(name.upper().startswith(_SETTINGS_OF_GDAL) for name in os.environ)


def web_address(href: str, options: Mapping[str, str]) -> WebAddress | None:
    """How to ask for an image without GDAL; None when only GDAL can, or would ask in another way."""
    url = href.removeprefix("/vsicurl/")
    if not url.lower().startswith(("http://", "https://")) or not options.keys() <= _OPTIONS_KNOWN:
        return None
    headers = header_fields(options.get("GDAL_HTTP_HEADERS", ""))
    if headers is None:
        return None
    try:
        parts = urlsplit(url)
        login, _, host = parts.netloc.rpartition("@")
        if not parts.hostname or parts.port == 0:
            return None
    except ValueError:
        return None
    if "authorization" not in {name.lower() for name in headers}:
        name, _, password = login.partition(":")
        pair = (unquote(name), unquote(password)) if login else _netrc_login(url)
        if pair:
            headers["Authorization"] = "Basic " + base64.b64encode(":".join(pair).encode()).decode()
    plain = urlunsplit((parts.scheme, host, parts.path, parts.query, ""))
    return WebAddress(plain, tuple(sorted(headers.items())), public_href(href))


def header_fields(text: str) -> dict[str, str] | None:
    """The fields of GDAL's option, a line each; None when it is something else."""
    fields: dict[str, str] = {}
    for line in text.splitlines():
        name, mark, value = line.partition(":")
        if not mark or not name.strip():
            return None
        fields[name.strip()] = value.strip()
    return fields


def _netrc_login(url: str) -> tuple[str, str] | None:
    """The login of the file that curl looks in."""
    files = [os.environ["NETRC"]] if "NETRC" in os.environ else ["~/.netrc", "~/_netrc"]
    # For every image: paths as objects would take most of the time that making an address does.
    return get_netrc_auth(url) if any(os.path.isfile(os.path.expanduser(name)) for name in files) else None


class RangeClient:
    """Asks for ranges. Blocks; used by many threads at once."""

    def __init__(self, most_connections: int = REMOTE_THREADS) -> None:
        self._connections = WebConnections(most_connections)

    def close(self) -> None:
        """Close the connections."""
        self._connections.close()

    def get(
        self,
        address: WebAddress,
        start: int,
        stop: int,
        *,
        known: str = "",
        is_unwanted: Callable[[], bool] = lambda: False,
    ) -> Piece | None:
        """The bytes from `start` to `stop`, fewer where the file ends; None when the file is still the version `known`.

        Raises:
            NoRanges: the server does not do this; ask through GDAL.
            Unwanted: `is_unwanted` said so.
            MosaicError: the image is not there, not allowed, or out of reach.
        """
        limits = network.limits()
        deadline_s = time.monotonic() + limits.total_or(TOTAL_TIMEOUT_S)
        attempt, attempts = 1, limits.attempts_or(ATTEMPTS)
        while True:
            try:
                return self._once(address, start, stop, known, deadline_s, is_unwanted)
            except _Passing as passing:
                pause_s = BACKOFF_S * 2 ** (attempt - 1)
                if attempt == attempts or time.monotonic() + pause_s >= deadline_s:
                    raise passing.error from passing.__cause__
            attempt += 1
            _pause(pause_s, is_unwanted)

    def _once(
        self,
        address: WebAddress,
        start: int,
        stop: int,
        known: str,
        deadline_s: float,
        is_unwanted: Callable[[], bool],
    ) -> Piece | None:
        if address.renewed is not None:
            address = address.renewed() or address
        own = dict(address.headers) if address.sign is None else address.sign(address.url)
        headers = {**own, "User-Agent": USER_AGENT, "Range": f"bytes={start}-{stop - 1}", "Accept-Encoding": "identity"}
        if known:
            headers["If-Modified-Since" if known.startswith(_DATED) else "If-None-Match"] = _told(known)
        # On the way to another host the login stays behind, as it does between https and http.
        retries = urllib3.Retry(
            total=None,
            connect=0,
            read=0,
            status=0,
            other=0,
            redirect=_MOST_REDIRECTS,
            remove_headers_on_redirect={*own, "Authorization", "Cookie"},
        )
        try:
            manager = self._connections.manager(address.url, address.certificate)
            if manager is None:
                raise NoRanges
            response = manager.request("GET", address.url, headers=headers, retries=retries, preload_content=False)
            try:
                return self._taken(response, address, start, stop, known, deadline_s, is_unwanted)
            except BaseException:
                # What is left of the answer would be taken for the next one.
                response.close()
                raise
            finally:
                response.release_conn()
        except WebTimeoutError as error:
            raise self._unreachable(address, MosaicTimeoutError, "no answer in time") from error
        except (SSLError, ProxyError, LocationParseError) as error:
            if alert_in(error):
                raise self._error(address, MosaicAuthError, _NO_CERTIFICATE) from error
            text = "its certificate is not trusted here" if isinstance(error, SSLError) else "the proxy is out of reach"
            raise self._error(address, UnreachableError, text) from error
        except (HTTPError, OSError) as error:
            reason = error.reason if isinstance(error, urllib3.exceptions.MaxRetryError) else error
            if alert_in(error):
                raise self._error(address, MosaicAuthError, _NO_CERTIFICATE) from error
            if isinstance(reason, SSLError):
                raise self._error(address, UnreachableError, "its certificate is not trusted here") from error
            if isinstance(reason, WebTimeoutError) and not isinstance(reason, urllib3.exceptions.NewConnectionError):
                raise self._unreachable(address, MosaicTimeoutError, "no answer in time") from error
            raise self._unreachable(address, UnreachableError, "no connection") from error

    def _taken(
        self,
        response: urllib3.BaseHTTPResponse,
        address: WebAddress,
        start: int,
        stop: int,
        known: str,
        deadline_s: float,
        is_unwanted: Callable[[], bool],
    ) -> Piece | None:
        status = response.status
        if status == HTTPStatus.NOT_MODIFIED and known:
            _drain(response, deadline_s)
            return None
        if status >= HTTPStatus.BAD_REQUEST:
            words = _drain(response, deadline_s)
            if certificate_wanted(status, words):
                raise self._error(address, MosaicAuthError, _NO_CERTIFICATE)
            raise self._refused(address, status)
        span = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", "").strip())
        encoding = response.headers.get("Content-Encoding", "identity").lower()
        if status != HTTPStatus.PARTIAL_CONTENT or span is None or encoding not in {"", "identity"}:
            raise NoRanges
        first, last, total = int(span[1]), int(span[2]), span[3]
        if first != start or last >= stop:
            raise NoRanges
        validator = _validator(response.headers, total)
        if known and validator == known:
            # The server answers conditions with the file.
            _drain(response, deadline_s)
            return None
        parts: list[bytes] = []
        missing = last + 1 - first
        # Encoded answers were turned away above; what is not to be decoded is not copied through another buffer either.
        while part := response.read1(_CHUNK_BYTES, decode_content=False):
            parts.append(part)
            missing -= len(part)
            if missing < 0:
                raise NoRanges
            if is_unwanted():
                raise Unwanted
            if time.monotonic() > deadline_s:
                raise self._error(
                    address,
                    MosaicTimeoutError,
                    f"not delivered within {network.limits().total_or(TOTAL_TIMEOUT_S):g} s",
                )
        if missing:
            raise self._unreachable(address, UnreachableError, "the connection broke")
        return Piece(b"".join(parts), validator)

    def _refused(self, address: WebAddress, status: int) -> Exception:
        if status in {HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, HTTPStatus.METHOD_NOT_ALLOWED}:
            return NoRanges()
        if status == HTTPStatus.BAD_REQUEST and address.sign is not None:
            # Signed for another region than the bucket's, mostly: GDAL finds the right one.
            return NoRanges()
        kind = type(status_error(status, address.url, "", None, is_signed_in=address.is_signed_in))
        try:
            phrase = HTTPStatus(status).phrase
        except ValueError:
            phrase = "unknown status"
        error = self._error(address, kind, f"the server answered {status} ({phrase})")
        return _Passing(error) if status in RETRIED else error

    def _unreachable(self, address: WebAddress, kind: type[MosaicError], text: str) -> _Passing:
        return _Passing(self._error(address, kind, text))

    @staticmethod
    def _error(address: WebAddress, kind: type[MosaicError], text: str) -> MosaicError:
        return kind(f"The image {address.shown} cannot be read: {text}.", asset=address.shown)


class _Passing(Exception):
    """A failure that may pass: worth another attempt."""

    def __init__(self, error: MosaicError) -> None:
        super().__init__(str(error))
        self.error = error


_DATED = "date "


def _validator(headers: Mapping[str, str], total: str) -> str:
    tag = headers.get("ETag", "").strip()
    if tag:
        return tag
    date = headers.get("Last-Modified", "").strip()
    return f"{_DATED}{date} {total}" if date else ""


def _told(validator: str) -> str:
    """What to ask the server with for a validator."""
    return validator.removeprefix(_DATED).rpartition(" ")[0] if validator.startswith(_DATED) else validator


def _drain(response: urllib3.BaseHTTPResponse, deadline_s: float) -> bytes:
    """Take in what is left of a short answer, so that its connection can be used again; a long one is hung up on.

    Gives how it begins.
    """
    size, first = 0, b""
    with suppress(HTTPError, OSError):
        while part := response.read1(_CHUNK_BYTES, decode_content=False):
            size, first = size + len(part), first or part
            if size > _CHUNK_BYTES or time.monotonic() > deadline_s:
                break
        else:
            return first
    response.close()
    return first


def _pause(seconds: float, is_unwanted: Callable[[], bool]) -> None:
    end_s = time.monotonic() + seconds
    while (left_s := end_s - time.monotonic()) > 0:
        if is_unwanted():
            raise Unwanted
        time.sleep(min(_POLL_S, left_s))


def no_content(address: WebAddress) -> MosaicError:
    """The error of a file that ends before the bytes that its own head tells of."""
    return BadAssetError(f"The image {address.shown} cannot be read: it ends too early.", asset=address.shown)
