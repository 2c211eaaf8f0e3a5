"""Making the overview image of a mosaic: what is wanted and what was made.

Runs on BOTH sides. Plain values only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .request import Credentials, Request
from .results import Skipped


@dataclass(frozen=True, kw_only=True)
class OverviewResult:
    """An overview image that the document names now."""

    file: str
    href: str
    """What the document calls it."""
    maxzoom: int
    """The zoom whose resolution it has."""
    skipped: tuple[Skipped, ...] = ()
    """Images that could not be read and are not in it, at most 1000."""
    skipped_count: int = 0
    """All of them."""


@dataclass(frozen=True, kw_only=True)
class MakeOverview(Request):
    """Draw the overview image of a mosaic and name it in the document; sends progress."""

    op = "make_overview"
    result = OverviewResult
    repeatable = False

    uri: str
    """As in Open."""
    options: Mapping[str, str] = field(default_factory=dict)
    """Only those about logins count: the image shows what the document has."""
    credentials: Credentials | None = field(default=None, repr=False)
    file: str
    """Absolute path of the image, a GeoTIFF."""
    overwrite: bool = False
    """Whether a file that is there may be replaced."""
    href: str = ""
    """What the document shall call it; empty: its path, seen from a document that is a file."""
    maxzoom: int | None = None
    """None means the zoom above the mosaic's smallest."""
    skips_broken: bool = False
    """Whether images that cannot be read are left out; else the first of them fails the request."""
    cluster: str = ""
    """The address of a Dask scheduler; empty: this machine."""

    def __post_init__(self) -> None:
        if not self.uri:
            raise ValueError("uri must not be empty.")
        if not self.file:
            raise ValueError("file must not be empty.")
