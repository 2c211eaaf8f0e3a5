"""Windows that go, and tasks that a person cancels in QGIS's status bar, while something is under way."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from qgis.core import QgsApplication
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject
from qgis.PyQt.QtWidgets import QWidget
from stac_engine import StacEngine
from waiting import until
from windows import services_with

from mosaic_qgis.engine.client.terms import EngineFailure
from mosaic_qgis.gui import tasks
from mosaic_qgis.gui.login_dialog import LoginDialog
from mosaic_qgis.gui.preview_look import PreviewLook
from mosaic_qgis.gui.stac_thumbnails import Thumbnails
from mosaic_qgis.gui.tasks import EngineTask
from mosaic_qgis.host import patience
from mosaic_qgis.host.engine import EngineHost
from mosaic_qgis.provider.uri import LayerUri

WAIT_S = 20


@pytest.fixture(autouse=True)
def nothing_is_left(qgis_app: QgsApplication) -> Iterator[None]:
    yield
    until(lambda: not tasks._running and QgsApplication.taskManager().countActiveTasks() == 0, WAIT_S)


class Waiting:
    """An engine and an opener that give no answer before they are cancelled."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self._never = threading.Event()

    def ask(self, _request: Any, _timeout_s: float, is_cancelled: Any) -> Any:
        return self.open(is_cancelled=is_cancelled)

    def open(self, *_arguments: Any, is_cancelled: Any, **_more: Any) -> Any:
        self.entered.set()
        assert not patience.wait(self._never, WAIT_S, is_cancelled)
        raise EngineFailure("cancelled", "It was cancelled.")


def cancel_in_the_status_bar() -> None:
    (task,) = QgsApplication.taskManager().activeTasks()
    task.cancel()


def test_a_picture_that_comes_when_its_window_is_gone_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(tasks, "log_exception", told.append)
    # The thread has looked right before the window went.
    monkeypatch.setattr(EngineTask, "isCanceled", lambda _task: False)
    engine, window = StacEngine(), QWidget()
    engine.gate.clear()
    thumbnails = Thumbnails(services_with(engine=engine), 48, window)
    thumbnails.set_home("https://stac.test/", {})
    thumbnails.want([f"https://stac.test/{number}.png" for number in range(20)])
    until(lambda: len(engine.of("fetch_picture")) > 1, WAIT_S)
    sip.delete(window)
    # Memory that is used again shows who still uses it.
    others = [QObject() for _ in range(200)]
    engine.gate.set()
    until(lambda: not tasks._running, WAIT_S)
    assert len(engine.of("fetch_picture")) == 20 and not told
    assert not any(map(sip.isdeleted, others))


def test_an_opening_that_ends_late_finds_its_host(qgis_app: QgsApplication) -> None:
    host = EngineHost(has_window=False)
    came: list[str] = []
    host.opened_late.connect(lambda mosaic, _options, _failure: came.append(mosaic))
    tell = host._openings._on_late
    del host
    gc.collect()
    # Memory that is used again shows who still uses it.
    others = [QObject() for _ in range(200)]
    thread = threading.Thread(target=tell, args=("/data/m.json", {}, None))
    thread.start()
    thread.join(WAIT_S)
    until(lambda: bool(came))
    assert came == ["/data/m.json"] and not any(map(sip.isdeleted, others))


def test_a_look_that_is_cancelled_in_the_status_bar_says_so() -> None:
    waiting, window = Waiting(), QWidget()
    look = PreviewLook(waiting, LayerUri(mosaic="/data/m.json"), 100, window)  # type: ignore[arg-type]
    ended: list[EngineFailure | None] = []
    look.ended.connect(ended.append)
    look.start()
    until(waiting.entered.is_set, WAIT_S)
    cancel_in_the_status_bar()
    until(lambda: bool(ended), WAIT_S)
    assert [failure.code if failure else None for failure in ended] == ["cancelled"]


def test_a_login_s_test_that_is_cancelled_in_the_status_bar_leaves_its_window_as_it_was() -> None:
    waiting = Waiting()
    dialog = LoginDialog(None, services=services_with(engine=waiting))
    dialog._test.start("https://host/m.json", "document", {"id": "", "method": "", "config": {}, "uri": ""})
    until(waiting.entered.is_set, WAIT_S)
    assert dialog._test.is_running and dialog.test_button.text() == "Cancel"
    cancel_in_the_status_bar()
    until(lambda: dialog.test_button.text() != "Cancel", WAIT_S)
    assert not dialog._test.is_running and dialog.steps_view.toPlainText() == "Cancelled."
    dialog.show()
    dialog.reject()
    assert not dialog.isVisible()
