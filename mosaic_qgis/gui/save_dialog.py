"""Where a mosaic is saved as MosaicJSON, and what is said about it there. QGIS side.

Turns its fields into one request and hands it back; writes nothing itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsSettings
from qgis.PyQt import uic
from qgis.PyQt.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QToolButton,
    QWidget,
)

from ..host.connections import holds_secret
from ..host.guard import answer, guarded
from ..host.help import open_help
from ..host.settings import GROUP
from ..host.translation import tr
from ..provider import uri as uris
from .login_slot import LoginSlot

_FORM, _ = uic.loadUiType(str(Path(__file__).with_suffix(".ui")))
_FOLDER_KEY = f"{GROUP}/last_folder"
_SUFFIX = ".mosaicjson"
_SCHEMES = ("s3://", "gs://", "az://", "dynamodb://", "sqlite:///", "file://")


@dataclass(frozen=True, kw_only=True)
class SaveRequest:
    """What a person wants to be saved."""

    target: str
    """The URI of the new document; a file's path is absolute."""
    authcfg: str = ""
    """QGIS's configuration for the store."""
    name: str = ""
    description: str = ""
    attribution: str = ""


class SaveDialog(QDialog, _FORM):
    """The dialog. `request` is what was asked for when it was accepted."""

    target_edit: QLineEdit
    browse_button: QToolButton
    login_label: QLabel
    login_place: QHBoxLayout
    name_edit: QLineEdit
    description_edit: QLineEdit
    attribution_edit: QLineEdit
    note_label: QLabel
    verdict_label: QLabel
    button_box: QDialogButtonBox

    def __init__(
        self, parent: QWidget | None, name: str = "", attribution: str = "", help_topic: str = "layer"
    ) -> None:
        super().__init__(parent)
        self.setupUi(self)
        self._help_topic = help_topic
        self.login_slot = LoginSlot(self, is_late=True)
        self.login_place.addWidget(self.login_slot)
        self.login_label.setBuddy(self.login_slot)
        self.setTabOrder(self.browse_button, self.login_slot)
        self.setTabOrder(self.login_slot, self.name_edit)
        self.name_edit.setText(name)
        self.attribution_edit.setText(attribution)
        self.target_edit.textChanged.connect(self._judge)
        self.browse_button.clicked.connect(self._browse)
        self.button_box.accepted.connect(self.accept)
        self.button_box.rejected.connect(self.reject)
        self.button_box.helpRequested.connect(self._help)
        self._judge()

    @property
    def request(self) -> SaveRequest:
        """What the fields say."""
        return SaveRequest(
            target=target_of(self.target_edit.text()),
            authcfg=self.login_slot.config_id(),
            name=self.name_edit.text().strip(),
            description=self.description_edit.text().strip(),
            attribution=self.attribution_edit.text().strip(),
        )

    @guarded(answer(None))
    def _judge(self, _text: str = "") -> None:
        target = target_of(self.target_edit.text())
        self.verdict_label.setText(fault_of(target))
        save = self.button_box.button(QDialogButtonBox.StandardButton.Save)
        save.setEnabled(bool(target) and not self.verdict_label.text())
        self.login_slot.set_subject(target, "document")
        self.login_slot.setEnabled(bool(target) and uris.file_in(target) is None)

    @guarded(answer(None))
    def _browse(self, _checked: bool = False) -> None:
        store = QgsSettings()
        filters = f"{tr('MosaicJSON')} (*.mosaicjson *.mosaicjson.gz *.json *.json.gz)"
        # Whether a document may be replaced is asked when it is there at the time of writing.
        path, _ = QFileDialog.getSaveFileName(
            self,
            tr("Save as MosaicJSON"),
            str(store.value(_FOLDER_KEY, "")),
            filters,
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if path:
            store.setValue(_FOLDER_KEY, str(Path(path).parent))
            self.target_edit.setText(target_of(path))

    @guarded(answer(None))
    def _help(self) -> None:
        open_help(self._help_topic)


def target_of(text: str) -> str:
    """The URI that a person means; a file gets an ending and an absolute path."""
    target = uris.from_text(text).mosaic
    path = uris.local_path(target)
    if not target or path is None or not path.strip():
        return target
    if not uris.has_mosaic_suffix(path) and not Path(path).is_dir():
        path += _SUFFIX
    return str(Path(path).expanduser().absolute())


def fault_of(target: str) -> str:
    """Why nothing can be saved there, in a sentence; empty where nothing is known against it."""
    if not target:
        return ""
    if holds_secret(target):
        return tr("The address holds a password or key. Take it out, and choose a login instead.")
    path = uris.local_path(target)
    if path is None:
        if target.lower().startswith(_SCHEMES):
            return ""
        return tr("Nothing can be written there. Choose a file, or an address with s3, gs, az, dynamodb or sqlite.")
    if Path(path).is_dir():
        return tr("This is a folder. Give the file a name.")
    if not Path(path).parent.is_dir():
        return tr("There is no such folder. Check the path.")
    return ""
