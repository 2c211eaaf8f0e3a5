"""Who this engine is: the answer to hello.

ENGINE side. Reads metadata.txt and the packages' own metadata; imports none of the packages.
"""

from __future__ import annotations

import importlib.metadata
import os
import platform
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
        python=platform.python_version(),
        pid=os.getpid(),
        packages={name: version for name in PACKAGES if (version := _installed(name))},
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


def _installed(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""
