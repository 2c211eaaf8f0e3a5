"""Who this engine is: the answer to hello.

ENGINE side. Reads metadata.txt and the packages' own metadata; imports none of the packages.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from ..wire.requests import PROTOCOL_VERSION
from ..wire.results import HelloResult

PACKAGES: Final = ("rasterio", "rio-tiler", "morecantile", "numpy", "pydantic")
"""Those whose version a bug report needs."""

_METADATA: Final = Path(__file__).resolve().parents[3] / "metadata.txt"


def identity() -> HelloResult:
    """What hello is answered with."""
    return HelloResult(
        protocol=PROTOCOL_VERSION,
        plugin_version=plugin_version(_METADATA),
        python=".".join(map(str, sys.version_info[:3])),
        pid=os.getpid(),
        packages=installed(PACKAGES, sys.path),
    )


def plugin_version(metadata: Path) -> str:
    """The version in the plugin's metadata.txt, "" where there is none.

    It is read from disk: after an update of the plugin under a running QGIS it differs from QGIS's own.
    """
    try:
        lines = metadata.read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    for line in lines:
        key, separator, value = line.partition("=")
        if separator and key.strip() == "version":
            return value.strip()
    return ""


def installed(names: Iterable[str], path: Iterable[str]) -> Mapping[str, str]:
    """Name -> version of those of ``names`` that are installed in a folder of ``path``, the first folder first.

    Reads the names of the folders ``rio_tiler-9.4.12.dist-info`` and no file: importlib.metadata would take longer than
    all the rest before hello.
    """
    wanted = {_normalized(name): name for name in names}
    found: dict[str, str] = {}
    for folder in path:
        try:
            entries = [entry.name for entry in Path(folder).iterdir()]
        except OSError:
            continue
        for entry in entries:
            package, _, version = entry.removesuffix(".dist-info").partition("-")
            name = wanted.get(_normalized(package)) if entry.endswith(".dist-info") else None
            if name is not None:
                found.setdefault(name, version)
    return {name: found[name] for name in wanted.values() if name in found}


def _normalized(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
