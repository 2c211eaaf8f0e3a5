"""Short notes to the person in front of QGIS: the message bar, limited in number, and always the log. QGIS side.

`Notes` lives on the main thread; `post` may be called from any thread. Without a window (qgis_process, scripts, server)
notes go to the log only.
"""

from __future__ import annotations

import threading
import time
from typing import Any

from qgis.core import Qgis
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, pyqtSignal

from .about import TITLE
from .guard import answer, guarded
from .log import log
from .markup import escaped
from .redaction import redacted

_QUIET_S = 30.0
"""Notes of the same kind are shown at most once in this time; each is logged."""
_SHOWN_S = 12
_REMEMBERED = 256
_LEVELS = {"error": Qgis.MessageLevel.Critical, "warning": Qgis.MessageLevel.Warning}


class Notes(QObject):
    """Posts notes to the message bar of `iface`, if there is one."""

    _arrived = pyqtSignal(str, str, str, str)

    def __init__(self, iface: Any = None) -> None:
        super().__init__()
        self._iface = iface
        self._last_shown: dict[str, float] = {}
        self._items: dict[str, Any] = {}
        """Kind -> the item in the message bar that was shown last; main thread only."""
        self._lock = threading.Lock()
        self._arrived.connect(self._show)

    def post(
        self, text: str, level: str = "warning", kind: str | None = None, detail: str = "", *, is_news: bool = False
    ) -> None:
        """Log `text` and `detail`; show `text` (with the detail behind a button) unless one of its kind was shown just now.

        `level`: info, warning or error. `kind`: what counts as the same note; default the text itself. `is_news`: shown
        in any case, in the place of one of its kind that is still there: what answers somebody's act is.
        """
        log(f"{text} ({detail})" if detail else text, level)
        if self._iface is not None and (self._is_due(kind or text) or is_news):
            self._arrived.emit(redacted(text), redacted(detail), level, kind or text)

    def _is_due(self, kind: str) -> bool:
        now = time.monotonic()
        with self._lock:
            if now - self._last_shown.get(kind, -_QUIET_S) < _QUIET_S:
                return False
            if len(self._last_shown) >= _REMEMBERED:
                self._last_shown.clear()
            self._last_shown[kind] = now
            return True

    @guarded(answer(None))
    def _show(self, text: str, detail: str, level: str, kind: str) -> None:
        bar = self._iface.messageBar()
        self._take_away(bar, kind)
        before = list(bar.items())
        bar_level = _LEVELS.get(level, Qgis.MessageLevel.Info)
        if detail:
            bar.pushMessage(TITLE, escaped(text), f"{text}\n\n{detail}", bar_level, _SHOWN_S)
        else:
            bar.pushMessage(TITLE, escaped(text), bar_level, _SHOWN_S)
        for item in bar.items():
            if item not in before:
                self._items[kind] = item

    def _take_away(self, bar: Any, kind: str) -> None:
        """Remove the item of a kind; QGIS deletes items that were closed or whose time is over."""
        self._items = {name: item for name, item in self._items.items() if not sip.isdeleted(item)}
        item = self._items.pop(kind, None)
        if item is not None and item in bar.items():
            bar.popWidget(item)
