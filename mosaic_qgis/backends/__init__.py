"""Where a mosaic lives: one module per store, and ``MosaicBackend``, which picks the class by the URI. ENGINE.

A new store is one module and one row of the table. A store's module, and with it its cloud library, is loaded when its
first URI comes; the classes can be imported from here all the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from ..mosaic.assets import redacted
from .base import MosaicJSONBackend


@dataclass(frozen=True, kw_only=True)
class StoreEntry:
    """One kind of store."""

    module: str
    """Module of this package."""
    class_name: str
    """Class in it."""
    cuts_scheme: bool = False
    """Whether "stac+" is cut from the URI, which then names a web address."""

    def load(self) -> type[MosaicJSONBackend]:
        """The class; loads its module."""
        backend: type[MosaicJSONBackend] = getattr(import_module(f".{self.module}", __name__), self.class_name)
        return backend


_FILE = StoreEntry(module="file", class_name="FileBackend")
_WEB = StoreEntry(module="web", class_name="HttpBackend")
_MEMORY = StoreEntry(module="memory", class_name="MemoryBackend")
STORES: dict[str, StoreEntry] = {
    "file": _FILE,
    "http": _WEB,
    "https": _WEB,
    "s3": StoreEntry(module="s3", class_name="S3Backend"),
    "sqlite": StoreEntry(module="sqlite", class_name="SQLiteBackend"),
    "gs": StoreEntry(module="gs", class_name="GCSBackend"),
    "az": StoreEntry(module="az", class_name="ABSBackend"),
    "dynamodb": StoreEntry(module="dynamodb", class_name="DynamoDBBackend"),
    "stac+https": StoreEntry(module="stac", class_name="STACBackend", cuts_scheme=True),
    "stac+http": StoreEntry(module="stac", class_name="STACBackend", cuts_scheme=True),
    "stac+file": StoreEntry(module="stac", class_name="STACBackend", cuts_scheme=True),
}

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):/")
_BY_CLASS = {entry.class_name: entry for entry in (*STORES.values(), _MEMORY)}

__all__ = ["MosaicBackend", "MosaicJSONBackend", *sorted(_BY_CLASS)]  # noqa: PLE0604 - names all the same


def scheme_of(uri: str) -> str:
    """The scheme of a URI in lower case; empty for a path, also for one with a Windows drive."""
    match = _SCHEME.match(uri)
    return match[1].lower() if match else ""


def MosaicBackend(input: str | None, *args: Any, **kwargs: Any) -> MosaicJSONBackend:  # noqa: A002, N802 - public name
    """Open the mosaic at ``input``: a URI, a path, or ``None`` or ``:memory:`` with ``mosaic_def``.

    Raises:
        ValueError: the scheme of the URI is unknown.
        MosaicError: see the class.
    """
    if not input or input == ":memory:":
        return _MEMORY.load()(*args, **kwargs)
    scheme = scheme_of(str(input))
    if not scheme:
        return _FILE.load()(input, *args, **kwargs)
    entry = STORES.get(scheme)
    if entry is None:
        known = ", ".join(f"{scheme}://" for scheme in sorted(STORES))
        raise ValueError(f"'{scheme}' is not a known scheme of mosaics ({known}, or a path), got {redacted(input)!r}")
    uri = scheme + input[len(scheme) :]
    return entry.load()(uri.removeprefix("stac+") if entry.cuts_scheme else uri, *args, **kwargs)


def __getattr__(name: str) -> Any:
    if name in _BY_CLASS:
        return _BY_CLASS[name].load()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
