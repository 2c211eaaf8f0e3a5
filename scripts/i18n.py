"""Brings the translation files up to date with the texts of the code: ``i18n.py [--no-obsolete]`` (`make i18n`).

Development only; standard library. Every text of a `tr("…")`, a `QT_TRANSLATE_NOOP("mosaic_qgis", "…")`, a form and a
note of a STAC catalog is in each i18n/mosaic_qgis_<language>.ts afterwards. New ones are unfinished, with the translation
of the same text elsewhere, or of a similar one that is gone, as a proposal; those that are gone are vanished, until
`--no-obsolete` drops them. Never translates; the files are compiled when the plugin is packed. Qt's own lupdate reads
neither our `tr` nor sentences in several literals.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import json
import string
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "mosaic_qgis"
FOLDER = ROOT / "i18n"
CATALOGS = ROOT / "resources" / "stac_catalogs.json"
CONTEXT = "mosaic_qgis"
LANGUAGES = ("de", "fr")
MARKS = ("tr", "QT_TRANSLATE_NOOP")
_SIMILAR = 0.75
"""From here on, of 1, the translation of a text that is gone is a proposal for a new one."""

Key = tuple[str, str]
"""Context and text."""


@dataclass(frozen=True, kw_only=True)
class Message:
    """A translation as it stands in a file."""

    translation: str
    """Empty while there is none."""
    state: str = ""
    """Empty for a finished one; "unfinished" or "vanished"."""


def calls(package: Path = PACKAGE) -> Iterator[tuple[Path, ast.Call, str]]:
    """Every call that marks a text: its file, the call, and the name of what is called."""
    for path in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
                yield path, node, node.func.id


def texts(package: Path = PACKAGE) -> set[Key]:
    """Everything that can be translated."""
    found = set()
    for _path, call, name in calls(package):
        argument = call.args[1 if name == "QT_TRANSLATE_NOOP" else 0]
        if isinstance(argument, ast.Constant):
            found.add((CONTEXT, argument.value))
    for path in package.rglob("*.ui"):
        form = ET.parse(path).getroot()
        context = form.findtext("class") or ""
        found |= {(context, each.text) for each in form.iter("string") if each.text and each.get("notr") != "true"}
    if package == PACKAGE:
        found |= {(CONTEXT, note) for note in notes_of_catalogs()}
    return found


def notes_of_catalogs(path: Path = CATALOGS) -> Iterator[str]:
    """What the STAC catalogs that come with the plugin say to people."""
    for catalog in json.loads(path.read_text(encoding="utf-8"))["catalogs"]:
        for entry in (catalog, *catalog["collections"]):
            if entry["note"]:
                yield entry["note"]


def file_of(language: str, folder: Path = FOLDER) -> Path:
    """The translation file of a language."""
    return folder / f"mosaic_qgis_{language}.ts"


def read(path: Path) -> dict[Key, Message]:
    """What a translation file holds; nothing when there is none yet."""
    if not path.is_file():
        return {}
    found = {}
    for context in ET.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is not None:
                key = context.findtext("name") or "", message.findtext("source") or ""
                found[key] = Message(translation=translation.text or "", state=translation.get("type", ""))
    return found


def updated(messages: dict[Key, Message], wanted: set[Key], *, keep_obsolete: bool = True) -> dict[Key, Message]:
    """The messages of a file for the texts that there are now."""
    gone = {key: message for key, message in messages.items() if key not in wanted and message.translation}
    result = {key: Message(translation=gone[key].translation, state="vanished") for key in gone if keep_obsolete}
    for key in wanted:
        known = messages.get(key)
        if known is not None and known.translation:
            # A text that came back is as good as it was.
            result[key] = Message(translation=known.translation, state=known.state.replace("vanished", ""))
        else:
            result[key] = Message(translation=_proposal(key, messages, gone), state="unfinished")
    return result


def _proposal(key: Key, messages: dict[Key, Message], gone: dict[Key, Message]) -> str:
    """The translation of the same text elsewhere, else of a similar one that is gone."""
    context, text = key
    same = [message.translation for (_context, other), message in messages.items() if other == text]
    if any(same):
        return next(filter(None, same))
    candidates = {other: message.translation for (place, other), message in gone.items() if place == context}
    nearest = difflib.get_close_matches(text, candidates, n=1, cutoff=_SIMILAR)
    return candidates[nearest[0]] if nearest else ""


def write(path: Path, language: str, messages: dict[Key, Message]) -> None:
    """Write a translation file, sorted, without line numbers: a text that moves changes nothing."""
    lines = ['<?xml version="1.0" encoding="utf-8"?>', "<!DOCTYPE TS>"]
    lines.append(f'<TS version="2.1" language="{language}" sourcelanguage="en">')
    for context in sorted({context for context, _text in messages}):
        lines += ["<context>", f"    <name>{escape(context)}</name>"]
        for text in sorted(text for owner, text in messages if owner == context):
            message = messages[context, text]
            state = f' type="{message.state}"' if message.state else ""
            lines += [
                "    <message>",
                f"        <source>{escape(text)}</source>",
                f"        <translation{state}>{escape(message.translation)}</translation>",
                "    </message>",
            ]
        lines.append("</context>")
    path.write_text("\n".join([*lines, "</TS>", ""]), encoding="utf-8")


def problems(messages: dict[Key, Message], wanted: set[Key]) -> Iterator[str]:
    """What keeps a translation from being complete and right."""
    for key in sorted(wanted - messages.keys()):
        yield f"missing: {key[1]!r} of {key[0]}"
    for key in sorted(messages.keys() - wanted):
        yield f"obsolete: {key[1]!r} of {key[0]}"
    for (_context, text), message in sorted(messages.items()):
        if message.state == "unfinished" or not message.translation.strip():
            yield f"not translated: {text!r}"
            continue
        translation = message.translation
        if placeholders(text) != placeholders(translation):
            yield f"other placeholders: {translation!r} of {text!r}"
        for sign in ("\n", "&", "<", "%"):
            if text.count(sign) != translation.count(sign):
                yield f"another number of {sign!r}: {translation!r} of {text!r}"
        if text.endswith("…") != translation.endswith("…") or text.endswith(":") != translation.endswith(":"):
            yield f"another end: {translation!r} of {text!r}"
        if text.strip() == text and translation.strip() != translation:
            yield f"spaces around: {translation!r} of {text!r}"


def placeholders(text: str) -> list[str]:
    """The fields that `str.format` fills, with their formats; a text that `str.format` refuses has none of ours."""
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        return ["not a template"]
    return sorted(f"{name}:{form}" for _literal, name, form, _conversion in parts if name is not None)


def main() -> None:
    """Update every file, and say what is left to do."""
    parser = argparse.ArgumentParser(description="Bring i18n/*.ts up to date with the texts of the code.")
    parser.add_argument("--no-obsolete", action="store_true", help="drop translations of texts that are gone")
    arguments = parser.parse_args()
    wanted = texts()
    for language in LANGUAGES:
        path = file_of(language)
        messages = updated(read(path), wanted, keep_obsolete=not arguments.no_obsolete)
        write(path, language, messages)
        left = [text for (_context, text), message in sorted(messages.items()) if message.state == "unfinished"]
        vanished = sum(message.state == "vanished" for message in messages.values())
        print(f"{path.name}: {len(wanted)} texts, {len(left)} to translate, {vanished} that are gone")
        for text in left:
            print(f"  {text!r}", file=sys.stderr)


if __name__ == "__main__":
    main()
