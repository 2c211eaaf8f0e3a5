"""Mosaics opened in the background, one opening for all who ask at once, and a window that lives while it waits."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from fake_engine import FakeEngine, FakeNotes, FakeRemote, band, description
from qgis.core import QgsApplication, QgsProject, QgsRasterLayer
from qgis.gui import QgsMessageBar
from qgis.PyQt.QtCore import QTimer
from waiting import until

from mosaic_qgis.engine.client.process import EngineFailure
from mosaic_qgis.gui.adding import Adding
from mosaic_qgis.gui.background import BackgroundOpenings
from mosaic_qgis.host import patience, window
from mosaic_qgis.host.notes import Notes
from mosaic_qgis.provider import registration
from mosaic_qgis.provider.metadata import MosaicMetadata
from mosaic_qgis.provider.opening import MosaicOpener
from mosaic_qgis.provider.uri import LayerUri

TOWN = LayerUri(mosaic="/data/town.json")


class GatedEngine(FakeEngine):
    """Opens a mosaic when it may."""

    def __init__(self) -> None:
        super().__init__(FakeRemote(description(bands=(band(1, dtype="uint16", color="gray"),))))
        self.gate = threading.Event()
        self.threads: list[threading.Thread] = []
        self.cancelled = threading.Event()

    def open(
        self,
        mosaic: str,
        options: Any,
        credentials: Any,
        timeout_s: float,
        is_cancelled: Any = patience.never,
        *,
        anew: bool = False,
    ) -> FakeRemote:
        self.threads.append(threading.current_thread())
        if not patience.wait(self.gate, 20, is_cancelled):
            self.cancelled.set()
            raise EngineFailure("cancelled", "cancelled")
        return super().open(mosaic, options, credentials, timeout_s, anew=anew)


@pytest.fixture
def gated() -> Iterator[GatedEngine]:
    engine = GatedEngine()
    yield engine
    engine.gate.set()


@pytest.fixture
def opener(qgis_app: QgsApplication, gated: GatedEngine, notes: FakeNotes) -> MosaicOpener:
    return MosaicOpener(gated, notes)  # type: ignore[arg-type]


@pytest.fixture
def openings(opener: MosaicOpener) -> Iterator[BackgroundOpenings]:
    made = BackgroundOpenings(opener)
    yield made
    made.close()


class Calls:
    """What came back."""

    def __init__(self) -> None:
        self.opened: list[threading.Thread] = []
        self.failures: list[EngineFailure] = []
        self.hold: Callable[[], object] = lambda: None
        self.held: list[object] = []

    def then(self) -> None:
        self.held.append(self.hold())
        self.opened.append(threading.current_thread())

    def ask(self, openings: BackgroundOpenings, uri: LayerUri = TOWN) -> None:
        openings.open(uri, self.then, self.failures.append)


@pytest.fixture
def calls() -> Calls:
    return Calls()


def tasks() -> int:
    return QgsApplication.taskManager().countActiveTasks()


def test_a_mosaic_is_opened_on_another_thread_and_used_on_the_main_one(
    openings: BackgroundOpenings, opener: MosaicOpener, gated: GatedEngine, calls: Calls
) -> None:
    calls.ask(openings)
    until(lambda: bool(gated.threads))
    assert gated.threads[0] is not threading.main_thread() and not calls.opened
    gated.gate.set()
    until(lambda: bool(calls.opened))
    assert calls.opened == [threading.main_thread()] and not calls.failures
    asked = gated.remote.asked("statistics")
    assert len(asked) == 1, "what a new layer's style needs is there already"


def test_what_is_open_already_is_used_at_once(
    openings: BackgroundOpenings, opener: MosaicOpener, gated: GatedEngine, calls: Calls
) -> None:
    gated.gate.set()
    held = opener.open(TOWN)
    calls.ask(openings)
    # A preview has opened it without sampling it: making a layer would hold the window up.
    assert not calls.opened
    until(lambda: bool(calls.opened))
    calls.ask(openings)
    assert calls.opened == [threading.main_thread()] * 2 and opener.known(TOWN) is held and len(gated.opened) == 1
    assert len(gated.remote.asked("statistics")) == 1


def test_what_a_preview_has_opened_is_told_about_when_a_layer_wants_it(gated: GatedEngine) -> None:
    warning = {"code": "bad_document", "message": "an odd key", "asset": None, "detail": None}
    gated.remote.description["warnings"] = (warning,)
    gated.gate.set()
    notes = FakeNotes()
    opener = MosaicOpener(gated, notes)  # type: ignore[arg-type]
    held = opener.open(TOWN, is_quiet=True)
    assert notes.posted == []
    for _ in range(2):
        assert opener.open(TOWN) is held
    assert [text for _, text in notes.posted] == ["“town”: an odd key"]


def test_two_who_ask_at_once_share_one_opening(
    openings: BackgroundOpenings, opener: MosaicOpener, gated: GatedEngine, calls: Calls
) -> None:
    # As a layer does.
    calls.hold = lambda: opener.known(TOWN)
    calls.ask(openings)
    until(lambda: len(gated.threads) == 1)
    calls.ask(openings)
    until(lambda: tasks() == 2)
    gated.gate.set()
    until(lambda: len(calls.opened) == 2)
    assert len(gated.opened) == 1


@pytest.mark.parametrize("how", ["by a person", "with the project", "with the plugin"])
def test_a_cancelled_opening_is_given_up_and_comes_back_to_nobody(
    opener: MosaicOpener, gated: GatedEngine, calls: Calls, how: str
) -> None:
    openings = BackgroundOpenings(opener)
    calls.ask(openings)
    until(lambda: bool(gated.threads))
    if how == "by a person":
        for task in QgsApplication.taskManager().activeTasks():
            task.cancel()
    elif how == "with the project":
        QgsProject.instance().clear()
    else:
        openings.close()
    until(gated.cancelled.is_set)
    until(lambda: tasks() == 0)
    assert not calls.opened and not calls.failures
    if how != "with the plugin":
        openings.close()


def test_a_failure_comes_back(openings: BackgroundOpenings, gated: GatedEngine, calls: Calls) -> None:
    gated.failure = EngineFailure("not_found", "gone")
    gated.gate.set()
    calls.ask(openings)
    until(lambda: bool(calls.failures))
    assert [failure.code for failure in calls.failures] == ["not_found"] and not calls.opened


def test_a_login_that_is_not_there_fails_before_anything_is_opened(
    openings: BackgroundOpenings, gated: GatedEngine, calls: Calls
) -> None:
    calls.ask(openings, LayerUri(mosaic="/data/town.json", options={"authcfg": "nobody1"}))
    assert [failure.code for failure in calls.failures] == ["auth"] and not gated.threads


class Window:
    """As much of `iface` as adding needs."""

    def __init__(self) -> None:
        self.added: list[QgsRasterLayer] = []

    def addRasterLayer(self, source: str, name: str, provider: str) -> None:
        self.added.append(QgsRasterLayer(source, name, provider))


@pytest.fixture
def registered(opener: MosaicOpener) -> Iterator[None]:
    registration.set_implementation(MosaicMetadata(opener))
    yield
    QgsProject.instance().clear()
    registration.set_implementation(None)


def test_the_layer_finds_everything_when_it_is_made(
    registered: None, opener: MosaicOpener, openings: BackgroundOpenings, gated: GatedEngine
) -> None:
    seen = Window()
    Adding(seen, opener, openings).add(TOWN, "My town")
    gated.gate.set()
    until(lambda: bool(seen.added))
    (layer,) = seen.added
    assert layer.isValid() and layer.name() == "My town"
    assert len(gated.opened) == 1 and len(gated.remote.asked("statistics")) == 1
    seen.added.clear()


def test_what_cannot_be_added_is_told_by_the_name_that_it_was_to_have(
    registered: None, opener: MosaicOpener, openings: BackgroundOpenings, gated: GatedEngine, notes: FakeNotes
) -> None:
    gated.failure = EngineFailure("not_found", "no such document")
    seen = Window()
    Adding(seen, opener, openings).add(TOWN, "My town")
    assert any("My town" in task.description() for task in QgsApplication.taskManager().tasks())
    gated.gate.set()
    until(lambda: bool(notes.posted))
    assert "My town" in notes.posted[0][1] and not seen.added


def test_layers_of_the_project_are_opened_again_in_the_background(
    registered: None, opener: MosaicOpener, openings: BackgroundOpenings, gated: GatedEngine
) -> None:
    gated.failure = EngineFailure("environment", "no engine yet")
    gated.gate.set()
    layers = [QgsRasterLayer(TOWN.mosaic, "town", "mosaicjson") for _ in range(2)]
    QgsProject.instance().addMapLayers(layers)
    assert not any(layer.isValid() for layer in layers)
    gated.failure = None
    gated.gate.clear()
    Adding(Window(), opener, openings).reopen(lambda layer: not layer.isValid())
    assert not any(layer.isValid() for layer in layers)
    gated.gate.set()
    until(lambda: all(layer.isValid() for layer in layers))
    assert len(gated.opened) == 3, "once for each layer that failed, then once for both"


@pytest.fixture
def window_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window, "asks", lambda: True)


def after(milliseconds: int, act: Callable[[], None]) -> None:
    QTimer.singleShot(milliseconds, act)


def test_the_window_lives_while_it_waits(window_asks: None) -> None:
    event = threading.Event()
    # Only a living event loop can set it.
    after(30, event.set)
    assert window.wait(event, 20)


def test_a_waiting_window_sees_cancelling_and_the_end_of_the_time(window_asks: None) -> None:
    event, cancelled = threading.Event(), threading.Event()
    after(30, cancelled.set)
    assert not window.wait(event, 20, cancelled.is_set)
    assert not window.wait(event, 0.05)
    event.set()
    assert window.wait(event, 0)


def test_a_python_program_waits_as_it_always_did(qgis_app: QgsApplication) -> None:
    event = threading.Event()
    after(0, event.set)
    assert not window.asks() and not window.wait(event, 0.2), "no event is looked at meanwhile"


def test_a_layer_that_failed_on_a_thread_is_not_opened_again_by_the_window(
    opener: MosaicOpener, gated: GatedEngine, window_asks: None
) -> None:
    gated.gate.set()
    gated.failure = EngineFailure("unreachable", "no route")
    for may_ask in (False, True):
        with pytest.raises(EngineFailure, match="no route"):
            opener.open(TOWN, may_ask=may_ask)
    assert len(gated.opened) == 1
    with pytest.raises(EngineFailure, match="no route"):
        opener.open(LayerUri(mosaic="/data/other.json"))
    assert len(gated.opened) == 2, "another mosaic has nothing to do with it"


def test_a_layer_that_failed_for_its_login_is_opened_again_by_the_window(
    opener: MosaicOpener, gated: GatedEngine, window_asks: None
) -> None:
    gated.gate.set()
    gated.failure = EngineFailure("auth", "locked")
    with pytest.raises(EngineFailure):
        opener.open(TOWN, may_ask=False)
    gated.failure = None
    assert opener.open(TOWN).bands


def test_each_wish_that_fails_is_answered(gated: GatedEngine) -> None:
    bar = QgsMessageBar()
    opener = MosaicOpener(gated, Notes(SimpleNamespace(messageBar=lambda: bar)))  # type: ignore[arg-type]
    openings = BackgroundOpenings(opener)
    gated.failure = EngineFailure("not_found", "gone")
    gated.gate.set()
    adding = Adding(Window(), opener, openings)
    layer = QgsRasterLayer("/data/m.json", "town", "mosaicjson")
    for act in (lambda: adding.add(TOWN), lambda: adding.add(TOWN), lambda: adding.change(layer, TOWN)):
        act()
        until(lambda: [("was not found" in item.text()) for item in bar.items()] == [True])
        bar.clearWidgets()
        until(lambda: not bar.items())
    openings.close()
