"""Python's logging, sent to standard error, where QGIS's side reads it.

ENGINE side. rasterio hands GDAL's messages to Python's logging, so they come this way too. Libraries tell warnings and worse
only, whatever the level: what some of them write for debugging holds headers, and so passwords.
"""

from __future__ import annotations

import logging
import sys

OWN = __name__.partition(".engine.")[0]
"""The logger above all of ours."""


def log_to_stderr(own_level: int = logging.WARNING) -> None:
    """Warnings and worse of every library, and our own messages from ``own_level`` on, one line each."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    logging.captureWarnings(capture=True)
    logging.getLogger(OWN).setLevel(own_level)
