"""The dialog in which the bands of a layer are put together: assets, chosen bands in an order, or an expression. QGIS side.

Knows the names of the items' assets and of the images' bands, and nothing else; whether an expression is right is said by
the preview.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from qgis.PyQt import uic
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QTabWidget,
    QToolButton,
    QWidget,
)

from ..host.guard import answer, guarded
from ..host.help import open_help
from ..host.translation import tr
from .band_choice import ALL, EXPRESSION, INDEXES, ImageBand, normalised_difference, numbers_in
from .stac_choices import Offer, quoted

_FORM, _ = uic.loadUiType(str(Path(__file__).with_suffix(".ui")))
_OPERATORS: Final = ("+", "-", "*", "/", "(", ")", "<", ">", "where(", ";")
_VALUE = Qt.ItemDataRole.UserRole


class BandBuilder(QDialog, _FORM):
    """The dialog."""

    state_label: QLabel
    kinds: QTabWidget
    assets_page: QWidget
    assets_list: QListWidget
    asset_up_button: QPushButton
    asset_down_button: QPushButton
    indexes_page: QWidget
    expression_page: QWidget
    indexes_list: QListWidget
    up_button: QPushButton
    down_button: QPushButton
    expression_edit: QPlainTextEdit
    operators_layout: QHBoxLayout
    names_list: QListWidget
    first_band: QComboBox
    second_band: QComboBox
    difference_button: QPushButton
    buttons: QDialogButtonBox

    def __init__(self, parent: QWidget | None, kind: str, text: str, assets: str | None = None) -> None:
        """`kind` and `text`: how the bands are given now (a constant of band_choice.py); `assets`: the option of that name,
        None where images have none."""
        super().__init__(parent)
        self.setupUi(self)
        self._given = numbers_in(text) if kind == INDEXES else ()
        self._has_assets = assets is not None
        self._given_assets = tuple(key for key in map(str.strip, (assets or "").split(",")) if key)
        self._band_names: list[tuple[str, str]] = []
        self._asset_names: list[tuple[str, str]] = []
        if not self._has_assets:
            self.kinds.removeTab(self.kinds.indexOf(self.assets_page))
        first_page = self.assets_page if self._has_assets else self.indexes_page
        self.kinds.setCurrentWidget(
            {EXPRESSION: self.expression_page, INDEXES: self.indexes_page}.get(kind, first_page)
        )
        if kind == EXPRESSION:
            self.expression_edit.setPlainText(text)
        for operator in _OPERATORS:
            button = QToolButton(self)
            button.setText(operator)
            button.clicked.connect(lambda _checked=False, operator=operator: self._insert(operator))
            self.operators_layout.addWidget(button)
        self.operators_layout.addStretch(1)
        self.names_list.itemActivated.connect(self._insert_item)
        self.difference_button.clicked.connect(self._insert_difference)
        self.up_button.clicked.connect(lambda: _move(self.indexes_list, -1))
        self.down_button.clicked.connect(lambda: _move(self.indexes_list, 1))
        self.asset_up_button.clicked.connect(lambda: _move(self.assets_list, -1))
        self.asset_down_button.clicked.connect(lambda: _move(self.assets_list, 1))
        self.buttons.helpRequested.connect(lambda: open_help("add-layer"))
        self.state_label.setText(tr("Looking at the images…"))
        self._fill([ImageBand(number=number, words="") for number in self._given])
        self._fill_assets(())

    def set_bands(self, bands: Sequence[ImageBand]) -> None:
        """What the images have is known now."""
        self.state_label.setVisible(not bands)
        self.state_label.setText(tr("The images cannot be looked at; bands can be typed all the same."))
        if bands:
            self._fill(bands)

    def set_assets(self, offers: Sequence[Offer]) -> None:
        """What the items have is known now; nothing changes for those that are ticked."""
        if not self._has_assets:
            return
        self._given_assets = self._ticked_assets()
        self._asset_names = [(quoted(offer.key), offer.label) for offer in offers]
        self._fill_assets(offers)
        self._fill_names()

    def assets(self) -> str | None:
        """The option `assets`; None where images have none."""
        return ",".join(self._ticked_assets()) if self._has_assets else None

    def kind(self) -> str:
        """How the bands are given: a constant of this module."""
        if self.kinds.currentWidget() is self.expression_page:
            return EXPRESSION if self.expression() else ALL
        return INDEXES if self.indexes() else ALL

    def text(self) -> str:
        """The value of the option that `kind` names; empty for all bands."""
        return {EXPRESSION: self.expression(), INDEXES: self.indexes(), ALL: ""}[self.kind()]

    def expression(self) -> str:
        """The expression, on one line."""
        return " ".join(str(self.expression_edit.toPlainText()).split())

    def indexes(self) -> str:
        """The ticked bands; empty where that are all in their own order, which needs no saying."""
        items = [self.indexes_list.item(row) for row in range(self.indexes_list.count())]
        ticked = [int(item.data(_VALUE)) for item in items if item.checkState() == Qt.CheckState.Checked]
        is_all = ticked == list(range(1, len(items) + 1))
        return "" if is_all else ",".join(map(str, ticked))

    # Own

    def _fill(self, bands: Sequence[ImageBand]) -> None:
        by_number = {band.number: band for band in bands}
        given = [by_number.get(number, ImageBand(number=number, words="")) for number in self._given]
        rest = [band for band in bands if band.number not in self._given]
        self.indexes_list.clear()
        for band in (*given, *rest):
            item = QListWidgetItem(band.label, self.indexes_list)
            item.setData(_VALUE, band.number)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            is_ticked = not self._given or band.number in self._given
            item.setCheckState(Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked)
        self._band_names = [(band.name, band.label) for band in bands]
        self._fill_names()

    def _fill_names(self) -> None:
        """What an expression can be made of. Where assets are known, numbers of bands say nothing more."""
        names = self._asset_names or self._band_names
        self.names_list.clear()
        for name, label in names:
            QListWidgetItem(label, self.names_list).setData(_VALUE, name)
        for row, combo in enumerate((self.first_band, self.second_band)):
            combo.clear()
            for name, label in names:
                combo.addItem(label, name)
            # Red before near infrared is the order of most images.
            combo.setCurrentIndex(len(names) - 1 - row if len(names) > 1 else 0)
        self.difference_button.setEnabled(len(names) > 1)

    @guarded(answer(None))
    def _insert(self, text: str) -> None:
        self.expression_edit.insertPlainText(text)
        self.expression_edit.setFocus()

    @guarded(answer(None))
    def _insert_item(self, item: QListWidgetItem) -> None:
        self._insert(str(item.data(_VALUE)))

    @guarded(answer(None))
    def _insert_difference(self, _checked: bool = False) -> None:
        self._insert(normalised_difference(str(self.first_band.currentData()), str(self.second_band.currentData())))

    def _ticked_assets(self) -> tuple[str, ...]:
        items = [self.assets_list.item(row) for row in range(self.assets_list.count())]
        return tuple(str(item.data(_VALUE)) for item in items if item.checkState() == Qt.CheckState.Checked)

    def _fill_assets(self, offers: Sequence[Offer]) -> None:
        labels = {offer.key: offer.label for offer in offers}
        self.assets_list.clear()
        for key in dict.fromkeys((*self._given_assets, *labels)):
            item = QListWidgetItem(labels.get(key, key), self.assets_list)
            item.setData(_VALUE, key)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            is_ticked = key in self._given_assets
            item.setCheckState(Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked)


@guarded(answer(None))
def _move(rows: QListWidget, by: int) -> None:
    row = rows.currentRow()
    if row >= 0 and 0 <= row + by < rows.count():
        item = rows.takeItem(row)
        rows.insertItem(row + by, item)
        rows.setCurrentRow(row + by)
