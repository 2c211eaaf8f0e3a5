"""Every text that a person sees can be translated, and every translation file has all of them."""

from __future__ import annotations

import ast
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "mosaic_qgis"
FILES = sorted((ROOT / "i18n").glob("*.ts"))
CONTEXT = "mosaic_qgis"


def calls() -> Iterator[tuple[Path, ast.Call, str]]:
    """Every call of `tr` or QT_TRANSLATE_NOOP."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                if node.func.id in ("tr", "QT_TRANSLATE_NOOP"):
                    yield path, node, node.func.id


def texts() -> set[tuple[str, str]]:
    """(context, text) of everything that can be translated."""
    found = set()
    for _path, call, name in calls():
        argument = call.args[1 if name == "QT_TRANSLATE_NOOP" else 0]
        if isinstance(argument, ast.Constant):
            found.add((CONTEXT, argument.value))
    for path in PACKAGE.rglob("*.ui"):
        form = ET.parse(path).getroot()
        context = form.findtext("class") or ""
        found |= {(context, each.text) for each in form.iter("string") if each.text and each.get("notr") != "true"}
    return found


def messages(path: Path) -> dict[tuple[str, str], str]:
    """(context, text) -> translation."""
    return {
        (context.findtext("name") or "", message.findtext("source") or ""): message.findtext("translation") or ""
        for context in ET.parse(path).getroot().iter("context")
        for message in context.iter("message")
    }


def test_texts_are_literals() -> None:
    for path, call, name in calls():
        if name == "QT_TRANSLATE_NOOP":
            assert isinstance(call.args[0], ast.Constant) and call.args[0].value == CONTEXT, f"{path}:{call.lineno}"
        argument = call.args[-1]
        # A name or a table of texts is looked up among the marked ones; anything made on the spot cannot be found.
        assert not isinstance(argument, ast.JoinedStr | ast.BinOp), f"{path}:{call.lineno}"
    assert len(texts()) > 50


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_translation_has_every_text_and_nothing_else(path: Path) -> None:
    translated = messages(path)
    assert set(translated) == texts()
    for (_context, source), translation in translated.items():
        assert translation.strip(), f"not translated: {source}"
        assert sorted(re.findall(r"{\w+}", translation)) == sorted(re.findall(r"{\w+}", source)), source


def test_there_is_a_translation() -> None:
    assert [path.name for path in FILES] == ["mosaic_qgis_de.ts"]
