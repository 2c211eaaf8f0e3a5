"""What strangers write stays words: message bars, tooltips and labels make neither pictures nor links of it."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from qgis.gui import QgsMessageBar
from qgis.PyQt.QtWidgets import QTextBrowser

import mosaic_qgis.gui
from mosaic_qgis.host.markup import escaped, tip
from mosaic_qgis.host.notes import Notes

HOSTILE = "Mosaic <img src='file:///etc/hostname'> &amp; <a href='https://evil.example'>here</a>"


class Window:
    """As much of QGIS's interface as notes use."""

    def __init__(self):
        self.bar = QgsMessageBar()

    def messageBar(self):
        return self.bar


@pytest.mark.parametrize("detail", ["", "more <b>words</b>"])
def test_notes_show_foreign_words_as_they_are(detail):
    window = Window()

    Notes(window).post(HOSTILE, "warning", detail=detail)

    shown = window.bar.currentItem().findChild(QTextBrowser)
    assert shown.toPlainText().endswith(HOSTILE)
    assert "<img" not in shown.toHtml()
    assert "<a " not in shown.toHtml()


@pytest.mark.parametrize("text", [HOSTILE, "<b>id</b>", "<img src='//host/share/x.png'>\nsecond line"])
def test_tooltips_of_foreign_words_are_no_html(text):
    browser = QTextBrowser()
    browser.setHtml(tip(text))

    assert tip(text).count("<") == text.count("\n")
    assert browser.toPlainText() == text


@pytest.mark.parametrize("text", ["", "S2A_2026", "a & b", "a < b", "/data/größe|x.json", "one\ntwo"])
def test_ordinary_tooltips_stay_as_they_are(text):
    assert tip(text) == text


def test_quotes_and_greater_signs_need_no_escape():
    assert escaped("“a” > 'b'") == "“a” > 'b'"


@pytest.mark.parametrize(
    ("form", "labels"),
    [
        ("connection_dialog", {"verdict_label"}),
        ("drop_dialog", {"question_label"}),
        ("images_here", {"place_label"}),
        ("layer_page", {"summary_label", "cache_label"}),
        ("login_dialog", {"problem_label"}),
        ("options_page", {"status_label", "said_label", "trust_problem_label"}),
        ("preview_pane", {"title_label", "problem_label"}),
        ("save_dialog", {"verdict_label"}),
        ("source_options", {"others_label"}),
        ("source_page", {"verdict_label", "edit_label"}),
        ("stac_json", {"error_label"}),
        ("stac_panel", {"status_label"}),
        ("stac_results_view", {"count_label"}),
    ],
)
def test_labels_of_foreign_words_are_plain(form, labels):
    found = ElementTree.parse(Path(mosaic_qgis.gui.__file__).with_name(f"{form}.ui")).iter("widget")

    plain = {
        widget.get("name")
        for widget in found
        if (value := widget.find("property[@name='textFormat']/enum")) is not None and value.text == "Qt::PlainText"
    }

    assert labels <= plain
