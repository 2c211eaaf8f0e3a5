"""Saving an open mosaic, or a URI, as a MosaicJSON of its own: the request and its result.

Runs on BOTH sides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .request import Credentials, Request


@dataclass(frozen=True, kw_only=True)
class SaveResult:
    """What was written."""

    uri: str
    """Where it is now, without secrets."""
    images: int
    """Different images in it."""
    tiles: int
    """Keys in it."""


@dataclass(frozen=True, kw_only=True)
class Save(Request):
    """Write the images of a mosaic, as they are now, as a MosaicJSON."""

    op = "save"
    result = SaveResult
    repeatable = False

    handle: str | None = None
    """An open mosaic; with it, uri, options and credentials are not used."""
    uri: str = ""
    """As in Open."""
    options: Mapping[str, str] = field(default_factory=dict)
    credentials: Credentials | None = field(default=None, repr=False)
    target: str
    """The URI of the new document; a file path is absolute."""
    target_credentials: Mapping[str, object] | None = field(default=None, repr=False)
    """The login of the store that it is written to."""
    overwrite: bool = False
    """Whether a document that is there may be replaced; else the request fails with ``exists``."""
    name: str | None = None
    """Of the new document; None: as the mosaic has it."""
    description: str | None = None
    attribution: str | None = None

    def __post_init__(self) -> None:
        if not self.target:
            raise ValueError("target must not be empty.")
        if self.handle is None and not self.uri:
            raise ValueError("Either handle or uri must be given.")
