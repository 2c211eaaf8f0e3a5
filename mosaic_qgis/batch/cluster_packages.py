"""Dask's packages in this process: where they are, and how they come onto the path when they are first needed. Runs in the ENGINE.

They are no part of the engine's own packages: QGIS's side installs them into a folder of their own when somebody first names a
scheduler, and tells the engine at its start where that folder is, or will be.
"""

from __future__ import annotations

import importlib
import logging
import sys
from pathlib import Path

from ..mosaic.errors import ClusterError

_QUIET = ("distributed", "distributed.client", "distributed.core", "distributed.comm", "tornado")
_folders: list[Path] = []


def look_in(folder: Path | None) -> None:
    """Dask is in this folder where it is not among the engine's packages."""
    _folders[:] = [] if folder is None else [folder]


def add_packages() -> None:
    """Make ``import distributed`` possible.

    Raises:
        ClusterError: the packages are not there, or are damaged.
    """
    for folder in _folders:
        if folder.is_dir() and str(folder) not in sys.path:
            # Last: what the engine has itself stays the engine's.
            sys.path.append(str(folder))
            importlib.invalidate_caches()
    try:
        importlib.import_module("distributed")
    except ImportError as error:
        raise ClusterError(
            "A Dask cluster needs the package distributed beside those of the engine, "
            f"which cannot be imported ({error}). Set it up again, or leave the scheduler empty."
        ) from error
    for name in _QUIET:
        # What goes wrong is raised; these would tell it once more, with addresses and reprs of tasks.
        logging.getLogger(name).setLevel(logging.CRITICAL)
