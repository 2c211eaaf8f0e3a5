"""What the engine is told when it starts: variables of its environment, read once. ENGINE side; no I/O.

QGIS's side sets them from its settings. A value that cannot be used is told on standard error and counts as absent: an
engine with default bounds is of more use than none.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

logger = logging.getLogger(__name__)

PREFIX: Final = "MOSAIC_QGIS_ENGINE_"
DEFAULT_CACHE_MB: Final = 1024
DEFAULT_MEMORY_MB: Final = 1024


@dataclass(frozen=True, kw_only=True)
class EngineOptions:
    """The options of one process."""

    cache_folder: Path | None = None
    """Where things are kept from session to session; ``None`` keeps nothing."""
    cache_bytes: int = DEFAULT_CACHE_MB << 20
    """How much may be kept there, in bytes; images and documents have half of it each."""
    memory_bytes: int = DEFAULT_MEMORY_MB << 20
    """How large the process may become."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> EngineOptions:
        """The options that the variables of a process say."""
        folder = environment.get(f"{PREFIX}CACHE_DIR", "").strip()
        megabytes = _megabytes(environment, "CACHE_MB", DEFAULT_CACHE_MB)
        is_wanted = bool(folder) and megabytes > 0
        return cls(
            cache_folder=Path(folder) if is_wanted else None,
            cache_bytes=megabytes << 20,
            memory_bytes=_megabytes(environment, "MEMORY_MB", DEFAULT_MEMORY_MB) << 20,
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
