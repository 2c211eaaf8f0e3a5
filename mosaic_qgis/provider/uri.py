"""Layer URIs: the mosaic's own URI followed by `|key=value` options.

QGIS side, pure (standard library only). Owns the spelling of a layer's source: encode and decode are exact inverses.
What may be shown of one is `host.redaction.redacted`. Never opens, resolves or checks what a URI points to.

The mosaic's URI stays as a person would write it. Only what would be mistaken for the start of an option is escaped:
`|word=` becomes `%7Cword=`, and a literal `%7Cword=` becomes `%257Cword=` (and so on, one level at a time). Option
values are percent-encoded.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath, PureWindowsPath
from types import MappingProxyType
from urllib.parse import quote, unquote, urlsplit

from ..host.patterns import Pattern
from ..host.redaction import redacted

_KEY = r"[A-Za-z_][A-Za-z0-9_]*"
_OPTION_START = Pattern(rf"\|(?={_KEY}=)")
_ESCAPE = Pattern(rf"\||%(?:25)*7C(?={_KEY}=)")
_UNESCAPE = Pattern(rf"%((?:25)*)7C(?={_KEY}=)")
_VALID_KEY = Pattern(rf"{_KEY}\Z")
_VALUE_SAFE = ",:/;@+-._~*()!$'<>=?"

_SCHEME = Pattern(r"([A-Za-z][A-Za-z0-9+.-]+)://")
_WINDOWS_DRIVE = Pattern(r"[A-Za-z]:[\\/]")
_SUFFIXES = (".mosaicjson", ".mosaicjson.gz", ".json", ".json.gz")
_ITEM_SUFFIXES = (".geojson", ".parquet")
_SQLITE = Pattern(r"(sqlite:///)(?!:memory:)(.+)(:[^:/\\]+)\Z", re.IGNORECASE | re.DOTALL)
_STAC_FILE = "stac+file://"
_COLLECTIONS_NAMED = 3


@dataclass(frozen=True, kw_only=True)
class LayerUri:
    """What a layer's source says, taken apart."""

    mosaic: str
    """The mosaic's own URI or path, as the engine gets it. Never empty after `strip`."""
    options: Mapping[str, str] = field(default_factory=dict)
    """Options in the order they were written; unknown ones are kept. Values are plain text, not percent-encoded."""

    def __post_init__(self) -> None:
        for key, value in self.options.items():
            if not _VALID_KEY.match(key):
                raise ValueError(f"an option's name must be letters, digits and _, got {key!r}; rename the option")
            if not isinstance(value, str):
                raise TypeError(f"the value of option {key!r} must be text, got {value!r}; convert it first")
        object.__setattr__(self, "options", MappingProxyType(dict(self.options)))

    def __hash__(self) -> int:
        return hash(encode(self))

    def __repr__(self) -> str:
        return f"LayerUri({redacted(encode(self))!r})"

    def with_mosaic(self, mosaic: str) -> LayerUri:
        """The same options over another document."""
        return LayerUri(mosaic=mosaic, options=self.options)

    @property
    def local_path(self) -> str | None:
        """The path of a local document (plain path or `file://`), None for anything remote or stored elsewhere."""
        return local_path(self.mosaic)

    @property
    def name(self) -> str:
        """A name for people: the file's stem, the mosaic's name in its database, what a search looks for, or the last
        part of the URI. Never a secret."""
        if self.mosaic.lower().startswith("stac+"):
            searched = self._searched_name()
            if searched:
                return searched
        address = urlsplit(self.mosaic)
        text = self.local_path or address.path.strip("/") or address.netloc.rpartition("@")[2] or self.mosaic
        last = re.split(r"[\\/]", text.rstrip("\\/"))[-1]
        if address.scheme.lower() in ("sqlite", "dynamodb"):
            return last.rpartition(":")[2] or last
        for suffix in sorted((*_SUFFIXES, *_ITEM_SUFFIXES), key=len, reverse=True):
            if last.lower().endswith(suffix) and len(last) > len(suffix):
                return last[: -len(suffix)]
        return last

    def _searched_name(self) -> str:
        """The collections of a STAC search, or the host where it names none; empty for other addresses."""
        address = urlsplit(self.mosaic)
        try:
            query = json.loads(self.options.get("query", ""))
        except ValueError:
            query = None
        collections = query.get("collections") if isinstance(query, dict) else None
        if isinstance(collections, list) and collections:
            names = [str(each) for each in collections]
            rest = ", …" if len(names) > _COLLECTIONS_NAMED else ""
            return ", ".join(names[:_COLLECTIONS_NAMED]) + rest
        is_search = address.path.rstrip("/").rpartition("/")[2] in ("search", "")
        return (address.hostname or "") if is_search else ""


def encode(uri: LayerUri) -> str:
    """The layer source of `uri`. Inverse of `decode`."""
    mosaic = _ESCAPE.sub(_escape_one, uri.mosaic)
    return mosaic + "".join(f"|{key}={quote(value, safe=_VALUE_SAFE)}" for key, value in uri.options.items())


def decode(source: str) -> LayerUri:
    """Take a layer source apart. Any text is a valid source; what is not an option belongs to the mosaic's URI."""
    mosaic, *options = _OPTION_START.split(source)
    pairs = (option.partition("=") for option in options)
    return LayerUri(
        mosaic=_UNESCAPE.sub(lambda found: f"%{found[1][:-2]}7C" if found[1] else "|", mosaic),
        options={key: unquote(value) for key, _, value in pairs},
    )


def _escape_one(found: re.Match[str]) -> str:
    if found[0] != "|":
        return f"%25{found[0][1:]}"
    starts_option = _OPTION_START.match(found.string, found.start())
    return "%7C" if starts_option else "|"


def local_path(mosaic: str) -> str | None:
    """The local path that a mosaic URI names, or None. `file://` URIs are unquoted; nothing is looked up on disk."""
    if _WINDOWS_DRIVE.match(mosaic):
        return mosaic
    scheme = _SCHEME.match(mosaic)
    if scheme is None:
        return mosaic if mosaic and not mosaic.startswith((":", "/vsi")) else None
    if scheme[1].lower() != "file":
        return None
    rest = mosaic[len("file://") :]
    host, slash, path = rest.partition("/")
    if host and host.lower() != "localhost":
        return f"//{host}/{unquote(path)}"
    path = unquote(slash + path)
    # file:///C:/folder names a drive; url2pathname would only know that when running on Windows.
    return path[1:] if _WINDOWS_DRIVE.match(path[1:]) else path


def file_in(mosaic: str) -> str | None:
    """The path of the local file that a mosaic is in: a document, a SQLite database, a file of STAC items; else None."""
    if mosaic.lower().startswith(_STAC_FILE):
        rest = mosaic[len(_STAC_FILE) :]
        return unquote(rest) if rest.startswith(("./", "../")) else local_path(f"file://{rest}")
    database = _SQLITE.match(mosaic)
    return database[2] if database else local_path(mosaic)


def with_file(mosaic: str, path: str) -> str:
    """The same mosaic in the local file `path`. Only where `file_in` has found a file."""
    if mosaic.lower().startswith(_STAC_FILE):
        # A drive stands behind a third slash: file:///C:/folder.
        slash = "/" if _WINDOWS_DRIVE.match(path) else ""
        return _STAC_FILE + slash + quote(path, safe="/:\\")
    database = _SQLITE.match(mosaic)
    return f"{database[1]}{path}{database[3]}" if database else path


def is_absolute(path: str) -> bool:
    """Whether a local path is absolute on any system a project may come from."""
    return PurePosixPath(path).is_absolute() or PureWindowsPath(path).is_absolute()


def has_mosaic_suffix(text: str) -> bool:
    """Whether a path or URL ends as a MosaicJSON document may (`.json`, `.mosaicjson`, each also with `.gz`)."""
    scheme = _SCHEME.match(text)
    path = urlsplit(text).path if scheme and scheme[1].lower() != "file" else text
    return path.lower().endswith(_SUFFIXES)


def is_remote(mosaic: str) -> bool:
    """Whether the mosaic is not a local file."""
    return local_path(mosaic) is None


def from_text(text: str) -> LayerUri:
    """The URI that a person typed, pasted or dropped: surrounding space and quotes are no part of it."""
    cleaned = text.strip()
    if len(cleaned) > 1 and cleaned[0] == cleaned[-1] and cleaned[0] in "\"'":
        cleaned = cleaned[1:-1].strip()
    return decode(cleaned)
