"""The dialog in which the bands of a layer are put together: chosen bands in an order, or an expression. QGIS side.

Knows the names of the images' bands and nothing else; whether an expression is right is said by the preview.
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

_FORM, _ = uic.loadUiType(str(Path(__file__).with_suffix(".ui")))
_OPERATORS: Final = ("+", "-", "*", "/", "(", ")", "<", ">", "where(", ";")
_NUMBER = Qt.ItemDataRole.UserRole


class BandBuilder(QDialog, _FORM):
    """The dialog."""

    state_label: QLabel
    kinds: QTabWidget
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

    def __init__(self, parent: QWidget | None, kind: str, text: str) -> None:
        """`kind` and `text`: how the bands are given now (a constant of this module)."""
        super().__init__(parent)
        self.setupUi(self)
        self._given = numbers_in(text) if kind == INDEXES else ()
        self.kinds.setCurrentWidget(self.expression_page if kind == EXPRESSION else self.indexes_page)
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
        self.up_button.clicked.connect(lambda: self._move(-1))
        self.down_button.clicked.connect(lambda: self._move(1))
        self.buttons.helpRequested.connect(lambda: open_help("add-layer"))
        self.state_label.setText(tr("Looking at the images…"))
        self._fill([ImageBand(number=number, words="") for number in self._given])

    def set_bands(self, bands: Sequence[ImageBand]) -> None:
        """What the images have is known now."""
        self.state_label.setVisible(not bands)
        self.state_label.setText(tr("The images cannot be looked at; bands can be typed all the same."))
        if bands:
            self._fill(bands)

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
        ticked = [int(item.data(_NUMBER)) for item in items if item.checkState() == Qt.CheckState.Checked]
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
            item.setData(_NUMBER, band.number)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            is_ticked = not self._given or band.number in self._given
            item.setCheckState(Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked)
        self.names_list.clear()
        for band in bands:
            QListWidgetItem(band.label, self.names_list).setData(_NUMBER, band.name)
        for row, combo in enumerate((self.first_band, self.second_band)):
            combo.clear()
            for band in bands:
                combo.addItem(band.label, band.name)
            # Red before near infrared is the order of most images.
            combo.setCurrentIndex(len(bands) - 1 - row if len(bands) > 1 else 0)
        self.difference_button.setEnabled(len(bands) > 1)

    @guarded(answer(None))
    def _insert(self, text: str) -> None:
        self.expression_edit.insertPlainText(text)
        self.expression_edit.setFocus()

    @guarded(answer(None))
    def _insert_item(self, item: QListWidgetItem) -> None:
        self._insert(str(item.data(_NUMBER)))

    @guarded(answer(None))
    def _insert_difference(self, _checked: bool = False) -> None:
        self._insert(normalised_difference(str(self.first_band.currentData()), str(self.second_band.currentData())))

    @guarded(answer(None))
    def _move(self, by: int) -> None:
        row = self.indexes_list.currentRow()
        if row >= 0 and 0 <= row + by < self.indexes_list.count():
            item = self.indexes_list.takeItem(row)
            self.indexes_list.insertItem(row + by, item)
            self.indexes_list.setCurrentRow(row + by)
