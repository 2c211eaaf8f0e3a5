"""The fields of one way to sign in: made from its description, filled, read. QGIS side.

Secrets stand in password fields that can be shown; a key file's text is kept, its path is not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from qgis.gui import QgsFileWidget, QgsPasswordLineEdit
from qgis.PyQt.QtWidgets import QCheckBox, QFormLayout, QLineEdit, QWidget

from ..host.guard import answer, guarded
from ..host.login_ways import Input, Way
from ..host.translation import tr

_LARGEST_KEY_FILE = 65_536


class LoginForm:
    """Fills two forms of a window: what most people need, and more."""

    def __init__(self, usual: QFormLayout, more: QFormLayout, changed: Callable[[], object]) -> None:
        self._usual = usual
        self._more = more
        self._changed = changed
        self._fields: dict[str, QWidget] = {}
        self._key_texts: dict[str, str] = {}

    @property
    def fields(self) -> Mapping[str, QWidget]:
        """The field of each input, in order."""
        return self._fields

    def show(self, way: Way, values: Mapping[str, str]) -> None:
        """Show the fields of a way, with values."""
        for form in (self._usual, self._more):
            while form.rowCount():
                form.removeRow(0)
        self._fields, self._key_texts = {}, {}
        for each in way.inputs:
            form = self._more if each.is_extra else self._usual
            field = self._made(each, values.get(each.key, ""))
            self._fields[each.key] = field
            if each.tip:
                field.setToolTip(each.tip)
            if isinstance(field, QCheckBox):
                form.addRow(field)
            else:
                form.addRow(each.label, field)

    def values(self) -> dict[str, str]:
        """What is entered."""
        found: dict[str, str] = {}
        for key, field in self._fields.items():
            if isinstance(field, QCheckBox):
                found[key] = "yes" if field.isChecked() else ""
            elif isinstance(field, QgsFileWidget):
                found[key] = self._key_texts.get(key, "")
            elif isinstance(field, QLineEdit):
                found[key] = field.text().strip()
        return found

    def _made(self, each: Input, value: str) -> QWidget:
        if each.kind == "yes":
            box = QCheckBox(each.label)
            box.setChecked(value == "yes")
            box.toggled.connect(self._changed)
            return box
        if each.kind == "key_file":
            return self._key_file(each, value)
        line = QgsPasswordLineEdit() if each.kind == "secret" else QLineEdit()
        line.setText(value)
        line.setPlaceholderText(each.example)
        line.textChanged.connect(self._changed)
        return line

    def _key_file(self, each: Input, value: str) -> QgsFileWidget:
        chooser = QgsFileWidget()
        chooser.setStorageMode(QgsFileWidget.StorageMode.GetFile)
        chooser.setFilter(f"{tr('Key files')} (*.json);;{tr('All files')} (*)")
        chooser.setDialogTitle(tr("Choose a Key File"))
        self._key_texts[each.key] = value
        if value:
            chooser.lineEdit().setPlaceholderText(tr("A key is kept; choose a file to replace it"))

        @guarded(answer(None))
        def chosen(path: str) -> None:
            self._key_texts[each.key] = _text_of(path) if path else value
            self._changed()

        chooser.fileChanged.connect(chosen)
        return chooser


def _text_of(path: str) -> str:
    """The text of a key file; what is no such file is no key either, and is said to be none."""
    try:
        with Path(path).open("rb") as file:
            return file.read(_LARGEST_KEY_FILE).decode("utf-8", "replace")
    except OSError:
        return "?"
