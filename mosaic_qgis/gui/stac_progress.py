"""What the STAC search is asking just now: one task at a time, how far it is, and the way to stop it. QGIS side.

Shows a task in the widgets that it is given; starts none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject
from qgis.PyQt.QtWidgets import QLabel, QProgressBar, QPushButton, QWidget

from ..host.guard import answer, guarded
from ..host.translation import tr

if TYPE_CHECKING:
    from .tasks import EngineTask


class StacProgress(QObject):
    """A sentence, a bar, and a button to cancel; the button that asks is off meanwhile."""

    def __init__(
        self, parent: QWidget, status: QLabel, bar: QProgressBar, cancel: QPushButton, ask: QPushButton
    ) -> None:
        super().__init__(parent)
        self._status = status
        self._bar = bar
        self._cancel = cancel
        self._ask = ask
        self._task: EngineTask | None = None
        cancel.clicked.connect(self.cancel)
        self.end()

    def say(self, text: str) -> None:
        """Show a sentence."""
        self._status.setText(text)

    def follow(self, task: EngineTask | None) -> None:
        """Show how a task goes; None: it has failed already, which was said."""
        if task is None:
            return
        self._task = task
        self._show(is_busy=True)
        task.told.connect(lambda text: self._told(task, text))
        task.progressChanged.connect(lambda percent: self._progressed(task, percent))
        task.taskTerminated.connect(lambda: self._terminated(task))

    def end(self) -> None:
        """The task has brought what it should, or failed."""
        self._task = None
        self._show(is_busy=False)

    @guarded(answer(None))
    def cancel(self, *_checked: Any) -> None:
        """Stop asking."""
        task = self._task
        self.end()
        if task is not None and task.is_under_way:
            task.cancel()
            self.say(tr("Cancelled."))

    @guarded(answer(None))
    def _told(self, task: EngineTask, text: str) -> None:
        if not sip.isdeleted(self) and task is self._task:
            self.say(text)

    @guarded(answer(None))
    def _progressed(self, task: EngineTask, percent: float) -> None:
        if not sip.isdeleted(self) and task is self._task and percent > 0:
            self._bar.setMaximum(100)
            self._bar.setValue(round(percent))

    @guarded(answer(None))
    def _terminated(self, task: EngineTask) -> None:
        """Cancelled in QGIS's status bar."""
        if not sip.isdeleted(self) and task is self._task and task.isCanceled():
            self.end()
            self.say(tr("Cancelled."))

    def _show(self, *, is_busy: bool) -> None:
        self._bar.setMaximum(0)
        self._bar.setVisible(is_busy)
        # Of a button that goes, Qt would give the keyboard to whichever field comes next, to type into by accident.
        focused = self._ask.window().focusWidget()
        if is_busy:
            self._cancel.setVisible(True)
            if focused is self._ask:
                self._cancel.setFocus()
            self._ask.setEnabled(False)
        else:
            self._ask.setEnabled(True)
            if focused is self._cancel:
                self._ask.setFocus()
            self._cancel.setVisible(False)
