"""The page "MosaicJSON" of QGIS's options: the settings, and the engine's state with a button to set it up or repair it.

QGIS side. Shows and stores `host.settings.Settings`; what they mean is said there. A field that an environment variable
overrides cannot be edited.
"""

from __future__ import annotations

import os
from dataclasses import fields
from pathlib import Path
from typing import Any

from qgis.gui import QgsFileWidget, QgsOptionsPageWidget
from qgis.PyQt import sip, uic
from qgis.PyQt.QtWidgets import QCheckBox, QDoubleSpinBox, QLabel, QLineEdit, QPushButton, QWidget

from ..host import about, settings
from ..host.about import TITLE
from ..host.engine import EngineHost
from ..host.guard import answer, guarded
from ..host.settings import ENVIRONMENT_PREFIX, Settings
from ..host.translation import tr
from .setup_offer import SetupOffer

_FORM, _ = uic.loadUiType(str(Path(__file__).with_suffix(".ui")))


class OptionsPage(QgsOptionsPageWidget, _FORM):
    """The page; each field of the form has the name of its setting."""

    status_label: QLabel
    set_up_button: QPushButton
    wheel_folder: QgsFileWidget
    engine_environment: QgsFileWidget
    engine_python: QgsFileWidget
    engine_cache_dir: QgsFileWidget
    clear_cache_button: QPushButton

    def __init__(self, parent: QWidget | None, engine: EngineHost, offer: SetupOffer) -> None:
        super().__init__(parent)
        self._engine = engine
        self._offer = offer
        self.setupUi(self)
        self.wheel_folder.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
        self.engine_environment.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
        self.engine_cache_dir.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
        self.engine_python.setStorageMode(QgsFileWidget.StorageMode.GetFile)
        stored = settings.load({})
        for field in fields(Settings):
            widget = getattr(self, field.name)
            _show(widget, getattr(stored, field.name))
            variable = ENVIRONMENT_PREFIX + field.name.upper()
            if os.environ.get(variable):
                _show(widget, getattr(settings.load(), field.name))
                widget.setEnabled(False)
                widget.setToolTip(tr("Set by the environment variable {name}.").format(name=variable))
        self.set_up_button.clicked.connect(self._set_up)
        self.clear_cache_button.clicked.connect(self._clear_cache)
        engine.environment_looked_at.connect(self._show_state)
        engine.environment_made.connect(self._show_state)
        offer.ended.connect(self._show_state)
        self._show_state()

    # QgsOptionsPageWidget interface

    @guarded(answer(None))
    def apply(self) -> None:
        before = settings.load()
        stored = settings.load({})
        changed = {
            field.name: _shown(getattr(self, field.name))
            for field in fields(Settings)
            if getattr(self, field.name).isEnabled()
        }
        settings.save(
            Settings(**{**{field.name: getattr(stored, field.name) for field in fields(Settings)}, **changed})
        )
        after = settings.load()
        if (before.engine_environment, before.engine_python) != (after.engine_environment, after.engine_python):
            self._engine.environment_changed()

    # Own

    @guarded(answer(None))
    def _show_state(self) -> None:
        if sip.isdeleted(self):
            return
        named, is_there = settings.load().engine_environment, self._engine.is_environment_there
        environment = self._engine.environment()
        size = environment.size()
        if self._offer.is_busy:
            state = tr("The engine is being set up; the message in QGIS's main window shows how far it is.")
        elif is_there is None:
            state = tr("The engine is being looked at.")
        elif named and is_there:
            state = tr("The engine uses packages of your own, in {folder}.").format(folder=named)
        elif named:
            state = tr("The engine cannot start with the packages in {folder}.").format(folder=named)
        elif is_there:
            state = tr("The engine is set up: {count} packages, {disk} MB in {folder}.").format(
                count=size.packages, disk=round(size.megabytes), folder=environment.folder
            )
        else:
            state = tr(
                "The engine is not set up: {count} packages, {download} MB to download, {disk} MB in your QGIS profile."
            ).format(count=size.packages, download=round(size.download_megabytes), disk=round(size.megabytes))
        self.status_label.setText(f"{TITLE} {about.version()}. {state}")
        self.set_up_button.setText(tr("Repair Engine") if is_there else tr("Set Up Engine"))
        self.set_up_button.setEnabled(not named and is_there is not None and not self._offer.is_busy)

    @guarded(answer(None))
    def _clear_cache(self, _checked: bool = False) -> None:
        self._engine.clear_cache()
        self.clear_cache_button.setEnabled(False)

    @guarded(answer(None))
    def _set_up(self, _checked: bool = False) -> None:
        # What stands in the fields (a folder of wheels, say) is meant to be used.
        self.apply()
        self._offer.set_up(repair=bool(self._engine.is_environment_there))
        self._show_state()


def _show(widget: Any, value: Any) -> None:
    if isinstance(widget, QgsFileWidget):
        widget.setFilePath(value)
    elif isinstance(widget, QLineEdit):
        widget.setText(value)
    elif isinstance(widget, QCheckBox):
        widget.setChecked(value)
    elif isinstance(widget, QDoubleSpinBox):
        widget.setValue(value)


def _shown(widget: Any) -> Any:
    if isinstance(widget, QgsFileWidget):
        return widget.filePath().strip()
    if isinstance(widget, QLineEdit):
        return widget.text().strip()
    return widget.isChecked() if isinstance(widget, QCheckBox) else widget.value()
