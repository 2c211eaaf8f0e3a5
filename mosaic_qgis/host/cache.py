"""What the engine keeps on disk from session to session: where, how much, and clearing it. QGIS side.

The engine itself fills the folder and keeps it within its limit. Nothing but the engine's own files is ever counted or
deleted: a person may have chosen a folder that has documents in it, too. Shows nothing.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from qgis.core import QgsApplication

from .log import log
from .patterns import Pattern
from .settings import Settings
from .translation import tr

FILES: Final = {
    "images": Pattern(r"parts-\d+\.sqlite(-journal)?"),
    "documents": Pattern(r"[0-9a-f]{64}(\.[0-9a-f]{12}\.part|\.tiles)"),
}
"""The folders that the engine makes in its cache folder, and the files in them."""


def folder_of(current: Settings) -> Path:
    """Where the engine keeps what makes a second session start warm; safe to delete at any time."""
    if current.engine_cache_dir:
        return Path(current.engine_cache_dir).expanduser().absolute()
    return Path(QgsApplication.qgisSettingsDirPath()).absolute() / "mosaic_qgis" / "cache"


def used_bytes(folder: Path) -> int:
    """How much is kept there now. Touches the disk."""
    total = 0
    for path in _files(folder):
        with contextlib.suppress(OSError):  # gone meanwhile
            total += path.stat().st_size
    return total


def clear(folder: Path) -> bool:
    """Delete it, and say so in the log. Whether all of it went: Windows deletes nothing that is in use."""
    is_all = True
    for path in _files(folder):
        try:
            path.unlink(missing_ok=True)
        except OSError:
            is_all = False
    for name in FILES:
        with contextlib.suppress(OSError):  # not there, or something else is in there
            (folder / name).rmdir()
    if is_all:
        log(tr("The cache in {folder} was cleared.").format(folder=folder))
    else:
        text = tr(
            "Not all of the cache in {folder} could be deleted: it is in use. Try again right after a start of QGIS."
        )
        log(text.format(folder=folder), "warning")
    return is_all


def _files(folder: Path) -> Iterator[Path]:
    for name, files in FILES.items():
        try:
            found = list((folder / name).iterdir())
        except OSError:  # not there, or not to be read
            continue
        yield from (path for path in found if files.fullmatch(path.name))
