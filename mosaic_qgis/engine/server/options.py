"""What the engine is told when it starts: variables of its environment, read once. ENGINE side; no I/O.

QGIS's side sets them from its settings. A value that cannot be used is told on standard error and counts as absent: an
engine with default bounds is of more use than none.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

from ...backends.network import NetworkLimits
from ...mosaic import trust

T = TypeVar("T")
logger = logging.getLogger(__name__)

PREFIX: Final = "MOSAIC_QGIS_ENGINE_"
DEFAULT_CACHE_MB: Final = 1024
DEFAULT_MEMORY_MB: Final = 1024
MOST_THREADS: Final = 256
LOG_LEVELS: Final = {
    "error": logging.ERROR,
    "warning": logging.WARNING,
    "info": logging.INFO,
    "debug": logging.DEBUG,
}


@dataclass(frozen=True, kw_only=True)
class EngineOptions:
    """The options of one process."""

    cache_folder: Path | None = None
    """Where things are kept from session to session; ``None`` keeps nothing."""
    cache_bytes: int = DEFAULT_CACHE_MB << 20
    """How much may be kept there, in bytes; images and documents have half of it each."""
    memory_bytes: int = DEFAULT_MEMORY_MB << 20
    """How large the process may become."""
    threads: int | None = None
    """How many threads open and decode images; ``None``: as many as there are processors."""
    connections: int | None = None
    """How many questions to servers of images are under way at most; ``None``: the usual number."""
    network: NetworkLimits = field(default_factory=NetworkLimits)
    """Time limits and retries, where they are other than usual."""
    trusted: frozenset[tuple[str, str]] = frozenset()
    """Places whose documents may name anything, see `mosaic.trust`."""
    cluster_folder: Path | None = None
    """Where Dask's packages are, or will be, where they are not among the engine's own."""
    log_level: int = logging.WARNING
    """From which level on the engine's own messages are told; those of libraries are from warnings on."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> EngineOptions:
        """The options that the variables of a process say."""
        folder = environment.get(f"{PREFIX}CACHE_DIR", "").strip()
        cluster = environment.get(f"{PREFIX}CLUSTER_DIR", "").strip()
        megabytes = _megabytes(environment, "CACHE_MB", DEFAULT_CACHE_MB)
        is_wanted = bool(folder) and megabytes > 0
        return cls(
            cache_folder=Path(folder) if is_wanted else None,
            cache_bytes=megabytes << 20,
            memory_bytes=_megabytes(environment, "MEMORY_MB", DEFAULT_MEMORY_MB) << 20,
            threads=_value(environment, "THREADS", _thread_count, None),
            connections=_value(environment, "CONNECTIONS", _thread_count, None),
            network=NetworkLimits(
                connect_s=_value(
                    environment, "CONNECT_S", lambda text: NetworkLimits(connect_s=float(text)).connect_s, None
                ),
                silence_s=_value(
                    environment, "SILENCE_S", lambda text: NetworkLimits(silence_s=float(text)).silence_s, None
                ),
                retries=_value(environment, "RETRIES", lambda text: NetworkLimits(retries=int(text)).retries, None),
            ),
            trusted=_value(environment, "TRUSTED_HOSTS", trust.places_of, frozenset()),
            cluster_folder=Path(cluster) if cluster else None,
            log_level=_value(environment, "LOG_LEVEL", _log_level, logging.WARNING),
        )

    @property
    def images_folder(self) -> Path | None:
        """Where parts of images are kept."""
        return self.cache_folder and self.cache_folder / "images"

    @property
    def documents_folder(self) -> Path | None:
        """Where large documents are kept."""
        return self.cache_folder and self.cache_folder / "documents"


def _megabytes(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(f"{PREFIX}{name}", "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit()):
        logger.warning("%s%s must be a whole number of megabytes, got %r; %d is used.", PREFIX, name, text, default)
        return default
    return int(text)


def _value(environment: Mapping[str, str], name: str, read: Callable[[str], T], default: T) -> T:
    """What a variable says; the default where it says nothing, or something that `read` refuses with a ValueError."""
    text = environment.get(f"{PREFIX}{name}", "").strip()
    if not text:
        return default
    try:
        return read(text)
    except ValueError as error:
        logger.warning("%s%s is passed by: %s.", PREFIX, name, error)
        return default


def _thread_count(text: str) -> int:
    count = int(text)
    if not 1 <= count <= MOST_THREADS:
        raise ValueError(f"a number of threads must be 1 to {MOST_THREADS}, got {text!r}")
    return count


def _log_level(text: str) -> int:
    if text.lower() not in LOG_LEVELS:
        raise ValueError(f"a log level must be one of {', '.join(LOG_LEVELS)}, got {text!r}")
    return LOG_LEVELS[text.lower()]
