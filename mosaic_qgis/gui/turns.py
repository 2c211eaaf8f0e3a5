"""Work of a window in steps, one at each turn of the event loop, so that the window lives in between. QGIS side, main thread.

Knows nothing of the steps. They end with their owner.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

from qgis.PyQt.QtCore import QObject, QTimer

from ..host.guard import answer, guarded

Step = Callable[[], object]


class Turns(QObject):
    """The steps of one window."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._left: deque[Step] = deque()
        self._turn = QTimer(self)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._next)

    def begin(self, steps: Iterable[Step]) -> None:
        """Take these steps, the first one in the next turn; what was begun before is done to its end now."""
        self.finish()
        self._left.extend(steps)
        if self._left:
            self._turn.start()

    def finish(self) -> None:
        """Take all steps that are left, now: somebody needs what they make."""
        while self._left:
            self._next()

    def drop(self) -> None:
        """Take none of the steps that are left: nobody wants what they make any more."""
        self._left.clear()
        self._turn.stop()

    @guarded(answer(None))
    def _next(self) -> None:
        # The last one may begin others.
        step = self._left.popleft()
        if not self._left:
            self._turn.stop()
        step()
