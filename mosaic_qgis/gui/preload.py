"""Loading modules of a window before it is wanted, one at each turn of the event loop. QGIS side, main thread.

A dozen forms take a tenth of a second to load: noticed in one piece, unnoticed one by one. Makes no widget.
"""

from __future__ import annotations

import importlib
from collections import deque
from collections.abc import Iterable

from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from ..host.guard import answer, guarded


class Preload(QObject):
    """Loads the modules of one window. Ends by itself."""

    ended = pyqtSignal()
    """All are loaded."""

    def __init__(self, modules: Iterable[str], parent: QObject) -> None:
        """`modules`: full names, those before that others need."""
        super().__init__(parent)
        self._left = deque(modules)
        self._turn = QTimer(self)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._load_one)

    @property
    def left(self) -> tuple[str, ...]:
        """What is to be loaded yet."""
        return tuple(self._left)

    def start(self) -> None:
        """Begin, or go on."""
        if self._left:
            self._turn.start()

    def pause(self) -> None:
        """Load nothing until the next start."""
        self._turn.stop()

    @guarded(answer(None))
    def _load_one(self) -> None:
        if len(self._left) <= 1:
            self._turn.stop()
        if self._left:
            importlib.import_module(self._left.popleft())
            if not self._left:
                self.ended.emit()
