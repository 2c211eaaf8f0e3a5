"""Trying a login, and handing over a renewed one: the requests and their results.

Runs on BOTH sides. Plain values only; no step shows a secret.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from .request import Credentials, Request
from .results import Empty

Subject = Literal["document", "api", "images", "signing"]


@dataclass(frozen=True, kw_only=True)
class ProbeFacts:
    """What a step found; what does not concern its subject is null."""

    quadkeys: int | None = None
    """Of a document; null too where nobody knows how many there are."""
    with_login: bool | None = None
    """Whether a document or API was read with a login."""
    width: int | None = None
    """Of an image, in pixels."""
    height: int | None = None
    signing: Literal["signed", "no_container", "no_blob"] | None = None
    """What became of a link: signed, not signed since the service knows no such container, or no link that it signs."""


@dataclass(frozen=True, kw_only=True)
class ProbeStep:
    """One thing that was tried."""

    subject: Subject
    name: str
    """What it was tried on: an address without secrets."""
    code: str = ""
    """Of the failure; empty when it worked."""
    message: str
    """What happened, one sentence."""
    facts: ProbeFacts | None = None
    """The same in figures, of a step that worked."""


@dataclass(frozen=True, kw_only=True)
class ProbeResult:
    """What happened, in order; nothing is tried after the document failed."""

    steps: tuple[ProbeStep, ...]


@dataclass(frozen=True, kw_only=True)
class RenewedHeaders:
    """What a login of QGIS has become."""

    id: str
    """QGIS's name of the login."""
    headers: Mapping[str, str] = field(repr=False)
    """What QGIS would send now."""


@dataclass(frozen=True, kw_only=True)
class Renew(Request):
    """Logins of open mosaics sign in with these headers from now on; what nobody uses is ignored."""

    op = "renew"
    result = Empty

    logins: tuple[RenewedHeaders, ...]


@dataclass(frozen=True, kw_only=True)
class Probe(Request):
    """Try to reach a mosaic and one of its images."""

    op = "probe"
    result = ProbeResult

    uri: str
    """As of ``open``."""
    options: Mapping[str, str] = field(default_factory=dict)
    """The layer's URI options."""
    credentials: Credentials | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if not self.uri:
            raise ValueError("uri must not be empty.")
