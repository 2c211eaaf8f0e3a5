"""The Data Source Manager page, dropping, and the offer to set the engine up."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from qgis.core import Qgis, QgsApplication, QgsLayerItem, QgsMimeDataUtils
from qgis.gui import QgsDataItemGuiContext, QgsMessageBar
from qgis.PyQt.QtCore import QMimeData, QObject, QUrl, pyqtSignal
from qgis.PyQt.QtWidgets import QProgressBar, QPushButton
from waiting import until
from windows import services_with

from mosaic_qgis.engine.client.install_failures import EnvironmentFailure
from mosaic_qgis.engine.client.requirements import InstallSize
from mosaic_qgis.gui.browser import MosaicItemGuiProvider
from mosaic_qgis.gui.drop import MosaicDropHandler
from mosaic_qgis.gui.setup_offer import SetupOffer
from mosaic_qgis.host.notes import Notes
from mosaic_qgis.provider.uri import LayerUri


class Window:
    """As much of `iface` as the offer needs."""

    def __init__(self) -> None:
        self.bar = QgsMessageBar()

    def messageBar(self) -> QgsMessageBar:
        return self.bar


class Environment:
    """An installation that goes as the test says."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.failure: EnvironmentFailure | None = None
        self.is_there = False

    def size(self) -> InstallSize:
        return InstallSize(packages=12, megabytes=345.0, download_megabytes=67.0)

    folder = Path("/profile/mosaic_qgis/engine-1")
    repaired: bool | None = None

    def install(
        self, progress: Callable[[float, str], None], cancelled: Callable[[], bool], *, repair: bool = False
    ) -> None:
        self.repaired = repair
        progress(0.5, "Half the way")
        while not self.go_on.wait(0.01):
            if cancelled():
                raise EnvironmentFailure("cancelled", "cancelled")
        if self.failure is not None:
            raise self.failure
        self.is_there = True


class Engine(QObject):
    """As much of the engine's host as the offer needs."""

    environment_missed = pyqtSignal()
    environment_made = pyqtSignal()
    environment_looked_at = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.installation = Environment()
        self.is_known = True
        self.changes = 0

    @property
    def is_environment_there(self) -> bool | None:
        return self.installation.is_there if self.is_known else None

    def environment(self) -> Environment:
        return self.installation

    def environment_changed(self) -> None:
        self.changes += 1

    def environment_was_made(self) -> None:
        self.environment_made.emit()


@pytest.fixture
def engine(qgis_app: QgsApplication) -> Engine:
    return Engine()


@pytest.fixture
def window(qgis_app: QgsApplication) -> Window:
    return Window()


@pytest.fixture
def offer(window: Window, engine: Engine) -> Iterator[SetupOffer]:
    made = SetupOffer(window, engine, Notes(window))  # type: ignore[arg-type]
    yield made
    engine.installation.go_on.set()
    made.close()
    QgsApplication.taskManager().cancelAll()


def button(window: Window, text: str) -> QPushButton:
    buttons = window.bar.currentItem().findChildren(QPushButton)
    (found,) = [each for each in buttons if text in (each.objectName(), each.text())]
    return found


def texts(window: Window) -> list[str]:
    return [item.text() for item in window.bar.items()]


def test_the_offer_says_what_it_takes_and_waits_for_an_answer(
    window: Window, engine: Engine, offer: SetupOffer
) -> None:
    done: list[str] = []
    assert not offer.before(lambda: done.append("added"))
    engine.environment_missed.emit()
    (text,) = texts(window)
    assert "12" in text and "67 MB" in text and "345 MB" in text and not done


def test_agreeing_installs_with_progress_and_then_does_what_waited(
    window: Window, engine: Engine, offer: SetupOffer
) -> None:
    done: list[str] = []
    offer.before(lambda: done.append("added"))
    button(window, "mosaic_set_up").click()
    until(lambda: texts(window) == ["Half the way"])
    until(lambda: window.bar.findChildren(QProgressBar)[-1].value() == 50)
    offer.offer()
    assert len(texts(window)) == 1, "it is not offered twice"
    engine.installation.go_on.set()
    until(lambda: bool(done))
    assert done == ["added"] and "is set up" in texts(window)[0]
    assert offer.before(lambda: done.append("at once")) and done[-1] == "at once"


@pytest.mark.parametrize("is_there", [True, False])
def test_what_is_asked_before_the_engine_was_looked_at_waits(
    window: Window, engine: Engine, offer: SetupOffer, is_there: bool
) -> None:
    done: list[str] = []
    engine.is_known = False
    assert offer.before(lambda: done.append("added")) and not done and not texts(window)
    engine.is_known, engine.installation.is_there = True, is_there
    engine.environment_looked_at.emit()
    assert bool(done) is is_there and bool(texts(window)) is not is_there


def test_one_act_that_fails_does_not_stop_the_others(window: Window, engine: Engine, offer: SetupOffer) -> None:
    done: list[str] = []

    def fail() -> None:
        raise RuntimeError("not this one")

    offer.before(fail)
    offer.before(lambda: done.append("added"))
    engine.installation.is_there = True
    engine.environment_looked_at.emit()
    assert done == ["added"]


def test_declining_is_respected_until_a_person_asks(window: Window, engine: Engine, offer: SetupOffer) -> None:
    engine.environment_missed.emit()
    button(window, "mosaic_not_now").click()
    for _ in range(3):
        engine.environment_missed.emit()
    QgsApplication.processEvents()
    (text,) = texts(window)
    assert "Set Up Engine" in text and not window.bar.currentItem().findChildren(QPushButton, "mosaic_set_up")
    offer.offer()
    assert button(window, "mosaic_set_up").isEnabled()


def test_cancelling_leaves_everything_as_it_was(window: Window, engine: Engine, offer: SetupOffer) -> None:
    offer.offer()
    button(window, "mosaic_set_up").click()
    until(lambda: texts(window) == ["Half the way"])
    button(window, "Cancel").click()
    until(lambda: any("cancelled" in text for text in texts(window)))
    assert not engine.is_environment_there


def test_a_failure_says_the_way_out_and_can_be_tried_again(window: Window, engine: Engine, offer: SetupOffer) -> None:
    engine.installation.failure = EnvironmentFailure("proxy_auth", "407 from proxy.example", "pip's own words")
    engine.installation.go_on.set()
    offer.offer()
    button(window, "mosaic_set_up").click()
    until(lambda: any("proxy asks for a login" in text for text in texts(window)))
    engine.installation.failure = None
    window.bar.clearWidgets()
    offer.offer()
    made: list[bool] = []
    engine.environment_made.connect(lambda: made.append(True))
    button(window, "mosaic_set_up").click()
    until(lambda: made == [True])


@pytest.fixture
def added() -> list[tuple[LayerUri, str]]:
    """What the drop handler wants to be added."""
    return []


@pytest.fixture
def mosaic(tmp_path: Path) -> Path:
    path = tmp_path / "town.json"
    path.write_text('{"mosaicjson": "0.0.2"}')
    return path


def links(*urls: str) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl(url) for url in urls])
    return data


@pytest.fixture
def handler(qgis_app: QgsApplication, added: list[tuple[LayerUri, str]]) -> MosaicDropHandler:
    return MosaicDropHandler(services_with(add=lambda uri, name: added.append((uri, name)) or True))


def test_links_to_mosaics_are_taken_and_nothing_else(
    handler: MosaicDropHandler, added: list[tuple[LayerUri, str]]
) -> None:
    assert handler.canHandleMimeData(links("https://h/a.mosaicjson?x=1", "http://h/b.mosaicjson.gz"))
    for other in (("https://h/a.json",), ("https://h/a.mosaicjson", "https://h/b.tif"), ("file:///a.mosaicjson",), ()):
        assert not handler.canHandleMimeData(links(*other)) and not handler.handleMimeDataV2(links(*other))
    assert not added
    assert handler.handleMimeDataV2(links("https://h/a.mosaicjson?x=1"))
    assert [uri.mosaic for uri, _ in added] == ["https://h/a.mosaicjson?x=1"]


def test_dropped_mosaic_files_are_taken_and_no_others(
    handler: MosaicDropHandler, added: list[tuple[LayerUri, str]], mosaic: Path
) -> None:
    other = mosaic.with_name("other.json")
    other.write_text('{"type": "FeatureCollection"}')
    assert not handler.handleFileDrop(str(mosaic.with_name("other.tif"))) and not handler.handleFileDrop(str(other))
    assert not added
    assert handler.handleFileDrop(str(mosaic)) and added == [(LayerUri(mosaic=str(mosaic)), "")]


def browser_item(source: str, provider: str) -> QgsLayerItem:
    return QgsLayerItem(None, "town", "/town", source, Qgis.BrowserLayerType.Raster, provider)


def test_mosaics_of_the_browser_are_taken_by_drop_and_double_click(
    handler: MosaicDropHandler, added: list[tuple[LayerUri, str]]
) -> None:
    ours, others = browser_item("/data/town.json|minzoom=3", "mosaicjson"), browser_item("/data/a.tif", "gdal")
    for items in ([others], [ours, others]):
        data = QgsMimeDataUtils.encodeUriList([uri for item in items for uri in item.mimeUris()])
        assert not handler.canHandleMimeData(data) and not handler.handleMimeDataV2(data)
    assert handler.handleMimeDataV2(QgsMimeDataUtils.encodeUriList(ours.mimeUris()))
    services = services_with(add=lambda uri, name: added.append((uri, name)) or True)
    clicked = MosaicItemGuiProvider(services)
    assert not clicked.handleDoubleClick(others, QgsDataItemGuiContext())
    assert clicked.handleDoubleClick(ours, QgsDataItemGuiContext())
    assert added == [(LayerUri(mosaic="/data/town.json", options={"minzoom": "3"}), "town")] * 2
