"""Assets: from the text in a document to what ``rasterio.open`` takes. Runs in the ENGINE; pure, no I/O.

The prefix comes first (plain text, no pattern), then a relative name is resolved against the place of the document: a
folder of the file system, of a web server, of a bucket. Absolute names stay untouched, but for Azure: GDAL's names have
no account there, so one that is not the document's own follows after "#", where rasterio ignores it. A document from elsewhere may
name images elsewhere only: never files of this machine, never GDAL's ``/vsi…`` chains and connection strings.
"""

from __future__ import annotations

import os.path
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from .errors import UntrustedReferenceError

# Schemes of images that a document from elsewhere may refer to; the archives of rasterio's "zip+https" too.
_REMOTE_SCHEMES = frozenset({"http", "https", "s3", "gs", "az", "abfs", "abfss", "oss", "ftp"})
_ARCHIVES = frozenset({"zip", "tar", "gzip"})
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")
# Bounded, so that a name of a million letters takes no hours.
_EMBEDDED = re.compile(r"/vsi.*?[A-Za-z][A-Za-z0-9+.-]{1,31}://")
_WINDOWS_PATH = re.compile(r"[A-Za-z]:[\\/]|\\\\")
# "NETCDF:file:variable", "GTIFF_DIR:1:file", inline VRT or STAC: names that only GDAL understands.
_CONNECTION_STRING = re.compile(r"[A-Z][A-Z0-9_]+:|[<{]")
_AZURE_HOST = re.compile(r"([a-z0-9]{3,24})\.blob\.core\.[a-z0-9.-]+", re.IGNORECASE)
_BUCKET_PREFIXES = {"s3": "/vsis3/", "gs": "/vsigs/", "az": "/vsiaz/"}
# What stays as it is in the path of a URL: separators, and the per cent sign of parts that are encoded already.
_SAFE_IN_URL = "/%:@!$&'()*+,;=~?"
_SAFE_IN_KEY = "/:@!$&'()*+,;=~"


@dataclass(frozen=True, kw_only=True)
class AssetResolver:
    """How the assets of one document are found."""

    place: str | None
    """Folder of the document, ending with a separator: a path, or a URI such as ``https://host/a/`` or ``s3://b/a/``.
    ``None`` when it has none (memory, a database in the cloud): relative names then stay relative."""
    is_remote: bool
    """Whether the document comes from another machine."""
    prefix: str = ""
    """The document's ``asset_prefix``."""
    opened_as: Callable[[str], str] | None = None
    """Gives resolved images another name to open them by; ``None`` leaves them."""
    keeps_names: bool = False
    """Whether names that look like neither path nor file stay as they are: identifiers for a reader of its own."""

    def __post_init__(self) -> None:
        if self.place is not None and not self.place.endswith(("/", os.sep)):
            raise ValueError(f"The place of a document must end with a separator, got {self.place!r}")

    def resolve(self, asset: str) -> str:
        """What to open for ``asset``.

        Raises:
            UntrustedReferenceError: a document from elsewhere refers to something on this machine.
        """
        resolved = self._resolve(asset)
        return resolved if self.opened_as is None else self.opened_as(resolved)

    def _resolve(self, asset: str) -> str:
        name = self.prefix + asset
        scheme_match = _SCHEME.match(name)
        scheme = scheme_match[1].lower() if scheme_match else ""
        if self.is_remote and not self._may_be_named_from_elsewhere(name, scheme):
            raise UntrustedReferenceError(
                f"A mosaic from elsewhere may not refer to files of this computer or to GDAL's special names, got "
                f"{redacted(name)!r}; keep the document beside its images, or use https, s3, gs or az references",
                asset=asset,
            )
        if scheme:
            return _openable(name, scheme, self._account)
        if self.place is None or name.startswith("/vsi") or _WINDOWS_PATH.match(name):
            return name
        if self.keeps_names and not re.search(r"[/\\.]", name):
            return name
        return self._resolve_against_place(name)

    def name_of(self, opened: str) -> str | None:
        """The ``asset`` that is opened as ``opened``; ``None`` where that cannot be told from it."""
        place = self._place_parts
        folder = f"{place.scheme}://{place.netloc}{place.path}" if place.netloc else place.path
        prefix = self.prefix
        candidates = [opened.removeprefix(prefix)] if opened.startswith(prefix) else []
        for start in (folder, os.path.normpath(folder) + os.sep if folder and not place.netloc else ""):
            rest = opened.removeprefix(start)
            if start and rest != opened and rest.startswith(prefix):
                candidates.insert(0, rest.removeprefix(prefix))
        for candidate in candidates:
            if place.scheme in ("http", "https") and unquote(candidate) != candidate:
                # It may be spelled in two ways.
                return None
            try:
                if candidate and self.resolve(candidate) == opened:
                    return candidate
            except UntrustedReferenceError:
                continue
        return None

    def _may_be_named_from_elsewhere(self, name: str, scheme: str) -> bool:
        if scheme:
            *archives, last = scheme.split("+")
            return last in _REMOTE_SCHEMES and _ARCHIVES.issuperset(archives)
        if name.lower().startswith(("/vsi", "file:")) or _WINDOWS_PATH.match(name):
            return False
        if self.place is not None:
            # An address without a host is no place: what is put behind it leads to this machine.
            return bool(self._place_parts.netloc) or not self._place_parts.scheme
        # Nothing will be put before the name, so it must not lead anywhere by itself.
        return not (name.startswith(("/", "\\")) or ".." in name or _CONNECTION_STRING.match(name))

    def _resolve_against_place(self, name: str) -> str:
        place = self._place_parts
        if not place.netloc:
            if name.startswith("/") or _CONNECTION_STRING.match(name):
                return name
            return os.path.normpath(place.path + name)
        folder = "/" if name.startswith("/") else place.path
        if place.scheme not in ("http", "https"):
            return _openable(f"{place.scheme}://{place.netloc}{_joined(folder, name)}", place.scheme, self._account)
        if name.startswith("//"):
            return f"{place.scheme}:{name}"
        path, question, query = name.partition("?")
        path = quote(_joined(folder, path.replace("\\", "/")), safe=_SAFE_IN_URL)
        return f"{place.scheme}://{place.netloc}{path}{question}{query}"

    @cached_property
    def _account(self) -> str | None:
        """The document's own account, for a document in Azure."""
        place = self.place or ""
        return split_azure(place)[0] if place.lower().startswith("az://") else None

    @cached_property
    def _place_parts(self) -> _Place:
        match = _SCHEME.match(self.place or "")
        if match is None:
            return _Place(scheme="", netloc="", path=self.place or "")
        place = _openable(self.place or "", match[1].lower(), self._account)
        netloc, slash, path = place.partition("://")[2].partition("/")
        return _Place(scheme=match[1].lower(), netloc=netloc, path=slash + path)


@dataclass(frozen=True, kw_only=True)
class _Place:
    """The place of a document, taken apart."""

    scheme: str
    """Lower case; empty for the file system."""
    netloc: str
    """Host or bucket; empty for the file system."""
    path: str
    """Folder, ending with a separator; of a host or bucket, it starts with one."""


def _joined(folder: str, name: str) -> str:
    """A path below ``folder`` (starts and ends with "/"), with its "." and ".." parts taken out."""
    parts: list[str] = []
    for part in (folder + name.lstrip("/")).split("/")[1:]:
        if part == ".." and parts:
            parts.pop()
        elif part not in (".", ".."):
            parts.append(part)
    return "/" + "/".join(parts)


def _openable(uri: str, scheme: str, own_account: str | None) -> str:
    """A URI in the form that rasterio understands."""
    if scheme == "az":
        account, path = split_azure(uri)
        if account and account != own_account:
            if "#" not in path:
                return f"az://{path}#{account}"
            # No room for the account: by its web address, which names it.
            return f"https://{uri.partition('://')[2].partition('/')[0]}/{quote(path, safe=_SAFE_IN_KEY)}"
        if account:
            uri = f"az://{path}"
    # rasterio 1.4 cuts these URIs at "#", although it is an ordinary character of a key.
    if "#" in uri and scheme in _BUCKET_PREFIXES:
        return _BUCKET_PREFIXES[scheme] + uri.partition("://")[2]
    return uri


def is_whole(name: str) -> bool:
    """Whether a name begins with a scheme, and so means the same wherever it stands."""
    return _SCHEME.match(name) is not None


def split_azure(uri: str) -> tuple[str | None, str]:
    """``(account, "container/key")`` of ``az://{account}.blob.core.windows.net/container/key``.

    The account is ``None`` for GDAL's form ``az://container/key``.
    """
    host, _, path = uri.partition("://")[2].partition("/")
    match = _AZURE_HOST.fullmatch(host)
    return (match[1].lower(), path) if match else (None, f"{host}/{path}")


def account_of_asset(asset: str) -> str | None:
    """The Azure account of a resolved asset, if it is another than that of its document."""
    path, _, account = asset.partition("#")
    return account or None if path.startswith("az://") else None


def folder_of(uri: str) -> str:
    """The place of a document: its URI up to the last separator of the path, without query."""
    if not _SCHEME.match(uri):
        return uri[: max(uri.rfind("/"), uri.rfind(os.sep)) + 1] or f".{os.sep}"
    parts = urlsplit(uri)
    if parts.scheme not in ("http", "https"):
        return uri[: uri.rindex("/") + 1]
    return urlunsplit((parts.scheme, parts.netloc, parts.path[: parts.path.rfind("/") + 1] or "/", "", ""))


def redacted(uri: str) -> str:
    """A URI for messages: without login, and without the values of its query (they may sign the request).

    GDAL's names that hold a URI, such as ``/vsicurl/https://…``, are shown likewise.
    """
    match = _EMBEDDED.match(uri) if uri.startswith("/vsi") else _SCHEME.match(uri)
    if match is None:
        return uri
    rest, question, query = uri[match.end() :].partition("?")
    authority, slash, path = rest.partition("/")
    names = "&".join(f"{part.partition('=')[0]}=…" for part in query.split("&")) if question else ""
    return f"{match[0]}{authority.rpartition('@')[2]}{slash}{path}{question}{names}"
