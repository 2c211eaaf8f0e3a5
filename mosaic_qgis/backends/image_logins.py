"""How a layer signs in at its images: which login is for which of them. Runs in the ENGINE; no I/O of its own.

A login goes to the images of its own kind of store, and where it names hosts, buckets or accounts, to those alone. What
would show a secret to whoever keeps an image (a password or a token for web addresses, a shared access signature) goes
only where the login says, or where the document lies: a document from elsewhere must not choose who learns it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from ..mosaic.assets import account_of_asset
from .http_credentials import HttpCredentials, gdal_login, origin
from .signing_services import SigningService

_PREFIXES = {"s3": ("s3://", "/vsis3/"), "gs": ("gs://", "/vsigs/"), "az": ("az://", "/vsiaz/")}


@dataclass(frozen=True, kw_only=True)
class ImageLogin:
    """One login for images, of one kind of store."""

    kind: str
    """s3, gs, az or http."""
    credentials: Any = field(repr=False)
    """The value object of the store's module."""
    places: frozenset[str] = frozenset()
    """Hosts, buckets or accounts that it is for, lower case; empty: wherever that shows nobody a secret."""

    def options_for(self, hrefs: Sequence[str], document: str) -> dict[str, str] | None:
        """GDAL's options for an image of these files; ``None`` unless the login is for all of them."""
        match self.kind:
            case "http":
                return self._http_options(hrefs, document)
            case "s3" | "gs":
                if not all(self._is_in_bucket(href) for href in hrefs):
                    return None
                if self.kind == "s3":
                    from .s3 import gdal_options_of as s3_options

                    return s3_options(self.credentials)
                from .gs import gdal_options_of as gs_options

                return gs_options(self.credentials)
        return self._azure_options(hrefs, document)

    def _is_in_bucket(self, href: str) -> bool:
        prefix = next((each for each in _PREFIXES[self.kind] if href.startswith(each)), None)
        bucket = href[len(prefix) :].partition("/")[0].lower() if prefix else ""
        return bool(bucket) and (not self.places or bucket in self.places)

    def _http_options(self, hrefs: Sequence[str], document: str) -> dict[str, str] | None:
        if not isinstance(self.credentials, HttpCredentials) or not all(map(_is_web, hrefs)):
            return None
        places = self.places or _own_place(document)
        if len({origin(href) for href in hrefs}) > 1 or not all(is_at(href, places) for href in hrefs):
            return None
        return gdal_login(hrefs[0], self.credentials, hrefs)

    def _azure_options(self, hrefs: Sequence[str], document: str) -> dict[str, str] | None:
        from .az import account_of, gdal_options_of
        from .azure_environment import account_options

        if not all(href.startswith(_PREFIXES["az"]) for href in hrefs):
            return None
        own = account_of(urlsplit(document).netloc).lower() if document.lower().startswith("az://") else ""
        accounts = {account_of_asset(href) or own for href in hrefs}
        if len(accounts) > 1:
            return None
        account = accounts.pop() or (next(iter(self.places)) if len(self.places) == 1 else "")
        if not account or account not in (self.places or {own}):
            return None
        return {**account_options(account, has_credentials=True), **gdal_options_of(self.credentials, account)}


@dataclass(frozen=True, kw_only=True)
class ImageAccess:
    """All that decides how the images of a layer are asked for."""

    login: ImageLogin | None = None
    """Beside the document's own."""
    service: SigningService | None = None
    """Signs links to blobs."""

    def name_of(self, href: str) -> str:
        """What to open for a resolved image: what will be signed is named as a blob."""
        return href if self.service is None else self.service.as_blob(href)

    def options_for(self, hrefs: Sequence[str], document: str) -> dict[str, str] | None:
        """GDAL's options for an image of these files, of the mosaic at an address; ``None`` leaves it to the document's."""
        if self.service is not None:
            containers = {
                (account_of_asset(href) or "", href.removeprefix("az://").partition("/")[0]) for href in hrefs
            }
            if len(containers) == 1:
                account, container = containers.pop()
                if account:
                    from .renewed_logins import OPTION

                    return {
                        "AZURE_STORAGE_ACCOUNT": account,
                        OPTION: self.service.token_for(account, container).key,
                    }
        return None if self.login is None else self.login.options_for(hrefs, document)


def places_of(text: str) -> frozenset[str]:
    """The hosts, buckets or accounts that a login names, as people write them: addresses too, with commas or spaces."""
    found = set()
    for word in text.replace(",", " ").replace(";", " ").lower().split():
        scheme, mark, rest = word.partition("://")
        place = (rest if mark else scheme).partition("/")[0].rpartition("@")[2]
        if place.endswith(".blob.core.windows.net"):
            place = place.partition(".")[0]
        found.add(place)
    return frozenset(found - {""})


def is_at(href: str, places: frozenset[str]) -> bool:
    """Whether a web address is at one of some hosts; ``*.example.com`` means all below it, ``host:8080`` one port."""
    if not _is_web(href):
        return False
    _, host, port = origin(href)
    for place in places:
        name, mark, wanted = place.rpartition(":")
        if not (mark and wanted.isdigit()):
            name, wanted = place, ""
        if wanted and str(port or {"http": 80, "https": 443}[origin(href)[0]]) != wanted:
            continue
        if host == name or (name.startswith("*.") and host.endswith(name[1:])):
            return True
    return False


def _is_web(href: str) -> bool:
    return href.lower().startswith(("http://", "https://"))


def _own_place(document: str) -> frozenset[str]:
    """The host and port of a document on the web."""
    address = document.removeprefix("stac+")
    if not _is_web(address):
        return frozenset()
    scheme, host, port = origin(address)
    return frozenset({f"{host}:{port or {'http': 80, 'https': 443}[scheme]}"})
