"""Checks the QGIS side against Qt 6 (part of `make check`): classes, scoped enums, methods and what they take.

Development only; runs in build/dev. The QGIS that the tests drive is built with Qt 5, while QGIS 4 has Qt 6. PyQt6 describes
itself for type checkers: mypy reads the plugin's modules with `qgis.PyQt` standing for PyQt6, as it does in such a QGIS. Forms
count, too: what `uic` loads at run time is generated from the same file here, in a copy of the modules. QGIS's own classes have no
descriptions and may be anything.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import PyQt6
from PyQt6 import uic

ROOT = Path(__file__).resolve().parents[1]
WORK = ROOT / "build" / "qt6"
PACKAGE = "mosaic_qgis"
CHECKED = (f"{PACKAGE}.gui", f"{PACKAGE}.processing", f"{PACKAGE}.provider", f"{PACKAGE}.host", f"{PACKAGE}.plugin")

_ANYTHING = "from typing import Any\ndef __getattr__(name: str) -> Any: ...\n"
_QT = ("QtCore", "QtGui", "QtNetwork", "QtWidgets", "QtXml", "sip")
_MOVED = ("QAction", "QActionGroup", "QShortcut")
TYPINGS = {
    "qgis/__init__": "",
    **dict.fromkeys((f"qgis/{name}" for name in ("analysis", "core", "gui", "server", "utils")), _ANYTHING),
    "qgis/PyQt/__init__": "",
    **{f"qgis/PyQt/{name}": f"from PyQt6.{name} import *\n" for name in _QT},
    # QGIS offers what has moved to QtGui where it was in Qt 5, too.
    "qgis/PyQt/QtWidgets": "from PyQt6.QtWidgets import *\n"
    + "".join(f"from PyQt6.QtGui import {name} as {name}\n" for name in _MOVED),
    "qgis/PyQt/uic": _ANYTHING,
    "PyQt6/__init__": "",
}
"""The package `qgis` as a QGIS with Qt 6 has it: module -> its description."""

CORRECTIONS = {
    "QtCore": (
        (r"^class Qt\(.*\):\n", r"\g<0>    @staticmethod\n    def mightBeRichText(text: str|None) -> bool: ...\n"),
        (r"^class QByteArray\(.*\):\n", r"\g<0>    def __bytes__(self) -> bytes: ...\n"),
        (r"^class QItemSelection\(.*\):\n", r"\g<0>    def __iter__(self) -> 'typing.Iterator[QItemSelectionRange]': ...\n"),
        (r"(def connect\(self, slot: 'PYQT_SLOT')\)", r"\1, type: 'Qt.ConnectionType' = ...)"),
        (r"(def write\(self, a0: )PyQt6\.sip\.Buffer\)", r"\1'PyQt6.sip.Buffer|QByteArray')"),
    ),
    "QtGui": (
        (r"^class QPolygonF\(.*\):\n", r"\g<0>    def __iter__(self) -> 'typing.Iterator[QtCore.QPointF]': ...\n"),
    ),
}  # fmt: skip
"""What PyQt6 can do and its descriptions leave out: a pattern that is there once, and what it becomes. Tried in the tests."""

_OF_QT = r'(?: of| for| to|supertype) "(?:type\[)?(?:PyQt6\.\w+\.)?(?:Q[A-Z]|pyqt)|\[attr-defined\]$'
_COUNTS = re.compile(rf"^(?!/|mosaic_qgis/host/compat\.py).* error: .*(?:{_OF_QT})")
"""What else mypy finds in windows, which are not typed throughout, is not asked here; nor what is for Qt 5 alone, in one module."""

_LOADED = re.compile(r"^_FORM, _ = uic\.loadUiType\(.*\)$", re.MULTILINE)
_FORM_CLASS = re.compile(r"^class (Ui_\w+)\(object\)", re.MULTILINE)


def main() -> None:
    """Check the plugin; status 1 where something does not fit Qt 6."""
    copies = WORK / "src"
    prepare(ROOT / PACKAGE, copies)
    status, report = check(copies, CHECKED)
    if status:
        print("This does not fit Qt 6, as PyQt6 describes it:")
    print(report, end="")
    sys.exit(status)


def prepare(source: Path, copies: Path) -> None:
    """Leave a copy of the package `source` in `copies`, in which forms are classes, and the descriptions of `qgis`."""
    described = TYPINGS | {f"PyQt6/{name}": _corrected(name) for name in _QT}
    for name, text in described.items():
        _write(WORK / "typings" / f"{name}.pyi", text)
    copy = copies / source.name
    texts = {path.relative_to(source): path.read_text(encoding="utf-8") for path in source.rglob("*.py")}
    for form in source.rglob("*.ui"):
        text = _form_module(form)
        module = form.relative_to(source).with_suffix(".py")
        texts[module.with_name(f"{form.stem}_form.py")] = text
        replaced = f"from .{form.stem}_form import {_FORM_CLASS.findall(text)[0]} as _FORM"
        texts[module], count = _LOADED.subn(replaced, texts[module])
        if count != 1:
            raise SystemExit(
                f"{module} must load {form.name} once, by a line `_FORM, _ = uic.loadUiType(…)`, got {count}."
            )
    for left in (path for path in copy.rglob("*.py") if path.relative_to(copy) not in texts):
        left.unlink()
    for module, text in texts.items():
        _write(copy / module, text)


def check(copies: Path, names: Iterable[str]) -> tuple[int, str]:
    """A status, 0 for nothing found, and what was found in these modules, by the paths of the real files."""
    done = subprocess.run(
        [
            sys.executable, "-m", "mypy", "--config-file=", "--python-version=3.11", f"--cache-dir={WORK / 'cache'}",
            "--explicit-package-bases", "--follow-imports=silent", "--ignore-missing-imports", "--check-untyped-defs",
            "--no-error-summary", "--disable-error-code=assignment",
            # Nearly everything that Qt returns may be nothing, to its description.
            "--no-strict-optional",
            *(argument for name in names for argument in ("-p", name)),
        ],
        cwd=copies, env={"MYPYPATH": f"{WORK / 'typings'}:{copies}", "PATH": ""},
        capture_output=True, encoding="utf-8", check=False, timeout=600,
    )  # fmt: skip
    if done.returncode not in {0, 1} or done.stderr:
        return 2, done.stdout + done.stderr
    found = [line for line in done.stdout.splitlines() if _COUNTS.search(line)]
    return int(bool(found)), "".join(f"{line}\n" for line in found)


def _corrected(name: str) -> str:
    """PyQt6's own description of one of its modules, with what it leaves out."""
    text = Path(PyQt6.__file__).with_name(f"{name}.pyi").read_text(encoding="utf-8")
    for pattern, becomes in CORRECTIONS.get(name, ()):
        text, count = re.subn(pattern, becomes, text, flags=re.MULTILINE)
        if count != 1:
            raise SystemExit(f"PyQt6's description of {name} must have {pattern} once, got {count}: mend CORRECTIONS.")
    return text


def _exists(work: Path, name: str) -> bool:
    path = (work / "src").joinpath(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").exists()


def _form_module(form: Path) -> str:
    """The Python of a form. QGIS's own widgets come from where their header says, which is `qgis.gui` in all of them."""
    made = io.StringIO()
    uic.compileUi(str(form), made)
    text = made.getvalue().replace("from PyQt6 import", "from qgis.PyQt import")
    text = re.sub(r"^from \S+ import (?=Qgs)", "from qgis.gui import ", text, flags=re.MULTILINE)
    # Parameters without a type would leave the attributes without one.
    return re.sub(r"def (\w+)\(self, (\w+)\):", r"def \1(self, \2: 'QtWidgets.QWidget') -> None:", text)


def _write(path: Path, text: str) -> None:
    """Leave a file alone that is so already: mypy looks at the time."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
