"""A report for who looks for a fault: versions, state, settings, last warnings and errors, without secrets. QGIS side.

Plain text in English, made to be pasted into an issue. Everything in it is redacted, the home folder is written as ``~``, and
of environment variables only the names are told. Asks no network and starts nothing; touches the disk (packages, cache).
"""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from qgis.core import QgsApplication, QgsCommandLineUtils

from ..engine.client.environment import MARKER
from ..engine.client.packages import packages_in
from . import about, cache, settings
from .engine import EngineHost
from .log import last_troubles
from .redaction import redacted
from .settings import ENVIRONMENT_PREFIX, Settings

_TELLING = (
    "MOSAIC_QGIS_",
    "AWS_",
    "GS_",
    "GOOGLE_",
    "AZURE_",
    "GDAL_",
    "CPL_",
    "PIP_",
    "SSL_",
    "CURL_",
    "PROJ_",
    "QGIS_",
)
_TELLING_NAMES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "NETRC", "PYTHONPATH", "PYTHONHOME")
"""Variables that change what QGIS or the engine do."""
_FIRST = ("rio-tiler", "rasterio", "morecantile", "pydantic", "numpy", "boto3")


@dataclass(frozen=True, kw_only=True)
class EngineState:
    """What is known of the engine, looked up on the main thread."""

    is_there: bool | None
    """Whether it can be started; None: not known yet."""
    pid: int | None
    """Its process, where it runs."""
    folder: Path
    """Where the packages are that the plugin sets up."""

    @classmethod
    def of(cls, engine: EngineHost) -> EngineState:
        """That of the one engine."""
        return cls(is_there=engine.is_environment_there, pid=engine.pid, folder=engine.environment().folder)


def report(state: EngineState) -> str:
    """The report, of many lines."""
    current = settings.load()
    parts = {
        "Versions": _versions(),
        "Engine": _engine(state, current),
        "Settings": _settings(current, os.environ),
        "Environment variables that are set": _variables(os.environ),
        "Last warnings and errors": last_troubles() or ["none"],
    }
    text = "\n\n".join(
        "\n".join([f"## {title}", "", *(f"- {line}" for line in lines)]) for title, lines in parts.items()
    )
    return without_home(redacted(f"# {about.TITLE} {about.version()}\n\n{text}\n"))


def without_home(text: str, home: str | None = None) -> str:
    """A text with the home folder written as ``~``: it mostly holds a person's name."""
    home = os.path.expanduser("~") if home is None else home
    return text if len(home) < 4 else text.replace(home, "~")


def _versions() -> list[str]:
    lines = [line.strip() for line in QgsCommandLineUtils.allVersions().splitlines() if line.strip()]
    return [
        *lines,
        f"Machine {platform.machine()}, {sys.platform}, {platform.python_implementation()}",
        f"Language {QgsApplication.locale()}",
    ]


def _engine(state: EngineState, current: Settings) -> list[str]:
    words = {True: "can be started", False: "cannot be started", None: "not looked at yet"}
    lines = [words[state.is_there], "runs" if state.pid is not None else "does not run now"]
    folder = Path(current.engine_environment).expanduser() if current.engine_environment else state.folder
    found = packages_in(folder)
    lines.append(f"packages in {folder}: {len(found)}")
    lines += [f"made for {tag}" for tag in [_made_for(folder)] if tag]
    named = [name for name in _FIRST if name in found]
    lines += [f"{name} {found[name]}" for name in [*named, *(name for name in found if name not in named)]]
    lines.append(f"cache: {cache.used_bytes(cache.folder_of(current)) / 1e6:.0f} MB in {cache.folder_of(current)}")
    return lines


def _made_for(folder: Path) -> str:
    """The Python that the plugin has set packages up for; empty for packages of somebody else."""
    try:
        marker = json.loads((folder / MARKER).read_text(encoding="utf-8"))
        return f"{marker['tag']}, {marker['python']}"
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _settings(current: Settings, environment: Mapping[str, str]) -> Iterable[str]:
    for field in fields(Settings):
        value = getattr(current, field.name)
        origin = "variable" if environment.get(ENVIRONMENT_PREFIX + field.name.upper()) else "set"
        note = "default" if value == field.default else origin
        # How many, not which: hosts of an organisation are nobody's business.
        shown = f"{len(value.split())} entries" if field.name == "engine_trusted_hosts" and value else repr(value)
        yield f"{field.name} = {shown} ({note})"


def _variables(environment: Mapping[str, str]) -> list[str]:
    names = sorted(name for name in environment if name.upper().startswith(_TELLING) or name.upper() in _TELLING_NAMES)
    return names or ["none"]
