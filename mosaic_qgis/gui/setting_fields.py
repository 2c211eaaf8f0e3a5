"""The widgets that settings are edited with: a setting's value shown in one, and read from it. QGIS side.

Knows no setting by name and stores none.
"""

from __future__ import annotations

from typing import Any

from qgis.gui import QgsFileWidget
from qgis.PyQt.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QLineEdit, QPlainTextEdit, QSpinBox


def show(widget: Any, value: Any) -> None:
    """Show a value. A list of words has one in each line."""
    if isinstance(widget, QgsFileWidget):
        widget.setFilePath(value)
    elif isinstance(widget, QLineEdit):
        widget.setText(value)
    elif isinstance(widget, QPlainTextEdit):
        widget.setPlainText("\n".join(value.replace(",", " ").split()))
    elif isinstance(widget, QComboBox):
        widget.setCurrentIndex(widget.findData(value))
    elif isinstance(widget, QCheckBox):
        widget.setChecked(value)
    elif isinstance(widget, QDoubleSpinBox | QSpinBox):
        widget.setValue(value)


def shown(widget: Any) -> Any:
    """What a widget says."""
    if isinstance(widget, QgsFileWidget):
        return widget.filePath().strip()
    if isinstance(widget, QLineEdit):
        return widget.text().strip()
    if isinstance(widget, QPlainTextEdit):
        return " ".join(widget.toPlainText().replace(",", " ").split())
    if isinstance(widget, QComboBox):
        return widget.currentData()
    return widget.isChecked() if isinstance(widget, QCheckBox) else widget.value()
