"""Which catalog is searched, and with which logins: presets, QGIS's own STAC connections, or an address typed. QGIS side.

Knows addresses and ids of logins; asks no catalog.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qgis.PyQt import uic
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QCompleter, QHBoxLayout, QLabel, QPushButton, QWidget

from ..host.guard import answer, guarded
from ..host.translation import tr
from .login_slot import LoginSlot
from .stac_uri import PREFIX, address_of

_FORM, _ = uic.loadUiType(str(Path(__file__).with_suffix(".ui")))


@dataclass(frozen=True, kw_only=True)
class Catalog:
    """One entry of the list."""

    name: str
    address: str
    authcfg: str = ""
    collections: tuple[str, ...] = ()
    """Of interest, to be listed first."""
    note: str = ""
    """What one should know before using it."""
    assets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Collection -> assets of its natural picture."""
    options: Mapping[str, str] = field(default_factory=dict)
    """Options that a layer needs for its images."""

    def assets_of(self, collections: Sequence[str]) -> tuple[str, ...]:
        """What a picture of these collections shows; nothing where they differ or are not known."""
        found = {self.assets.get(name, ()) for name in collections}
        return found.pop() if len(found) == 1 else ()


class StacConnections(QWidget, _FORM):
    """The list, two logins, and a note."""

    connect_wanted = pyqtSignal()
    changed = pyqtSignal()
    """Another address or login."""

    catalog_combo: QComboBox
    connect_button: QPushButton
    login_label: QLabel
    images_login_label: QLabel
    login_place: QHBoxLayout
    images_login_place: QHBoxLayout
    note_label: QLabel

    def __init__(self, parent: QWidget | None = None, catalogs: Sequence[Catalog] = ()) -> None:
        super().__init__(parent)
        self.setupUi(self)
        self._catalogs = tuple(catalogs)
        self.login_slot, self.images_login_slot = LoginSlot(self), LoginSlot(self)
        for slot, place, label in (
            (self.login_slot, self.login_place, self.login_label),
            (self.images_login_slot, self.images_login_place, self.images_login_label),
        ):
            place.addWidget(slot)
            label.setBuddy(slot)
            slot.changed.connect(self.changed)
        self.setTabOrder(self.connect_button, self.login_slot)
        self.setTabOrder(self.login_slot, self.images_login_slot)
        for catalog in self._catalogs:
            self.catalog_combo.addItem(catalog.name, catalog.address)
            place = self.catalog_combo.count() - 1
            self.catalog_combo.setItemData(place, catalog.address, Qt.ItemDataRole.ToolTipRole)
        self.catalog_combo.setCurrentIndex(-1)
        self.catalog_combo.lineEdit().setPlaceholderText(tr("Choose a catalog, or type the address of a STAC API"))
        self.catalog_combo.lineEdit().setClearButtonEnabled(True)
        self.catalog_combo.completer().setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.catalog_combo.completer().setFilterMode(Qt.MatchFlag.MatchContains)
        self.catalog_combo.editTextChanged.connect(self._text_changed)
        self.catalog_combo.activated.connect(self._activated)
        self.catalog_combo.lineEdit().returnPressed.connect(self._return_pressed)
        self.connect_button.clicked.connect(self._connect)
        self._text_changed()

    @property
    def address(self) -> str:
        """Of the API; empty where none is named."""
        text = self.catalog_combo.currentText().strip()
        preset = next((each for each in self._catalogs if each.name == text), None)
        return preset.address if preset is not None else address_of(text)

    @property
    def authcfg(self) -> str:
        """The login for the API."""
        return self.login_slot.config_id()

    @property
    def assets_authcfg(self) -> str:
        """The login for the images."""
        return self.images_login_slot.config_id()

    def preset(self) -> Catalog | None:
        """The entry of the list that is in use, however its address was put in."""
        address = self.address.rstrip("/")
        return next((each for each in self._catalogs if _is_of(address, each.address)), None)

    def layer_options(self) -> Mapping[str, str]:
        """Options that a layer of this catalog needs."""
        preset = self.preset()
        return {} if preset is None else preset.options

    def set_catalog(self, address: str, authcfg: str = "", assets_authcfg: str = "") -> None:
        """Show a catalog of a layer."""
        known = next((each for each in self._catalogs if each.address.rstrip("/") == address.rstrip("/")), None)
        self.catalog_combo.setEditText(known.name if known is not None else address)
        self.login_slot.set_config_id(authcfg)
        self.images_login_slot.set_config_id(assets_authcfg)

    @guarded(answer(None))
    def _text_changed(self, _text: str = "") -> None:
        address = self.address
        self.login_slot.set_subject(PREFIX + address if address else "", "document")
        self.images_login_slot.set_subject(PREFIX + address if address else "", "images")
        preset = self.preset()
        self.note_label.setText(preset.note if preset is not None else "")
        self.note_label.setVisible(bool(self.note_label.text()))
        self.connect_button.setEnabled(bool(address))
        self.changed.emit()

    @guarded(answer(None))
    def _activated(self, _index: int) -> None:
        preset = self.preset()
        if preset is not None:
            self.login_slot.set_config_id(preset.authcfg)
        self._connect()

    @guarded(answer(None))
    def _return_pressed(self) -> None:
        self._connect()

    @guarded(answer(None))
    def _connect(self, _checked: bool = False) -> None:
        if self.address:
            self.connect_wanted.emit()


def _is_of(address: str, catalog: str) -> bool:
    """Whether an address is a catalog's own, or its search."""
    own = catalog.rstrip("/")
    return address in (own, f"{own}/search")
