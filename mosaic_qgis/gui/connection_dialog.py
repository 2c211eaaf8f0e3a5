"""A saved mosaic: its name, where it is, and its logins. QGIS side.

Turns its fields into one connection, which it keeps when it is accepted; opens nothing.
"""

from __future__ import annotations

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

from ..host.auth import ASSETS_OPTION, DOCUMENT_OPTION
from ..host.connections import Connection, connections
from ..host.guard import answer, guarded
from ..host.help import open_help
from ..host.settings import GROUP
from ..host.translation import tr
from ..provider import uri as uris
from ..provider.metadata import parts_of
from .login_slot import LoginSlot

_FORM, _ = uic.loadUiType(str(Path(__file__).with_suffix(".ui")))
_FOLDER_KEY = f"{GROUP}/last_folder"
_DATABASES = (".db", ".sqlite", ".sqlite3")


class ConnectionDialog(QDialog, _FORM):
    """The dialog."""

    name_edit: QLineEdit
    uri_edit: QLineEdit
    browse_button: QToolButton
    document_label: QLabel
    document_place: QHBoxLayout
    images_label: QLabel
    images_place: QHBoxLayout
    verdict_label: QLabel
    button_box: QDialogButtonBox

    def __init__(self, parent: QWidget | None, connection: Connection | None = None, replaced: str = "") -> None:
        """`connection` fills the fields; `replaced` is the name of the one in whose place it is kept."""
        super().__init__(parent)
        self.setupUi(self)
        self.setObjectName("mosaic_connection_dialog")
        self._replaced = replaced
        self.document_slot, self.images_slot = LoginSlot(self, is_late=True), LoginSlot(self, is_late=True)
        for label, place, slot in (
            (self.document_label, self.document_place, self.document_slot),
            (self.images_label, self.images_place, self.images_slot),
        ):
            place.addWidget(slot)
            label.setBuddy(slot)
        self.setTabOrder(self.browse_button, self.document_slot)
        self.setTabOrder(self.document_slot, self.images_slot)
        if connection is not None:
            self._show(connection)
        self.name_edit.textChanged.connect(self._judge)
        self.uri_edit.textChanged.connect(self._judge)
        self.browse_button.clicked.connect(self._browse)
        self.button_box.accepted.connect(self.accept)
        self.button_box.rejected.connect(self.reject)
        self.button_box.helpRequested.connect(self._help)
        self._judge()

    @property
    def connection(self) -> Connection:
        """What the fields say. Raises ValueError where that cannot be kept."""
        parts = parts_of(self.uri_edit.text())
        options = {key: value for key, value in parts.options.items() if key not in (DOCUMENT_OPTION, ASSETS_OPTION)}
        for key, slot in ((DOCUMENT_OPTION, self.document_slot), (ASSETS_OPTION, self.images_slot)):
            if slot.config_id():
                options[key] = slot.config_id()
        uri = uris.LayerUri(mosaic=parts.mosaic, options=options)
        return Connection(name=self.name_edit.text().strip() or uri.name, source=uris.encode(uri) if uri.mosaic else "")

    # QDialog interface

    @guarded(answer(None))
    def accept(self) -> None:
        try:
            connections().save(self.connection, replace=self._replaced or None)
        except ValueError as exc:
            self.verdict_label.setText(str(exc))
            return
        super().accept()

    # Own

    def _show(self, connection: Connection) -> None:
        parts = uris.decode(connection.source)
        options = dict(parts.options)
        document, images = options.pop(DOCUMENT_OPTION, ""), options.pop(ASSETS_OPTION, "")
        self.name_edit.setText(connection.name)
        self.uri_edit.setText(uris.encode(uris.LayerUri(mosaic=parts.mosaic, options=options)))
        self.document_slot.set_config_id(document)
        self.images_slot.set_config_id(images)

    @guarded(answer(None))
    def _judge(self, _text: str = "") -> None:
        parts = parts_of(self.uri_edit.text())
        self.document_slot.set_subject(parts.mosaic, "document")
        self.images_slot.set_subject(parts.mosaic, "images")
        self.name_edit.setPlaceholderText(parts.name if parts.mosaic else "")
        fault = self._fault() if parts.mosaic else ""
        self.verdict_label.setText(fault)
        self.button_box.button(QDialogButtonBox.StandardButton.Ok).setEnabled(bool(parts.mosaic) and not fault)

    def _fault(self) -> str:
        """Why the fields cannot be kept; empty where they can."""
        try:
            _ = self.connection
        except ValueError as exc:
            return str(exc)
        return ""

    @guarded(answer(None))
    def _browse(self, _checked: bool = False) -> None:
        store = QgsSettings()
        filters = (
            f"{tr('MosaicJSON')} (*.mosaicjson *.mosaicjson.gz *.json *.json.gz);;"
            f"{tr('Databases of mosaics')} (*.db *.sqlite *.sqlite3);;{tr('All files')} (*)"
        )
        folder = str(store.value(_FOLDER_KEY, ""))
        path, _ = QFileDialog.getOpenFileName(self, tr("Choose a MosaicJSON File"), folder, filters)
        if path:
            store.setValue(_FOLDER_KEY, str(Path(path).parent))
            mosaic = f"sqlite:///{path}" if path.lower().endswith(_DATABASES) else path
            self.uri_edit.setText(uris.encode(uris.LayerUri(mosaic=mosaic)))

    @guarded(answer(None))
    def _help(self) -> None:
        open_help("browser")
