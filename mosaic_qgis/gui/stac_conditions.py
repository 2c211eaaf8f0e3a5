"""Rows of a STAC search: property, operator, value; fed by what the API says can be asked. QGIS side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from qgis.core import QgsApplication
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QCompleter,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..host.guard import answer, guarded
from ..host.markup import tip
from ..host.translation import tr
from .combo_width import widen_list
from .stac_query import OPERATORS, WITHOUT_VALUE, Condition, value_of
from .tab_order import insert_before

Queryable = Mapping[str, Any]
_NOT_ROWS = ("geometry", "datetime", "eo:cloud_cover", "id", "collection")
"""What the panel has fields for."""


class StacConditions(QWidget):
    """The rows and a button for another one."""

    changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[_Row] = []
        self._queryables: tuple[Queryable, ...] = ()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._place = QVBoxLayout()
        layout.addLayout(self._place)
        below = QHBoxLayout()
        self.add_button = QPushButton(tr("Add Condition"), self)
        self.add_button.setObjectName("add_button")
        self.add_button.setToolTip(tr("Another property that images must have; all conditions must hold"))
        self.add_button.setAutoDefault(False)
        self.add_button.clicked.connect(self._add_clicked)
        below.addWidget(self.add_button)
        below.addStretch()
        layout.addLayout(below)

    def set_queryables(self, queryables: Sequence[Queryable]) -> None:
        """What properties can be chosen; any other can be typed."""
        self._queryables = tuple(each for each in queryables if each["name"] not in _NOT_ROWS)
        for row in self._rows:
            row.set_queryables(self._queryables)

    def conditions(self) -> tuple[Condition, ...]:
        """The rows that say something."""
        found = (row.condition() for row in self._rows)
        return tuple(each for each in found if each is not None)

    def set_conditions(self, conditions: Sequence[Condition]) -> None:
        """Show these rows and no others."""
        if tuple(conditions) == self.conditions():
            return
        for row in list(self._rows):
            self._remove(row)
        for condition in conditions:
            self._add().set_condition(condition)

    def _add(self) -> _Row:
        row = _Row(self)
        row.set_queryables(self._queryables)
        row.changed.connect(self.changed)
        row.remove_button.clicked.connect(lambda _checked=False: self._remove_clicked(row))
        self._rows.append(row)
        self._place.addWidget(row)
        insert_before(self.add_button, [row])
        return row

    @guarded(answer(None))
    def _add_clicked(self, _checked: bool = False) -> None:
        self._add().property_combo.setFocus()

    @guarded(answer(None))
    def _remove_clicked(self, row: _Row) -> None:
        had = row.condition() is not None
        self._remove(row)
        self.add_button.setFocus()
        if had:
            self.changed.emit()

    def _remove(self, row: _Row) -> None:
        self._rows.remove(row)
        self._place.removeWidget(row)
        row.hide()
        if not sip.isdeleted(row):
            row.deleteLater()


class _Row(QWidget):
    changed = pyqtSignal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._kinds: dict[str, Queryable] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.property_combo = _editable(self, tr("Property"), tr("The property, as the API or the images name it"))
        self.operator_combo = QComboBox(self)
        self.operator_combo.setToolTip(tr("What must be so"))
        self.operator_combo.setAccessibleName(tr("Operator"))
        for operator, text in _operator_texts().items():
            self.operator_combo.addItem(text, operator)
        self.value_combo = _editable(
            self, tr("Value"), tr("A number or a text; several with commas for “is one of”; % for any text in “like”")
        )
        self.remove_button = QToolButton(self)
        self.remove_button.setIcon(QgsApplication.getThemeIcon("/symbologyRemove.svg"))
        self.remove_button.setToolTip(tr("Remove this condition"))
        self.remove_button.setAccessibleName(tr("Remove this condition"))
        for widget, stretch in (
            (self.property_combo, 4), (self.operator_combo, 0), (self.value_combo, 3), (self.remove_button, 0),
        ):  # fmt: skip
            layout.addWidget(widget, stretch)
        self.property_combo.editTextChanged.connect(self._property_changed)
        self.operator_combo.currentIndexChanged.connect(self._operator_changed)
        self.value_combo.editTextChanged.connect(self._value_changed)

    def set_queryables(self, queryables: Sequence[Queryable]) -> None:
        self._kinds = {each["name"]: each for each in queryables}
        text, blocked = self.property_combo.currentText(), self.property_combo.blockSignals(True)
        self.property_combo.clear()
        for each in queryables:
            self.property_combo.addItem(each["name"])
            self.property_combo.setItemData(
                self.property_combo.count() - 1, tip(each["title"] or each["name"]), Qt.ItemDataRole.ToolTipRole
            )
        widen_list(self.property_combo)
        self.property_combo.setEditText(text)
        self.property_combo.blockSignals(blocked)
        self._offer_values(text)

    def condition(self) -> Condition | None:
        name, operator = self.property_combo.currentText().strip(), str(self.operator_combo.currentData())
        text = self.value_combo.currentText().strip()
        if not name or (not text and operator not in WITHOUT_VALUE):
            return None
        kind = str((self._kinds.get(name) or {}).get("type") or "")
        if operator in WITHOUT_VALUE:
            return Condition(property=name, operator=operator)
        if operator == "in":
            parts = [part for part in map(str.strip, text.split(",")) if part]
            return Condition(property=name, operator=operator, value=tuple(value_of(part, kind) for part in parts))
        return Condition(property=name, operator=operator, value=text if operator == "like" else value_of(text, kind))

    def set_condition(self, condition: Condition) -> None:
        self.property_combo.setEditText(condition.property)
        self.operator_combo.setCurrentIndex(self.operator_combo.findData(condition.operator))
        self.value_combo.setEditText(_value_text(condition.value))

    def _offer_values(self, name: str) -> None:
        known = (self._kinds.get(name.strip()) or {}).get("enum") or ()
        text, blocked = self.value_combo.currentText(), self.value_combo.blockSignals(True)
        self.value_combo.clear()
        self.value_combo.addItems([_value_text(each) for each in known])
        widen_list(self.value_combo)
        self.value_combo.setEditText(text)
        self.value_combo.blockSignals(blocked)

    @guarded(answer(None))
    def _property_changed(self, name: str) -> None:
        self.property_combo.lineEdit().setToolTip(tip(name) if name.strip() else "")
        self._offer_values(name)
        self.changed.emit()

    @guarded(answer(None))
    def _operator_changed(self, _index: int = -1) -> None:
        self.value_combo.setEnabled(self.operator_combo.currentData() not in WITHOUT_VALUE)
        self.changed.emit()

    @guarded(answer(None))
    def _value_changed(self, _text: str = "") -> None:
        self.changed.emit()


def _editable(parent: QWidget, name: str, tip: str) -> QComboBox:
    combo = QComboBox(parent)
    combo.setEditable(True)
    combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    combo.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    combo.setMinimumContentsLength(6)
    combo.setAccessibleName(name)
    combo.setToolTip(tip)
    combo.lineEdit().setPlaceholderText(name)
    combo.completer().setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
    # Of a name that is longer than the field, its beginning is seen when it was chosen.
    combo.activated.connect(lambda _index: combo.lineEdit().setCursorPosition(0))
    return combo


def _operator_texts() -> dict[str, str]:
    words = {"=": "=", "<>": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
    words |= {"in": tr("is one of"), "like": tr("is like"), "is null": tr("is missing"), "is not null": tr("is there")}
    return {operator: words[operator] for operator in OPERATORS}


def _value_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(map(_value_text, value)) if isinstance(value, tuple) else str(value)
