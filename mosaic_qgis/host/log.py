"""The plugin's one log tab. QGIS side, callable from any thread. Never shows a secret: every text is redacted here."""

from __future__ import annotations

import traceback
from collections import deque
from datetime import UTC, datetime

from qgis.core import Qgis, QgsMessageLog

from .about import TITLE
from .redaction import redacted

LEVELS = ("error", "warning", "info", "debug")
"""What a message can be, and from which on messages are shown; QGIS has no level of its own for the last one."""
_QGIS_LEVELS = {"warning": Qgis.MessageLevel.Warning, "error": Qgis.MessageLevel.Critical}
_REMEMBERED = 50

_shown = {"level": "info"}
_troubles: deque[str] = deque(maxlen=_REMEMBERED)


def log(message: str, level: str = "info") -> None:
    """Write one line to the log tab. `level`: one of `LEVELS`; an unknown one counts as info."""
    level = level if level in LEVELS else "info"
    text = redacted(message)
    if level in _QGIS_LEVELS:
        _troubles.append(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}Z {level}: {text}")
    if LEVELS.index(level) <= LEVELS.index(_shown["level"]):
        QgsMessageLog.logMessage(text, TITLE, level=_QGIS_LEVELS.get(level, Qgis.MessageLevel.Info), notifyUser=False)


def show_from(level: str) -> None:
    """Show messages of this level and of worse ones from now on."""
    _shown["level"] = level


def last_troubles() -> list[str]:
    """The last warnings and errors of this session, shown or not, without secrets, oldest first."""
    return list(_troubles.copy())


def log_exception(where: str) -> None:
    """Write the exception that is being handled, with its traceback."""
    log(f"{where}\n{traceback.format_exc()}", "error")
