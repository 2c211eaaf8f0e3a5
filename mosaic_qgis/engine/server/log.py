"""Python's logging, sent to standard error, where QGIS's side reads it.

ENGINE side. rasterio hands GDAL's messages to Python's logging, so they come this way too.
"""

from __future__ import annotations

import logging
import sys


def log_to_stderr() -> None:
    """Warnings and worse of every library, one line each."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    logging.captureWarnings(capture=True)
