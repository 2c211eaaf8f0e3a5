"""How the engine is started: the command line, the child's environment, the process itself.

QGIS side, without QGIS. Owns the list of environment variables that must not reach the engine, each with its reason.
Never installs anything (environment.py) and never speaks the protocol (child.py).
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from ..wire.failures import ENVIRONMENT, EngineFailure

SERVER_MODULE: Final = "mosaic_qgis.engine.server"

REMOVED: Final[Mapping[str, str]] = {
    "__PYVENV_LAUNCHER__": "macOS: makes the engine's interpreter believe that it is the host's",
    "DYLD_FALLBACK_LIBRARY_PATH": "macOS: would put QGIS's libraries before those in rasterio's wheel",
    "DYLD_FRAMEWORK_PATH": "macOS: as DYLD_FALLBACK_LIBRARY_PATH",
    "DYLD_INSERT_LIBRARIES": "macOS: loads a library that was meant for QGIS's own binary",
    "DYLD_LIBRARY_PATH": "macOS: as DYLD_FALLBACK_LIBRARY_PATH",
    "GDAL_DATA": "data files of QGIS's GDAL; rasterio's wheel carries its own, of another version",
    "GDAL_DRIVER_PATH": "plugins built for QGIS's GDAL crash another GDAL",
    "GDAL_PAM_PROXY_DIR": "QGIS's folder for .aux.xml files; two GDAL versions must not write there together",
    "GDAL_PYTHON_DRIVER_PATH": "would run foreign Python drivers inside the engine",
    "GEOTIFF_CSV": "as GDAL_DATA",
    "LD_LIBRARY_PATH": "wrapper scripts put QGIS's or GRASS's libraries first; the engine's wheels carry their own",
    "LD_PRELOAD": "loads a library that was meant for QGIS's own binary",
    "OGR_DRIVER_PATH": "as GDAL_DRIVER_PATH",
    "PROJ_DATA": "proj.db of QGIS's PROJ; rasterio's and pyproj's PROJ refuse another layout",
    "PROJ_LIB": "as PROJ_DATA, in its older name",
    "QGIS_PREFIX_PATH": "belongs to QGIS; nothing in the engine may find it",
    "QT_PLUGIN_PATH": "belongs to QGIS's Qt; nothing in the engine may load from it",
}
"""Removed by name. Proxies, CA bundles, AWS_*, GS_*, AZURE_*, CPL_* and all the rest pass: users set them on purpose."""

REMOVED_PREFIXES: Final[Mapping[str, str]] = {
    "PYTHON": "PYTHONHOME, PYTHONPATH and their like describe QGIS's interpreter, not the engine's",
}
"""Removed by their first letters."""

CA_BUNDLES: Final = ("CURL_CA_BUNDLE", "GDAL_CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")
"""Removed only where the file that they name is not there: a stale path makes every https request fail."""

_GDAL_BUNDLE: Final = "GDAL_CURL_CA_BUNDLE"
_BUNDLES_OF_GDAL: Final = ("CURL_CA_BUNDLE", "SSL_CERT_FILE")
"""Where GDAL would look itself, in this order, if rasterio's wheels did not set the other name to certifi's file."""


@dataclass(frozen=True, kw_only=True)
class LaunchPlan:
    """All that is needed to start the engine."""

    python: Path
    """The interpreter."""
    folder: Path
    """The folder with the engine's packages."""
    bootstrap: Path
    """The script that puts ``folder`` on the path and runs a module."""
    environment: Mapping[str, str] = field(repr=False)
    """The child's whole environment, see ``child_environment``. Not shown: it may hold secrets."""

    def command(self) -> list[str]:
        """The command line. -I and -S keep the host's packages out; utf8 mode makes file names text on every system."""
        return [
            os.fspath(self.python), "-I", "-S", "-X", "utf8",
            os.fspath(self.bootstrap), os.fspath(self.folder), "-m", SERVER_MODULE,
        ]  # fmt: skip


def child_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """``environment`` without what describes QGIS's own interpreter and libraries.

    The authorities that the machine trusts are named to GDAL too, so that it trusts images where documents are trusted.
    """
    kept = {name: value for name, value in environment.items() if not _is_removed(name, value)}
    bundle = next((kept[name] for name in _BUNDLES_OF_GDAL if kept.get(name)), None)
    return kept if bundle is None else {_GDAL_BUNDLE: bundle, **kept}


def _is_removed(name: str, value: str) -> bool:
    # Windows knows environment variables without regard to case and Python shows them in upper case there.
    if name in REMOVED or name.startswith(tuple(REMOVED_PREFIXES)):
        return True
    return name in CA_BUNDLES and not Path(value).exists()


def spawn(plan: LaunchPlan) -> subprocess.Popen[bytes]:
    """Start the engine with three unbuffered pipes.

    It gets a session of its own, so that Ctrl-C in QGIS's terminal does not reach it, and the file system's root as
    working folder, so that it holds no folder that somebody wants to remove.

    Raises:
        EngineFailure: ``environment``, when the interpreter cannot be started.
    """
    options: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        options = {"creationflags": subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP}
    try:
        process = subprocess.Popen(  # nosec B603: our own command line, no shell
            plan.command(),
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            close_fds=True,
            cwd=Path(plan.python).absolute().anchor,
            env=dict(plan.environment),
            **options,
        )
    except (OSError, ValueError) as exc:
        raise EngineFailure(
            ENVIRONMENT, f"The engine's interpreter {plan.python} cannot be started: {exc}. Set the engine up again."
        ) from exc
    _widen(process)
    return process


def _widen(process: subprocess.Popen[bytes]) -> None:
    """Let the kernel hold more of the engine's answers: fewer wake-ups while pixels come."""
    if sys.platform != "linux" or process.stdout is None:
        return
    import fcntl

    try:
        fcntl.fcntl(process.stdout.fileno(), fcntl.F_SETPIPE_SZ, 2**20)
    except OSError:
        return  # The kernel's share for this user is spent; the pipe works at its usual size.
