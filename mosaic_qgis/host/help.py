"""The help pages: which topics there are, and opening one in the browser. QGIS side, main thread.

The pages are made from docs/ when the plugin is packed (scripts/help.py); a plugin that runs from its sources has none, and
leads to the homepage. Knows no window and reads no page.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtGui import QDesktopServices

from . import about
from .log import log
from .translation import tr

TOPICS: Final = (
    "getting-started",
    "add-layer",
    "stac-search",
    "credentials",
    "browser",
    "layer",
    "processing",
    "options",
    "troubleshooting",
    "backends",
)
"""Each is a page of its own: an address with a part after "#" reaches browsers of some systems without it."""
FOLDER: Final = about.PLUGIN_FOLDER / "help"


def address_of(topic: str, folder: Path = FOLDER) -> QUrl:
    """Where the help for a topic is; the homepage where no pages were packed."""
    page = folder / f"{topic}.html"
    return QUrl.fromLocalFile(str(page)) if page.is_file() else QUrl(about.homepage())


def open_help(topic: str) -> bool:
    """Show the help for one of `TOPICS` in the browser. Whether there was a browser; when not, the log says where it is."""
    address = address_of(topic)
    if QDesktopServices.openUrl(address):
        return True
    log(
        tr("No browser could be started for the help. Open {page} yourself.").format(page=address.toString()), "warning"
    )
    return False
