"""How to sign in at one host of the web, and where that host is. Runs in the ENGINE; no I/O."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from requests.auth import _basic_auth_str

from ..mosaic.assets import redacted
from ..mosaic.errors import BadRequestError
from .client_certificates import PresentedCertificate
from .renewed_logins import OPTION, HeldHeaders


@dataclass(frozen=True, kw_only=True)
class HttpCredentials:
    """How to sign in at one host. Hashable, so that caches can tell logins apart; ``repr`` shows no secret."""

    username: str | None = field(default=None, repr=False)
    """For HTTP basic authentication, together with ``password``."""
    password: str | None = field(default=None, repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Name and value of headers such as ``Authorization`` or ``X-Api-Key``."""
    held: HeldHeaders | None = field(default=None, repr=False, compare=False)
    """The headers that count instead of the above, where QGIS renews them."""
    certificate: PresentedCertificate | None = field(default=None, repr=False)
    """What is presented to the host while a connection is made."""

    def __post_init__(self) -> None:
        if (self.username is None) != (self.password is None):
            raise ValueError(
                "HTTP credentials must have a user name and a password, or neither of them; one is missing"
            )
        for name, value in self.headers:
            if not name or any(sign in name + value for sign in "\r\n"):
                raise ValueError(f"The header {name!r} of HTTP credentials must have a name and one line only")

    def as_headers(self) -> dict[str, str]:
        """The headers that sign a request in; they hold the secrets."""
        headers = dict(self.headers if self.held is None else self.held.headers)
        if self.username is not None and self.password is not None:
            headers["Authorization"] = _basic_auth_str(self.username, self.password)
        return headers


def gdal_login(home: str, credentials: HttpCredentials | None, hrefs: Sequence[str]) -> dict[str, str]:
    """GDAL's options for reading images signed in; empty unless all of them are on the host of ``home``."""
    on_the_web = all(href.startswith(("http://", "https://")) for href in hrefs)
    if credentials is None or not on_the_web or any(origin(href) != origin(home) for href in hrefs):
        return {}
    renewed = credentials.certificate or credentials.held
    if renewed is not None:
        return {OPTION: renewed.key}
    # The line breaks keep GDAL from splitting a header at its commas.
    return {"GDAL_HTTP_HEADERS": "".join(f"{name}: {value}\r\n" for name, value in credentials.as_headers().items())}


def origin(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port of a URL, with the usual port left out.

    Raises:
        BadRequestError: it is no URL.
    """
    try:
        parts = urlsplit(url)
        scheme, port = parts.scheme.lower(), parts.port
    except ValueError as error:
        raise BadRequestError(f"{redacted(url)!r} is no web address, {error}") from error
    usual = {"http": 80, "https": 443}.get(scheme)
    return scheme, (parts.hostname or "").lower(), None if port == usual else port
