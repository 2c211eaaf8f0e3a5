"""The offer to set the engine up, its progress and its end, in QGIS's message bar. QGIS side.

Nothing is installed before a person has agreed; who declines is not asked again in this session unless they ask for it
themselves. What could not be done for want of the engine is remembered and done afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qgis.core import Qgis, QgsApplication
from qgis.gui import QgsMessageBarItem
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, pyqtSignal
from qgis.PyQt.QtWidgets import QProgressBar, QPushButton

from ..engine.client.terms import EngineFailure
from ..host import failures
from ..host.about import TITLE
from ..host.engine import EngineHost
from ..host.guard import answer, guarded
from ..host.log import log, log_exception
from ..host.markup import escaped
from ..host.notes import Notes
from ..host.setup import InstallTask
from ..host.translation import tr

_PROGRESS_WIDTH_PX = 160
_SHOWN_S = 8


class SetupOffer(QObject):
    """Lives on the main thread, as long as the plugin is loaded."""

    ended = pyqtSignal()
    """A set-up has ended, well or not."""
    progressed = pyqtSignal()
    """A set-up is further than before: `percent` and `step` say how far."""

    def __init__(self, iface: Any, engine: EngineHost, notes: Notes) -> None:
        super().__init__()
        self._notes = notes
        self._iface = iface
        self._engine = engine
        self._item: QgsMessageBarItem | None = None
        self._task: InstallTask | None = None
        self._is_declined = False
        self._afterwards: list[Callable[[], None]] = []
        self.percent = 0
        """Of the set-up that is under way."""
        self.step = ""
        """What it is doing, in words."""
        self.outcome = ""
        """How the last set-up ended, where it did not end well."""
        engine.environment_missed.connect(self._engine_missed)
        engine.environment_looked_at.connect(self._looked_at)

    def before(self, act: Callable[[], None]) -> bool:
        """Do `act` now when the engine can start, else offer to set it up and do it afterwards. Whether it was done, or
        will be as soon as it is known whether the engine can start (QGIS has only just been started)."""
        is_there = self._engine.is_environment_there
        if is_there:
            act()
            return True
        self._afterwards.append(act)
        if is_there is None:
            return True
        self.offer()
        return False

    @guarded(answer(None))
    def _looked_at(self) -> None:
        """It is known now whether the engine can start."""
        if not self._afterwards or self._task is not None:
            return
        if self._engine.is_environment_there:
            self._catch_up()
        else:
            self.offer()

    def _catch_up(self) -> None:
        acts, self._afterwards = self._afterwards, []
        for act in acts:
            try:
                act()
            except Exception:  # noqa: BLE001 (one that fails must not stop the others)
                log_exception("What had waited for the engine could not be done.")

    @guarded(answer(None))
    def offer(self, _checked: bool = False) -> None:
        """Ask whether the engine may be installed; says what that takes."""
        if self._task is not None or self._is_shown():
            return
        if self._engine.is_environment_there:
            self._say(tr("The MosaicJSON engine is set up."), Qgis.MessageLevel.Success)
            return
        size = self._engine.environment().size()
        text = tr(
            "Reading mosaics needs an engine that is not set up yet: {count} packages, {download} MB to download, "
            "{disk} MB in your QGIS profile."
        ).format(count=size.packages, download=round(size.download_megabytes), disk=round(size.megabytes))
        item = QgsMessageBarItem(TITLE, text, Qgis.MessageLevel.Info)
        agree, decline = QPushButton(tr("Set Up Engine")), QPushButton(tr("Not Now"))
        agree.setObjectName("mosaic_set_up")
        decline.setObjectName("mosaic_not_now")
        agree.clicked.connect(self._start)
        decline.clicked.connect(self._decline)
        item.layout().addWidget(agree)
        item.layout().addWidget(decline)
        self._show(item)

    @guarded(answer(None))
    def _engine_missed(self) -> None:
        if not self._is_declined:
            self.offer()
            return
        self._notes.post(tr("The MosaicJSON engine is not set up. Choose Raster > MosaicJSON > Set Up Engine…"))

    @guarded(answer(None))
    def _decline(self, _checked: bool = False) -> None:
        self._is_declined = True
        self._afterwards.clear()
        self._remove_item()
        log(tr("The MosaicJSON engine was not set up. Choose Raster > MosaicJSON > Set Up Engine… when you want it."))

    @property
    def is_busy(self) -> bool:
        """Whether the engine is being set up just now."""
        return self._task is not None

    @guarded(answer(None))
    def _start(self, _checked: bool = False) -> None:
        self.set_up()

    def set_up(self, *, repair: bool = False) -> None:
        """Set the engine up, a person has agreed; `repair`: anew, although it is there. Shows progress in the message bar."""
        if self.is_busy:
            return
        self._remove_item()
        self.percent, self.step, self.outcome = 0, tr("Setting up the engine…"), ""
        self._task = task = InstallTask(self._engine, repair=repair)
        item = QgsMessageBarItem(TITLE, self.step, Qgis.MessageLevel.Info)
        bar, cancel = QProgressBar(), QPushButton(tr("Cancel"))
        bar.setFixedWidth(_PROGRESS_WIDTH_PX)
        bar.setRange(0, 100)
        task.progressChanged.connect(lambda percent: bar.setValue(int(percent)) if not sip.isdeleted(bar) else None)
        task.said.connect(lambda text: item.setText(escaped(text)) if not sip.isdeleted(item) else None)
        task.progressChanged.connect(lambda percent: self._note(int(percent), self.step))
        task.said.connect(lambda text: self._note(self.percent, text))
        cancel.clicked.connect(task.cancel)
        item.layout().addWidget(bar)
        item.layout().addWidget(cancel)
        task.taskCompleted.connect(self._finished)
        task.taskTerminated.connect(self._terminated)
        self._show(item)
        QgsApplication.taskManager().addTask(task)

    def cancel(self) -> None:
        """End the set-up that is under way, if there is one."""
        if self._task is not None and not sip.isdeleted(self._task):
            self._task.cancel()

    def _note(self, percent: int, step: str) -> None:
        self.percent, self.step = percent, step
        self.progressed.emit()

    @guarded(answer(None))
    def _finished(self) -> None:
        self._task = None
        self._remove_item()
        self._is_declined = False
        self._say(tr("The MosaicJSON engine is set up."), Qgis.MessageLevel.Success)
        self._engine.environment_was_made()
        self._catch_up()
        self.ended.emit()

    @guarded(answer(None))
    def _terminated(self) -> None:
        failure = self._task.failure if self._task is not None else None
        self._task = None
        self._afterwards.clear()
        self._remove_item()
        if failure is None or failure.code == "cancelled":
            self._is_declined = True
            self.outcome = tr("Setting up the MosaicJSON engine was cancelled.")
            self._say(self.outcome, Qgis.MessageLevel.Info)
        else:
            self.outcome = failures.setup_sentence(failure)
            self._iface.messageBar().pushMessage(TITLE, self.outcome, failure.message, Qgis.MessageLevel.Critical, 0)
            self._log_output(failure)
        self.ended.emit()

    @staticmethod
    def _log_output(failure: EngineFailure) -> None:
        log(f"{failure.message}\n{failure.detail.get('output', '')}".strip(), "error")

    def close(self) -> None:
        """Take everything back: the message bar item, a running installation."""
        self._engine.environment_missed.disconnect(self._engine_missed)
        self._engine.environment_looked_at.disconnect(self._looked_at)
        self._afterwards.clear()
        self.cancel()
        self._remove_item()

    def _say(self, text: str, level: Any) -> None:
        self._iface.messageBar().pushMessage(TITLE, text, level, _SHOWN_S)

    def _is_shown(self) -> bool:
        return self._item is not None and not sip.isdeleted(self._item)

    def _show(self, item: QgsMessageBarItem) -> None:
        self._item = item
        self._iface.messageBar().pushItem(item)

    def _remove_item(self) -> None:
        if self._is_shown():
            self._iface.messageBar().popWidget(self._item)
        self._item = None
