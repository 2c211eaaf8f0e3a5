"""The page "MosaicJSON" of QGIS's options: the settings, the engine's state and packages, the cache, and a report.

QGIS side. Shows and stores `host.settings.Settings`; what they mean is said there. A field that an environment variable
overrides cannot be edited. What takes time (counting, clearing, removing) runs in the background.
"""

from __future__ import annotations

import os
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Any

from qgis.core import QgsApplication
from qgis.gui import QgsFileWidget, QgsOptionsPageWidget
from qgis.PyQt import sip, uic
from qgis.PyQt.QtCore import QT_TRANSLATE_NOOP, QLocale
from qgis.PyQt.QtGui import QPalette, QShowEvent
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QGridLayout,
    QGroupBox,
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QWidget,
)

from ..engine.client.install_failures import EnvironmentFailure
from ..engine.client.packages import bytes_in, packages_in
from ..engine.client.terms import EngineFailure
from ..host import about, cache, diagnostics, failures, settings
from ..host.about import TITLE
from ..host.engine import EngineHost, engine_options
from ..host.guard import answer, guarded
from ..host.help import open_help
from ..host.log import log, show_from
from ..host.settings import ENVIRONMENT_PREFIX, Settings
from ..host.translation import tr
from . import tasks
from .login_slot import LoginSlot
from .setting_fields import show, shown
from .setup_offer import SetupOffer

_FORM, _ = uic.loadUiType(str(Path(__file__).with_suffix(".ui")))
_LEVELS = {
    "error": QT_TRANSLATE_NOOP("mosaic_qgis", "Errors"),
    "warning": QT_TRANSLATE_NOOP("mosaic_qgis", "Warnings and errors"),
    "info": QT_TRANSLATE_NOOP("mosaic_qgis", "Notes, warnings and errors"),
    "debug": QT_TRANSLATE_NOOP("mosaic_qgis", "Everything, to look for a fault"),
}
_TOLD = ("rio-tiler", "rasterio")
"""Packages whose versions are shown."""
_LINES_OF_HOSTS = 4
_EXAMPLE_ALPHA = 110


class OptionsPage(QgsOptionsPageWidget, _FORM):
    """The page; each field of the form has the name of its setting."""

    status_label: QLabel
    set_up_button: QPushButton
    remove_button: QPushButton
    engine_group: QGroupBox
    cache_group: QGroupBox
    log_group: QGroupBox
    set_up_progress: QProgressBar
    set_up_cancel_button: QPushButton
    wheel_folder: QgsFileWidget
    engine_environment: QgsFileWidget
    engine_python: QgsFileWidget
    engine_cache_dir: QgsFileWidget
    used_label: QLabel
    clear_cache_button: QPushButton
    engine_retries: QWidget
    logins_layout: QGridLayout
    login_label: QLabel
    engine_trusted_hosts: QPlainTextEdit
    trust_problem_label: QLabel
    log_level: QComboBox
    diagnostics_button: QPushButton
    help_button: QPushButton
    said_label: QLabel

    def __init__(self, parent: QWidget | None, engine: EngineHost, offer: SetupOffer) -> None:
        super().__init__(parent)
        self._engine = engine
        self._offer = offer
        self._disk_megabytes: float | None = None
        self._is_removing = False
        self._last_rows: dict[str, int] = {}
        """Below what is in a group: where something is said."""
        self.setupUi(self)
        self.setObjectName("mosaicjson_options")
        self._set_up_widgets()
        self.login_slot = LoginSlot(self, is_late=True)
        self.login_slot.set_subject("", "any")
        self.logins_layout.addWidget(self.login_slot, 0, 1)
        self.login_label.setBuddy(self.login_slot)
        # Made last, so it would come last.
        QWidget.setTabOrder(self.engine_retries, self.login_slot)
        QWidget.setTabOrder(self.login_slot, self.engine_trusted_hosts)
        self._show_settings()
        self.set_up_button.clicked.connect(self._set_up)
        self.remove_button.clicked.connect(self._remove)
        self.set_up_cancel_button.clicked.connect(self._cancel_set_up)
        self.clear_cache_button.clicked.connect(self._clear_cache)
        self.engine_trusted_hosts.textChanged.connect(self._judge_places)
        self.diagnostics_button.clicked.connect(self._copy_diagnostics)
        self.help_button.clicked.connect(self._help)
        engine.environment_looked_at.connect(self._show_state)
        engine.environment_made.connect(self._show_state)
        offer.progressed.connect(self._show_progress)
        offer.ended.connect(self._set_up_ended)
        self._judge_places()
        self._say("")
        self.set_up_cancel_button.setText(tr("Cancel"))
        self._show_state()
        self._measure()

    # QgsOptionsPageWidget interface

    @guarded(answer(True))
    def isValid(self) -> bool:
        return not settings.not_places(shown(self.engine_trusted_hosts))

    @guarded(answer(None))
    def apply(self) -> None:
        before = settings.load()
        stored = settings.load({})
        changed = {
            field.name: shown(getattr(self, field.name))
            for field in fields(Settings)
            if getattr(self, field.name).isEnabled()
        }
        if not self.isValid():
            del changed["engine_trusted_hosts"]
        settings.save(
            Settings(**{**{field.name: getattr(stored, field.name) for field in fields(Settings)}, **changed})
        )
        after = settings.load()
        show_from(after.log_level)
        if (before.engine_environment, before.engine_python) != (after.engine_environment, after.engine_python):
            self._engine.environment_changed()
        elif engine_options(before) != engine_options(after):
            self._engine.options_changed()

    # QWidget interface

    @guarded(answer(None))
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # In a theme with a style sheet, Qt gives the example the colour of text: it would look as if it were entered.
        palette = self.engine_trusted_hosts.palette()
        colour = palette.color(QPalette.ColorRole.Text)
        colour.setAlpha(_EXAMPLE_ALPHA)
        palette.setColor(QPalette.ColorRole.PlaceholderText, colour)
        self.engine_trusted_hosts.setPalette(palette)

    # Own

    def _set_up_widgets(self) -> None:
        for widget in (self.wheel_folder, self.engine_environment, self.engine_cache_dir):
            widget.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
        self.engine_python.setStorageMode(QgsFileWidget.StorageMode.GetFile)
        for level, text in _LEVELS.items():
            self.log_level.addItem(tr(text), level)
        lines_px = self.engine_trusted_hosts.fontMetrics().lineSpacing() * _LINES_OF_HOSTS
        self.engine_trusted_hosts.setFixedHeight(lines_px + 2 * self.engine_trusted_hosts.frameWidth() + 8)

    def _show_settings(self) -> None:
        stored = settings.load({})
        for field in fields(Settings):
            widget = getattr(self, field.name)
            show(widget, getattr(stored, field.name))
            variable = ENVIRONMENT_PREFIX + field.name.upper()
            if os.environ.get(variable):
                show(widget, getattr(settings.load(), field.name))
                widget.setEnabled(False)
                widget.setToolTip(tr("Set by the environment variable {name}.").format(name=variable))

    @guarded(answer(None))
    def _show_state(self) -> None:
        if sip.isdeleted(self):
            return
        named, is_there = settings.load().engine_environment, self._engine.is_environment_there
        environment = self._engine.environment()
        size = environment.size()
        disk = size.megabytes if self._disk_megabytes is None else self._disk_megabytes
        if self._is_removing:
            state = tr("The engine is being removed.")
        elif self._offer.is_busy:
            state = self._offer.step
        elif is_there is None:
            state = tr("The engine is being looked at.")
        elif named and is_there:
            state = tr("The engine uses packages of your own, in {folder}.").format(folder=named)
        elif named:
            state = tr("The engine cannot start with the packages in {folder}.").format(folder=named)
        elif is_there:
            state = tr("The engine is set up: {count} packages, {disk} MB in {folder}.").format(
                count=size.packages, disk=round(disk), folder=environment.folder
            )
        else:
            state = tr(
                "The engine is not set up: {count} packages, {download} MB to download, {disk} MB in your QGIS profile."
            ).format(count=size.packages, download=round(size.download_megabytes), disk=round(size.megabytes))
        words = [f"{TITLE} {about.version()}.", state]
        if is_there and (versions := _versions(Path(named).expanduser() if named else environment.folder)):
            words.append(f"{versions}.")
        if self._engine.pid is not None:
            words.append(tr("It is running."))
        self.status_label.setText(" ".join(words))
        buttons = (self.set_up_button, self.set_up_cancel_button)
        had_focus = any(button.hasFocus() for button in buttons)
        is_free = not named and is_there is not None and not self._offer.is_busy and not self._is_removing
        self.set_up_button.setText(tr("Reinstall Engine") if is_there else tr("Set Up Engine"))
        self.set_up_button.setEnabled(is_free)
        self.remove_button.setEnabled(is_free and bool(is_there))
        self._show_progress()
        if had_focus:
            buttons[self._offer.is_busy].setFocus()

    @guarded(answer(None))
    def _show_progress(self) -> None:
        """Here as well: as long as the options are open, QGIS's main window cannot be reached."""
        if sip.isdeleted(self):
            return
        for widget in (self.set_up_progress, self.set_up_cancel_button):
            widget.setVisible(self._offer.is_busy)
        if self._offer.is_busy:
            self.set_up_progress.setValue(self._offer.percent)
            self.status_label.setText(f"{TITLE} {about.version()}. {self._offer.step}")

    @guarded(answer(None))
    def _cancel_set_up(self, _checked: bool = False) -> None:
        self._offer.cancel()

    def _measure(self) -> None:
        """Count in the background what is on the disk."""
        folder, packages = cache.folder_of(settings.load()), self._engine.environment().folder

        def work(task: tasks.EngineTask) -> tuple[int, int]:
            return cache.used_bytes(folder), bytes_in(packages, task.isCanceled)

        self.used_label.setText(tr("Being counted…"))
        self.clear_cache_button.setEnabled(False)
        tasks.start(
            tr("Counting what the MosaicJSON engine keeps"),
            work,
            self._measured,
            partial(self._failed, self.cache_group),
            self,
            withdrawn=self._withdrawn,
        )

    def _measured(self, sizes: tuple[int, int]) -> None:
        kept, packages = sizes
        self.used_label.setText(
            tr("{size} MB").format(size=QLocale().toString(kept / 1e6, "f", 1 if kept < 1e7 else 0))
        )
        self.clear_cache_button.setEnabled(kept > 0 or self._engine.pid is not None)
        self._disk_megabytes = packages / 1e6 or None
        self._show_state()

    def _failed(self, group: QGroupBox, failure: EngineFailure) -> None:
        self._is_removing = False
        log(failure.message, "error")
        is_of_packages = isinstance(failure, EnvironmentFailure)
        self._say(failures.setup_sentence(failure) if is_of_packages else failures.sentence(failure, TITLE), group)
        self.diagnostics_button.setEnabled(True)
        self.used_label.setText("")
        self._show_state()

    def _withdrawn(self) -> None:
        self.used_label.setText("")
        self.clear_cache_button.setEnabled(True)
        self.diagnostics_button.setEnabled(True)

    @guarded(answer(None))
    def _clear_cache(self, _checked: bool = False) -> None:
        self.clear_cache_button.setEnabled(False)
        folder, engine = cache.folder_of(settings.load()), self._engine

        def done(is_all: bool) -> None:
            if not is_all:
                text = tr("Some of the cache is in use and stays. Clear it again right after a start of QGIS.")
                self._say(text, self.cache_group)
            self._measure()

        def work(_task: tasks.EngineTask) -> bool:
            # What it has in memory goes with it; the next map starts a new one.
            engine.end_for_now()
            return cache.clear(folder)

        failed = partial(self._failed, self.cache_group)
        tasks.start(tr("Clearing the MosaicJSON cache"), work, done, failed, self, withdrawn=self._measure)

    @guarded(answer(None))
    def _set_up(self, _checked: bool = False) -> None:
        # What stands in the fields (a folder of wheels, say) is meant to be used.
        self.apply()
        self._say("")
        self._offer.set_up(repair=bool(self._engine.is_environment_there))
        self._show_state()

    @guarded(answer(None))
    def _set_up_ended(self) -> None:
        if sip.isdeleted(self):
            return
        self._say(self._offer.outcome, self.engine_group)
        self._show_state()
        self._measure()

    @guarded(answer(None))
    def _remove(self, _checked: bool = False) -> None:
        question = tr(
            "Delete the engine's packages in {folder}? Mosaics cannot be read until it is set up again, which downloads them anew."
        ).format(folder=self._engine.environment().folder)
        buttons = QMessageBox.StandardButton
        chosen = QMessageBox.question(self, tr("Remove Engine"), question, buttons.Yes | buttons.Cancel, buttons.Cancel)
        if chosen != buttons.Yes:
            return
        self._is_removing = True
        self._show_state()

        def done(_nothing: Any) -> None:
            self._is_removing = False
            self._disk_megabytes = None
            self._say(tr("The engine was removed."), self.engine_group)
            self._show_state()

        def withdrawn() -> None:
            self._is_removing = False
            self._show_state()

        tasks.start(
            tr("Removing the MosaicJSON engine"),
            lambda _task: self._engine.remove_environment(),
            done,
            partial(self._failed, self.engine_group),
            self,
            withdrawn=withdrawn,
        )

    @guarded(answer(None))
    def _judge_places(self) -> None:
        wrong = settings.not_places(shown(self.engine_trusted_hosts))
        text = tr("“{place}” is no host such as data.example.com and no bucket such as s3://name.")
        self.trust_problem_label.setText(text.format(place=wrong[0]) if wrong else "")
        self.trust_problem_label.setVisible(bool(wrong))

    @guarded(answer(None))
    def _copy_diagnostics(self, _checked: bool = False) -> None:
        state = diagnostics.EngineState.of(self._engine)
        self.diagnostics_button.setEnabled(False)

        def done(report: str) -> None:
            self.diagnostics_button.setEnabled(True)
            QgsApplication.clipboard().setText(report)
            text = tr("The report is in the clipboard. Read it before you send it: it names folders and images.")
            self._say(text, self.log_group)

        tasks.start(
            tr("Collecting diagnostics"),
            lambda _task: diagnostics.report(state),
            done,
            partial(self._failed, self.log_group),
            self,
            withdrawn=self._withdrawn,
        )

    def _say(self, text: str, group: QGroupBox | None = None) -> None:
        """`group`: what it is about. It is said there, where a person looks: the page is longer than the window."""
        layout = group.layout() if group is not None else None
        if group is not None and isinstance(layout, QGridLayout):
            row = self._last_rows.setdefault(group.objectName(), layout.rowCount())
            layout.addWidget(self.said_label, row, 0, 1, -1)
        self.said_label.setText(text)
        self.said_label.setVisible(bool(text))

    @guarded(answer(None))
    def _help(self, _checked: bool = False) -> None:
        open_help("options")


def _versions(folder: Path) -> str:
    found = packages_in(folder)
    return ", ".join(f"{name} {found[name]}" for name in _TOLD if name in found)
