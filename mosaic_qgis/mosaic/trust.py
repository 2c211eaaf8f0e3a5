"""Places that the person trusts: documents from there may name anything. Runs in the ENGINE; pure, no I/O.

A document from elsewhere may name images elsewhere only (`assets`). From a trusted place it may name files of this computer
and GDAL's special names, too, as a local document may. A host stands for its documents over https; one that is to be
trusted over http, where anybody on the way can change them, is written with ``http://``; a bucket with its scheme. What a
trusted document names is not trusted by that: a file that only names others is refused as ever.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

_USUAL_PORTS = {"http": 80, "https": 443}
_trusted: frozenset[tuple[str, str]] = frozenset()


def places_of(text: str) -> frozenset[tuple[str, str]]:
    """The places in a list with spaces or commas between: scheme, and host with its port or bucket.

    Raises:
        ValueError: one of them is neither a host nor a bucket; the message says which.
    """
    return frozenset(_place_of(entry) for entry in text.replace(",", " ").split())


def _place_of(entry: str) -> tuple[str, str]:
    place = _site(entry if "://" in entry else f"https://{entry}")
    if place is None or "*" in entry or "@" in entry:
        raise ValueError(
            f"A trusted place must be a host such as data.example.com or a bucket such as s3://name, got {entry!r}"
        )
    return place


def _site(uri: str) -> tuple[str, str] | None:
    """Scheme and host or bucket of a URI; ``None`` when it has none."""
    try:
        parts = urlsplit(uri)
        port = parts.port
    except ValueError:
        return None
    scheme, host = parts.scheme.lower(), (parts.hostname or "").lower().rstrip(".")
    if not host or scheme not in {"http", "https", "s3", "gs", "az"}:
        return None
    return scheme, host if port in {None, _USUAL_PORTS.get(scheme)} else f"{host}:{port}"


def trust(places: Iterable[tuple[str, str]]) -> None:
    """Trust these from now on, and no others, in the whole process."""
    global _trusted  # noqa: PLW0603 (the one value of the process)
    _trusted = frozenset(places)


def trusted() -> frozenset[tuple[str, str]]:
    """What is trusted now."""
    return _trusted


def is_trusted(uri: str | None) -> bool:
    """Whether what was read from this address is trusted."""
    return bool(_trusted) and uri is not None and _site(uri) in _trusted
