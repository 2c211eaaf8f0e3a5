"""The QGIS side fits Qt 6, as far as that can be seen without a QGIS that has it: the check of `make check` and the forms."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from scripts import check_qt6

GUI = Path(__file__).resolve().parents[2] / "mosaic_qgis" / "gui"
FORMS = sorted(form.name for form in GUI.glob("*.ui"))

# Stands for the widgets of QGIS, of which there are none for Qt 6 here: windows that take whatever a form sets.
# Stand for the widgets of QGIS, of which there are none for Qt 6 here: windows that take whatever a form sets.
_LOADER = """
import json, sys, types
from pathlib import Path
from PyQt6 import QtWidgets, uic

class Widget(QtWidgets.QWidget):
    def __getattr__(self, name):
        if name.startswith("set"):
            return lambda *_: None
        raise AttributeError(name)

class Gui(types.ModuleType):
    def __getattr__(self, name):
        if name.startswith("Qgs"):
            return type(name, (Widget,), {})
        raise AttributeError(name)

sys.modules["qgis"] = types.ModuleType("qgis")
sys.modules["qgis.gui"] = Gui("qgis.gui")
application = QtWidgets.QApplication([])
found = {}
for form in map(Path, sys.argv[1:]):
    made, base = uic.loadUiType(str(form))
    window = base()
    made().setupUi(window)
    found[form.name] = len(window.findChildren(QtWidgets.QWidget))
print(json.dumps(found))
"""

_WRONG = """
from qgis.PyQt.QtCore import QObject, Qt
from qgis.PyQt.QtGui import QMouseEvent
from qgis.PyQt.QtWidgets import QDesktopWidget, QDialog, QLabel


class Window(QDialog):
    def mousePressEvent(self, event: QMouseEvent) -> None:
        label = QLabel(self)
        label.setAlignment(Qt.AlignLeft)
        label.resize("large")
        event.globalPos()
        self.exec_()


def fits(texts: dict[QDialog, str], key: QObject) -> int:
    texts.get(key)
    return Window().exec()
"""

_FORMED = """
from pathlib import Path

from qgis.PyQt import uic
from qgis.PyQt.QtWidgets import QDialog

_FORM, _ = uic.loadUiType(str(Path(__file__).with_suffix(".ui")))


class Form(QDialog, _FORM):
    def __init__(self) -> None:
        super().__init__()
        self.setupUi(self)
        self.button.setText("fits")
        self.button.setText(3)
        self.button.setPixmap("fits not")
"""

_FORM = """<ui version="4.0"><class>Form</class><widget class="QDialog" name="Form"><layout class="QVBoxLayout">
<item><widget class="QPushButton" name="button"/></item></layout></widget></ui>"""


def test_what_does_not_fit_is_found(tmp_path: Path) -> None:
    source = tmp_path / "source" / "sample"
    source.mkdir(parents=True)
    for name, text in {"__init__.py": "", "window.py": _WRONG, "form.py": _FORMED, "form.ui": _FORM}.items():
        (source / name).write_text(text, encoding="utf-8")

    check_qt6.prepare(source, tmp_path / "copies")
    status, report = check_qt6.check(tmp_path / "copies", ["sample"])

    def place(name: str, text: str, word: str) -> str:
        return f"sample/{name}:{text[: text.index(word)].count(chr(10)) + 1}"

    wrong = [
        place("window.py", _WRONG, word) for word in ("QDesktopWidget", "AlignLeft", "resize", "globalPos", "exec_")
    ]
    wrong += [place("form.py", _FORMED, word) for word in ("setText(3)", "setPixmap")]
    assert sorted(line.split(": ")[0] for line in report.splitlines()) == sorted(wrong), report
    assert status == 1


def test_what_is_corrected_in_the_descriptions_is_so() -> None:
    """Tried with PyQt6 itself, in a process of its own: not in that of the tests."""
    program = """
from PyQt6.QtCore import QBuffer, QByteArray, QIODevice, QItemSelection, QObject, QPointF, Qt, pyqtSignal
from PyQt6.QtGui import QPolygonF

class Teller(QObject):
    told = pyqtSignal()

teller = Teller()
buffer = QBuffer()
assert buffer.open(QIODevice.OpenModeFlag.WriteOnly)
assert buffer.write(QByteArray(b"abc")) == 3
assert bytes(buffer.data()) == b"abc"
assert list(QPolygonF([QPointF(1, 2)])) == [QPointF(1, 2)]
assert list(QItemSelection()) == []
assert Qt.mightBeRichText("<b>text</b>") and not Qt.mightBeRichText("text")
assert teller.told.connect(print, Qt.ConnectionType.QueuedConnection)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert set(check_qt6.CORRECTIONS) == {"QtCore", "QtGui"}


def test_forms_load() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _LOADER, *(str(GUI / name) for name in FORMS)],
        capture_output=True, encoding="utf-8", timeout=120, check=False, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert sorted(found) == FORMS
    assert all(count > 1 for count in found.values()), found
