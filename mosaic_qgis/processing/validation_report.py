"""The result of a check as a page: one file that needs nothing from anywhere, light or dark, to be read or printed. QGIS side.

All that comes from a mosaic is shown as text, never as HTML.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from qgis.PyQt.QtCore import QDateTime, QLocale

from ..host.about import TITLE, resource, version
from ..host.redaction import redacted
from ..host.translation import tr
from .validation_words import SEVERITIES, TRAITS, advice_on, title_of

_MOST_IN_TABLE = 10
"""Examples of a rule on the page; the table of the check has all."""


def report_page(result: Mapping[str, Any], title: str) -> str:
    """HTML of a check: the value of `validate` in docs/protocol.md, and what the mosaic is called."""
    parts = [
        _head(result, title),
        _verdict(result),
        _cards(result),
        _picture(result["picture"]),
        _rules(result["rules"]),
        _kinds(result["kinds"]),
        _list(tr("What was put right"), result["repairs"], result["repaired_uri"]),
        _list(tr("What was not checked"), result["left_out"]),
        f'<footer class="soft">{_text(f"{TITLE} {version()}")}</footer>',
    ]
    return (
        f'<!DOCTYPE html>\n<html lang="{_text(QLocale().bcp47Name())}">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(title)}</title>\n<style>\n{_style()}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(part for part in parts if part)
        + "\n</main>\n</body>\n</html>\n"
    )


@cache
def _style() -> str:
    return Path(resource("validation_report.css")).read_text("utf-8")


def _text(value: object) -> str:
    return escape(redacted(str(value)))


def _number(value: int) -> str:
    return QLocale().toString(value)


def _head(result: Mapping[str, Any], title: str) -> str:
    now = QLocale().toString(QDateTime.currentDateTime(), QLocale.FormatType.LongFormat)
    words = tr("Checked on {date}").format(date=now)
    if result["version"]:
        words = tr("Checked on {date} against MosaicJSON {version}").format(date=now, version=result["version"])
    return (
        f'<header><div class="soft">{_text(tr("Check of a mosaic"))}</div><h1>{_text(title)}</h1>'
        f'<p class="address">{_text(result["uri"])}</p><p class="soft">{_text(words)}</p></header>'
    )


def verdict(result: Mapping[str, Any]) -> tuple[str, str]:
    """How the check ended: error, warning or good, and in words."""
    if result["errors"]:
        return "error", tr("Not valid: {count} errors").format(count=_number(result["errors"]))
    if result["warnings"]:
        return "warning", tr("Valid, with {count} warnings").format(count=_number(result["warnings"]))
    if result["images"] and not result["images_looked_at"]:
        return "good", tr("Valid, as far as the document goes: no image was looked at")
    return "good", tr("Valid: nothing is wrong with it")


def _verdict(result: Mapping[str, Any]) -> str:
    kind, words = verdict(result)
    return f'<div class="verdict {kind}">{_text(words)}</div>'


def _cards(result: Mapping[str, Any]) -> str:
    looked = tr("of {total} images looked at").format(total=_number(result["images"]))
    cards = (
        ("error" if result["errors"] else "", result["errors"], tr("Errors")),
        ("warning" if result["warnings"] else "", result["warnings"], tr("Warnings")),
        ("note" if result["notes"] else "", result["notes"], tr("Notes")),
        ("", result["tiles"], tr("Tiles")),
        ("", result["images_looked_at"], looked),
        ("error" if result["images_failed"] else "", result["images_failed"], tr("Images that cannot be read")),
    )
    made = (
        f'<div class="card {kind}"><b>{_number(number)}</b> <span class="soft">{_text(words)}</span></div>'
        for kind, number, words in cards
    )
    return f'<div class="cards">{"".join(made)}</div>'


def _picture(picture: Mapping[str, Any] | None) -> str:
    if not picture or not picture["shapes"]:
        return ""
    shapes = "".join(_shape(each) for each in picture["shapes"])
    width, height = picture["width"], picture["height"]
    legend = [("", tr("Nothing found"))]
    legend += [
        (kind, tr(word)) for kind, word in SEVERITIES.items() if any(s["severity"] == kind for s in picture["shapes"])
    ]
    items = " ".join(f'<span><i class="{kind}"></i>{_text(words)}</span>' for kind, words in legend)
    box = f"-4 -4 {width + 8:g} {height + 8:g}"
    return (
        f'<h2>{_text(tr("Where"))}</h2><div class="picture"><svg viewBox="{box}" width="{width:g}" height="{height:g}" role="img">'
        f'{shapes}</svg><div class="legend soft">{items}</div></div>'
    )


def _shape(shape: Mapping[str, Any]) -> str:
    points = " ".join(f"{x:g},{y:g}" for x, y in shape["points"])
    kinds = " ".join(filter(None, ("shape", shape["severity"], "tile" if shape["is_tile"] else "")))
    return f'<polygon class="{kinds}" points="{points}"><title>{_text(shape["title"])}</title></polygon>'


def _rules(rules: Sequence[Mapping[str, Any]]) -> str:
    if not rules:
        return ""
    return f"<h2>{_text(tr('What was found'))}</h2>{''.join(map(_rule, rules))}"


def _rule(rule: Mapping[str, Any]) -> str:
    section = ""
    if rule["section"]:
        words = tr("Specification, {section}").format(section=rule["section"])
        section = f'<span class="soft">{_text(words)}</span>'
    count = tr("{count} times").format(count=_number(rule["count"])) if rule["count"] > 1 else ""
    advice = advice_on(rule["rule"])
    shown = rule["examples"][:_MOST_IN_TABLE]
    rows = "".join(
        f'<tr><td class="place">{_text(each["place"] or "–")}</td><td>{_text(each["message"])}</td></tr>'
        for each in shown
    )
    more = rule["count"] - sum(each["count"] for each in shown)
    if more > 0:
        words = tr("And {count} more; the table of the check lists them.").format(count=_number(more))
        rows += f'<tr><td colspan="2" class="soft">{_text(words)}</td></tr>'
    return (
        f'<section class="rule"><div class="head"><span class="pill {rule["severity"]}">{_text(tr(SEVERITIES[rule["severity"]]))}'
        f'</span> <h3>{_text(title_of(rule["rule"]))}</h3> <span class="soft">{_text(count)}</span> {section}</div>'
        + (f"<p>{_text(advice)}</p>" if advice else "")
        + f"<table><tr><th>{_text(tr('Place'))}</th><th>{_text(tr('What is wrong'))}</th></tr>{rows}</table></section>"
    )


def _kinds(kinds: Mapping[str, Sequence[Sequence[Any]]]) -> str:
    made = "".join(_kind(tr(TRAITS[trait]), kinds[trait]) for trait in TRAITS if kinds.get(trait))
    return f'<h2>{_text(tr("What the images are like"))}</h2><div class="kinds">{made}</div>' if made else ""


def _kind(title: str, counts: Sequence[Sequence[Any]]) -> str:
    total = sum(count for _, count in counts)
    rows = "".join(
        f'<tr><td>{_text(value or "–")}<div class="bar" style="width:{100 * count / total:.1f}%"></div></td>'
        f'<td class="number">{_number(count)}</td></tr>'
        for value, count in counts
    )
    return f"<div><h3>{_text(title)}</h3><table>{rows}</table></div>"


def _list(title: str, lines: Iterable[str], address: str = "") -> str:
    items = "".join(f"<li>{_text(line)}</li>" for line in lines)
    if not items and not address:
        return ""
    written = f'<p class="address">{_text(address)}</p>' if address else ""
    nothing = "" if items else f"<p>{_text(tr('Nothing had to be changed.'))}</p>"
    return f"<h2>{_text(title)}</h2>{written}{f'<ul>{items}</ul>' if items else nothing}"
