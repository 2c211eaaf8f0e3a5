"""What is asked of a check, and what comes of it. Runs in the ENGINE; values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .mosaics import Source


@dataclass(frozen=True, kw_only=True)
class Target:
    """Where the repaired document goes."""

    uri: str
    credentials: Any = field(default=None, repr=False)
    """Of the store, as its backend wants them."""
    overwrite: bool = False


@dataclass(frozen=True, kw_only=True)
class Check:
    """What is to be checked."""

    source: Source
    looks_at_images: bool = True
    most_images: int = 0
    """0 is all; else so many from all over the mosaic."""
    target: Target | None = None
    cluster: str = ""


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What a check has come to; the findings one by one went to whoever listens."""

    uri: str
    """Without secrets."""
    crs_wkt: str
    """Of all geometries, geographic; empty where the document cannot be opened."""
    name: str
    version: str
    """Of the specification, as the document says."""
    errors: int
    warnings: int
    notes: int
    tiles: int
    images: int
    images_looked_at: int
    images_failed: int
    rules: list[dict[str, Any]]
    """See ``Findings.summary``."""
    kinds: dict[str, list[list[Any]]]
    """See ``validation_traits.distributions``."""
    left_out: list[str]
    """What was not checked, and why."""
    picture: dict[str, Any] | None
    repairs: list[str]
    repaired_uri: str
    """Empty where nothing was written."""
