"""The Data Source Manager page "MosaicJSON": a file or URL, a name, and what is wrong with them. QGIS side.

Turns its fields into one request and hands it on; opens nothing itself.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import QgsSettings
from qgis.gui import QgsAbstractDataSourceWidget
from qgis.PyQt import uic
from qgis.PyQt.QtWidgets import QDialogButtonBox, QFileDialog, QLabel, QLineEdit, QToolButton, QWidget

from ..host.guard import answer, guarded
from ..host.help import open_help
from ..host.settings import GROUP
from ..host.translation import tr
from ..provider import uri as uris
from ..provider.metadata import parts_of
from . import source_check
from .services import GuiServices

_FORM, _ = uic.loadUiType(str(Path(__file__).with_suffix(".ui")))
_FOLDER_KEY = f"{GROUP}/last_folder"


class SourcePage(QgsAbstractDataSourceWidget, _FORM):
    """The page."""

    uri_edit: QLineEdit
    name_edit: QLineEdit
    browse_button: QToolButton
    verdict_label: QLabel
    button_box: QDialogButtonBox

    def __init__(self, parent: QWidget | None, flags: Any, mode: Any, services: GuiServices) -> None:
        super().__init__(parent, flags, mode)
        self._services = services
        self.setupUi(self)
        self.setupButtons(self.button_box)
        self.uri_edit.textChanged.connect(self._judge)
        self.browse_button.clicked.connect(self._browse)
        self.button_box.helpRequested.connect(self._help)
        self._judge()

    # QgsAbstractDataSourceWidget interface

    @guarded(answer(None))
    def addButtonClicked(self) -> None:
        if not source_check.check(self.uri_edit.text()).can_add:
            return
        parts = parts_of(self.uri_edit.text())
        if self._services.add(parts, self.name_edit.text().strip() or parts.name):
            text = tr("The mosaic is being opened; the layer is added as soon as it is there.")
        else:
            text = tr("The layer is added as soon as the engine is set up: see the message in QGIS's main window.")
        self.verdict_label.setText(text)

    @guarded(answer(None))
    def reset(self) -> None:
        self.uri_edit.clear()
        self.name_edit.clear()

    # Own

    @guarded(answer(None))
    def _judge(self, _text: str = "") -> None:
        verdict = source_check.check(self.uri_edit.text())
        self.verdict_label.setText(verdict.sentence)
        self.enableButtons.emit(verdict.can_add)
        parts = parts_of(self.uri_edit.text())
        self.name_edit.setPlaceholderText(parts.name if parts.mosaic else "")

    @guarded(answer(None))
    def _browse(self, _checked: bool = False) -> None:
        store = QgsSettings()
        filters = f"{tr('MosaicJSON')} (*.mosaicjson *.mosaicjson.gz *.json *.json.gz);;{tr('All files')} (*)"
        folder = str(store.value(_FOLDER_KEY, ""))
        path, _ = QFileDialog.getOpenFileName(self, tr("Choose a MosaicJSON File"), folder, filters)
        if path:
            store.setValue(_FOLDER_KEY, str(Path(path).parent))
            self.uri_edit.setText(uris.encode(uris.LayerUri(mosaic=path)))

    @guarded(answer(None))
    def _help(self) -> None:
        open_help("add-layer")
