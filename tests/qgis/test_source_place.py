"""The place of the page in QGIS's Data Source Manager: cheap to make, filled when it is looked at."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from qgis.core import QgsApplication, QgsRasterLayer
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QEvent, QObject, pyqtSignal
from qgis.PyQt.QtWidgets import QDialogButtonBox, QStackedWidget, QWidget
from waiting import until
from windows import services_with

from mosaic_qgis.gui import source_place
from mosaic_qgis.gui.source_place import OF_THE_PAGE, SourcePlace
from mosaic_qgis.gui.source_select import SourceSelectProvider
from mosaic_qgis.host.about import PROVIDER_KEY

WITHOUT_FORMS = """
import json, sys
sys.path.insert(0, sys.argv[1])
import qgis.gui
import mosaic_qgis.gui.source_place
print(json.dumps([name for name in sys.modules if name.endswith((".uic", ".source_page", ".preview_pane", ".login_slot"))]))
"""
ALL_BEFORE = """
import importlib, json, sys
sys.path.insert(0, sys.argv[1])
from mosaic_qgis.gui.source_place import OF_THE_PAGE
for name in OF_THE_PAGE[:-1]:
    importlib.import_module(name)
before = set(sys.modules)
importlib.import_module(OF_THE_PAGE[-1])
print(json.dumps([name for name in set(sys.modules) - before if name.startswith("mosaic_qgis.gui.")]))
"""


class Signals(QObject):
    environment_looked_at = pyqtSignal()
    environment_made = pyqtSignal()


class Iface:
    """As much of QGIS's window as opens a page in its stack."""

    def __init__(self) -> None:
        self.stack = QStackedWidget()
        self.opened: list[str] = []
        self.made = 0

    def count(self) -> None:
        """The manager's pages are made."""
        self.made += 1

    def openDataSourceManagerPage(self, key: str) -> None:
        self.opened.append(key)
        self.stack.setCurrentIndex(1)
        self.stack.show()


@pytest.fixture
def iface(qgis_app: QgsApplication) -> Iterator[Iface]:
    made = Iface()
    yield made
    sip.delete(made.stack)


@pytest.fixture
def provider(iface: Iface) -> SourceSelectProvider:
    signals = Signals()
    engine = SimpleNamespace(
        environment_looked_at=signals.environment_looked_at,
        environment_made=signals.environment_made,
        is_environment_there=None,
        signals=signals,
    )
    return SourceSelectProvider(services_with(iface=iface, engine=engine), iface.count)


@pytest.fixture
def place(iface: Iface, provider: SourceSelectProvider) -> SourcePlace:
    """The place in a window that is open at another page, as QGIS makes it."""
    iface.stack.addWidget(QWidget())
    made = provider.createDataSourceWidget(iface.stack)
    iface.stack.addWidget(made)
    iface.stack.resize(900, 600)
    iface.stack.show()
    return made


def run(program: str) -> list[str]:
    command = [sys.executable, "-c", program, str(Path(__file__).parents[2])]
    answer = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
    return list(json.loads(answer.stdout.splitlines()[-1]))


def is_shown(place: SourcePlace) -> bool:
    return place.page is not None and place.page.isVisible()


def test_making_the_place_loads_no_form() -> None:
    assert run(WITHOUT_FORMS) == []


def test_every_form_of_the_page_is_loaded_on_its_own() -> None:
    folder = Path(source_place.__file__).parent
    together = [name for name in run(ALL_BEFORE) if (folder / f"{name.rpartition('.')[2]}.ui").exists()]
    assert together == [OF_THE_PAGE[-1]]


def test_it_is_told_that_the_manager_is_made(place: SourcePlace, iface: Iface) -> None:
    assert iface.made == 1


def test_the_page_is_made_when_it_is_looked_at(place: SourcePlace, iface: Iface) -> None:
    until(lambda: not place._preload.left)
    QgsApplication.processEvents()
    assert place.page is None
    iface.openDataSourceManagerPage(PROVIDER_KEY)
    assert place.page is None
    until(lambda: is_shown(place))
    assert not place.page.isWindow() and place.page.size() == place.contentsRect().size()


def test_the_page_comes_when_it_is_looked_at_before_its_modules_are_there(place: SourcePlace, iface: Iface) -> None:
    iface.openDataSourceManagerPage(PROVIDER_KEY)
    assert place._preload.left
    until(lambda: is_shown(place))


def test_what_is_to_be_shown_waits_for_the_page(place: SourcePlace, iface: Iface) -> None:
    iface.openDataSourceManagerPage(PROVIDER_KEY)
    assert place.configureFromUri("/data/town.json") and place.page is None
    until(lambda: is_shown(place))
    assert place.page.uri_edit.text() == "/data/town.json"
    # From now on at once.
    assert place.configureFromUri("/data/other.json")
    assert place.page.uri_edit.text() == "/data/other.json"
    place.reset()
    assert place.page.uri_edit.text() == ""


def test_a_layer_that_goes_meanwhile_is_not_shown(
    provider: SourceSelectProvider, place: SourcePlace, iface: Iface
) -> None:
    layer = QgsRasterLayer("/data/town.json", "Town", PROVIDER_KEY)
    provider.edit(layer)
    sip.delete(layer)
    until(lambda: is_shown(place))
    assert place.page.uri_edit.text() == ""


def test_closing_the_page_closes_the_window_around_it_and_it_comes_back(place: SourcePlace, iface: Iface) -> None:
    iface.openDataSourceManagerPage(PROVIDER_KEY)
    until(lambda: is_shown(place))
    closed: list[bool] = []
    place.rejected.connect(lambda: closed.append(True))
    place.page.button_box.button(QDialogButtonBox.StandardButton.Close).click()
    assert closed == [True] and not place.page.isVisible()
    iface.stack.hide()
    # As QGIS's window does it when it is opened again.
    iface.openDataSourceManagerPage(PROVIDER_KEY)
    place.show()
    assert is_shown(place)


def test_the_window_may_go_while_the_page_is_on_its_way(place: SourcePlace, iface: Iface) -> None:
    iface.openDataSourceManagerPage(PROVIDER_KEY)
    sip.delete(place)
    QgsApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QgsApplication.processEvents()
    assert iface.stack.count() == 1
