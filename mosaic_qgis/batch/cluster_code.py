"""This package as a cluster's workers get it: an archive under a name that says which version it is. Runs in the ENGINE.

The name is made of what the modules and the conditions say, so that a worker that works for several engines has the
right one for each. Reads the package's own files; sends nothing.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from ..backends import network
from ..mosaic import trust
from .parcels import HOME, pack

PARTS = ("mosaic", "backends", "reading", "batch")
"""The packages that tasks need."""
_FOLDER = Path(__file__).resolve().parents[1]
_DIGITS = 12


@dataclass(frozen=True, kw_only=True)
class Shipment:
    """What a worker needs before its first task."""

    package: str
    """The name under which the package is imported there."""
    archive: bytes = field(repr=False)
    """A zip file of the folder with that name."""
    conditions: bytes = field(repr=False)
    """What the person has set for this process and what holds for the workers, too; packed."""


def shipment() -> Shipment:
    """The package and the conditions that hold now."""
    # Sorted: the order of a set differs from process to process.
    conditions = pack({"network": network.limits(), "trusted": sorted(trust.trusted())})
    digest = hashlib.sha256(conditions)
    for name, text in _sources():
        digest.update(f"{name}\0{len(text)}\0".encode() + text)
    package = f"{HOME}_{digest.hexdigest()[:_DIGITS]}"
    return Shipment(package=package, archive=_archive(package), conditions=conditions)


@cache
def _sources() -> tuple[tuple[str, bytes], ...]:
    """Path in the package and text of each module, read once: what runs here is what was there at the start."""
    paths = [_FOLDER / "__init__.py", *(path for part in PARTS for path in (_FOLDER / part).rglob("*.py"))]
    return tuple((path.relative_to(_FOLDER).as_posix(), path.read_bytes()) for path in sorted(paths))


@cache
def _archive(package: str) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _sources():
            archive.writestr(f"{package}/{name}", text)
    return memory.getvalue()
