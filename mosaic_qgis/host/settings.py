"""The plugin's settings: one frozen value, read from QgsSettings, each field overridable by an environment variable.

QGIS side. A field `engine_environment` is stored as `mosaic_qgis/engine_environment` and overridden by
`MOSAIC_QGIS_ENGINE_ENVIRONMENT`. Holds no secret: those live in QGIS's authentication manager.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from qgis.core import QgsSettings

from .log import LEVELS, log
from .patterns import Pattern

GROUP = "mosaic_qgis"
ENVIRONMENT_PREFIX = "MOSAIC_QGIS_"
_PLACE = Pattern(r"(?i)(https?://)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?/?|(s3|gs|az)://[a-z0-9][a-z0-9._-]*/?")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What can be adjusted. Defaults fit a desktop."""

    open_timeout_s: float = 10.0
    """Longest wait of a project or a Python program for a mosaic to open, the start of the engine included."""
    stall_timeout_s: float = 120.0
    """A read of which nothing has arrived for so long is given up."""
    statistics_timeout_s: float = 10.0
    """Longest wait for sampled statistics; after it the data type's range is used."""
    point_timeout_s: float = 10.0
    """Longest wait for identifying or sampling a point."""
    frame_cache_megabytes: float = 256.0
    """Memory for pixels read lately, over all layers."""
    engine_memory_mb: float = 1024.0
    """Memory that the engine may use for what it keeps and works on."""
    engine_cache_mb: float = 1024.0
    """Disk space for what the engine keeps from session to session; 0: it keeps nothing there."""
    engine_cache_dir: str = ""
    """The folder for that; empty: one in the QGIS profile."""
    engine_threads: int = 0
    """How many images are opened and decoded at the same time; 0: as many as there are processors."""
    engine_connections: int = 0
    """How many requests for images are under way at most; 0: the engine's own number."""
    engine_connect_s: float = 0.0
    """Longest wait for a connection to a server; 0: what fits each kind of server."""
    engine_silence_s: float = 0.0
    """Longest wait for the next byte of a server; 0: what fits each kind of server."""
    engine_retries: int = -1
    """How often a server is asked again after a passing trouble; -1: what fits each kind of server."""
    engine_trusted_hosts: str = ""
    """Hosts and buckets, with spaces between, whose documents may name files of this computer."""
    log_level: str = "info"
    """What the log tab shows, one of `LEVELS`."""
    engine_environment: str = ""
    """Packages to use instead of those that the plugin sets up: a folder of them, or a Python executable that has all."""
    engine_python: str = ""
    """The Python interpreter that runs the engine; empty: QGIS's own."""
    wheel_folder: str = ""
    """A folder of wheels to install the engine from, for machines without internet."""
    index_url: str = ""
    """A package index to install the engine from; empty: pip's default."""
    install_without_asking: bool = False
    """Whether the engine may be installed where nobody can be asked (qgis_process, a server, a script)."""

    def __post_init__(self) -> None:
        for name in ("open_timeout_s", "stall_timeout_s", "statistics_timeout_s", "point_timeout_s"):
            if not 0 < getattr(self, name) <= 3600:
                raise ValueError(f"{name} must be more than 0 and at most 3600 seconds, got {getattr(self, name)!r}")
        if not 1 <= self.frame_cache_megabytes <= 65536:
            raise ValueError(f"frame_cache_megabytes must be 1 to 65536, got {self.frame_cache_megabytes!r}")
        if not 256 <= self.engine_memory_mb <= 1_048_576:
            raise ValueError(f"engine_memory_mb must be 256 to 1048576, got {self.engine_memory_mb!r}")
        if not 0 <= self.engine_cache_mb <= 1_048_576:
            raise ValueError(f"engine_cache_mb must be 0 to 1048576, got {self.engine_cache_mb!r}")
        for name in ("engine_threads", "engine_connections"):
            if not 0 <= getattr(self, name) <= 256:
                raise ValueError(f"{name} must be 0 to 256, got {getattr(self, name)!r}")
        for name in ("engine_connect_s", "engine_silence_s"):
            if not 0 <= getattr(self, name) <= 3600:
                raise ValueError(f"{name} must be 0 to 3600 seconds, got {getattr(self, name)!r}")
        if not -1 <= self.engine_retries <= 20:
            raise ValueError(f"engine_retries must be -1 to 20, got {self.engine_retries!r}")
        if wrong := not_places(self.engine_trusted_hosts):
            raise ValueError(f"engine_trusted_hosts must be hosts or buckets, got {wrong[0]!r}")
        if self.log_level not in LEVELS:
            raise ValueError(f"log_level must be one of {', '.join(LEVELS)}, got {self.log_level!r}")


def not_places(text: str) -> list[str]:
    """The words in a list of trusted hosts that are neither a host nor a bucket."""
    return [word for word in text.replace(",", " ").split() if not _PLACE.fullmatch(word)]


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings in force. A value that cannot be used is logged and its default taken. Callable from any thread."""
    environment = os.environ if environment is None else environment
    store = QgsSettings()
    values: dict[str, Any] = {}
    for field in fields(Settings):
        raw = environment.get(ENVIRONMENT_PREFIX + field.name.upper(), store.value(f"{GROUP}/{field.name}"))
        if raw is None or raw == "":
            continue
        try:
            value = _converted(raw, type(field.default))
            Settings(**{field.name: value})
        except ValueError as exc:
            log(f"The setting {GROUP}/{field.name} is ignored: {exc}.", "warning")
            continue
        values[field.name] = value
    return Settings(**values)


def save(settings: Settings) -> None:
    """Store what differs from the defaults."""
    store = QgsSettings()
    for field in fields(Settings):
        key, value = f"{GROUP}/{field.name}", getattr(settings, field.name)
        if value == field.default:
            store.remove(key)
        else:
            store.setValue(key, value)


def _converted(raw: Any, kind: type) -> Any:
    if kind is bool:
        text = str(raw).strip().lower()
        if text in ("1", "true", "yes", "on"):
            return True
        if text in ("0", "false", "no", "off"):
            return False
        raise ValueError(f"must be true or false, got {raw!r}")
    return kind(raw)
