"""Every text that a person sees can be translated, and every translation file has all of them."""

from __future__ import annotations

import ast
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from scripts import i18n
from scripts.i18n import CONTEXT, LANGUAGES, PACKAGE, Message

ROOT = Path(__file__).resolve().parents[2]
SHOWN_BY = {
    "setText", "setToolTip", "setStatusTip", "setWhatsThis", "setWindowTitle", "setTitle", "setPlaceholderText",
    "setAccessibleName", "setAccessibleDescription", "setHorizontalHeaderLabels", "setInformativeText", "addRow",
    "QLabel", "QAction", "QPushButton", "QToolButton", "QCheckBox", "QRadioButton", "QGroupBox", "QMenu", "addMenu",
}  # fmt: skip
"""What shows a text that it is given."""


def test_texts_are_literals() -> None:
    for path, call, name in i18n.calls():
        if name == "QT_TRANSLATE_NOOP":
            assert isinstance(call.args[0], ast.Constant) and call.args[0].value == CONTEXT, f"{path}:{call.lineno}"
        argument = call.args[-1]
        # A name or a table of texts is looked up among the marked ones; anything made on the spot cannot be found.
        assert not isinstance(argument, ast.JoinedStr | ast.BinOp), f"{path}:{call.lineno}"
    assert len(i18n.texts()) > 50


def test_what_is_shown_can_be_translated() -> None:
    """A sentence that stands in the code without `tr` would be English for everybody."""
    plain = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name not in SHOWN_BY:
                continue
            for argument in node.args:
                literals = [argument, *getattr(argument, "elts", []), *getattr(argument, "values", [])]
                plain += [
                    f"{path.name}:{node.lineno}: {each.value!r}"
                    for each in literals
                    if isinstance(each, ast.Constant)
                    and isinstance(each.value, str)
                    and re.search(r"[^\W\d_]{2,}", re.sub(r"<[^>]*>|https?\S*", "", each.value))
                ]
    assert not plain, "without tr(): " + "; ".join(plain)


def test_forms_have_no_hidden_variants_of_a_text() -> None:
    """A comment in a form makes another text of it for Qt; nobody would find its translation."""
    for path in PACKAGE.rglob("*.ui"):
        assert not [each.text for each in ET.parse(path).getroot().iter("string") if each.get("comment")], path


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_every_text_and_nothing_else(language: str) -> None:
    found = list(i18n.problems(i18n.read(i18n.file_of(language)), i18n.texts()))
    assert not found, "run `make i18n` and translate what it lists:\n" + "\n".join(found)


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
def test_no_key_leads_to_two_fields_of_a_form(language: str) -> None:
    """With two, the key only moves between them."""
    translated = {} if language == "en" else i18n.read(i18n.file_of(language))
    clashes = []
    for path in sorted(PACKAGE.rglob("*.ui")):
        form = ET.parse(path).getroot()
        context = form.findtext("class") or ""
        taken: dict[str, str] = {}
        for text in sorted({each.text for each in form.iter("string") if each.text and each.get("notr") != "true"}):
            shown = translated[context, text].translation if (context, text) in translated else text
            if key := re.search(r"&(\w)", shown):
                other = taken.setdefault(key[1].lower(), shown)
                clashes += [f"{path.name}: {other!r} and {shown!r}"] if other != shown else []
    assert not clashes, "\n".join(clashes)


def test_french_signs_stay_with_their_words() -> None:
    """French puts a space before some signs, at which a line must not end."""
    torn = [
        message.translation
        for message in i18n.read(i18n.file_of("fr")).values()
        if re.search(r"\S [:;?!%»](?!/)|« ", message.translation)
    ]
    assert not torn, "an ordinary space instead of a no-break space: " + "; ".join(torn)


def test_every_language_is_packed() -> None:
    names = {i18n.file_of(language).stem for language in LANGUAGES}
    assert {path.stem for path in (ROOT / "i18n").glob("*.ts")} == names
    (line,) = re.findall(r"(?m)^locales:(.*)$", (ROOT / "pb_tool.cfg").read_text(encoding="utf-8"))
    assert set(line.split()) == names


@pytest.mark.parametrize("language", LANGUAGES)
def test_files_are_as_the_tool_writes_them(language: str, tmp_path: Path) -> None:
    path = i18n.file_of(language)
    again = tmp_path / path.name
    i18n.write(again, language, i18n.read(path))
    assert again.read_text(encoding="utf-8") == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("translation", "word"),
    [
        ("{count} Bilder in {ordner}…", "placeholders"),
        ("{count} Bilder…", "placeholders"),
        ("{count} Bilder in {folder…", "placeholders"),
        ("{count:d} Bilder in {folder}…", "placeholders"),
        ("{count} Bilder in {folder}", "end"),
        ("{count} &Bilder in {folder}…", "number of '&'"),
        (" {count} Bilder in {folder}…", "spaces"),
        ("", "not translated"),
    ],
)
def test_a_broken_translation_is_found(translation: str, word: str) -> None:
    key = (CONTEXT, "{count} images in {folder}…")
    right = {key: Message(translation="In {folder} sind {count} Bilder…")}
    assert list(i18n.problems(right, {key})) == []
    assert any(word in problem for problem in i18n.problems({key: Message(translation=translation)}, {key}))
    assert next(iter(i18n.problems({key: Message(translation="x", state="unfinished")}, {key}))).startswith("not trans")


def test_missing_and_obsolete_texts_are_found() -> None:
    old, new = (CONTEXT, "Old"), (CONTEXT, "New")
    found = list(i18n.problems({old: Message(translation="Alt", state="vanished")}, {new}))
    assert [problem.split(":")[0] for problem in found] == ["missing", "obsolete"]


def test_an_update_loses_no_translation(tmp_path: Path) -> None:
    package = tmp_path / "package"
    package.mkdir()
    module, form = package / "a.py", package / "a.ui"
    module.write_text(
        'tr("Save the mosaic as a file")\ntr("Kept <b> & {x}")\nx = QT_TRANSLATE_NOOP("mosaic_qgis", "One")\n'
    )
    form.write_text('<ui><class>A</class><string>Shown</string><string notr="true">px</string><string/></ui>')
    path = tmp_path / "mosaic_qgis_de.ts"
    first = i18n.updated(i18n.read(path), i18n.texts(package))
    assert {key[1] for key in first} == {"Save the mosaic as a file", "Kept <b> & {x}", "One", "Shown"}
    assert {message.state for message in first.values()} == {"unfinished"}
    done = {key: Message(translation=f"{key[1]} auf Deutsch") for key in first}
    i18n.write(path, "de", done)
    assert i18n.read(path) == done
    module.write_text('tr("Save the mosaic in a file")\ntr("Kept <b> & {x}")\n')
    second = i18n.updated(i18n.read(path), i18n.texts(package))
    assert second[CONTEXT, "Kept <b> & {x}"] == done[CONTEXT, "Kept <b> & {x}"]
    assert second["A", "Shown"].state == ""
    assert second[CONTEXT, "One"].state == second[CONTEXT, "Save the mosaic as a file"].state == "vanished"
    proposed = second[CONTEXT, "Save the mosaic in a file"]
    assert (proposed.state, proposed.translation) == ("unfinished", "Save the mosaic as a file auf Deutsch")
    i18n.write(path, "de", second)
    form.write_text("<ui><class>B</class><string>Shown</string></ui>")
    assert i18n.updated(second, i18n.texts(package))["B", "Shown"].translation == "Shown auf Deutsch"
    form.write_text("<ui><class>A</class><string>Shown</string></ui>")
    module.write_text('tr("Save the mosaic as a file")\n')
    third = i18n.updated(i18n.read(path), i18n.texts(package), keep_obsolete=False)
    assert third == {key: done[key] for key in (("A", "Shown"), (CONTEXT, "Save the mosaic as a file"))}
