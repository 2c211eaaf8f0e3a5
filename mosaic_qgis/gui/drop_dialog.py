"""The question about several dropped images: one mosaic or separate layers? QGIS side.

Hands the answer on; makes nothing itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qgis.PyQt import uic
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QRadioButton,
    QToolButton,
)

from ..host.guard import answer, guarded
from ..host.help import open_help
from ..host.translation import tr
from . import dropped_images
from .dropped_images import Answer
from .services import GuiServices

_FORM, _ = uic.loadUiType(str(Path(__file__).with_suffix(".ui")))


class DropDialog(QDialog, _FORM):
    """The dialog."""

    question_label: QLabel
    mosaic_button: QRadioButton
    layers_button: QRadioButton
    target_label: QLabel
    target_edit: QLineEdit
    browse_button: QToolButton
    remember_box: QCheckBox
    button_box: QDialogButtonBox

    def __init__(self, services: GuiServices, images: Sequence[str]) -> None:
        super().__init__(services.iface.mainWindow())
        self.setupUi(self)
        self.setObjectName("mosaic_drop_dialog")
        self._services = services
        self._images = tuple(images)
        self._suggested = dropped_images.target_for(images)
        self._may_replace = ""
        text = tr("These are {count} images. Add them as one mosaic or as separate layers?")
        self.question_label.setText(text.format(count=len(images)))
        self.target_edit.setText(self._suggested)
        self.target_edit.setCursorPosition(len(self._suggested))
        self.mosaic_button.toggled.connect(self._judge)
        self.target_edit.textChanged.connect(self._judge)
        self.browse_button.clicked.connect(self._browse)
        self.button_box.accepted.connect(self.accept)
        self.button_box.rejected.connect(self.reject)
        self.button_box.helpRequested.connect(self._help)

    # QDialog interface

    @guarded(answer(None))
    def accept(self) -> None:
        decision = Answer.MOSAIC if self.mosaic_button.isChecked() else Answer.LAYERS
        if self.remember_box.isChecked():
            dropped_images.remember(decision)
        super().accept()
        if decision is Answer.MOSAIC:
            target = str(Path(self.target_edit.text().strip()).expanduser().absolute())
            if not target.lower().endswith((".json", ".json.gz", ".mosaicjson", ".mosaicjson.gz")):
                target += dropped_images.SUFFIX
            dropped_images.make(self._services, self._images, target, overwrite=target == self._may_replace)
        else:
            dropped_images.add_separately(self._services, self._images)

    # Own

    @guarded(answer(None))
    def _judge(self, *_changed: object) -> None:
        is_mosaic = self.mosaic_button.isChecked()
        for part in (self.target_label, self.target_edit, self.browse_button):
            part.setEnabled(is_mosaic)
        can_go_on = not is_mosaic or bool(self.target_edit.text().strip())
        self.button_box.button(QDialogButtonBox.StandardButton.Ok).setEnabled(can_go_on)

    @guarded(answer(None))
    def _browse(self, _checked: bool = False) -> None:
        filters = f"{tr('MosaicJSON')} (*.mosaicjson *.mosaicjson.gz *.json *.json.gz)"
        path, _ = QFileDialog.getSaveFileName(self, tr("Save Mosaic"), self.target_edit.text(), filters)
        if path:
            # Whether it may be replaced, the file dialog has asked.
            self._may_replace = path
            self.target_edit.setText(path)

    @guarded(answer(None))
    def _help(self) -> None:
        open_help("browser")
