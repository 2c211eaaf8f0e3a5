"""Which catalog is searched, and with which logins: presets, QGIS's own STAC connections, or an address typed. QGIS side.

Knows addresses and ids of logins; asks no catalog.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from qgis.PyQt import uic
from qgis.PyQt.QtCore import Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QResizeEvent, QShowEvent
from qgis.PyQt.QtWidgets import QComboBox, QCompleter, QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from ..host.guard import answer, guarded
from ..host.stac_catalogs import Look, StacCatalog, all_catalogs
from ..host.translation import tr
from .login_slot import LoginSlot
from .stac_uri import PREFIX, typed_address
from .tab_order import set_order

_FORM, _ = uic.loadUiType(str(Path(__file__).with_suffix(".ui")))

_LEAFING_MS = 500
"""Whoever leafs through the list by keyboard or wheel does not ask each catalog on the way."""


class StacConnections(QWidget, _FORM):
    """The list, two logins, and a note."""

    connect_wanted = pyqtSignal()
    changed = pyqtSignal()
    """Another address or login."""

    catalog_combo: QComboBox
    connect_button: QPushButton
    login_label: QLabel
    images_login_label: QLabel
    page_layout: QGridLayout
    login_place: QHBoxLayout
    images_login_place: QHBoxLayout
    note_label: QLabel

    def __init__(
        self, parent: QWidget | None = None, catalogs: Callable[[], Sequence[StacCatalog]] = all_catalogs
    ) -> None:
        super().__init__(parent)
        self.setupUi(self)
        self._list = catalogs
        self._catalogs: tuple[StacCatalog, ...] = ()
        self._is_narrow = False
        self.login_slot, self.images_login_slot = LoginSlot(self, is_late=True), LoginSlot(self, is_late=True)
        for slot, place, label in (
            (self.login_slot, self.login_place, self.login_label),
            (self.images_login_slot, self.images_login_place, self.images_login_label),
        ):
            place.addWidget(slot)
            # Two of them stand side by side, in a window that may be small.
            slot.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            slot.combo.setMinimumContentsLength(8)
            label.setBuddy(slot)
            slot.changed.connect(self.changed)
        set_order([self.catalog_combo, self.connect_button, self.login_slot, self.images_login_slot])
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_LEAFING_MS)
        self._soon.timeout.connect(self._connect)
        self._fill()
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
        named = self._named()
        return named.address if named is not None else typed_address(self.catalog_combo.currentText())

    @property
    def authcfg(self) -> str:
        """The login for the API."""
        return self.login_slot.config_id()

    @property
    def assets_authcfg(self) -> str:
        """The login for the images."""
        return self.images_login_slot.config_id()

    def preset(self) -> StacCatalog | None:
        """The entry of the list that is in use, however its address was put in."""
        named = self._named()
        if named is not None:
            return named
        address = self.address.rstrip("/")
        return next((each for each in self._catalogs if _is_of(address, each.address)), None)

    def _named(self) -> StacCatalog | None:
        """The entry whose name stands in the list; of two with one name that which was chosen."""
        text, place = self.catalog_combo.currentText().strip(), self.catalog_combo.currentIndex()
        found = [each for each in self._catalogs if each.name == text]
        if place >= 0 and self.catalog_combo.itemText(place) == text:
            address = self.catalog_combo.itemData(place)
            found = [each for each in found if each.address == address] or found
        return found[0] if found else None

    def look_of(self, collections: Sequence[str]) -> Look:
        """How a layer of these collections looks best; nothing where they differ or are not known."""
        preset = self.preset()
        return Look() if preset is None else preset.look_of(collections)

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

    # QWidget interface

    @guarded(answer(None))
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # QGIS tells nobody of new connections.
        self._fill()

    @guarded(answer(None))
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_logins_out()

    # Own

    def _lay_logins_out(self) -> None:
        """The logins side by side, where there is room for both; else one below the other."""
        labels, slots = (self.login_label, self.images_login_label), (self.login_slot, self.images_login_slot)
        needed = sum(widget.minimumSizeHint().width() for widget in (*labels, *slots))
        needed += (len(labels) + len(slots) - 1) * self.page_layout.horizontalSpacing()
        is_narrow = self.width() < needed
        if is_narrow == self._is_narrow:
            return
        self._is_narrow = is_narrow
        layout = self.page_layout
        for place in (self.login_place, self.images_login_place):
            layout.removeItem(place)
            place.setParent(None)
        layout.removeWidget(self.images_login_label)
        if is_narrow:
            layout.addLayout(self.login_place, 1, 1, 1, 4)
            layout.addWidget(self.images_login_label, 2, 0)
            layout.addLayout(self.images_login_place, 2, 1, 1, 4)
        else:
            layout.addLayout(self.login_place, 1, 1)
            layout.addWidget(self.images_login_label, 1, 2)
            layout.addLayout(self.images_login_place, 1, 3, 1, 2)

    def _fill(self) -> None:
        catalogs = tuple(self._list())
        if catalogs == self._catalogs:
            return
        combo, chosen = self.catalog_combo, self._named()
        text, blocked = combo.currentText(), combo.blockSignals(True)
        try:
            self._catalogs = catalogs
            combo.clear()
            for catalog in catalogs:
                if combo.count() and not catalog.is_own and self._catalogs[combo.count() - 1].is_own:
                    combo.insertSeparator(combo.count())
                combo.addItem(catalog.name, catalog.address)
                combo.setItemData(combo.count() - 1, catalog.address, Qt.ItemDataRole.ToolTipRole)
            combo.setCurrentIndex(-1 if chosen is None else combo.findData(chosen.address))
            combo.setEditText(text)
        finally:
            combo.blockSignals(blocked)

    @guarded(answer(None))
    def _text_changed(self, _text: str = "") -> None:
        self._soon.stop()
        address = self.address
        self.login_slot.set_subject(PREFIX + address if address else "", "document")
        self.images_login_slot.set_subject(PREFIX + address if address else "", "images")
        preset = self.preset()
        self.note_label.setText("" if preset is None else _note_of(preset))
        self.note_label.setVisible(bool(self.note_label.text()))
        self.connect_button.setEnabled(bool(address))
        self.changed.emit()

    @guarded(answer(None))
    def _activated(self, _index: int) -> None:
        preset = self.preset()
        if preset is not None:
            self.login_slot.set_config_id(preset.authcfg)
        self._soon.start()

    @guarded(answer(None))
    def _return_pressed(self) -> None:
        self._connect()

    @guarded(answer(None))
    def _connect(self, _checked: bool = False) -> None:
        self._soon.stop()
        if self.address:
            self.connect_wanted.emit()


def _note_of(catalog: StacCatalog) -> str:
    """What one should know before using a catalog."""
    notes = [catalog.note]
    if catalog.has_hidden_login:
        notes.append(
            tr("QGIS's connection has a password or headers of its own, which are not read here: choose a login.")
        )
    return " ".join(note for note in notes if note)


def _is_of(address: str, catalog: str) -> bool:
    """Whether an address is a catalog's own, or its search."""
    own = catalog.rstrip("/")
    return address in (own, f"{own}/search")
