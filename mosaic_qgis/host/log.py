"""The plugin's one log tab. QGIS side, callable from any thread. Never shows a secret: every text is redacted here."""

from __future__ import annotations

import traceback

from qgis.core import Qgis, QgsMessageLog

from .about import TITLE
from .redaction import redacted

_LEVELS = {
    "info": Qgis.MessageLevel.Info,
    "warning": Qgis.MessageLevel.Warning,
    "error": Qgis.MessageLevel.Critical,
}


def log(message: str, level: str = "info") -> None:
    """Write one line to the log tab. `level`: info, warning or error; an unknown one counts as info."""
    QgsMessageLog.logMessage(
        redacted(message), TITLE, level=_LEVELS.get(level, Qgis.MessageLevel.Info), notifyUser=False
    )


def log_exception(where: str) -> None:
    """Write the exception that is being handled, with its traceback."""
    log(f"{where}\n{traceback.format_exc()}", "error")
