"""What lies in a folder of packages: their names and versions, and how much room a folder takes.

QGIS side, without QGIS. Reads names and sizes only; imports nothing of what it finds, and changes nothing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

_INFO = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9._]*)-(?P<version>[^-]+)\.dist-info")


def packages_in(folder: Path) -> dict[str, str]:
    """Name, as in an index, and version of each package; empty where there is no such folder."""
    found = {}
    try:
        names = os.listdir(folder)
    except OSError:
        return {}
    for name in sorted(names):
        if match := _INFO.fullmatch(name):
            found[re.sub(r"[._]+", "-", match["name"]).lower()] = match["version"]
    return found


def bytes_in(folder: Path, is_cancelled: Callable[[], bool] = lambda: False) -> int:
    """The files of a folder together, without following links; 0 where there is none. May take seconds."""
    total, folders = 0, [os.fspath(folder)]
    while folders and not is_cancelled():
        try:
            with os.scandir(folders.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    elif entry.is_file(follow_symlinks=False):
                        total += entry.stat(follow_symlinks=False).st_size
        except OSError:  # gone meanwhile, or nobody's to read
            continue
    return total
