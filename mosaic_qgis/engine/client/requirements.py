"""What the engine's environment consists of: the lock file, its sizes, the pinned pip; and the packages for a cluster.

QGIS side, without QGIS. Reads the data files that `make lock` writes beside the engine's code. Never changes them, never
asks the network.
"""

from __future__ import annotations

import hashlib
import json
import platform
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ENGINE_FOLDER: Final = Path(__file__).resolve().parents[1]
_PINNED: Final = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)")
_HASH: Final = re.compile(r"--hash=sha256:(?P<digest>[0-9a-f]{64})")


@dataclass(frozen=True, kw_only=True)
class InstallSize:
    """What an installation costs."""

    packages: int
    """How many packages."""
    megabytes: float
    """Space on the disk afterwards, in MB (10^6 bytes)."""
    download_megabytes: float
    """What is fetched, in MB; the disk holds it until the installation is finished."""


@dataclass(frozen=True, kw_only=True)
class EngineRequirements:
    """The files that say what to install."""

    lock: Path = ENGINE_FOLDER / "requirements.lock"
    """Exact versions with hashes, as pip reads them."""
    sizes: Path = ENGINE_FOLDER / "requirements.sizes.json"
    """Per platform: packages, download and installed bytes."""
    pip_lock: Path = ENGINE_FOLDER / "pip.lock"
    """The version of pip that the package carries, with its hash."""
    pip_folder: Path = ENGINE_FOLDER
    """Where the wheel of that pip is, if it is there."""
    prefix: str = "engine-"
    """What the names of the folders begin with that hold such an installation."""
    imports: tuple[str, ...] = (
        "rasterio",
        "deflate",
        "rio_tiler.io",
        "rio_tiler.mosaic",
        "morecantile",
        "pydantic",
        "shapely",
    )
    """Modules that must import before an installation counts as finished: the compiled ones foremost."""

    @property
    def digest(self) -> str:
        """The lock's fingerprint, 12 hexadecimal digits; the environment's folder is named after it."""
        return hashlib.sha256(self.lock.read_bytes()).hexdigest()[:12]

    def size(self) -> InstallSize:
        """What this machine will take. For a platform that was not measured: the largest of the measured ones."""
        measured = json.loads(self.sizes.read_text(encoding="utf-8"))["platforms"]
        key = platform_key(sys.platform, platform.machine())
        row = measured.get(key) or max(measured.values(), key=lambda other: other["installed_bytes"])
        return InstallSize(
            packages=row["packages"],
            megabytes=round(row["installed_bytes"] / 1e6, 1),
            download_megabytes=round(row["download_bytes"] / 1e6, 1),
        )

    def pip_wheel(self) -> Path | None:
        """The pinned pip's wheel, or None when it is not there or is not the pinned one."""
        text = self.pip_lock.read_text(encoding="utf-8")
        pinned = [found for line in text.splitlines() if (found := _PINNED.match(line))]
        wheel = self.pip_folder / f"pip-{pinned[0]['version']}-py3-none-any.whl"
        if not wheel.is_file():
            return None
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        return wheel if digest in {found["digest"] for found in _HASH.finditer(text)} else None


CLUSTER: Final = EngineRequirements(
    lock=ENGINE_FOLDER / "cluster.lock",
    sizes=ENGINE_FOLDER / "cluster.sizes.json",
    prefix="cluster-",
    imports=("distributed",),
)
"""What is installed besides, when a Dask cluster is first used; complete by itself."""


def platform_key(system: str, machine: str) -> str:
    """The key of a platform in the sizes file, such as ``linux-x86_64``: sys.platform and one name per processor."""
    processor = {"amd64": "x86_64", "arm64": "aarch64"}.get(machine.lower(), machine.lower())
    return f"{system}-{processor}"
