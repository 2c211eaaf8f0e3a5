"""The help of every window leads to a page that exists."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QObject, QUrl, pyqtSlot
from qgis.PyQt.QtGui import QDesktopServices

from mosaic_qgis.host import about
from mosaic_qgis.host import help as pages

PACKAGE = Path(pages.__file__).parents[1]


class Browser(QObject):
    """Takes the addresses that would be shown."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[QUrl] = []

    @pyqtSlot(QUrl)
    def show(self, address: QUrl) -> None:
        self.shown.append(address)


@pytest.fixture
def browser(qgis_app: QgsApplication) -> Iterator[Browser]:
    browser = Browser()
    for scheme in ("file", "https"):
        QDesktopServices.setUrlHandler(scheme, browser, "show")
    yield browser
    for scheme in ("file", "https"):
        QDesktopServices.unsetUrlHandler(scheme)


def test_a_packed_page_comes_before_the_homepage(tmp_path: Path) -> None:
    folder = tmp_path / "a folder with ü"
    folder.mkdir()
    (folder / "options.html").write_text("<html></html>", encoding="utf-8")
    assert pages.address_of("options", folder) == QUrl.fromLocalFile(str(folder / "options.html"))
    assert pages.address_of("layer", folder) == QUrl(about.homepage())


@pytest.mark.parametrize("topic", pages.TOPICS)
def test_every_topic_leads_somewhere(browser: Browser, topic: str) -> None:
    assert pages.open_help(topic)
    assert browser.shown == [pages.address_of(topic)] and browser.shown[0].isValid()


def test_windows_name_topics_that_exist() -> None:
    named = {
        (path.name, node.args[0].value)
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "open_help"
        if node.args and isinstance(node.args[0], ast.Constant)
    }
    assert {topic for _file, topic in named} <= set(pages.TOPICS), named
    assert named


def test_every_window_with_a_help_button_uses_it() -> None:
    forms = [path for path in PACKAGE.rglob("*.ui") if "QDialogButtonBox::Help" in path.read_text(encoding="utf-8")]
    assert len(forms) >= 5
    for form in forms:
        code = form.with_suffix(".py").read_text(encoding="utf-8")
        assert "helpRequested.connect(" in code and "open_help(" in code, form.name
